"""Renders pages made by JavaScript where nothing else shows their article; requests stay behind the guard."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from scrapy.crawler import Crawler

from crawler.chromium import BrowserError, find_browser
from pipelines.archive import as_rendered
from pipelines.limits import Limits
from pipelines.record import Article, Flag, Outcome, Page, Reason, Reject, Rejection, rejection

Read = Callable[[Page], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome of a page, and the rendered page when a browser was needed."""

    outcome: Outcome
    rendered: Page | None = None


class Renderer:
    """Reads the pages of one crawl, with a browser where one is needed."""

    def __init__(self, crawler: Crawler, limits: Limits) -> None:
        self.crawler = crawler
        self.limits = limits

    async def read(self, page: Page, read: Read, always: bool | None) -> Reading:
        """The outcome of a page by `read`; `always` False never renders it, None only where nothing else helps."""
        if not always:
            outcome = await read(page)
            self._count_embedded(outcome)
            if always is False or not needs_browser(outcome):
                return Reading(outcome=outcome)
        self.crawler.stats.inc_value("render/needed")
        try:
            rendered = as_rendered(page, await self._markup(page), self.limits)
        # Whatever one page provokes in the browser must not end the run.
        except Exception as error:
            self.crawler.stats.inc_value("render/failed")
            return Reading(outcome=rejection(page, Reject(Reason.NO_BROWSER, _sentence(error))))
        self.crawler.stats.inc_value("render/browser")
        return Reading(outcome=await read(rendered), rendered=rendered)

    async def _markup(self, page: Page) -> bytes:
        """The markup of a page after its scripts ran; raises what kept the browser from giving it."""
        settings = self.crawler.settings
        find_browser(settings["BROWSER"])
        from crawler.visit import Visit  # loads Playwright, which most crawls can do without

        visit = Visit(
            page=page,
            download=self.crawler.engine.download_async,
            agent=settings["USER_AGENT"],
            seconds=settings.getfloat("BROWSER_SECONDS"),
            requests=settings.getint("BROWSER_REQUESTS"),
            characters=self.limits.page_bytes + 1,
        )
        try:
            await self.crawler.engine.download_async(visit.request)
        finally:
            self.crawler.stats.inc_value("render/refused", visit.refused)
        return str(visit.reading.result).encode("utf-8", "replace")

    def _count_embedded(self, outcome: Outcome) -> None:
        if isinstance(outcome, Article) and Flag.EMBEDDED in outcome.flags:
            self.crawler.stats.inc_value("render/embedded")


def needs_browser(outcome: Outcome) -> bool:
    """Whether only a browser can read a page."""
    return isinstance(outcome, Rejection) and outcome.reason is Reason.NO_BROWSER


def _sentence(error: Exception) -> str:
    if isinstance(error, BrowserError):
        return str(error)
    return f"the page cannot be rendered: {(str(error).strip() or type(error).__name__).splitlines()[0][:200]}"
