"""A ledger that cannot be written can be shown and verified, and nothing is left beside it."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from crawler.commands.ledger import existing, show, verify
from crawler.verdict import Verdict
from pipelines.ledger import Ledger
from pipelines.ledger_database import LedgerError
from tests.stories import START

NOBODY = 65534


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write everywhere: what it does here, it does as nobody."""
    if os.getuid():
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with the ledger of one run, where nobody can look: pytest's own are closed to others."""
    with TemporaryDirectory() as name:
        path = Path(name)
        with Ledger.open(path / "a ledger") as ledger, ledger.begin("rt", START) as run:
            run.commit(START, {"articles": 7})
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


def look(path: Path) -> list[Verdict]:
    with unprivileged(), existing(path, only_read=True) as ledger:
        return [show(ledger), verify(ledger)]


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o644), (0o777, 0o444)])
def test_what_cannot_be_written_is_shown(
    folder: Path, folder_mode: int, file_mode: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a ledger").chmod(file_mode)
    folder.chmod(folder_mode)
    assert look(folder / "a ledger") == [Verdict.FINE, Verdict.FINE]
    assert "articles 7" in capsys.readouterr().out
    assert [path.name for path in folder.iterdir()] == ["a ledger"]


def killed(folder: Path, *lost: str) -> None:
    """Makes the folder what a killed run leaves: its last commit stands beside the ledger."""
    with closing(sqlite3.connect(folder / "a ledger")) as other:
        other.execute("UPDATE runs SET stats = '{\"articles\": 8}'")
        other.commit()
        for path in list(folder.iterdir()):
            shutil.copy(path, folder / f"copy{path.name.removeprefix('a ledger')}")
    for name in lost:
        (folder / name).unlink()
    folder.chmod(0o555)


def test_what_was_committed_last_is_shown_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    killed(folder)
    look(folder / "copy")
    assert "articles 8" in capsys.readouterr().out


def test_a_ledger_that_must_be_repaired_first_is_one_sentence(folder: Path) -> None:
    killed(folder, "copy-shm")
    with pytest.raises(LedgerError, match=r"copy: it cannot be opened; check that its folder .* can be written$"):
        look(folder / "copy")
