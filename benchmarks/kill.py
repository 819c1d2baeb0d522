"""A crawl that is killed and begun again, beside one that was left alone: corpus, archive and ledger must be equal.

python -m benchmarks.kill [ADDRESS] [--seed 1]

ADDRESS is a local site that serves articles; without one a made-up outlet is crawled.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from benchmarks.arguments import described, site
from benchmarks.crawl import ROOT, ours, page
from pipelines.ledger import Ledger
from pipelines.ledger_upkeep import verify
from tests.outlet import LocalOutlet

MOMENTS = 20
PHASES = {"publishing": "staging/*/*/corpus.jsonl", "revealing": "corpus/*/*.jsonl"}
"""The file whose appearance begins a phase that is too short to be hit by chance."""
STAGED = "staging/*/*/outcomes.jsonl"
ARTICLES = 60
OWN_TO_A_RUN = ("run", "fetched_at")
"""Fields in which two crawls of the same pages may differ."""
VISITS = "SELECT url, canonical_url, outcome, etag, last_modified, published_at FROM visits ORDER BY number"
TEXTS = """SELECT texts.canonical_url, one.canonical_url, texts.kept, texts.digest, texts.keys
           FROM texts JOIN texts AS one ON one.number = texts.first ORDER BY texts.canonical_url"""
PARAGRAPHS = "SELECT host, stories, prints, counts FROM paragraphs ORDER BY host"


class Dated(LocalOutlet):
    """Its sitemap says when articles changed: a run that follows a finished one looks at none of them again."""

    def sitemap(self) -> str:
        return super().sitemap().replace("<news:news>", "<lastmod>2026-11-01T00:00:00Z</lastmod><news:news>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that crawls leave behind in a folder."""

    corpus: list[dict[str, Any]]
    rejected: dict[str, dict[str, Any]]
    archive: list[tuple[str, str]]
    visits: dict[str, tuple[Any, ...]]
    texts: list[tuple[Any, ...]]
    paragraphs: list[tuple[Any, ...]]
    damage: list[str]

    @classmethod
    def of(cls, folder: Path) -> "Kept":
        """What a folder holds."""
        path = folder / "ledger.sqlite"
        with Ledger.open(path) as ledger:
            damage = verify(ledger)
        with closing(sqlite3.connect(path)) as connection:
            return cls(
                corpus=_lines(folder, "corpus"),
                rejected={line["url"]: line for line in _lines(folder, "rejected")},
                archive=_archived(folder),
                visits={row[0]: row for row in connection.execute(VISITS)},
                texts=connection.execute(TEXTS).fetchall(),
                paragraphs=connection.execute(PARAGRAPHS).fetchall(),
                damage=damage,
            )

    def unlike(self, other: "Kept") -> list[str]:
        """Names of what differs."""
        names = (field.name for field in fields(self))
        return [name for name in names if getattr(self, name) != getattr(other, name)]


def _lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    files = sorted(folder.glob(f"{kind}/*/*.jsonl"))
    rows = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]
    return [_lasting(folder, row) for row in rows]


def _lasting(folder: Path, row: dict[str, Any]) -> dict[str, Any]:
    """A line without what differs between runs; of the archive that it names only whether it exists."""
    lasting = {name: value for name, value in row.items() if name not in OWN_TO_A_RUN}
    if row.get("archived"):
        lasting["archived"] = (folder / row["archived"]).exists()
    return lasting


def _archived(folder: Path) -> list[tuple[str, str]]:
    """Address and digest of every archived answer: one that is archived twice is there twice."""
    found: list[tuple[str, str]] = []
    for path in folder.glob("archive/*/*.warc.gz"):
        with path.open("rb") as stream:
            records = ArchiveIterator(stream, record_types=WarcRecordType.response)
            found += ((each.headers["WARC-Target-URI"], each.headers["WARC-Payload-Digest"]) for each in records)
    return sorted(found)


def crawl(address: str, folder: Path) -> float:
    """Seconds that an undisturbed crawl took."""
    begun = time.monotonic()
    subprocess.run(ours(address, str(folder)), check=False, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def killed(address: str, folder: Path, moment: str, seconds: float) -> str:
    """Kills a crawl with its children some seconds after a moment; returns what it was doing."""
    process = subprocess.Popen(ours(address, str(folder)), cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    while process.poll() is None and not _has_come(moment, folder):
        time.sleep(0.001)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return _state(folder)


def _has_come(moment: str, folder: Path) -> bool:
    """Whether a phase has begun, or as many pages are staged as `moment` says."""
    if moment in PHASES:
        return any(folder.glob(PHASES[moment]))
    return sum(path.read_bytes().count(b"\n") for path in folder.glob(STAGED)) >= int(moment)


def _state(folder: Path) -> str:
    """What a killed crawl was doing, by the files that it left."""
    staged = next(folder.glob("staging/*/*"), None)
    if staged is None:
        return "all was done" if any(folder.glob("corpus/*/*")) else "nothing had begun"
    if any(folder.glob("corpus/*/*")):
        return "revealing, left: " + ", ".join(sorted(path.name for path in staged.iterdir()))
    if (staged / "corpus.jsonl").exists():
        return "publishing"
    lines = sum(path.read_bytes().count(b"\n") for path in folder.glob(STAGED))
    return f"crawling, {lines} pages staged"


def compare(address: str, seed: int) -> int:
    """Prints a line for every kill; returns the number of kills after which something was lost or repeated."""
    chance, failures = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as name:
        whole = Path(name) / "whole"
        seconds = crawl(address, whole)
        expected = Kept.of(whole)
        if not expected.corpus:
            sys.exit(f"an undisturbed crawl of {address} keeps nothing: there is nothing to compare")
        print(f"undisturbed: {seconds:.1f} s, {len(expected.corpus)} articles, {len(expected.archive)} pages archived")
        pages = len(expected.corpus) + len(expected.rejected)
        moments = [str(chance.randint(0, pages)) for _ in range(MOMENTS)] + [
            phase for phase in PHASES for _ in range(5)
        ]
        for number, moment in enumerate(moments):
            folder = Path(name) / str(number)
            state = killed(address, folder, moment, 0 if moment in PHASES else chance.uniform(0, 0.5))
            crawl(address, folder)
            unlike = Kept.of(folder).unlike(expected)
            failures += bool(unlike)
            print(f"killed while {state}: {'unlike in ' + ', '.join(unlike) if unlike else 'equal'}", flush=True)
    return failures


def main() -> int:
    """Compares at the address, or at a made-up outlet; the exit status is 1 when anything differed."""
    parser = described(__doc__)
    parser.add_argument("address", nargs="?", type=site)
    parser.add_argument("--seed", type=int, default=1, help="another one kills at other moments")
    options = parser.parse_args()
    if options.address:
        return bool(compare(options.address, options.seed))
    with Dated(page, count=ARTICLES) as outlet:
        return bool(compare(f"{outlet.address}/", options.seed))


if __name__ == "__main__":
    sys.exit(main())
