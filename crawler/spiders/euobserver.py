"""EUobserver: numbered addresses of today and of before 2023; a membership layer hides some texts."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class EUobserver(NewsSpider):
    name = "euobserver"
    outlet = Outlet(
        source=name, name="EUobserver", hosts=("euobserver.com",), country="BE", language="en", ownership="independent",
        ownership_note="nonprofit association; own account", timezone="Europe/Brussels",
        drop=("div.membership-upsell",),
    )  # fmt: skip
    feeds = ("https://euobserver.com/rss.xml",)
    article = r"^https?://euobserver\.com/(?:\d{5,}/[^/?#]+|[a-z\-]+/\d{5,})/?$"
    expect = Expect(articles=5, words=80)
