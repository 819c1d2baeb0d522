"""The base of every source: an outlet is a class of data, the way of a crawl is the same for all."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.discovery import Discovery
from crawler.failures import refusal
from crawler.listings import Entry
from crawler.manifest import Expect
from pipelines.record import Page, Rejection, rejection
from pipelines.rules import Outlet
from pipelines.urls import listed


class NewsSpider(Spider):
    """One outlet: where its listings are, what an article's address looks like, and facts for its records."""

    outlet: ClassVar[Outlet]
    feeds: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[tuple[str, ...]] = ()
    article: ClassVar[str] = r"^https?://[^/]+/.+"
    """Regular expression that every article's address matches, and nothing else of the outlet."""
    delay: ClassVar[float] = 1.0
    """Seconds between two requests to one host."""
    expect: ClassVar[Expect] = Expect()

    def __init__(self, since: str = "", until: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.since = _day(since, "since")
        self.until = _day(until, "until")
        self.allowed_domains = list(self.hosts())

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Lets the source's own delay replace the project's; the command line still wins."""
        super().update_settings(settings)
        settings.set("DOWNLOAD_DELAY", cls.delay, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of a crawl."""
        return super().from_crawler(crawler, *args, **kwargs)

    @classmethod
    def hosts(cls) -> tuple[str, ...]:
        """Every host the source may fetch from: the outlet's own and those of its listings."""
        listings = (*cls.feeds, *cls.sitemaps, *cls.sections)
        return tuple(
            dict.fromkeys([*cls.outlet.hosts, *(re.sub(r"^https?://([^/]+).*", r"\1", url) for url in listings)])
        )

    def is_article(self, url: str) -> bool:
        """Whether an address is one of the outlet's articles."""
        return re.search(self.article, url) is not None

    async def start(self) -> AsyncIterator[Request]:
        """Requests for every new article, newest first, after all listings were read."""
        entries = await Discovery(self, self.crawler).run()
        for entry in entries:
            yield self.request(entry)

    def request(self, entry: Entry) -> Request:
        """The request of one article; whatever becomes of it, it ends as one item."""
        return Request(
            entry.url,
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,  # discovery has taken every address once
            cb_kwargs={"entry": entry},
        )

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Page | Rejection]:
        """The fetched article as a Page."""
        page = self.page(kwargs["entry"])
        yield replace(
            page,
            body=response.body,
            final_url=response.url,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            truncated="download_stopped" in response.flags,
        )

    def failed(self, failure: Failure) -> Iterator[Rejection]:
        """The Rejection of an article that could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]
        yield rejection(self.page(request.cb_kwargs["entry"]), refusal(failure.value))

    def page(self, entry: Entry) -> Page:
        """A page that is not fetched yet."""
        return Page(url=listed(entry.url), source=self.name, listing=entry.listing, fetched_at=datetime.now(UTC))


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"-a {name}={text}: not a date like 2026-11-21") from None
