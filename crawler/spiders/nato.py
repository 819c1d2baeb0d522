"""NATO's newsroom: there is no feed any more, but the site's own search answers in JSON."""

import msgspec
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.listings import Entry, Found
from crawler.source import NewsSpider
from crawler.verdict import Expect
from pipelines.outlet import Outlet
from pipelines.record import Listing

SEARCH = "https://www.nato.int/content/nato/en/news-and-events/{}.search.json?searchText=&searchType=wcm&sortBy=dateDesc&pageSize=15&page=1&languages=en"


class Result(msgspec.Struct):
    title: str
    link: str


class Results(msgspec.Struct):
    pages: list[Result]
    number_of_pages: int = msgspec.field(name="numberOfPages", default=1)


class Nato(NewsSpider):
    name = "nato"
    outlet = Outlet(
        source=name, name="NATO", hosts=("www.nato.int", "nato.int"), country="BE", language="en", ownership="state",
        ownership_note="site of the alliance of states; the country is that of its seat", body="section.content p",
    )  # fmt: skip
    sections = (
        SEARCH.format("articles/news/jcr:content/root/container/general_search"),
        SEARCH.format("events/transcripts/jcr:content/root/container/general_search_copy"),
    )
    article = (
        r"^https?://(?:www\.)?nato\.int/(?:"
        r"en/news-and-events/(?:articles/news|events/transcripts)/\d{4}/\d{2}/\d{2}/[^/?#]+|"
        r"cps/[a-z]{2}/nato(?:hq|live)/(?:news|opinions|official_texts)_\d+\.htm(?:\?selectedLocale=[a-z]{2})?)$"
    )
    expect = Expect(articles=10)

    def parse_listing(self, body: bytes, url: str) -> Found:
        """One page of search results and the address of the next one; the dates are in the articles' addresses."""
        results = msgspec.json.decode(body, type=Results)
        number = int(url_query_parameter(url, "page", "1"))
        more = number < results.number_of_pages
        return Found(
            entries=tuple(map(entry, results.pages)),
            next_page=add_or_replace_parameter(url, "page", str(number + 1)) if more else "",
        )


def entry(result: Result) -> Entry:
    """The entry of a search result, without the locale in its link: that names no other page."""
    return Entry(url=f"https://www.nato.int{result.link.partition('?')[0]}", listing=Listing(title=result.title))
