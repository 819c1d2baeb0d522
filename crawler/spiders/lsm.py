"""LSM English, Latvia's public broadcaster."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Lsm(NewsSpider):
    name = "lsm"
    outlet = Outlet(
        source=name, name="LSM English", hosts=("eng.lsm.lv",), country="LV", language="en", ownership="public",
        ownership_note="public broadcaster by the Latvian law on public media", timezone="Europe/Riga",
    )  # fmt: skip
    feeds = ("https://eng.lsm.lv/rss/",)
    article = r"^https?://eng\.lsm\.lv/article/[a-z\-]+/[a-z\-]+/[^/?#]+\.a\d+/?$"
    expect = Expect(articles=25, words=80)
