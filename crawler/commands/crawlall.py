"""`scrapy crawlall`: every source in one process, each at its own pace, one table at the end."""

import argparse
import os
from collections.abc import Iterator

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.conf import arglist_to_dict

from crawler.commands.crawl import check, conclude, perform
from crawler.publish_queue import PublishQueue
from crawler.recipes import check_settings
from crawler.shared_browser import SharedBrowser
from pipelines.workers import Workers


class Command(ScrapyCommand):
    """Runs many sources at the same time; a slow outlet slows only itself."""

    requires_project = True

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Crawl all sources in one process"

    def long_desc(self) -> str:
        return (
            "Crawl all sources at the same time, each with its own delay, files and verdict; the exit status is the "
            "worst of theirs. --only takes sources and addresses of sites. "
            "Example: scrapy crawlall --only rt,tass,https://news.example/ -s CONTACT=you@example.org"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--only", metavar="NAMES", default="", help="these sources or sites, separated by commas")
        parser.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help="spider argument"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError("name the sources with --only")
        assert self.crawler_process is not None
        assert self.settings is not None
        check_settings(self.settings)
        shared, browser = arglist_to_dict(opts.spargs), SharedBrowser()
        wanted = list(self.wanted(opts.only))
        if not wanted:
            raise UsageError("--only names no source; `scrapy sources` lists them", print_help=False)
        with Workers(self.settings.getint("PROCESSES") or os.cpu_count() or 1) as workers:
            queue = PublishQueue(workers, len(wanted))
            crawlers = []
            for name, own in wanted:
                arguments = shared | own
                crawler = self.crawler_process.create_crawler(name)
                crawler.publish_queue = queue  # type: ignore[attr-defined]
                crawler.browser = browser  # type: ignore[attr-defined]
                check(crawler, arguments)
                self.crawler_process.crawl(crawler, **arguments)
                crawlers.append(crawler)
            perform(self.crawler_process)
        self.exitcode = conclude(self.crawler_process, crawlers)

    def wanted(self, only: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Spider names with their arguments; raises UsageError for a source that does not exist."""
        assert self.crawler_process is not None
        known = [name for name in sorted(self.crawler_process.spider_loader.list()) if name != "site"]
        for name in filter(None, dict.fromkeys(map(str.strip, only.split(",")))) if only else known:
            if "://" in name:
                yield "site", {"url": name}
            elif name in known:
                yield name, {}
            else:
                raise UsageError(f"no source is called {name}; `scrapy sources` lists them", print_help=False)
