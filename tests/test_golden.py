"""Golden fixtures: one test for every field that a reader wrote down for a page.

A folder without `article.json` or `rejection.json` gets the outcome as a proposal with `"reviewed": false`, and its
test fails until a person has read it and deleted that line.
`"xfail": {"FIELD": "why"}` in page.json marks what is known to fail.
"""

import functools
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.project import get_project_settings

from crawler.golden import UNREVIEWED, comparable, propose
from crawler.recipes import cleaning
from pipelines.recipe import Recipe, run
from pipelines.record import Outcome
from tests.fixture import GOLDEN, Fixture, fixtures

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def golden_fields() -> Iterator[Any]:
    for fixture in fixtures():
        known = fixture.facts().get("xfail", {})
        for field in fixture.expected():
            marks = [pytest.mark.xfail(reason=known[field], strict=True)] if field in known else []
            yield pytest.param(fixture, field, id=f"{fixture.name}:{field}", marks=marks)


@functools.cache
def recipe() -> Recipe:
    return cleaning(get_project_settings(), NOW)


@functools.cache
def outcome(fixture: Fixture) -> Outcome:
    return run(fixture.page(), recipe())


def produced(fixture: Fixture) -> dict[str, Any]:
    return comparable(outcome(fixture))


@pytest.mark.parametrize(("fixture", "field"), [*golden_fields()])
def test_golden(fixture: Fixture, field: str) -> None:
    expected = fixture.expected()
    if field == "reviewed":
        if expected == UNREVIEWED:
            propose(outcome(fixture), fixture.folder)
        pytest.fail(f'read the proposal in {fixture.folder} and delete the line "reviewed"')
    got = produced(fixture)
    if field == "absent":
        assert [text for text in expected["absent"] if text in got["text"]] == []
    else:
        assert got.get(field, f"rejected: {got.get('reason')}, {got.get('detail')}") == expected[field]


@pytest.mark.parametrize("fixture", [pytest.param(f, id=f.name) for f in fixtures()])
def test_golden_record_does_not_contradict_itself(fixture: Fixture) -> None:
    expected = fixture.expected()
    body = expected.get("body", [])
    assert [text for text in expected.get("absent", []) if any(text in paragraph for paragraph in body)] == []
    assert all(text == " ".join(text.split()) for text in body)
    assert expected.get("lead", "") in ("", *body)


@pytest.mark.parametrize("fixture", [pytest.param(f, id=f.name) for f in fixtures() if "absent" in f.expected()])
def test_what_must_be_absent_stands_on_the_page(fixture: Fixture) -> None:
    markup = fixture.body().decode("cp1251" if "1251" in fixture.facts()["content_type"] else "utf-8")
    shown = [" ".join(unescape(text).split()) for text in (markup, re.sub(r"<[^>]+>", "", markup))]
    assert [text for text in fixture.expected()["absent"] if not any(text in page for page in shown)] == []


@pytest.mark.parametrize(
    "fixture", [pytest.param(f, id=f.name) for f in fixtures() if f.name.split("/")[1].startswith("text-")]
)
def test_golden_text_accounts_for_every_line(fixture: Fixture) -> None:
    expected = fixture.expected()
    parts = [expected["title"], *expected["body"], *(removed["text"] for removed in expected["removed"])]
    lines = [" ".join(line.split()) for line in (fixture.page().text or "").splitlines()]
    assert sorted(parts) == sorted(line for line in lines if line)


def test_missing_record_is_proposed_and_not_believed(tmp_path: Path) -> None:
    given = GOLDEN / "themoscowtimes" / "text-002" / "page.json"
    (tmp_path / "page.json").write_bytes(given.read_bytes())
    propose(outcome(Fixture(tmp_path)), tmp_path)
    proposal = Fixture(tmp_path).expected()
    assert proposal["reviewed"] is False
    assert proposal["body"]
