"""The bundled outlets over real HTTP: several hosts on one loopback port, told apart by the Host header."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.bundled.discovery import Resource, discovery
from tests.bundled.render import page
from tests.bundled.stories import BundledOutlet, Story, outlets, stories
from tests.serving import Serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One request that the site answered."""

    method: str
    url: str
    """The address as its outlet would write it, with https and without port."""
    status: int
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a crawl must make of one address."""

    url: str
    source: str
    outcome: str
    """`kept`, `same`, `ignored` (see `stories`), or the reason of the Rejection."""
    golden: str
    """Folder of the golden record that a kept article must equal; empty otherwise."""


class BundledSite(Serving):
    """The bundled outlets on 127.0.0.1, from `with BundledSite() as site` until the block ends."""

    def __init__(self, port: int = 0) -> None:
        self._site = _Server(port, resources())
        super().__init__(self._site)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host name that the site answers for."""
        return tuple(sorted({host for host, _ in self._site.resources}))

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Every request answered so far, in order."""
        return tuple(self._site.hits)

    def revise(self, url: str, old: str, new: str, changed: datetime) -> None:
        """Publishes a new version of an article: `old` becomes `new` on its page, and the sitemap says when."""
        story = next(story for story in stories() if story.url == url)
        served = self._site.resources
        page_before = served[_place(url)]
        body = page_before.body.replace(old.encode(), new.encode())
        served[_place(url)] = replace(page_before, body=body, modified=changed)
        before = f"<loc>{url}</loc><lastmod>{story.published.isoformat()}"
        after = f"<loc>{url}</loc><lastmod>{changed.isoformat()}"
        for place, item in list(served.items()):
            served[place] = replace(item, body=item.body.replace(before.encode(), after.encode()))

    def expected(self) -> dict[str, Expected]:
        """What a crawl must make of every article address, and of the addresses that only look like one."""
        return {
            s.url: Expected(
                url=s.url, source=s.outlet, outcome=s.expected, golden=s.golden if s.expected == "kept" else ""
            )
            for s in stories()
        }


def resources() -> dict[tuple[str, str], Resource]:
    """Everything that the site answers, by host and path."""
    everything, known = stories(), outlets()
    found = {_place(url): item for outlet in known.values() for url, item in discovery(outlet, everything)}
    return found | _articles(everything, known)


def _articles(everything: Iterable[Story], known: dict[str, BundledOutlet]) -> dict[tuple[str, str], Resource]:
    """Every story at every host of its outlet, except where a host has another capture of it."""
    pages = [(story, _article(story, known[story.outlet])) for story in everything]
    anywhere = {(host, urlsplit(story.url).path): item for story, item in pages for host in known[story.outlet].hosts}
    return anywhere | {_place(story.url): item for story, item in pages}


def _article(story: Story, outlet: BundledOutlet) -> Resource:
    return Resource(body=page(story, outlet).encode(), status=story.status, modified=story.published)


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path


class _Server(ThreadingHTTPServer):
    def __init__(self, port: int, resources: dict[tuple[str, str], Resource]) -> None:
        super().__init__(("127.0.0.1", port), _Answer)
        self.resources = resources
        self.hits: list[Hit] = []

    def find(self, host: str, path: str) -> Resource | str:
        """The resource, or the path that it moved to, or a page that says 404."""
        found = self.resources.get((host, path))
        if found is None and (host, f"{path}/") in self.resources:
            return f"{path}/"
        return found or Resource(
            body=b"<!DOCTYPE html><title>404</title><h1>Not found</h1>\n", status=HTTPStatus.NOT_FOUND
        )


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        found = self.server.find(host, urlsplit(self.path).path)
        if isinstance(found, str):
            self._send(HTTPStatus.MOVED_PERMANENTLY, {"Location": f"https://{host}{found}"}, b"")
        elif found.status == HTTPStatus.OK and self._fresh(found):
            self._send(HTTPStatus.NOT_MODIFIED, _validators(found), b"")
        else:
            self._send(
                found.status, {"Content-Type": found.content_type, **_validators(found), **self._coding()}, found.body
            )

    do_HEAD = do_GET  # noqa: N815  (the name that http.server looks for)

    def _fresh(self, found: Resource) -> bool:
        if tag := self.headers.get("If-None-Match"):
            return _etag(found) in tag
        since = self.headers.get("If-Modified-Since")
        return bool(since and found.modified and found.modified <= parsedate_to_datetime(since))

    def _coding(self) -> dict[str, str]:
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        return {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if accepted else {})

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        body = gzip.compress(body, mtime=0) if "Content-Encoding" in headers else body
        self.server.hits.append(self._hit(status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _hit(self, status: int) -> Hit:
        url = f"https://{self.headers.get('Host', '').partition(':')[0]}{self.path}"
        return Hit(method=self.command, url=url, status=int(status), agent=self.headers.get("User-Agent", ""))

    def log_message(self, *_: object) -> None:
        """Nothing: `hits` tells what was asked."""


def _etag(found: Resource) -> str:
    return f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'


def _validators(found: Resource) -> dict[str, str]:
    if found.status != HTTPStatus.OK:
        return {}
    dated = {"Last-Modified": format_datetime(found.modified.astimezone(UTC), usegmt=True)} if found.modified else {}
    return {"ETag": f"W/{_etag(found)}", **dated}
