"""Maintenance of a ledger: summary, verification, compaction, merging another one, forgetting a run."""

from dataclasses import dataclass

import numpy as np

from pipelines import ledger_rows as rows
from pipelines.dedupe import compare
from pipelines.ledger import Ledger
from pipelines.ledger_index import Index
from pipelines.ledger_types import RunRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a ledger holds."""

    runs: int
    addresses: int
    texts: int
    stories: int
    hosts: int
    """Hosts whose paragraphs are counted."""
    unfinished: int
    """Runs that are under way or were killed."""


def summary(ledger: Ledger) -> Summary:
    """The counts of a ledger."""
    return Summary(**{name: ledger.database.number(query) for name, query in rows.COUNTS.items()})


def verify(ledger: Ledger) -> list[str]:
    """What is wrong with a ledger, a sentence each; an empty list for a sound one."""
    broken = [text for (text,) in ledger.database.rows("PRAGMA integrity_check") if text != "ok"]
    found = {sentence: ledger.database.number(query) for sentence, query in rows.FAULTS.items()}
    faults = [f"{count} {sentence}" for sentence, count in found.items() if count]
    return [*(f"SQLite: {text}" for text in broken), *faults, *_index_faults(ledger)]


def _index_faults(ledger: Ledger) -> list[str]:
    """A fault where the index file does not agree with the texts."""
    stored, fresh = ledger.stored_index(), Index()
    ledger.extend_index(stored)
    ledger.extend_index(fresh)
    if np.array_equal(stored.whole(), fresh.whole()):
        return []
    return [f"{ledger.index_path} does not fit the texts; delete it, and it is made anew"]


def compact(ledger: Ledger) -> None:
    """Drops visits that later ones replace, joins the paragraph counts of each host, and frees the space."""
    database = ledger.database
    with database.transaction():
        database.execute(rows.DROP_OLD_VISITS)
        for host, run in database.rows(rows.COUNTED_HOSTS):
            recurring = ledger.recurring(host)
            database.execute(rows.DROP_PARAGRAPHS, (host,))
            database.execute(rows.ADD_PARAGRAPHS, rows.counted_row(run, host, recurring))
    database.execute("VACUUM")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def merge(ledger: Ledger, other: Ledger) -> list[RunRow]:
    """The runs of another ledger that this one did not have, now in it; stories that both know become one."""
    have = {(run.source, run.start) for run in ledger.runs(last=-1)}
    missing = [run for run in other.runs(last=-1) if (run.source, run.start) not in have]
    for run in missing:
        _take_over(ledger, other, run)
    return missing


def _take_over(ledger: Ledger, other: Ledger, row: RunRow) -> None:
    """Adds a run of another ledger; its texts join the stories that this one knows."""
    with ledger.begin(row.source, row.start) as run:
        run.lock()
        for seen in other.database.each(rows.seen_of, rows.VISITS_OF_RUN, (row.number,)):
            run.saw(seen)
        for text in other.database.each(rows.known_of, rows.TEXTS_OF_RUN, (row.number,)):
            run.remember(text, compare(run, text).story, kept=text.kept)
        for host, *counted in other.database.rows(rows.PARAGRAPHS_OF_RUN, (row.number,)):
            ledger.database.execute(rows.ADD_PARAGRAPHS, (run.number, host, *counted))
        run.commit(row.finished, row.stats)


def forget(ledger: Ledger, run: int) -> bool:
    """Deletes all that a run added; False when there is no such run.

    Stories it began go on with the next kept text; those without one are forgotten, so that they can be kept again.
    """
    database = ledger.database
    if not database.number("SELECT count(*) FROM runs WHERE number = ?", (run,)):
        return False
    with database.transaction():
        for statement in (*rows.FORGET, "DELETE FROM runs WHERE number = ?"):
            database.execute(statement, (run,))
        for statement in rows.MEND:
            database.execute(statement)
    ledger.index = None
    return True
