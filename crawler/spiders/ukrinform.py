"""Ukrinform, English edition."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Ukrinform(NewsSpider):
    name = "ukrinform"
    outlet = Outlet(
        source=name, name="Ukrinform", hosts=("www.ukrinform.net",), country="UA", language="en", ownership="state",
        ownership_note="national news agency of Ukraine, owned by the state; own account", timezone="Europe/Kyiv",
        body="article .newsText", drop=("aside", "section.read", "[data-name=int_hidden]"),
    )  # fmt: skip
    feeds = ("https://www.ukrinform.net/rss/block-lastnews", "https://www.ukrinform.net/rss/rubric-ato")
    sitemaps = ("https://www.ukrinform.net/sitemap.xml",)
    article = r"^https?://www\.ukrinform\.net/rubric-[a-z\-]+/\d+-[^/?#]+\.html$"
    expect = Expect(articles=5, words=80)
