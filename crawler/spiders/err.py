"""ERR News, Estonia's public broadcaster in English."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Err(NewsSpider):
    name = "err"
    outlet = Outlet(
        source=name, name="ERR News", hosts=("news.err.ee",), country="EE", language="en", ownership="public",
        ownership_note="public broadcaster by the Estonian Public Broadcasting Act", timezone="Europe/Tallinn",
    )  # fmt: skip
    feeds = ("https://news.err.ee/rss",)
    article = r"^https?://news\.err\.ee/\d{6,}/[^/?#]+$"
    expect = Expect(articles=25, words=80)
