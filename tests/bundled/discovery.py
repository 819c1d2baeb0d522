"""How the bundled outlets make their articles known: robots.txt, sitemaps, feeds, section pages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from itertools import groupby

from tests.bundled.stories import IGNORED, BundledOutlet, Story

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"

REGENERATED = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
"""RT's lastmod is the day on which the sitemap was made, not the day of the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What one address answers."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    modified: datetime | None = None


Found = Iterator[tuple[str, Resource]]
"""Addresses with what they answer."""


def text(body: str, content_type: str) -> Resource:
    """A resource that says when it was last changed nowhere, as generated listings do."""
    return Resource(body=body.encode(), content_type=content_type)


def robots(*lines: str) -> Resource:
    """A robots.txt with these lines for every crawler."""
    return text("\n".join(["User-agent: *", *lines, ""]), TEXT)


def index(locations: Iterable[str]) -> Resource:
    """A sitemap index."""
    rows = "".join(f"<sitemap><loc>{escape(loc)}</loc></sitemap>\n" for loc in locations)
    return text(f'{_XML}<sitemapindex xmlns="{_SITEMAP}">\n{rows}</sitemapindex>\n', XML)


def urlset(stories: Iterable[Story], row: Callable[[Story], str]) -> Resource:
    """A sitemap; `row` writes what stands beside the address of a story."""
    rows = "".join(f"<url><loc>{escape(s.url)}</loc>{row(s)}</url>\n" for s in stories)
    return text(f'{_XML}<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{rows}</urlset>\n', XML)


def bare(_: Story) -> str:
    """The Moscow Times: the address alone."""
    return ""


def regenerated(_: Story) -> str:
    """RT: a lastmod that says nothing about the article."""
    return f"<lastmod>{REGENERATED.isoformat()}</lastmod>"


def changed(story: Story) -> str:
    """WordPress: the time of the last change."""
    return f"<lastmod>{story.published.isoformat()}</lastmod>"


def google_news(outlet: BundledOutlet) -> Callable[[Story], str]:
    """Rows of Google News entries: publication date and title."""
    publication = f"<news:name>{outlet.name}</news:name><news:language>en</news:language>"

    def row(story: Story) -> str:
        stamp = f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        title = f"<news:title>{escape(story.title)}</news:title>"
        return f"<news:news><news:publication>{publication}</news:publication>{stamp}{title}</news:news>"

    return row


def feed(outlet: BundledOutlet, stories: Iterable[Story], *, full: bool) -> Resource:
    """An RSS 2.0 feed, with the whole body in content:encoded when `full`."""
    rows = "".join(_item(story, full=full) for story in stories)
    head = (
        f"<title>{outlet.name}</title><link>https://{outlet.hosts[0]}/</link><description>{outlet.name}</description>"
    )
    return text(f'{_XML}<rss version="2.0" xmlns:content="{_CONTENT}"><channel>{head}\n{rows}</channel></rss>\n', RSS)


def _item(story: Story, *, full: bool) -> str:
    body = "".join(f"<p>{escape(p, quote=False)}</p>" for p in story.body)
    encoded = f"<content:encoded><![CDATA[{body}]]></content:encoded>" if full and body else ""
    return (
        f"<item><title>{escape(story.title)}</title><link>{escape(story.url)}</link><guid>{escape(story.url)}</guid>"
        f"<pubDate>{format_datetime(story.published)}</pubDate><description>{escape(story.lead)}</description>{encoded}</item>\n"
    )


