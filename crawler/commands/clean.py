"""`scrapy clean`: extract and clean pages, one output line an input."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from crawler.offline import OfflineCommand
from crawler.recipes import cleaning, limits, outlets
from crawler.show import shown
from pipelines.recipe import Recipe
from pipelines.record import Article, Outcome, Page, Rejection, record
from pipelines.workers import Workers


class Command(OfflineCommand):
    """Extracts and cleans."""

    def short_desc(self) -> str:
        return "Extract and clean pages: one output line an input"

    def long_desc(self) -> str:
        return (
            "Extract and clean pages, without topic filter and deduplication: one line an input, in input order. "
            "INPUT is .html, .txt, .jsonl (each also .gz), .warc(.gz) or a folder. "
            "Example: scrapy clean page.html notes.txt -O out.jsonl"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--show", action="store_true", help="print what was kept and what each rule removed")

    def lines(
        self, inputs: Iterable[Page | Rejection], opts: argparse.Namespace
    ) -> Iterator[tuple[Outcome, dict[str, Any]]]:
        """The record of every article and rejection."""
        recipe = Recipe(
            limits=limits(self.settings),
            outlets=outlets(self.settings),
            stages=cleaning(self.settings, datetime.now(UTC)),
        )
        with Workers(self.processes()) as workers:
            for outcome in workers.run(inputs, recipe):
                if opts.show and isinstance(outcome, Article):
                    print(shown(outcome, colour=sys.stdout.isatty()))
                yield outcome, record(outcome)
