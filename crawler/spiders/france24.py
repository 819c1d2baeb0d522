"""France 24, English edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class France24(NewsSpider):
    name = "france24"
    outlet = Outlet(
        source=name, name="France 24", hosts=("www.france24.com",), country="FR", language="en", ownership="public",
        ownership_note="part of France Médias Monde, the public company for broadcasting abroad",
        body="p.t-content__chapo, div.t-content__body p", drop=(".m-interstitial", "p.t-copyright"),
    )  # fmt: skip
    feeds = ("https://www.france24.com/en/rss", "https://www.france24.com/en/europe/rss")
    article = r"^https?://www\.france24\.com/en/(?!video/|tv-shows/)(?:[a-z\-]+/)+\d{8}-[^/?#]+$"
    expect = Expect(articles=10, words=80)
