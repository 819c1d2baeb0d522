"""`scrapy crawl`: one outlet, new articles only, with an exit status for a scheduler."""

import argparse
import logging
import sys
from functools import partial

from scrapy.commands import crawl
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.exceptions import UsageError

from crawler.guard import Guard
from crawler.politeness import introduce
from crawler.recipes import check_settings, topic
from crawler.report import table
from crawler.source import NewsSpider
from crawler.verdict import Verdict, worst
from crawler.writing import legible
from pipelines.topic import TopicError
from pipelines.workers import collect_seldom

LISTS = ("scrapy.addons", "scrapy.crawler", "scrapy.middleware")
"""Loggers that list settings and components before every crawl: fifty lines a source, useful for debugging only."""


class Command(crawl.Command):
    """Scrapy's own crawl, with our checks before it and our report after it."""

    def short_desc(self) -> str:
        return "Crawl one outlet: new articles only"

    def long_desc(self) -> str:
        return (
            "Crawl one outlet: new articles only, cleaned, filtered by topic, deduplicated; with -a since=DATE and "
            "-a until=DATE without those that a listing or their address dates outside of these days. "
            "Exit status: 0 fine, 1 internal error, 2 wrong usage, "
            "3 nothing fetched, 4 drifted, 5 blocked, 6 broken, 7 another run is under way, 130 interrupted. "
            "Example: scrapy crawl rt -a since=2026-11-01 -s CONTACT=you@example.org"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("one spider's name; `scrapy sources` lists them")
        assert self.crawler_process is not None
        if args[0] not in self.crawler_process.spider_loader.list():
            raise UsageError(f"no source is called {args[0]}; `scrapy sources` lists them", print_help=False)
        crawler = self._create_crawler(args[0])
        check(crawler, opts.spargs)
        self.crawler_process.crawl(crawler, **opts.spargs)
        perform(self.crawler_process)
        self.exitcode = conclude(self.crawler_process, [crawler])


def check(crawler: Crawler, arguments: dict[str, str]) -> None:
    """Raises UsageError for wrong settings or arguments, or a missing contact, before anything is fetched."""
    settings = crawler.settings
    spider = crawler.spidercls
    check_settings(settings)
    try:
        topic(settings)
        Guard.from_settings(settings)
        hosts = spider(**arguments).hosts() if issubclass(spider, NewsSpider) else ()
    except (TopicError, ValueError) as error:
        raise UsageError(str(error), print_help=False) from None
    introduce(settings, hosts)


def perform(process: CrawlerProcessBase) -> None:
    """Runs crawls to their end, with less logging and less garbage collection than Scrapy does for every page."""
    level = process.settings["LOG_LEVEL"]
    logging.getLogger("scrapy").setLevel(level)
    for name in LISTS:
        logging.getLogger(name).setLevel("WARNING" if level == "INFO" else level)
    collect_seldom()
    process.start()


def conclude(process: CrawlerProcessBase, crawlers: list[Crawler]) -> int:
    """Prints the table of the runs, beside articles that go to the terminal, and gives the worst exit status."""
    say = partial(print, file=sys.stderr if "stdout:" in process.settings.getdict("FEEDS") else legible(sys.stdout))
    spiders = [crawler.spider for crawler in crawlers if isinstance(crawler.spider, NewsSpider)]
    manifests = [spider.manifest for spider in spiders if spider.manifest is not None]
    if manifests:
        say(table(manifests))
    failures = [spider.failure for spider in spiders if spider.failure is not None]
    for failed, sentence in failures:
        say(f"{failed.name.lower()}: {sentence}")
    cut_off = process.crawlers.intersection(crawlers)  # by a second Ctrl-C, or by one before anything was under way
    if cut_off:
        say(f"{Verdict.INTERRUPTED.name.lower()}: stopped before the run was published; the next run goes on")
    codes = [manifest.exit_code for manifest in manifests] + [int(failed) for failed, _ in failures]
    return worst([*codes, *[Verdict.INTERRUPTED] * len(cut_off)])
