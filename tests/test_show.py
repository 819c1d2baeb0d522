"""What `scrapy clean --show` and `--html` let a person see."""

import os
import pty
from pathlib import Path

import pytest
from lxml.html import fromstring

from crawler.show import as_text, in_colour, marked
from crawler.show_html import as_html, html_to
from pipelines.clean import Clean
from pipelines.extract import extract
from pipelines.limits import Limits
from pipelines.record import Article, Outcome, Page, Reason, Rejection
from tests.stories import BODY

EVIL = "<script>alert('a')</script><img src=x onerror=alert(1)>"
APPEAL = "Support The Daily Harbour!"
NAVIGATION = "<ul class='menu'><li><a href='/a'>World</a><li><a href='/b'>Sport and other games</a></ul>"


def read(page: Page) -> tuple[Article, Article]:
    """An article as it was extracted, and as it is after cleaning."""
    found = extract(page, None, Limits())
    return found, Clean()(found)


def text(*lines: str) -> tuple[Article, Article]:
    return read(Page(url="", id="notes.txt", text="\n\n".join(lines)))


def test_a_removed_line_is_shown_where_it_stood_with_its_rule() -> None:
    title, *rows = as_text(*text("Envoys meet", *BODY[:2], "Read more", *BODY[2:]), colour=False).splitlines()
    assert title == "Envoys meet  (notes.txt)"
    assert [row[:13] for row in rows[1:4]] == [f"  {BODY[1]}"[:13], "- [read_more:", f"  {BODY[2]}"[:13]]


def test_the_lines_of_a_page_are_shown_in_the_order_of_the_page() -> None:
    paragraphs = [f"<p>{line}</p>" for line in BODY]
    paragraphs.insert(4, f"<p>{APPEAL}</p>")
    page = f"<html><body><h1>Envoys meet in the harbour town</h1><article>{''.join(paragraphs)}</article></body></html>"
    rows = as_text(*read(Page(url="", id="1", body=page.encode())), colour=False).splitlines()
    assert [row for row in rows if APPEAL in row or BODY[3] in row or BODY[4] in row] == [
        f"  {BODY[3]}",
        next(row for row in rows if row.startswith("- [") and row.endswith(APPEAL)),
        f"  {BODY[4]}",
    ]


def test_a_row_of_a_table_is_shown_as_the_record_has_it() -> None:
    table = "<table><tr><th>Ship</th><th>Tonnes</th></tr><tr><td>Aurora</td><td>9,400</td></tr></table>"
    page = f"<html><body><article>{''.join(f'<p>{line}</p>' for line in BODY)}{table}</article></body></html>"
    found = extract(Page(url="", id="1", body=page.encode()), None, Limits())
    shown = [line.block.text for line in marked(found, found)]
    assert shown == found.text.split("\n")
    assert "Aurora 9,400" in shown


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    primary, terminal = pty.openpty()
    with os.fdopen(primary), os.fdopen(terminal, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        assert in_colour()
        monkeypatch.setenv(name, value)
        assert not in_colour()


def test_scraped_text_never_reaches_a_terminal_as_an_order() -> None:
    assert "\x1b" not in as_text(*text("Envoys meet", BODY[0] + "\x9b31m", *BODY[1:]), colour=False)


def test_the_html_marks_what_was_cut_and_gives_the_reason() -> None:
    element = fromstring(as_html(*text("Envoys meet", *BODY, APPEAL)))
    (cut,) = element.find_class("cut")
    assert (cut.findtext("p"), cut.findtext("span")) == (APPEAL, "support bar, support us")


def test_the_html_keeps_the_order_of_the_page() -> None:
    element = fromstring(as_html(*text("Envoys meet", APPEAL, *BODY)))
    assert [p.text for p in element.iterfind("div/p")] == [APPEAL, *BODY]


def test_the_html_folds_menus_away() -> None:
    page = f"<html><body>{NAVIGATION}<article>{''.join(f'<p>{line}</p>' for line in BODY)}</article></body></html>"
    before, after = read(Page(url="", id="1", body=page.encode()))
    listed = {p.text for p in fromstring(as_html(before, after)).iterfind("div/p")}
    assert listed == {*BODY, *(removed.text for removed in after.removed)}


@pytest.mark.parametrize("place", ["title", "body"])
def test_the_html_runs_nothing_of_the_page(place: str) -> None:
    lines = [f"Envoys {EVIL}", *BODY] if place == "title" else ["Envoys meet", *BODY[:3], f"He said {EVIL}.", *BODY[3:]]
    markup = as_html(*text(*lines))
    assert EVIL in fromstring(markup).text_content()
    assert [tag for tag in ("<script", "<img", "onerror=alert(1)>") if tag in markup] == []


def test_the_html_of_a_rejected_page_gives_the_reason() -> None:
    refused = Rejection(id="1", url="", reason=Reason.SOFT_404, detail="the page says: 404")
    element = fromstring(as_html(refused, refused))
    assert element.xpath("//p[b='rejected']")[0].text_content() == "rejected soft_404: the page says: 404"
    assert element.findtext("h1") == "No headline"


def test_the_html_file_may_load_nothing(tmp_path: Path) -> None:
    pair: tuple[Outcome, Outcome] = text("Envoys meet", *BODY)
    with html_to(str(tmp_path / "look.html")) as write:
        write(*pair)
        write(*pair)
    page = fromstring((tmp_path / "look.html").read_text("utf-8"))
    assert "default-src 'none'" in page.xpath("//meta/@content")[1]
    assert len(page.findall(".//article")) == 2
