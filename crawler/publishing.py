"""Ends a run: finishes what was staged, dedupes, writes the files, and reveals them together with the ledger's rows."""

from typing import TYPE_CHECKING

from scrapy.statscollectors import StatsCollector

from crawler.manifest import Manifest
from crawler.runs import Run

if TYPE_CHECKING:
    from crawler.source import NewsSpider


def publish(run: Run, spider: "NewsSpider", stats: StatsCollector) -> Manifest:
    """The manifest of the run, after its files were revealed."""
