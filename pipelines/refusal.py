"""Pages that answer 200 and carry no article: soft 404s, front pages, walls, pages without a body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from pipelines.block import Block
from pipelines.data import load_data
from pipelines.record import Page, Reason, Reject
from pipelines.text import has_words, words

_TITLE = re.compile(rb"<title[^>]*>([^<]{1,300})", re.IGNORECASE)
SMALL = 4_000
"""Bytes below which a page is hardly an article with its site around it."""
SHORT = 120
"""Words below which a body is checked for the wording of a wall or an error page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """Patterns of pages without an article for one reason, in the headline or in the text."""

    reason: Reason
    headline: re.Pattern[str]
    text: re.Pattern[str]


def refuse(headlines: Sequence[str], body: Sequence[Block], page: Sequence[Block]) -> None:
    """Raises Reject for a page whose body is missing, or short and worded like a wall or a soft 404."""
    if has_words((block.text for block in body), SHORT):
        return
    length = sum(len(words(block.text)) for block in body if block.text not in headlines)
    said = "\n".join(block.text for block in (body or page)[:200])
    for excuse in excuses():
        found = next(filter(None, map(excuse.headline.search, headlines)), None) or excuse.text.search(said)
        if found:
            raise Reject(excuse.reason, f"{length} words of body, and the page says: {found[0][:80]}")
    if not length:
        raise Reject(Reason.EMPTY, "no article body was found")


def refuse_front(page: Page) -> None:
    """Raises Reject for an address that was redirected to a front page, whose teasers read like an article."""
    if _is_front(page.final_url) and not _is_front(page.url):
        raise Reject(Reason.SOFT_404, "the address redirects to the front page")


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.netloc) and parts.path in ("", "/") and not parts.query


def looks_hollow(page: Page) -> bool:
    """Whether a page is so small, or its title or address such, that it may have no article: a cheap test."""
    body = page.body or b""
    title = _TITLE.search(body[:50_000])
    said = title[1].decode("utf-8", "replace").strip() if title else ""
    excused = any(excuse.headline.search(said) for excuse in excuses())
    return excused or len(body) < SMALL or _is_front(page.final_url)


@cache
def excuses() -> tuple[Excuse, ...]:
    """The excuses of `refusal.toml`, compiled once a process."""
    return tuple(
        Excuse(reason=Reason(row["reason"]), headline=_any_of(row["headline"]), text=_any_of(row["text"]))
        for row in load_data("refusal")["excuse"]
    )


def _any_of(rows: list[dict[str, str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows), re.IGNORECASE)
