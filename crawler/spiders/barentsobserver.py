"""The Independent Barents Observer: its feed died with the redesign, so section pages are read."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class BarentsObserver(NewsSpider):
    name = "barentsobserver"
    outlet = Outlet(
        source=name, name="The Barents Observer", hosts=("www.thebarentsobserver.com", "thebarentsobserver.com"),
        country="NO", language="en", ownership="independent", ownership_note="owned by its journalists; own account",
        timezone="Europe/Oslo",
    )  # fmt: skip
    sections = ("https://www.thebarentsobserver.com/news", "https://www.thebarentsobserver.com/security")
    article = r"^https?://(?:www\.)?thebarentsobserver\.com/(?:en/)?[a-z\-]+/(?:\d{4}/\d{2}/[^/?#]+|[^/?#]+/\d{5,})$"
    expect = Expect(articles=5, words=80)
