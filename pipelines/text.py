"""Characters and words: whitespace as a reader sees it, word lists, and the repair of broken encodings."""

import re

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\u200e\u200f"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\u200a\u2002\u2003\u2005\u2028\u2029\x85"), " ")
_CHARACTERS = {**_INVISIBLE, **_SPACES}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")

# UTF-8 punctuation read as cp1252 and written as cp1251. Both double quotes and the left single quote end as the same
# three characters: the side on which they stand tells opening from closing.
_MOJIBAKE = (
    (re.compile(r"\?€™"), "’"),
    (re.compile(r"\?€“"), "–"),
    (re.compile(r"\?€”"), "—"),
    (re.compile(r"\?€¦"), "…"),
    (re.compile(r"(?<![^\s(\[—–])\?€\?"), "“"),
    (re.compile(r"\?€\?"), "”"),
    (re.compile(r"\?\u00a0(?=[^\W A-Z])"), " "),
)


def squeeze(text: str) -> str:
    """The text on one line: runs of white space are one space, invisible characters are gone, ends are stripped."""
    return " ".join(text.translate(_CHARACTERS).split())


def tidy(line: str) -> str:
    """A line of plain text with stripped ends and plain spaces; every other character as it was."""
    return line.translate(_CHARACTERS).strip()


def printable(text: str) -> str:
    """The text without control characters and lone surrogates, which XML and JSON refuse."""
    return _CONTROLS.sub("", text)


def words(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return _WORD.findall(text.lower())


def letters(text: str) -> int:
    """How many letters a text has."""
    return len(_LETTER.findall(text))


def repair(text: str) -> str:
    """The text with the attested mojibake undone, or the very same text when it has none."""
    if "?€" in text:
        for broken, whole in _MOJIBAKE:
            text = broken.sub(whole, text)
    return text