def listing(outlet: BundledOutlet, stories: Sequence[Story], *more: str) -> Resource:
    """A section page: headline links, then links to `more` paths."""
    rows = "".join(f'<li><h3><a href="{escape(s.url)}">{escape(s.title)}</a></h3></li>\n' for s in stories)
    links = "".join(f'<a href="{path}">{path}</a> ' for path in more)
    head = f"<meta charset=utf-8><title>{outlet.name}</title><style>{_LISTING_STYLE}</style>"
    body = f"<h1>{outlet.name}</h1>\n<ul>\n{rows}</ul>\n<nav>{links}</nav>"
    return text(f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>\n", HTML)


def themoscowtimes(outlet: BundledOutlet, stories: Sequence[Story]) -> Found:
    """Monthly sitemaps without dates on a host of their own, a feed, pages of /news by offset."""
    static = "https://static.themoscowtimes.com/sitemap"
    www = f"https://{outlet.hosts[0]}"
    yield (
        f"{www}/robots.txt",
        robots(
            "Disallow: /preview/",
            "Disallow: /search/",
            "Disallow: /*?utm",
            "Disallow: /*&utm",
            f"Sitemap: {static}/sitemap.xml",
        ),
    )
    months = {
        f"{static}/{m}.xml": urlset(group, bare)
        for m, group in groupby(stories, lambda s: f"{s.published.year}-{s.published.month}")
    }
    yield f"{static}/sitemap.xml", index(months)
    yield from months.items()
    yield f"{www}/rss/news", feed(outlet, stories, full=True)
    yield f"{www}/rss/opinion", feed(outlet, [], full=True)
    yield f"{www}/", listing(outlet, stories[:2], "/news", "/tag/nato", "/page/about")
    yield f"{www}/news", listing(outlet, stories[:3], "/news/19")
    yield f"{www}/news/19", listing(outlet, stories[3:], "/news")


def rt(outlet: BundledOutlet, stories: Sequence[Story]) -> Found:
    """Yearly sitemaps with a lastmod that says nothing, a feed with whole texts, section pages."""
    www = f"https://{outlet.hosts[0]}"
    years = {
        f"{www}/sitemap_{y}.xml": urlset(group, regenerated)
        for y, group in groupby(stories, lambda s: s.published.year)
    }
    yield f"{www}/robots.txt", robots("Disallow: /search", f"Sitemap: {www}/sitemap.xml")
    yield f"{www}/sitemap.xml", index(years)
    yield from years.items()
    yield f"{www}/newssitemap.xml", urlset(stories, google_news(outlet))
    yield f"{www}/rss/", feed(outlet, stories, full=True)
    yield f"{www}/", listing(outlet, stories, "/news/", "/sport/", "/trends/nato/")
    for section in ("news", "sport"):
        own = [s for s in stories if f"/{section}/" in s.url]
        yield f"{www}/{section}/", listing(outlet, own, "/")
        yield f"{www}/rss/{section}/", feed(outlet, own, full=True)


def newsfront(outlet: BundledOutlet, stories: Sequence[Story]) -> Found:
    """WordPress: one post sitemap with lastmod among maps of authors and categories, a feed, paged categories."""
    www = f"https://{outlet.hosts[0]}"
    maps = [f"{www}/{name}-sitemap{n}.xml" for name, n in (("post", 1), ("page", ""), ("category", ""), ("author", ""))]
    yield f"{www}/robots.txt", robots("Disallow: /wp-admin/", f"Sitemap: {www}/sitemap_index.xml")
    yield f"{www}/sitemap_index.xml", index(maps)
    yield maps[0], urlset(stories, changed)
    yield from ((address, urlset([], changed)) for address in maps[1:])
    yield f"{www}/feed/", feed(outlet, stories, full=False)
    yield f"{www}/", listing(outlet, stories, "/category/news/", "/category/nato/")
    yield f"{www}/category/news/", listing(outlet, stories[:1], "/category/news/page/2/")
    yield f"{www}/category/news/page/2/", listing(outlet, stories[1:], "/category/news/")


def dailywire(outlet: BundledOutlet, stories: Sequence[Story]) -> Found:
    """A news sitemap with dates and titles, a feed, one section page, and a members' area that robots.txt closes."""
    www = f"https://{outlet.hosts[0]}"
    yield f"{www}/robots.txt", robots("Disallow: /members/", f"Sitemap: {www}/news-sitemap.xml")
    yield f"{www}/news-sitemap.xml", urlset(stories, google_news(outlet))
    yield f"{www}/feed.xml", feed(outlet, stories, full=False)
    yield f"{www}/", listing(outlet, stories, "/world", "/about")
    yield f"{www}/world", listing(outlet, stories, "/")


SHAPES = {"themoscowtimes": themoscowtimes, "rt": rt, "newsfront": newsfront, "dailywire": dailywire}


def discovery(outlet: BundledOutlet, stories: Iterable[Story]) -> Found:
    """Everything of an outlet that is not an article, newest article first in every list."""
    own = [s for s in stories if s.outlet == outlet.source and s.expected != IGNORED]
    return SHAPES[outlet.source](outlet, sorted(own, key=lambda s: (s.published, s.url), reverse=True))


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_LISTING_STYLE = "body{max-width:760px;margin:24px auto;font:17px/1.5 Georgia,serif}nav a{margin-right:16px}"
