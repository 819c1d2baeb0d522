"""Every source keeps the rules of a source."""

import inspect
import json
import re
import tomllib
from itertools import combinations
from pathlib import Path
from types import FunctionType
from zoneinfo import ZoneInfo

import cssselect
import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import settings as project
from crawler.discovery import MONTH
from crawler.source import NewsSpider

HERE = Path(__file__).parent
LOADER = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": project.SPIDER_MODULES}))
SOURCES = [LOADER.load(name) for name in sorted(LOADER.list()) if name != "site"]
ADDRESSES = tomllib.loads((HERE / "sources.toml").read_text("utf-8"))
UNKNOWN = "ZZ"
"""What ISO 3166 leaves free for this; genspider writes it."""
COUNTRY, LANGUAGE = re.compile(r"[A-Z]{2}"), re.compile(r"[a-z]{2}")
SERVICE = ["/", "/about", "/search?q=nato", "/contact", "/tag/nato", "/rss", "/privacy-policy"]
GOLDEN = [json.loads(path.read_text("utf-8"))["url"] for path in sorted(HERE.glob("golden/*/*/page.json"))]
SEEN = [(name, url) for name, addresses in ADDRESSES.items() for url in addresses["seen"]]
OTHER = [(name, url) for name, addresses in ADDRESSES.items() for url in addresses["other"]]


@pytest.fixture(params=SOURCES, ids=lambda source: source.name)
def source(request: pytest.FixtureRequest) -> type[NewsSpider]:
    return request.param


def listings(source: type[NewsSpider]) -> tuple[str, ...]:
    return (*source.feeds, *source.sitemaps, *source.sections)


def special(source: type[NewsSpider]) -> bool:
    return any(isinstance(value, FunctionType) for value in vars(source).values())


def test_a_source_is_one_short_file(source: type[NewsSpider]) -> None:
    path = Path(inspect.getfile(source))
    assert path.stem == source.name
    assert path.read_text("utf-8").count("\n") <= (60 if special(source) else 20)


def test_a_source_states_the_facts_of_its_outlet(source: type[NewsSpider]) -> None:
    outlet = source.outlet
    assert outlet.source == source.name
    assert outlet.name
    assert outlet.hosts
    assert COUNTRY.fullmatch(outlet.country)
    assert LANGUAGE.fullmatch(outlet.language)
    assert outlet.ownership in {"state", "public", "private", "independent"}
    assert outlet.ownership_note
    assert ZoneInfo(outlet.timezone)


def test_a_source_gives_selectors_that_can_be_read(source: type[NewsSpider]) -> None:
    for selector in filter(None, (source.outlet.body, *source.outlet.drop)):
        assert cssselect.parse(selector)


def test_a_source_has_listings_and_waits_between_requests(source: type[NewsSpider]) -> None:
    assert listings(source)
    assert all(url.startswith("https://") for url in listings(source))
    assert len(set(listings(source))) == len(listings(source))
    assert 0 < source.delay <= 1


def test_a_source_expects_something(source: type[NewsSpider]) -> None:
    assert source.expect.articles >= 1
    assert source.expect.words >= 40
    assert 0 < source.expect.dated <= 1


@pytest.mark.parametrize("path", SERVICE)
def test_service_pages_are_not_articles(source: type[NewsSpider], path: str) -> None:
    assert not any(source().is_article(f"https://{host}{path}") for host in source.outlet.hosts)


def test_listings_are_not_articles(source: type[NewsSpider]) -> None:
    assert not any(map(source().is_article, listings(source)))


def test_an_attested_source_has_addresses_to_show_for_it(source: type[NewsSpider]) -> None:
    addresses = ADDRESSES.get(source.name, {"seen": [], "other": []})
    assert not source.attested or addresses["seen"]
    assert not source.attested or len(addresses["other"]) >= 3
    assert not source.attested or source.outlet.country != UNKNOWN


def test_an_attested_source_has_a_golden_page(source: type[NewsSpider]) -> None:
    assert not source.attested or any(map(source().is_article, filter(None, GOLDEN)))


@pytest.mark.parametrize(("name", "url"), SEEN, ids=lambda value: value)
def test_a_real_article_is_taken_by_its_own_source_alone(name: str, url: str) -> None:
    assert [source.name for source in SOURCES if source().is_article(url)] == [name]


@pytest.mark.parametrize(("name", "url"), OTHER, ids=lambda value: value)
def test_a_page_that_is_no_article_is_not_taken(name: str, url: str) -> None:
    assert not LOADER.load(name)().is_article(url)


def test_only_editions_of_one_outlet_share_a_host() -> None:
    for one, other in combinations((source.outlet for source in SOURCES), 2):
        if set(one.hosts) & set(other.hosts):
            assert (one.name, one.hosts) == (other.name, other.hosts)
            assert one.language != other.language


def test_tracking_parameters_do_not_hide_an_article() -> None:
    url = "https://www.rt.com/news/473849-3-morales-supporters-killed-bolivia/?utm_source=rss&utm_medium=rss"
    assert LOADER.load("rt")().is_article(url)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("2026-11.xml", ("2026", "11")),
        ("2014-1.xml", ("2014", "1")),
        ("sitemap_2026.xml", ("2026", None)),
        ("sitemap_2026_2.xml", ("2026", None)),
        ("sitemap_article.xml?date_start=20260401&date_end=20260430", ("2026", "04")),
        ("sitemap_news0.xml", None),
        ("sitemap-20261234567.xml", None),
    ],
)
def test_the_month_of_a_sitemap_is_read_from_its_name(name: str, month: tuple[str, str | None] | None) -> None:
    found = MONTH.search(name)
    assert (found and found.groups()) == month
