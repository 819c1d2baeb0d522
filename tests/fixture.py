"""The golden fixtures as objects: what was fetched, and what a reader wrote down for it. See golden/README.md."""

import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.golden import UNREVIEWED
from pipelines.record import Listing, Page

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
LOCAL = ROOT / "golden"
"""Where `scrapy golden` saves pages of real outlets; not part of the project, tested where it exists."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """One golden folder."""

    folder: Path

    @property
    def name(self) -> str:
        """SOURCE/SLUG."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    def facts(self) -> dict[str, Any]:
        """What page.json says."""
        facts: dict[str, Any] = json.loads((self.folder / "page.json").read_text("utf-8"))
        return facts

    def expected(self) -> dict[str, Any]:
        """What must come out; UNREVIEWED when nobody has written it down."""
        for name in ("article.json", "rejection.json"):
            if (self.folder / name).exists():
                fields: dict[str, Any] = json.loads((self.folder / name).read_text("utf-8"))
                return fields
        return UNREVIEWED

    def body(self) -> bytes:
        """The page, byte for byte: from the folder, or a seed."""
        name = self.facts()["file"]
        path = next(p for p in (self.folder / name, ROOT / name) if p.exists())
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()

    def page(self) -> Page:
        """The page as an engine would hand it to the recipe."""
        facts, body = self.facts(), self.body()
        text = facts["content_type"].startswith("text/plain")
        return Page(
            url=facts["url"],
            source=facts["source"],
            content_type=facts["content_type"],
            fetched_at=datetime.fromisoformat(facts["fetched_at"]),
            listing=_listing(facts.get("listing", {})),
            body=None if text else body,
            text=body.decode("utf-8") if text else None,
            title=facts.get("title"),
        )


def fixtures() -> list[Fixture]:
    """Every golden fixture, sorted by name, then those of this machine alone."""
    return [Fixture(path.parent) for root in (GOLDEN, LOCAL) for path in sorted(root.glob("*/*/page.json"))]


def _listing(facts: dict[str, Any]) -> Listing:
    dated = {name: datetime.fromisoformat(value) for name, value in facts.items() if name.endswith("_at")}
    return Listing(**{**facts, **dated})
