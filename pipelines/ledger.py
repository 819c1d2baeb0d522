"""The only memory between runs, one SQLite file: addresses seen, text sketches, recurring paragraphs, runs.

Rows are only ever appended, and all rows of a run in one transaction: others see all of a run or nothing of it, and a
killed run leaves nothing. The write lock is taken when a run first asks for like texts and released by its commit, so
two runs cannot both keep a story that they meet at the same time.
"""

import json
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Self

from pipelines import ledger_rows as rows
from pipelines.ledger_database import Database, LedgerError
from pipelines.ledger_index import Index, load
from pipelines.ledger_types import PASSING, Known, Recurring, RunRow, Seen, Story

LIKELY = 8
"""At most this many known texts are compared with a new one."""
TEXTS = 4096
"""At most this many texts are held in memory, about 30 MB."""
LEAST, SHARE = 4096, 8
"""The index file is rewritten when it lacks at least LEAST texts and an eighth (SHARE) of those it has."""
REVISITS = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 240))
"""Ages at which a published article is looked at again: most corrections come on the first day.

Those at which a refused address is asked again, too: most walls, empty pages and redirections that pass do so in hours.
"""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The file as everybody sees it: finished runs only."""

    database: Database
    index: Index | None = None
    """Read or rebuilt when a run first needs it."""

    @classmethod
    def open(cls, path: Path | None, *, only_read: bool = False) -> Self:
        """The ledger at a path, created when there is none; None is a temporary one, deleted when it is closed.

        One that is `only_read` may stand where nothing can be written.
        """
        return cls(database=Database.open(path, rows.FORMAT, only_read=only_read))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; a run that was not committed leaves nothing."""
        self.database.close()

    def begin(self, source: str, start: datetime) -> "Additions":
        """What a new run of a source will add; its runs that never finished are deleted."""
        with self.database.transaction():
            self.database.execute(rows.SWEEP, (source,))
            number = self.database.execute(rows.BEGIN, (source, rows.written(start))).lastrowid or 0
        return Additions(ledger=self, source=source, start=start, number=number)

    def seen(self, url: str) -> Seen | None:
        """The last visit of an address, as listed or canonical."""
        for query in (rows.SEEN_BY_URL, rows.SEEN_BY_CANONICAL_URL):
            if found := self.database.each(rows.seen_of, query, (url,)):
                return found[0]
        return None

    def kept(self, url: str) -> bool:
        """Whether an address, as listed or canonical, was an article at any of its visits."""
        return bool(self.database.number(rows.KEPT, (url, url)))

    def due(self, source: str, now: datetime, dated: Container[str] = (), looks: int = 0) -> tuple[Seen, ...]:
        """The last visits of the articles of a source, and of what was refused and may pass, that are due for a look.

        Due are those that have passed one of the ages since their last visit and, besides, the `looks` longest unseen
        articles that are not among the `dated` canonical addresses, of which a listing says when they changed.
        """
        visits = self.database.each(lambda row: rows.seen_of(row[:-1]), rows.LAST_VISITS, (source,))
        aged = [seen for seen in visits if _is_due(seen, now)]
        silent = [seen for seen in visits if seen.canonical_url not in dated and seen.outcome not in PASSING]
        silent.sort(key=lambda seen: (seen.fetched_at, seen.url))
        return tuple(dict.fromkeys([*aged, *silent[:looks]]))

    def runs(self, source: str = "", last: int = 20) -> tuple[RunRow, ...]:
        """The last finished runs, of all sources when none is given, oldest first."""
        return tuple(reversed(self.database.each(rows.run_of, rows.RUNS, (source, last))))

    def recurring(self, host: str) -> Recurring:
        """How often each paragraph of a host was met, in stories."""
        counts: Counter[int] = Counter()
        stories = 0
        for counted in self.database.each(rows.recurring_of, rows.PARAGRAPHS, (host,)):
            stories += counted.stories
            counts.update(counted.counts)
        return Recurring(stories=stories, counts=dict(counts))

    def read_index(self) -> Index:
        """The index over every text that this connection can see."""
        index = self.index or self.stored_index()
        self.extend_index(index)
        return index

    def stored_index(self) -> Index:
        """The index as its file has it; empty without a usable file."""
        return load(self.index_path, self._generation())

    def extend_index(self, index: Index) -> None:
        """Adds the texts that an index does not cover."""
        self.database.hand_over(index.extend, rows.FILED, (index.covered,))

    def save_index(self) -> None:
        """Writes the index file if it has fallen far behind; a failure only costs the next run time."""
        index = self.index
        if index and self.database.path and index.covered - index.saved >= max(LEAST, index.saved // SHARE):
            with suppress(OSError):
                index.save(self.index_path, self._generation())

    @property
    def index_path(self) -> Path:
        """Where the index is kept, beside the ledger."""
        path = self.database.path or Path("temporary")
        return path.with_name(f"{path.name}-index")

    def _generation(self) -> int:
        return self.database.number("SELECT number FROM generation")


@dataclass(slots=True, kw_only=True)
class Additions:
    """What one run adds: visible to itself at once, to others after its commit."""

    ledger: Ledger
    source: str
    start: datetime
    number: int
    owners: dict[str, int] = field(default_factory=dict)
    """By source, the numbers of the runs that are published together with this one; other texts are its own."""
    _visits: list[Seen] = field(default_factory=list)
    _paragraphs: dict[str, list[set[int]]] = field(default_factory=dict)
    """Fingerprints of every story of a host."""
    _texts: dict[int, Known] = field(default_factory=dict)
    """A cache of texts compared lately: copies often follow one another."""
    _unwritten: list[rows.Row] = field(default_factory=list)
    """Rows of texts that are not in the open transaction yet: writing hundreds together is cheaper."""
    _last_text: int = 0
    _expected: dict[int, tuple[Known, list[int]]] = field(default_factory=dict)
    """Texts by identity with their keys in the index."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()

    def saw(self, seen: Seen) -> None:
        """Notes a visit."""
        self._visits.append(seen)

    def paragraphs(self, host: str, stories: Iterable[set[int]]) -> None:
        """Notes the paragraphs' fingerprints of each of a host's new stories; copies of a story count as one."""
        self._paragraphs.setdefault(host, []).extend(stories)

    def expect(self, texts: Sequence[Known]) -> None:
        """Looks up the keys of many texts that `candidates` will be asked for: together is cheaper."""
        self._expected = {id(text): (text, rows.filed(text)) for text in texts}
        self._index().expect(chain.from_iterable(filed for _, filed in self._expected.values()))

    def candidates(self, text: Known) -> list[Known]:
        """Texts that may be copies or versions of a new one: those with its digest or address, then the likeliest."""
        numbers = self._index().likely(rows.names(text), self._keys(text), LIKELY)
        missing = [number for number in numbers if number not in self._texts]
        if missing:
            self._write_texts()
            found = self.ledger.database.each(rows.known_of, rows.known_texts(len(missing)), missing)
            self._texts.update((known.number, known) for known in found)
        return [self._texts[number] for number in numbers if number in self._texts]

    def remember(self, text: Known, story: Story | None, *, kept: bool) -> None:
        """Adds a text to a story, or as the first of a new one."""
        index, filed = self._index(), self._keys(text)
        number = self._last_text = self._last_text + 1
        known = self._texts[number] = text.settled(number, story, kept=kept)
        index.add(number, filed)
        self._unwritten.append(rows.text_row(self.owners.get(text.outlet, self.number), known, filed))
        if len(self._texts) > TEXTS:
            self._write_texts()
            for old in list(islice(self._texts, TEXTS // 2)):
                del self._texts[old]

    def _keys(self, text: Known) -> list[int]:
        """Everything under which the index files a text."""
        if id(text) not in self._expected:
            self.expect([text])
        return self._expected[id(text)][1]

    def _write_texts(self) -> None:
        self.ledger.database.execute_all(rows.ADD_TEXT, self._unwritten)
        self._unwritten.clear()

    def lock(self) -> bool:
        """Locks the ledger against other writers until the commit; False when it was locked already."""
        database = self.ledger.database
        fresh = not database.connection.in_transaction
        if fresh:
            database.execute("BEGIN IMMEDIATE")
        return fresh

    def commit(self, finished: datetime, stats: Mapping[str, float] | None = None) -> None:
        """Makes everything visible at once; when this returns it survives a power cut."""
        self.finish(finished, stats)
        self.ledger.database.execute("COMMIT")
        self.ledger.save_index()

    def finish(self, finished: datetime, stats: Mapping[str, float] | None = None) -> None:
        """Writes everything; the next commit of this ledger, also by another run, makes it visible."""
        database = self.ledger.database
        self.lock()
        self._write_texts()
        hosts = sorted(self._paragraphs.items())
        database.execute_all(rows.ADD_VISIT, (rows.visit_row(self.number, seen) for seen in self._visits))
        database.execute_all(rows.ADD_PARAGRAPHS, (rows.paragraphs_row(self.number, *host) for host in hosts))
        counted = json.dumps(dict(stats or {}))
        moments = rows.written(self.start), rows.written(finished)
        database.execute(rows.FINISH, (self.number, self.source, *moments, counted))

    def abandon(self) -> None:
        """Discards what was not committed; after a commit this does nothing."""
        database = self.ledger.database
        if database.connection.in_transaction:
            database.rollback()
            self.ledger.index = None
        with suppress(LedgerError):  # the next run of the source sweeps what cannot be dropped now
            database.execute(rows.DROP, (self.number,))

    def _index(self) -> Index:
        """The index over all texts of the ledger, which is locked against other writers."""
        if self.lock() or self.ledger.index is None:
            self.ledger.index = self.ledger.read_index()
            self._last_text = self.ledger.database.number(rows.LAST_TEXT)
        return self.ledger.index


def _is_due(seen: Seen, now: datetime) -> bool:
    """Whether an age at which to look again has passed since the last visit."""
    born = seen.published_at or seen.fetched_at  # as far away as 9999: nothing can be added to that
    return any(seen.fetched_at - age < born <= now - age for age in REVISITS)
