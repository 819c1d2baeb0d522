"""RT International."""

from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet


class RT(NewsSpider):
    name = "rt"
    outlet = Outlet(
        source=name, name="RT", hosts=("www.rt.com",), country="RU", language="en", ownership="state",
        ownership_note="funded from the Russian federal budget", body="div.article__summary, div.article__text p",
        drop=(".read-more-big, .read-more, .Read-more-text-only, .article__share, .article__google-news, .short-url",
              ".article__social-wrapper, .article__tags-trends, .breadcrumbs, .cookies__banner"),
    )  # fmt: skip
    feeds = ("https://www.rt.com/rss/", "https://www.rt.com/rss/news/")
    sitemaps = ("https://www.rt.com/newssitemap.xml", "https://www.rt.com/sitemap.xml")
    article = r"^https?://www\.rt\.com/[a-z\-]+/\d+-[a-z0-9\-]+/?$"
    lastmod = False
    expect = Expect(articles=1, words=80)
