"""Whether a headline and a text belong to different articles: scraped pages and feeds mix them up."""

import re
from collections.abc import Iterable

_LONG_WORD = re.compile(r"[^\W\d_\u2e80-\uffff]{5,}")
"""Words of scripts that part them by spaces."""


def is_mismatched(title: str, paragraphs: Iterable[str]) -> bool:
    """True when no longer word of a headline occurs in its text; a headline of fewer than three proves nothing."""
    stems = {word[:5].casefold() for word in _LONG_WORD.findall(title)}
    text = "\n".join(paragraphs).casefold()
    return len(stems) >= 3 and text != "" and not any(stem in text for stem in stems)
