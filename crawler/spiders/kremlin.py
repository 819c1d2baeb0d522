"""The President of Russia, English edition; a slow server: -s DOWNLOAD_TIMEOUT=180 helps."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Kremlin(NewsSpider):
    name = "kremlin"
    outlet = Outlet(
        source=name, name="The Kremlin", hosts=("en.kremlin.ru",), country="RU", language="en", ownership="state",
        ownership_note="site of the President's office", timezone="Europe/Moscow",
        body=".read__lead p, div.read__internal_content p", drop=(".read__tags",),
    )  # fmt: skip
    feeds = (
        "https://en.kremlin.ru/events/president/news/feed",
        "https://en.kremlin.ru/events/president/transcripts/feed",
    )
    article = r"^https?://en\.kremlin\.ru/events/president/(?:news|transcripts(?:/[a-z\-]+)?)/\d+$"
    expect = Expect(articles=5, words=80)
