"""This project compared with other extraction tools, over the same pages.

python -m benchmarks.peers [SET] [--folds MODELS] [--titled] [--only NAME…]

SET is a folder with pages.jsonl ({"id", "url", "file" or "html"}) and gold.jsonl ({"id", "body"} and, where known,
"title", "date", "author"); without it the golden fixtures of the tests, which rules and models were made with. Tools
that are not installed are named and left out. Printed of each: F1 of the bodies; by how much ours are better on the
same pages, with the paired 95 % interval; CPU a page; the pages of outlets it knows; crashes; pages of which it gives
no text; how many titles, days and authors are right / wrong, in % of those that the gold has. A first line that repeats
the title is taken from every body; with --titled, for gold that begins with the headline, all bodies begin with the
title. --folds is that of `benchmarks.extraction`.
"""

import json
import logging
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.arguments import over_pages
from benchmarks.extraction import Line, collected, golden_set, untitled
from benchmarks.score import f1, interval, score
from benchmarks.tools import TOOLS, Read, Reading, Tool
from pipelines.clean import Clean
from pipelines.dates import Date
from pipelines.inputs import pages
from pipelines.limits import Limits
from pipelines.recipe import Recipe, finish
from pipelines.record import Article, Page
from pipelines.text import words

HEAD = f"{'':24}    F1    ours better by            ms  pages  crash  empty     title       day   authors"
ZONES = timedelta(days=1)
"""Days this far apart count as equal: some tools give the day of the page's zone, some that of UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The gold of a page; empty where the set has none."""

    body: str | None
    title: str
    day: date | None
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One tool over all pages."""

    readings: Mapping[str, Reading]
    """By the page's id, without pages of outlets that the tool does not know."""
    milliseconds: float
    """CPU a page."""
    crashes: int


def main() -> None:
    parser = over_pages(__doc__)
    parser.add_argument("--titled", action="store_true", help="the gold begins with the headline")
    parser.add_argument(
        "--only", nargs="+", choices=[tool.package for tool in TOOLS], metavar="NAME", help="these tools"
    )
    options = parser.parse_args()
    with TemporaryDirectory() as spare:
        given = options.set or golden_set(Path(spare) / "golden")
        inputs = [page for page in pages([given / "pages.jsonl"], Limits()) if isinstance(page, Page)]
        labels = (given / "gold.jsonl").read_bytes()
    gold = {row["id"]: written(row) for row in map(json.loads, labels.splitlines())}
    print(f"{len(inputs)} pages of {given.name} [{sha256(labels).hexdigest()[:8]}]\n{HEAD}")
    mine = alone(partial(ours, options.folds), inputs)
    print(row("this project", mine, mine, gold, options.titled), flush=True)
    wanted = [tool for tool in TOOLS if options.only is None or tool.package in options.only]
    for tool in wanted:
        if find_spec(tool.module):
            print(beside(tool, mine, inputs, gold, options.titled), flush=True)
    lacking = [tool.package for tool in wanted if not find_spec(tool.module)]
    if lacking:
        print(f"not installed: pip install {' '.join(lacking)}")


def written(row: Mapping[str, Any]) -> Gold:
    """The fields of one line of gold."""
    day = row.get("date") or ""
    return Gold(
        body=row.get("body"),
        title=row.get("title") or "",
        day=date.fromisoformat(day[:10]) if len(day) >= len("2026-01-01") else None,
        author=row.get("author") or "",
    )


def ours(folds: Path | None, page: Page) -> Reading:
    """What `scrapy clean` makes of a single page."""
    found = finish(collected(page, folds), Recipe(stages=(Clean(), Date(now=datetime.now(UTC)))))
    if not isinstance(found, Article):
        return Reading(title=found.title)
    day = found.published_at.date() if found.published_at else None
    return Reading(text=found.text, title=found.title, day=day, authors=found.authors)


