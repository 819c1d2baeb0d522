"""Requests to the bundled outlets: one local server answers for all hosts, so the real spiders need no internet."""

from urllib.parse import urlsplit

from scrapy import Request


def detour(request: Request, site: str) -> Request:
    """The same request as plain HTTP to the local server (HOST:PORT), which tells outlets apart by the Host header."""
    parts = urlsplit(request.url)
    sent = request.replace(url=parts._replace(scheme="http", netloc=site).geturl())
    sent.headers["Host"] = parts.netloc
    return sent
