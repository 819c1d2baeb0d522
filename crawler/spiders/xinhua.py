"""Xinhua, English edition: its feeds froze in 2018, so section pages are read."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Xinhua(NewsSpider):
    name = "xinhua"
    outlet = Outlet(
        source=name, name="Xinhua", hosts=("english.news.cn",), country="CN", language="en", ownership="state",
        ownership_note="institution under China's State Council", timezone="Asia/Shanghai", body="#detail p",
    )  # fmt: skip
    sections = ("https://english.news.cn/world/index.htm", "https://english.news.cn/europe/index.htm")
    article = r"^https?://english\.news\.cn/(?:[a-z]+/)?\d{8}/[0-9a-f]{32}/c\.html$"
    expect = Expect(articles=10, words=60)
