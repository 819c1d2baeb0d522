"""The yardstick of the crawl benchmark: what a person writes with Scrapy and trafilatura in ten minutes."""

from collections.abc import Iterator
from typing import Any

import trafilatura
from scrapy.http import Response
from scrapy.spiders import SitemapSpider


class Plain(SitemapSpider):
    name = "plain"
    custom_settings = {  # noqa: RUF012  (as Scrapy wants it)
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "LOG_LEVEL": "ERROR",
    }

    def __init__(self, url: str, **kwargs: Any) -> None:
        self.sitemap_urls = [f"{url}sitemap.xml"]
        super().__init__(**kwargs)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True, include_comments=False)
        if found is not None:
            yield {"url": response.url, "title": found.title, "text": found.text, "date": found.date}
