"""Meduza, English edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Meduza(NewsSpider):
    name = "meduza"
    outlet = Outlet(
        source=name, name="Meduza", hosts=("meduza.io",), country="LV", language="en", ownership="independent",
        ownership_note="owned by its founders, published from Riga; own account", timezone="Europe/Moscow",
        body=".SimpleBlock-lead, div.GeneralMaterial-article p.SimpleBlock-p",
        drop=(".Toolbar", ".RelatedBlock", "[class*=AudioPanel]", "[id^=div-gpt-ad]"),
    )  # fmt: skip
    feeds = ("https://meduza.io/rss/en/all",)
    article = r"^https?://meduza\.io/en/(?:news|feature|episodes|short|slides|cards|brief)/\d{4}/\d{2}/\d{2}/[^/?#]+$"
    expect = Expect(articles=15, words=80)
