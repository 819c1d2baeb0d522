"""Addresses of private networks are refused, however they are written."""

import asyncio

import pytest
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.testing import MemoryReactorClock

from crawler.guard import AddressRefused, Guard, GuardedResolver, Lookup, literal, loopback

PRIVATE = [
    "127.0.0.1",
    "127.8.9.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "100.64.0.1",
    "224.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fc00::1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    assert not Guard().permits(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_permitted(address: str) -> None:
    assert Guard().permits(address)


def resolver_of(addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> GuardedResolver:
    """A resolver for which host.example has these addresses."""
    kinds = [IPv6Address if ":" in address else IPv4Address for address in addresses]
    found = [kind("TCP", address, 0) for kind, address in zip(kinds, addresses, strict=True)]
    monkeypatch.setitem(dnscache, "host.example", found)
    return GuardedResolver(MemoryReactorClock(), cache_size=10_000)


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_resolves_to_a_private_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver, found = resolver_of([address], monkeypatch), Lookup()
    with pytest.raises(AddressRefused, match=f"host.example is at {address}"):
        asyncio.run(resolver.check("host.example"))
    resolver.resolveHostName(found, "host.example", 80)
    assert (found.complete.called, found.addresses) == (True, [])


def test_only_the_public_addresses_of_a_name_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver, found = resolver_of(["10.0.0.1", "2606:2800:220:1::1", "93.184.216.34"], monkeypatch), Lookup()
    asyncio.run(resolver.check("host.example"))
    resolver.resolveHostName(found, "host.example", 80)
    assert [(type(a), a.port) for a in found.addresses] == [(IPv6Address, 80), (IPv4Address, 80)]


@pytest.mark.parametrize("host", ["none.example", f"{'a' * 70}.example", "a..example"])
def test_a_name_without_an_address_ends_the_request(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = resolver_of([], monkeypatch)
    monkeypatch.setitem(dnscache, "none.example", [])
    with pytest.raises(CannotResolveHostError, match=host):
        asyncio.run(asyncio.wait_for(resolver.check(host), 5))


def test_an_allowed_network_is_permitted_and_no_other() -> None:
    guard = Guard.from_settings(Settings({"GUARD_ALLOW": "127.0.0.0/8"}))
    assert guard.permits("127.0.0.1")
    assert guard.permits("::ffff:127.0.0.1")
    assert not guard.permits("10.0.0.1")


def test_a_wrong_network_is_a_clear_error() -> None:
    with pytest.raises(ValueError, match=r"GUARD_ALLOW: .localhost."):
        Guard.from_settings(Settings({"GUARD_ALLOW": "localhost"}))


@pytest.mark.parametrize(("host", "address"), [("[::1]", "::1"), ("127.0.0.1", "127.0.0.1"), ("rt.com", None)])
def test_a_literal_address_is_recognised(host: str, address: str | None) -> None:
    assert literal(host) == address


def test_loopback_means_every_host() -> None:
    assert loopback(["127.0.0.1", "localhost"])
    assert not loopback(["127.0.0.1", "www.rt.com"])
