"""What earlier runs know of an address: whether to fetch it, to ask if it changed, or to leave it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import Enum

from pipelines.ledger import Ledger
from pipelines.ledger_types import PASSING, Seen
from pipelines.record import Reason

RETRIED = frozenset({Reason.FETCH_FAILED, Reason.HTTP_ERROR, Reason.TIMEOUT, Reason.ROBOTS, Reason.NO_BROWSER})
"""Reasons that say nothing about the article itself: the next run fetches it again."""
ARTICLES_PER_REVISIT = 16
"""For this many articles that the listings name, one whose changes no listing dates is fetched again."""
LEFT = "left"
"""Key in a run's counts: 1 when it ended before it had fetched everything."""
UNCHANGED = "unchanged"
"""Outcome of a revisit that the server answered with 304; the ledger records "article" instead."""
LOOKED_AT = ("article", Reason.DUPLICATE)
"""Outcomes of addresses that are looked at again; an article that has moved is a copy at its new place."""
LISTING = "listing"
"""Outcome of a visit to a feed, sitemap or section page."""


class Action(Enum):
    """What to do with an address."""

    FETCH = "fetch"
    REVISIT = "revisit"
    LEAVE = "leave"


@dataclass(slots=True, kw_only=True)
class Memory:
    """What a crawl asks the ledger; without a ledger everything is new."""

    reader: str = ""
    """The source and its pattern of articles: an unchanged listing may hold new articles for another reader."""
    ledger: Ledger | None = None
    listings: list[Seen] = field(default_factory=list)
    """Listings read in this run, to be remembered when it is published."""

    def action(self, url: str, changed: datetime | None) -> Action:
        """What to do with an article; `changed` is when it last changed by its listing, if that says."""
        seen = self.ledger.seen(url) if self.ledger is not None else None
        if seen is None or seen.outcome in RETRIED:
            return Action.FETCH
        if changed is not None and seen.outcome == "article" and changed > version(seen):
            return Action.REVISIT
        return Action.LEAVE

    def due(self, source: str, now: datetime, named: int, dated: Container[str]) -> Iterator[tuple[str, Action]]:
        """Addresses to ask again: by age, those of kept articles also because no listing dates their changes.

        `named` is the number of articles in this run's listings, which date the changes of the `dated` addresses.
        """
        if self.ledger is not None:
            for seen in self.ledger.due(source, now, dated, named // ARTICLES_PER_REVISIT):
                yield seen.url, Action.FETCH if seen.outcome in PASSING else Action.REVISIT

    def is_behind(self, source: str) -> bool:
        """Whether a source's last run left articles to this one: then listings may name new ones below known ones."""
        return self.ledger is not None and any(row.stats.get(LEFT) for row in self.ledger.runs(source, last=1))

    def conditional_headers(self, url: str) -> dict[str, str]:
        """Headers that let the server answer "unchanged" for an address that was read before."""
        seen = self.ledger.seen(url) if self.ledger is not None else None
        if seen is None or not (seen.outcome == "article" or (seen.outcome, seen.canonical_url) == self._listing):
            return {}
        pairs = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
        return {name: value for name, value in pairs.items() if value}

    def note_listing(self, url: str, etag: str, last_modified: str) -> None:
        """Notes a listing that was read to its end."""
        now = datetime.now(UTC)
        outcome, reader = self._listing
        self.listings.append(
            Seen(url=url, canonical_url=reader, outcome=outcome, etag=etag, last_modified=last_modified, fetched_at=now)
        )

    @property
    def _listing(self) -> tuple[str, str]:
        """What the ledger records for a listing as its outcome, and as its canonical address."""
        return LISTING, self.reader


def still_kept(seen: Seen, ledger: Ledger) -> Seen:
    """The visit as the ledger is to record it: a kept article stays one, completed from its earlier visit."""
    before = ledger.seen(seen.url)
    waiting = before if before is not None and before.outcome in PASSING else None
    if seen.outcome in PASSING or (waiting and seen.outcome in RETRIED):
        return _refused(seen, waiting)
    if before is None or before.outcome not in LOOKED_AT:
        return replace(seen, outcome="article") if seen.outcome == UNCHANGED else seen
    looked = _looked(seen, before)
    # Without a date its age would be counted from every revisit, and the next would be due an hour later.
    born = looked.published_at or before.published_at or before.fetched_at
    return replace(looked, url=seen.url, published_at=born, fetched_at=seen.fetched_at)


def _refused(seen: Seen, before: Seen | None) -> Seen:
    """A visit that found what may pass; its age counts from the first such one, and one that failed changes no more."""
    first = (before.published_at or before.fetched_at) if before else seen.fetched_at
    reason = before.outcome if before and seen.outcome in RETRIED else seen.outcome
    return replace(seen, outcome=reason, published_at=first)


def _looked(seen: Seen, before: Seen) -> Seen:
    """What is known after a revisit: one that found no page, or the same one, changes nothing else."""
    if seen.outcome == UNCHANGED:
        etag, modified = seen.etag or before.etag, seen.last_modified or before.last_modified
        return replace(before, etag=etag, last_modified=modified)
    if seen.outcome in RETRIED:
        had = before.last_modified or format_datetime(version(before).astimezone(UTC), usegmt=True)
        return replace(before, last_modified=had)
    return seen


def version(seen: Seen) -> datetime:
    """The date of the version we have: the server's Last-Modified, else the time of the fetch."""
    try:
        stated = parsedate_to_datetime(seen.last_modified)
    except (ValueError, OverflowError):
        return seen.fetched_at
    return min(stated.replace(tzinfo=stated.tzinfo or UTC), seen.fetched_at)
