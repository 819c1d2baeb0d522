"""Kyiv Post."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class KyivPost(NewsSpider):
    name = "kyivpost"
    outlet = Outlet(
        source=name, name="Kyiv Post", hosts=("www.kyivpost.com",), country="UA", language="en", ownership="private",
        ownership_note="owned by Adnan Kivan since 2018; press reports", timezone="Europe/Kyiv", body=".single-article",
        drop=(".post-label-and-topic", ".correction", ".sidebar-start", ".ad_between_paragraphs", "[id^=insert-post]"),
    )  # fmt: skip
    feeds = ("https://www.kyivpost.com/feed",)
    sitemaps = ("https://www.kyivpost.com/sitemap.xml",)
    article = r"^https?://www\.kyivpost\.com/post/\d+$"
    expect = Expect(articles=5, words=80)
