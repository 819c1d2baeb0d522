"""The base of every source: an outlet is a class of data, the crawl itself is the same for all."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.discovery import Discovery
from crawler.failures import reject_of, sentence_of
from crawler.fetched import Fetched
from crawler.fetching import with_answer
from crawler.listings import Entry, Found, parse_listing
from crawler.memory import Action, Memory
from crawler.verdict import Expect, Verdict
from pipelines.outlet import Outlet
from pipelines.record import Page, Rejection, rejection
from pipelines.urls import canonical, listed

if TYPE_CHECKING:
    from crawler.manifest import Manifest


class NewsSpider(Spider):
    """One outlet: where its listings are, what an article's address looks like, and facts for its records."""

    outlet: ClassVar[Outlet]
    feeds: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[tuple[str, ...]] = ()
    article: ClassVar[str] = r"^https?://[^/]+/.+"
    """Regular expression that every article's address matches, and nothing else of the outlet."""
    attested: ClassVar[bool] = True
    """False when no page of the outlet was seen: the source is a guess until its first healthy run."""
    lastmod: ClassVar[bool] = True
    """False when the sitemaps' lastmod says when the sitemap was made, not when the article changed."""
    javascript: ClassVar[bool | None] = None
    """Whether articles are rendered by a browser: True always, False never, None where nothing else shows the text."""
    delay: ClassVar[float] = 1.0
    """Seconds between two requests to one host."""
    expect: ClassVar[Expect] = Expect()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Raises ValueError for a class with attributes that a crawl would ignore or misread."""
        super().__init_subclass__(**kwargs)
        if fault := next(_faults(cls), ""):
            raise ValueError(f"{cls.__name__}.{fault}")

    def __init__(self, since: str = "", until: str = "", **others: Any) -> None:
        super().__init__(**others)
        unknown = [name for name in others if not name.startswith("_")]  # schedulers add such, for example _job
        if unknown:
            raise ValueError(f"-a {unknown[0]}={others[unknown[0]]}: a source takes since and until")
        self.since = _day(since, "since")
        self.until = _day(until, "until")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"-a since={since} is later than -a until={until}")
        self.allowed_domains = list(self.hosts())
        self.memory = Memory(reader=f"{self.name} {self.article}")
        """What earlier runs recorded; the item pipeline gives it the ledger for the time of the crawl."""
        self.already_staged: set[str] = set()
        """Addresses that a killed attempt of this run has staged already."""
        self.to_fetch: set[str] | None = None
        """Addresses that this run is to fetch; None until all listings are read."""
        self.stopped = True
        """False once nothing is left to fetch: a run that ends before was stopped."""
        self.manifest: Manifest | None = None
        self.failure: tuple[Verdict, str] | None = None
        """Exit status and sentence of an error of the run, most of which keep it from being published."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Lets the source's own delay replace the project's; the command line still wins."""
        super().update_settings(settings)
        settings.set("DOWNLOAD_DELAY", cls.delay, priority="spider")

    def hosts(self) -> tuple[str, ...]:
        """Every host the source may fetch from: the outlet's own and those of its listings."""
        listings = (urlsplit(url).hostname or "" for url in (*self.feeds, *self.sitemaps, *self.sections))
        return tuple(dict.fromkeys([*self.outlet.hosts, *listings]))

    def is_article(self, url: str) -> bool:
        """Whether an address, apart from tracking parameters, is one of the outlet's articles; ValueError for none."""
        return re.search(self.article, listed(url)) is not None

    async def listings(self, discovery: Discovery) -> list[str]:
        """The listings to begin with."""
        return [*self.sitemaps, *self.feeds, *self.sections]

    def parse_listing(self, body: bytes, url: str) -> Found:
        """What a listing leads to, ValueError for a broken one; a source with listings of its own kind reads them."""
        return parse_listing(body, url)

    def is_stray(self, found: Found, url: str) -> bool:
        """Whether an HTML page, such as a notice of maintenance, stands in the place of a feed or a sitemap."""
        return found.is_page and url not in self.sections

    def learn(self, entries: Iterable[Entry]) -> None:
        """Does nothing, since the pattern says what an article is; a source without a pattern can learn one here."""

    async def start(self) -> AsyncIterator[Request]:
        """Requests for every new article, newest first, after all listings were read."""
        try:
            entries = await self._entries()
        except OSError as error:  # of the ledger
            self.failure = Verdict.INTERNAL_ERROR, sentence_of(error)
            return
        except Exception as error:
            self.failure = Verdict.INTERNAL_ERROR, f"the source cannot read its listings: {error!r}"
            raise
        self.to_fetch = {listed(entry.url) for entry, _ in entries}
        for entry, action in entries:
            if listed(entry.url) not in self.already_staged:
                yield self.request(entry, action)

    async def _entries(self) -> list[tuple[Entry, Action]]:
        """The articles of all listings that are new or have changed, then the addresses that are to be asked again."""
        discovery = Discovery(self, self.crawler)
        found = await discovery.run()
        named = {self._key(entry.url) for entry, _ in found}
        again = self.memory.due(self.name, datetime.now(UTC), len(discovery.entries), discovery.dated())
        return [
            *found,
            *((self._again(url, action, discovery), action) for url, action in again if self._key(url) not in named),
        ]

    def _again(self, url: str, action: Action, discovery: Discovery) -> Entry:
        """What is asked again, dated as its listings date it; the text of a feed must not replace an article's own."""
        entry = discovery.entries.get(self._key(url), Entry(url=url))
        text = None if action is Action.REVISIT else entry.listing.text
        return replace(entry, url=url, listing=replace(entry.listing, text=text))

    def _key(self, url: str) -> str:
        """The canonical address of an article: listings and earlier runs may spell it differently."""
        return canonical(url, self.outlet.hosts)

    def request(self, entry: Entry, action: Action) -> Request:
        """The request of one article; whatever the answer is, it ends as one item."""
        return Request(
            listed(entry.url),
            callback=self.parse,
            errback=self.failed,
            headers=self.memory.conditional_headers(listed(entry.url)) if action is Action.REVISIT else None,
            meta={"handle_httpstatus_list": [304]} if action is Action.REVISIT else None,
            cb_kwargs={"entry": entry},
        )

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Fetched | Rejection]:
        """The fetched article."""
        yield Fetched.of(with_answer(self.page(kwargs["entry"]), response, self.settings), response)

    def failed(self, failure: Failure) -> Iterator[Rejection]:
        """The Rejection of an article that could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]
        yield rejection(self.page(request.cb_kwargs["entry"]), reject_of(failure.value))

    def page(self, entry: Entry) -> Page:
        """The page of an entry, not fetched yet."""
        return Page(url=listed(entry.url), source=self.name, listing=entry.listing, fetched_at=datetime.now(UTC))


KNOWN = frozenset({*dir(NewsSpider), *Spider.__annotations__, *NewsSpider.__annotations__})
"""Attributes that a source may have."""


def _faults(source: type[NewsSpider]) -> Iterator[str]:
    """What a crawl would ignore or misread in a source; methods, CONSTANTS and _private names are its own."""
    for name, value in vars(source).items():
        if not (name in KNOWN or name.startswith("_") or name.isupper() or hasattr(value, "__get__")):
            yield f"{name}: a source has no such attribute"
    if not hasattr(source, "name"):  # what several sources inherit from
        return
    outlet = getattr(source, "outlet", None)
    if outlet is None or outlet.source != source.name:
        yield "outlet: give an Outlet with source=name"
        return
    lists = {name: getattr(source, name) for name in ("feeds", "sitemaps", "sections")}
    lists |= {"hosts": outlet.hosts, "drop": outlet.drop}
    single = (name for name, given in lists.items() if isinstance(given, str))
    yield from (f"{name}: give a tuple; that of one text ends in a comma" for name in single)


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"-a {name}={text}: not a date like 2026-11-21") from None
