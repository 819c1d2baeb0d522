"""Finds the words of a topic in a text: one table look-up a word, phrases only where one can begin."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple, Self

from pipelines.topic import Topic

WORD = re.compile(r"\w+")
CYRILLIC = re.compile("[Ѐ-ӿ]")
TWINS = str.maketrans("ёЁaceiopxyABCEHIKMOPTX", "еЕасеіорхуАВСЕНІКМОРТХ")
"""Letters that look alike, Latin and Cyrillic; `ё` is as often written `е`, by people and by machines."""
REMEMBERED = 200_000
"""Distinct words whose look-up is kept; beyond that the table starts anew, so that memory stays bounded."""
MASK = "mask"
"""Name of the group whose phrases hide the words that they span."""


class Hit(NamedTuple):
    """A word or phrase of a group: the number of its first word and the number after its last one."""

    start: int
    end: int
    group: str


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a term: a capital in it keeps its case (or all capitals), small letters stand for any case."""

    stems: tuple[str, ...]
    """The word as it is written and, when it has a capital, in capitals."""
    any_case: bool
    open: bool
    """Whether the word may go on after the stem."""

    @classmethod
    def of(cls, notation: str) -> Self:
        """The word written in the notation of Group.terms."""
        stem = _plain(notation.rstrip("*"))
        return cls((stem,) if stem.islower() else (stem, stem.upper()), stem.islower(), notation.endswith("*"))

    def matches(self, word: str) -> bool:
        """Whether a word of a text is this one."""
        plain = _plain(word).lower() if self.any_case else _plain(word)
        return plain.startswith(self.stems) if self.open else plain in self.stems


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase of a group."""

    group: str
    words: tuple[Word, ...]
    key: int
    """Number of the word where a phrase is looked for: the most telling one, not "the" and not the name of a side."""
    hides: bool
    """Whether it can hide words that it spans: a phrase, or a mask."""

    @classmethod
    def of(cls, group: str, notation: str, uses: Mapping[str, int]) -> Self:
        """The term written in the notation of Group.terms; `uses` counts the terms that hold each word."""
        parts = notation.split()
        telling = min(range(len(parts)), key=lambda n: (_is_small(parts[n]), uses[parts[n]], -len(parts[n])))
        return cls(group, tuple(map(Word.of, parts)), telling, len(parts) > 1 or group == MASK)

    def hit(self, words: Sequence[str], at: int) -> Hit | None:
        """The term in a text whose word `at` fits the key word; None when the other words do not fit."""
        start = at - self.key
        end = start + len(self.words)
        if start < 0 or end > len(words):
            return None
        for own, word in zip(self.words, words[start:end], strict=True):
            if not own.matches(word):
                return None
        return Hit(start, end, self.group)


class Lexicon(dict[str, tuple[Term, ...]]):
    """Terms compiled for search: a table from a word to the terms whose key word it fits; see `lexicon`."""

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        """Compile (group, notation) pairs; see Group.terms for the notation."""
        super().__init__()
        pairs = list(terms)
        uses = Counter(word for _, notation in pairs for word in notation.split())
        self._by_beginning: dict[str, list[Term]] = {}
        for group, notation in pairs:
            term = Term.of(group, notation, uses)
            self._by_beginning.setdefault(_beginning(term.words[term.key].stems[0]), []).append(term)

    def __missing__(self, word: str) -> tuple[Term, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        near = self._by_beginning.get(_beginning(word), ())
        fitting = [term for term in near if term.words[term.key].matches(word)]
        one_word_a_group = {term if term.hides else term.group: term for term in fitting}
        self[word] = found = tuple(one_word_a_group.values())
        return found

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """Every term found, in reading order; a mask hides the words in it, a phrase those of its own group."""
        found, phrases = [], []
        for at in compress(count(), map(self.__getitem__, words)):
            for term in self[words[at]]:
                if not term.hides:
                    found.append(Hit(at, at + 1, term.group))
                elif phrase := term.hit(words, at):
                    phrases.append(phrase)
        if not phrases:
            return found
        return [hit for hit in sorted({*found, *phrases}) if not any(_hides(phrase, hit) for phrase in phrases)]


def _hides(phrase: Hit, hit: Hit) -> bool:
    inside = phrase.start <= hit.start and hit.end <= phrase.end and phrase is not hit
    return inside and phrase.group in (MASK, hit.group) and hit.end - hit.start < phrase.end - phrase.start


def _is_small(word: str) -> bool:
    """Whether a word looks like one of those that stand in every sentence: short and without a capital."""
    return len(word) <= 3 and word.islower()


def _beginning(word: str) -> str:
    return _plain(word)[:2].lower()


def _plain(word: str) -> str:
    """The word with е for ё, and with Cyrillic letters for Latin ones that were typed in a Cyrillic word."""
    return word if word.isascii() or not CYRILLIC.search(word) else word.translate(TWINS)


@lru_cache(maxsize=128)
def lexicon(topic: Topic, spoken: frozenset[str]) -> Lexicon:
    """The topic's terms of these languages and of `any`; the same object for the same question within a process."""
    return Lexicon(
        (group.name, notation)
        for group in topic.groups
        for language, notation in group.terms
        if language in spoken or language == "any"
    )
