"""`scrapy sources`: the outlets that can be crawled, and whether their listings still answer."""

import argparse
from dataclasses import dataclass, fields
from typing import Self

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from crawler.checkup import Check, Checkup
from crawler.commands.crawl import check
from crawler.report import aligned
from crawler.source import NewsSpider
from crawler.verdict import Verdict
from crawler.writing import dumps_here, printing
from pipelines.outlet import Outlet

SOURCES = ("source", "outlet", "country", "language", "ownership", "listings", "attested")
CHECKS = ("source", "articles", "sitemaps", "verdict", "listing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is known of a source before it is crawled."""

    outlet: Outlet
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    sections: tuple[str, ...]
    article: str
    attested: bool

    @classmethod
    def of(cls, spider: type[NewsSpider]) -> Self:
        """The sheet of a spider."""
        return cls(**{field.name: getattr(spider, field.name) for field in fields(cls)})


class Command(ScrapyCommand):
    """Lists the sources, or asks their listings."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's name and type)

    def syntax(self) -> str:
        return "[options] [NAME…]"

    def short_desc(self) -> str:
        return "List the sources; with --check, ask every listing once"

    def long_desc(self) -> str:
        return (
            "List the sources: outlet, country, language, ownership, number of listings, and whether a page of the "
            "outlet was ever seen. With --check, every listing is fetched once, as a crawl would do it; exit status: "
            "0 all are fine, 3 none could be used, 4 some could not. "
            "Example: scrapy sources rt tass --check -s CONTACT=you@example.org"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="JSON lines instead of a table")
        parser.add_argument("--check", action="store_true", help="ask every listing once; needs CONTACT")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        spiders = self.spiders(args)
        lines = self.checked(spiders) if opts.check else [Sheet.of(spider) for spider in spiders]
        header = CHECKS if opts.check else SOURCES
        with printing():
            print(*map(dumps_here, lines) if opts.json else aligned([header, *map(row, lines)]), sep="\n")

    def spiders(self, names: list[str]) -> list[type[NewsSpider]]:
        """The sources of these names, or all; raises UsageError for a name that no source has."""
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        known = {name: loader.load(name) for name in sorted(loader.list())}
        sources = {
            name: spider for name, spider in known.items() if issubclass(spider, NewsSpider) and spider.outlet.hosts
        }
        unknown = [name for name in names if name not in sources]
        if unknown:
            raise UsageError(f"no source is named {unknown[0]}; `scrapy sources` lists them", print_help=False)
        return [sources[name] for name in names or sources]

    def checked(self, spiders: list[type[NewsSpider]]) -> list[Check]:
        """What every listing answered, in the order of the sources; sets the exit status."""
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(Checkup)
        check(crawler, {})
        self.crawler_process.crawl(crawler, sources=spiders)
        self.crawler_process.start()
        assert isinstance(crawler.spider, Checkup)
        checks = list(crawler.spider.checks.values())
        self.exitcode = verdict(checks)
        return checks


def verdict(checks: list[Check]) -> Verdict:
    """The exit status for these checks."""
    useful = sum(not check.problem for check in checks)
    if useful == len(checks):
        return Verdict.FINE
    return Verdict.DRIFTED if useful else Verdict.NOTHING_FETCHED


def row(line: Sheet | Check) -> tuple[str, ...]:
    """One line of a table."""
    if isinstance(line, Check):
        return line.source, str(line.articles), str(line.further), line.problem or "fine", line.listing
    outlet, listings = line.outlet, len(line.feeds) + len(line.sitemaps) + len(line.sections)
    attested = "yes" if line.attested else "unverified"
    return outlet.source, outlet.name, outlet.country, outlet.language, outlet.ownership, str(listings), attested
