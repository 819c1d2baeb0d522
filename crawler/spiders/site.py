"""An outlet without a spider of its own: `scrapy crawl site -a url=https://news.example/`."""

import re
from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.discovery import Discovery
from crawler.listings import Entry, Found, parse_listing
from crawler.source import NewsSpider
from pipelines.outlet import Outlet
from pipelines.urls import listed

MAX_SECTIONS = 40
"""Section pages taken from the front page: more are navigation, not sections."""
SERVICE = frozenset([
    "about", "account", "advertise", "advertising", "app", "apps", "careers", "contact", "contacts", "cookies",
    "donate", "faq", "help", "imprint", "jobs", "legal", "login", "logout", "newsletter", "newsletters", "podcast",
    "podcasts", "press", "privacy", "register", "rules", "search", "shop", "sitemap", "subscribe", "subscription",
    "terms", "video", "videos",
])  # fmt: skip
"""First path segments that are never sections."""


class Site(NewsSpider):
    """Finds feeds, sitemaps and sections in robots.txt and the front page; learns the form of articles' addresses."""

    name = "site"
    outlet = Outlet(source="site", name="site")

    def __init__(self, url: str = "", **kwargs: Any) -> None:
        try:
            self.front = listed(url)
        except ValueError as error:
            raise ValueError(f"-a url: give the address of the front page, as https://news.example/: {error}") from None
        self.name = urlsplit(self.front).netloc
        self.outlet = Outlet(source=self.name, name=self.name, hosts=_hosts(self.front))  # type: ignore[misc]
        super().__init__(**kwargs)
        self.plain = _plain(self.front)
        self.shapes: set[str] = set()
        self.declared: list[str] = []
        """Sitemaps that robots.txt names; it is read before the first address is fetched."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider, connected to the signal of a parsed robots.txt."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.read_robots, signals.robots_parsed)
        return spider

    def read_robots(self, robotparser: RobotParser, request: Request) -> None:
        """Takes the sitemaps that the site's own robots.txt names."""
        rules = getattr(robotparser, "rp", None)
        if rules is not None and self.is_own(request.url):
            self.declared = list(dict.fromkeys([*self.declared, *rules.sitemaps]))

    async def listings(self, discovery: Discovery) -> list[str]:
        """Sitemaps of robots.txt, feeds and sections of the front page; the usual places where nothing is declared."""
        front = await discovery.fetch_early(self.front)
        declared = self.declared
        if front is None:
            return declared
        found = _front(front)
        sitemaps = [url for url in declared if self.is_own(url)] or [urljoin(front.url, "/sitemap.xml")]
        sections = [url for url in found.links if self.is_section(url)]
        self.sections = (self.front, *sections[:MAX_SECTIONS])  # type: ignore[misc]
        return [*sitemaps, *found.alternates, *self.sections]

    def learn(self, entries: Iterable[Entry]) -> None:
        """Takes the shapes of addresses that a feed or a news sitemap calls articles."""
        self.shapes.update(shape(entry.url) for entry in entries if entry.listing.published_at or entry.listing.title)

    def is_own(self, url: str) -> bool:
        """Whether an address is on the site itself, port included; with and without www. are one site."""
        return _plain(url) == self.plain

    def is_article(self, url: str) -> bool:
        """Whether an address has the shape of known articles, or reads like one."""
        if not self.is_own(url) or urlsplit(url).path.strip("/").partition("/")[0] in SERVICE:
            return False
        return shape(url) in self.shapes or re.search(r"9|S", shape(url).rpartition("/")[2]) is not None

    def is_section(self, url: str) -> bool:
        """Whether a link of the front page may lead to a list of articles."""
        parts = urlsplit(url)
        segments = parts.path.strip("/").split("/")
        return (
            self.is_own(url)
            and not parts.query
            and 1 <= len(segments) <= 2
            and segments[0] not in SERVICE | {""}
            and not self.is_article(url)
        )


def _front(answer: Response) -> Found:
    """What the front page leads to; nothing for one that cannot be read, of which the crawl says so later."""
    try:
        return parse_listing(answer.body, answer.url)
    except ValueError:
        return Found()


def _hosts(url: str) -> tuple[str, ...]:
    """The host of an address, and its twin with or without www., to which front pages redirect."""
    host = urlsplit(url).hostname or ""
    if host.startswith("www."):
        return host, host.removeprefix("www.")
    named = "." in host and not host.rpartition(".")[2].isdigit()
    return (host, f"www.{host}") if named else (host,)


def _plain(url: str) -> str:
    """Host and port of an address, without www.; empty for what cannot be fetched."""
    try:
        return urlsplit(listed(url)).netloc.removeprefix("www.")
    except ValueError:
        return ""


def shape(url: str) -> str:
    """The form of an address: its path with long numbers as 9, slugs as S and other words as w."""
    path = urlsplit(url).path.strip("/")
    return "/".join(_form(segment) for segment in path.split("/"))


def _form(segment: str) -> str:
    """The form of one segment of a path."""
    stem, _, ending = segment.rpartition(".") if re.search(r"\.\w{2,5}$", segment) else (segment, "", "")
    tail = f".{ending}" if ending else ""
    if stem.isdigit():
        return ("9" if len(stem) >= 5 else "d") + tail
    if stem.count("-") >= 3 or re.search(r"\d{5}", stem):
        return "S" + tail
    return "w" + tail
