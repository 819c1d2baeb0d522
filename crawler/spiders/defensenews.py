"""Defense News."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class DefenseNews(NewsSpider):
    name = "defensenews"
    outlet = Outlet(
        source=name, name="Defense News", hosts=("www.defensenews.com",), country="US", language="en",
        ownership="private", ownership_note="owned by Sightline Media Group; own account", body="article p",
    )  # fmt: skip
    feeds = ("https://www.defensenews.com/arc/outboundfeeds/rss/?outputType=xml",)
    sitemaps = ("https://www.defensenews.com/arc/outboundfeeds/sitemap-news/?outputType=xml",)
    article = r"^https?://www\.defensenews\.com/(?!video/)(?:[a-z0-9\-]+/)+\d{4}/\d{2}/\d{2}/[^/?#]+/?$"
    expect = Expect(articles=10, words=80)
