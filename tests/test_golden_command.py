"""`scrapy golden`, and addresses as inputs of the offline commands, as a person runs them."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.verdict import Verdict
from tests.fixture import Fixture
from tests.test_extract import BODY, html
from tests.test_source_commands import scrapy
from tests.test_special_sources import Web

ADDRESS = "https://www.rt.com/news/600001-envoys-meet/"
OTHER = "https://www.dailywire.example/coal.html"
FORBIDDEN = "https://www.kyivpost.com/post/1"
PAGE = html(BODY).encode()


@pytest.fixture(scope="module")
def web() -> Iterator[tuple[str, ...]]:
    """Options for a web of two articles, one of them behind a redirect, and one that robots.txt forbids."""
    robots = b"User-agent: *\nDisallow: /post"
    answers: dict[str, bytes | str] = {ADDRESS: PAGE, OTHER: ADDRESS, FORBIDDEN: PAGE}
    with Web(answers | {"https://www.kyivpost.com/robots.txt": robots}) as web:
        yield "-s", f"BUNDLED=127.0.0.1:{web.port}", "-s", "GUARD_ALLOW=127.0.0.0/8", "-s", "DOWNLOAD_DELAY=0"


def test_an_address_becomes_a_fixture_that_waits_for_review(web: tuple[str, ...], tmp_path: Path) -> None:
    done = scrapy("golden", ADDRESS, *web, folder=tmp_path)
    folder = tmp_path / "golden" / "rt" / "600001-envoys-meet"
    assert (done.returncode, done.stdout) == (Verdict.FINE, "golden/rt/600001-envoys-meet\n")
    fixture = Fixture(folder)
    assert (fixture.body(), fixture.page().url) == (PAGE, ADDRESS)
    assert (fixture.expected()["reviewed"], fixture.expected()["body"]) == (False, BODY)


def test_a_fixture_stands_where_the_page_was_found_in_the_end(web: tuple[str, ...], tmp_path: Path) -> None:
    scrapy("golden", OTHER, *web, folder=tmp_path)
    assert [path.parent.name for path in tmp_path.glob("golden/*/*")] == ["rt"]


def test_an_older_fixture_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    first = scrapy("golden", "page.html", "--source", "rt", folder=tmp_path)
    record = tmp_path / "golden" / "rt" / "page" / "article.json"
    record.write_text("{}")
    again = scrapy("golden", "page.html", "--source", "rt", folder=tmp_path)
    assert (first.returncode, again.returncode, record.read_text()) == (Verdict.FINE, Verdict.BROKEN, "{}")
    assert "exists" in again.stderr


def test_a_page_that_is_no_article_is_saved_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "gone.html.gz").write_bytes(gzip.compress(html(["Sorry."], title="Page not found").encode()))
    scrapy("golden", "gone.html.gz", "--source", "rt", folder=tmp_path)
    assert Fixture(tmp_path / "golden/rt/gone").expected() == {"reviewed": False, "reason": "soft_404"}


def test_what_robots_txt_forbids_is_not_saved(web: tuple[str, ...], tmp_path: Path) -> None:
    done = scrapy("golden", FORBIDDEN, *web, folder=tmp_path)
    assert (done.returncode, [*tmp_path.iterdir()]) == (Verdict.BROKEN, [])
    assert "robots.txt" in done.stderr


def test_an_address_is_not_asked_without_a_contact(tmp_path: Path) -> None:
    done = scrapy("golden", "https://www.example.org/1", folder=tmp_path)
    assert (done.returncode, "CONTACT" in done.stderr) == (Verdict.USAGE, True)


def test_files_and_addresses_are_cleaned_in_the_order_given(web: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    done = scrapy("clean", OTHER, "page.html", FORBIDDEN, ADDRESS, "-O", "out.jsonl", *web, folder=tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert done.returncode == Verdict.FINE
    assert [line["id"] for line in lines] == [OTHER, "page.html", FORBIDDEN, ADDRESS]
    assert [line.get("reason", line["canonical_url"]) for line in lines] == [ADDRESS, "", "robots", ADDRESS]
