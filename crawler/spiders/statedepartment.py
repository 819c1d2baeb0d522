"""US Department of State: press releases."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class StateDepartment(NewsSpider):
    name = "statedepartment"
    outlet = Outlet(
        source=name, name="US Department of State", hosts=("www.state.gov",), country="US", language="en",
        ownership="state", ownership_note="site of the US government", timezone="America/New_York",
        body=".entry-content",
    )  # fmt: skip
    feeds = ("https://www.state.gov/rss-feed/press-releases/feed/",)
    article = r"^https?://www\.state\.gov/releases/(?:[a-z\-]+/)?\d{4}/\d{2}/[^/?#]+/?$"
    expect = Expect(articles=5, words=80)
