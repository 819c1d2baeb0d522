"""Sources with listings of their own kind, against local servers that answer as their outlets are known to."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.spiders.isw import SIZE
from crawler.verdict import Verdict
from tests.web import corpus, crawl, links, page, pages, urlset

NATO = "https://www.nato.int"
QUERY = "searchText=&searchType=wcm&sortBy=dateDesc&pageSize=15&page={}&languages=en"
SEARCH = f"{NATO}/content/nato/en/news-and-events/{{}}.search.json?{QUERY}"
NEWS = "articles/news/jcr:content/root/container/general_search"
TRANSCRIPTS = "events/transcripts/jcr:content/root/container/general_search_copy"
POSTS = f"https://understandingwar.org/wp-json/wp/v2/posts?per_page={SIZE}&page={{}}&_fields=link%2Cdate_gmt%2Cmodified_gmt%2Ctitle"


def results(urls: list[str], last: int) -> bytes:
    """NATO's search: links without the host and with a locale."""
    found = [
        {
            "title": f"Story {url[-2:]}",
            "link": url.removeprefix(NATO) + "?selectedLocale=null",
            "pageDate": "07 July 2026",
        }
        for url in urls
    ]
    return json.dumps({"numberOfPages": last, "pages": found}).encode()


def nato() -> tuple[list[str], dict[str, bytes | str]]:
    news = [f"{NATO}/en/news-and-events/articles/news/2026/07/{day:02}/story-{day:02}" for day in range(1, 21)]
    speech = f"{NATO}/en/news-and-events/events/transcripts/2002/09/25/opening-statement"
    answers: dict[str, bytes | str] = {
        SEARCH.format(NEWS, 1): results(news[:15], 2),
        SEARCH.format(NEWS, 2): results(news[15:], 2),
        SEARCH.format(TRANSCRIPTS, 1): results([speech], 1),
    }
    return [*news, speech], answers | pages([*news, speech])


def test_nato_is_read_through_its_search_and_dated_by_its_addresses(tmp_path: Path) -> None:
    urls, answers = nato()
    assert crawl("nato", answers, tmp_path) == Verdict.FINE
    kept = corpus(tmp_path)
    assert sorted(kept) == sorted(urls)
    assert kept[urls[-1]]["published_at"] == "2002-09-25T00:00:00Z"
    assert kept[urls[0]]["published_from"] == "url"


def test_a_search_that_answers_with_a_page_is_a_failed_listing(tmp_path: Path) -> None:
    answers = {SEARCH.format(place, 1): page(0) for place in (NEWS, TRANSCRIPTS)}
    assert crawl("nato", answers, tmp_path) == Verdict.NOTHING_FETCHED
    (manifest,) = [json.loads(path.read_text("utf-8")) for path in tmp_path.glob("manifests/*/*.json")]
    assert manifest["listings"]["failed"] == 2


def post(url: str, day: int) -> dict[str, Any]:
    stamp = f"2026-{day // 28 + 1:02}-{day % 28 + 1:02}T01:30:00"
    return {"link": url, "date_gmt": stamp, "modified_gmt": stamp, "title": {"rendered": f"Kharkiv &amp; Sumy {day}"}}


def test_isw_is_read_through_the_posts_of_wordpress(tmp_path: Path) -> None:
    place = "https://understandingwar.org/research/russia-ukraine/russian-offensive-campaign-assessment-"
    urls = [f"{place}{day}/" for day in range(SIZE + 3)]
    posts = [post(url, day) for day, url in enumerate(urls)]
    answers: dict[str, bytes | str] = {
        POSTS.format(1): json.dumps(posts[:SIZE]).encode(),
        POSTS.format(2): json.dumps(posts[SIZE:]).encode(),
    }
    assert crawl("isw", answers | pages(urls), tmp_path) == Verdict.FINE
    kept = corpus(tmp_path)
    assert sorted(kept) == sorted(urls)
    assert kept[urls[0]]["published_at"] == "2026-01-01T01:30:00Z"
    assert kept[urls[0]]["published_from"] == "listing"


