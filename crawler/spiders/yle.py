"""Yle News, Finland's public broadcaster in English; Finnish pages look alike, so only feeds are read."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Yle(NewsSpider):
    name = "yle"
    outlet = Outlet(
        source=name, name="Yle News", hosts=("yle.fi",), country="FI", language="en", ownership="public",
        ownership_note="public broadcaster by the Finnish Act on Yle", timezone="Europe/Helsinki",
    )  # fmt: skip
    feeds = ("https://yle.fi/rss/news", "https://feeds.yle.fi/uutiset/v1/recent.rss?publisherIds=YLE_NEWS")
    article = r"^https?://yle\.fi/(?:a|news)/\d+-\d+(?:\?origin=rss)?$"
    expect = Expect(articles=10, words=80)
