"""Offline inputs as Pages: files, folders, JSONL, WARC. What cannot be read becomes a Rejection, never an exception."""

import gzip
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


def pages(paths: Iterable[Path], limits: Limits) -> Iterator[Page | Rejection]:
    """Every page of the inputs, in input order; a folder gives its files of a known kind, sorted by path."""
    for path in paths:
        if path.is_dir():
            yield from pages(sorted(p for p in path.rglob("*") if p.is_file() and p.name.endswith(KNOWN)), limits)
        elif path.name.endswith(LINES):
            yield from _lines(path, limits)
        elif path.name.endswith(ARCHIVES):
            yield from read_archive(path, limits)
        else:
            yield _file(path, Page(id=path_name(path), url=""), limits)


def _file(path: Path, page: Page, limits: Limits) -> Page | Rejection:
    """The page in a file, or a Rejection when it cannot be read."""
    try:
        with _opened(path) as stream:
            body = stream.read(limits.page_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        return rejection(page, Reject(Reason.BROKEN, f"cannot read {path_name(path)}: {error}"))
    return _filled(page, body, limits, text=path.name.endswith(TEXTS))


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def _filled(page: Page, body: bytes, limits: Limits, *, text: bool) -> Page:
    cut = len(body) > limits.page_bytes
    body = body[: limits.page_bytes]
    if text:
        return replace(page, text=body.decode("utf-8", "replace"), truncated=cut)
    return replace(page, body=body, truncated=cut)


def _lines(path: Path, limits: Limits) -> Iterator[Page | Rejection]:
    """The pages of a JSONL file; a damaged rest is one Rejection."""
    number = 0
    try:
        with _opened(path) as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _line(line, path, number, limits)
    except (OSError, EOFError, zlib.error) as error:
        name = path_name(path)
        page = Page(id=f"{name}:{number + 1}", url="")
        yield rejection(page, Reject(Reason.BROKEN, f"cannot read {name} beyond line {number}: {error}"))


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
