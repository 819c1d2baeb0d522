"""A run on disk: staged while it crawls, revealed as a whole, resumed after a crash."""

import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Generic, TypeVar

import msgspec

from pipelines.record import Article, Outcome, Rejection

START = "%Y%m%dT%H%M%S.%fZ"
FOLDERS = {
    "corpus.jsonl": "corpus",
    "rejected.jsonl": "rejected",
    "manifest.json": "manifests",
    "pages.warc.gz": "archive",
}
"""Where each file of a run goes when it is revealed."""
READ_AT_ONCE = 1 << 18
"""Bytes: a staged article takes 60,000, evidence included."""


class RunError(Exception):
    """The run cannot go on; the message is the sentence for the person who started it."""


class SourceBusy(RunError):
    """Another run of the same source is under way."""


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when an article or a rejection was fetched: to read this alone takes a fifth of the time."""

    url: str
    canonical_url: str
    fetched_at: datetime | None = None


Kept = TypeVar("Kept", Article, Outline)
Refused = TypeVar("Refused", Rejection, Outline)


class Staged(msgspec.Struct, Generic[Kept, Refused], omit_defaults=True, frozen=True, kw_only=True):
    """One staged line: what became of one page so far, and how to ask for it again."""

    article: Kept | None = None
    rejection: Refused | None = None
    unchanged: str = ""
    """The address of a kept article that the server calls unchanged."""
    etag: str = ""
    last_modified: str = ""
    archived: int = 0
    """Length of the archive up to this page, in bytes."""

    @property
    def outcome(self) -> Kept | Refused | None:
        """The article or the rejection; None for an unchanged page."""
        return self.article or self.rejection

    @property
    def url(self) -> str:
        """The address as listed."""
        return self.unchanged or (self.outcome.url if self.outcome else "")


Whole = Staged[Article, Rejection]
Outlined = Staged[Outline, Outline]
Line = TypeVar("Line", Whole, Outlined)


def folder_name(source: str) -> str:
    """The source's name as one harmless path component; names from the web must not become paths."""
    return re.sub(r"[^\w.:-]", "_", source)[:100].lstrip(".") or "_"


def start_of(moment: datetime) -> str:
    """The name of a run: its start with microseconds, sortable."""
    return moment.astimezone(UTC).strftime(START)


def _is_start(name: str) -> bool:
    """Whether a folder is that of a run; file managers and the like leave others."""
    try:
        datetime.strptime(name, START)  # noqa: DTZ007  (only asked whether it can be read)
    except ValueError:
        return False
    return True


class Run:
    """The files of one run of one source; holds the source's lock until it is closed."""

    def __init__(self, data_dir: Path, source: str, moment: datetime) -> None:
        self.data_dir = data_dir
        self.source = folder_name(source)
        self._lock = _locked(data_dir / "locks" / f"{self.source}.lock", source)
        left = sorted(p for p in (data_dir / "staging" / self.source).glob("*") if p.is_dir() and _is_start(p.name))
        self.start = left[0].name if left else start_of(moment)
        self.folder = data_dir / "staging" / self.source / self.start
        self.folder.mkdir(parents=True, exist_ok=True)
        self.recovered, self._archived = self._recover()
        self._outcomes = (self.folder / "outcomes.jsonl").open("ab", buffering=0)
        self._pages = (self.folder / "pages.warc.gz").open("ab", buffering=0)

    @property
    def moment(self) -> datetime:
        """When the run began."""
        return datetime.strptime(self.start, START).replace(tzinfo=UTC)

    @property
    def name(self) -> str:
        """Source and start: what records call `run`."""
        return f"{self.source}/{self.start}"

    @property
    def archive(self) -> str:
        """The archive of the run, relative to DATA_DIR, as the lines of rejected pages name it."""
        return f"archive/{self.name}.warc.gz"

    def _recover(self) -> tuple[int, int]:
        """Cuts what a crash left half-written; the number of outcomes staged before, and the archive's length."""
        staged, pages = self.folder / "outcomes.jsonl", self.folder / "pages.warc.gz"
        if not staged.exists():
            pages.unlink(missing_ok=True)
            return 0, 0
        os.truncate(staged, staged.read_bytes().rfind(b"\n") + 1)
        rows = list(self.staged())
        archived = rows[-1].archived if rows else 0
        if pages.exists():
            os.truncate(pages, archived)
        return len(rows), archived

    def stage(self, outcome: Outcome, record: bytes = b"", etag: str = "", last_modified: str = "") -> None:
        """Keeps one outcome and its archive record."""
        article, refused = (outcome, None) if isinstance(outcome, Article) else (None, outcome)
        self._append(Whole(article=article, rejection=refused, etag=etag, last_modified=last_modified), record)

    def stage_unchanged(self, url: str, record: bytes = b"", etag: str = "", last_modified: str = "") -> None:
        """Keeps the server's answer that a page has not changed, and its archive record."""
        self._append(Whole(unchanged=url, etag=etag, last_modified=last_modified), record)

    def _append(self, row: Whole, record: bytes) -> None:
        """Writes record, then row: a kill between the two leaves a record that `_recover` cuts off."""
        if record:
            _write(self._pages, record)
            self._archived += len(record)
        _write(self._outcomes, msgspec.json.encode(msgspec.structs.replace(row, archived=self._archived)) + b"\n")

    def staged(self) -> Iterator[Whole]:
        """Every staged line, in the order of arrival."""
        return self._read(Whole)

    def outlines(self) -> Iterator[Outlined]:
        """Where and when of every staged line, in the order of arrival."""
        return self._read(Outlined)

    def _read(self, kind: type[Line]) -> Iterator[Line]:
        """Every staged line as the given type; raises RunError for a damaged one."""
        decoder = msgspec.json.Decoder(kind)
        with (self.folder / "outcomes.jsonl").open("rb", buffering=READ_AT_ONCE) as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield decoder.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    raise RunError(f"{stream.name} is damaged in line {number} ({error}): move it away") from None

    def archived(self) -> Iterator[str]:
        """Addresses of the pages that the run's archive holds."""
        before = 0
        for row in self.outlines():
            if row.archived > before:
                yield row.url
            before = row.archived

    def reveal(self) -> dict[str, Path]:
        """Moves the finished files to their places and ends the staging; safe to repeat after a crash."""
        places = {}
        for name, folder in FOLDERS.items():
            suffix = "".join(Path(name).suffixes)
            place = self.data_dir / folder / self.source / f"{self.start}{suffix}"
            part = self.folder / name
            if part.exists() and (folder != "archive" or part.stat().st_size):
                place.parent.mkdir(parents=True, exist_ok=True)
                _synced(part)
                part.replace(place)
            if place.exists():
                places[folder] = place
        shutil.rmtree(self.folder)
        return places

    def close(self) -> None:
        """Releases the files and the lock."""
        for stream in (self._outcomes, self._pages, self._lock):
            stream.close()


def _write(stream: IO[bytes], data: bytes) -> None:
    """All of the data or an OSError: on a full disk an unbuffered write can be short without one."""
    if stream.write(data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _synced(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _locked(path: Path, source: str) -> IO[bytes]:
    """An exclusive lock that ends with the process, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("ab")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stream.close()
        raise SourceBusy(f"another run of {source} is under way") from None
    return stream
