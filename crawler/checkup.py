"""`scrapy sources --check`: every listing of the sources is fetched once, as a crawl would fetch it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery import WRONG_KIND, Discovery
from crawler.failures import reject_of
from crawler.listings import Found
from crawler.source import NewsSpider


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one listing of a source gave."""

    source: str
    listing: str
    articles: int = 0
    """Article addresses that it names, each counted once."""
    further: int = 0
    """Sitemaps that it leads to."""
    problem: str = ""
    """Why the listing cannot be used; empty when it can."""


class Checkup(Spider):
    """Fetches every listing of the sources and keeps a Check of each; articles are not fetched."""

    name = "checkup"
    custom_settings = {"RETRY_ENABLED": False}  # noqa: RUF012  (Scrapy's name and type)

    def __init__(self, sources: Sequence[type[NewsSpider]] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sources = [source() for source in sources]
        self.checks: dict[tuple[str, str], Check] = {}
        """By source and address, in the order in which they were requested."""

    async def start(self) -> AsyncIterator[Request]:
        """One request a listing."""
        for source in self.sources:
            for url in await source.listings(Discovery(source, self.crawler)):
                self.note(Check(source=source.name, listing=url, problem="the answer could not be read"))
                kept = {"source": source, "url": url}
                yield Request(url, self.read, errback=self.failed, meta={"listing": True}, cb_kwargs=kept)

    def note(self, check: Check) -> None:
        """Keeps a check in place of an earlier one of the same listing."""
        self.checks[check.source, check.listing] = check

    def read(self, response: Response, source: NewsSpider, url: str) -> None:
        """Notes what a listing names."""
        try:
            found = source.parse_listing(response.body, response.url)
        except ValueError as error:
            self.note(Check(source=source.name, listing=url, problem=str(error)))
            return
        articles, further = _articles(source, found), len(found.listings)
        problem = WRONG_KIND if source.is_stray(found, url) else "" if articles or further else "names no article"
        self.note(Check(source=source.name, listing=url, articles=articles, further=further, problem=problem))

    def failed(self, failure: Failure) -> None:
        """Notes why a listing could not be fetched."""
        source, url = failure.request.cb_kwargs.values()  # type: ignore[attr-defined]
        self.note(Check(source=source.name, listing=url, problem=reject_of(failure.value).detail))


def _articles(source: NewsSpider, found: Found) -> int:
    articles = 0
    for url in {*(entry.url for entry in found.entries), *found.links}:
        with suppress(ValueError):  # no address at all
            articles += source.is_article(url)
    return articles
