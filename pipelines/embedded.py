"""Reads the article out of a shell's own data, without a browser: JSON islands, page state, JSON-LD."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import Any

from pipelines.data import load_data
from pipelines.fields import read_fields
from pipelines.limits import Limits
from pipelines.markup import decode, parse
from pipelines.record import Page, Reject
from pipelines.text import squeeze, words

ENOUGH = 60
"""Words that a value must have to be taken for a body: a summary has fewer."""
MOST_VALUES = 200_000
"""Values of one page's data that are looked at: the largest states seen have 40,000."""
MOST_ISLANDS = 200
"""Scripts of a page, and assignments of a script, that are looked at."""
MOST_PARTS = 2_000
"""Values inside one paragraph that are looked at."""
_SCRIPT = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_JSON_TYPE = re.compile(r"""\btype\s*=\s*["']?application/(?:ld\+)?json\b""", re.IGNORECASE)
_STATE = re.compile(r"""=\s*(?:(JSON\.parse\(\s*)(?=")|(?=[{\[]))""")
_HEAD = re.compile(r"<head\b", re.IGNORECASE)
_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:p|div|h[2-4]|ul|blockquote|br)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r"\s*(?:https?:)?//\S")
"""Beginning of an address, or of a list of addresses such as those of one picture in its sizes."""
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The keys under which a page's data holds titles, texts and other people's texts, in lower case."""

    title: frozenset[str]
    text: frozenset[str]
    foreign: frozenset[str]
    """Comments, other stories and words of the site: these values are not searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value that reads like a body, and the titles beside it or around it."""

    titles: tuple[str, ...]
    markup: str
    length: int
    """In words."""


def embedded(page: Page, limits: Limits) -> Page | None:
    """The page with the body that its scripts carry, its head kept; None when none carries the titled article."""
    try:
        text = decode((page.body or b"")[: limits.page_bytes], page.content_type)
        headlines = read_fields(parse(page, limits).tree).headlines
    except Reject:
        return None
    wanted = {_plain(title) for title in (*headlines, page.listing.title, page.title) if title}
    fitting = [found for found in candidates(islands(text)) if _fits(found.titles, wanted)]
    if not fitting:
        return None
    best = max(fitting, key=lambda found: found.length)
    markup = f"<html>{_head(text)}<body><article>{best.markup}</article></body></html>"
    return replace(page, body=markup.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")


def _head(text: str) -> str:
    start = _HEAD.search(text)
    end = _HEAD_END.search(text, start.end()) if start else None
    return text[start.start() : end.end()] if start and end else ""


def islands(text: str) -> Iterator[Any]:
    """Every value that the scripts of a page write down as JSON; code and what is not quite JSON are passed over."""
    place = 0
    for _ in range(MOST_ISLANDS):
        start = _SCRIPT.search(text, place)
        end = _SCRIPT_END.search(text, start.end()) if start else None
        if start is None or end is None:
            return
        code = text[start.end() : end.start()].strip()
        yield from [_value(code, 0)[0]] if _JSON_TYPE.search(start[1]) else _states(code)
        place = end.end()


def _states(code: str) -> Iterator[Any]:
    """The values that a script assigns, as in `window.__STATE__ = {…}` and `JSON.parse("…")`."""
    place = 0
    for _ in range(MOST_ISLANDS):
        found = _STATE.search(code, place)
        if found is None:
            return
        value, place = _value(code, found.end())
        yield _value(value, 0)[0] if found[1] and isinstance(value, str) else value


def _value(text: str, place: int) -> tuple[Any, int]:
    """The JSON value that begins at a place and where it ends; None, and the same place, when there is none."""
    try:
        return _DECODER.raw_decode(text, place)
    except (ValueError, RecursionError):
        return None, place


def candidates(values: Iterable[Any]) -> Iterator[Candidate]:
    """Every text in the data that is long enough to be a body, with the titles that stand beside it or around it."""
    names = load_names()
    pending: list[tuple[Any, tuple[str, ...]]] = [(value, ()) for value in values]
    for _ in range(MOST_VALUES):
        if not pending:
            return
        value, titles = pending.pop()
        if isinstance(value, dict):
            titles = _titles(value, names) or titles
            pending.extend((v, titles) for k, v in value.items() if k.lower() not in names.foreign)
        elif isinstance(value, list):
            pending.extend((item, titles) for item in value)
        body = _body(value, names) if titles else ""
        if body:
            length = len(words(_TAG.sub(" ", body)))
            if length >= ENOUGH:
                yield Candidate(titles=titles, markup=body, length=length)


def _titles(value: dict[str, Any], names: Names) -> tuple[str, ...]:
    """The titles of a value, as in {"title": "…"} and {"title": {"rendered": "…"}}."""
    stated = [v for k, v in value.items() if k.lower() in names.title]
    inner = [v for part in stated if isinstance(part, dict) for v in part.values()]
    return tuple(squeeze(_TAG.sub("", text)) for text in [*stated, *inner] if isinstance(text, str) and text.strip())


def _body(value: Any, names: Names) -> str:
    """A text, or a list of paragraphs, as markup; empty for what is neither."""
    if isinstance(value, str):
        return _paragraphs(value)
    if not isinstance(value, list) or any(isinstance(item, dict) and _titles(item, names) for item in value):
        return ""  # items with titles of their own are other articles
    return "".join(_paragraph(item, names) for item in value)


def _paragraphs(text: str) -> str:
    if len(text) < 5 * ENOUGH or text.count(" ") < ENOUGH // 2 or _ADDRESS.match(text):
        return ""
    if _MARKUP.search(text):
        return text
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _paragraph(item: Any, names: Names) -> str:
    """One item of a list as a paragraph: its text, or the texts inside it in their order."""
    pieces: list[str] = []
    pending: list[Any] = [item]
    for _ in range(MOST_PARTS):
        if not pending:
            break
        value = pending.pop()
        if isinstance(value, str):
            pieces.append(value)
        elif isinstance(value, list):
            pending.extend(reversed(value))
        elif isinstance(value, dict):
            pending.extend(v for k, v in reversed(value.items()) if k.lower() in names.text)
    text = "".join(pieces)
    if " " not in text.strip() or _ADDRESS.match(text):
        return ""
    return f"<p>{text if _TAG.search(text) else escape(text)}</p>"


def _fits(titles: Iterable[str], wanted: set[str]) -> bool:
    """Whether a title beside the text is one of the page or its listing: other articles are not taken."""
    plain = [_plain(title) for title in titles]
    return any(a == b or (len(a) >= 10 and a in b) or (len(b) >= 10 and b in a) for a in plain for b in wanted if a)


def _plain(title: str) -> str:
    return " ".join(words(title))


@cache
def load_names() -> Names:
    """The keys listed in `javascript.toml`, read once a process."""
    names = load_data("javascript")["names"]
    return Names(**{kind: frozenset(names[kind]) for kind in ("title", "text", "foreign")})
