"""`scrapy clean --html`: kept and removed paragraphs as one HTML file that loads and runs nothing."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from importlib.resources import files
from itertools import groupby

from crawler.show import Marked, marked
from crawler.writing import whole
from pipelines.record import Article, Outcome, Rejection
from pipelines.text import printable, words


@contextlib.contextmanager
def html_to(target: str) -> Iterator[Callable[[Outcome, Outcome], None]]:
    """A writer of extracted and cleaned pages to a file; for an empty name it does nothing."""
    if not target:
        yield lambda before, after: None
        return
    with whole(target) as stream:
        stream.write((files("crawler") / "templates" / "show.html").read_text("utf-8"))
        yield lambda before, after: print(as_html(before, after), file=stream)


def as_html(before: Outcome, after: Outcome) -> str:
    """The page as an element: headline, facts, and every paragraph in order with what became of it."""
    if isinstance(before, Rejection) or isinstance(after, Rejection):
        assert isinstance(after, Rejection)  # a Rejection stays one
        reason = f"<p class=facts><b>rejected</b> {_plain(f'{after.reason}: {after.detail}')}</p>"
        return f"<article>{_head(after, after.id, after.url if after.url != after.id else '')}{reason}</article>"
    lines = list(marked(before, after))
    runs = (_run(list(run), listed) for listed, run in groupby(lines, key=lambda line: line.listed))
    return "\n".join(["<article>", _head(after, *_known(after)), *runs, "</article>"])


def _known(article: Article) -> Iterator[str]:
    """Facts to show above the paragraphs."""
    yield article.id
    if article.canonical_url != article.id:
        yield article.canonical_url
    yield ", ".join(article.authors)
    if article.published_at is not None:
        yield f"{article.published_at:%Y-%m-%d %H:%M} UTC (from {article.published_from})"
    yield f"{len(words(article.text))} words kept"
    kinds = Counter(_spoken(removed.rule).partition(",")[0] for removed in article.removed)
    yield f"cut: {', '.join(f'{count} × {kind}' for kind, count in kinds.most_common())}" if kinds else "nothing cut"
    yield ", ".join(map(_spoken, article.flags))


def _head(page: Outcome, *facts: str) -> str:
    """The headline and what is known of a page."""
    return f"<h1 dir=auto>{_plain(page.title or 'No headline')}</h1>{_facts(*facts)}"


def _facts(*facts: str) -> str:
    return f"<p class=facts>{' '.join(f'<span>{_plain(fact)}</span>' for fact in facts if fact)}</p>"


def _run(lines: list[Marked], listed: bool) -> str:
    """Paragraphs that stand together; menus and the like, which are not listed, are folded away."""
    rows = "\n".join(map(_row, lines))
    if listed:
        return rows
    return f"<details><summary><i>{len(lines)} × menus, links and the like</i></summary>\n{rows}</details>"


def _row(line: Marked) -> str:
    block = line.block
    hint = f"{block.place}; the model's chance of body: {block.chance:.2f}"
    reason = _spoken(line.rule) if line.rule else f"kept, {block.chance:.2f}"
    state = "row cut" if line.rule and line.listed else "row"
    why = f'<span class=why title="{_plain(hint)}">{_plain(reason)}</span>'
    return f'<div class="{state}">{why}<p dir=auto>{_plain(block.text)}</p></div>'


def _spoken(rule: str) -> str:
    """A rule's label or a flag in words: `tag_run:label` is "tag run, label"."""
    return rule.replace("_", " ").replace(":", ", ")


def _plain(text: str) -> str:
    """Scraped text, escaped: no element, no attribute, no control character."""
    return escape(printable(text))
