"""Which stored texts may be like this one: keys to row numbers, derived from the ledger and never the truth.

New entries go to a dictionary, and from there in bulk to sorted arrays (a log-structured merge: O'Neil et al. 1996,
"The log-structured merge-tree"). A file keeps the arrays between runs; one that is missing, damaged or of another
generation of the ledger is simply rebuilt.
"""

import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_Column: TypeAlias = NDArray[np.uint32]

MAGIC = b"NRINDEX1"
RECENT = 1 << 17
"""Entries held in the dictionary, about 25 MB, before they become a sorted array."""
GROWTH = 4
"""An array is merged with the next one that is less than this many times as long."""
NEWEST = 16
"""Of the texts that share a key only so many are kept, the newest: a stock phrase must not cost a scan."""
WHOLE = 720_720
"""What a key counts that leads to one row only; divisible by all numbers up to NEWEST, so that sums are exact."""
NAMED = 1000 * WHOLE
"""What a name counts: more than all keys together."""
CROWD = 8
"""Keys that share one start in a segment's table, on average at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Entries ordered by key, then by row number, with a table of where the keys of each beginning start."""

    keys: _Column
    rows: _Column
    starts: _Column
    """Place of the first key with these leading bits, for all values of them, and the number of keys."""

    def __len__(self) -> int:
        return len(self.keys)

    def newest(self, wanted: _Column) -> Iterable[tuple[int, int]]:
        """Every wanted key that occurs here with each of its rows, newest rows first."""
        leading = wanted >> self.shift
        first = self.starts.take(leading)
        size = self.starts.take(leading + np.uint32(1)) - first
        offsets = np.arange(size.max(initial=0), dtype=np.uint32)
        places = first[:, None] + offsets
        which, where = np.nonzero((self.keys.take(places, mode="clip") == wanted[:, None]) & (offsets < size[:, None]))
        rows = self.rows.take(places[which, where])
        return zip(wanted.take(which)[::-1].tolist(), rows[::-1].tolist(), strict=True)

    @property
    def shift(self) -> np.uint32:
        """Bits of a key that the table does not look at."""
        return np.uint32(33 - (len(self.starts) - 1).bit_length())


