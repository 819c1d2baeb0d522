"""Judges how far an article is about a topic: evidence weighed, a score, reasons in words."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipelines.record import Article, Flag, Reason, Reject, Relevance
from pipelines.topic import Topic
from pipelines.topic_features import Feature, describe, weigh
from pipelines.topic_reading import Reading, read

REASONS = 4
"""Reasons given at most: people do not read more."""
SLIGHT = 0.15
"""Evidence that moves the score less than this (in logits) is no reason worth telling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A stage that fills `relevance`; unless `keep_all`, it rejects what scores below the topic's threshold."""

    topic: Topic
    keep_all: bool = False

    def __call__(self, article: Article) -> Article:
        """The article with its relevance, flagged when title and text seem to be of two articles; raises Reject."""
        reading = read(article, self.topic)
        relevance = judge(reading, self.topic)
        if relevance.grade == 0 and not self.keep_all:
            detail = f"score {relevance.score:.2f}, below {self.topic.threshold:g}: {'; '.join(relevance.because)}"
            raise Reject(Reason.OFF_TOPIC, detail, relevance)
        judged = replace(article, relevance=relevance)
        return judged.flagged(Flag.TITLE_MISMATCH) if reading.mismatch else judged


def judge(reading: Reading, topic: Topic) -> Relevance:
    """The score, grade and reasons of a text for a topic; what is ruled out scores 0."""
    if reading.ruled_out:
        return _relevance(0.0, (_ruling(reading, topic),), topic)
    evidence = weigh(reading, topic)
    score = _logistic(topic.intercept + sum(item.contribution for item in evidence))
    return _relevance(score, _because(evidence, reading, topic, kept=score >= topic.threshold), topic)


def _ruling(reading: Reading, topic: Topic) -> str:
    if reading.missing:
        return f"no word of {' or '.join(map(topic.label, reading.missing))}"
    return f"a list of items, fewer than half of them about {' and '.join(map(topic.label, topic.sides))}"


def _relevance(score: float, because: tuple[str, ...], topic: Topic) -> Relevance:
    grade = (score >= topic.threshold) + (score >= topic.core)
    return Relevance(score=round(score, 4), grade=grade, because=because, topic=topic.name, version=topic.version)


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _because(evidence: list[Feature], reading: Reading, topic: Topic, *, kept: bool) -> tuple[str, ...]:
    """The strongest reasons for keeping, or not keeping, the text, then the strongest one against it."""
    sign = 1 if kept else -1
    weighty = [item for item in evidence if abs(item.contribution) >= SLIGHT]
    speaking = _told((item for item in weighty if item.contribution * sign > 0), REASONS - 1, reading, topic)
    against = _told((item for item in weighty if item.contribution * sign < 0), 1, reading, topic)
    return (*(speaking or ["mentioned in passing"]), *(f"but {reason}" for reason in against))


def _told(evidence: Iterable[Feature], most: int, reading: Reading, topic: Topic) -> list[str]:
    """The first distinct phrases of the evidence, at most `most`."""
    told: dict[str, None] = {}
    for phrase in filter(None, (describe(item.name, reading, topic) for item in evidence)):
        told[phrase] = None
        if len(told) == most:
            break
    return list(told)
