"""`scrapy golden`: a page and the outcome as a fixture for tests, to be reviewed by a person."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand

from crawler.golden import save, slug
from crawler.offline import OfflineCommand
from crawler.recipes import cleaning
from crawler.verdict import Verdict
from pipelines.recipe import Recipe
from pipelines.record import Page, Reject, Rejection
from pipelines.workers import Workers

INTO = "golden"
"""Ignored by git: what an outlet has published must not become part of this project."""


class Command(OfflineCommand):
    """Saves fixtures."""

    def short_desc(self) -> str:
        return "Save pages and what becomes of them as fixtures to review"

    def long_desc(self) -> str:
        return (
            f"Save every page, with the record that comes out today, as {INTO}/SOURCE/SLUG, laid out like the folders "
            "of tests/golden. Its test fails until a person has compared record and page, corrected the record and "
            'deleted its line "reviewed". What the code still gets wrong then is named in page.json, as in '
            '"xfail": {"lead": "takes the byline"}. '
            f"Pages belong to their publishers: git ignores {INTO}/, and nothing from it goes into this project. "
            "Example: scrapy golden https://www.example.org/news/1 page.html -s CONTACT=you@example.org"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        ScrapyCommand.add_options(self, parser)  # there are no lines to write to a file
        parser.add_argument(
            "--into", type=Path, metavar="FOLDER", default=INTO, help="where to save (default: %(default)s)"
        )
        parser.add_argument("--source", metavar="NAME", default="", help="the source of pages without an address")

    def process(self, inputs: Iterator[Page | Rejection], opts: argparse.Namespace) -> None:
        """Saves every page and prints where, or why it cannot be saved."""
        now = datetime.now(UTC)
        recipe = cleaning(self.settings, now)
        self.exitcode = Verdict.FINE
        with Workers(1) as workers:
            for given in inputs:
                try:
                    page = fixed(given, recipe, opts.source, now)
                    print(save(page, next(workers.run([page], recipe)), Path(opts.into), slug(page)))
                except (Reject, FileExistsError) as error:
                    self.say(f"not saved: {given.id}: {error}")
                    self.exitcode = Verdict.BROKEN


def fixed(given: Page | Rejection, recipe: Recipe, source: str, now: datetime) -> Page:
    """The page as a fixture holds it: at its final address, with a source; raises Reject when there is none."""
    if isinstance(given, Rejection):
        raise Reject(given.reason, given.detail)
    url = given.final_url or given.url
    outlet = recipe.outlet(given)
    source = source or (outlet.source if outlet else urlsplit(url).hostname) or "unknown"
    return replace(given, url=url, final_url="", source=source, fetched_at=given.fetched_at or now)
