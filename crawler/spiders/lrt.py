"""LRT English, Lithuania's public broadcaster."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Lrt(NewsSpider):
    name = "lrt"
    outlet = Outlet(
        source=name, name="LRT English", hosts=("www.lrt.lt",), country="LT", language="en", ownership="public",
        ownership_note="public broadcaster by the Lithuanian law on LRT", timezone="Europe/Vilnius",
        body="p.text-lead, div.article-content.js-text-selection > p",
    )  # fmt: skip
    feeds = ("https://www.lrt.lt/en/news-in-english?rss",)
    article = r"^https?://www\.lrt\.lt/en/news-in-english/\d+/\d+/[^/?#]+$"
    expect = Expect(articles=50, words=80)
