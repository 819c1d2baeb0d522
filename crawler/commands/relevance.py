"""`scrapy relevance`: how far texts and pages are about the topic, why, and a fit to labelled examples."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonlines
from scrapy.exceptions import UsageError

from crawler.explain import explained
from crawler.offline import OfflineCommand
from crawler.recipes import cleaning, topic
from crawler.show import in_colour
from crawler.verdict import Verdict
from pipelines.calibrate import Labelled, calibrate, report, rewrite
from pipelines.record import Article, Outcome, Page, Rejection, record
from pipelines.relevance import Judge
from pipelines.topic import Topic, topic_path
from pipelines.workers import Workers


class Command(OfflineCommand):
    """Scores, explains, calibrates."""

    def short_desc(self) -> str:
        return "Score texts and pages against the topic, with reasons"

    def long_desc(self) -> str:
        return (
            "Score texts and pages against the TOPIC: every line has score, keep and because. Nothing is left out. "
            "With --calibrate, fit the topic to labelled lines (id, title, text, grade 0 to 2, outlet), say how well "
            "it does on outlets it has not seen, and write the new topic to the file of -O. "
            "Example: scrapy relevance corpus.jsonl -O scored.jsonl --explain"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--explain", action="store_true", help="print the evidence, and the text with terms marked, not the lines"
        )
        parser.add_argument("--calibrate", type=Path, metavar="LABELS", help="fit weights and thresholds to LABELS")
        parser.add_argument("--recall", type=float, metavar="SHARE", help="with --calibrate: keep this share at least")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scores the inputs, or calibrates."""
        if opts.recall is not None and not (opts.calibrate and 0 < opts.recall <= 1):
            raise UsageError("--recall goes with --calibrate, and is a share like 0.95", print_help=False)
        if opts.calibrate is None:
            super().run(args, opts)
        elif args:
            raise UsageError("--calibrate reads its LABELS only: leave INPUT out", print_help=False)
        else:
            super().run([str(opts.calibrate)], opts)

    def process(self, inputs: Iterator[Page | Rejection], opts: argparse.Namespace) -> None:
        """Writes a scored line for every input, or the calibrated topic."""
        if opts.calibrate is None:
            super().process(inputs, opts)
        else:
            self.fit(inputs, opts)

    def shows(self, opts: argparse.Namespace) -> bool:
        return bool(opts.explain)

    def lines(
        self, inputs: Iterable[Page | Rejection], opts: argparse.Namespace
    ) -> Iterator[tuple[Outcome, dict[str, Any]]]:
        """The record of every input with score, keep and because."""
        for outcome in self.judged(inputs):
            if isinstance(outcome, Rejection) or outcome.relevance is None:
                yield outcome, record(outcome)
                continue
            if opts.explain:
                print(explained(outcome, self.topic(), colour=in_colour()))
            found = outcome.relevance
            verdict = {"score": found.score, "keep": found.grade > 0, "because": found.because}
            yield outcome, record(outcome) | verdict

    def judged(self, inputs: Iterable[Page | Rejection]) -> Iterator[Outcome]:
        """The inputs cleaned and judged, none of them left out for being off topic."""
        judge = Judge(topic=self.topic(), keep_all=True)
        recipe = cleaning(self.settings, datetime.now(UTC), then=(judge,))
        with Workers(self.processes()) as workers:
            yield from workers.run(inputs, recipe)

    def topic(self) -> Topic:
        """The topic of the TOPIC setting; raises UsageError for `none`."""
        chosen = topic(self.settings)
        if chosen is None:
            raise UsageError("TOPIC is none: name a topic with -s TOPIC=…", print_help=False)
        return chosen

    def fit(self, inputs: Iterator[Page | Rejection], opts: argparse.Namespace) -> None:
        """Writes the topic fitted to the labels to a new file and prints how well it does out of fold."""
        target, source = Path(opts.overwrite_output), topic_path(self.settings["TOPIC"])
        if not opts.overwrite_output or target.exists():
            raise UsageError("name a new file for the fitted topic with -O", print_help=False)
        labels = _labels(opts.calibrate)
        found = [outcome for outcome in self.judged(inputs) if isinstance(outcome, Article)]
        items = [Labelled(article=a, grade=labels[a.id][0], outlet=labels[a.id][1]) for a in found if a.id in labels]
        try:
            fitted, predictions = calibrate(self.topic(), items, opts.recall)
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from None
        target.write_text(rewrite(source.read_text(encoding="utf-8"), fitted), encoding="utf-8")
        print(report(items, predictions))
        self.exitcode = Verdict.FINE


def _labels(path: Path) -> dict[str, tuple[int, str]]:
    """Grade and outlet of every labelled id; a line that has no grade is not a label. UsageError for other files."""
    try:
        with jsonlines.open(path) as reader:
            rows = [row for row in reader.iter(type=dict, skip_empty=True) if row.get("grade") in (0, 1, 2)]
    except (jsonlines.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: labels are JSON objects, one a line: {error}", print_help=False) from None
    return {str(row.get("id")): (row["grade"], str(row.get("outlet", ""))) for row in rows}
