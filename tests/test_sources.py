"""Every source keeps the rules of a source."""

import re
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import settings as project
from crawler.source import NewsSpider

LOADER = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": project.SPIDER_MODULES}))
SOURCES = [LOADER.load(name) for name in sorted(LOADER.list()) if name != "site"]
COUNTRY, LANGUAGE = re.compile(r"[A-Z]{2}"), re.compile(r"[a-z]{2}")


@pytest.fixture(params=SOURCES, ids=lambda source: source.name)
def source(request: pytest.FixtureRequest) -> type[NewsSpider]:
    return request.param


def test_a_source_is_one_short_file(source: type[NewsSpider]) -> None:
    path = Path(__file__).parent.parent / "crawler" / "spiders" / f"{source.name}.py"
    assert path.read_text("utf-8").count("\n") <= 20


def test_a_source_states_the_facts_of_its_outlet(source: type[NewsSpider]) -> None:
    outlet = source.outlet
    assert outlet.source == source.name
    assert outlet.name
    assert outlet.hosts
    assert COUNTRY.fullmatch(outlet.country)
    assert LANGUAGE.fullmatch(outlet.language)
    assert outlet.ownership in {"state", "public", "private", "independent"}
    assert outlet.ownership_note


def test_a_source_has_listings_and_waits_between_requests(source: type[NewsSpider]) -> None:
    assert source.feeds or source.sitemaps or source.sections
    assert all(url.startswith("https://") for url in (*source.feeds, *source.sitemaps, *source.sections))
    assert 0 < source.delay <= 1


@pytest.mark.parametrize("path", ["/", "/about", "/search?q=nato", "/contact"])
def test_service_pages_are_not_articles(source: type[NewsSpider], path: str) -> None:
    assert re.search(source.article, f"https://{source.outlet.hosts[0]}{path}") is None


def test_no_two_sources_share_a_host() -> None:
    hosts = [host for source in SOURCES for host in source.outlet.hosts]
    assert len(hosts) == len(set(hosts))
