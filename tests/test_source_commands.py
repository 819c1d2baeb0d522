"""`scrapy sources` and `scrapy genspider` as a person runs them."""

import importlib
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.recipes import check_settings
from crawler.source import NewsSpider
from crawler.verdict import Verdict
from pipelines.outlet import Outlet
from tests import test_sources
from tests.command import ROOT, lines, scrapy
from tests.outlet import Answer, LocalOutlet
from tests.stories import story
from tests.test_special_sources import PLACES, SECTIONS, nato
from tests.web import Web, links, urlset


def asked(answers: dict[str, bytes | str], *names: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit status of a check against a local web, and its lines."""
    with Web(answers) as web:
        local = ("-s", f"BUNDLED=127.0.0.1:{web.port}", "-s", "GUARD_ALLOW=127.0.0.0/8")
        done = scrapy("sources", *names, "--check", "--json", *local)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_table_has_a_line_for_every_source() -> None:
    done = scrapy("sources")
    assert done.returncode == 0
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert names[2:] == [source.name for source in test_sources.SOURCES]


def test_json_lines_carry_the_facts() -> None:
    (line,) = scrapy("sources", "rt", "--json").stdout.splitlines()
    sheet = json.loads(line)
    assert sheet["outlet"]["country"] == "RU"
    assert sheet["feeds"] == ["https://www.rt.com/rss/", "https://www.rt.com/rss/news/"]


def test_an_unknown_name_is_one_clear_sentence() -> None:
    done = scrapy("sources", "nowhere")
    assert done.returncode == Verdict.USAGE
    assert "no source is named nowhere" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("PROCESSES", "many"), ("LIMIT_ARTICLES", "-1"), ("ARCHIVE_ENABLED", "maybe"), ("DOWNLOAD_DELAY", "1s")],
)
def test_a_setting_that_cannot_be_read_is_one_clear_sentence(name: str, value: str) -> None:
    settings = get_project_settings()
    check_settings(settings)
    settings.set(name, value)
    with pytest.raises(UsageError, match=f"{name}={value}: give"):
        check_settings(settings)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"sinc": "2026-11-01"}, "-a sinc=2026-11-01: a source takes since and until"),
        ({"since": "yesterday"}, "-a since=yesterday: not a date"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "-a since=2026-11-02 is later than"),
    ],
)
def test_an_argument_that_a_source_cannot_use_is_one_clear_sentence(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        test_sources.SOURCES[0](**given)


OUTLET = Outlet(source="x", name="X", hosts=("x.example",))


@pytest.mark.parametrize(
    ("attributes", "sentence"),
    [
        ({"fedes": ("https://x.example/rss",)}, "X.fedes: a source has no such attribute"),
        ({"feeds": "https://x.example/rss"}, "X.feeds: give a tuple"),
        ({"outlet": replace(OUTLET, hosts="x.example")}, "X.hosts: give a tuple"),
        ({"outlet": replace(OUTLET, source="y")}, "X.outlet: give an Outlet with source=name"),
    ],
    ids=lambda given: str(given)[:20],
)
def test_a_source_with_an_attribute_of_no_use_cannot_be_made(attributes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        type("X", (NewsSpider,), {"name": "x", "outlet": OUTLET} | attributes)


def test_a_source_may_have_methods_constants_and_a_base_of_its_own() -> None:
    own = {"PAGES": 3, "_seen": (), "pages": property(lambda self: self.PAGES), "made": classmethod(lambda cls: cls)}
    base = type("Base", (NewsSpider,), own)
    assert type("X", (base,), {"name": "x", "outlet": OUTLET})().pages == 3


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("outlet = Outlet(source=name, countrry='RU')", "x.py, line 4: TypeError: Outlet.__init__() got an unexpected"),
        ("outlet = Outlet(source=name, name='X'", "'(' was never closed (x.py, line 4)"),
    ],
)
def test_a_source_that_cannot_be_read_is_one_clear_sentence(tmp_path: Path, body: str, sentence: str) -> None:
    done = with_source(tmp_path, f"name = 'x'; {body}", "list")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (Verdict.USAGE, "", 1)
    assert sentence in done.stderr


def test_a_source_that_cannot_be_read_is_one_clear_sentence_offline_too(tmp_path: Path) -> None:
    done = with_source(tmp_path, "name = 'x'; outlet = {}['rt']", "clean", str(ROOT / "seeds"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (Verdict.USAGE, "", 1)
    assert "x.py, line 4: KeyError: 'rt'" in done.stderr


def test_pages_that_errors_of_a_source_lose_are_an_internal_error(tmp_path: Path) -> None:
    with LocalOutlet(count=3) as server:
        own = f"sitemaps = ('{server.address}/sitemap.xml',); article = '/news/'; parse = lambda *_, **entry: 1 / 0"
        body = f"name = 'x'; outlet = Outlet(source=name, name='X', hosts=('127.0.0.1',)); {own}"
        done = with_source(tmp_path, body, "crawl", "x", "-s", f"DATA_DIR={tmp_path}", "-s", "GUARD_ALLOW=127.0.0.0/8")
    assert done.returncode == Verdict.INTERNAL_ERROR
    assert "internal_error: errors of the source lost 3 articles: see the log" in done.stdout


@pytest.mark.parametrize(
    ("fact", "attribute", "reason"),
    [("", "", "gated"), (", gated=False", "", "off_topic"), ("", "; javascript = True", "no_browser")],
)
def test_a_source_can_do_without_the_gate_and_have_its_pages_rendered(
    tmp_path: Path, fact: str, attribute: str, reason: str
) -> None:
    weather = Answer(body=f"<h1>Weather</h1><p>{story(1, 200)}</p>".encode())
    with LocalOutlet(lambda *_: weather, count=1) as server:
        own = f"sitemaps = ('{server.address}/sitemap.xml',); article = '/news/'{attribute}"
        body = f"name = 'x'; outlet = Outlet(source=name, name='X', hosts=('127.0.0.1',){fact}); {own}"
        settings = ("-s", f"DATA_DIR={tmp_path}", "-s", "GUARD_ALLOW=127.0.0.0/8", "-s", "BROWSER=none")
        with_source(tmp_path, body, "crawl", "x", *settings)
    assert [line["reason"] for line in lines(tmp_path, "rejected/*/*.jsonl")] == [reason]


def test_a_source_that_fails_while_it_reads_its_listings_is_an_internal_error(tmp_path: Path) -> None:
    body = "name = 'x'; outlet = Outlet(source=name, name='X', hosts=('127.0.0.1',)); listings = lambda *_: 1 / 0"
    done = with_source(tmp_path, body, "crawl", "x", "-s", f"DATA_DIR={tmp_path}")
    sentence = "internal_error: the source cannot read its listings: ZeroDivisionError('division by zero')\n"
    assert (done.returncode, done.stdout) == (Verdict.INTERNAL_ERROR, sentence)
    assert not list(tmp_path.glob("manifests/*/*"))


def with_source(folder: Path, body: str, *command: str) -> "subprocess.CompletedProcess[str]":
    """A command in a project whose only source has this body."""
    (folder / "project").mkdir()
    (folder / "project" / "__init__.py").touch()
    head = "from crawler.source import NewsSpider\nfrom pipelines.outlet import Outlet\n\nclass X(NewsSpider): "
    (folder / "project" / "x.py").write_text(f"{head}{body}\n", "utf-8")
    return scrapy(*command, "-s", "SPIDER_MODULES=project", folder=folder)


def test_a_check_needs_a_contact() -> None:
    done = scrapy("sources", "rt", "--check")
    assert done.returncode == Verdict.USAGE
    assert "CONTACT" in done.stderr


def test_a_check_of_healthy_listings_is_fine() -> None:
    _, answers = nato()
    status, checks = asked(answers, "nato")
    assert status == Verdict.FINE
    assert [check["articles"] for check in checks] == [15, 1]
    assert [check["problem"] for check in checks] == ["", ""]


def test_a_check_tells_what_is_wrong_with_every_listing() -> None:
    answers: dict[str, bytes | str] = {
        PLACES["interfax"]: links(*SECTIONS["interfax"]),
        "https://www.kyivpost.com/robots.txt": b"User-agent: *\nDisallow: /feed",
        "https://www.kyivpost.com/sitemap.xml": urlset(),
        "https://yle.fi/rss/news": links("/a/74-20123456"),
    }
    status, checks = asked(answers, "interfax", "kyivpost", "yle")
    assert status == Verdict.DRIFTED
    problems = {check["listing"]: check["problem"] for check in checks}
    assert problems == {
        PLACES["interfax"]: "",
        "https://www.kyivpost.com/feed": "robots.txt does not allow this address",
        "https://www.kyivpost.com/sitemap.xml": "names no article",
        "https://yle.fi/rss/news": "it is neither a feed nor a sitemap",
        "https://feeds.yle.fi/uutiset/v1/recent.rss?publisherIds=YLE_NEWS": "the server answered 404",
    }


def test_a_check_of_which_nothing_is_of_use_says_so() -> None:
    assert asked({}, "yle")[0] == Verdict.NOTHING_FETCHED


def test_scrapys_own_commands_fetch_a_page() -> None:
    with LocalOutlet() as outlet:
        done = scrapy("fetch", outlet.urls()[0], "--nolog", "-s", "GUARD_ALLOW=127.0.0.0/8")
    assert done.returncode == Verdict.FINE
    assert "NATO and Russia, round 0" in done.stdout


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[NewsSpider]]:
    """The class that genspider writes."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "fresh").mkdir()
    (folder / "fresh" / "__init__.py").touch()
    where = ("-s", "NEWSPIDER_MODULE=fresh")
    done = scrapy("genspider", "-t", "news", "daily-example", "www.daily.example", *where, folder=folder)
    assert done.returncode == 0, done.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield importlib.import_module("fresh.daily_example").DailyExample


def test_a_name_that_no_module_could_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / "__init__.py").touch()
    done = scrapy("genspider", "daily news", "www.daily.example", "-s", "NEWSPIDER_MODULE=fresh", folder=tmp_path)
    assert (done.returncode, "daily news: a source's name is" in done.stderr) == (Verdict.USAGE, True)
    assert not list(tmp_path.glob("fresh/daily*"))


