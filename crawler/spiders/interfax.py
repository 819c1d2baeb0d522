"""Interfax, English edition: no feed is known, so the list of top stories is read."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Interfax(NewsSpider):
    name = "interfax"
    outlet = Outlet(
        source=name, name="Interfax", hosts=("interfax.com", "www.interfax.com"), country="RU", language="en",
        ownership="private", ownership_note="owned by the Interfax group; own account", timezone="Europe/Moscow",
    )  # fmt: skip
    sections = ("https://interfax.com/newsroom/top-stories/",)
    article = r"^https?://(?:www\.)?interfax\.com/newsroom/top-stories/\d+/?$"
    attested = False
    expect = Expect(articles=5, words=80)