def _segment(keys: _Column, rows: _Column) -> Segment:
    """A segment of entries whose rows of one key already ascend, without those that `NEWEST` newer ones hide."""
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    kept = np.ones(len(keys), dtype=np.bool_)
    kept[:-NEWEST] = keys[:-NEWEST] != keys[NEWEST:]
    keys, rows = keys[kept], rows[kept]
    bits = max(1, (len(keys) // CROWD).bit_length())
    leading = np.arange((1 << bits) + 1, dtype=np.uint64) << np.uint64(32 - bits)
    starts = keys.searchsorted(leading).astype(np.uint32)
    return Segment(keys=keys, rows=rows, starts=starts)


def _merged(older: Segment, newer: Segment) -> Segment:
    return _segment(np.concatenate((older.keys, newer.keys)), np.concatenate((older.rows, newer.rows)))


@dataclass(slots=True, kw_only=True)
class Index:
    """Finds the rows filed under the most of some keys."""

    segments: list[Segment] = field(default_factory=list)
    """Oldest and longest first."""
    covered: int = 0
    """The last row number that is filed."""
    saved: int = 0
    """The last row number that the file holds."""
    _recent: dict[int, list[int]] = field(default_factory=dict)
    """The rows of every key that are in no segment yet, ascending."""
    _entries: int = 0
    _found: dict[int, list[int]] = field(default_factory=dict)
    """The rows of the expected keys that are in segments, newest first."""

    def add(self, row: int, keys: Sequence[int]) -> None:
        """File a row, whose number is above all others', under its keys."""
        recent = self._recent
        for key in keys:
            recent.setdefault(key, []).append(row)
        self._entries += len(keys)
        self.covered = row

    def extend(self, filed: Sequence[tuple[int, bytes]]) -> None:
        """File many rows at once, ascending, each with its keys as packed 32-bit numbers."""
        if filed:
            sizes = [len(keys) // 4 for _, keys in filed]
            rows = np.repeat(np.array([row for row, _ in filed], dtype=np.uint32), sizes)
            self._push(_segment(np.frombuffer(b"".join(keys for _, keys in filed), dtype="<u4"), rows))
            self.covered = filed[-1][0]

    def expect(self, keys: Iterable[int]) -> None:
        """Look up many keys at once, which is cheaper; `likely` may be asked for these until the next call."""
        if self._entries >= RECENT:
            self._settle()
        wanted = np.unique(np.fromiter(keys, dtype=np.uint32))
        self._found = {}
        for segment in reversed(self.segments):
            for key, row in segment.newest(wanted):
                self._found.setdefault(key, []).append(row)

    def likely(self, names: Sequence[int], keys: Sequence[int], limit: int) -> list[int]:
        """At most `limit` rows: first those filed under a name, then those that share the most and the rarest keys."""
        score: dict[int, int] = {}
        for key in keys:
            if rows := self._newest(key):
                weight = NAMED if key in names else WHOLE // len(rows)
                for row in rows:
                    score[row] = score.get(row, 0) + weight
        return sorted(score, key=lambda row: (score[row], row), reverse=True)[:limit]

    def _newest(self, key: int) -> list[int]:
        """The newest rows of a key."""
        recent = self._recent.get(key, ())
        return [*recent[: -NEWEST - 1 : -1], *self._found.get(key, ())][:NEWEST]

    def _settle(self) -> None:
        """Turn the recent entries into a segment, and merge what has become too short."""
        sizes = [len(rows) for rows in self._recent.values()]
        keys = np.repeat(np.fromiter(self._recent, dtype=np.uint32, count=len(sizes)), sizes)
        rows = np.fromiter(chain.from_iterable(self._recent.values()), dtype=np.uint32, count=len(keys))
        self._push(_segment(keys, rows))
        self._recent, self._entries = {}, 0

    def _push(self, fresh: Segment) -> None:
        """Put a segment last, merging it with those that are not much longer."""
        while self.segments and len(self.segments[-1]) < GROWTH * len(fresh):
            fresh = _merged(self.segments.pop(), fresh)
        self.segments.append(fresh)

    def whole(self) -> Segment:
        """Everything as one segment."""
        self._settle()
        while len(self.segments) > 1:
            newer = self.segments.pop()
            self.segments.append(_merged(self.segments.pop(), newer))
        return self.segments[0]

    def save(self, path: Path, generation: int) -> None:
        """Write everything as one segment, replacing the file in one step."""
        whole = self.whole()
        head = np.array([generation, self.covered, len(whole), len(whole.starts)], dtype="<u8").tobytes()
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with draft.open("wb") as file:
            file.write(MAGIC + head + zlib.crc32(head).to_bytes(8, "little"))
            for column in (whole.keys, whole.rows, whole.starts):
                file.write(column.data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        self.segments = load(path, generation).segments
        self.saved = self.covered


def load(path: Path, generation: int) -> Index:
    """The index as the file holds it; an empty one when there is no usable file of this generation."""
    size = len(MAGIC) + 40
    try:
        with path.open("rb") as file:
            magic, head, check = file.read(len(MAGIC)), file.read(32), file.read(8)
        stated, covered, keys, starts = np.frombuffer(head, dtype="<u8").tolist()
        sound = magic == MAGIC and check == zlib.crc32(head).to_bytes(8, "little")
        if not sound or stated != generation or path.stat().st_size != size + 4 * (2 * keys + starts):
            return Index()
        whole = np.asarray(np.memmap(path, dtype="<u4", mode="r", offset=size))
    except (OSError, ValueError):
        return Index()
    segment = Segment(keys=whole[:keys], rows=whole[keys : 2 * keys], starts=whole[2 * keys :])
    return Index(segments=[segment], covered=covered, saved=covered)
