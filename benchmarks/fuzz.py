"""Feeds damaged pages and texts to extraction and cleaning for a while; any exception but Reject is a failure.

    python benchmarks/fuzz.py FOLDER... [--seconds 600] [--seed 1]

FOLDER holds .html, .html.gz or .txt files. A failing input is written to fuzz-failure.bin and its seed is printed.
"""

import argparse
import random
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.clean import Clean
from pipelines.dates import Date
from pipelines.furniture import load_rules
from pipelines.inputs import pages
from pipelines.recipe import Recipe, run
from pipelines.record import Page, record
from pipelines.rules import Limits

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = [page for page in pages(options.folders, Limits()) if isinstance(page, Page)]
    stages = (Clean(rules=load_rules()), Date(now=datetime(2026, 1, 1, tzinfo=UTC)))
    recipe = Recipe(stages=stages)
    end, tried, slowest = time.monotonic() + options.seconds, 0, 0.0
    while time.monotonic() < end:
        page = damaged(found, random.Random(options.seed + tried))
        slowest = max(slowest, attempt(page, recipe, options.seed + tried))
        tried += 1
    print(f"{tried} damaged inputs, no failure; the slowest took {slowest:.2f} s")


def attempt(page: Page, recipe: Recipe, seed: int) -> float:
    """The seconds that an input took; a failure is written down and raised."""
    started = time.monotonic()
    try:
        record(run(page, recipe))
    except Exception:
        Path("fuzz-failure.bin").write_bytes(page.body or (page.text or "").encode("utf-8", "surrogatepass"))
        print(f"seed {seed}: {page.id}")
        raise
    return time.monotonic() - started


def damaged(found: list[Page], chance: random.Random) -> Page:
    page = chance.choice(found)
    body = bytearray(page.body or (page.text or "").encode("utf-8"))
    for _ in range(chance.randrange(1, 12)):
        damage(body, chance)
    if page.text is not None:
        return replace(page, text=bytes(body).decode("utf-8", chance.choice(["replace", "surrogateescape", "ignore"])))
    return replace(page, body=bytes(body), content_type=chance.choice(["", "text/html", "text/html; charset=cp1251"]))


def damage(body: bytearray, chance: random.Random) -> None:
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
