"""Pages whose bodies people wrote down."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import digits
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from benchmarks.labels import labels
from pipelines.block import Block
from pipelines.blocks import blocks
from pipelines.body import gather
from pipelines.fields import read_fields
from pipelines.inputs import pages
from pipelines.limits import Limits
from pipelines.markup import parse
from pipelines.paragraphs import Evidence
from pipelines.record import Page, Reject

OWN = Path(__file__).parent / "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A page with its paragraphs, and the body that people wrote down."""

    page: Page
    tree: HtmlElement
    found: Sequence[Block]
    evidence: Evidence
    gold: str
    body: Sequence[bool]
    """Which paragraphs are body."""
    hand: str
    """Who wrote the page for this project; empty for a page of the public sets."""

    @property
    def host(self) -> str:
        return urlsplit(self.page.url).hostname or ""

    @property
    def origin(self) -> str:
        """Who wrote the page for this project, else the host that published it."""
        return self.hand or self.host


def labelled(folder: Path) -> Iterator[Labelled]:
    """Every page of a set that has paragraphs and a gold body."""
    gold = {row["id"]: row for row in map(json.loads, (folder / "gold.jsonl").open(encoding="utf-8"))}
    for page in pages([folder / "pages.jsonl"], Limits()):
        body = gold.get(page.id or "", {}).get("body")
        if not isinstance(page, Page) or not body:
            continue
        try:
            tree = parse(page, Limits()).tree
        except Reject:
            continue
        if found := gathered(page, tree, body, hand_of(folder, page.id or "")):
            yield found


def gathered(page: Page, tree: HtmlElement, gold: str, hand: str) -> Labelled | None:
    """A page with its paragraphs and its gold body; None for one without a paragraph."""
    found = blocks(tree)
    evidence = gather(found, read_fields(tree))
    if not evidence.blocks:
        return None
    body = labels(evidence, gold)
    return Labelled(page=page, tree=tree, found=found, evidence=evidence, gold=gold, body=body, hand=hand)


def hand_of(folder: Path, name: str) -> str:
    """Who wrote a page for this project, by the letters that its name begins with in benchmarks/own; else empty."""
    return {OWN.name: name.partition("-")[0].rstrip(digits), "golden": "golden"}.get(folder.name, "")
