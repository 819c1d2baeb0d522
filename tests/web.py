"""A small web of made-up pages at the real addresses of outlets, and crawls of it with the real spiders."""

import random
import re
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.bundled.crawl import run
from tests.command import lines
from tests.serving import Serving

WORDS = re.findall(
    r"\w+",
    "The alliance said on Monday that its members would send more ships to the north after talks with Moscow ended "
    "without a result, and ministers asked for new inspections in spring, while envoys in Vienna spoke of a pact that "
    "neither side had signed since winter because borders grew harder for both armies near three small ports.",
)


class Web(Serving):
    """Some addresses of the web on 127.0.0.1, told apart by Host header, path and query; bytes or a place to go."""

    def __init__(self, answers: Mapping[str, bytes | str]) -> None:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = answers.get(f"https://{self.headers['Host']}{self.path}")
                self.send_response(404 if found is None else 301 if isinstance(found, str) else 200)
                if isinstance(found, str):
                    self.send_header("Location", found)
                self.end_headers()
                self.wfile.write(found if isinstance(found, bytes) else b"")

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(ThreadingHTTPServer(("127.0.0.1", 0), Answer))


def page(number: int) -> bytes:
    """An article whose text is unlike that of every other number."""
    chance = random.Random(number)
    sentences = [" ".join(chance.choices(WORDS, k=14)).capitalize() for _ in range(15)]
    paragraphs = "".join(f"<p>{'. '.join(sentences[at : at + 3])}.</p>" for at in range(0, 15, 3))
    return (
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Story {number}</title>"
        f"<body><article><h1>Story {number}</h1>{paragraphs}</article></body></html>"
    ).encode()


def pages(urls: list[str]) -> dict[str, bytes]:
    """An article at each of these addresses."""
    return {url: page(number) for number, url in enumerate(urls)}


def links(*hrefs: str) -> bytes:
    """A section page with these links."""
    return f"<!DOCTYPE html><body>{''.join(f'<a href={href}>story</a>' for href in hrefs)}</body>".encode()


def urlset(*urls: str) -> bytes:
    """A sitemap of these addresses."""
    rows = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def crawl(source: str, answers: Mapping[str, bytes | str], folder: Path, *arguments: str) -> int:
    """The exit status of a source's crawl of a web that gives these answers."""
    with Web(answers) as web:
        return run((source, *arguments), web.port, folder, "-s", "TOPIC=none").returncode


def corpus(folder: Path) -> dict[str, dict[str, Any]]:
    """The articles that crawls have kept, by address."""
    return {row["url"]: row for row in lines(folder, "corpus/*/*.jsonl")}
