"""The ledger's tables, and its types as their rows: nothing else knows the order of the columns."""
# ruff: noqa: S608 (every part of a statement is a constant of this file)

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from pipelines.ledger_database import Format
from pipelines.ledger_types import PASSING, Known, Recurring, RunRow, Seen, Story
from pipelines.sketch import Sketch, keys

Row: TypeAlias = tuple[Any, ...]

FORMAT = Format(
    application=0x4E52434C,
    schema=1,
    tables=(
        "CREATE TABLE generation (number INTEGER NOT NULL)",
        "INSERT INTO generation VALUES (1)",
        """CREATE TABLE runs (number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, start TEXT NOT NULL,
            finished TEXT, stats TEXT)""",
        """CREATE TABLE visits (number INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, url TEXT NOT NULL,
            canonical_url TEXT NOT NULL, outcome TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
            content_hash TEXT NOT NULL, published_at TEXT, fetched_at TEXT NOT NULL)""",
        "CREATE INDEX visits_url ON visits (url)",
        "CREATE INDEX visits_canonical_url ON visits (canonical_url)",
        """CREATE TABLE texts (number INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, first INTEGER NOT NULL,
            id TEXT NOT NULL, canonical_url TEXT NOT NULL, outlet TEXT NOT NULL, published_at TEXT,
            kept INTEGER NOT NULL, keys BLOB NOT NULL, digest INTEGER NOT NULL, words INTEGER NOT NULL,
            grams BLOB NOT NULL, numbers BLOB NOT NULL)""",
        """CREATE TABLE paragraphs (number INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL,
            host TEXT NOT NULL, stories INTEGER NOT NULL, prints BLOB NOT NULL, counts BLOB NOT NULL)""",
        "CREATE INDEX paragraphs_host ON paragraphs (host)",
    ),
)

_SEEN = "url, canonical_url, outcome, etag, last_modified, published_at, fetched_at"
_TEXT = """t.number, t.id, t.canonical_url, t.outlet, t.published_at, t.kept, t.digest, t.words, t.grams, t.numbers,
    t.keys, s.number, s.id, coalesce(nullif(s.canonical_url, ''), s.id), s.outlet, s.published_at"""

SEEN_BY_URL = f"SELECT {_SEEN} FROM visits WHERE url = ? ORDER BY number DESC LIMIT 1"
SEEN_BY_CANONICAL_URL = f"SELECT {_SEEN} FROM visits WHERE canonical_url = ? ORDER BY number DESC LIMIT 1"
KEPT = "SELECT EXISTS (SELECT 1 FROM visits WHERE outcome = 'article' AND (url = ? OR canonical_url = ?))"
_PASSING = ", ".join(f"'{reason}'" for reason in sorted(PASSING))
# An address whose article has moved belongs to the new place, with all its visits.
LAST_VISITS = f"""WITH addresses AS (
        SELECT {_SEEN}, max(v.number) AS number, sum(v.outcome = 'article') AS kept
        FROM visits v JOIN runs r ON r.number = v.run WHERE r.source = ? GROUP BY v.url)
    SELECT {_SEEN}, max(number) FROM addresses GROUP BY canonical_url
    HAVING sum(kept) AND outcome IN ('article', 'duplicate') OR outcome IN ({_PASSING}) ORDER BY canonical_url"""
RUNS = """SELECT number, source, start, finished, stats FROM runs
    WHERE finished IS NOT NULL AND ? IN ('', source) ORDER BY number DESC LIMIT ?"""
SWEEP = "DELETE FROM runs WHERE source = ? AND finished IS NULL"
BEGIN = "INSERT INTO runs (source, start) VALUES (?, ?)"
FINISH = "INSERT OR REPLACE INTO runs (number, source, start, finished, stats) VALUES (?, ?, ?, ?, ?)"
DROP = "DELETE FROM runs WHERE number = ? AND finished IS NULL"
FILED = "SELECT number, keys FROM texts WHERE number > ? ORDER BY number"
LAST_TEXT = "SELECT seq FROM sqlite_sequence WHERE name = 'texts'"
PARAGRAPHS = "SELECT stories, prints, counts FROM paragraphs WHERE host = ?"
ADD_VISIT = "INSERT INTO visits VALUES (NULL, ?, ?, ?, ?, ?, ?, '', ?, ?)"  # content_hash is never read
ADD_TEXT = "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_PARAGRAPHS = "INSERT INTO paragraphs VALUES (NULL, ?, ?, ?, ?, ?)"

