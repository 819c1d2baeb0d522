"""Feeds damaged, re-encoded and random pages and texts to extraction and cleaning for a while.

    python -m benchmarks.fuzz FOLDER... [--seconds 600] [--seed 1]

FOLDER holds .html, .html.gz or .txt files. A failure is any exception but Reject, more time than a page may take, and a
paragraph or field in the output that is not in the input, apart from the repairs of `pipelines.text`.
A failing input is written to fuzz-failure.bin and its seed is printed.
"""

import random
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from lxml.etree import strip_elements

from benchmarks.arguments import described, there
from pipelines.blocks import SKIPPED
from pipelines.clean import Clean
from pipelines.dates import Date
from pipelines.fields import linked_data
from pipelines.inputs import pages
from pipelines.limits import Limits
from pipelines.markup import parse
from pipelines.recipe import Recipe, run
from pipelines.record import Article, Page, record
from pipelines.text import printable, repair, squeeze

SNIPPETS = (
    b"<div>" * 600,
    b"</div>" * 50,
    b"\x00\xff\xfe",
    b"&#0;&#x110000;&nbsp;",
    b"<!--",
    b"]]>",
    b"<svg><title>x</title>",
    b"<p",
    b'<script type="application/ld+json">{"@type":["NewsArticle"],"headline":[],"articleBody":{}}</script>',
    b"<table><tr><td>" * 90,
    b'<meta charset="utf-16">',
    b"\xed\xa0\x80",
    b"<base href='//['>",
    b"<a href='http://[::1'>x</a>",
    b"<time datetime='99999-99-99'>",
    b"<link rel=canonical href='http://\xff'>",
    b"\xe2\x80\x8b\xc2\xad" * 40,
    b"<h1></h1><h1> </h1>",
    b"<p>" + b"a" * 20000,
)
CHARSETS = ("cp1251", "koi8-r", "cp866", "utf-16", "cp1252", "gb18030", "shift_jis")
TYPES = ("", "text/html", "text/html; charset=cp1251", "text/html; charset=utf-16", "text/html; charset=rot13")
_TAG = re.compile(r"<[^>]{1,200}>")


def main() -> None:
    parser = described(__doc__)
    parser.add_argument("folders", nargs="+", type=there)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = [page for page in pages(options.folders, Limits()) if isinstance(page, Page)]
    if not found:
        parser.error("the folders hold no page")
    stages = (Clean(), Date(now=datetime(2026, 1, 1, tzinfo=UTC)))
    recipe = Recipe(stages=stages)
    end, tried, slowest = time.monotonic() + options.seconds, 0, 0.0
    while time.monotonic() < end:
        page = strange(found, random.Random(options.seed + tried))
        slowest = max(slowest, attempt(page, recipe, options.seed + tried))
        tried += 1
    print(f"{tried} inputs, no failure; the slowest took {slowest:.2f} s of CPU time")


def attempt(page: Page, recipe: Recipe, seed: int) -> float:
    """The seconds that an input took; a failure is written down and raised."""
    started = time.process_time()
    try:
        outcome = run(page, recipe)
        record(outcome)
        took = time.process_time() - started
        assert took < Limits().seconds, f"{took:.1f} seconds"
        if isinstance(outcome, Article):
            assert not (lines := invented(page, outcome)), f"not in the input: {lines}"
    except Exception:
        Path("fuzz-failure.bin").write_bytes(page.body or (page.text or "").encode("utf-8", "surrogatepass"))
        print(f"seed {seed}: {page.id}")
        raise
    return took


def invented(page: Page, article: Article) -> list[str]:
    """The lines of an article that are not on its page."""
    known = "".join(map(letters, readable(page)))
    lines = [*(block.text for block in article.blocks), *(cut.text for cut in article.removed), article.title]
    stated = (*article.authors, *article.captions, article.lead, article.dateline, article.section)
    return [line for line in (*lines, *stated) if letters(line) not in known]


def readable(page: Page) -> Iterator[str]:
    """Everything that can be read on a page: its text, with and without what a paragraph leaves out, and its data."""
    if page.text is not None:
        yield from (page.text, page.title or "")
        return
    tree = parse(page, Limits()).tree
    yield from (value for element in tree.iter() if isinstance(element.tag, str) for value in element.values())
    for said in map(unescape, strings(list(linked_data(tree)))):
        yield from (said, _TAG.sub("", unescape(said)))
    yield "".join(tree.itertext())
    strip_elements(tree, *SKIPPED, with_tail=False)
    yield "".join(tree.itertext())


def strings(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for member in value.values() if isinstance(value, dict) else value:
            yield from strings(member)


def letters(text: str) -> str:
    """The letters and digits of a text as the output has them."""
    return "".join(filter(str.isalnum, repair(squeeze(printable(text)))))


def strange(found: list[Page], chance: random.Random) -> Page:
    """A page of the folders, damaged and perhaps in another charset; one in ten is random from end to end."""
    page = chance.choice(found)
    body = bytearray(page.body or (page.text or "").encode("utf-8"))
    if chance.random() < 0.1:
        body = bytearray(b"<p>".join(chance.choice((*SNIPPETS, chance.randbytes(60))) for _ in range(40)))
    for _ in range(chance.randrange(1, 12)):
        damage(body, chance)
    if page.text is not None:
        return replace(page, text=bytes(body).decode("utf-8", chance.choice(["replace", "surrogateescape", "ignore"])))
    plain = bytes(body).decode("utf-8", "ignore")
    encoded = bytes(body) if chance.random() < 0.7 else plain.encode(chance.choice(CHARSETS), "ignore")
    return replace(page, body=encoded, content_type=chance.choice(TYPES))


def damage(body: bytearray, chance: random.Random) -> None:
    """Inserts, deletes, overwrites or copies some bytes."""
    at = chance.randrange(len(body) + 1)
    kind = chance.randrange(4)
    if kind == 0:
        body[at:at] = chance.choice(SNIPPETS)
    elif kind == 1:
        del body[at : at + chance.randrange(1, 400)]
    elif kind == 2:
        body[at : at + 3] = chance.randbytes(3)
    else:
        other = chance.randrange(len(body) + 1)
        body[at:at] = body[other : other + chance.randrange(1, 2000)]


if __name__ == "__main__":
    main()
