"""RIA Novosti; a browser would get the next article appended to the page."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Ria(NewsSpider):
    name = "ria"
    outlet = Outlet(
        source=name, name="RIA Novosti", hosts=("ria.ru",), country="RU", language="ru", ownership="state",
        ownership_note="part of Rossiya Segodnya, a federal state unitary enterprise", timezone="Europe/Moscow",
        body=".article__second-title, div.article__block[data-type=text] .article__text, .article__quote-text",
        drop=(".article__userbar", ".article__aggr", ".article__article-info"),
    )  # fmt: skip
    feeds = ("https://ria.ru/export/rss2/archive/index.xml",)
    sitemaps = ("https://ria.ru/sitemap_article_index.xml",)
    article = r"^https?://ria\.ru/\d{8}/(?:[a-z0-9\-]+-)?\d{6,}\.html$"
    expect = Expect(articles=20, words=40)
