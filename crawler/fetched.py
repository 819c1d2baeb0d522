"""What the spider hands to the item pipeline: a page with the answer it came in."""

from dataclasses import dataclass

from scrapy.http import Response

from pipelines.record import Page

UNPACKED = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})
"""Headers of the transport: they do not hold for the body, which is kept unpacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer of a server."""

    page: Page
    status: int
    headers: tuple[tuple[str, str], ...]
    """As the server sent them, except those of the transport."""

    @classmethod
    def of(cls, page: Page, response: Response) -> "Fetched":
        """The page with the status and headers of its response."""
        return cls(page=page, status=response.status, headers=tuple(_headers(response)))

    def header(self, name: str) -> str:
        """The value of a header, empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def _headers(response: Response) -> list[tuple[str, str]]:
    pairs = ((key, value) for key, values in response.headers.items() for value in values or ())
    return [(_line(key), _line(value)) for key, value in pairs if key.lower() not in UNPACKED]


def _line(value: bytes) -> str:
    """One line: a header must not be able to add another to the archive."""
    return value.decode("latin-1").replace("\r", " ").replace("\n", " ")
