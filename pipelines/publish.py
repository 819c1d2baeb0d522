"""The publishing order, and articles on disk that can be read back in it."""

import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

import msgspec

from pipelines.record import Article, Outcome, Rejection

Key = tuple[bool, str, str, str]


class Spool:
    """Articles on disk, read back in any order: a build of any size needs memory only for their keys."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="spool-")  # noqa: SIM115  (closed by __exit__)
        self._places: list[tuple[Key, int, int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, article: Article) -> None:
        """Keeps one article."""
        line = msgspec.json.encode(article)
        self._places.append((order(article), self._file.tell(), len(line)))
        self._file.write(line)

    def ordered(self) -> Iterator[Article]:
        """Every article in publishing order, whatever the order in which they were added."""
        decoder = msgspec.json.Decoder(Article)
        for _, offset, length in sorted(self._places):
            self._file.seek(offset)
            yield decoder.decode(self._file.read(length))


def order(outcome: Outcome) -> Key:
    """The publishing order: date, canonical address, id; what has no date comes last."""
    when = outcome.published_at
    return when is None, when.isoformat() if when else "", outcome.canonical_url, outcome.id


def split(outcomes: Iterable[Outcome], spool: Spool) -> list[Rejection]:
    """Spools the articles and gives the rejections, in publishing order."""
    rejections = []
    for outcome in outcomes:
        if isinstance(outcome, Article):
            spool.add(outcome)
        else:
            rejections.append(outcome)
    return sorted(rejections, key=order)
