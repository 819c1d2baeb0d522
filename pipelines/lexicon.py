"""Finds the words of a topic in a text: one table look-up a word, phrases only where one can begin."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.topic import Topic

WORD = re.compile(r"\w+")
REMEMBERED = 200_000
"""Distinct words whose look-up is kept; beyond that the table starts anew, so that memory stays bounded."""
MASK = "mask"
"""Name of the group whose phrases hide the words that they span."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A word or phrase of the topic in a text."""

    start: int
    end: int
    groups: frozenset[str]


class Lexicon:
    """The words of a topic compiled for search; build it with `lexicon(topic)`, once a process."""

    def __init__(self, terms: Sequence[tuple[str, str]]) -> None:
        """Compile (group, term) pairs."""
        self._single = _Table([(group, term) for group, term in terms if " " not in term])
        self._phrases: dict[str, list[tuple[str, list[re.Pattern[str]]]]] = {}
        heads: list[tuple[str, str]] = []
        for group, term in terms:
            head, *rest = term.split()
            if rest:
                heads.append((head, head))
                self._phrases.setdefault(head, []).append((group, [_pattern(word) for word in rest]))
        self._heads = _Table(heads)

    def find(self, text: str) -> list[Hit]:
        """Every word and phrase of the topic in reading order; a masking phrase hides the words inside it."""
        words = list(WORD.finditer(text))
        hits: list[Hit] = []
        hidden = 0
        for number, word in enumerate(words):
            token = word.group()
            if self._heads[token]:
                for group, end in self._phrases_at(words, number):
                    if group == MASK:
                        hidden = max(hidden, end)
                    else:
                        hits.append(Hit(word.start(), end, frozenset([group])))
            groups = self._single[token]
            if groups and word.start() >= hidden:
                hits.append(Hit(word.start(), word.end(), groups))
        return hits

    def _phrases_at(self, words: list[re.Match[str]], number: int) -> Iterator[tuple[str, int]]:
        for head in self._heads[words[number].group()]:
            for group, rest in self._phrases[head]:
                following = words[number + 1 : number + 1 + len(rest)]
                if len(following) == len(rest) and all(
                    pattern.fullmatch(word.group()) for pattern, word in zip(rest, following, strict=True)
                ):
                    yield group, following[-1].end()


class _Table(dict[str, frozenset[str]]):
    """Word to group names; a word not seen before is matched against the patterns once."""

    def __init__(self, terms: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        by_group: dict[str, list[str]] = {}
        for group, term in terms:
            by_group.setdefault(group, []).append(term)
        self._patterns = [(group, re.compile("|".join(map(_source, words)))) for group, words in by_group.items()]

    def __missing__(self, word: str) -> frozenset[str]:
        if len(self) >= REMEMBERED:
            self.clear()
        plain = unicodedata.normalize("NFC", word)
        found = frozenset(group for group, pattern in self._patterns if pattern.fullmatch(plain))
        self[word] = found
        return found


def _source(term: str) -> str:
    """The regular expression of one word: capitals as written or all capitals, small letters in any case."""
    stem = term.rstrip("*")
    tail = r"\w*" if term.endswith("*") else ""
    if stem == stem.lower():
        return f"(?i:{re.escape(stem)}){tail}"
    return f"(?:{re.escape(stem)}|{re.escape(stem.upper())}){tail}"


def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(_source(term))


@lru_cache(maxsize=16)
def lexicon(topic: Topic) -> Lexicon:
    """The compiled words of a topic; the same object for the same topic within a process."""
    return Lexicon([(group.name, term) for group in topic.groups for term in group.terms])
