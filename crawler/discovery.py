"""Reads an outlet's listings before any article: the union of feeds, sitemaps and sections, newest first."""

import asyncio
import logging
import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.listings import Entry, Found, parse_listing
from pipelines.dates import url_date
from pipelines.record import Listing
from pipelines.urls import canonical

if TYPE_CHECKING:
    from crawler.source import NewsSpider

logger = logging.getLogger(__name__)
SKIPPED = re.compile(
    r"(?:author|category|tag|page|image|video|user|topic|static)s?[-_]?sitemap|sitemap[-_]?(?:author|category|tag|page|image|video|user|topic|static)s?\b",
    re.IGNORECASE,
)
"""Sitemaps that list no articles (WordPress names)."""
MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_/]?(0?[1-9]|1[0-2])(?:\d\d)?)?(?!\d)")


class Discovery:
    """One reading of all listings of a source; `run` gives the articles to fetch."""

    def __init__(self, spider: "NewsSpider", crawler: Crawler) -> None:
        self.spider = spider
        self.crawler = crawler
        self.entries: dict[str, Entry] = {}
        self.taken: set[str] = set()
        """Listings that were or are being read."""

    async def run(self) -> list[Entry]:
        """Every new article that the listings name, newest first, at most LIMIT_ARTICLES."""
        wave = [(url, 1) for url in await self.spider.listings(self)]
        while wave:
            wave = [(url, number) for url, number in dict(wave).items() if self._taken(url)]
            responses = await asyncio.gather(*(self.fetch(url) for url, _ in wave))
            read = [
                (parse_listing(r.body, r.url), n) for r, (_, n) in zip(responses, wave, strict=True) if r is not None
            ]
            for found, _ in read:
                self.spider.learn(found.entries)
            wave = [step for found, number in read for step in self._followed(found, number)]
        self.crawler.stats.set_value("article/named", len(self.entries))
        return self._limited(sorted(filter(self._wanted, self.entries.values()), key=_newest_first))

    def _taken(self, url: str) -> bool:
        """Takes a listing up once, within the limit."""
        if url in self.taken or len(self.taken) >= self._limit("LISTINGS"):
            if url not in self.taken:
                self.crawler.stats.set_value("limit/listings", self._limit("LISTINGS"))
            return False
        self.taken.add(url)
        return True

    def _followed(self, found: Found, number: int) -> list[tuple[str, int]]:
        """Merges what a listing names; gives the listings to read next with their page numbers."""
        fresh = self._take(found)
        more = [(child, 1) for child in found.listings if self._month_wanted(child)]
        if found.next_page and fresh and number < self._limit("SECTION_PAGES"):
            more.append((found.next_page, number + 1))
        return more

    def _take(self, found: Found) -> int:
        """Merges the entries of a listing into those known; gives how many of them the ledger does not know."""
        entries = [*found.entries, *(Entry(url=link) for link in found.links[: self._limit("LINKS")])]
        fresh = 0
        for entry in entries:
            key = self._key(entry.url)
            if not key:
                continue
            fresh += self.spider.is_new(key)
            self.entries[key] = _merged(self.entries[key], entry) if key in self.entries else entry
        return fresh

    def _key(self, url: str) -> str:
        """The canonical address of an article; nothing for what is none."""
        try:
            return canonical(url, self.spider.outlet.hosts) if self.spider.is_article(url) else ""
        except ValueError:
            return ""

    async def fetch(self, url: str) -> Response | None:
        """A listing, or None when it cannot be had; a failure is counted and said, and hides nothing else."""
        try:
            request = Request(url, priority=10, callback=NO_CALLBACK, meta={"listing": True})
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            self._missed(url, str(error) or type(error).__name__)
            return None
        if response.status != 200:
            self._missed(url, f"the server answered {response.status}")
            return None
        self._count("read")
        return response

    def _missed(self, url: str, why: str) -> None:
        logger.warning("listing %s: %s", url, why)
        self._count("failed")

    def _wanted(self, entry: Entry) -> bool:
        when = _when(entry)
        if when is not None and not self._in_range(when.date()):
            self._count("out_of_range", "article")
            return False
        if not self.spider.is_new(self._key(entry.url)):
            self._count("known", "article")
            return False
        return True

    def _in_range(self, day: date) -> bool:
        return not (self.spider.since and day < self.spider.since) and not (
            self.spider.until and day > self.spider.until
        )

    def _month_wanted(self, url: str) -> bool:
        """Whether a sitemap may hold articles of the wished dates, judged by the month or year in its name."""
        if SKIPPED.search(url):
            return False
        found = MONTH.search(url.rpartition("/")[2])
        if found is None:
            return True
        year, month = int(found[1]), int(found[2] or 0)
        since, until = self.spider.since, self.spider.until
        last, first = (year, month or 12), (year, month or 1)
        return not (since and last < (since.year, since.month)) and not (until and first > (until.year, until.month))

    def _limited(self, entries: list[Entry]) -> list[Entry]:
        limit = self._limit("ARTICLES")
        if len(entries) > limit:
            self.crawler.stats.set_value("limit/articles", len(entries))
        return entries[:limit]

    def _limit(self, name: str) -> int:
        return self.crawler.settings.getint(f"LIMIT_{name}")

    def _count(self, what: str, kind: str = "listing") -> None:
        self.crawler.stats.inc_value(f"{kind}/{what}")


def _merged(first: Entry, second: Entry) -> Entry:
    """The first address, with whatever only the second listing says."""
    a, b = first.listing, second.listing
    dated = a if a.published_at else b
    return replace(
        first,
        listing=Listing(
            title=a.title or b.title,
            published_at=dated.published_at,
            precision=dated.precision,
            modified_at=a.modified_at or b.modified_at,
            text=a.text or b.text,
        ),
    )


def _when(entry: Entry) -> datetime | None:
    """When an entry was published, as far as its listing or its address tells."""
    in_url = url_date(entry.url)
    return entry.listing.published_at or (in_url.at if in_url else None)


def _newest_first(entry: Entry) -> tuple[float, str]:
    when = _when(entry)
    return -when.timestamp() if when else 0.0, entry.url
