"""The bundled outlets answer as web servers do, and hold what `expected()` says."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from crawler.verdict import Verdict
from pipelines.record import Reason
from tests.bundled import BundledSite
from tests.bundled.stories import IGNORED, KEPT, SAME
from tests.fixture import GOLDEN, ROOT, Fixture

SEED_002 = (
    "https://www.themoscowtimes.com/2015/06/04/stoltenberg-russia-doesnt-pose-immediate-threat-to-nato-states-a47125"
)
SITEMAPS = {
    "themoscowtimes": "https://static.themoscowtimes.com/sitemap/sitemap.xml",
    "rt": "https://www.rt.com/sitemap.xml",
    "newsfront": "https://en.news-front.su/sitemap_index.xml",
    "dailywire": "https://www.dailywire.example/news-sitemap.xml",
}
FEEDS = {
    "themoscowtimes": "https://www.themoscowtimes.com/rss/news",
    "rt": "https://www.rt.com/rss/",
    "newsfront": "https://en.news-front.su/feed/",
    "dailywire": "https://www.dailywire.example/feed.xml",
}


@pytest.fixture(scope="module")
def site() -> Iterator[BundledSite]:
    with BundledSite() as running:
        yield running


def fetch(site: BundledSite, url: str, method: str = "GET", **headers: str) -> tuple[int, HTTPMessage, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(
            method, parts._replace(scheme="", netloc="").geturl(), headers={"Host": parts.netloc, **named}
        )
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def locations(site: BundledSite, url: str) -> list[str]:
    """Every page address of a sitemap or of an index of sitemaps."""
    tree = ET.fromstring(fetch(site, url)[2])
    found = [node.text or "" for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    if tree.tag.endswith("sitemapindex"):
        return [page for part in found for page in locations(site, part)]
    return found


def articles(site: BundledSite, source: str) -> set[str]:
    return {url for url, e in site.expected().items() if e.source == source and e.outcome != IGNORED}


def test_every_expected_address_answers(site: BundledSite) -> None:
    statuses = {url: fetch(site, url)[0] for url in site.expected()}
    assert {url for url, status in statuses.items() if status != 200} == {
        url for url, e in site.expected().items() if e.outcome == Reason.HTTP_ERROR
    }


def test_outcomes_are_reasons_or_known_words(site: BundledSite) -> None:
    assert {e.outcome for e in site.expected().values()} <= {KEPT, SAME, IGNORED, *Reason}


def test_each_seed_is_kept_once(site: BundledSite) -> None:
    kept = [e.golden for e in site.expected().values() if e.outcome == KEPT]
    assert sorted(name[-3:] for name in kept) == ["000", "001", "002", "003", "004"]


@pytest.mark.parametrize("source", SITEMAPS)
def test_sitemaps_list_every_article(site: BundledSite, source: str) -> None:
    assert set(locations(site, SITEMAPS[source])) == articles(site, source)


@pytest.mark.parametrize("source", FEEDS)
def test_feeds_list_every_article(site: BundledSite, source: str) -> None:
    tree = ET.fromstring(fetch(site, FEEDS[source])[2])
    assert {item.findtext("link") for item in tree.iter("item")} == articles(site, source)


@pytest.mark.parametrize(("source", "lastmod"), [("themoscowtimes", False), ("rt", True), ("newsfront", True)])
def test_lastmod_stands_where_the_outlet_has_it(site: BundledSite, source: str, lastmod: bool) -> None:
    index = ET.fromstring(fetch(site, SITEMAPS[source])[2])
    parts = [fetch(site, node.text or "")[2] for node in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert any(b"<lastmod>" in part for part in parts) is lastmod


def test_golden_page_is_served_byte_for_byte(site: BundledSite) -> None:
    assert fetch(site, SEED_002)[2] == Fixture(GOLDEN / "themoscowtimes/html-002").body()


def test_bare_host_serves_its_own_capture(site: BundledSite) -> None:
    served = fetch(site, SEED_002.replace("www.", ""))[2]
    assert served == Fixture(GOLDEN / "themoscowtimes/html-002-undesirable").body()


def test_page_is_found_under_the_other_host_of_its_outlet(site: BundledSite) -> None:
    assert fetch(site, "https://themoscowtimes.com/tag/nato")[0] == 200


def test_members_area_is_closed_by_robots(site: BundledSite) -> None:
    closed = [urlsplit(url).path for url, e in site.expected().items() if e.outcome == Reason.ROBOTS]
    rules = fetch(site, "https://www.dailywire.example/robots.txt")[2].decode()
    assert "Disallow: /members/" in rules
    assert closed
    assert all(path.startswith("/members/") for path in closed)


@pytest.mark.parametrize(
    ("url", "content_type"),
    [
        (SEED_002, "text/html; charset=utf-8"),
        ("https://www.rt.com/robots.txt", "text/plain; charset=utf-8"),
        ("https://www.rt.com/sitemap.xml", "application/xml; charset=utf-8"),
        ("https://www.rt.com/rss/", "application/rss+xml; charset=utf-8"),
    ],
)
def test_content_type_names_the_charset(site: BundledSite, url: str, content_type: str) -> None:
    assert fetch(site, url)[1]["Content-Type"] == content_type


def test_head_has_the_headers_of_get_and_no_body(site: BundledSite) -> None:
    _, got, body = fetch(site, SEED_002)
    status, headers, nothing = fetch(site, SEED_002, "HEAD")
    assert (status, nothing) == (200, b"")
    assert headers["Content-Length"] == got["Content-Length"] == str(len(body))


def test_gzip_when_accepted(site: BundledSite) -> None:
    _, headers, body = fetch(site, SEED_002, Accept_Encoding="gzip, deflate")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == fetch(site, SEED_002)[2]


@pytest.mark.parametrize(("answer", "question"), [("ETag", "If_None_Match"), ("Last-Modified", "If_Modified_Since")])
def test_unchanged_page_is_304(site: BundledSite, answer: str, question: str) -> None:
    value = fetch(site, SEED_002)[1][answer]
    status, headers, body = fetch(site, SEED_002, **{question: value})
    assert (status, body) == (304, b"")
    assert headers["ETag"]


def test_changed_page_is_sent_again(site: BundledSite) -> None:
    assert fetch(site, SEED_002, If_None_Match='W/"0000000000000000"')[0] == 200


def test_unknown_path_is_404(site: BundledSite) -> None:
    assert fetch(site, "https://www.rt.com/news/1-nothing/")[0] == 404


def test_unknown_host_is_404(site: BundledSite) -> None:
    assert fetch(site, "https://www.example.org/")[0] == 404


def test_missing_slash_is_redirected_to_the_real_address(site: BundledSite) -> None:
    status, headers, _ = fetch(site, "https://www.rt.com/news")
    assert (status, headers["Location"]) == (301, "https://www.rt.com/news/")


def test_soft_404_says_200(site: BundledSite) -> None:
    (url,) = [url for url, e in site.expected().items() if e.outcome == Reason.SOFT_404]
    status, _, body = fetch(site, url)
    assert status == 200
    assert b"Page not found" in body


def test_off_topic_pages_name_both_sides_so_that_the_gate_lets_them_pass(site: BundledSite) -> None:
    off_topic = [url for url, e in site.expected().items() if e.outcome == Reason.OFF_TOPIC]
    assert off_topic
    for url in off_topic:
        page = fetch(site, url)[2].decode()
        assert "NATO" in page, url
        assert "Russia" in page, url


def test_a_reader_that_leaves_early_ends_it_without_a_word() -> None:
    serving = [sys.executable, "-m", "tests.bundled", "serve"]
    with subprocess.Popen(serving, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (Verdict.INTERRUPTED, b"")


def test_hits_record_what_was_asked() -> None:
    with BundledSite() as fresh:
        fetch(fresh, SEED_002, "HEAD", User_Agent="somebody")
        (hit,) = fresh.hits
    assert (hit.method, hit.url, hit.status, hit.agent) == ("HEAD", SEED_002, 200, "somebody")


def test_every_json_ld_block_is_json(site: BundledSite) -> None:
    for url in site.expected():
        for block in fetch(site, url)[2].decode().split("application/ld+json")[1:]:
            json.loads(block.partition(">")[2].partition("</script>")[0])
