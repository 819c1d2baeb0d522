"""Random listings, addresses, dates and headers: what reads them gives a sound value or its documented error.

HYPOTHESIS_PROFILE=long runs many more examples, drawn anew.
"""

import os
import unicodedata
from datetime import UTC, datetime
from urllib.parse import urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.listings import parse_listing
from crawler.memory import version
from crawler.politeness import retry_after
from crawler.runs import folder_name
from pipelines.dates import parse_date, url_date
from pipelines.ledger_types import Seen
from pipelines.urls import believable, canonical, listed

settings.register_profile("short", max_examples=120, derandomize=True, deadline=None)
settings.register_profile(
    "long", max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

BASE = "https://a.example/sitemap.xml"
PIECES = st.sampled_from(
    [
        b'<?xml version="1.0"?>',
        b"<urlset>",
        b"<url>",
        b"<loc>",
        b"https://a.example/1",
        b"</loc>",
        b"</url>",
        b"</urlset>",
        b"<sitemapindex><sitemap><loc>/s.xml</loc><lastmod>2026-11-21</lastmod></sitemap>",
        b"<rss><channel><item><link>",
        b"<![CDATA[",
        b"]]>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/x'/>",
        b"&lt;",
        b"&a;",
        b"\0",
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
        b"\x1f\x8b\x08",
        b"<html><a href='",
        b"'>",
        b"</a>",
        b"\xff\xfe",
        b"<base href='http://[::1'>",
        b"<link rel='next' href='?page=",
        b"<pubDate>Fri, 99 Nov 2026</pubDate>",
        b"<news:news>",
    ]
)
SOUP = st.lists(PIECES | st.binary(max_size=40), max_size=30).map(b"".join)
ADDRESSES = st.text(max_size=80) | st.builds(
    "{}://{}:{}/{}?{}#{}".format, st.sampled_from(["http", "https", "file", "javascript"]), st.text(max_size=20),
    st.integers(-5, 99999), st.text(max_size=20), st.text(max_size=20), st.text(max_size=5),
)  # fmt: skip


@given(SOUP)
def test_a_listing_leads_only_to_http_addresses(body: bytes) -> None:
    try:
        found = parse_listing(body, BASE)
    except ValueError:
        return
    for url in (*found.links, *found.listings, *(entry.url for entry in found.entries), *found.alternates):
        assert urlsplit(url).scheme in {"http", "https"}
        assert "passwd" not in url
        assert len(url) <= 2_000


@given(ADDRESSES)
def test_an_address_is_read_or_refused(url: str) -> None:
    for read in (listed, canonical):
        try:
            plain = read(url)
        except ValueError:
            continue
        assert urlsplit(plain).scheme in {"http", "https"}
        assert not [char for char in plain if unicodedata.category(char) == "Cc"]
    believable(url, "https://a.example/news/1-nato-and-russia-talk")  # these must not raise
    url_date(url)


@given(st.text(max_size=60))
def test_a_text_has_a_date_in_utc_or_none(text: str) -> None:
    stamp = parse_date(text)
    assert stamp is None or stamp.at.tzinfo is UTC


LIKE_A_DATE = st.from_regex(r"Thu, [0-9]{1,2} Jan [0-9]{1,25} 08:00:00 (?:GMT|[+-][0-9]{1,15})", fullmatch=True)


@given(st.text(max_size=60) | LIKE_A_DATE)
def test_a_page_is_never_dated_later_than_it_was_fetched(value: str) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert version(Seen(url=BASE, outcome="article", last_modified=value, fetched_at=now)) <= now


@given(
    st.binary(max_size=60).map(lambda value: value.replace(b"\n", b"").replace(b"\r", b""))
    | LIKE_A_DATE.map(str.encode)
)
def test_a_wait_is_a_number_of_seconds_or_none(value: bytes) -> None:
    wait = retry_after(Response("https://a.example/", headers={"Retry-After": value}))
    assert wait is None or wait >= 0


@given(st.text(max_size=300))
def test_a_folder_name_is_one_harmless_path_component(source: str) -> None:
    name = folder_name(source)
    assert name
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name) <= 100