def test_a_source_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / "__init__.py").touch()
    (tmp_path / "fresh" / "daily.py").symlink_to(tmp_path / "nowhere" / "daily.py")
    done = scrapy("genspider", "daily", "www.daily.example", "-s", "NEWSPIDER_MODULE=fresh", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (Verdict.USAGE, False)
    assert "daily.py: No such file or directory" in done.stderr


def test_a_generated_source_passes_the_tests_of_a_source(fresh: type[NewsSpider]) -> None:
    test_sources.test_a_source_is_one_short_file(fresh)
    test_sources.test_a_source_states_the_facts_of_its_outlet(fresh)
    test_sources.test_a_source_gives_selectors_that_can_be_read(fresh)
    test_sources.test_a_source_has_listings_and_waits_between_requests(fresh)
    test_sources.test_a_source_expects_something(fresh)
    test_sources.test_listings_are_not_articles(fresh)
    test_sources.test_an_attested_source_has_addresses_to_show_for_it(fresh)
    for path in test_sources.SERVICE:
        test_sources.test_service_pages_are_not_articles(fresh, path)


def test_a_generated_source_takes_the_usual_forms_of_articles(fresh: type[NewsSpider]) -> None:
    assert fresh().is_article("https://www.daily.example/world/123456-nato")
    assert fresh().is_article("https://www.daily.example/2026/11/21/alliance-and-russia-talk-again")
    assert not fresh().is_article("https://www.daily.example/world/nato-russia")


@pytest.mark.parametrize("step", [["format", "--check"], ["check", "--ignore=D101"]], ids=["format", "check"])
def test_a_generated_source_is_formatted(fresh: type[NewsSpider], step: list[str]) -> None:
    command = [sys.executable, "-m", "ruff", *step, f"--config={ROOT / 'pyproject.toml'}", inspect.getfile(fresh)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
