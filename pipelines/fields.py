"""What a page states about its article: JSON-LD first, then meta tags, then the page itself."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from pipelines.data import load_data
from pipelines.record import Origin
from pipelines.text import squeeze, words

_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report$|LiveBlog|NewsItem|Posting$")
_LINE_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_LANGUAGE = re.compile(r"^([a-z]{2})(?:[-_]|$)", re.IGNORECASE)
_PARTS = re.compile(r"\s[|»·•–—-]\s")
_BY = re.compile(
    r"^(?:(?:(?:written|posted|published|article|words|text) )?by|von|par|por|di|authors?|автор|текст)(?:[:\s]+|$)",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}$")
_PARTICLES = frozenset({"de", "da", "di", "la", "van", "von", "der", "den", "al", "bin"})
_NOT_A_NAME = re.compile(
    r"https?:|@|\d{2}|\.com|^\s*(?:admin|staff|redaktion|editor|null|none|undefined)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The fields of an article as a page states them, unparsed where a later stage parses them."""

    title: str = ""
    headlines: tuple[str, ...] = ()
    """Every wording of the headline that the page gives, the title included."""
    description: str = ""
    authors: tuple[str, ...] = ()
    dates: tuple[tuple[Origin, str], ...] = ()
    modified: str = ""
    language: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    canonical: str = ""
    body: str = ""
    """The article's text as JSON-LD gives it, or empty."""
    live: bool = False
    """True when JSON-LD calls the page a live blog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statements:
    """Where fields are looked up: the article's JSON-LD node, the meta tags by lower-case name, and the tree."""

    node: dict[str, Any]
    named: dict[str, Any]
    """All JSON-LD nodes that have an address and a name, by the address: others refer to them by it."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    tree: HtmlElement

    def meta_tag(self, *names: str) -> str:
        """The first non-empty meta tag of these names."""
        return next((value for name in names for value in self.meta.get(name, []) if value), "")

    def json_ld(self, *keys: str) -> str:
        """The first of these JSON-LD properties that is a text; outlets escape it as if it were markup."""
        return next((squeeze(unescape(v)) for key in keys for v in _texts(self.node.get(key)) if v.strip()), "")


def read_fields(tree: HtmlElement) -> Fields:
    """All fields that a page's tree states; empty where it states none."""
    nodes = list(linked_data(tree))
    named = {str(node["@id"]): node for node in nodes if node.get("@id") and node.get("name")}
    page = _Statements(node=_article(nodes), named=named, meta=_meta(tree), tree=tree)
    headlines = _headlines(page)
    return Fields(
        title=headlines[0] if headlines else "",
        headlines=headlines,
        description=page.meta_tag("og:description", "description", "twitter:description")
        or page.json_ld("description"),
        authors=_authors(page),
        dates=tuple(_dates(page)),
        modified=page.json_ld("dateModified") or page.meta_tag(*load_data("fields")["modified"]),
        language=_language(page),
        section=page.json_ld("articleSection") or unescape(page.meta_tag("article:section", "og:section", "section")),
        tags=_tags(page),
        image=next(_texts(page.node.get("image")), "") or page.meta_tag("og:image", "twitter:image"),
        canonical=_canonical(page),
        body=max(_texts(page.node.get("articleBody")), key=len, default=""),
        live="LiveBlogPosting" in _types(page.node),
    )


def linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Every JSON-LD object of a page, nested graphs included; unreadable scripts are passed over."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from _objects(_json(script.text or ""))


def _json(text: str) -> Any:
    """The value of a JSON-LD script, with common mistakes corrected; None for an unreadable one."""
    text = _LINE_COMMENT.sub("", text.strip())
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in a JSON-LD value and, after each, those nested in it."""
    pending = [value]
    while pending:
        item = pending.pop(0)
        if isinstance(item, list):
            pending = [*item, *pending]
        elif isinstance(item, dict):
            yield item
            pending += [
                item[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf")
                if isinstance(item.get(key), dict | list)
            ]


def _types(node: dict[str, Any]) -> str:
    return " ".join(_texts(node.get("@type")))


def _article(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The first node of an article type that says something, or an empty one."""
    articles = [
        node
        for node in nodes
        if _ARTICLE_TYPES.search(_types(node)) and ("headline" in node or "datePublished" in node)
    ]
    return max(articles, key=lambda node: "articleBody" in node, default={})


def _texts(value: Any) -> Iterator[str]:
    """The texts in a JSON-LD value: itself, its members, or what an object is called or where it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for member in value[:50]:
            yield from _texts(member)
    elif isinstance(value, dict):
        yield from _texts(value.get("name") or value.get("url") or value.get("@value") or "")


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        found.setdefault(name.strip().lower(), []).append(squeeze(element.get("content") or ""))
    return found


def _headlines(page: _Statements) -> tuple[str, ...]:
    """Wordings of the headline, most trusted first: JSON-LD, og:title, the heading that the title element confirms."""
    element = squeeze(page.tree.findtext(".//title") or "")
    stated = [page.json_ld("headline"), unescape(page.meta_tag("og:title")), unescape(page.meta_tag("twitter:title"))]
    headings = [squeeze(str(heading.text_content())) for heading in page.tree.iter("h1", "h2")][:40]
    confirmed = [heading for heading in headings if _confirms(element, heading) or heading in stated]
    confirmed.sort(key=lambda heading: not element.startswith(heading))  # the site's name stands at the end
    site = page.meta_tag("og:site_name")
    wordings = [_without_site(name, site, confirmed) for name in (*stated, *confirmed[:2], element) if name]
    only = [squeeze(str(heading.text_content())) for heading in page.tree.iter("h1")]
    return tuple(dict.fromkeys(name for name in (*wordings, *only[:2], page.json_ld("alternativeHeadline")) if name))


def _confirms(title: str, heading: str) -> bool:
    """Whether title and heading agree; a heading with less than half of the title's words heads a part of the page."""
    return _shared(heading, title) > 0.6 and any(_shared(part, heading) >= 0.5 for part in _PARTS.split(title))


