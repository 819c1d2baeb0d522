"""Which browser renders pages, how crawls share it, and the word that there is none."""

import shutil
from typing import TYPE_CHECKING

from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from crawler.browser import BrowserHandler

NAMES = ("chromium", "chromium-browser", "google-chrome")


class BrowserError(Exception):
    """The page could not be rendered; the message is the sentence that says why."""


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


class SharedBrowser:
    """The browser of all crawls of a process: made for the first that needs it, ended with the last that used it."""

    def __init__(self) -> None:
        self._handler: BrowserHandler | None = None
        self._users: set[object] = set()

    def lent(self, user: object, crawler: Crawler) -> "BrowserHandler":
        """scrapy-playwright's handler, until the user gives it back."""
        if self._handler is None:
            from crawler.browser import BrowserHandler  # loads Playwright, which most crawls can do without

            self._handler = BrowserHandler(crawler)
        self._users.add(user)
        return self._handler

    async def give_back(self, user: object) -> None:
        """Ends the browser when nobody else uses it."""
        self._users.discard(user)
        if self._handler is not None and not self._users:
            handler, self._handler = self._handler, None
            await handler.close()
