"""The name of a build, which its records carry as `run`."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files

import msgspec

from pipelines.record import Page, Rejection


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
