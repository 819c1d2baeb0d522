"""Whether a headline and a text belong to different articles, as happens in scraped pages and feeds."""

import re
from collections.abc import Iterable

_LONG_WORD = re.compile(r"[^\W\d_\u2e80-\uffff]{5,}")
"""Only of scripts that separate words by spaces."""


def is_mismatched(title: str, paragraphs: Iterable[str]) -> bool:
    """True when none of a headline's long words occurs in its text; with fewer than three it proves nothing."""
    stems = {word[:5].casefold() for word in _LONG_WORD.findall(title)}
    text = "\n".join(paragraphs).casefold()
    return len(stems) >= 3 and text != "" and not any(stem in text for stem in stems)
