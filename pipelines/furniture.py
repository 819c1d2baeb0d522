"""The rules of `furniture.toml`: wordings of furniture, compiled once and matched line by line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.data import load_data

_NAME = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One wording of one kind of furniture, with an example that it matches and one that it leaves alone."""

    kind: str
    name: str
    pattern: str
    where: str
    """anywhere, head (before the body's first sentence), tail (after its last one) or edge (either)."""
    words: int
    """A line with more words than this is never taken."""
    match: str
    keep: str
    hints: Sequence[str] = ()
    """Substrings in lower case, of which a line must have one; a rule without hints is tried on every line."""
    opens: bool = False
    """True when the lines that follow and address the reader belong to the same box."""

    @property
    def label(self) -> str:
        """What is written beside a removed line."""
        return f"{self.kind}:{self.name}"

    def matches(self, line: str) -> bool:
        """True when a line that has one of the hints reads like this furniture, wherever it stands."""
        return _compiled(self.pattern).match(line) is not None


@cache
def load_rules() -> tuple[Rule, ...]:
    """The rules that ship with the package, in order: the first one that fits names the line."""
    data = load_data("furniture")
    return tuple(Rule(**{**row, "pattern": _spelled_out(row["pattern"], data["words"])}) for row in data["rule"])


def _spelled_out(pattern: str, words: Mapping[str, Sequence[str]]) -> str:
    """The pattern with every {name} replaced by the words that go by it."""
    return _NAME.sub(lambda name: f"(?:{'|'.join(words[name[1]])})", pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?i:{pattern})")
