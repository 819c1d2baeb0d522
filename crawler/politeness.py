"""Politeness beyond the paths of robots.txt: Crawl-delay, Retry-After, and a contact in the user agent."""

import asyncio
import logging
from collections.abc import Collection
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError, UsageError
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings

from crawler.guard import loopback

logger = logging.getLogger(__name__)
LONGEST_DELAY = 30.0
"""Seconds: a longer Crawl-delay would keep a run from ending; it is shortened to this and logged."""
LONGEST_WAIT = 60.0
"""Seconds: the longest pause that a run makes for an answer; a longer one is left to the next run."""
BUSY = (429, 503)
UNHURRIED = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}
"""Settings for crawls of this machine, where no outlet needs politeness."""


def introduce(settings: BaseSettings, hosts: Collection[str]) -> None:
    """Puts the contact into the user agent; raises UsageError when there is none and a host is not this machine's."""
    if hosts and loopback(hosts):
        for name, value in UNHURRIED.items():
            settings.set(name, value, priority="spider")
    elif not (settings.get("BUNDLED") or settings.get("CONTACT")):
        raise UsageError(
            "set CONTACT to an address or URL where the outlet can reach you: -s CONTACT=you@example.org",
            print_help=False,
        )
    if settings.get("CONTACT"):
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{settings['CONTACT']})", priority="cmdline")


class CrawlDelay:
    """An extension that raises a host's delay to what its robots.txt asks for."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, listening."""
        extension = cls(crawler)
        crawler.signals.connect(extension.slow_down, signals.robots_parsed)
        return extension

    def slow_down(self, robotparser: RobotParser, request: Request) -> None:
        """Sets the delay of the host, and the least that AutoThrottle may go down to."""
        rules = getattr(robotparser, "rp", None)
        asked = rules.crawl_delay(self.crawler.settings["USER_AGENT"]) if rules is not None else None
        if not asked:
            return
        host, delay = urlsplit(request.url).hostname or "", min(float(asked), LONGEST_DELAY)
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0.0}
        if host in downloader.slots:
            downloader.slots[host].delay = max(downloader.slots[host].delay, delay)
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, delay)
        logger.info("%s asks for %s seconds between requests; %s are kept", host, asked, delay)


class PatientRetry(RetryMiddleware):
    """Scrapy's retries, after the pause that a busy server asks for."""

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """The request again, later, or the response when trying again is useless."""
        if response.status not in BUSY:
            return super().process_response(request, response)
        wait = retry_after(response)
        tries = request.meta.get("retry_times", 0)
        if (wait is not None and wait > LONGEST_WAIT) or tries >= self.max_retry_times:
            return response
        await asyncio.sleep(2.0**tries if wait is None else wait)
        return super().process_response(request, response)

    def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """The request again; after a timeout once only."""
        if isinstance(exception, DownloadTimeoutError) and request.meta.get("retry_times", 0) >= 1:
            return None
        return super().process_exception(request, exception)


def retry_after(response: Response) -> float | None:
    """Seconds that an answer asks to wait, in either form of the header; None when it names none."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