def test_al_jazeera_is_read_by_the_sitemaps_of_days(tmp_path: Path) -> None:
    urls = [f"https://www.aljazeera.com/news/2026/9/{day}/story-of-the-day-{n}" for day in (9, 10) for n in range(6)]
    day = "https://www.aljazeera.com/sitemap.xml?yyyy=2026&mm=09&dd={:02}"
    answers: dict[str, bytes | str] = {day.format(9): urlset(*urls[:6]), day.format(10): urlset(*urls[6:])}
    span = ("-a", "since=2026-09-09", "-a", "until=2026-09-10")
    assert crawl("aljazeera", answers | pages(urls), tmp_path, *span) == Verdict.FINE
    assert sorted(corpus(tmp_path)) == sorted(urls)


SECTIONS = {
    "xinhua": [f"https://english.news.cn/europe/20260529/{n:032x}/c.html" for n in range(12)],
    "interfax": [f"https://interfax.com/newsroom/top-stories/{n}/" for n in range(119_200, 119_206)],
    "barentsobserver": [f"https://www.thebarentsobserver.com/security/a-story/{n}" for n in range(157_600, 157_606)],
}
PLACES = {
    "xinhua": "https://english.news.cn/europe/index.htm",
    "interfax": "https://interfax.com/newsroom/top-stories/",
    "barentsobserver": "https://www.thebarentsobserver.com/security",
}


@pytest.mark.parametrize("source", SECTIONS)
def test_outlets_without_feeds_are_read_by_their_sections(source: str, tmp_path: Path) -> None:
    urls = SECTIONS[source]
    relative = [f"/{url.split('/', 3)[3]}" for url in urls]
    answers: dict[str, bytes | str] = {PLACES[source]: links(*relative, "/about", "/photo/index.htm")}
    crawl(source, answers | pages(urls), tmp_path)
    assert sorted(corpus(tmp_path)) == sorted(urls)


EDITIONS = {
    "rt": ("https://www.rt.com/sitemap", "_2026.xml", "https://www.rt.com/news/62340{}-north-talks-ships/"),
    "rt_ru": (
        "https://russian.rt.com/sitemap",
        "_2026_4.xml",
        "https://russian.rt.com/world/news/162340{}-north-talks",
    ),
    "themoscowtimes": (
        "https://static.themoscowtimes.com/sitemap/",
        "2026-7.xml",
        "https://www.themoscowtimes.com/2026/07/0{}/north-talks-a90123",
    ),
    "themoscowtimes_ru": (
        "https://ru.themoscowtimes.com/sitemap/",
        "2026-7.xml",
        "https://www.moscowtimes.ru/2026/07/0{}/north-talks-a190123",
    ),
}
"""Where an edition's sitemaps are, the part that is read, and what its articles' addresses look like."""


@pytest.mark.parametrize("source", EDITIONS)
def test_an_edition_takes_the_articles_of_its_own_language(source: str, tmp_path: Path) -> None:
    folder, part, own = EDITIONS[source]
    urls = [own.format(number) for number in range(1, 4)]
    others = [address.format(4) for name, (_, _, address) in EDITIONS.items() if name != source]
    index = folder + ("sitemap.xml" if folder.endswith("/") else ".xml")
    answers: dict[str, bytes | str] = {
        index: urlset(folder + part).replace(b"urlset", b"sitemapindex").replace(b"url>", b"sitemap>"),
        folder + part: urlset(*urls, *others),
    }
    crawl(source, answers | pages([*urls, *others]), tmp_path)
    kept = corpus(tmp_path)
    assert sorted(kept) == urls
    assert {row["source"] for row in kept.values()} == {source}


def test_news_front_survives_its_hosts_and_its_bytes(tmp_path: Path) -> None:
    su, info = "https://en.news-front.su/2022/12/01/", "https://en.news-front.info/2022/12/01/"
    answers: dict[str, bytes | str] = {
        "https://en.news-front.su/sitemap_index.xml": urlset(f"{su}moved/", f"{su}broken-bytes/"),
        f"{su}moved/": f"{info}moved/",
        f"{info}moved/": page(1),
        f"{su}broken-bytes/": page(2).replace(b".</p>", b" \xd0\xff\x98.</p>", 1),
    }
    assert crawl("newsfront", answers, tmp_path) == Verdict.FINE
    kept = corpus(tmp_path)
    assert sorted(kept) == [f"{su}broken-bytes/", f"{su}moved/"]
    assert {row["canonical_url"] for row in kept.values()} == {f"{su}broken-bytes/", f"{su}moved/"}
