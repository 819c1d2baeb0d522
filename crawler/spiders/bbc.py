"""BBC News: Europe."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Bbc(NewsSpider):
    name = "bbc"
    outlet = Outlet(
        source=name, name="BBC News", hosts=("www.bbc.com", "www.bbc.co.uk"), country="GB", language="en",
        ownership="public", ownership_note="funded by the licence fee under a Royal Charter",
        body="[data-component=text-block] p, [data-component=subheadline-block] h2, [data-block=text] p",
        drop=("[data-component=links-block]", "[data-component=tags]", "[data-component=topic-list]",
              "[data-component=byline-block]"),
    )  # fmt: skip
    feeds = ("https://feeds.bbci.co.uk/news/world/europe/rss.xml",)
    article = r"^https?://www\.bbc\.(?:com|co\.uk)/news/(?:articles/[a-z0-9]+|[a-z\-]+-\d{6,})$"
    expect = Expect(articles=5, words=80)
