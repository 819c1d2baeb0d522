"""The ledger's SQLite file: checked before it is opened, and every failure is one sentence."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

Read = TypeVar("Read")

PATIENCE = 120.0
"""Seconds to wait for another process that is writing."""
_MAGIC = b"SQLite format 3\x00"
_SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full; nothing of this run was recorded",
    sqlite3.SQLITE_READONLY: "it cannot be written; check the permissions of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that its folder exists and can be written",
    sqlite3.SQLITE_NOTADB: "it is not a ledger",
    sqlite3.SQLITE_CORRUPT: "it is damaged; put back a copy, or begin a new one under another name",
    sqlite3.SQLITE_BUSY: f"another run has kept it locked for {PATIENCE:.0f} seconds",
    sqlite3.SQLITE_IOERR: "the disk failed to read or write it",
}


class LedgerError(OSError):
    """What is wrong with a ledger's file, in one sentence that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What a file must declare to be ours, and the statements that make a new one."""

    application: int
    """SQLite's application_id."""
    schema: int
    """SQLite's user_version."""
    tables: Sequence[str]


@dataclass(slots=True, kw_only=True)
class Database:
    """A connection whose every call either succeeds or raises a LedgerError."""

    path: Path | None
    """None for a private temporary file that vanishes with the connection."""
    connection: sqlite3.Connection

    @classmethod
    def open(cls, path: Path | None, form: Format, *, only_read: bool = False) -> Self:
        """The database at a path, created when there is none; an unusable file is left as it was.

        One that is `only_read` may stand where nothing can be written.
        """
        if path is not None:
            _refuse_foreign(path)
        with _as_ledger_error(path):
            name = "" if path is None else _uri(path, only_read=only_read)
            connection = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None, uri=True)
            database = cls(path=path, connection=connection)
            try:
                database.prepare(form)
            except BaseException:
                database.close()
                raise
            return database

    def prepare(self, form: Format) -> None:
        """Checks what the file declares, and creates the tables of a new one."""
        self._refuse_unknown(form)
        if self.number("PRAGMA user_version") == 0:
            self.execute("PRAGMA journal_mode = WAL")
            with self.transaction():
                if self.number("PRAGMA user_version") == 0:
                    for statement in form.tables:
                        self.execute(statement)
                    self.execute(f"PRAGMA application_id = {form.application}")
                    self.execute(f"PRAGMA user_version = {form.schema}")
        self.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
        self.execute("PRAGMA cache_size = -16000")  # 16 MB: copies are looked up all over the file

    def _refuse_unknown(self, form: Format) -> None:
        """Raises LedgerError for a database of another application, or of a newer schema."""
        # One statement: between two, another process may have made the tables.
        tables = "(SELECT count(*) FROM sqlite_master)"
        asked = f"SELECT user_version, application_id, {tables} FROM pragma_user_version, pragma_application_id"  # noqa: S608
        ((schema, application, made),) = self.rows(asked)
        if schema > form.schema and application == form.application:
            raise LedgerError(
                f"{self.path}: written by a newer version (schema {schema}, this one knows {form.schema}); update first"
            )
        if application != (form.application if schema else 0) or (not schema and made):
            raise LedgerError(f"{self.path}: it is a database, but not a ledger")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """The cursor of one statement."""
        with _as_ledger_error(self.path):
            return self.connection.execute(statement, values)

    def execute_all(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Runs one statement once for each of the values."""
        with _as_ledger_error(self.path):
            self.connection.executemany(statement, values)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        with _as_ledger_error(self.path):
            return self.connection.execute(statement, values).fetchall()

    def each(self, read: Callable[[Any], Read], statement: str, values: Sequence[Any]) -> list[Read]:
        """Every row of a query, converted by `read`."""
        with _as_ledger_error(self.path):
            return [read(row) for row in self.connection.execute(statement, values)]

    def hand_over(self, take: Callable[[list[Any]], None], statement: str, values: Sequence[Any]) -> None:
        """Passes all rows of a query to `take`, a few ten thousand at a time."""
        with _as_ledger_error(self.path):
            cursor = self.connection.execute(statement, values)
            while some := cursor.fetchmany(1 << 16):
                take(some)

    def number(self, statement: str, values: Sequence[Any] = ()) -> int:
        """The one whole number that a query gives; 0 when it gives nothing."""
        rows = self.rows(statement, values)
        return int(rows[0][0] or 0) if rows else 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the enclosed statements or none."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self.rollback()
            raise

    def rollback(self) -> None:
        """Undoes an open transaction, if there is one."""
        if self.connection.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Closes the file; an open transaction is undone."""
        self.connection.close()


@contextmanager
def _as_ledger_error(path: Path | None) -> Iterator[None]:
    """Turns errors of SQLite, and values that no ledger writes, into a LedgerError."""
    try:
        yield
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        # SQLite checks its pages, not the values on them.
        raise LedgerError(f"{path}: {_SENTENCES[sqlite3.SQLITE_CORRUPT]}") from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        sentence = _SENTENCES.get(code & 0xFF, f"SQLite says: {error}")
        raise LedgerError(f"{path or 'temporary ledger'}: {sentence}") from error


def _uri(path: Path, *, only_read: bool) -> str:
    """How SQLite is to open a file: it writes files beside it even to read, unless it is told that nobody writes."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if not only_read or writable:
        return path.absolute().as_uri()
    return f"{path.absolute().as_uri()}?{'mode=ro' if _wal(path).exists() else 'immutable=1'}"


def _wal(path: Path) -> Path:
    """What was committed lately, or is being written now; gone when the last connection is closed."""
    return path.with_name(f"{path.name}-wal")


def _refuse_foreign(path: Path) -> None:
    """Raises LedgerError for what SQLite would try to repair or overwrite: another kind of file, or half of one."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return  # SQLite says it better, or creates the file
    if not size:
        return
    if not head.startswith(_MAGIC):
        raise LedgerError(f"{path}: it is not a ledger")
    page = int.from_bytes(head[16:18], "big")
    stated = int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page)
    if size < stated and not _wal(path).exists():
        raise LedgerError(f"{path}: it was cut short ({size:,} of {stated:,} bytes); put back a copy")