def alone(read: Read, inputs: Sequence[Page]) -> Run:
    """A run in a process of its own, so that what one tool loads does not slow down the next."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, read, inputs).result()


def run(read: Read, inputs: Sequence[Page]) -> Run:
    """A tool over all pages, the first of them once before the clock runs; raises ImportError if it does not load."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    first = attempt(read, inputs[0])
    if isinstance(first, ImportError):
        raise first
    started = time.process_time()
    found = {page.id or "": attempt(read, page) for page in inputs}
    spent = time.process_time() - started
    crashes = sum(isinstance(reading, Exception) for reading in found.values())
    known = {id_: reading for id_, reading in found.items() if reading is not None}
    readings = {id_: Reading() if isinstance(reading, Exception) else reading for id_, reading in known.items()}
    return Run(readings=readings, milliseconds=1000 * spent / max(1, len(known)), crashes=crashes)


def attempt(read: Read, page: Page) -> Reading | Exception | None:
    try:
        return read(page)
    except Exception as error:
        return error


def beside(tool: Tool, mine: Run, inputs: Sequence[Page], gold: Mapping[str, Gold], titled: bool) -> str:
    """The row of a tool, or why it has none: it does not load here, or took its process with it."""
    name = f"{tool.package} {version(tool.package)}"
    try:
        return row(name, alone(tool.read, inputs), mine, gold, titled)
    except (ImportError, BrokenExecutor) as error:
        return f"{name}: {error}"


def row(name: str, theirs: Run, mine: Run, gold: Mapping[str, Gold], titled: bool) -> str:
    """The table's row of a tool."""
    found = [(gold[id_], reading) for id_, reading in theirs.readings.items()]
    fields = (
        share([(wanted.title, reading.title) for wanted, reading in found], lambda a, b: words(a) == words(b)),
        share([(wanted.day, reading.day) for wanted, reading in found], lambda a, b: abs(a - b) <= ZONES),
        share([(wanted.author, ", ".join(reading.authors)) for wanted, reading in found], same_names),
    )
    empty = sum(not reading.text for _, reading in found)
    counts = f"{theirs.milliseconds:8.1f}{len(found):7}{theirs.crashes:7}{empty:7}"
    return f"{name:24}{bodies(theirs, mine, gold, titled)}{counts}{''.join(f'{field:>10}' for field in fields)}"


def bodies(theirs: Run, mine: Run, gold: Mapping[str, Gold], titled: bool) -> str:
    """F1, and beside others by how much ours is better."""
    wanted = {id_: body for id_ in theirs.readings if (body := gold[id_].body) is not None}
    if not wanted:
        return f"{'-':>6}{'':24}"
    own, other = (
        [score(body, body_of(run.readings[id_], titled)) for id_, body in wanted.items()] for run in (mine, theirs)
    )
    if theirs is mine:
        return f"{f1(own):6.3f}{'':24}"
    low, high = interval(len(own), lambda drawn: f1([own[i] for i in drawn]) - f1([other[i] for i in drawn]))
    return f"{f1(other):6.3f}{f1(own) - f1(other):+8.3f} [{low:+.3f}, {high:+.3f}]"


def body_of(reading: Reading, titled: bool) -> str:
    body = untitled(Line(id="", title=reading.title, text=reading.text)).text
    return f"{reading.title}\n{body}" if titled else body


def share(pairs: Iterable[tuple[Any, Any]], same: Callable[[Any, Any], bool]) -> str:
    """How many of the fields that the gold has are right and how many wrong, in %; the rest is missing."""
    verdicts = [same(wanted, found) if found else None for wanted, found in pairs if wanted]
    if verdicts.count(None) == len(verdicts):
        return "-"
    return f"{100 * verdicts.count(True) / len(verdicts):.0f} / {100 * verdicts.count(False) / len(verdicts):.0f}"


def same_names(wanted: str, found: str) -> bool:
    """True where at least half of the words of both stand in both: "By", titles of rank and a desk may differ."""
    own, other = set(words(wanted)), set(words(found))
    return 2 * len(own & other) >= len(own | other)


if __name__ == "__main__":
    main()
