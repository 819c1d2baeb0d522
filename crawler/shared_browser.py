"""The one browser that all crawls of a process share."""

from typing import TYPE_CHECKING

from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from crawler.browser import BrowserHandler


class SharedBrowser:
    """The browser of all crawls of a process: made for the first that needs it, ended with the last that used it."""

    def __init__(self) -> None:
        self._handler: BrowserHandler | None = None
        self._users: set[object] = set()

    def lent(self, user: object, crawler: Crawler) -> "BrowserHandler":
        """The handler of the browser, launched when needed; the user must give it back."""
        if self._handler is None:
            from crawler.browser import BrowserHandler  # loads Playwright, which most crawls can do without

            self._handler = BrowserHandler(crawler)
        self._users.add(user)
        return self._handler

    async def give_back(self, user: object) -> None:
        """Ends the browser when no other crawl uses it."""
        self._users.discard(user)
        if self._handler is not None and not self._users:
            handler, self._handler = self._handler, None
            await handler.close()
