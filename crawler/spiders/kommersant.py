"""Kommersant; its robots.txt decides what may be fetched, as everywhere."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Kommersant(NewsSpider):
    name = "kommersant"
    outlet = Outlet(
        source=name, name="Kommersant", hosts=("www.kommersant.ru", "kommersant.ru"), country="RU", language="ru",
        ownership="private", ownership_note="owned by Alisher Usmanov since 2006; press reports",
        timezone="Europe/Moscow", body="div.article_text_wrapper > p",
        drop=(".document_authors", ".incut", ".doc_footer", ".crumbs", "#lenta", ".adv_interscroll",
              ".basement_news__body"),
    )  # fmt: skip
    feeds = ("https://www.kommersant.ru/RSS/news.xml", "https://www.kommersant.ru/rss/section-world.xml")
    sitemaps = ("https://www.kommersant.ru/sitemaps/sitemap_news.xml",)
    article = r"^https?://www\.kommersant\.ru/doc/\d+$"
    expect = Expect(articles=10, words=80)
