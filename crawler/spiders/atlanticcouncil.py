"""Atlantic Council: blogs and reports; the feed's address is a guess."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class AtlanticCouncil(NewsSpider):
    name = "atlanticcouncil"
    outlet = Outlet(
        source=name, name="Atlantic Council", hosts=("www.atlanticcouncil.org",), country="US", language="en",
        ownership="independent", ownership_note="nonprofit think tank; publishes its donors",
    )  # fmt: skip
    feeds = ("https://www.atlanticcouncil.org/feed/",)
    article = (
        r"^https?://www\.atlanticcouncil\.org/(?:blogs|content-series|in-depth-research-reports)/"
        r"[a-z0-9\-]+/[^/?#]+/?$"
    )
    attested = False
    expect = Expect(articles=5, words=150)
