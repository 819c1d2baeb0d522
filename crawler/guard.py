"""Addresses that must not be fetched: no scraped URL may reach the crawler's own network."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, cast
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request, Spider, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingHostnameResolver, HostResolution
from scrapy.settings import BaseSettings
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHostResolution
from twisted.internet.tcp import Connection

from crawler.bundled import detour
from crawler.limits import ShortHeads
from crawler.shared_browser import SharedBrowser

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MAPPED = ipaddress.ip_network("64:ff9b::/96")
"""NAT64: the last 32 bits are an IPv4 address."""
READ_AT_ONCE = 1 << 18
"""Bytes read from a connection in one step: a page of 300 KB takes two, where Twisted's own 64 KB take five."""


class AddressRefused(IgnoreRequest):
    """The address belongs to a network that GUARD_ALLOW does not name."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Which network addresses may be connected to: public ones, and the networks that are allowed by name."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """The guard of GUARD_ALLOW; raises ValueError for what is not a network."""
        try:
            return cls(tuple(ipaddress.ip_network(name.strip()) for name in settings.getlist("GUARD_ALLOW")))
        except ValueError as error:
            raise ValueError(f"GUARD_ALLOW: {error}") from None

    def permits(self, address: str) -> bool:
        """Whether a literal address may be connected to; IPv4 inside IPv6 is judged as the IPv4 it is."""
        ip = _plain(ipaddress.ip_address(address.partition("%")[0]))
        if any(ip.version == network.version and ip in network for network in self.allowed):
            return True
        return ip.is_global and not ip.is_multicast

    def check(self, address: str, host: str) -> None:
        """Raises AddressRefused when the address that a host resolved to may not be connected to."""
        if not self.permits(address):
            raise AddressRefused(f"{host} is at {address}, a private address that GUARD_ALLOW does not name")


def _plain(ip: Address) -> Address:
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in MAPPED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def literal(host: str) -> str | None:
    """The address that a host name spells out, or None for a name that must be resolved."""
    try:
        return str(ipaddress.ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        return None


def host_of(proxy: str) -> str:
    """The host of a proxy, which may be written without http://; empty where it is no address."""
    try:
        return urlsplit(proxy if "://" in proxy else f"//{proxy}").hostname or ""
    except ValueError:
        return ""


class Lookup:
    """The addresses of a host, on their way (an IResolutionReceiver)."""

    def __init__(self) -> None:
        self.addresses: list[IPv4Address | IPv6Address] = []
        self.complete: Deferred[list[IPv4Address | IPv6Address]] = Deferred()
        """All of them, once they are known; none for a host that does not exist."""

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        """Does nothing: whoever asks waits for the end."""

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802
        """Takes up one address."""
        self.addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Hands them over."""
        self.complete.callback(self.addresses)


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver, answering only with addresses that the guard permits: what was checked is what is used."""

    def __init__(self, reactor: ReactorBase, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        self.guard = Guard()
        self.proxies = {host_of(proxy) for scheme, proxy in getproxies().items() if scheme != "no"}
        """Hosts of the environment's proxies: who runs the crawler has named them, and most are private."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """The resolver with the guard of the crawler's settings."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.guard = Guard.from_settings(crawler.settings)
        return resolver

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, *more: Any, **named: Any) -> IHostResolution:  # noqa: N802, N803
        """Tells the receiver the addresses of a host, of IPv4 and IPv6, that are permitted."""
        found, resolution = Lookup(), cast("IHostResolution", HostResolution(hostName))
        resolutionReceiver.resolutionBegan(resolution)
        self._look_up(found, hostName, *more, **named)
        found.complete.addCallback(self._tell, resolutionReceiver, hostName)
        return resolution

    def _look_up(self, found: Lookup, host: str, *more: Any, **named: Any) -> None:
        try:
            host.encode("idna")
        except UnicodeError:  # Twisted would wait for its addresses for ever
            found.resolutionComplete()
        else:
            super().resolveHostName(found, host, *more, **named)  # type: ignore[arg-type]

    def _tell(self, addresses: Iterable[IPv4Address | IPv6Address], receiver: Any, host: str) -> None:
        for address in addresses:
            if host in self.proxies or self.guard.permits(address.host):
                receiver.addressResolved(address)
        receiver.resolutionComplete()

    async def check(self, host: str) -> None:
        """Raises AddressRefused for a host with no permitted address, CannotResolveHostError for one without any."""
        found = Lookup()
        self._look_up(found, host)
        addresses = [address.host for address in await maybe_deferred_to_future(found.complete)]
        if not addresses:
            raise CannotResolveHostError(f"no address is known of {host}")
        if not any(map(self.guard.permits, addresses)):
            self.guard.check(addresses[0], host)


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind the guard: checks every request, redirects and robots.txt included."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.guard = Guard.from_settings(crawler.settings)
        Connection.bufferSize = READ_AT_ONCE  # of every connection: Twisted has no setting for it
        self._pool._factory = ShortHeads  # nor for the length of heads
        self.bundled = crawler.settings.get("BUNDLED")
        self.browser: SharedBrowser = getattr(crawler, "browser", None) or SharedBrowser()
        """Shared by the crawls of one command, else our own."""

    async def download_request(self, request: Request) -> Response:
        """The response; raises AddressRefused before any connection to a network that is not permitted."""
        if request.meta.get("playwright"):  # a browser without a network, whose requests come back here
            return await self.browser.lent(self, self._crawler).download_request(request)
        sent = detour(request, self.bundled) if self.bundled else request
        host = urlsplit(sent.url).hostname or ""
        if loopback([host]):
            sent.meta.pop("proxy", None)  # none leads to this machine
        await self._check(host, proxied="proxy" in sent.meta)
        response = await super().download_request(sent)
        return response if sent is request else response.replace(url=request.url)

    async def close(self) -> None:
        """Closes the connections, and the browser when no other crawl uses it."""
        await self.browser.give_back(self)
        await super().close()

    async def _check(self, host: str, *, proxied: bool) -> None:
        """Raises AddressRefused for a host at an address that is not permitted."""
        address = literal(host)
        if address is not None:
            self.guard.check(address, host)
        elif not proxied:  # a proxy resolves the name itself
            from twisted.internet import reactor

            await cast("GuardedResolver", reactor.nameResolver).check(host)


class Offsite(OffsiteMiddleware):
    """Scrapy's middleware, asked only when a request is sent, so that a refused redirect reaches its errback.

    A robots.txt may stand at another host: RFC 9309 follows redirects there.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawler."""
        middleware = cls(crawler.stats)
        middleware.crawler = crawler
        crawler.signals.connect(middleware.spider_opened, signals.spider_opened)
        return middleware

    def should_follow(self, request: Request, spider: Spider) -> bool:
        """Whether an address is the outlet's, or that of a robots.txt."""
        return "dont_obey_robotstxt" in request.meta or super().should_follow(request, spider)


def loopback(hosts: Iterable[str]) -> bool:
    """Whether all hosts are literal loopback addresses or localhost: no outlet needs politeness there."""
    return all(host == "localhost" or ipaddress.ip_address(literal(host) or "8.8.8.8").is_loopback for host in hosts)
