"""Reads an outlet's listings before any article: the union of feeds, sitemaps and sections, newest first."""

import asyncio
import logging
import re
from calendar import monthrange
from collections import deque
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.listings import Entry, Found
from crawler.memory import Action
from crawler.verdict import BLOCKING
from pipelines.dates import Stamp, url_date
from pipelines.record import Listing, Page, Precision
from pipelines.shell import is_shell
from pipelines.text import on_screen
from pipelines.urls import canonical

if TYPE_CHECKING:
    from crawler.source import NewsSpider

logger = logging.getLogger(__name__)
OTHER = r"(?:author|category|tag|page|image|video|user|topic|static)s?"
SKIPPED = re.compile(rf"{OTHER}[-_]?sitemap|sitemap[-_]?{OTHER}\b", re.IGNORECASE)
"""Sitemaps that list no articles (WordPress names)."""
MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:-?(0?[1-9]|1[0-2])(?:\d\d)?)?(?!\d)")
"""A year, a month or a day in a sitemap's name; the 2 of sitemap_2026_2 counts parts of the year."""
CHUNK = 8
"""Sitemaps of an index that are read together, newest first; older ones only while these name new articles."""
STRAY = 2
"""A section page with no more new articles than this leads to the next one only where all of its articles are new."""

WRONG_KIND = "it is neither a feed nor a sitemap"
"""What is wrong with an HTML page in the place of a feed or sitemap; its links are followed nevertheless."""
SCRIPTED = "scripts make its links, and listings are not rendered: give a feed or a sitemap"

Step = tuple[str, int]
"""A listing to read and its page number."""


