"""Novaya Gazeta Europe, English edition: addresses end in -en or -en-news."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class NovayaGazeta(NewsSpider):
    name = "novayagazeta"
    outlet = Outlet(
        source=name, name="Novaya Gazeta Europe", hosts=("novayagazeta.eu",), country="LV", language="en",
        ownership="independent",
        ownership_note="founded in exile by journalists of Novaya Gazeta, published from Riga; own account",
        timezone="Europe/Moscow", body="div[class^=ArticleBlocks_wrapper]", drop=("div[class^=EmbedNative_root]",),
    )  # fmt: skip
    feeds = ("https://novayagazeta.eu/feed/rss/en",)
    article = r"^https?://novayagazeta\.eu/(?:en/)?articles/\d{4}/\d{2}/\d{2}/[^/?#]+-en(?:-news)?$"
    expect = Expect(articles=5, words=80)
