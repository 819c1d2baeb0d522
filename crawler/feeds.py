"""Scrapy's `-o` and `-O`, which get the published articles instead of the fetched pages."""

import logging
from contextlib import suppress
from pathlib import Path
from typing import Self

import jsonlines
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FeedExporter, FeedSlot

from crawler.failures import sentence_of
from crawler.source import NewsSpider
from crawler.verdict import Verdict

logger = logging.getLogger(__name__)
run_published = object()
"""Signal, sent when a run is revealed; arguments: corpus (the path of its articles), spider."""


class PublishedFeeds(FeedExporter):
    """Scrapy's feed exporter, listening for published articles."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The exporter; raises NotConfigured when no feed is asked for."""
        exporter = cls(crawler)
        crawler.signals.connect(exporter.open_spider, signals.spider_opened)
        crawler.signals.connect(exporter.close_spider, signals.spider_closed)
        crawler.signals.connect(exporter.export, run_published)
        return exporter

    def export(self, corpus: Path, spider: NewsSpider) -> None:
        """Exports every article of a run; a failure makes the run an internal error, but it stays published."""
        try:
            with jsonlines.open(corpus) as lines:
                for line in lines:
                    self.item_scraped(line, spider)
            for slot in self.slots:
                if slot.file is not None:
                    slot.file.flush()
        except OSError as error:
            for file in filter(None, (slot.file for slot in self.slots)):
                with suppress(OSError):  # left open, Python 3.13 would tell of it in a traceback
                    file.close()
            self.slots = []
            _fail(spider, f"{sentence_of(error)}; the articles are in {corpus}")

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        before = self._failures()
        await super()._close_slot(slot, spider)
        if self._failures() > before and isinstance(spider, NewsSpider):
            _fail(spider, f"{slot.uri} could not be stored")

    def _failures(self) -> int:
        numbers = self.crawler.stats.get_stats()
        return sum(numbers[name] for name in numbers if name.startswith("feedexport/failed_count/"))


def _fail(spider: NewsSpider, why: str) -> None:
    sentence = f"what -o or -O names was not written: {why}"
    spider.failure = Verdict.INTERNAL_ERROR, sentence
    logger.error("%s", sentence)
