"""Two writers share a ledger and are killed at any moment: what they were told is recorded stays recorded."""

import random
import subprocess
import sys
from pathlib import Path

from pipelines.dedupe import dedupe
from pipelines.ledger import Ledger
from pipelines.ledger_types import Seen
from pipelines.ledger_upkeep import verify
from pipelines.record import Article
from tests.stories import START, article, story

ROUNDS = 3
SIZE = 5
"""Articles a run."""


def batch(source: str, number: int) -> list[Article]:
    """The articles of a writer's run: no other run has them."""
    first = {"rt": 0, "tass": 1_000_000}[source] + number * SIZE
    return [article(story(seed, words=120), f"https://{source}.com/{seed}") for seed in range(first, first + SIZE)]


def write(path: str, source: str, number: int) -> None:
    """Run after run, each acknowledged by a line with its number."""
    while True:
        with Ledger.open(Path(path)) as ledger, ledger.begin(source, START) as run:
            articles = batch(source, number)
            for outcome in dedupe(run, articles):
                run.saw(Seen(url=outcome.url, outcome="article", fetched_at=START))
            run.commit(START)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        number += 1


def started(path: Path, source: str, number: int) -> subprocess.Popen[str]:
    code = (
        "import pipelines.ledger; pipelines.ledger.LEAST = 20;"
        f"from tests.test_ledger_kill import write; write({str(path)!r}, {source!r}, {number})"
    )
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def acknowledged(writer: subprocess.Popen[str], count: int) -> list[int]:
    """The first numbers that a writer acknowledged, and all that it still said before it was killed."""
    said = [int(writer.stdout.readline()) for _ in range(count)]
    writer.kill()
    said += map(int, writer.stdout.read().split())
    writer.wait()
    writer.stdout.close()
    return said


def test_nothing_acknowledged_is_lost_when_two_writers_are_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.ledger.LEAST", 20)
    path, chance = tmp_path / "ledger", random.Random(3)
    done: dict[str, list[int]] = {"rt": [], "tass": []}
    for _ in range(ROUNDS):
        writers = {source: started(path, source, max(numbers, default=-1) + 2) for source, numbers in done.items()}
        for source, writer in writers.items():
            done[source] += acknowledged(writer, chance.randint(1, 8))
    with Ledger.open(path) as ledger, ledger.begin("check", START) as run:
        assert verify(ledger) == []
        articles = [item for source, numbers in done.items() for number in numbers for item in batch(source, number)]
        assert all(ledger.seen(item.url) for item in articles)
        assert not any(isinstance(outcome, Article) for outcome in dedupe(run, articles))
