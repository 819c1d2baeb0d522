"""The only memory between runs, one SQLite file: addresses seen, text sketches, recurring paragraphs, runs.

Rows are only ever appended, and all rows of a run in one transaction: others see all of a run or nothing of it, and a
killed run leaves nothing. The write lock is taken when a run first asks for like texts and given back by its commit, so
two runs cannot both keep a story that reached them together.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Self

from pipelines import rows
from pipelines.database import Database, LedgerError
from pipelines.index import Index, load
from pipelines.memory import Known, Recurring, RunRow, Seen, fingerprint
from pipelines.sketch import Sketch, keys

LIKELY = 24
"""At most so many known texts are compared with a new one."""
LEAST, SHARE = 4096, 32
"""The index file is written anew when it lacks so many texts, and one in so many."""
REVISITS = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 240))
"""Ages at which a published article is looked at again: most corrections come on the first day."""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The file as everybody sees it: finished runs only."""

    database: Database
    index: Index | None = None
    """Read or rebuilt when a run first needs it."""

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """The ledger at a path, created when there is none; None is a temporary one that vanishes when it is closed."""
        return cls(database=Database.open(path, rows.FORMAT))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; a run that was not committed leaves nothing."""
        self.database.close()

    def begin(self, source: str, start: datetime) -> "Run":
        """A new run of a source; runs of it that never finished are swept and named in `Run.swept`."""
        with self.database.transaction():
            swept = self.database.rows(rows.UNFINISHED, (source,))
            self.database.execute(rows.SWEEP, (source,))
            number = self.database.execute(rows.BEGIN, (source, rows.written(start))).lastrowid or 0
        starts = tuple(datetime.fromisoformat(start) for (start,) in swept)
        return Run(ledger=self, source=source, start=start, number=number, swept=starts)

    def seen(self, url: str) -> Seen | None:
        """The last visit of an address, as listed or canonical."""
        found = self.database.rows(rows.SEEN_BY_URL, (url,)) or self.database.rows(rows.SEEN_BY_CANONICAL_URL, (url,))
        return rows.seen_of(found[0]) if found else None

    def due(self, source: str, now: datetime, revisits: Sequence[timedelta] = REVISITS) -> tuple[Seen, ...]:
        """The articles of a source that have passed one of the ages since they were last visited."""
        visits = (rows.seen_of(row[:-1]) for row in self.database.rows(rows.LAST_VISITS, (source,)))
        return tuple(seen for seen in visits if _is_due(seen, now, revisits))

    def runs(self, source: str = "", last: int = 20) -> tuple[RunRow, ...]:
        """The last finished runs, of all sources when none is given, oldest first."""
        return tuple(map(rows.run_of, reversed(self.database.rows(rows.RUNS, (source, last)))))

    def recurring(self, host: str) -> Recurring:
        """How often each paragraph of a host was met, in stories."""
        counts: Counter[int] = Counter()
        stories = 0
        for several, marks, times in self.database.rows(rows.PARAGRAPHS, (host,)):
            stories += several
            counts.update(dict(zip(array("q", marks), array("I", times), strict=True)))
        return Recurring(stories=stories, counts=dict(counts))

    def read_index(self) -> Index:
        """The index over every text that this connection can see."""
        index = self.index or load(self._index_path(), self._generation())
        for number, address, digest, grams in self.database.execute(rows.FILED, (index.covered,)):
            index.add(number, [*_names(digest, address), *keys(rows.unpacked(grams))])
        return index

    def save_index(self) -> None:
        """Write the index file if it has fallen far behind; a failure costs the next run time and nothing else."""
        index, path = self.index, self.database.path
        if index and path and index.covered - index.saved >= max(LEAST, index.saved // SHARE):
            with suppress(OSError):
                index.save(self._index_path(), self._generation())

    def _index_path(self) -> Path:
        path = self.database.path or Path("temporary")
        return path.with_name(f"{path.name}-index")

    def _generation(self) -> int:
        return self.database.number("SELECT number FROM generation")


@dataclass(slots=True, kw_only=True)
class Run:
    """One run's additions: its own to read at once, everybody's from the moment of its commit."""

    ledger: Ledger
    source: str
    start: datetime
    number: int
    swept: tuple[datetime, ...]
    """Starts of earlier runs of the source that never finished."""
    _visits: list[Seen] = field(default_factory=list)
    _paragraphs: dict[str, list[set[int]]] = field(default_factory=dict)
    """Fingerprints of every story of a host."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()

    def saw(self, seen: Seen) -> None:
        """Note a visit."""
        self._visits.append(seen)

    def paragraphs(self, host: str, texts: Iterable[str]) -> None:
        """Note the paragraphs of a new story: the first article of a cluster, never a copy or a version."""
        self._paragraphs.setdefault(host, []).append(set(map(fingerprint, texts)))

    def like(self, sketch: Sketch, address: str) -> list[Known]:
        """Texts that may be copies, or other versions, of a new one: the likeliest first."""
        index = self._index()
        same = index.likely(_names(sketch.digest, address), LIKELY)
        numbers = list(dict.fromkeys([*same, *index.likely(keys(sketch.grams), LIKELY)]))
        if not numbers:
            return []
        query = rows.known_texts(len(numbers))
        found = {known.number: known for known in map(rows.known_of, self.ledger.database.rows(query, numbers))}
        return [found[number] for number in numbers if number in found]

    def remember(self, known: Known) -> None:
        """Add a text; it gets its number here."""
        index, sketch = self._index(), known.sketch
        number = self.ledger.database.execute(rows.ADD_TEXT, rows.text_row(self.number, known)).lastrowid or 0
        index.add(number, [*_names(sketch.digest, known.address), *keys(sketch.grams)])

    def commit(self, finished: datetime, stats: Mapping[str, float] | None = None) -> None:
        """Make everything visible at once; when this returns it survives a power cut."""
        database = self.ledger.database
        self._lock()
        for seen in self._visits:
            database.execute(rows.ADD_VISIT, rows.visit_row(self.number, seen))
        for host, stories in sorted(self._paragraphs.items()):
            database.execute(rows.ADD_PARAGRAPHS, rows.paragraphs_row(self.number, host, stories))
        counted = json.dumps(dict(stats or {}))
        moments = rows.written(self.start), rows.written(finished)
        database.execute(rows.FINISH, (self.number, self.source, *moments, counted))
        database.execute("COMMIT")
        self.ledger.save_index()

    def abandon(self) -> None:
        """Forget what was not committed; after a commit this does nothing."""
        database = self.ledger.database
        if database.connection.in_transaction:
            database.rollback()
            self.ledger.index = None
        with suppress(LedgerError):  # the next run of the source sweeps what cannot be dropped now
            database.execute(rows.DROP, (self.number,))

    def _lock(self) -> bool:
        """Keep others from writing until the commit; True when that is new."""
        database = self.ledger.database
        fresh = not database.connection.in_transaction
        if fresh:
            database.execute("BEGIN IMMEDIATE")
        return fresh

    def _index(self) -> Index:
        """The index over all texts there are, with nobody else adding any."""
        if self._lock() or self.ledger.index is None:
            self.ledger.index = self.ledger.read_index()
        return self.ledger.index


def _names(digest: int, address: str) -> list[int]:
    """The whole text and its address, 32 bits each, as keys of the index."""
    named = blake2b(address.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return [digest & 0xFFFFFFFF, int.from_bytes(named, "little")]


def _is_due(seen: Seen, now: datetime, revisits: Sequence[timedelta]) -> bool:
    """Whether an age at which to look again has passed since the last visit."""
    born = seen.published_at or seen.fetched_at
    return any(seen.fetched_at < born + age <= now for age in revisits)