class Discovery:
    """One reading of all listings of a source; `run` gives the articles to fetch."""

    def __init__(self, spider: "NewsSpider", crawler: Crawler) -> None:
        self.spider = spider
        self.crawler = crawler
        self.entries: dict[str, Entry] = {}
        """Article entries by canonical address."""
        self.actions: dict[str, Action] = {}
        self.listings_read: set[str] = set()
        """Listings that were or are being read."""
        self.fetched_early: dict[str, Response | None] = {}
        """Answers that `fetch_early` gave and that are still to be read as listings."""
        self.indexes: list[deque[str]] = []
        """The rest of every sitemap index, newest first."""
        self.behind = spider.memory.is_behind(spider.name)

    async def run(self) -> list[tuple[Entry, Action]]:
        """Every article to fetch or to revisit, newest first, at most LIMIT_ARTICLES."""
        wave = [(url, 1) for url in await self.spider.listings(self)]
        while wave:
            wave = await self._read_wave(
                [(url, number) for url, number in dict(wave).items() if self._is_new_listing(url)]
            )
        self.crawler.stats.set_value("article/named", len(self.entries))
        if newest := max((span[1] for entry in self.entries.values() if (span := _span(entry))), default=None):
            self.crawler.stats.set_value("newest", min(newest, datetime.now(UTC).date()).isoformat())
        wanted = [(key, entry) for key, entry in self.entries.items() if self._wanted(key, entry)]
        wanted.sort(key=lambda pair: _newest_first(pair[1]))
        return [(entry, self.actions[key]) for key, entry in self._limited(wanted)]

    def dated(self) -> set[str]:
        """The canonical addresses for which a listing says when they changed."""
        return {key for key, entry in self.entries.items() if self.spider.lastmod and entry.lastmod is not None}

    async def _read_wave(self, steps: list[Step]) -> list[Step]:
        """Reads listings concurrently, merges them in their order and returns the next ones to read."""
        responses = await asyncio.gather(*(self._answer(url) for url, _ in steps))
        read = [
            (found, response, step)
            for response, step in zip(responses, steps, strict=True)
            if response is not None and (found := self._parsed(response)) is not None
        ]
        for found, _, _ in read:
            self.spider.learn(found.entries)
        fresh = [self._merge_entries(found) for found, _, _ in read]
        more: list[Step] = []
        for (found, response, step), news in zip(read, fresh, strict=True):
            more += self._next_steps(found, response, step, news)
        if any(map(any, fresh)) or self.behind or not self.entries:
            more += [(index.popleft(), 1) for index in self.indexes for _ in range(min(CHUNK, len(index)))]
        return more

    def _is_new_listing(self, url: str) -> bool:
        """True for a listing that was not read before, within the limit; notes it as read."""
        if url in self.listings_read:
            return False
        if not self._below("LISTINGS", len(self.listings_read)):
            return False
        self.listings_read.add(url)
        return True

    def _next_steps(self, found: Found, response: Response, step: Step, fresh: list[bool]) -> list[Step]:
        """The listings that one leads to; a listing without children is remembered, for conditional requests later."""
        url, number = step
        children = [child for child in found.listings if self._month_wanted(child)]
        flaw = self._flaw(found, response, url, fresh) if number == 1 else ""
        if flaw:
            self._missed(url, flaw)
        elif not children:
            etag, modified = (response.headers.get(name) or b"" for name in ("ETag", "Last-Modified"))
            self.spider.memory.note_listing(response.url, etag.decode("latin-1"), modified.decode("latin-1"))
        self.indexes.append(deque(children[CHUNK:]))
        more = [(child, 1) for child in children[:CHUNK]]
        leads_on = sum(fresh) > STRAY or (any(fresh) and all(fresh)) or self.behind
        if found.next_page and leads_on and self._below("SECTION_PAGES", number):
            more.append((found.next_page, number + 1))
        return more

    def _flaw(self, found: Found, response: Response, url: str, fresh: list[bool]) -> str:
        """What is wrong with a listing that could be read; empty for a good one."""
        if self.spider.is_stray(found, url):
            return WRONG_KIND
        empty = found.is_page and not fresh
        return SCRIPTED if empty and is_shell(Page(url=url, body=response.body)) else ""

    def _merge_entries(self, found: Found) -> list[bool]:
        """Merges the entries of a listing into those known; says of each article whether it is to be fetched."""
        links = [link for number, link in enumerate(found.links) if self._below("LINKS", number)]
        entries = [*found.entries, *(Entry(url=link) for link in links)]
        actions = [self._action(key, entry) for entry in entries if (key := self._key(entry.url))]
        return [action is not Action.LEAVE for action in actions]

    def _action(self, key: str, entry: Entry) -> Action:
        """What to do with an article, given all its listings."""
        merged = self.entries[key] = _merged(self.entries[key], entry) if key in self.entries else entry
        action = self.actions[key] = self.spider.memory.action(key, merged.lastmod if self.spider.lastmod else None)
        return action

    def _key(self, url: str) -> str:
        """The canonical address of an article; empty for an address that is not one."""
        try:
            return canonical(url, self.spider.outlet.hosts) if self.spider.is_article(url) else ""
        except ValueError:
            return ""

    async def fetch_early(self, url: str) -> Response | None:
        """The result of `fetch`, for a source that must see a listing before it can name the others."""
        response = self.fetched_early[url] = await self.fetch(url)
        return response

    async def _answer(self, url: str) -> Response | None:
        return self.fetched_early.pop(url) if url in self.fetched_early else await self.fetch(url, conditional=True)

    async def fetch(self, url: str, *, conditional: bool = False) -> Response | None:
        """A listing, or None when it is unchanged or cannot be fetched; a failure is counted and logged."""
        try:
            headers = self.spider.memory.conditional_headers(url) if conditional else {}
            request = Request(url, headers=headers, priority=10, callback=NO_CALLBACK, meta={"listing": True})
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            self._missed(url, str(error) or type(error).__name__, brief=getattr(error, "why", ""))
            return None
        if response.status == 304 and headers:
            self._count("unchanged")
            return None
        if response.status != 200:
            self._missed(url, f"the server answered {response.status}")
            if str(response.status) in BLOCKING:
                self._count("refused")
            return None
        self._count("read")
        return response

    def _parsed(self, response: Response) -> Found | None:
        """The contents of a listing, or None for one that cannot be read, which is counted and logged."""
        try:
            return self.spider.parse_listing(response.body, response.url)
        except ValueError as error:
            self._missed(response.url, str(error))
            return None

    def _missed(self, url: str, why: str, brief: str = "") -> None:
        """Counts and logs a listing that cannot be used; the reason of the last one is kept for the verdict."""
        logger.warning("listing %s: %s", on_screen(url), on_screen(why))
        self._count("failed")
        self.crawler.stats.set_value("missed", on_screen(brief or why))

    def _wanted(self, key: str, entry: Entry) -> bool:
        """Whether an article is to be fetched: in the range of dates, and new or changed."""
        span = _span(entry)
        if span is not None and not self._in_range(*span):
            self._count("out_of_range", "article")
            return False
        if self.actions[key] is Action.LEAVE:
            self._count("known", "article")
            return False
        return True

    def _in_range(self, first: date, last: date) -> bool:
        """Whether one of these days is wanted."""
        since, until = self.spider.since, self.spider.until
        return not (since and last < since) and not (until and first > until)

    def _month_wanted(self, url: str) -> bool:
        """Whether a sitemap may hold articles of the wanted dates, by the month or year in its name."""
        if SKIPPED.search(url):
            return False
        found = MONTH.search(url.rpartition("/")[2])
        return found is None or self._in_range(*_months(int(found[1]), int(found[2] or 0)))

    def _limited(self, entries: list[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
        limit = self._limit("ARTICLES")
        if len(entries) > limit:
            self.crawler.stats.set_value("limit/articles", len(entries))
        return entries[:limit]

    def _below(self, name: str, number: int) -> bool:
        """Whether a number is below its limit; a limit that is reached is counted in the stats."""
        limit = self._limit(name)
        if number >= limit:
            self.crawler.stats.set_value(f"limit/{name.lower()}", limit)
        return number < limit

    def _limit(self, name: str) -> int:
        return self.crawler.settings.getint(f"LIMIT_{name}")

    def _count(self, what: str, kind: str = "listing") -> None:
        self.crawler.stats.inc_value(f"{kind}/{what}")


def _merged(first: Entry, second: Entry) -> Entry:
    """The first entry, completed from the second."""
    a, b = first.listing, second.listing
    dated = a if a.published_at else b
    return replace(
        first,
        lastmod=max(filter(None, (first.lastmod, second.lastmod)), default=None),
        listing=Listing(
            title=a.title or b.title,
            published_at=dated.published_at,
            precision=dated.precision,
            modified_at=a.modified_at or b.modified_at,
            text=a.text or b.text,
        ),
    )


def _stamp(entry: Entry) -> Stamp | None:
    """When an entry was published, by its listing or its address."""
    at = entry.listing.published_at
    return Stamp(at=at, precision=entry.listing.precision) if at else url_date(entry.url)


def _span(entry: Entry) -> tuple[date, date] | None:
    """The first and the last day on which an entry may have been published; None when nothing dates it."""
    stamp = _stamp(entry)
    if stamp is None:
        return None
    day = stamp.at.date()
    return _months(day.year, day.month) if stamp.precision is Precision.MONTH else (day, day)


def _months(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month; of the whole year for a month 0."""
    last = month or 12
    return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])


def _newest_first(entry: Entry) -> tuple[float, str]:
    stamp = _stamp(entry)
    return -stamp.at.timestamp() if stamp else 0.0, entry.url
