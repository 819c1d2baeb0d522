"""What a run reports about its listings: limits that were reached, HTML in the place of a feed, endless headers."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.ledger import Ledger
from tests.command import command, crawl
from tests.outlet import Answer, LocalOutlet, article


class Sectioned(LocalOutlet):
    """An outlet without a sitemap; every page of its front page names three articles and the next page."""

    further = "/?page={}"

    def answer(self, path: str) -> Answer:
        if path == "/robots.txt":
            return Answer(status=404)
        if not path.startswith("/news/"):
            number = int(path.partition("page=")[2] or 0)
            links = "".join(f"<a href='{url}'>Round</a>" for url in self.urls()[3 * number : 3 * number + 3])
            body = (
                f"<!DOCTYPE html><title>Front page</title>{links}<a rel=next href='{self.further.format(number + 1)}'>"
            )
            return Answer(body=body.encode(), status=200 if path.startswith("/?") or path == "/" else 404)
        return super().answer(path)


@pytest.mark.parametrize(("limit", "name"), [("SECTION_PAGES", "section_pages"), ("LINKS", "links")])
def test_a_limit_that_cuts_listings_is_said(limit: str, name: str, tmp_path: Path) -> None:
    with Sectioned() as outlet:
        _, manifest = crawl(outlet, tmp_path, "-s", f"LIMIT_{limit}=2")
    assert manifest["limits"] == {name: 2}
    assert manifest["settings"][f"LIMIT_{limit}"] == "2"


class Maintained(LocalOutlet):
    """An outlet whose sitemap has given way to a page with the newest articles."""

    def sitemap(self) -> str:
        return f"<!DOCTYPE html><title>Sorry</title><a href='{self.urls()[0]}'>Round</a>"


def test_a_page_in_the_place_of_a_sitemap_is_said_and_its_links_are_taken(tmp_path: Path) -> None:
    with Maintained() as outlet:
        done = subprocess.run(command(outlet, tmp_path), check=False, capture_output=True, text=True, timeout=120)
        with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
            assert ledger.seen(f"{outlet.address}/sitemap.xml") is None
            assert ledger.seen(outlet.urls()[0]) is not None
    assert f"listing {outlet.address}/sitemap.xml: it is neither a feed nor a sitemap" in done.stderr
    assert "listings that failed: 1" in done.stdout


def test_articles_outside_of_the_days_that_were_asked_for_are_counted(tmp_path: Path) -> None:
    with LocalOutlet() as outlet:
        asked = command(outlet, tmp_path, "-a", "since=2026-11-03", "-a", "until=2026-11-05")
        done = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=120)
    assert "outside of since and until: 5" in done.stdout


class Smuggling(Sectioned):
    further = "/\x1b]0;owned\x07"


def test_an_address_cannot_control_the_terminal(tmp_path: Path) -> None:
    with Smuggling() as outlet:
        done = subprocess.run(command(outlet, tmp_path), check=False, capture_output=True, text=True, timeout=120)
    assert "owned" in done.stderr
    assert "\x1b" not in done.stderr


def test_headers_without_end_are_no_answer(tmp_path: Path) -> None:
    def endless(number: int, _: LocalOutlet) -> Answer:
        headers = {f"X-{line}": "y" * 1000 for line in range(900)}
        return replace(article(number), headers=headers) if number == 0 else article(number)

    with LocalOutlet(endless, count=3) as outlet:
        _, manifest = crawl(outlet, tmp_path)
    assert (manifest["articles"], manifest["rejections"]) == (2, {"fetch_failed": 1})
