"""Runs this project and trafilatura in its settings over the same pages, in one process, and times both.

    python benchmarks/extraction.py SET -O FOLDER [--peers]

SET is a folder with pages.jsonl as the yardsticks have it. FOLDER gets one JSONL of bodies a contender, for
yardsticks/extraction.py to score: `ours` (every page by itself), `recurring` (after learning what hosts repeat),
`default`, and with --peers also `recall`, `precision`, `fast`; `-untitled` drops a first line equal to the title.
"""

import argparse
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trafilatura import bare_extraction

from pipelines.clean import Clean
from pipelines.furniture import load_rules
from pipelines.inputs import pages
from pipelines.recipe import Recipe, collect, finish
from pipelines.record import Article, Outcome, Page
from pipelines.recurring import learn
from pipelines.rules import Limits

SETTINGS: dict[str, dict[str, bool]] = {
    "default": {},
    "recall": {"favor_recall": True},
    "precision": {"favor_precision": True},
    "fast": {"fast": True},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One body as a contender gives it."""

    id: str
    title: str
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("-O", "--output", type=Path, required=True)
    parser.add_argument("--peers", action="store_true", help="run trafilatura in all of its settings")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.ERROR)
    inputs = [page for page in pages([options.set / "pages.jsonl"], Limits()) if isinstance(page, Page)]
    finish(collect(inputs[0], Recipe()), recipe([]))  # loads the models before the clock runs
    peers = SETTINGS if options.peers else ("default",)
    seconds = {name: compete(lambda name=name: trafilatura(inputs, name), options.output, name) for name in peers}
    seconds["ours"] = compete(lambda: ours(inputs), options.output, "ours")
    compete(lambda: ours(inputs, together=True), options.output, "recurring")
    for name, spent in seconds.items():
        print(f"{name}: {spent / len(inputs) * 1000:.1f} ms a page, {spent / seconds['default']:.2f} of trafilatura's")


def compete(contender: Callable[[], Iterable[Line]], folder: Path, name: str) -> float:
    """The CPU seconds that a contender took; its bodies are written."""
    started = time.process_time()
    lines = list(contender())
    spent = time.process_time() - started
    write(folder / f"{name}.jsonl", lines)
    if name in SETTINGS:
        write(folder / f"{name}-untitled.jsonl", map(untitled, lines))
    return spent


def write(path: Path, lines: Iterable[Line]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for line in lines:
            row = {"id": line.id, "title": line.title, "text": line.text}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def trafilatura(inputs: Iterable[Page], name: str) -> Iterator[Line]:
    for page in inputs:
        document = bare_extraction(page.body, include_comments=False, with_metadata=True, **SETTINGS[name])
        text, title = (document.text or "", document.title or "") if document else ("", "")
        yield Line(id=page.id or "", title=title, text=text)


def untitled(line: Line) -> Line:
    first, _, rest = line.text.partition("\n")
    return Line(id=line.id, title=line.title, text=rest if first.strip() == line.title.strip() else line.text)


def ours(inputs: Iterable[Page], *, together: bool = False) -> Iterator[Line]:
    if not together:
        stages = recipe([])
        yield from (line(page, finish(collect(page, Recipe()), stages)) for page in inputs)
        return
    outcomes = [(page, collect(page, Recipe())) for page in inputs]
    stages = recipe([outcome for _, outcome in outcomes])
    yield from (line(page, finish(outcome, stages)) for page, outcome in outcomes)


def recipe(known: Iterable[Outcome]) -> Recipe:
    learned = learn(outcome for outcome in known if isinstance(outcome, Article))
    return Recipe(stages=(Clean(rules=load_rules(), recurring=learned),))


def line(page: Page, outcome: Outcome) -> Line:
    text = outcome.text if isinstance(outcome, Article) else ""
    return Line(id=page.id or "", title=outcome.title, text=text)


if __name__ == "__main__":
    main()