VISITS_OF_RUN = f"SELECT {_SEEN} FROM visits WHERE run = ? ORDER BY number"
TEXTS_OF_RUN = f"SELECT {_TEXT} FROM texts t JOIN texts s ON s.number = t.first WHERE t.run = ? ORDER BY t.number"
PARAGRAPHS_OF_RUN = "SELECT host, stories, prints, counts FROM paragraphs WHERE run = ? ORDER BY number"
COUNTED_HOSTS = "SELECT host, max(run) FROM paragraphs GROUP BY host HAVING count(*) > 1 ORDER BY host"
DROP_PARAGRAPHS = "DELETE FROM paragraphs WHERE host = ?"
DROP_OLD_VISITS = """DELETE FROM visits WHERE number NOT IN
    (SELECT max(number) FROM visits GROUP BY url, canonical_url, outcome = 'article')"""  # LAST_VISITS asks for both
RENEW = "UPDATE generation SET number = number + 1"
COUNTS = {
    "runs": "SELECT count(*) FROM runs WHERE finished IS NOT NULL",
    "unfinished": "SELECT count(*) FROM runs WHERE finished IS NULL",
    "addresses": "SELECT count(DISTINCT canonical_url) FROM visits",
    "texts": "SELECT count(*) FROM texts",
    "stories": "SELECT count(*) FROM texts WHERE first = number",
    "hosts": "SELECT count(DISTINCT host) FROM paragraphs",
}
_MISSING = "NOT IN (SELECT number FROM texts)"
_ORPHANS = "SELECT count(*) FROM {} WHERE run NOT IN (SELECT number FROM runs WHERE finished IS NOT NULL)"
FAULTS = {
    "texts belong to a story that is missing": f"SELECT count(*) FROM texts WHERE first {_MISSING}",
    "texts belong to no finished run": _ORPHANS.format("texts"),
    "visits belong to no finished run": _ORPHANS.format("visits"),
    "paragraph counts belong to no finished run": _ORPHANS.format("paragraphs"),
}
FORGET = tuple(f"DELETE FROM {table} WHERE run = ?" for table in ("visits", "texts", "paragraphs"))
MEND = (
    f"""CREATE TEMP TABLE heirs AS SELECT first AS gone, min(number) FILTER (WHERE kept) AS heir FROM texts
        WHERE first {_MISSING} GROUP BY first""",
    "DELETE FROM texts WHERE first IN (SELECT gone FROM heirs WHERE heir IS NULL)",
    "UPDATE texts SET first = (SELECT heir FROM heirs WHERE gone = first) WHERE first IN (SELECT gone FROM heirs)",
    "DROP TABLE heirs",
    RENEW,
)


def known_texts(count: int) -> str:
    """The query for `count` known texts by their numbers, each with the first text of its cluster."""
    marks = ", ".join("?" * count)
    return f"SELECT {_TEXT} FROM texts t JOIN texts s ON s.number = t.first WHERE t.number IN ({marks})"


def names(text: Known) -> tuple[int, int]:
    """The index keys of a text's digest and address: of 32 bits only, so what they find must still be compared."""
    return text.sketch.digest & 0xFFFFFFFF, zlib.crc32(text.address.encode("utf-8", "surrogatepass"))


def filed(text: Known) -> list[int]:
    """Every key under which the index files a text; the address stands in for a headline that says too little."""
    digest, address = names(text)
    return [digest, address, text.heading or address, *keys(text.sketch.grams)]


