"""Judges how far an article is about a topic: interpretable features, fitted weights, reasons in words."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.lexicon import lexicon
from pipelines.record import Article, Reason, Reject, Relevance
from pipelines.topic import Topic

SENTENCE = re.compile(r"(?<=[.!?…])[\"»”’)]*\s+(?=[^\W\d_a-zа-яё])")
LEAD_WORDS = 60
"""The lead is every sentence that begins within this many words: an agency's first two paragraphs."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one sentence holds: how often each group of the topic occurs in it."""

    counts: dict[str, int]
    words: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Reading:
    """An article seen through a topic: the title and the sentences of the body."""

    title: Sentence
    body: tuple[Sentence, ...]

    @property
    def lead(self) -> tuple[Sentence, ...]:
        """The sentences that begin within the first LEAD_WORDS words."""
        words = 0
        for number, sentence in enumerate(self.body):
            if words >= LEAD_WORDS:
                return self.body[:number]
            words += sentence.words
        return self.body


def read(article: Article, topic: Topic) -> Reading:
    """The article's title and sentences with the topic's words counted in them; never tags, captions, removed lines."""
    body = [
        _sentence(text, number, topic)
        for number, block in enumerate(article.blocks)
        for text in SENTENCE.split(block.text)
    ]
    return _resolve(Reading(_sentence(article.title, -1, topic), tuple(body)), topic)


def _sentence(text: str, paragraph: int, topic: Topic) -> Sentence:
    counts: dict[str, int] = {}
    for hit in lexicon(topic).find(text):
        for group in hit.groups:
            counts[group] = counts.get(group, 0) + 1
    return Sentence(counts, text.count(" ") + 1, paragraph)


def _resolve(reading: Reading, topic: Topic) -> Reading:
    """Echoes ("the alliance") count for their side when the side itself occurs, and for nothing otherwise."""
    everything = (reading.title, *reading.body)
    for group in topic.groups:
        if not group.echoes:
            continue
        named = any(group.echoes in sentence.counts for sentence in everything)
        for sentence in everything:
            echoes = sentence.counts.pop(group.name, 0)
            if echoes and named:
                sentence.counts[group.echoes] = sentence.counts.get(group.echoes, 0) + echoes
    return reading


def features(reading: Reading, topic: Topic) -> dict[str, float]:
    """Feature values by name, each bounded: what the weights of a topic may refer to."""
    found: dict[str, float] = {}
    places = {"title": (reading.title,), "lead": reading.lead, "body": reading.body}
    for place, sentences in places.items():
        held = _groups(sentences)
        found |= {f"{place}.{name}": 1.0 for name in held}
        found[f"{place}.pair"] = float(held.issuperset(topic.sides))
    near = [sentence for sentence in reading.body if _pair(sentence, topic)]
    found |= {f"near.{name}": 1.0 for name in _groups(near)}
    found["near.any"] = float(bool(near))
    found["near.count"] = math.log1p(min(len(near), 20))
    found["near.share"] = len(near) / max(1, len(reading.body))
    paragraphs = {sentence.paragraph for sentence in reading.body}
    for side in topic.sides:
        found[f"share.{side}"] = _share(reading.body, side, len(paragraphs))
    found["body.share"] = min(found[f"share.{side}"] for side in topic.sides)
    return found


def _groups(sentences: Iterable[Sentence]) -> set[str]:
    return {name for sentence in sentences for name in sentence.counts}


def _pair(sentence: Sentence, topic: Topic) -> bool:
    return all(side in sentence.counts for side in topic.sides)


def _share(sentences: Sequence[Sentence], group: str, paragraphs: int) -> float:
    return len({s.paragraph for s in sentences if group in s.counts}) / max(1, paragraphs)


def score(values: dict[str, float], topic: Topic) -> float:
    """The logistic score of feature values, 0 to 1."""
    total = topic.intercept + sum(weight * values.get(name, 0.0) for name, weight in topic.weights)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _because(reading: Reading, values: dict[str, float], topic: Topic) -> tuple[str, ...]:
    both = " and ".join(topic.label(side) for side in topic.sides)
    said = [f"{both} in the {place}" for place in ("title", "lead") if values[f"{place}.pair"]]
    near = sum(_pair(sentence, topic) for sentence in reading.body)
    if near:
        said.append(f"both in the same sentence {near} of {len(reading.body)} times")
    missing = [
        topic.label(side) for side in topic.sides if not (values.get(f"body.{side}") or values.get(f"title.{side}"))
    ]
    if missing:
        said.append(f"{' and '.join(missing)} not mentioned")
    return tuple(said or [f"{both} only far apart"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A stage that fills `relevance`; unless `keep_all`, it rejects what scores below the topic's threshold."""

    topic: Topic
    keep_all: bool = False

    def __call__(self, article: Article) -> Article:
        """The article with its relevance; raises Reject(OFF_TOPIC) with score and reasons."""
        verdict = judge(article, self.topic)
        if verdict.grade == 0 and not self.keep_all:
            detail = f"score {verdict.score:.2f}, below {self.topic.threshold:g}: {'; '.join(verdict.because)}"
            raise Reject(Reason.OFF_TOPIC, detail, verdict)
        return replace(article, relevance=verdict)


def judge(article: Article, topic: Topic) -> Relevance:
    """The score, grade and reasons of an article for a topic; an empty text scores 0."""
    reading = read(article, topic)
    values = features(reading, topic)
    points = score(values, topic) if article.blocks or article.title else 0.0
    return Relevance(
        score=round(points, 4),
        grade=(points >= topic.threshold) + (points >= topic.core),
        because=_because(reading, values, topic),
        topic=topic.name,
        version=topic.version,
    )
