"""The project's types: Page, Article, Rejection, and the closed lists of words that they use."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

import msgspec

from pipelines.block import Block, lines

SCHEMA = 1


class Reason(StrEnum):
    """Why a page is not kept: the closed list of a Rejection's reasons."""

    FETCH_FAILED = "fetch_failed"
    HTTP_ERROR = "http_error"
    ROBOTS = "robots"
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"
    BROKEN = "broken"
    EMPTY = "empty"
    SOFT_404 = "soft_404"
    WALL = "wall"
    TIMEOUT = "timeout"
    GATED = "gated"
    OFF_TOPIC = "off_topic"
    DUPLICATE = "duplicate"
    NO_BROWSER = "no_browser"
    FOREIGN_REDIRECT = "foreign_redirect"


class Relation(StrEnum):
    """How an item relates to the first one of its cluster."""

    EXACT = "exact"
    NEAR = "near"
    CONTAINED = "contained"
    VERSION = "version"
    SYNDICATED = "syndicated"


class Origin(StrEnum):
    """Where a publication date was read, most trusted first."""

    LISTING = "listing"
    JSONLD = "jsonld"
    META = "meta"
    URL = "url"
    PAGE = "page"


class Precision(StrEnum):
    """The smallest unit that a date states; smaller units of the timestamp are zero."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


class Flag(StrEnum):
    """What to know about a record before trusting it."""

    TRUNCATED = "truncated"
    FLATTENED = "flattened"
    REPAIRED = "repaired"
    DAMAGED = "damaged"
    LIVE_BLOG = "live_blog"
    FEED_BODY = "feed_body"
    FUTURE_DATE = "future_date"
    TITLE_MISMATCH = "title_mismatch"
    RENDERED = "rendered"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a feed, sitemap or section page said about an article before it was fetched."""

    title: str | None = None
    published_at: datetime | None = None
    precision: Precision = Precision.SECOND
    modified_at: datetime | None = None
    text: str | None = None
    """Full text carried by the listing (HTML), used when the page itself fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was fetched: an address and its bytes (or a text), with what the listing said about it."""

    url: str
    """Address as listed, before redirects; may be empty offline."""
    body: bytes | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)
    title: str | None = None
    """Title given beside a text, never guessed."""
    id: str | None = None
    """Identity given by an offline input; otherwise derived from the canonical URL."""
    source: str = ""
    final_url: str = ""
    """Address after redirects; empty means the same as `url`."""
    content_type: str = ""
    fetched_at: datetime | None = None
    listing: Listing = field(default_factory=Listing)
    truncated: bool = False
    """True when the body was cut at the size limit while it was read."""
    rendered: bool = False
    """True when the body is what a browser made of the page, not what the server sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A block that was cut from the body: the rule, the place, the text."""

    rule: str
    """Why it was cut, as docs/cleaning.md lists it: `kind:name` of a rule, `model:0.12`, `recurring` and others."""
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """How far an article is about the topic."""

    score: float
    """0 to 1; the topic file holds the threshold."""
    grade: int
    """0 passing or none, 1 substantial, 2 core."""
    because: tuple[str, ...]
    """Reasons in words."""
    topic: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What is kept: one line of the corpus. `blocks` is the body; `text` joins it, a paragraph a line."""

    id: str
    url: str
    canonical_url: str
    source: str = ""
    outlet: str = ""
    country: str = ""
    language: str = ""
    title: str = ""
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    dateline: str = ""
    ownership: str = ""
    captions: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_from: Origin | None = None
    published_precision: Precision | None = None
    modified_at: datetime | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    fetched_at: datetime | None = None
    removed: tuple[Removed, ...] = ()
    relevance: Relevance | None = None
    cluster: str = ""
    relation: Relation | None = None
    duplicate_of: str = ""
    flags: tuple[Flag, ...] = ()
    run: str = ""
    schema: int = SCHEMA
    headlines: tuple[str, ...] = ()
    """Other wordings of the headline found on the page (h1, og:title, title element); not part of the record."""
    dates: tuple[tuple[Origin, str], ...] = ()
    """Date strings found on the page, unparsed; not part of the record."""

    @property
    def text(self) -> str:
        """The body, a paragraph or a row of a table a line."""
        return "\n".join(lines(self.blocks))

    def flagged(self, *flags: Flag) -> Self:
        """The same article with these flags added, in the order of the closed list."""
        wanted = {*self.flags, *flags}
        return replace(self, flags=tuple(f for f in Flag if f in wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """What is not kept, and why: one line of the rejected file."""

    id: str
    url: str
    canonical_url: str = ""
    source: str = ""
    reason: Reason
    detail: str
    title: str = ""
    published_at: datetime | None = None
    fetched_at: datetime | None = None
    relevance: Relevance | None = None
    cluster: str = ""
    relation: Relation | None = None
    duplicate_of: str = ""
    archived: str = ""
    """Name of the archive that holds the page, when one does."""
    run: str = ""
    schema: int = SCHEMA


Outcome = Article | Rejection
Stage = Callable[[Article], Article]


class Reject(Exception):
    """Raised by a stage when a page must not be kept."""

    def __init__(self, reason: Reason, detail: str, relevance: Relevance | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.relevance = relevance


def identity(canonical_url: str) -> str:
    """The id of an article: 16 hex digits of the SHA-256 of its canonical address."""
    return hashlib.sha256(canonical_url.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def rejection(subject: Page | Article, reject: Reject) -> Rejection:
    """The Rejection of a page or an article that a stage refused."""
    if isinstance(subject, Page):
        address = subject.final_url or subject.url
        return Rejection(
            id=subject.id or identity(address),
            url=subject.url,
            canonical_url=address,
            source=subject.source,
            reason=reject.reason,
            detail=reject.detail,
            title=subject.title or subject.listing.title or "",
            published_at=subject.listing.published_at,
            fetched_at=subject.fetched_at,
        )
    return Rejection(
        id=subject.id,
        url=subject.url,
        canonical_url=subject.canonical_url,
        source=subject.source,
        reason=reject.reason,
        detail=reject.detail,
        title=subject.title,
        published_at=subject.published_at,
        fetched_at=subject.fetched_at,
        relevance=reject.relevance or subject.relevance,
        cluster=subject.cluster,
        relation=subject.relation,
        duplicate_of=subject.duplicate_of,
        run=subject.run,
    )


INTERNAL = frozenset({"headlines", "dates"})
"""Fields of an Article that later stages need and that are not part of the record."""
RECORD_FIELDS = tuple("text" if f.name == "blocks" else f.name for f in fields(Article) if f.name not in INTERNAL)


def record(outcome: Outcome) -> dict[str, Any]:
    """The outcome as one JSON-ready line: plain types, stable field order, datetimes in ISO 8601 UTC."""
    if isinstance(outcome, Rejection):
        plain: dict[str, Any] = msgspec.to_builtins(outcome)
        return plain
    return {name: msgspec.to_builtins(getattr(outcome, name)) for name in RECORD_FIELDS}
