"""Ukrainska Pravda, English edition; some peers disguise themselves as a browser here, this source does not."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class UkrainskaPravda(NewsSpider):
    name = "ukrainska_pravda"
    outlet = Outlet(
        source=name, name="Ukrainska Pravda", hosts=("www.pravda.com.ua",), country="UA", language="en",
        ownership="private", ownership_note="owned by Dragon Capital since 2021; press reports", timezone="Europe/Kyiv",
        body="article.post p, article.post ul li",
        drop=(".post__tags, .post_news_tags, .post-report, .nts-video-wrapper, .statistic-bottom-block",
              ".block_related, .block_comments"),
    )  # fmt: skip
    feeds = ("https://www.pravda.com.ua/eng/rss/view_news/", "https://www.pravda.com.ua/eng/rss/view_mainnews/")
    sitemaps = ("https://www.pravda.com.ua/sitemap/sitemap-news.xml",)
    article = r"^https?://www\.pravda\.com\.ua/eng/(?:news|articles|columns)/\d{4}/\d{2}/\d{1,2}/\d+/?$"
    expect = Expect(articles=10, words=80)
