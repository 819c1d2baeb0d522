"""Addresses that name a month alone: they may be of any of its days."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.web import corpus, crawl, links, pages, urlset

SITE = "https://news.example"
STORIES = [f"{SITE}/2026/{month}/the-story-of-a-harbour-{month}" for month in ("04", "05")]


def crawled(urls: list[str], folder: Path, *asked: str) -> dict[str, Any]:
    """The manifest of a crawl of these articles, which no listing dates."""
    answers = {f"{SITE}/": links(), f"{SITE}/sitemap.xml": urlset(*urls), **pages(urls)}
    crawl("site", answers, folder, "-a", f"url={SITE}/", *asked)
    (path,) = folder.glob("manifests/*/*.json")
    manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return manifest


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("since=2026-05-20", STORIES[1:]), ("until=2026-04-20", STORIES[:1]), ("since=2026-06-01", [])],
)
def test_a_month_is_outside_only_where_all_of_its_days_are(asked: str, kept: list[str], tmp_path: Path) -> None:
    manifest = crawled(STORIES, tmp_path, "-a", asked)
    assert sorted(corpus(tmp_path)) == kept
    assert manifest["listings"]["out_of_range"] == 2 - len(kept)


def test_the_newest_article_is_of_the_last_day_of_its_month_but_not_of_the_future(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    assert crawled(STORIES, tmp_path / "past")["newest"] == "2026-05-31"
    this_month = [f"{SITE}/{today:%Y/%m}/the-story-of-a-harbour-again"]
    assert crawled(this_month, tmp_path / "now")["newest"] in {f"{today}", f"{datetime.now(UTC).date()}"}
