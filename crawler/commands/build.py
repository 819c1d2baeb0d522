"""`scrapy build`: a corpus from files and archives, all stages, the same bytes whatever the order of the inputs."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from crawler.offline import OfflineCommand
from crawler.recipes import collecting, finishing
from crawler.writing import lines_to
from pipelines.build_name import BuildName
from pipelines.dedupe import dedupe
from pipelines.ledger import Ledger
from pipelines.record import Outcome, Page, Rejection, record
from pipelines.recurring import learn
from pipelines.spool import Spool, order, split
from pipelines.workers import Workers


class Command(OfflineCommand):
    """Builds a corpus."""

    def short_desc(self) -> str:
        return "Build a corpus from files and archives: clean, filter, deduplicate"

    def long_desc(self) -> str:
        return (
            "Build a corpus from pages, texts and archives with every stage. The output does not depend on the order "
            "of the inputs nor on the number of processes. Articles come first, then one line for every rejected page. "
            "Example: scrapy build archive/ -O corpus.jsonl --rejected rejected.jsonl"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--rejected", metavar="FILE", default="", help="write the rejected pages to FILE instead")

    def process(self, inputs: Iterator[Page | Rejection], opts: argparse.Namespace) -> None:
        """Writes articles, then rejections, each in publishing order, and prints what became of the pages."""
        if opts.rejected and Path(opts.rejected) == Path(opts.overwrite_output or opts.output):
            raise UsageError("the articles go to that file: name another one with --rejected", print_help=False)
        counts: Counter[str] = Counter()
        with (
            lines_to(opts.overwrite_output or opts.output, append=bool(opts.output)) as out,
            lines_to(opts.rejected) as rejected,
        ):
            for outcome, line in self.lines(inputs, opts):
                reason = outcome.reason.value if isinstance(outcome, Rejection) else "articles"
                counts[reason] += 1
                (rejected if opts.rejected and reason != "articles" else out).write(line)
        parts = (f"{reason} {count}" for reason, count in sorted(counts.items()))
        self.say(", ".join([f"pages {counts.total()}", *parts]))

    def lines(
        self, inputs: Iterable[Page | Rejection], opts: argparse.Namespace
    ) -> Iterator[tuple[Outcome, dict[str, Any]]]:
        """Every outcome of the build in publishing order with its line."""
        now = datetime.now(UTC)
        reading = collecting(self.settings)
        name = BuildName(repr(reading))  # its limits, what is known of the outlets, and the topic
        with Spool() as collected, Spool() as finished, Ledger.open(None) as ledger:
            with Workers(self.processes()) as workers:
                early = workers.collected(name.over(inputs), reading)
                rejected = split(early, collected)
                run = str(name)
                recipe = finishing(self.settings, now, learn(collected))
                late = workers.finish(collected.ordered(), recipe)
                rejected += split(late, finished)
            with ledger.begin("build", now) as added:
                for outcome in dedupe(added, finished.ordered()):
                    if isinstance(outcome, Rejection):
                        rejected.append(outcome)
                    else:
                        yield _line(outcome, run)
        for rejection in sorted(rejected, key=order):
            yield _line(rejection, run)


def _line(outcome: Outcome, run: str) -> tuple[Outcome, dict[str, Any]]:
    final = replace(outcome, run=run)
    return final, record(final)
