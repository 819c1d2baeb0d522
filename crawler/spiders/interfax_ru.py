"""Interfax, Russian edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class InterfaxRu(NewsSpider):
    name = "interfax_ru"
    outlet = Outlet(
        source=name, name="Interfax", hosts=("www.interfax.ru",), country="RU", language="ru", ownership="private",
        ownership_note="owned by the Interfax group; own account", timezone="Europe/Moscow",
        body="article[itemprop=articleBody] > p", drop=("aside.textML", ".textMTags"),
    )  # fmt: skip
    feeds = ("https://www.interfax.ru/rss.asp",)
    sitemaps = ("https://www.interfax.ru/SEO_SiteMapLastChanges.xml",)
    article = r"^https?://www\.interfax\.ru/[a-z\-]+/\d{5,}/?$"
    expect = Expect(articles=10, words=40)
