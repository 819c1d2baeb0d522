"""The spider `site`: an outlet without a spider of its own, found by any spelling of its address."""

from pathlib import Path

import pytest

from crawler.spiders.site import Site
from tests.web import corpus, crawl, links, page, urlset

STORY = "/world/nato-and-russia-talk-again"


def answers(host: str) -> dict[str, bytes | str]:
    """A site with one story in its sitemap and one on its front page."""
    return {
        f"https://{host}/": links(f"{STORY}-11111"),
        f"https://{host}/sitemap.xml": urlset(f"https://{host}{STORY}-22222"),
        f"https://{host}{STORY}-11111": page(1),
        f"https://{host}{STORY}-22222": page(2),
    }


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("https://News.Example/", "news.example"),
        ("https://news.example:443/", "news.example"),
        ("https://новости.рф", "xn--b1amnebsh.xn--p1ai"),
        ("https://news.example/", "www.news.example"),
        ("https://www.news.example/", "news.example"),
    ],
)
def test_a_site_is_found_by_every_spelling_of_its_address(given: str, host: str, tmp_path: Path) -> None:
    front: dict[str, bytes | str] = {given.lower(): f"https://{host}/"}
    crawl("site", front | answers(host), tmp_path, "-a", f"url={given}")
    assert set(corpus(tmp_path)) == {f"https://{host}{STORY}-11111", f"https://{host}{STORY}-22222"}


@pytest.mark.parametrize(
    "given", ["https://me:secret@news.example/", "news.example", "ftp://news.example/", "https://"]
)
def test_an_address_that_cannot_be_crawled_is_a_sentence(given: str) -> None:
    with pytest.raises(ValueError, match="give the address of the front page"):
        Site(url=given)


def test_a_site_on_this_machine_has_no_other_name() -> None:
    assert Site(url="http://127.0.0.1:8000/").hosts() == ("127.0.0.1",)
