"""The Guardian: world news."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.rules import Outlet


class Guardian(NewsSpider):
    name = "guardian"
    outlet = Outlet(
        source=name, name="The Guardian", hosts=("www.theguardian.com",), country="GB", language="en",
        ownership="independent", ownership_note="owned by the Scott Trust", body=".article-body-viewer-selector > p",
    )  # fmt: skip
    feeds = ("https://www.theguardian.com/world/rss",)
    sitemaps = ("https://www.theguardian.com/sitemaps/news.xml",)
    article = (
        r"^https?://www\.theguardian\.com/[a-z\-]+/(?!audio/|gallery/|picture/|video/)"
        r"(?:[a-z\-]+/)?\d{4}/[a-z]{3}/\d{2}/[^/?#]+$"
    )
    expect = Expect(articles=20, words=80)
