"""Parses feeds, sitemaps and section pages into entries with the publisher's own dates and titles."""

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from pipelines.dates import parse_date
from pipelines.record import Listing, Precision

MAX_URL = 2_000
"""Characters: longer addresses are attacks or accidents, no outlet has them."""
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
ROOT = re.compile(rb"<(?:[\w.-]+:)?([a-z]\w*)")
"""The first element of a document, in small letters, without its prefix."""
LISTINGS = frozenset([b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex"])
WIDE = re.compile(rb"""encoding=["']utf-?(?:16|32)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article address with what its listing said about it."""

    url: str
    listing: Listing = field(default_factory=Listing)
    lastmod: datetime | None = None
    """When the listing says that the article last changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything one listing page leads to."""

    entries: tuple[Entry, ...] = ()
    listings: tuple[str, ...] = ()
    """Further sitemaps of an index, newest first where they carry a date."""
    next_page: str = ""
    links: tuple[str, ...] = ()
    """All same-site links of an HTML page, in order."""
    alternates: tuple[str, ...] = ()
    """Feeds that an HTML page declares."""
    is_page: bool = False
    """Whether it was read as a page of HTML, being neither a feed nor a sitemap."""


def parse_listing(body: bytes, url: str) -> Found:
    """What a feed, a sitemap or an HTML page leads to; a damaged one gives what stands before the damage."""
    body = _unpacked(body)
    head = COMMENT.sub(b"", body[:2000].replace(b"\0", b""))  # UTF-16 as well
    head = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    root = ROOT.search(head)
    name = root[1] if root else b""
    if name in LISTINGS or (head.startswith(b"<?xml") and name != b"html"):
        return _parse_xml(body, url)
    if head.startswith((b"http://", b"https://")):
        return _parse_text(body, url)
    return _parse_html(body, url)


def _unpacked(body: bytes, limit: int = 64_000_000) -> bytes:
    """Outlets serve gzip bytes without the header that says so; damaged ones give what stands before the damage."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    plain = bytearray()
    with gzip.open(BytesIO(body)) as stream, suppress(OSError, EOFError, zlib.error):
        while len(plain) < limit and (more := stream.read1()):
            plain += more
    return bytes(plain)


def _parse_text(body: bytes, url: str) -> Found:
    """What a sitemap of plain text leads to: an address a line (sitemaps.org)."""
    lines = map(str.strip, body.decode("utf-8-sig", "replace").splitlines())
    addresses = (_address(line, url) for line in lines if line.startswith("http"))
    return Found(entries=tuple(Entry(url=address) for address in addresses if address))


def _parse_xml(body: bytes, url: str) -> Found:
    """What a feed, a sitemap or an index of sitemaps leads to."""
    entries: list[Entry] = []
    children: list[tuple[str, str]] = []
    for element in _elements(body):
        name = _local(element)
        fields = _fields(element)
        address = _address(fields.get("loc") or fields.get("link") or fields.get("guid") or "", url)
        if address and name == "sitemap":
            children.append((fields.get("lastmod", ""), address))
        elif address:
            changed = parse_date(fields.get("lastmod") or fields.get("updated") or "")
            entries.append(Entry(url=address, listing=_listing(fields), lastmod=changed.at if changed else None))
        element.clear()
    # Stable: children without a date keep the order of the index, which most outlets write newest first or by month.
    children.sort(key=lambda child: child[0], reverse=True)
    return Found(entries=tuple(entries), listings=tuple(address for _, address in children))


def _elements(body: bytes) -> Iterator[etree._Element]:
    """The url, sitemap, item and entry elements of a document; ValueError where none can be read.

    Entities are not expanded, nothing is fetched.
    """
    found = False
    parser = etree.iterparse(
        BytesIO(body),
        events=("end",),
        tag=("{*}url", "{*}sitemap", "{*}item", "{*}entry"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        # Of the tools that write UTF-8, some say what their language has in memory.
        encoding="utf-8" if WIDE.search(body[:200]) and b"\0" not in body[:200] else None,
    )
    with suppress(etree.XMLSyntaxError):  # the log has it
        for _, element in parser:
            found = True
            yield element
    if not found and (faults := parser.error_log.filter_from_fatals()):
        raise ValueError(f"it is damaged: {faults[0].message}")


NAMES = {
    "publication_date": "published",
    "pubdate": "published",
    "date": "published",
    "issued": "published",
    "published": "published",
    "encoded": "content",
    "content": "content",
    "updated": "updated",
    "loc": "loc",
    "link": "link",
    "guid": "guid",
    "title": "title",
    "lastmod": "lastmod",
}
"""Local names of child elements, over all namespaces, and what they mean here."""


def _local(element: etree._Element) -> str:
    """The element's name without namespace or undeclared prefix."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _fields(element: etree._Element) -> dict[str, str]:
    """The first value of each known field among an element's children."""
    fields: dict[str, str] = {}
    for child in element.iter(etree.Element):
        name = NAMES.get(_local(child))
        if child is element or name is None or (name == "link" and child.get("rel", "alternate") != "alternate"):
            continue
        if name == "guid" and child.get("isPermaLink") == "false":
            continue
        value = (child.text or child.get("href") or "").strip()
        if value and "image" not in child.tag and "video" not in child.tag:
            fields.setdefault(name, value)
    return fields


def _listing(fields: dict[str, str]) -> Listing:
    """What the fields of an entry say about its article."""
    published, modified = parse_date(fields.get("published", "")), parse_date(fields.get("updated", ""))
    return Listing(
        title=fields.get("title") or None,
        published_at=published.at if published else None,
        precision=published.precision if published else Precision.SECOND,
        modified_at=modified.at if modified else None,
        text=fields.get("content") if len(fields.get("content", "")) > 400 else None,
    )


def _address(link: str, base: str) -> str:
    """The absolute http address of a link without its fragment, or nothing."""
    if len(link) > MAX_URL:
        return ""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ""
    return parts._replace(fragment="").geturl() if parts.scheme in ("http", "https") and parts.hostname else ""


def _parse_html(body: bytes, url: str) -> Found:
    """Links, next page and feeds of an HTML page."""
    tree = LexborHTMLParser(body.replace(b"\0", b""))
    base_node = tree.css_first("base[href]")
    base = (_address(base_node.attributes.get("href") or "", url) if base_node else "") or url
    links: dict[str, None] = {}
    next_page = ""
    for node in tree.css("a[href], link[rel~=next][href]"):
        address = _address(node.attributes.get("href") or "", base)
        if not address:
            continue
        if "next" in (node.attributes.get("rel") or "").lower().split():
            next_page = next_page or address
        elif node.tag == "a":
            links.setdefault(address)
    feeds = [
        _address(node.attributes.get("href") or "", base)
        for node in tree.css("link[rel~=alternate][href]")
        if (node.attributes.get("type") or "") in ("application/rss+xml", "application/atom+xml")
    ]
    return Found(links=tuple(links), next_page=next_page, alternates=tuple(filter(None, feeds)), is_page=True)
