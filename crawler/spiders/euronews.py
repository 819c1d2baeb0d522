"""Euronews, English edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Euronews(NewsSpider):
    name = "euronews"
    outlet = Outlet(
        source=name, name="Euronews", hosts=("www.euronews.com",), country="FR", language="en", ownership="private",
        ownership_note="majority owned by Alpac Capital since 2022; press reports", timezone="Europe/Paris",
        body=".c-article-summary, div.c-article-content > p",
    )  # fmt: skip
    feeds = ("https://www.euronews.com/rss?level=theme&name=news",)
    sitemaps = ("https://www.euronews.com/sitemaps/en/latest-news.xml",)
    article = r"^https?://www\.euronews\.com/(?!video/)(?:[a-z\-]+/)?\d{4}/\d{2}/\d{2}/[^/?#]+$"
    expect = Expect(articles=10, words=80)
