"""Where commands write: JSON lines to a file or the terminal, and files that are whole or absent."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import jsonlines
import msgspec
from scrapy.exceptions import UsageError

from crawler.verdict import Verdict


def dumps(line: object) -> str:
    """One JSON line, readable Cyrillic included."""
    return msgspec.json.encode(line).decode()


@contextlib.contextmanager
def lines_to(target: str, *, append: bool = False) -> Iterator[jsonlines.Writer]:
    """A writer of JSON lines to a file or, for an empty name or `-`, to the terminal; a new file appears when whole."""
    if target in ("", "-"):
        yield jsonlines.Writer(sys.stdout, dumps=dumps)
        return
    with whole(target, append=append) as stream:
        yield jsonlines.Writer(stream, dumps=dumps)


@contextlib.contextmanager
def whole(target: str, *, append: bool = False) -> Iterator[IO[str]]:
    """A file to write to; what is new appears when it is whole, or never. Raises UsageError for a folder."""
    path = Path(target)
    if path.is_dir():
        raise UsageError(f"{target} is a folder: name a file", print_help=False)
    if path.exists() and not path.is_file():  # /dev/null, a pipe: no file may take their place
        with path.open("w", encoding="utf-8") as stream:
            yield stream
        return
    path = path.resolve()  # a link stays one
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("w", encoding="utf-8") as stream:
            yield stream
        if append:
            with part.open("rb") as new, path.open("ab") as old:
                shutil.copyfileobj(new, old)
        else:
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def printing() -> Iterator[None]:
    """Ends the program quietly, with exit status 130, when who reads what it prints leaves early, as `head` does."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more when it ends
        raise SystemExit(Verdict.INTERRUPTED) from None
