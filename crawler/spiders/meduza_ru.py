"""Meduza, Russian edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.rules import Outlet


class MeduzaRu(NewsSpider):
    name = "meduza_ru"
    outlet = Outlet(
        source=name, name="Meduza", hosts=("meduza.io",), country="LV", language="ru", ownership="independent",
        ownership_note="owned by its founders, published from Riga; own account", timezone="Europe/Moscow",
        body="div.GeneralMaterial-article p.SimpleBlock-p", drop=(".Toolbar", ".RelatedBlock"),
    )  # fmt: skip
    feeds = ("https://meduza.io/rss2/news", "https://meduza.io/rss2/articles")
    article = r"^https?://meduza\.io/(?:news|feature|episodes|short|slides|cards|brief)/\d{4}/\d{2}/\d{2}/[^/?#]+$"
    expect = Expect(articles=15, words=80)
