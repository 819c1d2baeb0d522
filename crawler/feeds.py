"""`-o` and `-O` as Scrapy users know them, fed with published articles instead of fetched pages."""

from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FeedExporter

article_published = object()
"""Signal, sent for every article line when a run is revealed; arguments: item, spider."""


class PublishedFeeds(FeedExporter):
    """Scrapy's feed exporter, listening for published articles."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The exporter; raises NotConfigured when no feed is asked for."""
        exporter = cls(crawler)
        crawler.signals.connect(exporter.open_spider, signals.spider_opened)
        crawler.signals.connect(exporter.close_spider, signals.spider_closed)
        crawler.signals.connect(exporter.published, article_published)
        return exporter

    def published(self, item: dict[str, Any], spider: Spider) -> None:
        """Exports one article line."""
        self.item_scraped(item, spider)
