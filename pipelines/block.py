"""A paragraph of an article, and how paragraphs make a text."""

from collections.abc import Iterable

import msgspec

CELLS = frozenset({"td", "th"})
"""Tags of the cells of a table."""
_SHORT = 80
"""Characters of a short cell at most: a longer one is a paragraph in a table that lays out a page."""

LINE = "line"
"""The tag of a block that is a line of plain text."""


# A page makes hundreds: a frozen dataclass would take twenty times as long to make each.
class Block(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One paragraph of an article with the evidence a cleaner may use."""

    text: str
    place: str
    """Line number (text input) or element path (HTML)."""
    tag: str = "p"
    link_share: float = 0.0
    """Share of the characters that stand inside links, 0 to 1."""
    context: str = ""
    """Class and id tokens of the enclosing elements, nearest first, separated by " < "."""
    inline: str = ""
    """Tags between the paragraph's element and its first text, as in "strong a"."""
    chance: float = 1.0
    """Probability that the paragraph is body, as the model sees it; 1 where no model has looked."""
    vote: bool = True
    """Whether the witness takes the paragraph for body, or the model where it was sure of the page without one."""

    @property
    def row(self) -> str:
        """The path of the table's row in which a short cell stands; empty for everything else."""
        is_cell = self.tag in CELLS and len(self.text) <= _SHORT
        return self.place.rpartition("/")[0] if is_cell else ""


def lines(blocks: Iterable[Block]) -> list[str]:
    """The texts of the blocks; short cells that stand side by side in a table are one line."""
    found: list[str] = []
    row = place = ""
    for block in blocks:
        if row and block.row == row and block.place != place:
            found[-1] = f"{found[-1]} {block.text}"
        else:
            found.append(block.text)
        row, place = block.row, block.place
    return found
