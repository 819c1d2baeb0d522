"""Finds the rule of furniture that fits a line: an index by the rules' hints, since nearly every line fits none."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from operator import add

from pipelines.furniture import Rule, load_rules

_LONG = 60
"""Words of a line from which on so few rules are left that each of them is asked."""
_LETTERS = 3
"""Letters of a hint's longest word by which it is looked up."""
_REMEMBERED = 20_000
"""Words whose hints are cached: most words of a page are repeated."""
_LINE = 1_000
"""Characters of a line up to which its words are remembered: longer ones may be one word, which need not be kept."""


class RuleIndex:
    """Rules in their order, found by letters of their hints; those that have none are tried together first."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._long = [rule for rule in rules if rule.words > _LONG]
        self._unhinted = [number for number, rule in enumerate(rules) if not rule.hints]
        self._any_unhinted = re.compile(
            "|".join(f"(?i:{rules[number].pattern})" for number in self._unhinted) or "(?!)"
        )
        hints = [(max(hint.split(), key=len), hint, number) for number, rule in enumerate(rules) for hint in rule.hints]
        self._short = [(hint, number) for word, hint, number in hints if len(word) < _LETTERS]
        self._hints: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for word, hint, number in hints:
            self._hints[word[:_LETTERS]].append((word, hint, number))
        self._suggested = lru_cache(maxsize=_REMEMBERED)(self._suggest)

    def first(self, line: str, words: int) -> Rule | None:
        """The first rule that fits a line of so many words."""
        lowered = line.lower()
        near = self._long if words > _LONG else self._near(line, lowered)
        return next((rule for rule in near if words <= rule.words and rule.fits(line, lowered)), None)

    def _near(self, line: str, lowered: str) -> Iterator[Rule]:
        """The rules that may fit a line, in their order."""
        return (self._rules[number] for number in sorted({*self._hinted(lowered), *self._opened(line)}))

    def _hinted(self, lowered: str) -> Iterator[int]:
        """The rules of which the line has a hint."""
        suggest = self._suggested if len(lowered) < _LINE else self._suggest
        suggested = chain(self._short, *map(suggest, lowered.split()))
        return (number for hint, number in suggested if hint in lowered)

    def _suggest(self, word: str) -> Sequence[tuple[str, int]]:
        """The hints, with their rules, whose longest word is in a word of a line."""
        starts = self._hints.keys() & map(add, map(add, word, word[1:]), word[2:])
        near = chain.from_iterable(map(self._hints.__getitem__, starts))
        return [(hint, number) for longest, hint, number in near if longest in word]

    def _opened(self, line: str) -> Sequence[int]:
        """The rules without hints, where one of them fits."""
        return self._unhinted if self._any_unhinted.match(line) else ()


@cache
def rule_index() -> RuleIndex:
    """The rules that ship with the package, ready to be looked up."""
    return RuleIndex(load_rules())
