"""`scrapy golden`, and addresses as inputs of the offline commands, as a person runs them."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.verdict import Verdict
from tests.command import scrapy
from tests.fixture import Fixture
from tests.stories import BODY, html
from tests.web import Web

ADDRESS = "https://www.rt.com/news/600001-envoys-meet/"
OTHER = "https://www.dailywire.example/coal.html"
FORBIDDEN = "https://www.kyivpost.com/post/1"
PAGE = html(BODY).encode()


@pytest.fixture(scope="module")
def web() -> Iterator[tuple[str, ...]]:
    """Options for a web of an article, an address that leads to it, and one that robots.txt forbids."""
    robots = b"User-agent: *\nDisallow: /post"
    answers: dict[str, bytes | str] = {ADDRESS: PAGE, OTHER: ADDRESS, FORBIDDEN: PAGE}
    with Web(answers | {"https://www.kyivpost.com/robots.txt": robots}) as web:
        yield "-s", f"BUNDLED=127.0.0.1:{web.port}", "-s", "GUARD_ALLOW=127.0.0.0/8", "-s", "DOWNLOAD_DELAY=0"


@dataclass(frozen=True, slots=True)
class Saved:
    """A folder after `scrapy golden` was asked for two addresses, a forbidden one, and two files."""

    folder: Path
    status: int
    printed: str
    refused: str


@pytest.fixture(scope="module")
def saved(web: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Saved:
    folder = tmp_path_factory.mktemp("golden")
    (folder / "gone.html.gz").write_bytes(gzip.compress(html(["Sorry."], title="Page not found").encode()))
    (folder / "old.html").write_bytes(PAGE)
    (folder / "golden" / "unknown" / "old").mkdir(parents=True)
    done = scrapy("golden", OTHER, ADDRESS, FORBIDDEN, "gone.html.gz", "old.html", *web, folder=folder)
    return Saved(folder / "golden", done.returncode, done.stdout, done.stderr)


def test_the_saved_folders_are_printed_and_the_others_named_with_the_reason(saved: Saved) -> None:
    assert saved.printed == "golden/rt/600001-envoys-meet\ngolden/unknown/gone\n"
    refused = [line.removeprefix("not saved: ").split(": ") for line in saved.refused.splitlines()]
    assert [line[:2] for line in refused] == [[ADDRESS, "exists"], [FORBIDDEN, "robots"], ["old.html", "exists"]]
    assert saved.status == Verdict.BROKEN


def test_an_address_becomes_a_fixture_where_it_was_found_in_the_end(saved: Saved) -> None:
    fixture = Fixture(saved.folder / "rt" / "600001-envoys-meet")
    assert (fixture.body(), fixture.page().url) == (PAGE, ADDRESS)


def test_the_record_is_a_proposal_that_waits_for_review(saved: Saved) -> None:
    proposal = Fixture(saved.folder / "rt" / "600001-envoys-meet").expected()
    assert (proposal["reviewed"], proposal["body"]) == (False, BODY)


def test_a_page_that_is_no_article_is_saved_with_the_reason(saved: Saved) -> None:
    assert Fixture(saved.folder / "unknown" / "gone").expected() == {"reviewed": False, "reason": "soft_404"}


def test_an_older_fixture_is_never_touched(saved: Saved) -> None:
    assert [*(saved.folder / "unknown" / "old").iterdir()] == []


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


def test_no_address_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"url": "http://../story", "html": html(BODY)}) + "\n", "utf-8")
    done = scrapy("golden", "in.jsonl", "--into", "a/golden", folder=tmp_path)
    assert (done.returncode, done.stdout) == (Verdict.FINE, "a/golden/_/story\n")
