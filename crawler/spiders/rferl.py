"""Radio Free Europe/Radio Liberty; a feed's name is opaque and looked up once a section."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class Rferl(NewsSpider):
    name = "rferl"
    outlet = Outlet(
        source=name, name="RFE/RL", hosts=("www.rferl.org",), country="US", language="en", ownership="public",
        ownership_note="nonprofit corporation, funded by the US Congress; own account",
        body="#article-content .wsw > p",
        drop=(".wsw__embed", ".wsw__related", ".also-read", ".share--box", ".c-author__btns", "#comments",
              ".media-block-wrap"),
    )  # fmt: skip
    feeds = ("https://www.rferl.org/api/z-pqpiev-qpp", "https://www.rferl.org/api/zbgvmtl-vomx-tpeq_kmr")
    article = r"^https?://www\.rferl\.org/a/[^/?#]+/\d+\.html$"
    expect = Expect(articles=5, words=80)
