"""The Associated Press; its meta dates come without a zone."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class ApNews(NewsSpider):
    name = "apnews"
    outlet = Outlet(
        source=name, name="Associated Press", hosts=("apnews.com",), country="US", language="en",
        ownership="independent", ownership_note="nonprofit cooperative of US news outlets; own account",
        body="div.RichTextStoryBody > p", drop=("div.Page-authors",),
    )  # fmt: skip
    sitemaps = ("https://apnews.com/news-sitemap-content.xml",)
    article = r"^https?://apnews\.com/article/[a-z0-9\-]+$"
    expect = Expect(articles=20, words=80)