def _shared(heading: str, title: str) -> float:
    """The share of a heading's words that the title element has as well; nothing for headings of one or two words."""
    own, other = set(words(heading)), set(words(title))
    return len(own & other) / len(own) if len(own) > 2 else 0.0


def _without_site(title: str, site: str, h1: list[str]) -> str:
    """A title without the outlet's name at its end, found by og:site_name or by an h1 that is its beginning."""
    for heading in h1:
        if 15 < len(heading) < len(title) and title.startswith(heading) and len(title) - len(heading) < 50:
            return heading
    first, *rest = re.split(r"\s+[|»·]\s+", title)
    if rest and len(first) >= 20 and all(len(part) < 40 for part in rest):
        return first
    if site and title.endswith(site) and len(site) < len(title) - 10:
        return title[: -len(site)].rstrip(" |–—·»:-")
    return title


def _authors(page: _Statements) -> tuple[str, ...]:
    """The names of the first that gives any: JSON-LD, meta tags, elements marked as the author's or looking so."""
    places = load_data("fields")
    return (
        _names(map(unescape, _texts(_resolved(page.node.get("author"), page.named))))
        or _names(value for name in places["author"] for value in page.meta.get(name, []))
        or _names(_short_texts(page.tree, places["signed"])[:5])
        or _byline(_short_texts(page.tree, places["byline"]))
    )


def _short_texts(tree: HtmlElement, path: str) -> list[str]:
    """The texts of these elements that are too short for an author's biography."""
    texts = (squeeze(str(element.text_content())) for element in tree.xpath(path))
    return [text for text in texts if len(text) <= 60]


def _byline(texts: Iterable[str]) -> tuple[str, ...]:
    """The one full name that bylines give; nothing where there are several: those of other stories are among them."""
    names = {name for text in texts if _is_full_name(name := _BY.sub("", text).strip(" |·•,:–-"))}
    return tuple(names) if len(names) == 1 else ()


def _is_full_name(text: str) -> bool:
    """True for two to four words with capitals, particles apart."""
    return bool(_FULL_NAME.match(text)) and all(part[0].isupper() or part in _PARTICLES for part in text.split())


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    parts = (_BY.sub("", squeeze(part)) for text in texts for part in re.split(r"[;,]| and | und | и ", text))
    return tuple(dict.fromkeys(name for name in parts if 2 < len(name) < 80 and not _NOT_A_NAME.search(name)))


def _resolved(value: Any, named: dict[str, Any]) -> list[Any]:
    """The members of a JSON-LD value; those that refer to another node of the page are that node."""
    members = value if isinstance(value, list) else [value]
    return [named.get(str(member.get("@id")), member) if isinstance(member, dict) else member for member in members]


def _dates(page: _Statements) -> Iterator[tuple[Origin, str]]:
    """Dates in JSON-LD and meta tags; those that the page shows where neither has any."""
    names = load_data("fields")
    stated = {
        Origin.JSONLD: [page.json_ld("datePublished"), page.json_ld("dateCreated")],
        Origin.META: [text for name in names["published"] for text in page.meta.get(name, [])],
    }
    if not any(map(any, stated.values())):
        shown = [text for path in names["page"] for text in page.tree.xpath(path)[:3]]
        stated[Origin.PAGE] = [squeeze(str(text)) for text in shown]
    return ((origin, text) for origin, texts in stated.items() for text in texts if text)


def _language(page: _Statements) -> str:
    """The ISO 639-1 code that html tag, JSON-LD or meta tags state first."""
    stated = (
        page.tree.get("lang"),
        page.json_ld("inLanguage"),
        page.meta_tag("og:locale", "content-language", "dc.language", "language"),
    )
    return next((found[1].lower() for text in stated if text and (found := _LANGUAGE.match(text.strip()))), "")


def _tags(page: _Statements) -> tuple[str, ...]:
    """Keywords from JSON-LD, else from meta tags; at most fifty."""
    stated = (
        list(map(unescape, _texts(page.node.get("keywords"))))
        or page.meta.get("article:tag", [])
        or page.meta.get("news_keywords", [])
    )
    stated = stated or page.meta.get("keywords", [])
    tags = [squeeze(tag) for text in stated for tag in re.split(r"[,;]", text)]
    return tuple(dict.fromkeys(tag for tag in tags if tag and len(tag) < 80))[:50]


def _canonical(page: _Statements) -> str:
    links = [link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"]
    return next((href.strip() for href in links if href is not None), page.meta_tag("og:url"))
