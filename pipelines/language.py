"""Which languages a text can be in, by its function words: a term counts only in its own language."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain, islice

from pipelines.data import load_data

LOOKED_AT = 200
"""Words that are counted: enough to be sure, few enough to be cheap."""
CERTAIN = 3
"""With fewer function words the language stays open."""
NEAR = 0.7
"""A language with this share of the winner's function words is possible too: Norwegian and Danish share most."""


def languages(words: Iterable[str]) -> frozenset[str]:
    """The ISO 639-1 codes that the text can be in; every known one when it is too short or in an unknown language."""
    table = _table()
    telling = filter(table.__contains__, map(str.lower, islice(words, LOOKED_AT)))
    found = Counter(chain.from_iterable(map(table.__getitem__, telling)))
    most = max(found.values(), default=0)
    if most < CERTAIN:
        return known()
    return frozenset(language for language, count in found.items() if count >= NEAR * most)


@cache
def known() -> frozenset[str]:
    """The codes of the languages whose function words are listed."""
    return frozenset(load_data("languages"))


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for language, words in load_data("languages").items():
        for word in dict.fromkeys(words.split()):
            table[word] = (*table.get(word, ()), language)
    return table
