"""Single addresses as pages, fetched the way a crawl would: robots.txt, guard, delays and limits included."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import BaseSettings, Settings
from twisted.python.failure import Failure

from crawler.failures import reject_of
from crawler.limits import CUT
from crawler.politeness import introduce
from pipelines.record import Page, Rejection, rejection
from pipelines.urls import listed


def with_answer(page: Page, response: Response, settings: BaseSettings) -> Page:
    """The page with what the server sent, cut at the limit."""
    limit = settings.getint("LIMIT_PAGE_BYTES")
    return replace(
        page,
        body=response.body[:limit],
        final_url=response.url,
        content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
        truncated=CUT in response.flags or len(response.body) > limit,
    )


class Fetch(Spider):
    """Fetches each address once and keeps its page or Rejection."""

    name = "fetch"

    def __init__(self, urls: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.outcomes: dict[str, Page | Rejection] = {
            url: Page(id=url, url=listed(url), fetched_at=datetime.now(UTC)) for url in urls
        }

    async def start(self) -> AsyncIterator[Request]:
        """One request an address."""
        for url, page in self.outcomes.items():
            yield Request(page.url, self.read, errback=self.failed, cb_kwargs={"url": url, "page": page})

    def read(self, response: Response, url: str, page: Page) -> None:
        """Keeps a page."""
        self.outcomes[url] = with_answer(page, response, self.settings)

    def failed(self, failure: Failure) -> None:
        """Keeps the Rejection of an address that could not be fetched."""
        url, page = failure.request.cb_kwargs.values()  # type: ignore[attr-defined]
        self.outcomes[url] = rejection(page, reject_of(failure.value))


def fetch_pages(urls: Sequence[str], settings: Settings) -> Iterator[Page | Rejection]:
    """The page of every address, or why there is none, in order; ValueError for an address that is none."""
    settings.set("LOG_ENABLED", False, priority="command")  # every failure becomes a Rejection
    introduce(settings, [urlsplit(listed(url)).hostname or "" for url in urls])
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Fetch)
    process.crawl(crawler, urls=urls)
    process.start(install_signal_handlers=False)  # Ctrl-C ends the command, not only the fetching
    assert isinstance(crawler.spider, Fetch)
    return (crawler.spider.outcomes[url] for url in urls)
