"""The Moscow Times, Russian edition; the same templates as the English one."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class TheMoscowTimesRu(NewsSpider):
    name = "themoscowtimes_ru"
    outlet = Outlet(
        source=name, name="The Moscow Times", hosts=("www.moscowtimes.ru", "ru.themoscowtimes.com", "moscowtimes.ru"),
        country="NL", language="ru", ownership="independent",
        ownership_note="published from Amsterdam since 2022; own account", timezone="Europe/Moscow",
        body=".article__intro, div.article__content p",
        drop=("[class*=contribute-]", "[class*=newsletter]", ".article__tags", ".social", "section.cluster", "aside"),
    )  # fmt: skip
    feeds = ("https://www.moscowtimes.ru/rss/news", "https://www.moscowtimes.ru/rss/opinion")
    sitemaps = ("https://ru.themoscowtimes.com/sitemap/sitemap.xml",)
    article = r"^https?://(?:www\.moscowtimes\.ru|ru\.themoscowtimes\.com)/\d{4}/\d{2}/\d{2}/[^/?#]+$"
    expect = Expect(articles=5, words=80)
