"""The Guardian: world news."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Guardian(NewsSpider):
    name = "guardian"
    outlet = Outlet(
        source=name, name="The Guardian", hosts=("www.theguardian.com",), country="GB", language="en",
        ownership="independent", ownership_note="owned by the Scott Trust", drop=(".submeta, .contributions__epic",),
        body="[data-gu-name=standfirst] p, .article-body-viewer-selector > p",
    )  # fmt: skip
    feeds = ("https://www.theguardian.com/world/rss",)
    sitemaps = ("https://www.theguardian.com/sitemaps/news.xml",)
    article = (
        r"^https?://www\.theguardian\.com/(?!.+/(audio|gallery|picture|video)/)([a-z-]+/){1,2}\d{4}/\w+/\d\d/[^/?#]+$"
    )
    expect = Expect(articles=20, words=80)
