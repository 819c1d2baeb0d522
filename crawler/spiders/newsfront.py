"""News Front, English edition; its hosts change, .su is the present one and .info the one before."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class NewsFront(NewsSpider):
    name = "newsfront"
    outlet = Outlet(
        source=name, name="News Front", hosts=("en.news-front.su", "en.news-front.info"), country="RU", language="en",
        ownership="private", ownership_note="registered in Crimea; sanctioned by the US and the EU as disinformation",
        timezone="Europe/Moscow", body="div.article__content p", drop=(".article__tags", "#hypercomments_widget"),
    )  # fmt: skip
    feeds = ("https://en.news-front.su/feed/",)
    sitemaps = ("https://en.news-front.su/sitemap_index.xml",)
    article = r"^https?://en\.news-front\.(?:su|info)/\d{4}/\d{2}/\d{2}/[^/?#]+/?$"
    expect = Expect(articles=1, words=80)
