"""Paragraphs that an outlet adds to a story it has published: they begin with "Update:" and make a version of it."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from pipelines.lines import ends_sentence


def is_addendum(text: str) -> bool:
    """True for a sentence that is announced as an update of the story above it."""
    return ends_sentence(text) and _opening().match(text) is not None


def load_openings() -> list[dict[str, str]]:
    """The patterns of `addenda.toml`, each with a paragraph it must match and one it must not."""
    data = tomllib.loads(files("pipelines").joinpath("addenda.toml").read_text("utf-8"))
    return list(data["opening"])


@cache
def _opening() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in load_openings()), re.IGNORECASE)
