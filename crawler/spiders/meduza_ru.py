"""Meduza, Russian edition."""

from dataclasses import replace

from crawler.source import NewsSpider
from crawler.spiders.meduza import Meduza
from crawler.verdict import Expect


class MeduzaRu(NewsSpider):
    name = "meduza_ru"
    outlet = replace(Meduza.outlet, source=name, language="ru")
    feeds = ("https://meduza.io/rss2/news", "https://meduza.io/rss2/articles")
    article = r"^https?://meduza\.io/(?:news|feature|episodes|short|slides|cards|brief)/\d{4}/\d{2}/\d{2}/[^/?#]+$"
    expect = Expect(articles=15, words=80)
