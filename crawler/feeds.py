"""`-o` and `-O` as Scrapy users know them, fed with published articles instead of fetched pages."""

from pathlib import Path
from typing import Self

import jsonlines
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FeedExporter

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

    def export(self, corpus: Path, spider: Spider) -> None:
        """Exports every article of a run."""
        with jsonlines.open(corpus) as lines:
            for line in lines:
                self.item_scraped(line, spider)
