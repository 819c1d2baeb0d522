"""TASS, English edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Tass(NewsSpider):
    name = "tass"
    outlet = Outlet(
        source=name, name="TASS", hosts=("tass.com",), country="RU", language="en", ownership="state",
        ownership_note="federal state unitary enterprise", timezone="Europe/Moscow",
        body="div.text-content p, div.text-block p", drop=(".tags",),
    )  # fmt: skip
    feeds = ("https://tass.com/rss/v2.xml",)
    sitemaps = ("https://tass.com/sitemap.xml",)
    article = r"^https?://tass\.com/[a-z\-]+/\d{5,}$"
    expect = Expect(articles=10, words=60)
