"""Bounds on answers and runs: a page is cut while it is read; half of a compressed page is refused."""

import asyncio
from typing import Self
from weakref import WeakKeyDictionary

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.client import _HTTP11ClientFactory

from pipelines.packing import CODINGS, BadPacking, unpacked

LONGEST_HEAD = 1 << 18
"""Bytes of an answer's headers at most: browsers accept no more either."""
CUT = "download_stopped"
"""The flag that Scrapy puts on an answer whose download was stopped."""


class BrokenBody(IgnoreRequest):
    """The compressed answer ends or breaks in the middle."""


class StopLongAnswers:
    """An extension that stops reading an answer at its limit; what was read by then is kept."""

    def __init__(self, crawler: Crawler) -> None:
        self.page = crawler.settings.getint("LIMIT_PAGE_BYTES")
        self.listing = crawler.settings.getint("LIMIT_LISTING_BYTES")
        self.received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, listening."""
        extension = cls(crawler)
        crawler.signals.connect(extension.count, signals.bytes_received)
        return extension

    def count(self, data: bytes, request: Request, spider: Spider) -> None:
        """Raises StopDownload beyond the limit of the request's kind."""
        self.received[request] = self.received.get(request, 0) + len(data)
        if self.received[request] > (self.listing if request.meta.get("listing") else self.page):
            raise StopDownload(fail=False)


class ShortHead(HTTP11ClientProtocol):
    """A connection that ends when an answer's headers are too long: Twisted keeps all that a server sends."""

    head = 0
    """Bytes of headers read so far."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Reads on, or closes the connection."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        reading = self._parser is not None and self._parser.state in (STATUS, HEADER)
        self.head = self.head + len(data) if reading else 0
        if self.head > LONGEST_HEAD and self.transport is not None:
            self.transport.abortConnection()


class ShortHeads(_HTTP11ClientFactory):
    """The factory of such connections, for a pool."""

    def buildProtocol(self, addr: IAddress | None) -> ShortHead:  # noqa: N802
        """A new connection."""
        return ShortHead(self._quiescentCallback)  # type: ignore[no-untyped-call]


class Unpack:
    """A downloader middleware that unpacks answers, bounded; Scrapy's own would keep half a page."""

    def __init__(self, crawler: Crawler) -> None:
        self.page = crawler.settings.getint("LIMIT_PAGE_BYTES")
        self.listing = crawler.settings.getint("LIMIT_LISTING_BYTES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Says what the answer may be packed in."""
        request.headers.setdefault("Accept-Encoding", CODINGS)

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer without its layers; raises BrokenBody when it is not whole and was not cut by us."""
        layers = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not layers or not response.body or not 200 <= response.status < 300:  # of an error, the status is all
            return response
        limit = self.listing if request.meta.get("listing") else self.page
        try:
            body, whole = unpacked(response.body, layers, limit)
        except BadPacking as error:
            raise BrokenBody(f"the compressed answer is damaged: {error}") from None
        if not whole and len(body) < limit and CUT not in response.flags:
            raise BrokenBody("the compressed answer ends in the middle")
        del response.headers["Content-Encoding"]
        return response.replace(body=body, flags=response.flags if whole else [*response.flags, CUT])


class StopLongRuns:
    """An extension that ends a crawl after LIMIT_SECONDS: what it has is published, the next run fetches the rest."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.seconds = crawler.settings.getint("LIMIT_SECONDS")
        self._alarm: asyncio.TimerHandle | None = None
        self._ending: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, listening."""
        extension = cls(crawler)
        crawler.signals.connect(extension.begin, signals.spider_opened)
        crawler.signals.connect(extension.cancel, signals.spider_closed)
        return extension

    def begin(self) -> None:
        """Sets the alarm."""
        self._alarm = asyncio.get_running_loop().call_later(self.seconds, self.end)

    def end(self) -> None:
        """Closes the spider and counts the limit as reached."""
        self.crawler.stats.set_value("limit/seconds", self.seconds)
        self._ending = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="limit"))

    def cancel(self) -> None:
        """Takes the alarm back."""
        if self._alarm is not None:
            self._alarm.cancel()
