"""Ukrainska Pravda, Russian edition: no feed of its own is known, its articles are in the common sitemap."""

from dataclasses import replace

from crawler.source import NewsSpider
from crawler.spiders.ukrainska_pravda import UkrainskaPravda
from crawler.verdict import Expect


class UkrainskaPravdaRu(NewsSpider):
    name = "ukrainska_pravda_ru"
    outlet = replace(UkrainskaPravda.outlet, source=name, language="ru")
    sitemaps = UkrainskaPravda.sitemaps
    article = r"^https?://www\.pravda\.com\.ua/rus/(?:news|articles|columns)/\d{4}/\d{2}/\d{1,2}/\d+/?$"
    expect = Expect(articles=5, words=80)
