"""Paragraphs that an outlet adds to a story it has published: they begin with "Update:" or "Correction:"."""

import re
from functools import cache

from pipelines.data import load_data
from pipelines.text import ends_sentence


def is_addendum(text: str) -> bool:
    """True for a sentence that is announced as an update or a correction of the story above it."""
    return ends_sentence(text) and _opening().match(text) is not None


@cache
def _opening() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in load_data("addenda")["opening"]), re.IGNORECASE)
