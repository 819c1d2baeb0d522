"""The features a topic may weigh, named `place.what` or by one word: each has a value of about 0 to 1 and a phrase."""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass

from pipelines.topic import Topic
from pipelines.topic_reading import SHORT, SIDES, Reading, Sentence

THREAD = 0.3
"""A thread that runs through this share of the passages counts fully: the labels ask for about a quarter."""
WINDOW = 5
"""Sentences among which `peak` looks for the densest spot."""
ADJACENT = 2
"""Words between two sides that still count as side by side, as in "NATO and Russia"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature of an article and what it adds to the score (in logits)."""

    name: str
    value: float
    contribution: float


def weigh(reading: Reading, topic: Topic) -> list[Feature]:
    """Every feature that the topic weighs and that is not zero, the one that adds or takes most first."""
    found = []
    for name, weight in topic.weights:
        if value := measure(name, reading):
            found.append(Feature(name=name, value=value, contribution=weight * value))
    return sorted(found, key=lambda feature: -abs(feature.contribution))


def measure(name: str, reading: Reading) -> float:
    """The value of a feature; `short.` before a name makes it zero for texts of SHORT words and more."""
    if name.startswith("short."):
        return measure(name.removeprefix("short."), reading) if reading.words < SHORT else 0.0
    place, _, what = name.partition(".")
    return PLACES[place](reading, what) if what else MEASURES[place](reading)


def _share(held: Collection[bool]) -> float:
    return sum(held) / len(held) if held else 0.0


def _title(reading: Reading, what: str) -> float:
    return float(what in reading.title.groups)


def _lead(reading: Reading, what: str) -> float:
    return float(what in reading.lead)


def _in_passages(reading: Reading, what: str) -> list[bool]:
    return [what in groups for groups in reading.passages]


def _with_both(reading: Reading, what: str) -> list[bool]:
    return [what in groups and SIDES in groups for groups in reading.passages]


def _in_sentences(reading: Reading, what: str) -> list[bool]:
    return [what in sentence.groups for sentence in reading.body]


def _with_anchor(reading: Reading, what: str) -> list[bool]:
    return [what in sentence.groups for sentence in reading.anchored]


def _body(reading: Reading, what: str) -> float:
    return _share(_in_passages(reading, what))


def _thread(reading: Reading, what: str) -> float:
    return min(1.0, _share(_with_both(reading, what)) / THREAD)


def _near(reading: Reading, what: str) -> float:
    return float(any(what in sentence.groups for sentence in reading.near))


def _with(reading: Reading, what: str) -> float:
    return _share(_with_anchor(reading, what))


def _sentences(reading: Reading, what: str) -> float:
    return _share(_in_sentences(reading, what))


def _gap(sentence: Sentence, reading: Reading) -> int:
    anchor, *others = reading.sides
    return min(sentence.gap(anchor, other) for other in others)


def _close(reading: Reading) -> float:
    return float(any(_gap(sentence, reading) <= ADJACENT for sentence in reading.near))


def _close_title(reading: Reading) -> float:
    return float(_gap(reading.title, reading) <= ADJACENT + 1)


def _twice(reading: Reading) -> float:
    return float(len(reading.near) >= 2)


def _mentions(reading: Reading) -> float:
    return math.log1p(_named_least(reading)) / 3


def _named_least(reading: Reading) -> int:
    """How often the side is named that is named least."""
    groups = [hit.group for sentence in reading.everything for hit in sentence.hits]
    return min(groups.count(side) for side in reading.sides)


def _peak(reading: Reading) -> float:
    return _densest(reading) / WINDOW


def _densest(reading: Reading) -> int:
    """Sentences, of the best WINDOW in a row, that name the side named least there."""
    named = [[side in sentence.groups for sentence in reading.everything] for side in reading.sides]
    starts = range(len(reading.everything))
    return max(min(sum(side[start : start + WINDOW]) for side in named) for start in starts)


def _length(reading: Reading) -> float:
    return math.log1p(reading.words) / 7


def _passing(reading: Reading) -> float:
    anchor = reading.sides[0]
    named = sum(hit.group == anchor for sentence in reading.anchored for hit in sentence.hits)
    return float(named == 1 and anchor not in reading.title.groups)


PLACES: dict[str, Callable[[Reading, str], float]] = {
    "title": _title,
    "lead": _lead,
    "body": _body,
    "thread": _thread,
    "near": _near,
    "with": _with,
    "sentences": _sentences,
}
MEASURES: dict[str, Callable[[Reading], float]] = {
    "close": _close,
    "close_title": _close_title,
    "twice": _twice,
    "mentions": _mentions,
    "peak": _peak,
    "length": _length,
    "passing": _passing,
}


def describe(name: str, reading: Reading, topic: Topic) -> str:
    """The feature as a reason in words; empty for one that only corrects the others."""
    place, _, what = name.removeprefix("short.").partition(".")
    if not what:
        return MEASURE_PHRASES[place](reading, topic)
    return PLACE_PHRASES[place].format(
        what=_named(what, reading, topic),
        share=_counted(place, what, reading),
        anchor=topic.label(reading.sides[0]),
        sides=_sides(topic),
    )


def _sides(topic: Topic) -> str:
    return " and ".join(topic.label(side) for side in topic.sides)


def _named(what: str, reading: Reading, topic: Topic) -> str:
    """A group by its label, followed by a word of it as the text has it, unless that is the label."""
    if what == SIDES:
        return _sides(topic)
    label = topic.label(what)
    quote = next(filter(None, (sentence.quote(what) for sentence in reading.everything)), "")
    return label if what in topic.sides or not quote else f"{label} (“{quote}”)"


def _counted(place: str, what: str, reading: Reading) -> str:
    held = {"body": _in_passages, "thread": _with_both, "with": _with_anchor, "sentences": _in_sentences}.get(place)
    return _of(held(reading, what), "passage" if place in ("body", "thread") else "sentence") if held else ""


def _of(held: list[bool], noun: str) -> str:
    if len(held) == 1:
        return f"the only {noun}"
    return f"every {noun}" if all(held) else f"{sum(held)} of {len(held)} {noun}s"


def _mentions_phrase(reading: Reading, topic: Topic) -> str:
    named = _named_least(reading)
    return f"{_sides(topic)} each named at least {named} times" if named > 1 else ""


def _peak_phrase(reading: Reading, topic: Topic) -> str:
    densest = _densest(reading)
    return f"{_sides(topic)} each in {densest} of {WINDOW} sentences in a row" if densest > 1 else ""


MEASURE_PHRASES: dict[str, Callable[[Reading, Topic], str]] = {
    "close": lambda _, topic: f"{_sides(topic)} side by side",
    "close_title": lambda _, topic: f"{_sides(topic)} side by side in the title",
    "twice": lambda reading, topic: f"{_sides(topic)} in the same sentence {len(reading.near)} times",
    "mentions": _mentions_phrase,
    "peak": _peak_phrase,
    "length": lambda *_: "",
    "passing": lambda _, topic: f"{topic.label(topic.sides[0])} named only once, and not in the title",
}
"""The measures in words; a length, or a count of one, is no reason."""
PLACE_PHRASES = {
    "title": "{what} in the title",
    "lead": "{what} in title or lead",
    "body": "{what} in {share}",
    "thread": "{what} in {share}",
    "near": "{what} in a sentence with {sides}",
    "with": "{what} in {share} about {anchor}",
    "sentences": "{what} in {share}",
}
