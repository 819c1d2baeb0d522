"""Shells are told from static pages by their bytes, and read from the data in their scripts: nothing is invented."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from pipelines.data import load_data
from pipelines.embedded import embedded
from pipelines.limits import Limits
from pipelines.recipe import Recipe, collect
from pipelines.record import Article, Flag, Listing, Page, Reason, Reject, Rejection
from pipelines.shell import is_shell
from tests.fixture import GOLDEN, Fixture
from tests.stories import story

TITLE = "Envoys meet again in Geneva"
LINES = [f"The envoys said: {line.capitalize()}." for line in story(7, 200).split("\n")]
MARKUP = "".join(f"<p>{line}</p>" for line in LINES)
OTHER = "".join(f"<p>Somebody else said: {line.capitalize()}.</p>" for line in story(8, 400).split("\n"))


def shell(scripts: str = "", title: str = TITLE) -> Page:
    head = f"<html lang='en'><head><title>{title} | The Paper</title><script src='/main.js'></script></head>"
    markup = f"<!DOCTYPE html>{head}<body><a href='/'>Home</a><div id='root'></div>{scripts}</body></html>"
    return Page(url="https://paper.example/1", body=markup.encode(), content_type="text/html; charset=utf-8")


def written(value: Any) -> str:
    """JSON as a page's author writes it into a script."""
    return json.dumps(value).replace("</", "<\\/")


def island(value: Any) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{written(value)}</script>'


def state(value: Any) -> str:
    return f"<script>var a = {{b: 1}}; window.__STATE__ = {written(value)}; run();</script>"


def parsed(value: Any) -> str:
    return f"<script>window.__STATE__ = JSON.parse({written(json.dumps(value))});</script>"


def linked(value: Any) -> str:
    return f'<script type="application/ld+json">{written(value)}</script>'


FORMS = {
    "html": {"props": {"article": {"id": 1, "title": TITLE, "bodyHtml": MARKUP}}},
    "plain": {"headline": TITLE, "articleBody": "\n".join(LINES)},
    "rendered": {"title": {"rendered": TITLE}, "content": {"rendered": MARKUP}},
    "list": {"title": TITLE, "paragraphs": LINES},
    "blocks": {"title": TITLE, "body": [{"type": "text", "content": line} for line in LINES]},
    "nodes": {"title": TITLE, "content": [{"type": "p", "content": [{"text": line}]} for line in LINES]},
}


@pytest.mark.parametrize("place", [island, state, parsed, linked])
@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_article_is_read_from_the_page_s_data(place: Any, form: Any) -> None:
    outcome = collect(shell(place(form)), Recipe())
    assert isinstance(outcome, Article)
    assert outcome.text == "\n".join(LINES)
    assert (outcome.title, outcome.flags) == (TITLE, (Flag.EMBEDDED,))


@pytest.mark.parametrize(
    "value",
    [
        {"title": "Another story altogether", "bodyHtml": OTHER},
        {"title": TITLE, "related": [{"bodyHtml": OTHER}]},
        {"title": TITLE, "next": {"title": "Another story altogether", "bodyHtml": OTHER}},
        {"title": TITLE, "teasers": [{"title": "One", "text": LINES[0]}, {"title": "Two", "text": LINES[1]}]},
        {"title": TITLE, "items": [{"title": str(at), "text": line} for at, line in enumerate(LINES)]},
        {"title": TITLE, "summary": LINES[0]},
        {"bodyHtml": MARKUP},
    ],
    ids=["title", "related", "next", "teasers", "items", "summary", "untitled"],
)
def test_another_article_is_not_taken_for_this_one(value: Any) -> None:
    assert embedded(shell(island(value)), Limits()) is None


@pytest.mark.parametrize("join", [list, ", ".join])
def test_the_addresses_of_a_picture_are_no_article(join: Any) -> None:
    sizes = [f"https://paper.example/pictures/{size}.jpg?height={size} {size}w" for size in range(100, 9000, 100)]
    assert embedded(shell(island({"title": TITLE, "srcset": join(sizes)})), Limits()) is None


def test_the_longest_text_with_the_page_s_title_is_the_article() -> None:
    value = [{"title": TITLE, "bodyHtml": MARKUP}, {"title": TITLE, "bodyHtml": MARKUP + MARKUP}, {"bodyHtml": OTHER}]
    found = embedded(shell(island(value)), Limits())
    assert found is not None
    assert (found.body or b"").decode().count(LINES[0]) == 2
    assert "Somebody else" not in (found.body or b"").decode()


def test_the_title_of_the_listing_will_do() -> None:
    page = shell(island(FORMS["html"]), title="The Paper")
    assert embedded(page, Limits()) is None
    assert embedded(Page(url=page.url, body=page.body, listing=Listing(title=TITLE)), Limits()) is not None


@pytest.mark.parametrize(
    "hostile",
    [
        "<script type='application/json'>" + "[" * 200_000 + "</script>",
        "<script>" + "={" * 200_000 + "</script>",
        "<script>" * 100_000,
        "<script" * 100_000,
        '<script type="application/json">{"title": "x", "body": </script>',
        island([[["deep"] * 1000] * 300]),
    ],
    ids=["deep", "assignments", "open", "unfinished", "broken", "wide"],
)
def test_hostile_data_is_bounded(hostile: str) -> None:
    started = time.perf_counter()
    assert embedded(shell(hostile), Limits()) is None
    assert time.perf_counter() - started < 10


def test_a_shell_without_data_needs_a_browser() -> None:
    outcome = collect(shell(), Recipe())
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.NO_BROWSER


def test_a_brief_that_the_server_has_written_needs_no_browser() -> None:
    told = "<p>The envoys met in Geneva on Monday and spoke of coal.</p><p>They meet again in spring.</p>"
    page = shell()
    body = (page.body or b"").replace(
        b"<div id='root'>", f"<div id='root'><h1>{TITLE}</h1><article>{told}</article>".encode()
    )
    assert isinstance(collect(Page(url=page.url, body=body), Recipe()), Article)


def test_a_rendered_page_is_judged_as_it_is() -> None:
    page = shell()
    outcome = collect(Page(url=page.url, body=page.body, rendered=True), Recipe())
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.EMPTY


def gate(page: Page) -> None:
    if b"Geneva" not in (page.body or b"").replace(TITLE.encode(), b""):
        raise Reject(Reason.GATED, "not about Geneva")


def test_the_gate_waits_until_a_page_can_be_seen() -> None:
    outcome = collect(shell(), Recipe(gate=gate))
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.NO_BROWSER


def test_the_gate_has_searched_the_page_s_data() -> None:
    outcome = collect(shell(island(FORMS["html"])), Recipe(gate=gate))
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.GATED


def test_a_page_that_asks_for_a_person_is_not_rendered() -> None:
    assert not is_shell(shell("<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1'></script>"))


@pytest.mark.parametrize(
    "folder", sorted(GOLDEN.glob("*/*/page.html.gz")), ids=lambda path: "/".join(path.parts[-3:-1])
)
def test_only_the_golden_shell_is_one(folder: Path) -> None:
    page = Page(url="", body=Fixture(folder.parent).body())
    assert is_shell(page) == ("shell" in folder.parent.name)


@pytest.mark.parametrize("kind", ["sign", "challenge"])
def test_every_pattern_matches_its_line_and_leaves_the_other(kind: str) -> None:
    for row in load_data("javascript")[kind]:
        assert re.search(row["pattern"], row["match"].lower()), row
        assert not re.search(row["pattern"], row["keep"].lower()), row
