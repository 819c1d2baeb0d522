"""What is stored of a text to recognise its copies: a digest, a sample of its word 4-grams, its numbers.

A text is folded first (case, accents, punctuation and spacing do not count), so copies that differ in typography are
exact. The sample keeps every 4-gram whose hash falls in a fixed share of the hash space (FracMinHash, Irber et al.,
doi.org/10.1101/2022.01.11.475838), so two samples tell both the Jaccard similarity of their texts and how much of one
stands in the other.

Stored sketches depend on every constant here: changing one requires a new schema number of the ledger.
"""

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipelines.text import words

_Words: TypeAlias = NDArray[np.uint64]
_Places: TypeAlias = NDArray[np.intp]

GRAM = 4
"""Words in a gram: three collide in stock phrases, five break at every edited word."""
SCALE = 8
"""One gram in SCALE is sampled: 13 of a text of 110 words, 100 of one of 800."""
KEYS = 8
"""An index files a text under this many smallest grams (copies share them) and this many first ones (briefs do)."""

TELLING = 5
"""Fewest words of a headline that identifies a story."""
_PARTED = re.compile(r"\s[-–—|]+\s|[:|]\s")

_SEPARATOR, _MARK = 0, 1
_ZERO = ord("0")
_ALONE_FROM = 0x0E00
_ALONE_NAMES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts without spaces between words: each character counts as a word."""
_BASE = 0xD6E8FEB86659FD93
_SPACE = (1 << 64) // SCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is remembered of a text; texts that are equal after folding have equal digests."""

    digest: int
    """A polynomial hash of the folded text modulo 2**64, signed."""
    words: int
    """Length of the text in words."""
    grams: tuple[int, ...]
    """Sampled 4-grams, 32 bits each, in the order of the text, each once."""
    numbers: tuple[int, ...]
    """Words that begin with a digit, 32 bits each, ascending, each once."""


def keys(grams: tuple[int, ...]) -> tuple[int, ...]:
    """The few of a text's grams under which an index files it."""
    # Sorting the few that must hold the smallest is three times as fast as sorting all.
    limit = (3 * KEYS << 32) // max(1, len(grams))
    low = [gram for gram in grams if gram < limit]
    smallest = sorted(low if len(low) >= KEYS else grams)[:KEYS]
    return tuple({*grams[:KEYS], *smallest})


def heading(title: str) -> int:
    """A hash of the longest part of a headline, which drops "Update:" and "| Some Site"; 0 where it has few words."""
    said = max(map(words, _PARTED.split(title)), key=len)
    return zlib.crc32(" ".join(said).encode("utf-8", "surrogatepass")) if len(said) >= TELLING else 0


def fold(unit: int) -> int:
    """The folded value of one UTF-16 code unit: 0 separates words, 1 vanishes, all else is a letter or a digit.

    Python's Unicode tables change between versions for characters only that had no meaning before.
    """
    char = chr(unit).lower()
    plain = unicodedata.normalize("NFKD", char)
    base = plain[0] if plain[0] <= "\uffff" and all(map(unicodedata.combining, plain[1:])) else char[0]
    category = unicodedata.category(base)
    if category == "Cf" or unicodedata.combining(base):
        return _MARK
    if category == "Nd":
        return _ZERO + unicodedata.decimal(base)
    return ord(base) if category[0] in "LMN" else _SEPARATOR


def _bits(values: NDArray[np.uint16]) -> int:
    """How many bits the values take, 12 at least: tables are only as large as the scripts of a text need."""
    return max(12, int(values.max(initial=0)).bit_length())


@cache
def _folded(bits: int) -> NDArray[np.uint16]:
    """What the first 2**bits code units fold to."""
    return np.array([fold(unit) for unit in range(1 << bits)], dtype=np.uint16)


@cache
def _noise(bits: int) -> _Words:
    """A 64-bit number for each of the first 2**bits folded values."""
    units = (blake2b(unit.to_bytes(2, "little"), digest_size=8).digest() for unit in range(1 << bits))
    return np.frombuffer(b"".join(units), dtype="<u8")


@cache
def _alone() -> NDArray[np.bool_]:
    """Which folded values are words of their own."""
    return np.array([unicodedata.name(chr(unit), "").startswith(_ALONE_NAMES) for unit in range(1 << 16)])


@cache
def _powers(bits: int) -> tuple[_Words, _Words]:
    """The first 2**bits powers modulo 2**64 of an odd number, and of its inverse."""
    steps = np.repeat(np.array([[_BASE], [pow(_BASE, -1, 1 << 64)]], dtype=np.uint64), 1 << bits, axis=1)
    steps[:, 0] = 1
    forward, backward = np.multiply.accumulate(steps, axis=1)
    return forward, backward


def _words(text: str) -> tuple[NDArray[np.uint16], _Places]:
    """The folded letters of a text; where among them each word begins, and the last ends."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    folded = _folded(_bits(units)).take(units)
    if not text.isascii():
        folded = folded[folded != _MARK]
    places = np.flatnonzero(folded != _SEPARATOR)
    letters = folded.take(places)
    breaks = np.flatnonzero(places[1:] - places[:-1] > 1) + 1
    if not text.isascii() and letters.max(initial=0) >= _ALONE_FROM:
        alone = np.flatnonzero(_alone().take(letters))
        breaks = np.unique(np.concatenate((breaks, alone[alone > 0], alone[alone + 1 < len(letters)] + 1)))
    offsets = np.zeros(len(breaks) + 2, dtype=np.intp)
    offsets[1:-1], offsets[-1] = breaks, len(letters)
    return letters, offsets


def sketch(text: str) -> Sketch:
    """The sketch of a body of text; one without letters and digits has no words and no grams."""
    letters, offsets = _words(text)
    if not len(letters):
        return Sketch(digest=0, words=0, grams=(), numbers=())
    forward, backward = _powers(max(16, len(letters).bit_length()))
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.cumsum(_noise(_bits(letters)).take(letters) * forward[: len(letters)], out=sums[1:])
    at, inverse = sums.take(offsets), backward.take(offsets)
    count = len(offsets) - 1
    gram = min(GRAM, count)
    grams = (at[gram:] - at[: count - gram + 1]) * inverse[: count - gram + 1]
    numbered = np.flatnonzero(letters.take(offsets[:-1]) - np.uint16(_ZERO) < 10)
    numbers = (at.take(numbered + 1) - at.take(numbered)) * inverse.take(numbered)
    return Sketch(
        digest=int(sums[-1].astype(np.int64)),
        words=count,
        grams=tuple(dict.fromkeys(_short(grams[grams < _SPACE]))),
        numbers=tuple(sorted(set(_short(numbers)))),
    )


def _short(hashes: _Words) -> list[int]:
    """The 32 bits just below those that decide about the sample."""
    kept: list[int] = (hashes >> np.uint64(29)).astype(np.uint32).tolist()
    return kept
