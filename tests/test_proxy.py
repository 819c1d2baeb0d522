"""Crawls where the environment names a proxy."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.command import lines, scrapy
from tests.serving import Serving
from tests.web import crawl, page, pages, urlset

CLOSED = "http://127.0.0.1:9"
"""Where nothing listens."""


class Proxy(BaseHTTPRequestHandler):
    """Answers for the only site that it knows."""

    def do_GET(self) -> None:
        known = self.path == "http://news.example/1"
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(page(1) if known else b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("address", ["http://127.0.0.1:{}", "127.0.0.1:{}", "http://localhost:{}"])
def test_a_proxy_may_stand_in_a_private_network(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Serving(ThreadingHTTPServer(("127.0.0.1", 0), Proxy)) as proxy:
        monkeypatch.setenv("http_proxy", address.format(proxy.port))
        given = ("http://news.example/1", "http://127.0.0.1/2", "-O", str(tmp_path / "out.jsonl"))
        done = scrapy("clean", *given, "-s", "CONTACT=a@b.example", "-s", "RETRY_TIMES=0")
    first, second = lines(tmp_path, "out.jsonl")
    assert (first["title"], "Traceback" in done.stderr) == ("Story 1", False)
    assert "private address" in second["detail"]


def test_a_misspelt_proxy_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://[bad")
    given = ("http://news.example/1", "-O", str(tmp_path / "out.jsonl"))
    done = scrapy("clean", *given, "-s", "CONTACT=a@b.example", "-s", "RETRY_TIMES=0")
    assert ("Invalid IPv6 URL" in done.stderr, "Traceback" in done.stderr) == (True, False)


def test_no_proxy_stands_before_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", CLOSED)
    monkeypatch.setenv("https_proxy", CLOSED)
    url = "https://www.rt.com/news/338709-meeting/"
    assert crawl("rt", pages([url]) | {"https://www.rt.com/sitemap.xml": urlset(url)}, tmp_path) == 0
    assert [row["url"] for row in lines(tmp_path, "corpus/*/*.jsonl")] == [url]


def test_an_address_that_names_the_proxy_itself_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://localhost:9")
    monkeypatch.setenv("no_proxy", "news.example")
    scrapy(
        "clean",
        "http://localhost/1",
        "-O",
        str(tmp_path / "out.jsonl"),
        "-s",
        "CONTACT=a@b.example",
        "-s",
        "RETRY_TIMES=0",
    )
    (line,) = lines(tmp_path, "out.jsonl")
    assert "private address" in line["detail"]
