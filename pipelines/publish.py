"""The publishing order, articles on disk that can be read back in it, and the name of a build."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

import msgspec

from pipelines.record import Article, Outcome, Page, Rejection

Key = tuple[bool, str, str, str, str, str]


class Spool:
    """Articles on disk, read back in publishing order: a run of any size needs memory only for their keys."""

    def __init__(self, key: Callable[[Article], Any] | None = None) -> None:
        self._key = key or order
        self._file = tempfile.TemporaryFile(prefix="spool-")  # noqa: SIM115  (closed by __exit__)
        self._places: list[tuple[Any, int, int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, article: Article) -> None:
        """Keeps one article."""
        line = msgspec.json.encode(article)
        self._places.append((self._key(article), self._file.tell(), len(line)))
        self._file.write(line)

    def __iter__(self) -> Iterator[Article]:
        """Every article in the order in which they were added."""
        decoder = msgspec.json.Decoder(Article)
        for _, offset, length in self._places:
            self._file.seek(offset)
            yield decoder.decode(self._file.read(length))

    def ordered(self) -> Iterator[Article]:
        """Every article in publishing order, or that of the key, whatever the order in which they were added."""
        decoder = msgspec.json.Decoder(Article)
        for _, offset, length in sorted(self._places):
            self._file.seek(offset)
            yield decoder.decode(self._file.read(length))


def order(outcome: Outcome) -> Key:
    """The publishing order: date, canonical address, id; undated ones last, equal ones by fetch time and content."""
    published = outcome.published_at.isoformat() if outcome.published_at else ""
    fetched = outcome.fetched_at.isoformat() if outcome.fetched_at else ""
    content = outcome.text if isinstance(outcome, Article) else outcome.detail
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return not published, published, outcome.canonical_url, outcome.id, fetched, digest


def split(outcomes: Iterable[Outcome], spool: Spool) -> list[Rejection]:
    """Spools the articles and gives the rejections."""
    rejections = []
    for outcome in outcomes:
        if isinstance(outcome, Article):
            spool.add(outcome)
        else:
            rejections.append(outcome)
    return rejections


class BuildName:
    """A name for a build that depends on the pages and on the code that reads them, not on the order of the pages."""

    def __init__(self, choices: str) -> None:
        self._choices = choices
        self._sum = 0

    def over(self, pages: Iterable[Page | Rejection]) -> Iterator[Page | Rejection]:
        """The same pages, each taken into the name."""
        for page in pages:
            # A sum of hashes does not depend on order.
            self._sum = (self._sum + _number(page)) % 2**256
            yield page

    def __str__(self) -> str:
        """The name; known once every page was taken in."""
        digest = hashlib.sha256(f"{self._sum} {self._choices} {_code()}".encode())
        return f"build/{digest.hexdigest()[:16]}"


def _number(page: Page | Rejection) -> int:
    plain = msgspec.json.encode(page)
    return int.from_bytes(hashlib.sha256(plain).digest())


def _code() -> str:
    """A hash of this package: its code and its data, models included."""
    digest = hashlib.sha256()
    folder = files("pipelines")
    entries = [entry for part in (".", "topics", "models") for entry in (folder / part).iterdir()]
    for entry in sorted(entries, key=lambda entry: entry.name):
        if entry.is_file() and not entry.name.endswith(".pyc"):
            digest.update(entry.name.encode() + entry.read_bytes())
    return digest.hexdigest()
