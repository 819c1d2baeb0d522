"""Pages made by JavaScript: rendered when nothing else shows their article, and never past the guard."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.browser import Answer, Ask, Browser, BrowserError, find_browser
from crawler.fetched import UNPACKED
from pipelines.archive import as_rendered
from pipelines.record import Article, Flag, Outcome, Page, Reason, Reject, Rejection, rejection
from pipelines.rules import Limits

logger = logging.getLogger(__name__)
OWN_HEADERS = frozenset({"host", "connection", "content-length", "accept-encoding", "user-agent", "cookie"})
"""Request headers that the crawler sets itself."""
SLOT = "browser"
"""The download slot of what pages ask for: its delay is in DOWNLOAD_SLOTS."""

Read = Callable[[Page], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of a page, and the rendered page when a browser had to make it."""

    outcome: Outcome
    rendered: Page | None = None


class Renderer:
    """Reads the pages of one crawl, with a browser where it takes one; the browser starts at the first such page."""

    def __init__(self, crawler: Crawler, limits: Limits) -> None:
        self.crawler = crawler
        self.limits = limits
        self._browser: Browser | None = None

    async def read(self, page: Page, read: Read, always: bool | None) -> Reading:
        """The page as `read` understands it, rendered first when `always`, never when it is False, else if need be."""
        if not always:
            outcome = await read(page)
            self._count_embedded(outcome)
            if always is False or not needs_browser(outcome):
                return Reading(outcome=outcome)
        self.crawler.stats.inc_value("render/needed")
        try:
            rendered = as_rendered(page, await self._markup(page), self.limits)
        except BrowserError as error:
            self.crawler.stats.inc_value("render/failed")
            return Reading(outcome=rejection(page, Reject(Reason.NO_BROWSER, str(error))))
        self.crawler.stats.inc_value("render/browser")
        return Reading(outcome=await read(rendered), rendered=rendered)

    async def close(self) -> None:
        """Ends the browser, if one was needed."""
        if self._browser is not None:
            await self._browser.close()

    async def fetch(self, ask: Ask) -> Answer | None:
        """What a script asked for, fetched like all else: guarded, bounded, as robots.txt allows; None when refused."""
        headers = {k: v for k, v in ask.headers.items() if k not in OWN_HEADERS and not k.startswith("sec-")}
        meta = {
            "allow_offsite": True,  # scripts come from other hosts than the outlet's
            "autothrottle_dont_adjust_delay": True,
            "dont_retry": True,
            "download_slot": SLOT,
            "download_timeout": self.crawler.settings.getfloat("BROWSER_SECONDS"),
        }
        try:
            request = Request(ask.url, method=ask.method, headers=headers, body=ask.body, meta=meta)
            response = await self.crawler.engine.download_async(request)
        # Whatever one sub-request provokes must not end the page, let alone the run.
        except Exception as error:
            logger.debug("%s was refused to a rendered page: %s", ask.url, error)
            self.crawler.stats.inc_value("render/refused")
            return None
        kept = ((k.decode("latin-1"), b", ".join(v).decode("latin-1")) for k, v in response.headers.items())
        given = {k: v for k, v in kept if k.lower().encode() not in UNPACKED and k.lower() != "set-cookie"}
        return Answer(status=response.status, headers=given, body=response.body)

    async def _markup(self, page: Page) -> bytes:
        settings = self.crawler.settings
        if self._browser is None:
            self._browser = Browser(
                executable=find_browser(settings["BROWSER"]),
                agent=settings["USER_AGENT"],
                pages=settings.getint("BROWSER_PAGES"),
                seconds=settings.getfloat("BROWSER_SECONDS"),
                requests=settings.getint("BROWSER_REQUESTS"),
                characters=self.limits.page_bytes + 1,
            )
        return (await self._browser.render(page, self.fetch)).encode("utf-8", "replace")

    def _count_embedded(self, outcome: Outcome) -> None:
        if isinstance(outcome, Article) and Flag.EMBEDDED in outcome.flags:
            self.crawler.stats.inc_value("render/embedded")


def needs_browser(outcome: Outcome) -> bool:
    """Whether reading a page ended with the word that only a browser can."""
    return isinstance(outcome, Rejection) and outcome.reason is Reason.NO_BROWSER
