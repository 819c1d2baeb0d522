"""The publishing order, and articles on disk that can be read back in it."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Self

import msgspec

from pipelines.record import Article, Outcome, Rejection

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
        return self._read(self._places)

    def ordered(self) -> Iterator[Article]:
        """Every article in publishing order, or that of the key, whatever the order in which they were added."""
        return self._read(sorted(self._places))

    def _read(self, places: Iterable[tuple[Any, int, int]]) -> Iterator[Article]:
        decoder = msgspec.json.Decoder(Article)
        for _, offset, length in places:
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
