"""`scrapy clean --show`: every paragraph of a page, kept or removed, in the order of the page."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from msgspec.structs import replace

from pipelines.block import Block, lines
from pipelines.clean import repaired
from pipelines.record import Article
from pipelines.text import on_screen

RED, BOLD, PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A paragraph, and whether it was kept."""

    block: Block
    rule: str = ""
    """Why it was cut; empty when it was kept."""
    listed: bool = True
    """False for menus and footers around the body that are not in the record's `removed`."""


def in_colour() -> bool:
    """Whether standard output is a terminal that may be coloured; NO_COLOR and a dumb terminal say no."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def marked(before: Article, after: Article) -> Iterator[Marked]:
    """The paragraphs of an article before cleaning, each with what cleaning made of it; a kept row is one of them."""
    for (row, rule, listed), together in groupby(_marked(before, after), lambda m: (m.block.row, m.rule, m.listed)):
        found = list(together)
        if row and listed and not rule:
            block = found[0].block
            found = [Marked(block=replace(block, text=line)) for line in lines(mark.block for mark in found)]
        yield from found


def _marked(before: Article, after: Article) -> Iterator[Marked]:
    """Every block by itself."""
    kept = [(block.place, block.text) for block in reversed(after.blocks)]
    cut = [((removed.place, removed.text), removed.rule) for removed in reversed(after.removed)]
    for block in repaired(before).blocks:
        key = block.place, block.text
        if kept and key == kept[-1]:
            kept.pop()
            yield Marked(block=block)
        elif cut and key == cut[-1][0]:
            yield Marked(block=block, rule=cut.pop()[1])
        else:
            yield Marked(block=block, rule=f"model:{block.chance:.2f}", listed=False)


def as_text(before: Article, after: Article, *, colour: bool) -> str:
    """Title, then kept and removed lines in the order of the page, each removed one with its rule."""
    red, bold, plain = (RED, BOLD, PLAIN) if colour else ("", "", "")
    rows = [f"{bold}{on_screen(after.title)}{plain}  ({on_screen(after.id)})"]
    for line in marked(before, after):
        text = on_screen(line.block.text)
        if line.listed:
            rows.append(f"{red}- [{line.rule}] {text}{plain}" if line.rule else f"  {text}")
    return "\n".join(rows) + "\n"
