"""Interfax-Ukraine, English edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class InterfaxUa(NewsSpider):
    name = "interfax_ua"
    outlet = Outlet(
        source=name, name="Interfax-Ukraine", hosts=("en.interfax.com.ua",), country="UA", language="en",
        ownership="private", ownership_note="own account", timezone="Europe/Kyiv", body="article.article-content-view",
        drop=(".article-content-secondary-header", ".article-tags"),
    )  # fmt: skip
    feeds = ("https://en.interfax.com.ua/news/last.rss",)
    article = r"^https?://en\.interfax\.com\.ua/news/[a-z\-]+/\d{5,}\.html$"
    expect = Expect(articles=5, words=40)
