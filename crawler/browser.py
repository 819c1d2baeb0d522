"""A Chromium without a network: it runs the scripts of a page, and the crawler fetches what they ask for."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.record import Page

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Playwright, Route
    from playwright.async_api import Page as Tab
    from playwright.async_api import Request as Asked

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name and no address leads anywhere
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NOWHERE = "http://nowhere.invalid:1"
"""The browser's proxy: what slips past the interception (WebSockets, preconnects) ends here."""
FETCHED = frozenset({"script", "xhr", "fetch"})
"""Kinds of request that an article may need; images, fonts, media, styles, frames and sockets are refused."""
METHODS = frozenset({"GET", "HEAD", "POST"})
ARTICLE_LETTERS = 700
"""Characters of text from which on a quiet page is taken to show its article."""
POLL = 0.05
"""Seconds between two looks at a page."""
QUIET, QUIET_BUT_SHORT = 4, 20
"""Looks without a change or a request after which a page has settled: with an article on it, and without."""
STARTING = 30.0
"""Seconds for a browser to start, and to open a page."""
CLOSING = 3.0
"""Seconds for a browser to answer when a page is read at the limit or closed; after that it is killed."""
LENGTH = "document.readyState === 'loading' || !document.body ? -1 : document.body.innerText.length"
MARKUP = "most => document.documentElement.outerHTML.slice(0, most)"


class BrowserError(Exception):
    """The page could not be rendered; the message is the sentence that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a page's script asks for."""

    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What it gets."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Fetch = Callable[[Ask], Awaitable[Answer | None]]
"""Fetches for a page; None refuses. It must not raise."""


def find_browser(name: str) -> str:
    """The executable of a Chromium: of the BROWSER setting or, when that is empty, of Debian's and Google's names."""
    if name == "none":
        raise BrowserError("scripts make this page, and BROWSER=none forbids rendering it")
    found = next(filter(None, map(shutil.which, [name] if name else NAMES)), None)
    if found is None:
        missing = f"no browser is at {name}" if name else "no browser was found"
        raise BrowserError(
            f"scripts make this page, and {missing}: apt-get install chromium, or set BROWSER to its path"
        )
    return found


@dataclass  # without slots: Playwright keeps an attribute on what answers it
class Visit:
    """One page in the browser: answers what it asks for, a bounded number of times."""

    page: Page
    fetch: Fetch
    requests: int
    """How many more requests the page may make."""
    opened: bool = False
    under_way: int = 0

    async def answer(self, route: "Route") -> None:
        """Serves the page itself once, lets `fetch` serve its scripts and data, refuses the rest."""
        from playwright.async_api import Error

        with suppress(Error):  # the page was closed in the meantime
            answer = await self._answer(route.request)
            if answer is None:
                await route.abort("aborted")  # a refused navigation leaves the page where it is
            else:
                await route.fulfill(status=answer.status, headers=dict(answer.headers), body=answer.body)

    async def _answer(self, asked: "Asked") -> Answer | None:
        if not self.opened:
            self.opened = True
            kind = self.page.content_type or "text/html"
            return Answer(status=200, headers={"Content-Type": kind}, body=self.page.body or b"")
        if asked.resource_type not in FETCHED or asked.method not in METHODS or self.requests <= 0:
            return None
        self.requests -= 1
        self.under_way += 1
        try:
            ask = Ask(url=asked.url, method=asked.method, headers=asked.headers, body=asked.post_data_buffer)
            return await self.fetch(ask)
        finally:
            self.under_way -= 1


@dataclass(slots=True, kw_only=True)
class Browser:
    """Renders pages, each in a context of its own; starts with the first one, and again after a crash."""

    executable: str
    agent: str
    """The crawler's user agent: the browser does not pretend to be another."""
    pages: int
    """How many pages may be open at once."""
    seconds: float
    """How long a page may take to settle; then it is taken as it is."""
    requests: int
    """How many requests a page may make."""
    characters: int
    """How much markup is taken of a page."""
    _driver: "Playwright | None" = None
    _chromium: "Chromium | None" = None
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _turns: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(self.pages)

    async def render(self, page: Page, fetch: Fetch) -> str:
        """The markup of the page after its scripts ran; raises BrowserError when there is none in time."""
        async with self._turns:
            try:
                async with asyncio.timeout(STARTING):
                    context = await self._context()
            except Exception as error:
                raise BrowserError(f"{self.executable} does not start: {_first_line(error)}") from error
            try:
                async with asyncio.timeout(self.seconds + CLOSING):
                    return await self._markup(context, Visit(page, fetch, self.requests))
            except TimeoutError:
                raise BrowserError(f"the page's scripts blocked the browser for {self.seconds:g} seconds") from None
            # Whatever one page provokes in the browser must not end the run.
            except Exception as error:
                raise BrowserError(f"the page cannot be rendered: {_first_line(error)}") from error
            finally:
                await self._closed(context)

    async def close(self) -> None:
        """Ends the browser, if it was started."""
        await self._ended()
        if self._driver is not None:
            await self._driver.stop()

    async def _context(self) -> "BrowserContext":
        from playwright.async_api import async_playwright

        async with self._starting:
            if self._driver is None:
                self._driver = await async_playwright().start()
            if self._chromium is None or not self._chromium.is_connected():
                self._chromium = await self._driver.chromium.launch(
                    executable_path=self.executable,
                    args=FLAGS,
                    proxy={"server": NOWHERE},
                    chromium_sandbox=os.geteuid() != 0,  # Chromium's sandbox refuses root
                )
        return await self._chromium.new_context(user_agent=self.agent, accept_downloads=False, service_workers="block")

    async def _markup(self, context: "BrowserContext", visit: Visit) -> str:
        await context.route("**", visit.answer)
        tab = await context.new_page()
        context.on("page", _dismiss)
        await tab.goto(visit.page.final_url or visit.page.url, wait_until="commit")
        await self._settle(tab, visit)
        markup = await tab.evaluate(MARKUP, self.characters)
        if not isinstance(markup, str):
            raise BrowserError("the page's scripts forge its markup")
        return markup

    async def _settle(self, tab: "Tab", visit: Visit) -> None:
        """Waits until the page asks for nothing and its text stops changing, or until its time is up."""
        deadline = asyncio.get_running_loop().time() + self.seconds
        before, quiet = -1, 0
        while asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(POLL)
            seen = await tab.evaluate(LENGTH)
            length = seen if isinstance(seen, int) else -1  # a page's scripts can forge it
            quiet = quiet + 1 if length == before >= 0 and not visit.under_way else 0
            before = length
            if quiet >= (QUIET if length >= ARTICLE_LETTERS else QUIET_BUT_SHORT):
                return

    async def _closed(self, context: "BrowserContext") -> None:
        """Closes a page with all that it opened; a browser that cannot is ended, and the next page starts another."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(CLOSING):
                await context.close()
        except TimeoutError:
            await self._ended()
        except Error:
            pass  # the browser is gone, and the page with it

    async def _ended(self) -> None:
        from playwright.async_api import Error

        chromium, self._chromium = self._chromium, None
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(CLOSING):
                if chromium is not None:
                    await chromium.close()


async def _dismiss(popup: "Tab") -> None:
    from playwright.async_api import Error

    with suppress(Error):  # it closed itself
        await popup.close()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
