"""Al Jazeera English: a feed of the newest articles, and a sitemap of every day."""

from datetime import UTC, datetime, timedelta

from crawler.discovery import Discovery
from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet

SITEMAP = "https://www.aljazeera.com/sitemap.xml?yyyy={:%Y}&mm={:%m}&dd={:%d}"


class AlJazeera(NewsSpider):
    name = "aljazeera"
    outlet = Outlet(
        source=name, name="Al Jazeera", hosts=("www.aljazeera.com",), country="QA", language="en", ownership="state",
        ownership_note="funded by the government of Qatar; press reports", body=".wysiwyg--all-content p",
        drop=(".more-on",),
    )  # fmt: skip
    feeds = ("https://www.aljazeera.com/xml/rss/all.xml",)
    article = r"^https?://www\.aljazeera\.com/(?:news|features|opinions|economy)/\d{4}/\d{1,2}/\d{1,2}/[^/?#]+$"
    expect = Expect(articles=10)

    async def listings(self, discovery: Discovery) -> list[str]:
        """The feed, and the sitemaps of the days from `until` back to `since`; without `since`, of two days."""
        last = self.until or datetime.now(UTC).date()
        first = self.since or last - timedelta(days=1)
        days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
        return [*self.feeds, *(SITEMAP.format(day, day, day) for day in days)]
