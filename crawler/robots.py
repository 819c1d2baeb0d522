"""robots.txt as RFC 9309 reads it: one that cannot be reached forbids everything, one that is not there nothing."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

UNREACHABLE = "robots.txt cannot be reached, which forbids every address (RFC 9309)"


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, to which a server's error is leave to fetch everything."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: set[str] = set()

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises IgnoreRequest for an address that may not be fetched."""
        if urlsplit(request.url).netloc in self._unreachable:
            raise IgnoreRequest(UNREACHABLE)
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._unreachable.add(netloc)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):  # what the guard refuses, it refuses for every address
            self._unreachable.add(netloc)
        super()._robots_error(exc, netloc)
