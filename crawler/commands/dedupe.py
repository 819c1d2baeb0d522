"""`scrapy dedupe`: which texts are copies, parts or versions of others."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from crawler.offline import OfflineCommand
from crawler.recipes import cleaning
from pipelines.dedupe import Keep, explain, longest_first
from pipelines.ledger import Ledger
from pipelines.recipe import Recipe, collect
from pipelines.record import Article, Outcome, Page, Rejection, record
from pipelines.spool import Spool, order, split
from pipelines.workers import Workers


class Command(OfflineCommand):
    """Finds copies."""

    def short_desc(self) -> str:
        return "Find copies: exact, near, parts, versions, syndicated"

    def long_desc(self) -> str:
        return (
            "Find copies among texts and pages, and of what a ledger knows. Texts are taken as they are, pages are "
            "extracted and cleaned first. Every line has a cluster; copies also have relation, duplicate_of, "
            "similarity and the evidence. "
            "Example: scrapy dedupe corpus.jsonl --ledger ledger.sqlite -O out.jsonl"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--keep", type=Keep, choices=list(Keep), default=Keep.FIRST, help="which copies to keep")
        parser.add_argument("--ledger", type=Path, metavar="FILE", help="also compare with what this ledger knows")
        parser.add_argument("--remember", action="store_true", help="add the texts to that ledger")

    def lines(
        self, inputs: Iterable[Page | Rejection], opts: argparse.Namespace
    ) -> Iterator[tuple[Outcome, dict[str, Any]]]:
        """The record of every input with similarity and evidence, in publishing order, then the unusable ones."""
        if opts.remember and not opts.ledger:
            raise UsageError("--remember adds to the ledger of --ledger FILE: name it", print_help=False)
        if opts.ledger and not opts.remember and not opts.ledger.exists():
            raise UsageError(f"{opts.ledger}: there is no ledger; --remember makes one", print_help=False)
        now = datetime.now(UTC)
        recipe = cleaning(self.settings, now)
        key = longest_first if opts.keep is Keep.LONGEST else order
        with Spool(key) as spool, Ledger.open(opts.ledger) as ledger, ledger.begin("dedupe", now) as run:
            with Workers(self.processes()) as workers:
                refused = split(workers.run(_pages(inputs, recipe, spool), recipe), spool)
            for outcome, finding in explain(run, spool.ordered(), opts.keep):
                yield outcome, record(outcome) | {"similarity": finding.similarity, "because": finding.because}
            if opts.remember:
                run.commit(now)
        yield from ((rejection, record(rejection)) for rejection in refused)


def _pages(inputs: Iterable[Page | Rejection], recipe: Recipe, spool: Spool) -> Iterator[Page | Rejection]:
    """The inputs that are pages; texts are spooled on the way, uncleaned."""
    for page in inputs:
        outcome = collect(page, recipe) if isinstance(page, Page) and page.text is not None else page
        if isinstance(outcome, Article):
            spool.add(outcome)
        else:
            yield outcome
