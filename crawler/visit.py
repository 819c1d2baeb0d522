"""One page in the browser: served from the bytes that were fetched; the crawler fetches what its scripts request."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from playwright.async_api import Error, Route
from playwright.async_api import Page as Tab
from playwright.async_api import Request as Asked
from scrapy import Request
from scrapy.http import Response
from scrapy_playwright.page import PageMethod

from crawler.chromium import BrowserError
from crawler.fetched import UNPACKED
from pipelines.record import Page

logger = logging.getLogger(__name__)
FETCHED = frozenset({"script", "xhr", "fetch"})
"""Kinds of request that an article may need; images, fonts, media, styles, frames and sockets are refused."""
METHODS = frozenset({"GET", "HEAD", "POST"})
OWN_HEADERS = frozenset({"host", "connection", "content-length", "accept-encoding", "user-agent", "cookie"})
"""Request headers that the crawler sets itself."""
ARTICLE_LETTERS = 700
"""Characters of text from which on a quiet page is taken to show its article."""
POLL = 0.05
"""Seconds between two looks at a page."""
QUIET, QUIET_BUT_SHORT = 4, 20
"""Looks without a change or a request after which a page has settled: with an article on it, and without."""
ANSWERING = 10.0
"""Seconds more for the browser to return the markup; after that the page's scripts are blocking it."""
LENGTH = "document.readyState === 'loading' || !document.body ? -1 : document.body.innerText.length"
MARKUP = "most => document.documentElement.outerHTML.slice(0, most)"

Download = Callable[[Request], Awaitable[Response]]


@dataclass(kw_only=True)  # without slots: Playwright keeps an attribute on what answers it
class Visit:
    """A page to be rendered: once `request` was downloaded, the result of `reading` is its markup."""

    page: Page
    download: Download
    """The crawler's own way of fetching: guarded, bounded, as robots.txt allows."""
    agent: str
    """The crawler's user agent: the browser does not pretend to be another."""
    seconds: float
    """How long the page may take to settle; then it is taken as it is."""
    requests: int
    """How many more requests the page may make."""
    characters: int
    """How many characters of its markup are taken."""
    refused: int = 0
    """Requests of the page that were refused or failed."""
    opened: bool = False
    under_way: int = 0

    def __post_init__(self) -> None:
        self.reading = PageMethod(self.read)

    @property
    def request(self) -> Request:
        """The request that scrapy-playwright's handler serves."""
        meta = {
            "playwright": True,
            "playwright_context": str(id(self)),  # of its own: no page sees what another left
            "playwright_context_kwargs": {
                "user_agent": self.agent,
                "accept_downloads": False,
                "service_workers": "block",
            },
            "playwright_include_page": True,  # the handler closes the context, and with it the page
            "playwright_page_init_callback": self.begin,
            "playwright_page_goto_kwargs": {"wait_until": "commit"},  # some pages never finish loading
            "playwright_page_methods": [self.reading],
            "autothrottle_dont_adjust_delay": True,
            "dont_retry": True,
            "download_slot": "rendered",
        }
        return Request(self.page.final_url or self.page.url, meta=meta)

    async def begin(self, tab: Tab, _: Request) -> None:
        """Takes over all requests of the page and its windows: scrapy-playwright would let the browser connect."""
        self.opened = False
        await tab.unroute("**")
        await tab.context.route("**", self.answer)
        tab.context.on("page", _dismiss)

    async def answer(self, route: Route) -> None:
        """Serves the page itself once, lets the crawler serve its scripts and data, refuses the rest."""
        with suppress(Error):  # the page was closed in the meantime
            if not self.opened:
                self.opened = True
                kind = self.page.content_type or "text/html"
                await route.fulfill(headers={"Content-Type": kind}, body=self.page.body or b"")
            elif (response := await self._fetched(route.request)) is not None:
                await route.fulfill(status=response.status, headers=_given(response), body=response.body)
            else:
                await route.abort("aborted")  # a refused navigation leaves the page where it is

    async def _fetched(self, asked: Asked) -> Response | None:
        """The answer to a request of the page, or None where it is refused or fails."""
        if asked.resource_type not in FETCHED or asked.method not in METHODS or self.requests <= 0:
            return None
        self.requests -= 1
        self.under_way += 1
        try:
            return await self.download(_request(asked, self.seconds))
        # Whatever one sub-request provokes must not end the page, let alone the run.
        except Exception as error:
            logger.debug("%s was refused to a rendered page: %s", asked.url, error)
            self.refused += 1
            return None
        finally:
            self.under_way -= 1

    async def read(self, tab: Tab) -> str:
        """The markup of the page after its scripts ran; raises BrowserError when there is none in time."""
        try:
            async with asyncio.timeout(self.seconds + ANSWERING):
                await self._settle(tab)
                markup = await tab.evaluate(MARKUP, self.characters)
        except TimeoutError:
            raise BrowserError(f"the page's scripts blocked the browser for {self.seconds:g} seconds") from None
        if not isinstance(markup, str):
            raise BrowserError("the page's scripts forge its markup")
        # scrapy-playwright now waits until the page has loaded and takes all of it; neither need have an end.
        await tab.goto("about:blank")
        return markup

    async def _settle(self, tab: Tab) -> None:
        """Waits until the page asks for nothing and its text stops changing, or until its time is up."""
        deadline = asyncio.get_running_loop().time() + self.seconds
        before, quiet = -1, 0
        while asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(POLL)
            seen = await tab.evaluate(LENGTH)
            length = seen if isinstance(seen, int) else -1  # a page's scripts can forge it
            quiet = quiet + 1 if length == before >= 0 and not self.under_way else 0
            before = length
            if quiet >= (QUIET if length >= ARTICLE_LETTERS else QUIET_BUT_SHORT):
                return


def _request(asked: Asked, seconds: float) -> Request:
    """What a page's script asks for, as a request of the crawler."""
    headers = {k: v for k, v in asked.headers.items() if k not in OWN_HEADERS and not k.startswith("sec-")}
    meta = {
        "allow_offsite": True,  # scripts come from other hosts than the outlet's
        "autothrottle_dont_adjust_delay": True,
        "dont_retry": True,
        "download_slot": "browser",
        "download_timeout": seconds,
    }
    return Request(asked.url, method=asked.method, headers=headers, body=asked.post_data_buffer, meta=meta)


def _given(response: Response) -> dict[str, str]:
    """The headers that a page's script sees."""
    kept = ((k.decode("latin-1"), b", ".join(v).decode("latin-1")) for k, v in response.headers.items())
    return {k: v for k, v in kept if k.lower().encode() not in UNPACKED and k.lower() != "set-cookie"}


async def _dismiss(popup: Tab) -> None:
    with suppress(Error):  # it closed itself
        await popup.close()
