"""RT in Russian."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class RtRu(NewsSpider):
    name = "rt_ru"
    outlet = Outlet(
        source=name, name="RT", hosts=("russian.rt.com",), country="RU", language="ru", ownership="state",
        ownership_note="funded from the Russian federal budget (ANO TV-Novosti)", timezone="Europe/Moscow",
        body="div.article__summary, div.article__text p",
        drop=(".error-on-page", ".short-url", ".follows-channel", "a.tags-trends__link"),
    )  # fmt: skip
    feeds = ("https://russian.rt.com/rss",)
    sitemaps = ("https://russian.rt.com/sitemap.xml",)
    article = r"^https?://russian\.rt\.com/[a-z\-]+/(?:news|article)/\d+-[a-z0-9\-]+/?$"
    lastmod = False
    expect = Expect(articles=10, words=60)
