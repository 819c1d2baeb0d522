"""TASS, Russian edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class TassRu(NewsSpider):
    name = "tass_ru"
    outlet = Outlet(
        source=name, name="TASS", hosts=("tass.ru",), country="RU", language="ru", ownership="state",
        ownership_note="federal state unitary enterprise", timezone="Europe/Moscow",
        body="div.text-block p",
        drop=("a.tags__item",),
    )  # fmt: skip
    feeds = ("https://tass.ru/rss/yandex.xml",)
    sitemaps = ("https://tass.ru/sitemap.xml",)
    article = r"^https?://tass\.ru/[a-z\-]+/\d{5,}$"
    expect = Expect(articles=10, words=60)
