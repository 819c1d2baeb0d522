"""A run that has fetched its pages, and the counts of its publishing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.statscollectors import StatsCollector

from crawler.memory import RETRIED
from crawler.runs import Run
from crawler.verdict import Extracted, gone
from pipelines.record import Article, Outcome, Reason, Rejection, Relation

if TYPE_CHECKING:
    from crawler.source import NewsSpider


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the publishing pass has counted so far."""

    extracted: Extracted = field(default_factory=Extracted)
    rejections: list[Rejection] = field(default_factory=list)
    """As they stand before deduplication, without those `again`."""
    again: list[Rejection] = field(default_factory=list)
    """Of addresses that were refused before: they say nothing new about the outlet."""
    articles: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    same: int = 0
    """Revisited articles that had not changed, though the server sent them again."""
    put_off: int = 0
    """Addresses of earlier runs that robots.txt forbids to ask again."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """Outcome of every address, for the ledger."""
    dates: dict[str, datetime | None] = field(default_factory=dict)
    """When the page of every address was published, for the ledger."""

    @property
    def looks(self) -> dict[str, int]:
        """What came of looks at known addresses that is no line of the corpus, nor of the rejected pages."""
        return {name: count for name, count in (("same", self.same), ("put_off", self.put_off)) if count}

    @property
    def complete(self) -> bool:
        """Whether nothing was left for the next run: a listing may then be asked for changes only."""
        return not any(self.reasons[reason.value] for reason in RETRIED - {Reason.ROBOTS})

    def add_same(self, outcome: Outcome) -> None:
        """Counts an article that was looked at again and had not changed."""
        self.same += 1
        self.dates[outcome.url] = outcome.published_at

    def add_put_off(self, outcome: Outcome) -> None:
        """Counts an address that robots.txt forbids to ask again."""
        self.put_off += 1
        self.outcomes[outcome.url] = Reason.ROBOTS.value

    def add(self, outcome: Outcome) -> None:
        """Counts one final outcome."""
        self.articles += isinstance(outcome, Article)
        if isinstance(outcome, Rejection):
            self.reasons[outcome.reason.value] += 1
        if outcome.relation is not None:
            self.relations[outcome.relation.value] += 1
        self.outcomes[outcome.url] = _remembered(outcome)
        self.dates[outcome.url] = outcome.published_at


def is_itself(rejection: Rejection) -> bool:
    """Whether a page is a copy of the article at its own canonical address."""
    return rejection.relation is Relation.EXACT and rejection.duplicate_of == rejection.id


def _remembered(outcome: Outcome) -> str:
    if isinstance(outcome, Article) or is_itself(outcome):
        return "article"
    return "gone" if gone(outcome) else outcome.reason.value


@dataclass(slots=True, kw_only=True)
class Crawled:
    """A run that has fetched everything, and what publishing it counts."""

    run: Run
    spider: "NewsSpider"
    stats: StatsCollector
    tally: Tally = field(default_factory=Tally)
    stories: dict[str, list[set[int]]] = field(default_factory=dict)
    """By host, the fingerprints of the paragraphs of every story."""
