"""Institute for the Study of War: its feed is closed, WordPress's own listing of posts is open.

ISW's policy on use and attribution (revised in January 2026) applies to what is kept: name ISW and link to the page.
"""

from html import unescape

import msgspec
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.listings import Entry, Found
from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.dates import parse_date
from pipelines.outlet import Outlet
from pipelines.record import Listing

SIZE = 50
"""Posts a listing page: the page that holds fewer is the last one."""
POSTS = (
    "https://understandingwar.org/wp-json/wp/v2/posts?per_page={}&page=1&_fields=link%2Cdate_gmt%2Cmodified_gmt%2Ctitle"
)


class Rendered(msgspec.Struct):
    rendered: str


class Post(msgspec.Struct):
    link: str
    date_gmt: str
    modified_gmt: str
    title: Rendered


class Isw(NewsSpider):
    name = "isw"
    outlet = Outlet(
        source=name, name="Institute for the Study of War", hosts=("understandingwar.org", "www.understandingwar.org"),
        country="US", language="en", ownership="independent", ownership_note="nonprofit think tank; own account",
    )  # fmt: skip
    sections = (POSTS.format(SIZE),)
    article = (
        r"^https?://(?:www\.)?understandingwar\.org/(?:research|backgrounder)/(?:[^/?#]+/)?(?:[^/?#-]+-){3,}[^/?#]+/?$"
    )
    expect = Expect(articles=10, words=150)

    def parse_listing(self, body: bytes, url: str) -> Found:
        """The posts of one page, and the address of the next one while pages are full."""
        posts = msgspec.json.decode(body, type=list[Post])
        number = int(url_query_parameter(url, "page", "1"))
        following = add_or_replace_parameter(url, "page", str(number + 1)) if len(posts) == SIZE else ""
        return Found(entries=tuple(map(entry, posts)), next_page=following)


def entry(post: Post) -> Entry:
    """The entry of a post; WordPress writes UTC without a zone, and titles as HTML."""
    published, modified = parse_date(post.date_gmt), parse_date(post.modified_gmt)
    listing = Listing(title=unescape(post.title.rendered), published_at=published.at if published else None)
    return Entry(url=post.link, listing=listing, lastmod=modified.at if modified else None)
