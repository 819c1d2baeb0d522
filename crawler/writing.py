"""How commands write: JSON lines to a file or the terminal, and files that appear only when complete."""

import contextlib
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO

import jsonlines
import msgspec
from scrapy.exceptions import UsageError

from crawler.verdict import Verdict


def dumps(line: object) -> str:
    """One JSON line, readable Cyrillic included."""
    return msgspec.json.encode(line).decode()


def dumps_here(line: object) -> str:
    """One JSON line for standard output: where its encoding lacks letters, all but ASCII is escaped."""
    return dumps(line) if _knows_all(sys.stdout) else json.dumps(msgspec.to_builtins(line), separators=(",", ":"))


def legible(stream: TextIO) -> TextIO:
    """The stream, which from now on writes ? for letters that its encoding lacks."""
    if isinstance(stream, TextIOWrapper) and not _knows_all(stream):
        stream.reconfigure(errors="replace")
    return stream


def _knows_all(stream: TextIO) -> bool:
    """Whether a stream can write every letter; one without an encoding is a string in memory."""
    return (stream.encoding or "utf").lower().startswith("utf")


@contextlib.contextmanager
def lines_to(target: str, *, append: bool = False) -> Iterator[jsonlines.Writer]:
    """A writer of JSON lines to a file or, for an empty name or `-`, to the terminal; a new file appears when whole."""
    if target in ("", "-"):
        yield jsonlines.Writer(sys.stdout, dumps=dumps_here)
        return
    with whole(target, append=append) as stream:
        yield jsonlines.Writer(stream, dumps=dumps)


@contextlib.contextmanager
def whole(target: str, *, append: bool = False) -> Iterator[IO[str]]:
    """A file to write to, which appears or grows only when all is written. Raises UsageError for a folder."""
    path = Path(target)
    if path.is_dir():
        raise UsageError(f"{target} is a folder: name a file", print_help=False)
    if path.exists() and not path.is_file():  # /dev/null, a pipe: no file may take their place
        with path.open("w", encoding="utf-8") as stream:
            yield stream
        return
    path = path.resolve()  # a link stays one
    path.parent.mkdir(parents=True, exist_ok=True)
    with _part(path, target) as (stream, part):
        yield stream
        stream.flush()
        if append:
            with part.open("rb") as new, path.open("ab") as old:
                shutil.copyfileobj(new, old)
            part.unlink()
        else:
            part.replace(path)


@contextlib.contextmanager
def _part(path: Path, target: str) -> Iterator[tuple[IO[str], Path]]:
    """The new part of a file, for one writer at a time: a second one, also of this command, gets a UsageError."""
    part = path.with_name(path.name + ".part")
    with part.open("a", encoding="utf-8") as stream:
        if not _is_ours(stream, part):
            raise UsageError(f"{target} is being written to already, by this command or another", print_help=False)
        try:
            stream.truncate(0)  # of a command that was killed
            yield stream, part
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _is_ours(stream: IO[str], part: Path) -> bool:
    """Locks a file until it is closed; False when another writer has locked it or moved it to its place."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(stream.fileno()), part.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


@contextlib.contextmanager
def printing() -> Iterator[None]:
    """Ends the program quietly, with exit status 130, when the reader of its output leaves early, as `head` does."""
    legible(sys.stdout)
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more when it ends
        raise SystemExit(Verdict.INTERRUPTED) from None
