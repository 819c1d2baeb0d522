"""The counts of a run add up: every address ends as one line or was known before, and none is fetched twice."""

import sqlite3
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.spiders.site import Site
from crawler.verdict import Verdict
from pipelines.ledger import Ledger
from pipelines.ledger_types import Seen
from tests.command import command, crawl, lines
from tests.outlet import Answer, LocalOutlet, article


def first_again(number: int, outlet: LocalOutlet) -> Answer:
    """The third address leads to the first article."""
    return Answer(status=301, headers={"Location": outlet.urls()[0]}) if number == 2 else article(number)


def test_a_second_address_of_an_article_is_a_copy_of_it(tmp_path: Path) -> None:
    with LocalOutlet(first_again, count=3) as outlet:
        _, manifest = crawl(outlet, tmp_path)
        (line,) = lines(tmp_path, "rejected/*/*.jsonl")
        assert (manifest["pages"], manifest["articles"], manifest["rejections"]) == (3, 2, {"duplicate": 1})
        assert (line["url"], line["reason"], line["relation"]) == (outlet.urls()[2], "duplicate", "exact")
        assert line["duplicate_of"] == line["id"]
        _, manifest = crawl(outlet, tmp_path)
    assert (manifest["pages"], manifest["listings"]["known"]) == (0, 3)


def test_the_ledger_knows_the_dates_of_pages_that_no_listing_dates(tmp_path: Path) -> None:
    with LocalOutlet(count=16, dated=False) as outlet:
        for run in range(2):  # the second looks again at one of them
            _, manifest = crawl(outlet, tmp_path)
            assert manifest["listings"].get("same", 0) == run
            with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
                dates = [seen.published_at for url in outlet.urls() if (seen := ledger.seen(url))]
            assert len(dates) == 16
            assert None not in dates


def remember(outlet: LocalOutlet, folder: Path) -> None:
    """Notes that the sitemap and all articles were fetched two hours ago, when they were published."""
    then = datetime.now(UTC) - timedelta(hours=2)
    site = Site(url=outlet.address)
    site.memory.note_listing(f"{outlet.address}/sitemap.xml", '"1"', "")
    with Ledger.open(folder / "ledger.sqlite") as ledger, ledger.begin(site.name, then) as run:
        run.saw(site.memory.listings[0])
        for url in outlet.urls():
            run.saw(Seen(url=url, canonical_url=url, outcome="article", published_at=then, fetched_at=then))
        run.commit(then)


class Resting(LocalOutlet):
    """An outlet of which neither the sitemap nor an article has changed."""

    def answer(self, path: str) -> Answer:
        answer = super().answer(path)
        unchanged = Answer(status=304, headers={"Content-Encoding": "gzip"})  # of the page, though none is sent
        return unchanged if path == "/sitemap.xml" or path.startswith("/news/") else answer


def test_listings_and_articles_that_have_not_changed_are_counted_apart(tmp_path: Path) -> None:
    with Resting(count=3) as outlet:
        remember(outlet, tmp_path)
        _, manifest = crawl(outlet, tmp_path)
    assert manifest["listings"] == {"named": 0, "not_modified": 3, "read": 1, "unchanged": 1}


class Changing(LocalOutlet):
    """An outlet that fails at one of its articles, and says of another that it is what it was."""

    def answer(self, path: str) -> Answer:
        answer = super().answer(path)
        return {"/news/1": Answer(status=500), "/news/2": Answer(status=304)}.get(path.partition("-")[0], answer)


def test_the_table_counts_every_page_once_whatever_came_of_a_second_look(tmp_path: Path) -> None:
    with Changing(count=3) as outlet:
        remember(outlet, tmp_path)
        outlet.count = 5
        done = subprocess.run(command(outlet, tmp_path), check=False, capture_output=True, text=True, timeout=120)
    names, _, row = done.stdout.replace("off topic", "off_topic").splitlines()[:3]
    counts = dict(zip(names.split()[1:-1], map(int, row.split()[1:-1]), strict=True))
    pages, unchanged = counts["pages"], counts["unchanged"]
    assert (counts.pop("listed"), counts.pop("known"), counts.pop("pages"), unchanged) == (5, 3, 5, 1)
    assert sum(counts.values()) == pages


def test_who_says_unchanged_without_being_asked_says_nothing(tmp_path: Path) -> None:
    with LocalOutlet(lambda number, _: Answer(status=304) if number == 0 else article(number), count=3) as outlet:
        _, manifest = crawl(outlet, tmp_path / "article")
    assert (manifest["articles"], manifest["rejections"]) == (2, {"http_error": 1})
    with Resting() as outlet:
        status, manifest = crawl(outlet, tmp_path / "listing")
    assert (status, manifest["listings"]["failed"]) == (Verdict.NOTHING_FETCHED, 1)


class Tracking(LocalOutlet):
    """An outlet whose listing marks its links, and says that all of them have just changed."""

    def sitemap(self) -> str:
        changed = f"<lastmod>{datetime.now(UTC).isoformat()}</lastmod>"
        return super().sitemap().replace("</loc>", f"?utm_source=rss</loc>{changed}")


def test_an_article_that_has_changed_and_is_old_enough_for_another_look_is_asked_for_once(tmp_path: Path) -> None:
    with Tracking(count=3) as outlet:
        remember(outlet, tmp_path)
        crawl(outlet, tmp_path)
        asked = Counter(path for path in outlet.asked if path.startswith("/news/"))
    assert set(asked.values()) == {1}


def test_a_ledger_that_is_damaged_while_it_is_read_is_one_sentence(tmp_path: Path) -> None:
    with LocalOutlet(count=2) as outlet:
        remember(outlet, tmp_path)
        with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
            ledger.execute("UPDATE visits SET fetched_at = 'never'")
        ledger.close()
        done = subprocess.run(command(outlet, tmp_path), check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == Verdict.INTERNAL_ERROR
    assert "ledger.sqlite: it is damaged" in done.stdout
    assert "Traceback" not in done.stderr
