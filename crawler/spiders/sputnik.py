"""Sputnik, English edition; sputniknews.com is its host of before 2023."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Sputnik(NewsSpider):
    name = "sputnik"
    outlet = Outlet(
        source=name, name="Sputnik", hosts=("sputnikglobe.com", "sputniknews.com"), country="RU", language="en",
        ownership="state", ownership_note="part of Rossiya Segodnya, a federal state unitary enterprise",
        body=".article__announce-text, div.article__block[data-type=text] div.article__text",
        drop=(".article__aggr", ".article__userbar"),
    )  # fmt: skip
    feeds = ("https://sputnikglobe.com/export/rss2/archive/index.xml",)
    sitemaps = ("https://sputnikglobe.com/sitemap_article_index.xml",)
    article = r"^https?://sputnikglobe\.com/\d{8}/(?:[a-z0-9\-]+-)?\d{6,}\.html$"
    expect = Expect(articles=10, words=80)
