"""The topic filter: its quality out of fold by outlet and with page furniture added, and its speed.

python -m benchmarks.relevance [SET] [-O out.jsonl] [--pages FOLDER]

SET is a folder with dev.jsonl, or such a file, of lines with id, lang, outlet, title, text, grade; without it a
miniature. `-O` writes the out-of-fold decisions, a line an item. The outlet `seed` is left out: its items are the given
texts, which everybody had read. Every item is judged by a fit that has not seen its outlet, except that an outlet too
large for a fold is split.
"""

import gzip
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.arguments import described, inside, there
from pipelines.block import Block
from pipelines.calibrate import Labelled, best_expected_f1, calibrate, cross_validate, report, table
from pipelines.clean import Clean
from pipelines.gate import Gate
from pipelines.recipe import Recipe, run
from pipelines.record import Article, Page, Reject
from pipelines.relevance import Judge
from pipelines.topic import load_topic

MINIATURE = Path(__file__).with_name("miniature") / "relevance.jsonl"
FURNITURE = """
Read more
NATO and Russia exchange sharp words over border drills
Russia warns NATO of a response to missile deployment
Kremlin: NATO expansion threatens Russian security
NATO chief says Russia must return to talks
Tags: NATO, Russia, Ukraine, Putin, alliance"""
TOPIC = load_topic("nato_russia")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    id: str
    lang: str
    outlet: str
    title: str
    text: str
    grade: int


def rows(file: Path) -> list[Row]:
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    found = [Row(**{name: line[name] for name in Row.__slots__}) for line in lines]
    return [row for row in found if row.outlet != "seed"]


def as_given(row: Row) -> Article:
    """The row as an article, a block a line, past extraction and cleaning: the topic filter alone is measured."""
    blocks = tuple(Block(text=line, place="") for line in row.text.splitlines() if line.strip())
    return Article(id=row.id, url="", canonical_url="", title=row.title, blocks=blocks)


def cleaned(found: Iterable[Row]) -> list[tuple[Row, Article]]:
    """The rows that survive extraction and cleaning, with their articles."""
    recipe = Recipe(stages=(Clean(),))
    outcomes = [(row, run(Page(id=row.id, url="", title=row.title, text=row.text), recipe)) for row in found]
    return [(row, outcome) for row, outcome in outcomes if isinstance(outcome, Article)]


def labelled(pairs: Iterable[tuple[Row, Article]]) -> list[Labelled]:
    return [Labelled(article=article, grade=row.grade, outlet=row.outlet) for row, article in pairs]


def out_of_fold(pairs: Sequence[tuple[Row, Article]], target: Path | None) -> None:
    """Prints the quality out of fold, for all items and by language; writes the decisions."""
    items = labelled(pairs)
    _, predictions = calibrate(TOPIC, items)
    print(report(items, predictions))
    if target is not None:
        lines = [
            json.dumps({"id": item.article.id, "keep": prediction.kept, "score": round(prediction.score, 4)})
            for item, prediction in zip(items, predictions, strict=True)
        ]
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for language in sorted({row.lang for row, _ in pairs}):
        kept = [(row.grade > 0, p.kept) for (row, _), p in zip(pairs, predictions, strict=True) if row.lang == language]
        right, wanted, taken = sum(w and k for w, k in kept), sum(w for w, _ in kept), sum(k for _, k in kept)
        print(f"  {language}: {right} of {wanted} found, {taken - right} of {len(kept) - wanted} kept wrongly")


def leave_one_out(pairs: Sequence[tuple[Row, Article]], what: str) -> None:
    """F1 when every outlet, or every language, is judged by a fit that has seen none of it."""
    items = labelled(pairs)
    homes = [getattr(row, what) for row, _ in pairs]
    fold_of = np.array([sorted(set(homes)).index(home) for home in homes])
    grades = np.array([item.grade for item in items])
    predictions, _ = cross_validate(TOPIC, table(TOPIC, items), grades, fold_of, best_expected_f1)
    print(f"leave one {what} out:", report(items, predictions).splitlines()[3])


def beside_furniture(found: Sequence[Row]) -> None:
    """Precision of the shipped topic with and without related headlines, a "Read more" and a tag line below."""
    judge = Judge(topic=TOPIC, keep_all=True)

    def precision(some: Iterable[Row]) -> float:
        pairs = [(row.grade > 0, judge(article).relevance) for row, article in cleaned(some)]
        kept = [wanted for wanted, relevance in pairs if relevance is not None and relevance.grade > 0]
        return sum(kept) / max(1, len(kept))

    plain, littered = precision(found), precision(replace(row, text=row.text + FURNITURE) for row in found)
    print(f"precision of the shipped topic after cleaning {plain:.3f}, beside furniture {littered:.3f}")


def speed(pairs: Sequence[tuple[Row, Article]]) -> None:
    """Documents of 500 words a CPU second; the best of five rounds."""
    judge = Judge(topic=TOPIC, keep_all=True)
    articles = [article for _, article in pairs]
    words = sum(len(article.text.split()) for article in articles)
    rate = words / 500 / best(lambda: [judge(article) for article in articles])
    print(f"judge {rate:.0f} documents of 500 words a CPU second")


def gate_speed(folder: Path) -> None:
    """Megabytes of raw pages (*.html.gz) a CPU second, and the share that passes."""
    gate = Gate(topic=TOPIC)
    pages = [Page(url="", body=gzip.decompress(path.read_bytes())) for path in sorted(folder.rglob("*.html.gz"))]
    size = sum(len(page.body or b"") for page in pages) / 1e6
    rate = size / best(lambda: [passes(gate, page) for page in pages])
    print(f"gate {rate:.0f} MB a CPU second, {sum(passes(gate, page) for page in pages)} of {len(pages)} pages pass")


def passes(gate: Gate, page: Page) -> bool:
    try:
        gate(page)
    except Reject:
        return False
    return True


def best(task: Callable[[], object]) -> float:
    """The fewest CPU seconds of five runs."""
    times = []
    for _ in range(5):
        begun = time.process_time()
        task()
        times.append(time.process_time() - begun)
    return min(times)


def main() -> None:
    parser = described(__doc__)
    parser.add_argument("set", nargs="?", type=lambda text: inside(text, "dev.jsonl"), default=MINIATURE)
    parser.add_argument("-O", "--output", type=Path)
    parser.add_argument("--pages", type=there, help="a folder of *.html.gz for the speed of the gate")
    opts = parser.parse_args()
    found = rows(opts.set)
    pairs = [(row, as_given(row)) for row in found]
    out_of_fold(pairs, opts.output)
    leave_one_out(pairs, "outlet")
    leave_one_out(pairs, "lang")
    beside_furniture(found)
    speed(pairs)
    if opts.pages:
        gate_speed(opts.pages)


if __name__ == "__main__":
    main()
