"""Articles that are looked at again, though no listing says that they have changed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.memory import still_kept
from pipelines.ledger import Ledger
from pipelines.ledger_types import Seen
from tests.command import lines
from tests.web import crawl, links, page

SITE = "https://news.example"
URLS = [f"{SITE}/world/story-{number}" for number in range(10_000, 10_016)]  # of so many, a run looks at one again
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def news_sitemap() -> bytes:
    """A sitemap that says when the articles were published, but not when they changed."""
    date = "<news:publication_date>2026-09-09T10:00:00Z</news:publication_date>"
    rows = "".join(f"<url><loc>{url}</loc><news:news>{date}</news:news></url>" for url in URLS)
    return f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">{rows}</urlset>'.encode()


def test_a_new_version_is_dated_as_the_listings_date_it(tmp_path: Path) -> None:
    for first in (0, 100):
        answers = {url: page(first + number) for number, url in enumerate(URLS)}
        found = {f"{SITE}/": links(), f"{SITE}/sitemap.xml": news_sitemap()}
        assert crawl("site", answers | found, tmp_path, "-a", f"url={SITE}/") == 0
    kept = lines(tmp_path, "corpus/*/*.jsonl")
    assert [row["relation"] for row in kept].count("version") == 1
    assert {(row["published_at"], row["published_from"]) for row in kept} == {("2026-09-09T10:00:00Z", "listing")}


def test_an_article_that_has_moved_is_looked_at_no_more_often_than_others(tmp_path: Path) -> None:
    born = datetime(2026, 9, 9, tzinfo=UTC)
    old, new = f"{SITE}/old", f"{SITE}/new"
    looked = []
    with Ledger.open(tmp_path / "ledger") as ledger:
        for hour in range(30):
            now = born + timedelta(hours=hour)
            due = ledger.due("a", now)
            looked += [hour] if due else []
            with ledger.begin("a", now) as run:
                if hour == 0:
                    run.saw(Seen(url=old, outcome="article", fetched_at=now))
                for seen in due:  # an undated page, to which the old address leads
                    again = Seen(url=seen.url, canonical_url=new, outcome="duplicate", fetched_at=now)
                    run.saw(still_kept(again, ledger))
                run.commit(now)
    assert looked == [1, 6, 24]
