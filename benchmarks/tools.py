"""Tools that others use to read a news page, each called as its README says; none is a dependency of this project."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HTMLParser, document_fromstring

from pipelines.markup import decode
from pipelines.record import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a tool makes of a page."""

    text: str = ""
    title: str = ""
    day: date | None = None
    """When the page was published, as the page's own clock says."""
    authors: tuple[str, ...] = ()


Read = Callable[[Page], Reading | None]
"""Gives None for a page of an outlet that the tool does not know."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool; a new one is a function below and a line in TOOLS."""

    package: str
    """What pip calls it."""
    module: str
    """What Python calls it."""
    read: Read


def _trafilatura(page: Page) -> Reading:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(page.body, url=page.url or None, include_comments=False, with_metadata=True)
    if found is None:
        return Reading()
    day = date.fromisoformat(found.date) if found.date else None
    return Reading(text=found.text or "", title=found.title or "", day=day, authors=_names([found.author]))


def _newspaper4k(page: Page) -> Reading:
    import newspaper

    found = newspaper.article(page.url, input_html=_text(page), fetch_images=False)
    return Reading(text=found.text, title=found.title, day=_day(found.publish_date), authors=_names(found.authors))


def _news_please(page: Page) -> Reading:
    from newsplease import NewsPlease

    found = NewsPlease.from_html(_text(page), url=page.url or None, fetch_images=False)
    day, authors = _day(found.date_publish), _names(found.authors)
    return Reading(text=found.maintext or "", title=found.title or "", day=day, authors=authors)


def _readability(page: Page) -> Reading:
    from readability import Document

    document = Document(page.body)
    return Reading(text=_lines(document.summary(), "//text()"), title=document.title())


def _goose3(page: Page) -> Reading:
    from goose3 import Goose

    with Goose() as goose:
        found = goose.extract(raw_html=_text(page))
    day, authors = _day(found.publish_datetime_utc), _names(found.authors)
    return Reading(text=found.cleaned_text, title=found.title or "", day=day, authors=authors)


def _boilerpy3(page: Page) -> Reading:
    from boilerpy3.extractors import ArticleExtractor

    document = ArticleExtractor().get_doc(_text(page))
    return Reading(text=document.content, title=document.title or "")


@cache
def _stopwords() -> frozenset[str]:
    """Those of all languages: the README's English ones alone find no paragraph of another language."""
    from justext import get_stoplist, get_stoplists

    return frozenset[str]().union(*map(get_stoplist, get_stoplists()))


def _justext(page: Page) -> Reading:
    from justext import justext

    paragraphs = justext(page.body, _stopwords())
    return Reading(text="\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


def _resiliparse(page: Page) -> Reading:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(page.body, detect_encoding(page.body))
    return Reading(text=extract_plain_text(tree, main_content=True), title=tree.title or "")


def _datatrove(page: Page) -> Reading:
    from datatrove.pipeline.extractors import Trafilatura

    return Reading(text=Trafilatura(favour_precision=True).extract(_text(page)) or "")


@cache
def _publishers() -> dict[str, Any]:
    """Fundus' publishers by host."""
    from fundus import PublisherCollection

    return {_host(publisher.domain): publisher for publisher in PublisherCollection}


def _fundus(page: Page) -> Reading | None:
    publisher = _publishers().get(_host(page.url))
    if publisher is None:
        return None
    found = publisher.parser().parse(_text(page), "suppress")
    day, authors = _day(found.get("publishing_date")), _names(found.get("authors") or ())
    return Reading(text=str(found.get("body") or ""), title=found.get("title") or "", day=day, authors=authors)


def _paragraphs(page: Page) -> Reading:
    return Reading(text=_lines(_text(page), "//p"), title=_lines(_text(page), "//title"))


TOOLS = (
    Tool("trafilatura", "trafilatura", _trafilatura),
    Tool("newspaper4k", "newspaper", _newspaper4k),
    Tool("news-please", "newsplease", _news_please),
    Tool("readability-lxml", "readability", _readability),
    Tool("goose3", "goose3", _goose3),
    Tool("boilerpy3", "boilerpy3", _boilerpy3),
    Tool("justext", "justext", _justext),
    Tool("resiliparse", "resiliparse", _resiliparse),
    Tool("datatrove", "datatrove", _datatrove),
    Tool("fundus", "fundus", _fundus),
    Tool("lxml", "lxml", _paragraphs),
)
"""The last one is not a tool but the simplest extractor possible: every `p` of the page."""


def _text(page: Page) -> str:
    return decode(page.body or b"", page.content_type)


def _lines(markup: str, path: str) -> str:
    found = document_fromstring(markup.encode(), parser=HTMLParser(encoding="utf-8")).xpath(path)
    return "\n".join(str(node) if isinstance(node, str) else str(node.text_content()) for node in found)


def _names(found: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(name) for name in found if name)


def _day(found: Any) -> date | None:
    return found.date() if found else None


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
