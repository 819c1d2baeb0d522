"""The Kyiv Independent: flat addresses, so only headlines of four words and more are taken for articles."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class KyivIndependent(NewsSpider):
    name = "kyivindependent"
    outlet = Outlet(
        source=name, name="The Kyiv Independent", hosts=("kyivindependent.com",), country="UA", language="en",
        ownership="independent", ownership_note="owned by its staff; own account", timezone="Europe/Kyiv",
        body=".c-content",
    )  # fmt: skip
    feeds = ("https://kyivindependent.com/news-archive/rss/",)
    sitemaps = ("https://kyivindependent.com/sitemap.xml",)
    article = r"^https?://kyivindependent\.com/(?:[a-z0-9]+-){3,}[a-z0-9]+/?$"
    expect = Expect(articles=10, words=80)
