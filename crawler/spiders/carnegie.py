"""Carnegie Endowment for International Peace; the feed is listed by others, not seen."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Carnegie(NewsSpider):
    name = "carnegie"
    outlet = Outlet(
        source=name, name="Carnegie Endowment", hosts=("carnegieendowment.org",), country="US", language="en",
        ownership="independent", ownership_note="nonprofit think tank; own account",
    )  # fmt: skip
    feeds = ("https://carnegieendowment.org/rss/solr/?lang=en",)
    article = r"^https?://carnegieendowment\.org/(?:[a-z\-]+/)*\d{4}/\d{2}/[^/?#]+(?:\?lang=en)?$"
    attested = False
    expect = Expect(articles=5, words=150)
