"""Finds the rule of furniture that fits a line: an index by the rules' hints, since nearly every line fits none."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.furniture import Rule, load_rules
from pipelines.text import unquoted

_LETTERS = 4
"""Hints are looked up by their first letters, this many."""
_KEYS = 2**17
"""Every _LETTERS letters in a row have one of this many keys; some share one."""
_BRIEF = 8
"""In a line of more words, what stands in quotation marks does not count."""
_SHORT = 300
"""Characters below which a line's rule is remembered: nearly all furniture is shorter."""
_REMEMBERED = 10_000
"""Lines remembered at most: furniture comes again on other pages, and when a judged page is cleaned."""


class RuleIndex:
    """Rules in their order, found by the first letters of their hints; those without hints are one pattern."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._unhinted = [number for number, rule in enumerate(rules) if not rule.hints]
        self._any_unhinted = re.compile(
            "|".join(f"(?i:{rules[number].pattern})()" for number in self._unhinted) or "(?!)"
        )
        hints = [(hint, number) for number, rule in enumerate(rules) for hint in rule.hints]
        self._short = [pair for pair in hints if len(pair[0]) < _LETTERS]
        self._hints: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
        for hint, number in hints:
            if len(hint) >= _LETTERS:
                self._hints[int(_keys(hint)[0])].append((hint, number))
        self._begins = np.isin(np.arange(_KEYS), list(self._hints))
        self._known: dict[str, Rule | None] = {}

    def first(self, lines: Sequence[str]) -> list[Rule | None]:
        """Of each line the first rule that fits it."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        new = list(dict.fromkeys(line for line in lines if line not in self._known))
        found = dict(zip(new, self._look_up(new), strict=True))
        self._known.update((line, rule) for line, rule in found.items() if len(line) < _SHORT)
        return [found.get(line) or self._known.get(line) for line in lines]

    def _look_up(self, lines: Sequence[str]) -> list[Rule | None]:
        words = [len(line.split()) for line in lines]
        told = [unquoted(line) if count > _BRIEF else line for line, count in zip(lines, words, strict=True)]
        hinted = self._hinted([line.lower() for line in told])
        return [self._first(*each) for each in zip(told, words, hinted, strict=True)]

    def _first(self, line: str, words: int, hinted: set[int]) -> Rule | None:
        """The first rule that fits a line of `words` words; `hinted` are the rules of which it has a hint."""
        rules = map(self._rules.__getitem__, sorted({*hinted, *self._unhinted_fits(line, words)}))
        return next((rule for rule in rules if words <= rule.words and rule.matches(line)), None)

    def _hinted(self, lowered: Sequence[str]) -> list[set[int]]:
        """For each line the numbers of the rules of which it has a hint; all lines are searched at once."""
        found = [{number for hint, number in self._short if hint in line} for line in lowered]
        keys = _keys("\n".join(lowered))
        places = np.flatnonzero(self._begins[keys])
        owners = np.searchsorted(np.cumsum([len(line) + 1 for line in lowered]), places, "right")
        for owner, key in {*zip(owners.tolist(), keys[places].tolist(), strict=True)}:
            found[owner].update(number for hint, number in self._hints[key] if hint in lowered[owner])
        return found

    def _unhinted_fits(self, line: str, words: int) -> Sequence[int]:
        """The first rule without hints that fits, or the ones after it where the line is too long for it."""
        found = self._any_unhinted.match(line)
        if found is None or found.lastindex is None:
            return ()
        number = self._unhinted[found.lastindex - 1]
        return [number] if words <= self._rules[number].words else self._unhinted[found.lastindex :]


def _keys(text: str) -> NDArray[np.uint32]:
    """For every place in a text the key of the letters that begin there."""
    codes = np.frombuffer((text + " " * (_LETTERS - 1)).encode("utf-32-le", "surrogatepass"), np.uint32)
    keys = np.zeros(len(text), np.uint32)
    for i in range(_LETTERS):
        keys = keys * np.uint32(31) + codes[i : i + len(text)]
    return keys % np.uint32(_KEYS)


@cache
def rule_index() -> RuleIndex:
    """The rules that ship with the package, ready to be looked up."""
    return RuleIndex(load_rules())
