"""The Moscow Times, English edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class TheMoscowTimes(NewsSpider):
    name = "themoscowtimes"
    outlet = Outlet(
        source=name, name="The Moscow Times", hosts=("www.themoscowtimes.com", "themoscowtimes.com"), country="NL",
        language="en", ownership="independent", ownership_note="published from Amsterdam since 2022; own account",
        timezone="Europe/Moscow", body=".article__intro, .article__content .article__block--html p",
        drop=("[class*=contribute-], [class*=newsletter], .article__tags, .article__link, .article__related-article",
              ".social, section.cluster, .article__disclaimer, aside.sidebar"),
    )  # fmt: skip
    feeds = ("https://www.themoscowtimes.com/rss/news", "https://www.themoscowtimes.com/rss/opinion")
    sitemaps = ("https://static.themoscowtimes.com/sitemap/sitemap.xml",)
    article = r"^https?://(?:www\.)?themoscowtimes\.com/\d{4}/\d{2}/\d{2}/[^/?#]+$"
    expect = Expect(articles=3, words=80)
