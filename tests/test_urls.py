import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.data import load_data
from pipelines.urls import LONGEST, believable, canonical, listed, site

RULES = load_data("urls")["tracking"]
TMT = ("www.themoscowtimes.com", "themoscowtimes.com")
NEWS_FRONT = ("en.news-front.su", "en.news-front.info")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["kind"])
def test_tracking_patterns_match_and_spare_their_examples(rule):
    pattern = re.compile(rule["pattern"], re.IGNORECASE)
    assert [name for name in rule["match"] if not pattern.fullmatch(name)] == []
    assert [name for name in rule["keep"] if pattern.fullmatch(name)] == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.org/x?utm_source=tg&id=7&fbclid=q", "https://a.org/x?id=7"),
        ("https://a.org/x?utm_source=tg", "https://a.org/x"),
        (" https://A.org/X#part ", "https://a.org/X#part"),
        ("https://a.org:443/x", "https://a.org/x"),
        ("http://новости.рф:8080/x", "http://xn--b1amnebsh.xn--p1ai:8080/x"),
        ("http://127.0.0.1:8800/x?utm_medium=a", "http://127.0.0.1:8800/x"),
    ],
)
def test_listed_drops_tracking_and_names_the_host_as_dns_does(url, expected):
    assert listed(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://A.org:80", "https://a.org/"),
        ("https://a.org/x?b=2&gclid=1#top", "https://a.org/x?b=2"),
        ("https://www.rt.com/news/1-slug/amp/", "https://www.rt.com/news/1-slug/"),
        ("https://a.org/amp/2024/x", "https://a.org/2024/x"),
        ("https://a.org/2024/x.amp.html", "https://a.org/2024/x.html"),
        ("https://a.org/2024/x?amp=1", "https://a.org/2024/x"),
        ("https://a.org/lamp/stamp", "https://a.org/lamp/stamp"),
        ("https://amp.m.a.org/amp/amp/x/amp/amp/", "https://a.org/x/"),
        ("https://google.com/amp/s/cdn.ampproject.org/c/s/a.org/x", "https://a.org/x"),
        ("https://m.dw.com/en/x/a-5", "https://dw.com/en/x/a-5"),
        ("https://www-rt-com.cdn.ampproject.org/c/s/www.rt.com/news/1/", "https://www.rt.com/news/1/"),
        ("https://www.google.com/amp/s/a.org/x/amp", "https://a.org/x"),
        ("http://127.0.0.1:8800/x", "http://127.0.0.1:8800/x"),
        ("http://localhost/x", "http://localhost/x"),
        ("https://a.org/Привет", "https://a.org/%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82"),
        ("https://a.org/%d0%9f%zz", "https://a.org/%D0%9F%25zz"),
    ],
)
def test_canonical_is_one_address_for_all_variants(url, expected):
    assert canonical(url) == expected


@pytest.mark.parametrize(
    ("url", "hosts", "expected"),
    [
        ("https://themoscowtimes.com/2014/10/28/x-a40847", TMT, "https://www.themoscowtimes.com/2014/10/28/x-a40847"),
        ("http://en.news-front.info/2022/12/01/x/", NEWS_FRONT, "https://en.news-front.su/2022/12/01/x/"),
        ("https://m.themoscowtimes.com/x", TMT, "https://www.themoscowtimes.com/x"),
        ("https://other.org/x", TMT, "https://other.org/x"),
    ],
)
def test_canonical_replaces_host_aliases(url, hosts, expected):
    assert canonical(url, hosts) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "javascript:alert(1)",
        "ftp://a.org/x",
        "http:///x",
        "http://[::1",
        "http://a:99999/",
        "http://a:-1/",
        "http://a:0/",
        "http://a b/",
        "http://a\x00b/",
        "http://..../",
        "http://\ud800.com/",
        "https://a.org/" + "x" * 100_000,
        "https://" + "a" * 3000 + ".org/",
    ],
    ids=lambda url: repr(url[:20]),
)
@pytest.mark.parametrize("read", [listed, canonical])
def test_addresses_that_cannot_be_fetched_are_refused(url, read):
    with pytest.raises(ValueError, match=r"."):
        read(url)


def test_a_password_is_never_sent_nor_kept():
    with pytest.raises(ValueError, match="password"):
        listed("https://me:secret@a.org/x")
    assert canonical("https://me:secret@a.org/x") == "https://a.org/x"


@settings(max_examples=300, deadline=None)
@example("http://m.m.a.b/amp/amp.amp/amp/x.amp.amp.html?amp&amp#")
@given(st.text(max_size=60) | st.text(alphabet="htps:/.%?#&=@[]aé0\x00", max_size=60).map("http://".__add__))
def test_canonical_is_idempotent_or_a_value_error(url):
    try:
        once = canonical(url)
    except ValueError:
        return
    assert canonical(once) == once
    assert once.isascii()
    assert len(once) <= 9 * LONGEST


STORY = "https://www.a.org/world/2024/05/03/nato-and-russia-talk-again"


@pytest.mark.parametrize(
    "declared",
    [
        STORY,
        "http://a.org/world/2024/05/03/nato-and-russia-talk-again",
        "https://edition.a.org/2024/05/03/nato-and-russia-talk-again",
        "https://www.a.org/article/98123",
        "https://www.a.org/nato-and-russia-talk-again-in-vienna",
    ],
)
def test_a_declared_address_of_the_same_site_is_believed(declared):
    assert believable(declared, STORY)


@pytest.mark.parametrize(
    "declared",
    [
        "https://www.a.org/",
        "https://www.a.org",
        "https://www.a.org/world",
        "https://www.a.org/world/2024/05",
        "https://www.a.org/politics",
        "https://www.b.org/world/2024/05/03/nato-and-russia-talk-again",
        "https://evil.org/?u=https://www.a.org/x",
        "/relative",
        "",
        "https://[",
    ],
)
def test_front_pages_sections_and_other_sites_are_not_believed(declared):
    assert not believable(declared, STORY)


def test_the_first_page_of_a_long_story_is_believed():
    assert believable(STORY, STORY + "/page/2")
    assert believable(STORY, STORY + "/2")


def test_an_outlets_other_host_is_its_own_site():
    declared, final = "https://en.news-front.su/2022/12/01/a/", "https://en.news-front.info/2022/12/01/a/"
    assert believable(declared, final, NEWS_FRONT)
    assert not believable(declared, final)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("www.pravda.com.ua", "pravda.com.ua"),
        ("edition.cnn.com", "cnn.com"),
        ("dw.com", "dw.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_site_is_the_registered_name(host, expected):
    assert site(host) == expected
