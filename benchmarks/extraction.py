"""Extraction of bodies: this project and trafilatura in several settings, over the same pages in one process.

python -m benchmarks.extraction [SET] [-O FOLDER] [--peers] [--folds MODELS] [--titled]

SET is a folder with pages.jsonl ({"id", "url", "file"}) and gold.jsonl ({"id", "body"}); without it the golden fixtures
of the tests, which rules and models were made with. Contenders: `ours` (every page by itself), `recurring` (after
learning what hosts repeat), `default`, and with --peers also `recall`, `precision`, `fast`; `-untitled` drops a first
line equal to the title. FOLDER gets one JSONL of bodies a contender. Printed: CPU a page, F1, and the difference to the
best peer, on both halves of the hosts as well; what recurrence alone adds on hosts with several pages. With --folds
each page is judged by models that have not seen its host: MODELS is what `benchmarks.train --folds` wrote. --titled is
for gold that begins with the headline: every contender's body then does, too.
"""

import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from trafilatura import bare_extraction

from benchmarks.arguments import over_pages
from benchmarks.score import compared, f1, half_of, score
from pipelines.clean import Clean
from pipelines.inputs import pages
from pipelines.limits import Limits
from pipelines.recipe import Recipe, collect, finish
from pipelines.record import Article, Outcome, Page
from pipelines.recurring import learn
from tests.fixture import fixtures

SETTINGS: dict[str, dict[str, bool]] = {
    "default": {},
    "recall": {"favor_recall": True},
    "precision": {"favor_precision": True},
    "fast": {"fast": True},
}
SEVERAL = 3
"""Pages that a host must have for recurrence to be measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One body as a contender gives it."""

    id: str
    title: str
    text: str


def main() -> None:
    parser = over_pages(__doc__)
    parser.add_argument("-O", "--output", type=Path, metavar="FOLDER", help="keep the bodies in this folder")
    parser.add_argument("--peers", action="store_true", help="run trafilatura in all of its settings")
    parser.add_argument("--titled", action="store_true", help="the gold begins with the headline")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    with TemporaryDirectory() as spare:
        folder = options.output or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        given = options.set or golden_set(Path(spare) / "golden")
        inputs = [page for page in pages([given / "pages.jsonl"], Limits()) if isinstance(page, Page)]
        peers = tuple(SETTINGS) if options.peers else ("default",)
        race(inputs, folder, peers, options.folds)
        hosts = {page.id or "": host_of(page) for page in inputs}
        report(given, folder, [f"{name}{end}" for name in peers for end in ("", "-untitled")], hosts, options.titled)


def race(inputs: Sequence[Page], folder: Path, peers: Sequence[str], folds: Path | None) -> None:
    """Runs every contender over the pages and prints what it took."""
    finish(collected(inputs[0], folds), recipe([]))  # loads the models before the clock runs
    seconds = {name: compete(lambda name=name: trafilatura(inputs, name), folder, name) for name in peers}
    seconds["ours"] = compete(lambda: ours(inputs, folds), folder, "ours")
    compete(lambda: ours(inputs, folds, together=True), folder, "recurring")
    for name, spent in seconds.items():
        print(f"{name}: {spent / len(inputs) * 1000:.1f} ms a page, {spent / seconds['default']:.2f} of trafilatura's")


def report(given: Path, folder: Path, peers: Sequence[str], hosts: Mapping[str, str], titled: bool) -> None:
    """Prints the quality of every contender, ours beside the best peer."""
    gold = {row["id"]: row.get("body") for row in map(json.loads, (given / "gold.jsonl").open(encoding="utf-8"))}
    bodies = {id_: body for id_, body in gold.items() if body is not None}
    if not bodies:
        return
    found = {name: _texts(folder / f"{name}.jsonl", titled) for name in (*peers, "ours", "recurring")}
    f1s = {name: f1([score(body, texts.get(id_, "")) for id_, body in bodies.items()]) for name, texts in found.items()}
    best = max(peers, key=lambda name: f1s[name])
    for name, texts in found.items():
        print(f"{name:20} {compared(bodies, texts, None if name in peers else found[best])}")
    print(f"best peer: {best}")
    for half in (0, 1):
        mine = {id_: body for id_, body in bodies.items() if half_of(hosts.get(id_, "")) == half}
        compare(f"ours, half {half}", mine, found["ours"], found[best])
    pages_of = Counter(hosts.values())
    several = {id_: body for id_, body in bodies.items() if pages_of[hosts.get(id_, "")] >= SEVERAL}
    compare("recurrence alone, on hosts with several pages", several, found["recurring"], found["ours"])


def compare(what: str, gold: Mapping[str, str], mine: Mapping[str, str], other: Mapping[str, str]) -> None:
    if gold:
        print(f"{what}, {len(gold)} pages: {compared(gold, mine, other)}")


def _texts(path: Path, titled: bool) -> dict[str, str]:
    with path.open(encoding="utf-8") as stream:
        rows = list(map(json.loads, stream))
    return {row["id"]: f"{row['title']}\n{row['text']}" if titled else row["text"] for row in rows}


def golden_set(folder: Path) -> Path:
    """The golden HTML fixtures of the tests as a set."""
    folder.mkdir()
    html = [
        fixture for fixture in fixtures() if "html" in fixture.facts()["content_type"] and "body" in fixture.expected()
    ]
    with (folder / "pages.jsonl").open("w") as listed, (folder / "gold.jsonl").open("w") as gold:
        for number, fixture in enumerate(html):
            (folder / f"{number}.html").write_bytes(fixture.body())
            page = {"id": fixture.name, "url": fixture.facts()["url"], "file": f"{number}.html"}
            listed.write(json.dumps(page) + "\n")
            told = fixture.expected()
            fields = {"title": told.get("title"), "date": told.get("published_at"), "body": "\n".join(told["body"])}
            gold.write(json.dumps({"id": fixture.name, **fields}) + "\n")
    return folder


def compete(contender: Callable[[], Iterable[Line]], folder: Path, name: str) -> float:
    """Runs a contender and writes its bodies; returns the CPU seconds that it took."""
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


def ours(inputs: Iterable[Page], folds: Path | None, *, together: bool = False) -> Iterator[Line]:
    """Bodies of this project: every page by itself, or after learning what the hosts repeat."""
    if not together:
        stages = recipe([])
        yield from (line(page, finish(collected(page, folds), stages)) for page in inputs)
        return
    outcomes = [(page, collected(page, folds)) for page in inputs]
    stages = recipe([outcome for _, outcome in outcomes])
    yield from (line(page, finish(outcome, stages)) for page, outcome in outcomes)


def collected(page: Page, folds: Path | None) -> Outcome:
    """A page not yet cleaned, judged by the models that ship, or by those of the folds that have not seen its host."""
    return collect(page, Recipe(models=folds / str(half_of(host_of(page))) if folds else None))


def host_of(page: Page) -> str:
    return urlsplit(page.url).hostname or ""


def recipe(known: Iterable[Outcome]) -> Recipe:
    learned = learn(outcome for outcome in known if isinstance(outcome, Article))
    return Recipe(stages=(Clean(recurring=learned),))


def line(page: Page, outcome: Outcome) -> Line:
    text = outcome.text if isinstance(outcome, Article) else ""
    return Line(id=page.id or "", title=outcome.title, text=text)


if __name__ == "__main__":
    main()
