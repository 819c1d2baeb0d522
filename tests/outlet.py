"""A made-up outlet on a loopback port: a news sitemap, and articles that answer as a test wants them to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6

from tests.serving import Serving
from tests.stories import story

PARAGRAPH = "NATO and Russia held talks in Geneva on Monday, and both sides called them useful. {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the outlet says to one request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


Behaviour = Callable[[int, "LocalOutlet"], Answer]


def article(number: int, *, dated: bool = True, text: str = "") -> Answer:
    """An on-topic article of its own."""
    stamp = (
        f'<meta property="article:published_time" content="2026-11-{number % 20 + 1:02}T08:00:00Z">' if dated else ""
    )
    body = "".join(
        f"<p>{PARAGRAPH.format(line.capitalize())}.</p>" for line in (text or story(number, 200)).split("\n")
    )
    title = f"NATO and Russia, round {number}"
    head = f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{stamp}</head>"
    page = f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>"
    return Answer(body=page.encode())


class LocalOutlet(Serving):
    """Serves `count` articles at /news/NUMBER-on-nato-and-russia from `with LocalOutlet(…) as outlet` on."""

    def __init__(
        self,
        behaviour: Behaviour = lambda number, _: article(number),
        count: int = 8,
        *,
        dated: bool = True,
        host: str = "127.0.0.1",
    ) -> None:
        self.behaviour, self.count, self.dated = behaviour, count, dated
        self.asked: list[str] = []
        outlet = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                answer = outlet.answer(self.path)
                self.send_response(answer.status)
                for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            address_family = AF_INET6 if ":" in host else AF_INET

            def handle_error(self, *_: object) -> None:
                """Nothing: a client that was killed is no error of the outlet."""

        super().__init__(Server((host, 0), Handler))
        self.address = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        if path == "/robots.txt":
            return Answer(
                body=f"Sitemap: {self.address}/sitemap.xml\n".encode(), headers={"Content-Type": "text/plain"}
            )
        if path == "/sitemap.xml":
            return Answer(body=self.sitemap().encode(), headers={"Content-Type": "application/xml"})
        if path.startswith("/news/"):
            return self.behaviour(int(path.removeprefix("/news/").partition("-")[0]), self)
        return Answer(body=b"<title>Front page</title><a href='/about'>About</a>", status=200 if path == "/" else 404)

    def urls(self) -> list[str]:
        return [f"{self.address}/news/{number}-on-nato-and-russia" for number in range(self.count)]

    def sitemap(self) -> str:
        stamp = "<news:publication_date>2026-11-{:02}T08:00:00Z</news:publication_date>" if self.dated else ""
        rows = "".join(
            f"<url><loc>{url}</loc><news:news>{stamp.format(number % 20 + 1)}"
            f"<news:title>Round {number}</news:title></news:news></url>"
            for number, url in enumerate(self.urls())
        )
        spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        return f'<?xml version="1.0" encoding="UTF-8"?><urlset {spaces}>{rows}</urlset>'
