"""What the bundled outlets publish, read from pages.toml and from the golden fixtures."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from tests.fixture import GOLDEN, Fixture

HERE = Path(__file__).parent

KEPT = "kept"
SAME = "same"
"""A second address of a kept page, by its own rel=canonical: known before the fetch, or a duplicate after it."""
IGNORED = "ignored"
"""No article address: a listing page, which no record and no rejection may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One bundled outlet: where it lives and how its template writes the parts that vary."""

    source: str
    name: str
    hosts: tuple[str, ...]
    """The first one is canonical."""
    printed: str
    """Format of the visible date."""
    paragraph: str = "<p>{}</p>"
    tag: str = "<a>{}</a>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article address with the page behind it and what a crawl must make of it."""

    outlet: str
    url: str
    expected: str
    """KEPT, SAME, IGNORED, or the reason of the Rejection."""
    title: str
    published: datetime
    golden: str = ""
    """Folder of the golden fixture whose page is served; otherwise the page is made from the fields below."""
    file: str = ""
    """A page of its own under templates/, served as it is."""
    status: int = 200
    lead: str = ""
    body: tuple[str, ...] = ()
    section: str = "News"
    tags: tuple[str, ...] = ()
    author: str = "Staff"
    appeal: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Headlines of other stories: furniture."""

    @classmethod
    def read(cls, entry: dict[str, Any]) -> Self:
        """A story from its entry in pages.toml; a golden one takes its address, title and date from the fixture."""
        plain = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
        body_of = plain.pop("body_of", "")
        if body_of:
            plain["body"] = tuple(Fixture(GOLDEN / body_of).expected()["body"])
        if "golden" in plain:
            plain = {**_golden_fields(plain["golden"]), **plain}
        return cls(**plain)


def _golden_fields(folder: str) -> dict[str, Any]:
    fixture = Fixture(GOLDEN / folder)
    article = fixture.expected()
    return {
        "url": fixture.facts()["url"],
        "title": article["title"],
        "published": datetime.fromisoformat(article["published_at"]),
        "lead": article["lead"],
        "body": tuple(article["body"]),
    }


def outlets() -> dict[str, Outlet]:
    """The bundled outlets by source name, in the order of pages.toml."""
    entries = _data()["outlet"]
    return {e["source"]: Outlet(**{**e, "hosts": tuple(e["hosts"])}) for e in entries}


def stories() -> Iterator[Story]:
    """Every story of every bundled outlet, in the order of pages.toml."""
    return (Story.read(entry) for entry in _data()["page"])


def _data() -> dict[str, Any]:
    return tomllib.loads((HERE / "pages.toml").read_text("utf-8"))
