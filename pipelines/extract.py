"""From a page to an article: its blocks, each with the chance that it is body, and every field the page states."""

import re
from dataclasses import replace
from html import unescape
from itertools import accumulate
from pathlib import Path
from urllib.parse import urljoin

from pipelines.block import LINE, Block
from pipelines.blocks import blocks
from pipelines.body import judge_page, judge_text, likely
from pipelines.dates import parse_date, zone_of
from pipelines.fields import Fields, read_fields
from pipelines.hints import mark
from pipelines.limits import Limits
from pipelines.lines import first_headline, without_first
from pipelines.markup import Markup, parse
from pipelines.markup_date import with_markup_date
from pipelines.outlet import Outlet
from pipelines.record import Article, Flag, Origin, Page, Reason, Reject, identity
from pipelines.refusal import refuse, refuse_front
from pipelines.text import printable, squeeze, tidy
from pipelines.urls import believable, canonical

_TAG = re.compile(r"</?(?:p|div|br|h\d|li|ul|ol)\b[^>]*>|<[^>]{1,200}>")


def extract(page: Page, outlet: Outlet | None, limits: Limits, models: Path | None = None) -> Article:
    """The article on a page, not yet cleaned; raises Reject when there is none."""
    if page.text is not None:
        return _from_text(page, outlet, limits, models)
    try:
        article = _from_markup(page, outlet, limits, models)
    except Reject:
        if not page.listing.text:
            raise
        article = _from_feed(page, outlet, limits)
    return _bounded(article, limits.text_chars)


def _bounded(article: Article, most: int) -> Article:
    """The article with the first `most` characters of its blocks, up to the last whole one, flagged when cut."""
    sizes = accumulate(len(block.text) for block in article.blocks)
    within = tuple(block for block, size in zip(article.blocks, sizes, strict=True) if size <= most)
    if len(within) == len(article.blocks):
        return article
    if not within:
        raise Reject(Reason.TOO_LARGE, f"its first paragraph is longer than {most} characters")
    return replace(article, blocks=within).flagged(Flag.TRUNCATED)


def _from_text(page: Page, outlet: Outlet | None, limits: Limits, models: Path | None) -> Article:
    """Every line that is not blank, in order; the title is the one given or the first line that is no furniture."""
    text = printable(page.text or "")
    lines = [(number, tidy(line)) for number, line in enumerate(text[: limits.text_chars].splitlines(), 1)]
    body = [Block(text=line, place=str(number), tag=LINE) for number, line in lines if line]
    if not body:
        raise Reject(Reason.EMPTY, "the text has no words")
    cut = page.truncated or len(text) > limits.text_chars or len(body) > limits.elements
    body = body[: limits.elements]
    article = _stated(page, outlet, Fields())
    if not article.title:
        title = first_headline(body)
        body = without_first(body, title)
        article = replace(article, title=title)
    article = replace(article, blocks=tuple(judge_text(body, article.title, models)))
    return article.flagged(Flag.TRUNCATED) if cut else article


def _from_feed(page: Page, outlet: Outlet | None, limits: Limits) -> Article:
    """The article as the listing carries it, when the page itself has none."""
    markup = f"<html><body><article>{page.listing.text}</article></body></html>"
    carried = replace(page, body=markup.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")
    tree = parse(carried, limits).tree
    body = tuple(blocks(tree))
    if not body:
        raise Reject(Reason.EMPTY, "neither the page nor its listing has a body")
    return replace(_stated(page, outlet, Fields()), blocks=body).flagged(Flag.FEED_BODY)


def _from_markup(page: Page, outlet: Outlet | None, limits: Limits, models: Path | None) -> Article:
    """The article of an HTML page; raises Reject when the page has none or its body was cut."""
    refuse_front(page)
    markup = parse(page, limits)
    fields = read_fields(markup.tree)
    mark(markup.tree, outlet)
    found = blocks(markup.tree)
    paragraphs = with_stated_body(judge_page(markup.tree, found, fields, models), fields)
    body = [block for block in paragraphs if likely(block)]
    refuse(fields.headlines, body, found)
    if markup.truncated and body[-1].place == found[-1].place:
        raise Reject(Reason.TOO_LARGE, f"the body goes on beyond the limit of {limits.page_bytes} bytes")
    article = replace(
        with_markup_date(_stated(page, outlet, fields), markup.tree, paragraphs), blocks=tuple(paragraphs)
    )
    return article.flagged(*_flags(markup, fields))


def with_stated_body(paragraphs: list[Block], fields: Fields) -> list[Block]:
    """The paragraphs, or the body that JSON-LD states where the page shows less than half of it."""
    shown = sum(len(block.text) for block in paragraphs if likely(block))
    stated = [squeeze(line) for line in _TAG.sub("\n", unescape(fields.body)).splitlines()]
    if len(fields.body) < 400 or fields.live or shown * 2 >= sum(map(len, stated)):
        return paragraphs
    return [Block(text=line, place="json-ld") for line in stated if line]


def _flags(markup: Markup, fields: Fields) -> list[Flag]:
    signs = {Flag.TRUNCATED: markup.truncated, Flag.FLATTENED: markup.flattened, Flag.LIVE_BLOG: fields.live}
    return [flag for flag, seen in signs.items() if seen]


def _canonical_url(address: str, declared: str, hosts: tuple[str, ...]) -> str:
    """The address that the page declares, where it can be believed, else its own; one form for all variants."""
    declared = urljoin(address, declared) if declared and address else ""
    try:
        return canonical(declared if declared and believable(declared, address, hosts) else address, hosts)
    except ValueError:
        return address


def _stated(page: Page, outlet: Outlet | None, fields: Fields) -> Article:
    """The article without its body: the fields that the page, its listing and the outlet's facts give."""
    address = page.final_url or page.url
    canonical_url = _canonical_url(address, fields.canonical, outlet.hosts if outlet else ())
    modified = parse_date(fields.modified, zone_of(outlet.timezone if outlet else "UTC"))
    return Article(
        id=page.id or identity(canonical_url),
        url=page.url,
        canonical_url=canonical_url,
        source=page.source,
        outlet=outlet.name if outlet else "",
        country=outlet.country if outlet else "",
        language=fields.language or (outlet.language if outlet else ""),
        ownership=outlet.ownership if outlet else "",
        title=fields.title or unescape(page.title or page.listing.title or ""),
        headlines=fields.headlines,
        authors=fields.authors,
        published_at=page.listing.published_at,
        published_from=Origin.LISTING if page.listing.published_at else None,
        published_precision=page.listing.precision if page.listing.published_at else None,
        modified_at=page.listing.modified_at or (modified.at if modified else None),
        section=fields.section,
        tags=fields.tags,
        image=urljoin(address, fields.image) if fields.image else "",
        fetched_at=page.fetched_at,
        dates=fields.dates,
    )
