"""Anadolu, English edition; its dates come without a zone."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Anadolu(NewsSpider):
    name = "anadolu"
    outlet = Outlet(
        source=name, name="Anadolu", hosts=("www.aa.com.tr",), country="TR", language="en", ownership="state",
        ownership_note="company controlled by the Turkish state", timezone="Europe/Istanbul", body="div[dir] > p",
    )  # fmt: skip
    feeds = ("https://www.aa.com.tr/en/rss/default?cat=world", "https://www.aa.com.tr/en/rss/default?cat=live")
    article = r"^https?://www\.aa\.com\.tr/en/(?!pg/|vg/)[a-z\-]+/[^/?#]+/\d+$"
    expect = Expect(articles=10, words=80)