def visit_row(run: int, seen: Seen) -> Row:
    """The values of ADD_VISIT."""
    return (
        run, seen.url, seen.canonical_url or seen.url, seen.outcome, seen.etag, seen.last_modified,
        written(seen.published_at), written(seen.fetched_at),
    )  # fmt: skip


def text_row(run: int, text: Known, filed: Sequence[int]) -> Row:
    """The values of ADD_TEXT for a settled text and its keys in the index."""
    first, sketch = text.story.number if text.story else text.number, text.sketch
    return (
        text.number, run, first, text.id, text.canonical_url, text.outlet, written(text.published_at), text.kept,
        packed(filed), sketch.digest, sketch.words, packed(sketch.grams), packed(sketch.numbers),
    )  # fmt: skip


def paragraphs_row(run: int, host: str, stories: Sequence[set[int]]) -> Row:
    """The values of ADD_PARAGRAPHS for the fingerprints of some stories."""
    counts = Counter(mark for story in stories for mark in story)
    return counted_row(run, host, Recurring(stories=len(stories), counts=counts))


def counted_row(run: int, host: str, recurring: Recurring) -> Row:
    """The values of ADD_PARAGRAPHS: every fingerprint with the number of stories that carry it."""
    marks = sorted(recurring.counts)
    times = array("I", map(recurring.counts.__getitem__, marks))
    return run, host, recurring.stories, array("q", marks).tobytes(), times.tobytes()


def recurring_of(row: Sequence[Any]) -> Recurring:
    """What a row of PARAGRAPHS counts."""
    stories, marks, times = row
    return Recurring(stories=int(stories), counts=dict(zip(array("q", marks), array("I", times), strict=True)))


def seen_of(row: Sequence[Any]) -> Seen:
    """The visit in a row of the queries for visits."""
    url, canonical_url, outcome, etag, last_modified, published_at, fetched_at = row
    return Seen(
        url=url,
        canonical_url=canonical_url,
        outcome=outcome,
        etag=etag,
        last_modified=last_modified,
        published_at=_moment(published_at),
        fetched_at=_clock(fetched_at),
    )


def run_of(row: Sequence[Any]) -> RunRow:
    """The run in a row of RUNS."""
    number, source, start, finished, stats = row
    return RunRow(
        number=number,
        source=source,
        start=_clock(start),
        finished=_clock(finished),
        stats=_numbers(stats),
    )


def _numbers(text: str) -> dict[str, float]:
    """Numbers by name; TypeError for anything else."""
    return {str(name): float(number) for name, number in dict(json.loads(text)).items()}


def known_of(row: Sequence[Any]) -> Known:
    """The text in a row of `known_texts`."""
    number, id_, canonical_url, outlet, published_at, kept, digest, words, grams, numbers, filed, *story = row
    first, first_id, first_address, first_outlet, first_published_at = story
    return Known(
        number=number,
        id=id_,
        canonical_url=canonical_url,
        outlet=outlet,
        published_at=_moment(published_at),
        kept=bool(kept),
        sketch=Sketch(digest=int(digest), words=int(words), grams=unpacked(grams), numbers=unpacked(numbers)),
        heading=unpacked(filed[8:12])[0],
        story=Story(
            number=first,
            id=first_id,
            address=first_address,
            outlet=first_outlet,
            published_at=_moment(first_published_at),
        ),
    )


def packed(hashes: Sequence[int]) -> bytes:
    """32-bit hashes as bytes."""
    return array("I", hashes).tobytes()


def unpacked(hashes: bytes) -> tuple[int, ...]:
    """What `packed` was given."""
    return tuple(array("I", hashes))


def written(moment: datetime | None) -> str | None:
    """A moment as the ledger holds it."""
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return _read(text) if text else None


def _clock(text: str) -> datetime:
    """A moment that our own clock gave; ValueError for one before all of them, from which nothing can be taken away."""
    moment = _read(text)
    if moment.year < 1970:
        raise ValueError(f"{text} is no time of a run")
    return moment


def _read(text: str) -> datetime:
    """The moment that `written` was given; one without a zone, which it never writes, raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has lost its zone")
    return moment.astimezone(UTC)
