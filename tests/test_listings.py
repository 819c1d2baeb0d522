"""Feeds, sitemaps and section pages: the publisher's dates and titles are kept, damage and hostility are survived."""

import gzip
from datetime import UTC, datetime

import pytest

from crawler.listings import Found, parse_listing

BASE = "https://a.example/sitemap.xml"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
NEWS_SITEMAP = f"""{XML}<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}"><url><loc> https://a.example/1 </loc>
<lastmod>2026-11-21</lastmod><news:news><news:publication><news:name>A</news:name></news:publication>
<news:publication_date>2026-11-20T08:00:00+03:00</news:publication_date><news:title>NATO &amp; Russia</news:title>
</news:news></url></urlset>""".encode()


def test_a_news_sitemap_keeps_publication_date_and_title() -> None:
    (entry,) = parse_listing(NEWS_SITEMAP, BASE).entries
    assert entry.url == "https://a.example/1"
    assert entry.listing.title == "NATO & Russia"
    assert entry.listing.published_at == datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_lastmod_is_not_a_publication_date() -> None:
    body = f"{XML}<urlset xmlns='{SITEMAP}'><url><loc>/1</loc><lastmod>2026-11-21</lastmod></url></urlset>".encode()
    (entry,) = parse_listing(body, BASE).entries
    assert (entry.url, entry.listing.published_at) == ("https://a.example/1", None)


def test_a_sitemap_index_gives_its_children_newest_first() -> None:
    child = "<sitemap><loc>https://a.example/{0}.xml</loc><lastmod>{0}</lastmod></sitemap>".format
    body = f"{XML}<sitemapindex xmlns='{SITEMAP}'>{child('2026-09')}{child('2026-11')}</sitemapindex>".encode()
    assert parse_listing(body, BASE).listings == ("https://a.example/2026-11.xml", "https://a.example/2026-09.xml")


def test_an_rss_item_gives_link_title_date_and_full_text() -> None:
    content = "<p>" + "NATO and Russia. " * 40 + "</p>"
    body = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>A</title>
    <item><title>T</title><link>https://a.example/1</link><pubDate>Fri, 20 Nov 2026 08:00:00 +0300</pubDate>
    <content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>""".encode()
    (entry,) = parse_listing(body, BASE).entries
    assert (entry.url, entry.listing.title, entry.listing.text) == ("https://a.example/1", "T", content)
    assert entry.listing.published_at == datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_an_atom_entry_gives_its_alternate_link() -> None:
    body = f"""{XML}<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link rel="self" href="/self"/>
    <link href="https://a.example/1"/><updated>2026-11-20T08:00:00Z</updated></entry></feed>""".encode()
    (entry,) = parse_listing(body, BASE).entries
    assert entry.url == "https://a.example/1"
    assert (entry.listing.published_at, entry.listing.modified_at) == (None, datetime(2026, 11, 20, 8, tzinfo=UTC))


def test_a_section_page_gives_links_next_page_and_feeds() -> None:
    body = b"""<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>
    <a href="/1#top">one</a><a href="/1">again</a><a href="javascript:x">no</a><a rel="next" href="?page=2">older</a>
    """
    found = parse_listing(body, "https://a.example/news")
    assert found.links == ("https://a.example/1",)
    assert found.next_page == "https://a.example/news?page=2"
    assert found.alternates == ("https://a.example/feed.xml",)


def test_gzip_bytes_without_the_header_are_unpacked() -> None:
    assert parse_listing(gzip.compress(NEWS_SITEMAP), BASE) == parse_listing(NEWS_SITEMAP, BASE)


def test_a_cut_sitemap_gives_what_stands_before_the_cut() -> None:
    body = NEWS_SITEMAP.replace(b"</urlset>", b"<url><loc>https://a.example/2</lo")
    assert [entry.url for entry in parse_listing(body, BASE).entries][:1] == ["https://a.example/1"]


def test_a_cut_gzip_sitemap_gives_what_stands_before_the_cut() -> None:
    rows = b"".join(b"<url><loc>https://a.example/%d</loc></url>" % (n * n) for n in range(500))
    packed = gzip.compress(b"<urlset>" + rows + b"</urlset>")
    found = parse_listing(packed[: len(packed) // 2], BASE).entries
    assert 100 < len(found) < 500


def test_a_sitemap_in_utf_16_is_read_as_any_other() -> None:
    body = NEWS_SITEMAP.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert parse_listing(body, BASE) == parse_listing(NEWS_SITEMAP, BASE)


def test_a_sitemap_of_plain_text_has_an_address_a_line() -> None:
    body = b"\xef\xbb\xbfhttps://a.example/1\r\n\r\n https://a.example/2#top\njavascript:alert(1)\nnews"
    assert [each.url for each in parse_listing(body, BASE).entries] == ["https://a.example/1", "https://a.example/2"]


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(3)
    )
    body = f"{XML}{bomb}]><urlset xmlns='{SITEMAP}'><url><loc>https://a.example/&a2;</loc></url></urlset>".encode()
    (entry,) = parse_listing(body, BASE).entries
    assert len(entry.url) < 100


@pytest.mark.parametrize(
    "body", [b"", b"\0" * 100, b"\x1f\x8b broken", b"{}", b"<rss><item><link>http://[::1</link></item></rss>"]
)
def test_damaged_listings_lead_nowhere(body: bytes) -> None:
    found = parse_listing(body, BASE)
    assert (found.entries, found.listings) == ((), ())


@pytest.mark.parametrize("body", [b"<?xml", NEWS_SITEMAP[:100], XML.encode() + NEWS_SITEMAP.decode().encode("utf-32")])
def test_of_damaged_listings_that_name_nothing_the_damage_is_said(body: bytes) -> None:
    with pytest.raises(ValueError, match="it is damaged: "):
        parse_listing(body, BASE)


def test_a_feed_without_items_is_none_that_is_damaged() -> None:
    assert parse_listing(b"<rss><channel><title>A</title></channel></rss>", BASE) == Found()


def test_a_feed_that_names_the_wrong_encoding_is_read() -> None:
    assert parse_listing(NEWS_SITEMAP.replace(b"UTF-8", b"utf-16"), BASE) == parse_listing(NEWS_SITEMAP, BASE)


@pytest.mark.parametrize("head", ["<!-- made by <html> tools -->\n", "<!DOCTYPE rss>", "<!-- " + "x" * 1000 + " -->"])
def test_a_feed_is_known_by_its_first_element(head: str) -> None:
    feed = "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:link href='/1'/></a:entry></a:feed>"
    (entry,) = parse_listing((head + feed).encode(), BASE).entries
    assert entry.url == "https://a.example/1"


def test_an_address_of_100_kilobytes_is_no_address() -> None:
    assert parse_listing(b'<a href="/' + b"x" * 100_000 + b'">x</a>', BASE).links == ()
