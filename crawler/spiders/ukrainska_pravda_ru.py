"""Ukrainska Pravda, Russian edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.rules import Outlet


class UkrainskaPravdaRu(NewsSpider):
    name = "ukrainska_pravda_ru"
    outlet = Outlet(
        source=name, name="Ukrainska Pravda", hosts=("www.pravda.com.ua",), country="UA", language="ru",
        ownership="private", ownership_note="owned by Dragon Capital since 2021; press reports", timezone="Europe/Kyiv",
        body="article.post p, article.post ul li",
        drop=(".post__tags", ".post_news_tags", ".block_related", ".block_comments"),
    )  # fmt: skip
    sitemaps = ("https://www.pravda.com.ua/sitemap/sitemap-news.xml",)
    article = r"^https?://www\.pravda\.com\.ua/rus/(?:news|articles|columns)/\d{4}/\d{2}/\d{1,2}/\d+/?$"
    expect = Expect(articles=5, words=80)
