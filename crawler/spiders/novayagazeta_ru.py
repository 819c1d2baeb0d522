"""Novaya Gazeta Europe, Russian edition: addresses end in neither -en nor -en-news."""

from dataclasses import replace

from crawler.source import NewsSpider
from crawler.spiders.novayagazeta import NovayaGazeta
from crawler.verdict import Expect


class NovayaGazetaRu(NewsSpider):
    name = "novayagazeta_ru"
    outlet = replace(NovayaGazeta.outlet, source=name, language="ru")
    feeds = ("https://novayagazeta.eu/feed/rss/ru",)
    article = r"^https?://novayagazeta\.eu/articles/\d{4}/\d{2}/\d{2}/(?![^/?#]*-en(?:-news)?$)[^/?#]+$"
    expect = Expect(articles=5, words=80)
