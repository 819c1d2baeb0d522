"""Which stored texts may be like a new one: an index from keys to row numbers, derived from the ledger.

New entries go to a dictionary, and from there in bulk to sorted arrays (a log-structured merge tree: O'Neil et al.,
doi.org/10.1007/s002360050048). A file keeps the longest array between runs and is only mapped into memory; one that is
missing, damaged or of another generation of the ledger is built again.
"""

import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import get_ident
from typing import BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

_Entries: TypeAlias = NDArray[np.uint64]
"""A key in the upper half, a row number in the lower: sorted, they are ordered by key, then by row."""
_Starts: TypeAlias = NDArray[np.uint32]

MAGIC = b"NRINDEX1"
RECENT = 1 << 17
"""Entries held in a dictionary, about 20 MB, before they become a sorted array."""
GROWTH = 4
"""An array is merged with the next one that is less than this many times as long."""
NEWEST = 16
"""At most this many texts are kept for a key, the newest: a stock phrase must not cost a scan."""
WHOLE = 720_720
"""Weight of a key that leads to one row only; divisible by all numbers up to NEWEST, so that sums are exact."""
NAMED = 1000 * WHOLE
"""Weight of a name (digest or address): more than all other keys together."""
CROWD = 8
"""Entries that share one start in a segment's table, on average at most."""
PART_BITS = 6
"""The file is written in 2**PART_BITS parts, so that a merge needs memory for one of them only."""
_ROW = np.uint64(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Sorted entries, with a table of where those begin whose keys have the same leading bits."""

    entries: _Entries
    starts: _Starts
    """For every value of the leading bits, then the number of entries."""

    def newest(self, wanted: _Starts) -> Iterable[tuple[int, int]]:
        """Every wanted key that occurs here with each of its rows, newest rows first."""
        leading = wanted >> np.uint32(33 - (len(self.starts) - 1).bit_length())
        first = self.starts.take(leading).astype(np.int64)
        size = self.starts.take(leading + np.uint32(1)) - first
        ends = np.cumsum(size)
        # Everything that begins like a wanted key, one stretch after the other.
        near = self.entries.take(np.arange(size.sum()) + np.repeat(first - ends + size, size))
        found = near[(near >> _ROW) == np.repeat(wanted, size)][::-1]
        return zip((found >> _ROW).tolist(), (found & np.uint64(0xFFFFFFFF)).tolist(), strict=True)

    def part(self, number: int) -> _Entries:
        """The entries whose keys begin with these PART_BITS bits."""
        step = (len(self.starts) - 1) >> PART_BITS
        return self.entries[self.starts[number * step] : self.starts[(number + 1) * step]]


def _sorted(entries: Sequence[_Entries]) -> _Entries:
    """All entries in order, without those that `NEWEST` newer ones hide."""
    joined = np.sort(np.concatenate(entries), kind="stable")  # the stable sort finds the runs that are sorted already
    kept = np.ones(len(joined), dtype=np.bool_)
    kept[:-NEWEST] = (joined[:-NEWEST] >> _ROW) != (joined[NEWEST:] >> _ROW)
    return joined[kept]


def _bits(length: int) -> int:
    """The number of leading bits for the table of `length` entries."""
    return max(PART_BITS, (length // CROWD).bit_length())


def _starts(entries: _Entries, values: range, bits: int) -> NDArray[np.intp]:
    """Where the entries with each of these leading bits begin."""
    return entries.searchsorted(np.arange(values.start, values.stop, dtype=np.uint64) << np.uint64(64 - bits))


def _segment(*entries: _Entries) -> Segment:
    whole = _sorted(entries)
    bits = _bits(len(whole))
    starts = np.append(_starts(whole, range(1 << bits), bits), len(whole))
    return Segment(entries=whole, starts=starts.astype(np.uint32))


@dataclass(slots=True, kw_only=True)
class Index:
    """Finds the rows filed under the most of some keys."""

    stored: Segment = field(default_factory=lambda: _segment(np.empty(0, dtype=np.uint64)))
    """What the file holds, mapped."""
    segments: list[Segment] = field(default_factory=list)
    """What came later, longest first."""
    covered: int = 0
    """The last row number that is filed."""
    saved: int = 0
    """The last row number that the file holds."""
    _keys: list[int] = field(default_factory=list)
    """The key of every entry that is in no segment yet, in the order in which they came."""
    _rows: list[int] = field(default_factory=list)
    """Its row."""
    _earlier: list[int] = field(default_factory=list)
    """The place of the entry before it that has the same key, -1 for none."""
    _last: dict[int, int] = field(default_factory=dict)
    """The place of the last entry of every key."""
    _found: dict[int, list[int]] = field(default_factory=dict)
    """The rows of the expected keys that are in segments, newest first."""

    def add(self, row: int, keys: Sequence[int]) -> None:
        """Files a row, whose number is above all others', under its keys."""
        last, earlier = self._last, self._earlier
        for place, key in enumerate(keys, len(earlier)):
            earlier.append(last.get(key, -1))
            last[key] = place
        self._keys.extend(keys)
        self._rows.extend([row] * len(keys))
        self.covered = row

    def extend(self, filed: Sequence[tuple[int, bytes]]) -> None:
        """Files many rows at once, ascending, each with its keys as packed 32-bit numbers."""
        if filed:
            sizes = [len(keys) // 4 for _, keys in filed]
            rows = np.repeat(np.array([row for row, _ in filed], dtype=np.uint64), sizes)
            self._push(rows | np.frombuffer(b"".join(keys for _, keys in filed), dtype="<u4").astype(np.uint64) << _ROW)
            self.covered = filed[-1][0]

    def expect(self, keys: Iterable[int]) -> None:
        """Looks up many keys at once, which is cheaper; until the next call `likely` finds no others in segments."""
        if len(self._keys) >= RECENT:
            self._settle()
        wanted = np.fromiter(set(keys), dtype=np.uint32)
        self._found = {}
        for segment in (*reversed(self.segments), self.stored):
            for key, row in segment.newest(wanted):
                self._found.setdefault(key, []).append(row)

    def likely(self, names: Sequence[int], keys: Sequence[int], limit: int) -> list[int]:
        """At most `limit` rows: first those filed under a name, then those that share the most and the rarest keys."""
        score: dict[int, int] = {}
        for key in keys:
            if key in self._last or key in self._found:
                rows = self._newest(key)
                weight = NAMED if key in names else WHOLE // len(rows)
                for row in rows:
                    score[row] = score.get(row, 0) + weight
        return sorted(score, key=lambda row: (score[row], row), reverse=True)[:limit]

    def _newest(self, key: int) -> list[int]:
        """The newest rows of a key."""
        rows: list[int] = []
        place = self._last.get(key, -1)
        while place >= 0 and len(rows) < NEWEST:
            rows.append(self._rows[place])
            place = self._earlier[place]
        return [*rows, *self._found.get(key, ())][:NEWEST]

    def _settle(self) -> None:
        """Turns the recent entries into a segment."""
        self._push(np.array(self._keys, dtype=np.uint64) << _ROW | np.array(self._rows, dtype=np.uint64))
        self._keys, self._rows, self._earlier, self._last = [], [], [], {}

    def _push(self, fresh: _Entries) -> None:
        """Adds entries as the last segment, merged with those before it that are not much longer."""
        while self.segments and len(self.segments[-1].entries) < GROWTH * len(fresh):
            fresh = np.concatenate((self.segments.pop().entries, fresh))
        self.segments.append(_segment(fresh))

    def whole(self) -> _Entries:
        """Every entry that counts, in order."""
        self._settle()
        return _sorted([self.stored.entries, *(segment.entries for segment in self.segments)])

    def save(self, path: Path, generation: int) -> None:
        """Writes everything to the file, replacing it in one step."""
        self._settle()
        sources = [self.stored, *self.segments]
        draft = path.with_name(f"{path.name}.{os.getpid()}.{get_ident()}")
        with draft.open("wb") as file:
            file.write(_head(generation, 0, 0, 0))
            starts = _write_parts(file, sources)
            file.write(starts.data)
            file.seek(0)
            file.write(_head(generation, self.covered, int(starts[-1]), len(starts)))
            file.flush()
            os.fsync(file.fileno())
        # Read before it is in its place, where another process may replace it.
        self.stored, self.segments, self.saved = load(draft, generation).stored, [], self.covered
        draft.replace(path)


def _write_parts(file: BinaryIO, sources: Sequence[Segment]) -> _Starts:
    """Writes the entries of all segments in order; returns the table of their starts."""
    bits = _bits(sum(len(source.entries) for source in sources))
    width = 1 << bits - PART_BITS
    table, written = [], 0
    for number in range(1 << PART_BITS):
        part = _sorted([source.part(number) for source in sources])
        file.write(part.data)
        table.append(_starts(part, range(number * width, (number + 1) * width), bits) + written)
        written += len(part)
    return np.append(np.concatenate(table), written).astype("<u4")


def _head(*numbers: int) -> bytes:
    """The beginning of the file: its mark, some numbers, their checksum."""
    packed = np.array(numbers, dtype="<u8").tobytes()
    return MAGIC + packed + zlib.crc32(packed).to_bytes(8, "little")


def load(path: Path, generation: int) -> Index:
    """The index as the file holds it; an empty one when there is no usable file of this generation."""
    size = len(_head(0, 0, 0, 0))
    try:
        with path.open("rb") as file:
            # One open file for all: another process may put a new one in its place at any moment.
            head = file.read(size)
            _, covered, length, starts = np.frombuffer(head[len(MAGIC) : -8], dtype="<u8").tolist()
            sound = head == _head(generation, covered, length, starts)
            if not sound or os.fstat(file.fileno()).st_size != size + 8 * length + 4 * starts:
                return Index()
            entries = np.memmap(file, dtype="<u8", mode="r", offset=size, shape=(length,))
            file.seek(size + 8 * length)
            table = np.fromfile(file, dtype="<u4")
    except (OSError, ValueError):
        return Index()
    return Index(stored=Segment(entries=np.asarray(entries), starts=table), covered=covered, saved=covered)
