"""scrapy-playwright's download handler for untrusted pages: started when needed, with time limits, always closed."""

import asyncio
import os
from contextlib import suppress

from playwright.async_api import Browser, Error
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.provider import PlaywrightBrowserProvider

from crawler.chromium import BrowserError, find_browser

LONGEST = 60.0
"""Seconds for a browser to start, open a page and give its markup; a page's own time is BROWSER_SECONDS."""
CLOSING = 3.0
"""Seconds for a browser to close a page; after that it is ended."""


class Chromium(PlaywrightBrowserProvider):
    """Launches the browser; Playwright itself is started with the first page too."""

    async def launch_browser(self) -> Browser:
        """A browser without a network; raises BrowserError for one that does not start."""
        try:
            if self.browser_type is None:
                await self.start()
            return await super().launch_browser()
        except Error as error:
            executable = self.config.launch_options["executable_path"]
            raise BrowserError(f"{executable} does not start: {error.message.strip().splitlines()[0]}") from error


class BrowserHandler(ScrapyPlaywrightDownloadHandler):
    """Serves requests that carry a Visit; the browser is launched as PLAYWRIGHT_LAUNCH_OPTIONS say."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.config.launch_options |= {
            "executable_path": find_browser(crawler.settings["BROWSER"]),
            "chromium_sandbox": os.geteuid() != 0,  # Chromium's sandbox refuses root
        }
        self.browser_provider = Chromium(self.config)
        self._turns = asyncio.Semaphore(crawler.settings.getint("BROWSER_PAGES"))

    async def download_request(self, request: Request) -> Response:
        """The response; at most BROWSER_PAGES are rendered at once."""
        async with self._turns:
            return await self._bounded(request)

    async def _bounded(self, request: Request) -> Response:
        """The response within LONGEST seconds; the page's context is closed in every case, with all that it opened."""
        try:
            async with asyncio.timeout(LONGEST):
                return await super().download_request(request)
        except TimeoutError:
            raise BrowserError(f"the browser did not answer for {LONGEST:g} seconds") from None
        finally:
            await self._leave(request.meta["playwright_context"])

    async def close(self) -> None:
        """Ends the browser; one that does not answer is left to Playwright, which kills it."""
        try:
            async with asyncio.timeout(CLOSING):
                await super().close()
        except TimeoutError:
            await self.browser_provider.close()

    async def _leave(self, context: str) -> None:
        """Closes a context; ends a browser that cannot close it."""
        opened = self.context_wrappers.get(context)
        if opened is None:
            return
        try:
            async with asyncio.timeout(CLOSING):
                await opened.context.close()
        except TimeoutError:
            await self._end(opened.context.browser)
        except Error:
            pass  # the browser is gone, and the page with it

    async def _end(self, browser: Browser | None) -> None:
        """Ends a browser that cannot close a page; the next page starts another."""
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(CLOSING):
                if browser is not None:
                    await browser.close()
