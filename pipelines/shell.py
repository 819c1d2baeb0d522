"""Recognises a JavaScript shell by its bytes: a page whose scripts, not its markup, hold or fetch the article."""

import re
from dataclasses import dataclass
from functools import cache

from pipelines.data import load_data
from pipelines.record import Page

FEW_LETTERS = 1000
"""Letters outside scripts and links, in bytes, that even a shell's greeting and imprint may have: some 150 words."""
MANY_PARAGRAPHS = 10
"""Paragraphs outside scripts that no shell has: they settle most pages without a closer look."""
_PARAGRAPH_OR_SCRIPT = re.compile(rb"<(?:/p>|(/?)script)", re.IGNORECASE)
_OPENING = re.compile(rb"<(?:(script|style|noscript|svg|template|title|a)[\s>]|!--)")
_TAG = re.compile(rb"<[^<>]*>")
_LETTERS = re.compile(rb"[a-z\x80-\xff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Patterns in the markup of a shell, and in that of a challenge page."""

    shell: re.Pattern[bytes]
    challenge: re.Pattern[bytes]


def is_shell(page: Page) -> bool:
    """Whether a page that was fetched, not rendered, shows almost no text and says that scripts will fill it."""
    if page.rendered or not page.body or _has_paragraphs(page.body):
        return False
    markup = page.body.lower()
    if b"<script" not in markup or _has_text(markup):
        return False
    signs = load_signs()
    return bool(signs.shell.search(markup)) and not signs.challenge.search(markup)


def _has_paragraphs(body: bytes) -> bool:
    """Whether MANY_PARAGRAPHS end outside scripts, whatever the case of the tags."""
    found, in_script = 0, False
    for tag in _PARAGRAPH_OR_SCRIPT.finditer(body):
        if tag[1] is not None:
            in_script = not tag[1]
        elif not in_script:
            found += 1
            if found == MANY_PARAGRAPHS:
                return True
    return False


def _has_text(markup: bytes) -> bool:
    """Whether more than FEW_LETTERS stand outside scripts, styles and links."""
    seen = place = 0
    while seen <= FEW_LETTERS and place < len(markup):
        opening = _OPENING.search(markup, place)
        end = opening.start() if opening else len(markup)
        text = _TAG.sub(b" ", markup[place:end])
        seen += sum(map(len, _LETTERS.findall(text)))
        if opening is None:
            break
        place = _after(markup, opening)
    return seen > FEW_LETTERS


def _after(markup: bytes, opening: re.Match[bytes]) -> int:
    """Where the element or comment ends that begins here; an open one reaches to the end of the page."""
    closing = b"</%b>" % opening[1] if opening[1] else b"-->"
    place = markup.find(closing, opening.end())
    return place + len(closing) if place >= 0 else len(markup)


@cache
def load_signs() -> Signs:
    """The signs of `javascript.toml`, compiled once a process."""
    data = load_data("javascript")
    return Signs(shell=_any_of(data["sign"]), challenge=_any_of(data["challenge"]))


def _any_of(rows: list[dict[str, str]]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(b"(?:" + row["pattern"].encode() + b")" for row in rows))
