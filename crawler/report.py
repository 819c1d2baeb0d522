"""The table of runs that a crawl prints at its end."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from unicodedata import combining, east_asian_width

from crawler.manifest import Manifest
from pipelines.record import Reason

QUIET = 14
"""Days without a new article after which an outlet is called quiet."""
NARROW = 80
"""Columns of a usual terminal."""
COUNTS = ("listed", "known", "pages", "kept", "unchanged", "off topic", "gated", "duplicates", "other")
"""Pages are what follows them, together: an article that is looked at again is one, whatever comes of it."""
HEADER = ("source", *COUNTS, "verdict")
OWN_COLUMNS = (Reason.OFF_TOPIC, Reason.GATED, Reason.DUPLICATE)


def table(manifests: Iterable[Manifest]) -> str:
    """One line a run and, below the table, its other reasons, limits and warnings."""
    rows: list[Sequence[str]] = [HEADER]
    notes: list[str] = []
    for manifest in manifests:
        rows.append(_row(manifest))
        notes += _notes(manifest)
    return "\n".join([*aligned(rows), *notes])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table whose first row is its header; the rule below it does not wrap for a long last column."""
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]
    rule = "  ".join("-" * width for width in widths)
    return [lines[0], rule[: max(len(lines[0]), NARROW)], *lines[1:]]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _columns(cell))


def _columns(text: str) -> int:
    """The columns that a text takes on a terminal: two for a Chinese character, none for an accent on its own."""
    return sum(2 if east_asian_width(c) in "WF" else not combining(c) for c in text)


def _row(manifest: Manifest) -> Sequence[str]:
    """The cells of a run."""
    unchanged = sum(manifest.listings.get(name, 0) for name in ("not_modified", "same"))
    counts = (
        manifest.listings.get("named", 0),
        manifest.listings.get("known", 0),
        manifest.pages + unchanged,
        manifest.articles,
        unchanged,
        *(manifest.rejections.get(reason, 0) for reason in OWN_COLUMNS),
        sum(_others(manifest).values()),
    )
    return (
        manifest.source,
        *map(str, counts),
        f"{manifest.verdict}: {manifest.sentence}" if manifest.exit_code else manifest.sentence,
    )


def _others(manifest: Manifest) -> dict[str, int]:
    """The reasons that share the last column of counts."""
    return {reason: count for reason, count in manifest.rejections.items() if reason not in OWN_COLUMNS}


def _days(manifest: Manifest) -> int:
    """Days from the newest article to the run."""
    return (datetime.fromisoformat(manifest.started).date() - date.fromisoformat(manifest.newest)).days


def _notes(manifest: Manifest) -> list[str]:
    """The lines below the table that concern a run."""
    notes = []
    if others := _others(manifest):
        notes.append(f"  {manifest.source}: " + ", ".join(f"{count} {reason}" for reason, count in others.items()))
    if manifest.recovered:
        notes.append(f"  {manifest.source}: {manifest.recovered} pages taken over from an unfinished attempt")
    notes += [f"  {manifest.source}: {_ended(name, count)}" for name, count in manifest.limits.items() if count]
    if manifest.newest and _days(manifest) > QUIET and not manifest.settings.get("BUNDLED"):
        notes.append(f"  {manifest.source}: quiet, its newest article is of {manifest.newest}")
    if outside := manifest.listings.get("out_of_range"):
        notes.append(f"  {manifest.source}: outside of since and until: {outside}")
    if manifest.listings.get("failed"):
        notes.append(f"  {manifest.source}: listings that failed: {manifest.listings['failed']}")
    return notes


def _ended(limit: str, count: int) -> str:
    """A limit that a run reached, in words."""
    if limit == "interrupted":
        return f"articles left to the next run: {count}"
    return f"limit reached: {limit.replace('_', ' ')} ({count})"
