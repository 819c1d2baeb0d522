"""Which stored texts may be like this one: keys to row numbers, derived from the ledger and never the truth.

New entries go to a dictionary, and from there in bulk to sorted arrays (a log-structured merge: O'Neil et al. 1996,
"The log-structured merge-tree"). A file keeps the arrays between runs; one that is missing, damaged or of another
generation of the ledger is simply rebuilt.
"""

import os
import zlib
from collections import Counter
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
"""Of the texts that share a key only so many are looked at, the newest: a stock phrase must not cost a scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Entries ordered by key, then by row number."""

    keys: _Column
    rows: _Column

    def __len__(self) -> int:
        return len(self.keys)

    def newest(self, wanted: _Column) -> dict[int, list[int]]:
        """The newest rows of every wanted key that occurs here, newest first."""
        if not len(self):
            return {}
        ends = self.keys.searchsorted(wanted, side="right")
        found = np.flatnonzero(self.keys.take(ends - 1, mode="clip") == wanted)
        return {int(wanted[i]): self._back(int(ends[i]), wanted[i]) for i in found}

    def _back(self, end: int, key: np.uint32) -> list[int]:
        start = max(0, end - NEWEST)
        start += int(self.keys[start:end].searchsorted(key))
        rows: list[int] = self.rows[start:end][::-1].tolist()
        return rows


def _sorted(keys: _Column, rows: _Column) -> Segment:
    """A segment of entries whose rows of one key already ascend."""
    order = np.argsort(keys, kind="stable")
    return Segment(keys=keys[order], rows=rows[order])


def _merged(older: Segment, newer: Segment) -> Segment:
    return _sorted(np.concatenate((older.keys, newer.keys)), np.concatenate((older.rows, newer.rows)))


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

    def add(self, row: int, keys: Iterable[int]) -> None:
        """File a row, whose number is above all others', under its keys."""
        for key in keys:
            self._recent.setdefault(key, []).append(row)
            self._entries += 1
        self.covered = row
        if self._entries >= RECENT:
            self._settle()

    def extend(self, filed: Sequence[tuple[int, bytes]]) -> None:
        """File many rows at once, ascending, each with its keys as packed 32-bit numbers."""
        if filed:
            sizes = [len(keys) // 4 for _, keys in filed]
            rows = np.repeat(np.array([row for row, _ in filed], dtype=np.uint32), sizes)
            self._push(_sorted(np.frombuffer(b"".join(keys for _, keys in filed), dtype="<u4"), rows))
            self.covered = filed[-1][0]

    def likely(self, names: Sequence[int], keys: Sequence[int], limit: int) -> list[int]:
        """At most `limit` rows: first those filed under a name, then those sharing the most keys, then the newest."""
        postings = self._postings([*names, *keys])
        shared = Counter(chain.from_iterable(postings.values()))
        shared.update({row: len(keys) for name in names for row in postings.get(name, ())})
        return sorted(shared, key=lambda row: (shared[row], row), reverse=True)[:limit]

    def _postings(self, keys: Sequence[int]) -> dict[int, list[int]]:
        """The newest rows of every key."""
        postings = {key: self._recent[key][: -NEWEST - 1 : -1] for key in keys if key in self._recent}
        if self.segments:
            wanted = np.array(keys, dtype=np.uint32)
            for segment in reversed(self.segments):
                for key, rows in segment.newest(wanted).items():
                    found = postings.setdefault(key, [])
                    found.extend(rows[: NEWEST - len(found)])
        return postings

    def _settle(self) -> None:
        """Turn the recent entries into a segment, and merge what has become too short."""
        sizes = [len(rows) for rows in self._recent.values()]
        keys = np.repeat(np.fromiter(self._recent, dtype=np.uint32, count=len(sizes)), sizes)
        fresh = _sorted(keys, np.fromiter(chain.from_iterable(self._recent.values()), dtype=np.uint32, count=len(keys)))
        self._push(fresh)
        self._recent, self._entries = {}, 0

    def _push(self, fresh: Segment) -> None:
        """Put a segment last, merging it with those that are not much longer."""
        while self.segments and len(self.segments[-1]) < GROWTH * len(fresh):
            fresh = _merged(self.segments.pop(), fresh)
        self.segments.append(fresh)

    def save(self, path: Path, generation: int) -> None:
        """Write everything as one segment, replacing the file in one step."""
        self._settle()
        while len(self.segments) > 1:
            newer = self.segments.pop()
            self.segments.append(_merged(self.segments.pop(), newer))
        whole = self.segments[0]
        head = np.array([generation, self.covered, len(whole)], dtype="<u8").tobytes()
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with draft.open("wb") as file:
            file.write(MAGIC + head + zlib.crc32(head).to_bytes(8, "little"))
            file.write(whole.keys.data)
            file.write(whole.rows.data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        self.segments = load(path, generation).segments
        self.saved = self.covered


def load(path: Path, generation: int) -> Index:
    """The index as the file holds it; an empty one when there is no usable file of this generation."""
    head_size = len(MAGIC) + 32
    try:
        with path.open("rb") as file:
            head = file.read(head_size)
        stated, covered, length = np.frombuffer(head[len(MAGIC) : -8], dtype="<u8").tolist()
        sound = head[-8:] == zlib.crc32(head[len(MAGIC) : -8]).to_bytes(8, "little") and head.startswith(MAGIC)
        if not sound or stated != generation or path.stat().st_size != head_size + 8 * length:
            return Index()
        columns = np.memmap(path, dtype="<u4", mode="r", offset=head_size, shape=(2, length)) if length else None
    except (OSError, ValueError):
        return Index()
    segments = [Segment(keys=columns[0], rows=columns[1])] if columns is not None else []
    return Index(segments=segments, covered=covered, saved=covered)
