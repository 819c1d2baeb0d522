"""robots.txt as RFC 9309 reads it: one that cannot be reached forbids everything, one that is not there nothing."""

import logging
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)
UNREACHABLE = "robots.txt cannot be reached, which forbids every address (RFC 9309)"


class Unreachable(IgnoreRequest):
    """Nobody answers for a robots.txt, or a server answers with its own error."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, to which a server's error is leave to fetch everything."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: set[str] = set()

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises IgnoreRequest for an address that may not be fetched."""
        if urlsplit(request.url).netloc in self._unreachable:
            raise Unreachable(UNREACHABLE)
        super().process_request_2(rp, request)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises Unreachable for a robots.txt that cannot be fetched: one sentence where Scrapy prints a traceback."""
        if request.meta.get("dont_obey_robotstxt") and not isinstance(exception, IgnoreRequest):
            logger.warning("%s cannot be reached: %s", request.url, str(exception) or type(exception).__name__)
            raise Unreachable(UNREACHABLE)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._unreachable.add(netloc)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # Other words of ours, as the guard's, say nothing of robots.txt: they hold for every address.
        if isinstance(exc, Unreachable) or not isinstance(exc, IgnoreRequest):
            self._unreachable.add(netloc)
        super()._robots_error(exc, netloc)
