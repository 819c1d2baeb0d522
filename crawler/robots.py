"""robots.txt by RFC 9309: one that cannot be reached forbids everything, one that does not exist nothing."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.limits import BrokenBody


class Unreachable(IgnoreRequest):
    """A robots.txt that cannot be fetched or answers with a server error."""

    def __init__(self, why: str) -> None:
        super().__init__(f"robots.txt cannot be reached, which forbids every address (RFC 9309): {why}")
        self.why = why


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, but after a server's error nothing may be fetched: Scrapy fetches everything then."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}
        """By host and port, why its robots.txt cannot be reached."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises IgnoreRequest for an address that may not be fetched."""
        if why := self._unreachable.get(urlsplit(request.url).netloc):
            raise Unreachable(why)
        super().process_request_2(rp, request)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises Unreachable for a robots.txt that cannot be fetched: Scrapy would print a traceback.

        So does one that redirects to an address that is refused.
        """
        refused = isinstance(exception, IgnoreRequest) and not request.meta.get("redirect_urls")
        if request.meta.get("dont_obey_robotstxt") and not refused:
            raise Unreachable(str(exception) or type(exception).__name__)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._unreachable[netloc] = f"the server answered {response.status}"
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # Our other refusals, such as the guard's, are not about robots.txt: they hold for every address.
        if isinstance(exc, Unreachable | BrokenBody) or not isinstance(exc, IgnoreRequest):
            self._unreachable[netloc] = getattr(exc, "why", "") or str(exc) or repr(exc)
        super()._robots_error(exc, netloc)
