"""Deduplication: its quality, its speed compared with other libraries, and how a ledger grows.

python -m benchmarks.dedupe [SET]           SET: a folder with dev.jsonl.gz, or such a file; without it a miniature
python -m benchmarks.dedupe --growth 1000000

Other libraries take part when they can be imported (rensa, datasketch). All contenders take turns in one process, and
the best of several rounds counts, because a shared machine only ever makes a round slower.
"""

import gzip
import json
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.arguments import described, inside
from benchmarks.copies import Labelled, miniature
from pipelines.block import Block
from pipelines.dedupe import TOGETHER, Keep, dedupe, settle
from pipelines.ledger import Ledger
from pipelines.ledger_types import Known
from pipelines.record import Article
from pipelines.sketch import Sketch, sketch
from pipelines.spool import order

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def read(file: Path) -> list[Labelled]:
    """The labelled texts of a set."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Labelled(**{name: str(row[name]) for name in ("id", "cluster", "kind", "url", "text")}) for row in rows]


def article(row: Labelled) -> Article:
    return Article(id=row.id, url=row.url, canonical_url=row.url, blocks=(Block(text=row.text, place="1"),))


def clusters(articles: Iterable[Article], path: Path | None) -> dict[str, str]:
    """The cluster of every article, by one run over a ledger at a path."""
    with Ledger.open(path) as ledger, ledger.begin("benchmark", NOW) as run:
        found = {outcome.id: outcome.cluster for outcome in dedupe(run, articles)}
        run.commit(NOW)
    return found


# Quality


def pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def quality(rows: list[Labelled], found: dict[str, str]) -> str:
    """Pair F1, adjusted Rand index, recall of briefs, false merges."""
    true, mine = [row.cluster for row in rows], [found[row.id] for row in rows]
    both = pairs(Counter(zip(true, mine, strict=True)).values())
    wanted, merged = pairs(Counter(true).values()), pairs(Counter(mine).values())
    expected = wanted * merged / pairs([len(rows)])
    f1 = 2 * both / (wanted + merged)
    ari = (both - expected) / ((wanted + merged) / 2 - expected)
    base = {row.cluster: found[row.id] for row in rows if row.kind == "base"}
    briefs = [base[row.cluster] == found[row.id] for row in rows if row.kind == "brief" and row.cluster in base]
    brief = sum(briefs) / max(1, len(briefs))
    return f"pair F1 {f1:.4f}  ARI {ari:.4f}  briefs {brief:.3f}  falsely merged pairs {merged - both}"


def report_quality(rows: list[Labelled]) -> None:
    found = clusters(sorted(map(article, rows), key=order), None)
    print(f"all  {len(rows):5d} texts  {quality(rows, found)}")
    for rest, name in enumerate(("even", "odd")):
        half = [row for row in rows if int(row.cluster) % 2 == rest]
        print(f"{name:4s} {len(half):5d} texts  {quality(half, found)}")


# Speed


def grams(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3))]


def ours_on_disk(articles: list[Article]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clusters(articles, Path(folder) / "ledger.sqlite")


def ours_sketch_only(articles: list[Article]) -> None:
    for item in articles:
        sketch(item.text)


def rensa_in_memory(articles: list[Article]) -> None:
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    for at, item in enumerate(articles):
        made = RMinHash(num_perm=128, seed=42)
        made.update(grams(item.text))
        lsh.query(made)
        lsh.insert(at, made)


def datasketch_in_memory(articles: list[Article]) -> None:
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    for at, item in enumerate(articles):
        made = MinHash(num_perm=128)
        made.update_batch([gram.encode() for gram in grams(item.text)])
        lsh.query(made)
        lsh.insert(at, made)


def report_speed(rows: list[Labelled], rounds: int) -> None:
    """Documents per CPU second of every contender that is installed."""
    articles = sorted(map(article, rows), key=order)
    contenders: list[Callable[[list[Article]], None]] = [ours_on_disk, ours_sketch_only]
    contenders += [rensa_in_memory] if find_spec("rensa") else []
    contenders += [datasketch_in_memory] if find_spec("datasketch") else []
    sketch("the tables are made at the first call")
    best: dict[str, float] = {}
    for _ in range(rounds):
        for contender in contenders:
            began = time.process_time()
            contender(articles)
            taken = time.process_time() - began
            best[contender.__name__] = min(taken, best.get(contender.__name__, taken))
    for name, taken in best.items():
        print(
            f"{name:22s} {len(articles) / taken:8,.0f} texts per CPU second, {taken / len(articles) * 1e6:6.1f} µs each"
        )


# Growth


@dataclass(slots=True, kw_only=True)
class Generator:
    """Sketches as texts of usual length would leave them: a tenth are copies, some phrases are stock."""

    chance: np.random.Generator
    past: list[Sketch] = field(default_factory=list)
    stock: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.stock = self.chance.integers(0, 1 << 32, 5000)

    def batch(self, start: int, size: int) -> list[Known]:
        made = [self._text(number) for number in range(start, start + size)]
        self.past = [*self.past[-5000:], *(text.sketch for text in made[::20])]
        return made

    def _text(self, number: int) -> Known:
        copied = bool(self.past) and self.chance.random() < 0.1
        made = self._copy() if copied else self._new()
        url = f"https://www.outlet{number % 50}.example/news/2024/05/03/a-headline-of-the-usual-length-{number}"
        outlet = f"outlet{number % 50}"
        return Known(id=f"{number:016x}", canonical_url=url, outlet=outlet, published_at=NOW, kept=True, sketch=made)

    def _copy(self) -> Sketch:
        old = self.past[int(self.chance.integers(len(self.past)))]
        kept = (self.chance.random(len(old.grams)) < 0.95).tolist()
        grams = tuple(gram for gram, keep in zip(old.grams, kept, strict=True) if keep)
        return Sketch(digest=self._digest(), words=len(grams) * 8, grams=grams, numbers=old.numbers)

    def _new(self) -> Sketch:
        """About 105 sampled grams on average: 840 words, as in the labelled set; 12 numbers."""
        size = int(np.clip(self.chance.lognormal(4.5, 0.55), 12, 600))
        grams = self.chance.integers(0, 1 << 32, size)
        stock = self.chance.random(size) < 0.003
        grams[stock] = self.stock[self.chance.zipf(1.3, int(stock.sum())) % len(self.stock)]
        numbers = sorted(set(self.chance.integers(0, 1 << 32, 12).tolist()))
        return Sketch(
            digest=self._digest(), words=size * 8, grams=tuple(dict.fromkeys(grams.tolist())), numbers=tuple(numbers)
        )

    def _digest(self) -> int:
        return int(self.chance.integers(-(1 << 62), 1 << 62))


def growth(texts: int, size: int, folder: Path) -> Iterator[str]:
    """A line each time the ledger has grown by a tenth: CPU of query and insert, disk, memory."""
    made = Generator(chance=np.random.default_rng(1))
    step = max(size, texts // 10)
    spent = total = 0.0
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        for start in range(0, texts, size):
            taken = cpu_of_run(ledger, made.batch(start, size))
            spent, total, done = spent + taken, total + taken, start + size
            if done % step == 0:
                disk = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
                cost = f"{spent / step * 1e6:6.1f} µs each, {total / done * 1e6:6.1f} on average"
                yield f"{done:9,d} texts  {cost}  {disk:7.1f} MB on disk  {memory:6.1f} MB peak RSS"
                spent = 0.0


def cpu_of_run(ledger: Ledger, texts: list[Known]) -> float:
    """CPU seconds of settling some texts and committing them."""
    began = time.process_time()
    with ledger.begin("growth", NOW) as run:
        for at in range(0, len(texts), TOGETHER):
            run.expect(texts[at : at + TOGETHER])
            for text in texts[at : at + TOGETHER]:
                settle(run, text, Keep.FIRST)
        run.commit(NOW)
    return time.process_time() - began


def main() -> None:
    parser = described(__doc__)
    parser.add_argument("set", nargs="?", type=lambda text: inside(text, "dev.jsonl.gz"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", type=int, default=0, metavar="TEXTS")
    chosen = parser.parse_args()
    if chosen.growth:
        with tempfile.TemporaryDirectory() as folder:
            for line in growth(chosen.growth, min(10_000, chosen.growth), Path(folder)):
                print(line, flush=True)
        return
    rows = read(chosen.set) if chosen.set else miniature()
    report_quality(rows)
    report_speed(rows, chosen.rounds)


if __name__ == "__main__":
    main()
