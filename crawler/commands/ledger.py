"""`scrapy ledger`: shows and maintains what is remembered between runs."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.memory import LEFT
from crawler.recipes import ledger_path
from crawler.report import aligned
from crawler.verdict import Verdict
from crawler.writing import printing
from pipelines import ledger_upkeep as upkeep
from pipelines.ledger import Ledger
from pipelines.ledger_database import LedgerError
from pipelines.ledger_types import RunRow

ACTS = "show | verify | compact | merge OTHER | forget RUN"


class Command(ScrapyCommand):
    """Shows and maintains the ledger."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's name and type)

    def syntax(self) -> str:
        return f"[options] {ACTS}"

    def short_desc(self) -> str:
        return "Show, verify or compact the ledger, merge another one, forget a run"

    def long_desc(self) -> str:
        return (
            "Look after the ledger, the only memory between runs. "
            "show: what it holds and its last runs. verify: whether it is sound; exit status 6 when not. "
            "compact: drop visits that later ones replace and free the space. "
            "merge OTHER: take over the runs of another ledger; what both know becomes one story. "
            "forget RUN: take back all that a run added, by its number in show. "
            "Example: scrapy ledger forget 17 --ledger data/ledger.sqlite"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--ledger", type=Path, metavar="FILE", help="instead of the one of the settings")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        action, *rest = args or ["show"]
        act = ACTIONS.get((action, len(rest)))
        if act is None:
            raise UsageError(f"{' '.join(args)!r} is none of: {ACTS}", print_help=False)
        path = opts.ledger or ledger_path(self.settings)
        try:
            with printing(), existing(path, only_read=act in (show, verify)) as ledger:
                self.exitcode = act(ledger, *rest)
        except LedgerError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = Verdict.INTERNAL_ERROR


def existing(path: Path, *, only_read: bool) -> Ledger:
    """The ledger at a path; raises UsageError where there is none: maintenance never creates one."""
    if not path.exists():
        raise UsageError(f"{path}: there is no ledger", print_help=False)
    return Ledger.open(path, only_read=only_read)


def show(ledger: Ledger) -> Verdict:
    """Prints what the ledger holds and its last runs."""
    print(*(f"{name}: {count:,}" for name, count in asdict(upkeep.summary(ledger)).items()), sep="\n")
    print(*aligned([("run", "source", "start", "counted"), *map(_cells, ledger.runs())]), sep="\n")
    return Verdict.FINE


def _cells(run: RunRow) -> tuple[str, ...]:
    counted = [f"{name.replace('_', ' ')} {count:g}" for name, count in run.stats.items() if name != LEFT]
    rest = ["more left to the next run"] if run.stats.get(LEFT) else []
    return str(run.number), run.source, f"{run.start:%Y-%m-%d %H:%M:%S}", ", ".join(counted + rest)


def verify(ledger: Ledger) -> Verdict:
    """Prints what is wrong."""
    faults = upkeep.verify(ledger)
    print(*(faults or ["the ledger is sound"]), sep="\n")
    return Verdict.BROKEN if faults else Verdict.FINE


def compact(ledger: Ledger) -> Verdict:
    """Makes the ledger smaller and prints by how much."""
    path = ledger.database.path
    assert path is not None
    before = path.stat().st_size
    upkeep.compact(ledger)
    print(f"{before:,} bytes before, {path.stat().st_size:,} after")
    return Verdict.FINE


def merge(ledger: Ledger, other: str) -> Verdict:
    """Takes over the runs of another ledger and names them."""
    with existing(Path(other), only_read=True) as source:
        taken = upkeep.merge(ledger, source)
    print(f"runs taken over: {len(taken)}", *(f"{run.source} {run.start:%Y-%m-%d %H:%M:%S}" for run in taken), sep="\n")
    return Verdict.FINE


def forget(ledger: Ledger, run: str) -> Verdict:
    """Forgets a run; raises UsageError when no run has that number."""
    if not run.isdigit() or not upkeep.forget(ledger, int(run)):
        raise UsageError(f"{ledger.database.path}: there is no run {run}", print_help=False)
    print(f"run {run} is forgotten")
    return Verdict.FINE


ACTIONS: Mapping[tuple[str, int], Callable[..., Verdict]] = {
    ("show", 0): show,
    ("verify", 0): verify,
    ("compact", 0): compact,
    ("merge", 1): merge,
    ("forget", 1): forget,
}
"""What to do for an action and the number of its arguments."""
