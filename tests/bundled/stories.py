"""What the bundled outlets publish, read from pages.toml and from the golden fixtures."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from tests.fixture import GOLDEN, Fixture

HERE = Path(__file__).parent

KEPT = "kept"
SAME = "same"
"""A second address of a kept page, by its own rel=canonical: known before the fetch, or a duplicate after it."""
IGNORED = "ignored"
"""No article address: a listing page, which no record and no rejection may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledOutlet:
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


def outlets() -> dict[str, BundledOutlet]:
    """The bundled outlets by source name, in the order of pages.toml."""
    found = msgspec.convert(_data()["outlet"], list[BundledOutlet])
    return {outlet.source: outlet for outlet in found}


def stories() -> tuple[Story, ...]:
    """Every story of every bundled outlet, in the order of pages.toml."""
    return tuple(msgspec.convert(_given(entry), Story) for entry in _data()["page"])


def _given(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with what it takes from a fixture: a golden page everything, `body_of` the body alone."""
    if "golden" in entry:
        return {**_golden(entry["golden"]), **entry}
    if "body_of" in entry:
        return {**entry, "body": _golden(entry["body_of"])["body"]}
    return entry


def _golden(folder: str) -> dict[str, Any]:
    fixture = Fixture(GOLDEN / folder)
    article = fixture.expected()
    taken = {name: article[name] for name in ("title", "lead", "body")}
    return {"url": fixture.facts()["url"], "published": article["published_at"], **taken}


def _data() -> dict[str, Any]:
    return tomllib.loads((HERE / "pages.toml").read_text("utf-8"))
