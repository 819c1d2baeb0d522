"""Voice of America."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class VoaNews(NewsSpider):
    name = "voanews"
    outlet = Outlet(
        source=name, name="VOA News", hosts=("www.voanews.com",), country="US", language="en", ownership="state",
        ownership_note="US federal agency (USAGM); its charter guards the newsroom by law",
        body="#article-content > div > p",
        drop=(".wsw__embed", ".also-read", ".share--box", "#ymla-section"),
    )  # fmt: skip
    sitemaps = ("https://www.voanews.com/sitemap.xml",)
    article = r"^https?://www\.voanews\.com/a/[^/?#]+/\d+\.html$"
    expect = Expect(articles=5, words=80)
