"""Deutsche Welle, English edition; its feeds add where a reader came from."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Dw(NewsSpider):
    name = "dw"
    outlet = Outlet(
        source=name, name="DW", hosts=("www.dw.com",), country="DE", language="en", ownership="public",
        ownership_note="public broadcaster by the Deutsche Welle Act, funded from the federal budget",
        body="header > p, div.rich-text > p",
        drop=(".advertisement", ".vjs-wrapper", ".kicker", "[data-tracking-name^=sharing]"),
    )  # fmt: skip
    feeds = ("https://rss.dw.com/rdf/rss-en-world", "https://rss.dw.com/rdf/rss-en-eu")
    sitemaps = ("https://www.dw.com/en/news-sitemap.xml",)
    article = r"^https?://www\.dw\.com/en/[^/?#]+/a-\d+(?:\?maca=[^&#]+)?$"
    expect = Expect(articles=10, words=80)
