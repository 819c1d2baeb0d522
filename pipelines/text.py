"""Characters and words: white space, words and stems, text for terminals, repair of broken encodings."""

import os
import re
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f]")
_SPACES = re.compile("[\u00a0\u2007\u202f\u2009\u200a\u2002\u2003\u2005\u2028\u2029\x85]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Spaces of other widths, and the joiners without which Persian words and many emoji fall apart.
_HARMLESS = frozenset("\u00a0\u1680\u202f\u205f\u3000\u200c\u200d" + "".join(map(chr, range(0x2000, 0x200B))))
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")

# UTF-8 punctuation read as cp1252, and what became of it where it was written as cp1251 then. In cp1251 both double
# quotes and the left single quote end as the same three characters: their side tells opening from closing.
_MOJIBAKE = (
    (re.compile(r"[â?]€™"), "’"),
    (re.compile(r"[â?]€“"), "–"),
    (re.compile(r"[â?]€”"), "—"),
    (re.compile(r"[â?]€¦"), "…"),
    (re.compile(r"â€˜"), "‘"),
    (re.compile(r"â€œ"), "“"),
    (re.compile(r"â€[\x9d\ufffd]"), "”"),
    (re.compile(r"(?<![^\s(\[—–])\?€\?"), "“"),
    (re.compile(r"\?€\?"), "”"),
    (re.compile(r"(?<=\w)\?[ \u00a0](?=[a-zа-яё\d])"), " "),  # a no-break space
)
# A search is ten times faster where every alternative begins with a plain character.
_DAMAGE = re.compile(
    r"\ufffd|â€|Ã[\x80-\xbf]|Â[\x80-\xbf]|Ð[\x80-\xbf][ÐÑ]|Ñ[\x80-\xbf][ÐÑ]|\?(?<=[^\W\d_]\?)\?+[^\W\d_]"
)
_QUOTED = re.compile(r"[\"“«„].*?[\"”»“]")
# A quotation mark that may open as well as close leaves in doubt to which part it belongs: not cut there.
_SENTENCE_END = re.compile(r"""[.!?…。！？।۔]["”’'»“)\]*†]*(?:\s*(?:\[\d+\]|[■▪●◆]))?$""")
_SEAM = re.compile(r"[.!?…][”’»]?(?=[^\W\d_])")
_LONG = 50
"""Characters: what is shorter may be a name, as in Table.Briefings."""


def squeeze(text: str) -> str:
    """The text on one line: runs of white space are one space, invisible characters are gone, ends are stripped."""
    return " ".join(_visible(text).split())


def tidy(line: str) -> str:
    """A line of plain text with stripped ends and plain spaces; every other character as it was."""
    return _SPACES.sub(" ", _visible(line)).strip()


def _visible(text: str) -> str:
    return text if text.isascii() else _INVISIBLE.sub("", text)


def printable(text: str) -> str:
    """The text without control characters and lone surrogates, which XML and JSON refuse."""
    return _CONTROLS.sub("", text)


def path_name(path: Path) -> str:
    """A path as text; bytes that are not UTF-8 are escaped, since no JSON line can hold them."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def on_screen(text: str, kept: str = "") -> str:
    """The text for a terminal: characters that could control it are shown as �, except those in `kept`."""
    return "".join(c if c.isprintable() or c in kept or c in _HARMLESS else "�" for c in text)


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks."""
    return _QUOTED.sub("", text)


def words(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return _WORD.findall(text.lower())


def has_words(texts: Iterable[str], least: int) -> bool:
    """True when the texts together have at least `least` words; counting stops as soon as that is known."""
    return any(count >= least for count in accumulate(len(words(text)) for text in texts))


def stems(text: str) -> set[str]:
    """The first five letters of a text's longer words: these match its other inflected forms."""
    return stemmed(words(text))


def stemmed(said: Iterable[str]) -> set[str]:
    """The first five letters of the longer of these words."""
    return {word[:5] for word in said if len(word) > 4}


def has_letters(text: str) -> bool:
    """True when a text has a letter."""
    return _LETTER.search(text) is not None


def ends_sentence(text: str) -> bool:
    """True when a line ends as a sentence does."""
    return bool(_SENTENCE_END.search(text))


def repair(text: str) -> str:
    """The text with known mojibake undone; pass a whole document, since one part proves what another part means."""
    if "?€" in text or "â€" in text:
        for broken, whole in _MOJIBAKE:
            text = broken.sub(whole, text)
    return text


def is_damaged(text: str) -> bool:
    """True when letters are lost or garbled beyond certain repair."""
    return _DAMAGE.search(text) is not None


def split_glued(text: str) -> list[str]:
    """The text split where paragraphs stand without a space between: an end mark, a capital, two long parts."""
    parts, start = [], 0
    for seam in _SEAM.finditer(text):
        before, after = text[seam.start() - 3 : seam.start()], text[seam.end() : seam.end() + 2]
        glued = before.isalpha() and before.islower() and after[0].isupper() and after[1:].islower()
        if glued and seam.end() - start >= _LONG <= len(text) - seam.end():
            parts.append(text[start : seam.end()])
            start = seam.end()
    return [*parts, text[start:]]
