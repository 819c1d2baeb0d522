"""Politico Europe."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class PoliticoEurope(NewsSpider):
    name = "politico_eu"
    outlet = Outlet(
        source=name, name="Politico Europe", hosts=("www.politico.eu",), country="BE", language="en",
        ownership="private", ownership_note="owned by Axel Springer; own account",
        body="p.hero__excerpt, .article__content p, .sidebar-grid__content p",
        drop=("aside", ".ad-label", ".module-article-inline", ".pro-pill", ".breadcrumbs__list", ".article__more-from"),
    )  # fmt: skip
    feeds = ("https://www.politico.eu/feed/",)
    sitemaps = ("https://www.politico.eu/news-sitemap.xml",)
    article = r"^https?://www\.politico\.eu/(?:article|newsletter/[a-z\-]+)/[^/?#]+/?$"
    expect = Expect(articles=10, words=80)
