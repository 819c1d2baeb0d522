"""From the bytes of a page to one lxml tree that all extractors share: decoded, of bounded size and depth."""

import codecs
import re
import zlib
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipelines.limits import Limits
from pipelines.record import Page, Reason, Reject
from pipelines.text import printable

_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x7fELF",
    b"RIFF",
    b"\x00\x00\x00",
    b"OggS",
    b"ID3",
)
_BINARY_TYPES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/json")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)\b[^>]*>")
_MARKUP = re.compile(rb"<(?:html|body|head|div|p|article|main|title|table|span)\b", re.IGNORECASE)
_FEED = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:rss|feed|urlset|sitemapindex)\b")
_CONTROL_BYTES = bytes({*range(32)} - set(b"\t\n\r\x0c")) + b"\x7f"
_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_CYRILLIC_PAGES = ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic")
_COMMON_CYRILLIC = frozenset("оеаинтсрвлкмдпуяыь")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_TWICE_ENCODED = re.compile(rb"\xc3[\x82-\xb4]\xc2[\x80-\x9f]")
_UTF8_AS_LATIN1 = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}"
)
# Elements that nest when they are left open; a parser closes the others.
_NESTING = frozenset([
    "div", "span", "section", "article", "main", "aside", "header", "footer", "nav", "font", "center", "b", "i",
    "em", "strong", "u", "s", "blockquote", "table", "ul", "ol", "dl", "form", "fieldset", "figure", "small", "big",
    "sub", "sup", "ins", "del", "label", "details", "code", "pre",
])  # fmt: skip
_TAGS = 4
"""Tags that are parsed per element that is kept: its two, and those of elements that are dropped unread. A parsed tag
costs 300 bytes: 4 MB of empty elements would take 100 MB."""
# A parser drops everything after these, even a whole article; without them it closes the elements at the end.
_LAST_TAGS = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_BUTTON_PARAGRAPHS = 2
"""A button with more paragraphs than this was never closed: what it holds is the page."""
# Elements that no extractor reads; `_bound` makes scripts without JSON-LD one of them.
_UNREAD = ("style", "svg", "template", "iframe", "canvas", "object", "embed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A page as one parsed tree, with what had to be done to get it."""

    tree: HtmlElement
    flattened: bool
    """True when elements nested beyond the limit were unwrapped."""
    truncated: bool
    """True when bytes or elements beyond the limits were cut off."""


def parse(page: Page, limits: Limits) -> Markup:
    """The tree of a page's body; raises Reject for an empty body, a binary one or one without markup."""
    body = _inflated(page.body or b"", limits)
    markup = in_utf8(body[: limits.page_bytes], page.content_type)
    if not markup or markup.isspace():
        raise Reject(Reason.EMPTY, "the page has no content")
    if _FEED.match(markup) or not _MARKUP.search(markup):
        raise Reject(Reason.NOT_HTML, "the page has no HTML elements")
    parsed = _cut(markup, _TAGS * limits.elements)
    tree = _tree(parsed)
    deep = _nests_deeper(tree, limits.depth)
    if deep:
        tree = _tree(flatten(parsed.decode("utf-8"), limits.depth).encode("utf-8"))
    cut = _bound(tree, limits.elements) or len(parsed) < len(markup)
    return Markup(tree=tree, flattened=deep, truncated=page.truncated or len(body) > limits.page_bytes or cut)


def _cut(markup: bytes, tags: int) -> bytes:
    """The markup up to its first `tags` tags."""
    if markup.count(b"<") <= tags:
        return markup
    return markup[: next(islice(re.finditer(b"<", markup), tags, None)).start()]


def _nests_deeper(tree: HtmlElement, depth: int) -> bool:
    return bool(tree.xpath(f"boolean({'/*' * (depth + 1)})"))


def _inflated(body: bytes, limits: Limits) -> bytes:
    """The bytes of a page whose server sent gzip without saying so; others unchanged."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    stream = zlib.decompressobj(31)
    try:
        plain = stream.decompress(body, limits.page_bytes + 1)
    except zlib.error as error:
        raise Reject(Reason.BROKEN, f"the gzip data is damaged: {error}") from error
    if not stream.eof and len(plain) <= limits.page_bytes:
        raise Reject(Reason.BROKEN, "the gzip data ends too early")
    return plain


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page in the charset that its bytes fit, whatever they declare; raises Reject for binary data."""
    return in_utf8(body, content_type).decode("utf-8")


def in_utf8(body: bytes, content_type: str) -> bytes:
    """The page as valid UTF-8 without control characters; raises Reject for binary data."""
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    if body.startswith(_BINARY) or kind.startswith(_BINARY_TYPES):
        raise Reject(Reason.NOT_HTML, f"the page is not text ({kind or 'binary data'})")
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return printable(body[len(mark) :].decode(charset, "replace")).encode("utf-8")
    if any(byte in body for byte in _CONTROL_BYTES):
        body = body.translate(None, _CONTROL_BYTES)
    twice = b"\xc3" in body and _TWICE_ENCODED.search(body) is not None
    if not twice and _is_valid(body):
        return body
    text = body.decode("utf-8", "replace")
    if not _is_utf8(text, body):
        text = body.decode(_charset(body, content_type), "replace")
    return (_encoded_once(text) if twice else text).encode("utf-8", "replace")


def _is_valid(body: bytes) -> bool:
    """True for UTF-8 without a stray byte."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encoded_once(text: str) -> str:
    """The text with one of two UTF-8 encodings undone: it had been read as Latin-1 and encoded again."""
    return _UTF8_AS_LATIN1.sub(lambda found: found[0].encode("latin-1").decode("utf-8", "replace"), text)


def _charset(body: bytes, content_type: str) -> str:
    """The charset of a page that is not UTF-8."""
    declared = _declared(body, content_type)
    if _HIGH_RUN.search(body) and declared in {"utf-8", "cp1252", *_CYRILLIC_PAGES}:
        return max((declared, *_CYRILLIC_PAGES), key=lambda charset: _cyrillic_likeness(body, charset))
    return "cp1252" if declared == "utf-8" else declared


def _declared(body: bytes, content_type: str) -> str:
    """The charset that a page names, as browsers read the name; utf-8 when it names none that exists."""
    names = _CHARSET.findall(content_type.encode("ascii", "ignore")) + _CHARSET.findall(body[:4096])
    for name in names:
        try:
            charset = codecs.lookup(name.decode("ascii", "ignore")).name
            "".encode(charset)  # codecs also names what is no charset
        except (LookupError, ValueError):
            continue
        return _AS_BROWSERS.get(charset, charset)
    return "utf-8"


def _is_utf8(text: str, body: bytes) -> bool:
    """True when the bytes are UTF-8 apart from strays: one in a thousand, or a character cut at the end."""
    strays = text.count("\ufffd") and text.count("\ufffd") - body.count("\ufffd".encode())
    return not strays or (strays <= 1 + len(body) // 1000 and len(text) < len(body) - 3)


def _cyrillic_likeness(body: bytes, charset: str) -> float:
    runs = b" ".join(_HIGH_RUN.findall(body[:200_000]))
    text = runs.decode(charset, "replace")
    return sum(c in _COMMON_CYRILLIC for c in text) / max(1, len(text))


def flatten(text: str, depth: int) -> str:
    """The markup with containers nested deeper than `depth` unwrapped: a parser loses what lies too deep."""
    open_tags: list[str] = []
    spans: list[tuple[int, int]] = []
    for found in _TAG.finditer(text):
        name = found[2].lower()
        if name not in _NESTING:
            continue
        if not found[1]:
            open_tags.append(name)
        if len(open_tags) > depth:
            spans.append(found.span())
        if found[1] and open_tags:
            open_tags.pop()
    return _without(text, spans) if spans else text


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    pieces = [text[: spans[0][0]]]
    starts = [end for _, end in spans]
    ends = [start for start, _ in spans[1:]] + [len(text)]
    pieces += [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return " ".join(pieces)


def _tree(markup: bytes) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    # One class for all elements: lxml.html would ask Python for the class of each, a tenth of what extraction costs.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        return document_fromstring(_LAST_TAGS.sub(b"", markup), parser, ensure_head_body=True)
    except etree.ParserError as error:
        raise Reject(Reason.EMPTY, "the page has no content") from error


def _bound(tree: HtmlElement, most: int) -> bool:
    """Drops elements that are never read, then all after the first `most` elements; True when any of these were cut."""
    for element in tree.iter("script", "button"):
        if element.tag == "script" and "ld+json" not in (element.get("type") or ""):
            element.tag = "style"
        elif element.tag == "button" and len(element.findall(".//p")) > _BUTTON_PARAGRAPHS:
            element.tag = "div"
    etree.strip_elements(tree, *_UNREAD, with_tail=False)
    last = next(islice(tree.iter(), most, None), None)
    while last is not None and (parent := last.getparent()) is not None:
        del parent[parent.index(last) + 1 :]
        last = parent
    return last is not None
