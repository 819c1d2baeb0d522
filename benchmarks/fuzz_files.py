"""Feeds damaged listings, robots.txt, archives, JSON lines, staged runs and ledgers to what reads them, for a while.

    python -m benchmarks.fuzz_files [--seconds 60] [--seed 1]

A failure is any exception but the one that a reader raises for a file it cannot use, an address that is not http, and
an input that takes longer than a page may. A failing input is written to fuzz-failure.bin and its seed is printed.
"""

import gzip
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.robotstxt import ProtegoRobotParser

from benchmarks.arguments import described
from benchmarks.fuzz import damage
from crawler.listings import parse_listing
from crawler.runs import Run, RunError
from pipelines.archive import response_record, revisit_record
from pipelines.block import Block
from pipelines.dedupe import dedupe
from pipelines.inputs import pages
from pipelines.ledger import Ledger
from pipelines.ledger_database import LedgerError
from pipelines.ledger_types import Seen
from pipelines.ledger_upkeep import verify
from pipelines.limits import Limits
from pipelines.record import Article, Page
from tests.outlet import LocalOutlet, article

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BASE = "https://a.example/news"
ROBOTS = b"User-agent: *\nDisallow: /private\nAllow: /*?page=$\nCrawl-delay: 2\nSitemap: https://a.example/s.xml\n" * 9
SECTION = b"<base href='/x/'><a href='1-nato'>1</a><link rel='next' href='?page=2'><a href='//b.example/2'>2</a>" * 9
FEED = (
    b"<rss><channel>"
    + b"<item><link>/1</link><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate><title>A</title></item>" * 9
    + b"</channel></rss>"
)
INDEX = b"<sitemapindex><sitemap><loc>/s1.xml</loc><lastmod>2026-11-20</lastmod></sitemap></sitemapindex>"

Read = Callable[[Path], object]


def made(folder: Path) -> list[tuple[str, bytes, Read]]:
    """The files to damage: name, sound bytes, and the function that reads the file."""
    sitemap = LocalOutlet(count=40).sitemap().encode()
    page = Page(url=f"{BASE}/1", body=article(1).body, content_type="text/html", fetched_at=NOW)
    archive = response_record(page, 200, [("Content-Type", "text/html")]) * 4 + revisit_record(page, [])
    lines = b'{"id": "1", "url": "https://a.example/1", "html": "<p>NATO</p>", "title": "T"}\n' * 9
    return [
        *(("listing.xml", whole, read_listing) for whole in (sitemap, gzip.compress(sitemap), INDEX, FEED, SECTION)),
        ("robots.txt", ROBOTS, read_robots),
        ("pages.warc.gz", archive, read_inputs),
        ("pages.warc", gzip.decompress(archive), read_inputs),
        ("pages.jsonl", lines, read_inputs),
        ("pages.jsonl.gz", gzip.compress(lines), read_inputs),
        ("outcomes.jsonl", staged(folder), read_staged),
        ("ledger.sqlite", ledger(folder), read_ledger),
    ]


def staged(folder: Path) -> bytes:
    """The staged lines of a run."""
    run = Run(folder, "made", NOW)
    for number in range(9):
        run.stage(story(number))
    run.close()
    return (run.folder / "outcomes.jsonl").read_bytes()


def story(number: int) -> Article:
    """One of nine stories, again and again."""
    text = " ".join(f"word{number % 9}x{place}" for place in range(200))
    url = f"{BASE}/{number}"
    return Article(id=str(number), url=url, canonical_url=url, blocks=(Block(text=text, place="1"),))


def ledger(folder: Path) -> bytes:
    """A ledger with a finished run."""
    path = folder / "whole.sqlite"
    with Ledger.open(path) as opened:
        settle(opened, range(60))
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def settle(opened: Ledger, numbers: range) -> None:
    """One run of some articles."""
    with opened.begin("made", NOW) as run:
        list(dedupe(run, map(story, numbers)))
        run.saw(Seen(url=BASE, outcome="article", fetched_at=NOW))
        run.paragraphs("a.example", [{1, 2}, {1, 3}])
        run.commit(NOW)


def read_listing(path: Path) -> None:
    """Takes a ValueError for a listing that is none."""
    try:
        found = parse_listing(path.read_bytes(), BASE)
    except ValueError:
        return
    for url in (*found.links, *found.listings, *found.alternates, *(entry.url for entry in found.entries)):
        assert urlsplit(url).scheme in {"http", "https"}, url


def read_robots(path: Path) -> None:
    """What a crawl asks of a robots.txt."""
    rules = ProtegoRobotParser(path.read_bytes(), None)
    rules.allowed(f"{BASE}?page=1", "nato-russia-corpus")
    list(rules.rp.sitemaps)
    rules.rp.crawl_delay("nato-russia-corpus")


def read_inputs(path: Path) -> None:
    """Every page or Rejection of an input."""
    list(pages([path], Limits()))


def read_staged(path: Path) -> None:
    """Takes a RunError for a damaged line; a torn one at the end is cut."""
    folder = path.parent / "data" / "staging" / "made" / "20261121T000000.000000Z"
    folder.mkdir(parents=True, exist_ok=True)
    path.replace(folder / path.name)
    try:
        run = Run(path.parent / "data", "made", NOW)
        list(run.archived())
        run.close()
    except RunError:
        return


def read_ledger(path: Path) -> None:
    """Takes a LedgerError for a ledger that cannot be used."""
    for spare in path.parent.glob(f"{path.name}-*"):
        spare.unlink()
    try:
        with Ledger.open(path) as opened:
            verify(opened)
            opened.due("made", NOW)
            opened.runs()
            settle(opened, range(50, 70))
    except LedgerError:
        return


def attempt(name: str, whole: bytes, read: Read, folder: Path, seed: int) -> float:
    """The CPU seconds that one damaged file took; a failure is written down and raised."""
    chance, body = random.Random(seed), bytearray(whole)
    if chance.random() < 0.3:
        del body[chance.randrange(len(body)) :]
    for _ in range(chance.randrange(12)):
        damage(body, chance)
    path = folder / name
    path.write_bytes(body)
    began = time.process_time()
    try:
        read(path)
        took = time.process_time() - began
        assert took < Limits().seconds, f"{took:.1f} seconds"
    except Exception:
        Path("fuzz-failure.bin").write_bytes(body)
        print(f"seed {seed}: {name}")
        raise
    return took


def main() -> None:
    """Damages one file after the other until the time is up."""
    parser = described(__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    end, tried, slowest = time.monotonic() + options.seconds, 0, 0.0
    with tempfile.TemporaryDirectory() as name:
        files = made(Path(name))
        while time.monotonic() < end:
            slowest = max(slowest, attempt(*files[tried % len(files)], Path(name), options.seed + tried))
            tried += 1
    print(f"{tried} inputs, no failure; the slowest took {slowest:.2f} s of CPU time")


if __name__ == "__main__":
    main()
