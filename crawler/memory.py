"""What earlier runs know of an address: whether to fetch it, to ask if it changed, or to leave it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import Enum

from pipelines.ledger import Ledger
from pipelines.ledger_types import Seen
from pipelines.record import Reason

RETRIED = frozenset({Reason.FETCH_FAILED, Reason.HTTP_ERROR, Reason.TIMEOUT, Reason.ROBOTS, Reason.NO_BROWSER})
"""Rejections that do not concern the article itself: the next run tries again."""
ARTICLES_PER_REVISIT = 16
"""Of articles whose changes no listing dates, one is looked at again for every so many that the listings name."""
LEFT = "left"
"""Among the numbers of a run: 1 when it ended before it had fetched all that it wanted."""
UNCHANGED = "unchanged"
"""Outcome of a look at a kept article that the server calls unchanged, before it is remembered."""
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
    """Who reads a listing, and what it takes for an article there: for another, an unchanged listing may hold news."""
    ledger: Ledger | None = None
    listings: list[Seen] = field(default_factory=list)
    """Listings read in this run, to be remembered when it is published."""

    def action(self, url: str, changed: datetime | None) -> Action:
        """What to do with an article that changed at this time by its listing, or at no time that one names."""
        seen = self.ledger.seen(url) if self.ledger is not None else None
        if seen is None or seen.outcome in RETRIED:
            return Action.FETCH
        if changed is not None and seen.outcome == "article" and changed > version(seen):
            return Action.REVISIT
        return Action.LEAVE

    def due(self, source: str, now: datetime, named: int, dated: Container[str]) -> Iterator[str]:
        """Addresses of kept articles to look at again: their age asks for it, or no listing says when they changed.

        `named` articles stand in this run's listings, which say of the `dated` canonical addresses when they changed.
        """
        if self.ledger is not None:
            yield from (seen.url for seen in self.ledger.due(source, now, dated, named // ARTICLES_PER_REVISIT))

    def is_behind(self, source: str) -> bool:
        """Whether a source's last run left articles to this one: then what stands below known ones may be new."""
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
        """Outcome of a visit to a listing, and what stands there in the place of an article's canonical address."""
        return LISTING, self.reader


def still_kept(seen: Seen, ledger: Ledger) -> Seen:
    """The visit; of an article that was kept before, with what is known of it where the look told nothing new."""
    before = ledger.seen(seen.url)
    if before is None or before.outcome != "article":
        return replace(seen, outcome="article") if seen.outcome == UNCHANGED else seen
    looked = _looked(seen, before)
    # Without a date its age would begin anew with every look, and the first look falls due an hour later.
    born = looked.published_at or before.published_at or before.fetched_at
    return replace(looked, url=seen.url, published_at=born, fetched_at=seen.fetched_at)


def _looked(seen: Seen, before: Seen) -> Seen:
    """What is known after another look at an article: one that found no page, or the same, leaves what there was."""
    if seen.outcome == UNCHANGED:
        etag, modified = seen.etag or before.etag, seen.last_modified or before.last_modified
        return replace(before, etag=etag, last_modified=modified)
    if seen.outcome in RETRIED:
        had = before.last_modified or format_datetime(version(before).astimezone(UTC), usegmt=True)
        return replace(before, last_modified=had)
    return seen


def version(seen: Seen) -> datetime:
    """When the version that we have was made: the server's Last-Modified, else the time of the fetch."""
    try:
        stated = parsedate_to_datetime(seen.last_modified)
    except (ValueError, OverflowError):
        return seen.fetched_at
    return min(stated.replace(tzinfo=stated.tzinfo or UTC), seen.fetched_at)
