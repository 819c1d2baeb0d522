"""Walls, empty pages and redirections that pass: their articles are not lost, and real walls are soon left alone."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.memory import Action, Memory, still_kept
from crawler.verdict import Verdict
from pipelines.ledger import Ledger
from pipelines.ledger_types import Seen
from pipelines.record import Reason
from tests.command import lines
from tests.web import corpus, crawl, links, page, pages, urlset

SITE = "https://news.example"
URLS = [f"{SITE}/world/story-{number}" for number in range(10_000, 10_006)]
NEWER = f"{SITE}/world/story-10006"
WALL = b"<!DOCTYPE html><title>Sign in to continue</title><body><p>Sign in to continue reading</p></body>"
REFUSED: dict[str, bytes | str] = {
    URLS[0]: WALL,
    URLS[1]: f"{SITE}/login",  # so does the next: their one place must not make them one
    URLS[2]: f"{SITE}/login",
    URLS[3]: b"<!DOCTYPE html><title>Page not found</title><body><p>Page not found</p></body>",
    URLS[4]: b"<!DOCTYPE html><title>News</title><body></body>",
    URLS[5]: "https://elsewhere.example/",
    f"{SITE}/login": WALL,
}
START = datetime(2026, 11, 1, 8, tzinfo=UTC)


def visit(folder: Path, answers: dict[str, bytes | str], *named: str, front: bytes = b"") -> tuple[int, dict[str, Any]]:
    """Exit status and manifest of a crawl of the site, whose sitemap names these addresses."""
    listings = {f"{SITE}/": front or links(), f"{SITE}/sitemap.xml": urlset(*named)}
    status = crawl("site", {**answers, **listings}, folder, "-a", f"url={SITE}/")
    path = max(folder.glob("manifests/*/*.json"))
    return status, json.loads(path.read_text("utf-8"))


def wait(folder: Path, hours: float) -> None:
    """Makes everything that the ledger remembers so much older."""
    with sqlite3.connect(folder / "ledger.sqlite") as ledger:
        for column in ("published_at", "fetched_at"):
            rows = ledger.execute(f"SELECT {column}, number FROM visits WHERE {column} NOT NULL").fetchall()
            older = [((datetime.fromisoformat(at) - timedelta(hours=hours)).isoformat(), row) for at, row in rows]
            ledger.executemany(f"UPDATE visits SET {column} = ? WHERE number = ?", older)
    ledger.close()


def test_articles_behind_a_passing_wall_are_kept_when_it_has_passed(tmp_path: Path) -> None:
    status, manifest = visit(tmp_path, REFUSED, *URLS)
    assert (status, manifest["articles"]) == (Verdict.BROKEN, 0)
    assert manifest["rejections"] == {"empty": 1, "foreign_redirect": 1, "soft_404": 1, "wall": 3}
    answers = pages(URLS)
    assert visit(tmp_path, answers, *URLS)[1]["pages"] == 0  # not on every run
    wait(tmp_path, 2)
    _, manifest = visit(tmp_path, {**answers, NEWER: page(99)}, NEWER)
    assert (manifest["articles"], manifest["pages"]) == (7, 7)
    assert corpus(tmp_path).keys() == {*URLS, NEWER}


def test_addresses_that_lead_to_the_front_page_for_an_hour_are_asked_again(tmp_path: Path) -> None:
    front = page(99)  # its teasers read like an article
    status, manifest = visit(tmp_path, dict.fromkeys(URLS, f"{SITE}/"), *URLS, front=front)
    assert (status, manifest["rejections"]) == (Verdict.BROKEN, {"soft_404": 6})
    wait(tmp_path, 2)
    visit(tmp_path, {**pages(URLS)}, *URLS, front=front)
    assert corpus(tmp_path).keys() == set(URLS)


def test_what_is_refused_again_is_a_line_and_no_failure_of_the_run(tmp_path: Path) -> None:
    visit(tmp_path, REFUSED, *URLS)
    wait(tmp_path, 2)
    status, manifest = visit(tmp_path, REFUSED, *URLS)
    assert (status, manifest["sentence"]) == (Verdict.FINE, "nothing new")
    assert (manifest["pages"], sum(manifest["rejections"].values())) == (6, 6)
    assert len(lines(tmp_path, "rejected/*/*.jsonl")) == 12
    wait(tmp_path, 2)
    assert visit(tmp_path, REFUSED, *URLS)[1]["pages"] == 0


def test_a_kept_article_that_meets_a_passing_wall_is_itself_afterwards(tmp_path: Path) -> None:
    answers: dict[str, bytes | str] = {**pages(URLS)}
    visit(tmp_path, answers, *URLS)
    wait(tmp_path, 2)
    assert visit(tmp_path, REFUSED, *URLS)[1]["pages"] == 6
    wait(tmp_path, 2)
    _, manifest = visit(tmp_path, answers, *URLS)
    assert (manifest["pages"], manifest["listings"]["same"]) == (0, 6)
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.recurring("news.example").stories == 6
        assert Memory(ledger=ledger).action(URLS[0], datetime.now(UTC)) is Action.REVISIT


def test_an_address_that_was_refused_and_leads_to_a_known_article_is_a_copy(tmp_path: Path) -> None:
    visit(tmp_path, {URLS[0]: WALL, URLS[1]: page(1)}, *URLS[:2])
    wait(tmp_path, 2)
    _, manifest = visit(tmp_path, {URLS[0]: URLS[1], URLS[1]: page(1)}, *URLS[:2])
    assert (manifest["rejections"], manifest["listings"]["same"]) == ({"duplicate": 1}, 1)


def test_what_robots_txt_forbids_to_look_at_again_is_counted_only(tmp_path: Path) -> None:
    visit(tmp_path, {**pages(URLS), URLS[0]: WALL}, *URLS)
    wait(tmp_path, 2)
    robots: dict[str, bytes | str] = {f"{SITE}/robots.txt": b"User-agent: *\nDisallow: /world/\n"}
    _, manifest = visit(tmp_path, robots, *URLS, NEWER)
    assert (manifest["pages"], manifest["rejections"]) == (1, {"robots": 1})
    assert manifest["listings"]["put_off"] == 6
    wait(tmp_path, 5)
    _, manifest = visit(tmp_path, {**pages(URLS)}, *URLS)
    assert (manifest["articles"], manifest["listings"]["same"]) == (1, 5)


def looks(outcomes: dict[int, str], usual: str) -> list[int]:
    """The hours at which a page that is a wall at first is looked at, by hourly runs."""
    looked = []
    with Ledger.open(None) as ledger:
        for hour in range(400):
            now = START + timedelta(hours=hour)
            again = [url for url, _ in Memory(ledger=ledger).due("desk", now, 1600, ())]
            looked += [hour] if again else []
            with ledger.begin("desk", now) as run:
                for url in again if hour else [URLS[0]]:
                    outcome = outcomes.get(hour, usual)
                    run.saw(still_kept(Seen(url=url, canonical_url=url, outcome=outcome, fetched_at=now), ledger))
                run.commit(now)
    return looked


def test_a_wall_that_stays_is_left_after_some_looks() -> None:
    assert looks({}, Reason.WALL) == [1, 6, 24, 72, 240]


@pytest.mark.parametrize("reason", [Reason.TIMEOUT, Reason.HTTP_ERROR, Reason.ROBOTS])
def test_a_look_that_failed_is_one_look(reason: Reason) -> None:
    assert looks({1: reason, 24: reason}, Reason.EMPTY) == [1, 6, 24, 72, 240]


@pytest.mark.parametrize("outcome", ["gone", Reason.OFF_TOPIC, Reason.GATED, Reason.DUPLICATE, Reason.TOO_LARGE])
def test_a_look_that_decides_is_the_last(outcome: str) -> None:
    assert looks({6: outcome}, Reason.SOFT_404) == [1, 6]
