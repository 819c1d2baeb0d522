"""UNIAN, English edition; its feed was reported dead in 2026, so it stays unverified."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Unian(NewsSpider):
    name = "unian"
    outlet = Outlet(
        source=name, name="UNIAN", hosts=("www.unian.info",), country="UA", language="en",
        ownership="private", ownership_note="part of 1+1 Media; own account", timezone="Europe/Kyiv",
        body="div.article-text", drop=(".article__info-item", ".read-also-slider", ".nts-video-wrapper"),
    )  # fmt: skip
    feeds = ("https://rss.unian.net/site/news_eng.rss",)
    sections = ("https://www.unian.info/detail/all_news",)
    article = r"^https?://www\.unian\.info/[^?#]+-\d{5,}\.html$"
    attested = False
    expect = Expect(articles=5, words=80)
