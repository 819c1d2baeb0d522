"""`scrapy clean`: extract and clean pages, one output line an input."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from crawler.offline import OfflineCommand
from crawler.recipes import cleaning
from crawler.show import as_text, in_colour
from crawler.show_html import html_to
from pipelines.record import Article, Outcome, Page, Rejection, record
from pipelines.recurring import learn
from pipelines.spool import Spool
from pipelines.workers import Workers


class Command(OfflineCommand):
    """Extracts and cleans."""

    def short_desc(self) -> str:
        return "Extract and clean pages: one output line an input"

    def long_desc(self) -> str:
        return (
            "Extract and clean pages, without topic filter and deduplication: one line an input, in input order. "
            "INPUT is .html, .txt, .jsonl (each also .gz), .warc(.gz), a folder, an address, or - for standard input. "
            "Example: scrapy clean page.html notes.txt -O out.jsonl --html look.html"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--show", action="store_true", help="print what was kept and what each rule removed, not the lines"
        )
        parser.add_argument("--html", metavar="FILE", default="", help="write the same to FILE, as a page to look at")

    def shows(self, opts: argparse.Namespace) -> bool:
        return bool(opts.show)

    def lines(
        self, inputs: Iterable[Page | Rejection], opts: argparse.Namespace
    ) -> Iterator[tuple[Outcome, dict[str, Any]]]:
        """The record of every article and rejection."""
        now = datetime.now(UTC)
        with Workers(self.processes()) as workers, Spool() as articles, html_to(opts.html) as show_html:
            extracted = workers.collected(inputs, cleaning(self.settings, now))
            rejections = [_spooled(outcome, articles) for outcome in extracted]
            # The second pass knows what the hosts repeat on these pages, so the order of the inputs does not matter.
            recipe = cleaning(self.settings, now, learn(articles))
            outcomes = workers.finish(_in_order(rejections, articles), recipe)
            for before, outcome in zip(_in_order(rejections, articles), outcomes, strict=True):
                if opts.show and isinstance(before, Article) and isinstance(outcome, Article):
                    print(as_text(before, outcome, colour=in_colour()))
                show_html(before, outcome)
                yield outcome, record(outcome)


def _spooled(outcome: Outcome, articles: Spool) -> Rejection | None:
    """A rejection itself; an article goes to the spool."""
    if isinstance(outcome, Rejection):
        return outcome
    articles.add(outcome)
    return None


def _in_order(rejections: Iterable[Rejection | None], articles: Iterable[Article]) -> Iterator[Outcome]:
    """Rejections and articles in the order of the inputs."""
    spooled = iter(articles)
    return (rejection or next(spooled) for rejection in rejections)
