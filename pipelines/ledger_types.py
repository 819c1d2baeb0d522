"""What the ledger remembers, as types: visits of addresses, known texts, recurring paragraphs, runs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from pipelines.record import Reason
from pipelines.sketch import Sketch

PASSING = frozenset(
    {Reason.WALL, Reason.EMPTY, Reason.SOFT_404, Reason.FOREIGN_REDIRECT, Reason.BROKEN, Reason.NOT_HTML}
)
"""Reasons that may pass, as a wall of one hour does: their addresses are looked at again, by age as articles are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One visit of an address and what came of it."""

    url: str
    """As listed, tracking parameters removed."""
    canonical_url: str = ""
    outcome: str
    """"article", or the reason of the Rejection."""
    etag: str = ""
    last_modified: str = ""
    """Both as the server sent them, for a conditional request."""
    published_at: datetime | None = None
    """When the article was published; from the second visit of an undated one on, when it was first seen.

    Of an address whose reason may pass: when it was first refused.
    """
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The first text of a cluster, after which the cluster is named."""

    number: int
    """The text's place in the ledger."""
    id: str
    address: str
    outlet: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of a text."""

    number: int = 0
    """Place in the ledger, ascending with time; 0 before it has one."""
    id: str
    canonical_url: str
    outlet: str
    """Who published it: the source's name, else the outlet's, else the host."""
    published_at: datetime | None
    kept: bool
    """False when it was rejected as a copy."""
    sketch: Sketch
    heading: int = 0
    """The headline's hash; 0 for a headline of few words."""
    story: Story | None = None
    """None before it is settled."""

    @property
    def address(self) -> str:
        """What makes two texts versions of one article: the canonical address, offline the given id."""
        return self.canonical_url or self.id

    def settled(self, number: int, story: Story | None, *, kept: bool) -> "Known":
        """The same text at its place in the ledger, in a story or as the first of a new one."""
        return Known(
            number=number,
            id=self.id,
            canonical_url=self.canonical_url,
            outlet=self.outlet,
            published_at=self.published_at,
            kept=kept,
            sketch=self.sketch,
            heading=self.heading,
            story=story or self._begun(number),
        )

    def _begun(self, number: int) -> Story:
        return Story(
            number=number, id=self.id, address=self.address, outlet=self.outlet, published_at=self.published_at
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A finished run and what it counted."""

    number: int
    source: str
    start: datetime
    finished: datetime
    stats: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """How many stories of one host carry a paragraph; copies of one story count once."""

    stories: int = 0
    """Stories of the host that were counted."""
    counts: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: "Recurring") -> "Recurring":
        """What both know together, as if their stories had been counted at once."""
        counts = Counter(self.counts)
        counts.update(other.counts)
        return Recurring(stories=self.stories + other.stories, counts=counts)

    def carrying(self, paragraph: str) -> int:
        """The number of stories that carry the paragraph; its case and spacing do not matter."""
        return self.counts.get(fingerprint(paragraph), 0)


def fingerprint(paragraph: str) -> int:
    """A signed 64-bit hash of a paragraph without regard to case and spacing."""
    plain = " ".join(paragraph.casefold().split())
    return int.from_bytes(
        blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True
    )
