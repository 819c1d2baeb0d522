"""Refuses a page that cannot be on topic before it is parsed: a literal search of its raw bytes."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pipelines.lexicon import WORD, Lexicon
from pipelines.record import Page, Reason, Reject
from pipelines.topic import Topic

CHARSETS = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "cp1251",
    "koi8-r",
    "iso8859-5",
    "iso8859-7",
    "cp1252",
    "cp1250",
    "cp1254",
)
JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt])")
WINDOW = 64
"""Bytes on either side of a find that are decoded to see whether it is a whole word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Raises Reject(GATED) for a page without a single gate word of the topic, in whatever encoding."""

    topic: Topic

    def __call__(self, page: Page) -> None:
        """Returns for a page that may be on topic; its bytes are searched undecoded, after decompression."""
        words = _words(self.topic.gate)
        told = " ".join(filter(None, (page.title, page.text, page.listing.title, page.listing.text)))
        if not words.hits(WORD.findall(told)) and not any(map(words.hits, _windows(page.body or b"", self.topic.gate))):
            raise Reject(Reason.GATED, f"none of the words {', '.join(self.topic.gate)} is in the page")


def _windows(body: bytes, terms: tuple[str, ...]) -> Iterator[list[str]]:
    """The words around every place where the bytes of a term stand."""
    charsets = _needles(terms)
    for search, shared in _searches(terms):
        if not all(byte in body for byte in shared):
            continue
        for found in search.finditer(body):
            yield WORD.findall(_window(body, found.start(), len(found[0]), charsets[found[0]]))


def _window(body: bytes, place: int, length: int, charset: str) -> str:
    start = max(place % 2, place - WINDOW)
    text = body[start : place + length + WINDOW].decode(charset, "ignore")
    return html.unescape(JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text))


@lru_cache(maxsize=16)
def _words(terms: tuple[str, ...]) -> Lexicon:
    return Lexicon(("gate", term) for term in terms)


@lru_cache(maxsize=16)
def _searches(terms: tuple[str, ...]) -> tuple[tuple[re.Pattern[bytes], bytes], ...]:
    """A pattern for every first byte, which lets `re` skip ahead, and the bytes that all its needles share.

    A page that lacks one of the shared bytes needs no search: in a page of one charset most of the others drop out.
    Entities and escapes come last: a page that has a term mostly spells it out.
    """
    needles = sorted(_needles(terms), key=lambda needle: (needle[:1] in b"&\\", needle[:1]))
    families = [list(same) for _, same in groupby(needles, key=lambda needle: needle[:1])]
    return tuple(
        (
            re.compile(b"|".join(map(re.escape, family))),
            bytes(sorted(set.intersection(*map(set, family)), reverse=True)),
        )
        for family in families
    )


@lru_cache(maxsize=16)
def _needles(terms: tuple[str, ...]) -> dict[bytes, str]:
    """Byte strings, one of which is in every page that holds a term, and the charset each of them is read in."""
    forms = {form for term in terms for form in _cases(term.partition("*")[0])}
    encoded = dict(pair for form in sorted(forms) for pair in _encodings(form))
    return {n: charset for n, charset in encoded.items() if not any(o != n and n.startswith(o) for o in encoded)}


def _cases(stem: str) -> set[str]:
    if stem != stem.lower():
        return {stem, stem.upper()}
    return {stem, stem.upper(), stem.capitalize()}


def _encodings(form: str) -> Iterator[tuple[bytes, str]]:
    """The form in every charset that can write it, and as HTML entities and JSON escapes (read as UTF-8)."""
    for charset in CHARSETS:
        try:
            yield form.encode(charset), charset
        except UnicodeEncodeError:
            continue
    if not form.isascii():
        codes = [ord(letter) for letter in form]
        yield "".join(f"&#{code};" for code in codes).encode(), "utf-8"
        for entity, escape in (("&#x{:x};", "\\u{:04x}"), ("&#x{:X};", "\\u{:04X}"), ("&#X{:X};", "\\u{:04X}")):
            yield "".join(entity.format(code) for code in codes).encode(), "utf-8"
            yield "".join(escape.format(code) for code in codes).encode(), "utf-8"
