"""Offline inputs as Pages: files, folders, JSONL, WARC. What cannot be read becomes a Rejection, never an exception."""

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import jsonlines

from pipelines.archive import read_archive
from pipelines.limits import Limits
from pipelines.record import Page, Reason, Reject, Rejection, rejection
from pipelines.text import path_name, printable

PAGES = (".html", ".htm", ".html.gz", ".htm.gz")
TEXTS = (".txt", ".txt.gz")
LINES = (".jsonl", ".jsonl.gz")
ARCHIVES = (".warc", ".warc.gz")
KNOWN = PAGES + TEXTS + LINES + ARCHIVES
"""Endings of names, whatever their case."""
LINE_FACTOR = 8
"""A JSON line may be this many times as long as a page: an escaped byte takes six."""
LINE_BYTES = 32_000_000
"""Bytes that a JSON line may have whatever the limit of a page."""


def pages(paths: Iterable[Path], limits: Limits) -> Iterator[Page | Rejection]:
    """Every page of the inputs, in input order; a folder gives its files of a known kind, sorted by path."""
    for path in paths:
        if path.is_dir():
            yield from _folder(path, limits)
        elif _ends(path, LINES):
            yield from _lines(path, limits)
        elif _ends(path, ARCHIVES):
            yield from read_archive(path, limits)
        else:
            yield _file(path, Page(id=path_name(path), url=""), limits)


def _ends(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(endings)


def _folder(path: Path, limits: Limits) -> Iterator[Page | Rejection]:
    """A Rejection for every subfolder that cannot be read, which `rglob` would pass over, then the pages."""
    closed: list[OSError] = []
    found = [Path(folder, name) for folder, _, names in os.walk(path, onerror=closed.append) for name in names]
    for error in closed:
        name = path_name(Path(error.filename))
        yield rejection(Page(id=name, url=""), Reject(Reason.BROKEN, f"cannot read {name}: {error.strerror}"))
    yield from pages(sorted(p for p in found if _ends(p, KNOWN) and p.is_file()), limits)


def _file(path: Path, page: Page, limits: Limits) -> Page | Rejection:
    """The page in a file, or a Rejection when it cannot be read."""
    try:
        with _opened(path) as stream:
            body = stream.read(limits.page_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        return rejection(page, Reject(Reason.BROKEN, f"cannot read {path_name(path)}: {error}"))
    return _filled(page, body, limits, text=_ends(path, TEXTS))


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if _ends(path, (".gz",)) else path.open("rb")  # type: ignore[return-value]


def _filled(page: Page, body: bytes, limits: Limits, *, text: bool) -> Page:
    cut = len(body) > limits.page_bytes
    body = body[: limits.page_bytes]
    if text:
        return replace(page, text=body.decode("utf-8", "replace"), truncated=cut)
    return replace(page, body=body, truncated=cut)


def _lines(path: Path, limits: Limits) -> Iterator[Page | Rejection]:
    """The pages of a JSONL file; where it cannot be read any further, one Rejection."""
    number = 0
    try:
        with _opened(path) as stream:
            for number, line in enumerate(_whole_lines(stream, max(LINE_BYTES, LINE_FACTOR * limits.page_bytes)), 1):
                if line is None:
                    yield _too_long(path, number)
                elif line.strip():
                    yield _line(line, path, number, limits)
    except (OSError, EOFError, zlib.error) as error:
        name = path_name(path)
        page = Page(id=f"{name}:{number + 1}", url="")
        yield rejection(page, Reject(Reason.BROKEN, f"cannot read {name} beyond line {number}: {error}"))


def _whole_lines(stream: IO[bytes], most: int) -> Iterator[bytes | None]:
    """Every line; None in place of one of `most` bytes or more, which is never held in memory as a whole."""
    while line := stream.readline(most):
        yield line if len(line) < most else None
        while len(line) == most and not line.endswith(b"\n"):
            line = stream.readline(most)


def _too_long(path: Path, number: int) -> Rejection:
    place = f"{path_name(path)}:{number}"
    return rejection(Page(id=place, url=""), Reject(Reason.TOO_LARGE, f"{place}: the line is too long to be read"))


def _line(line: bytes, path: Path, number: int, limits: Limits) -> Page | Rejection:
    """The page of one JSON line, or a Rejection when it is no JSON object."""
    place = f"{path_name(path)}:{number}"
    try:
        row = next(iter(jsonlines.Reader([line.decode("utf-8-sig")])))
    except (ValueError, jsonlines.Error, RecursionError) as error:
        return rejection(Page(id=place, url=""), Reject(Reason.BROKEN, f"{place}: not a JSON line ({error})"[:200]))
    if not isinstance(row, dict):
        return rejection(Page(id=place, url=""), Reject(Reason.BROKEN, f"{place}: not a JSON object"))
    return _row(row, place, path, limits)


def _row(row: dict[str, Any], place: str, path: Path, limits: Limits) -> Page | Rejection:
    """The page of a JSON object: from its markup, its file or its text."""
    given = row.get("id")
    url = _string(row, "url")
    page = Page(
        id=printable(str(given if given is not None else url)) or place,
        url=url,
        title=_string(row, "title") or None,
    )
    if isinstance(row.get("html"), str):
        return _filled(page, row["html"].encode("utf-8", "surrogatepass"), limits, text=False)
    if file := _string(row, "file"):
        return _file(path.parent / file, page, limits)
    if isinstance(row.get("text"), str):
        return _filled(page, row["text"].encode("utf-8", "replace"), limits, text=True)
    return rejection(page, Reject(Reason.EMPTY, f"{place}: none of html, file and text is given"))


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return printable(value) if isinstance(value, str) else ""
