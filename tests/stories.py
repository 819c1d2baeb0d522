"""Made-up texts and pages for tests: the same seed is always the same story."""

import random
from datetime import UTC, datetime, timedelta

from pipelines.block import Block
from pipelines.record import Article
from pipelines.urls import canonical

_SYLLABLES = [f"{consonant}{vowel}" for vowel in "aeiou" for consonant in "bcdfghklmnprstvz"]
START = datetime(2024, 5, 1, 12, tzinfo=UTC)
SENTENCE = "Envoys of the alliance met in the harbour town on Monday and spoke about the price of {}, an official said."
BODY = [SENTENCE.format(word) for word in ("coal", "bread", "salt", "rope", "fish", "glass", "paper", "tin")]
"""The paragraphs of a short article."""


def _vocabulary() -> list[str]:
    chance = random.Random(0)
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(4000)]


def story(seed: int, words: int = 300) -> str:
    """A text of so many words, in paragraphs of forty."""
    chance = random.Random(seed)
    drawn = chance.choices(_vocabulary(), k=words)
    return "\n".join(" ".join(drawn[at : at + 40]) for at in range(0, words, 40))


def article(text: str, url: str, *, hours: float = 0, source: str = "", fetched: float = 0) -> Article:
    """An article published some hours after START."""
    return Article(
        id=canonical(url),
        url=url,
        canonical_url=canonical(url),
        source=source,
        blocks=tuple(Block(text=line, place=str(at)) for at, line in enumerate(text.split("\n"))),
        published_at=START + timedelta(hours=hours),
        fetched_at=START + timedelta(hours=fetched),
    )


def html(paragraphs: list[str], head: str = "", title: str = "Envoys meet in the harbour town") -> str:
    """The markup of a page with these paragraphs as its article."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><article>{body}</article></body></html>"
    )
