"""Inputs of the offline commands: every one is a page or a Rejection with a sentence."""

import gzip
import os
from pathlib import Path

import msgspec
import pytest

from pipelines.inputs import LINE_BYTES, pages
from pipelines.limits import Limits
from pipelines.record import Page, Reason, Rejection


def read(path: Path, limits: Limits | None = None) -> list[Page | Rejection]:
    return list(pages([path], limits or Limits()))


def test_html_and_text_files_are_pages_named_by_their_path(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>NATO</p>")
    (tmp_path / "b.txt").write_text("НАТО", "utf-8")
    first, second = read(tmp_path)
    assert (first.id, first.body) == (str(tmp_path / "a.html"), b"<p>NATO</p>")
    assert (second.id, second.text) == (str(tmp_path / "b.txt"), "НАТО")


def test_compressed_files_are_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<p>NATO</p>"))
    (page,) = read(tmp_path / "a.html.gz")
    assert page.body == b"<p>NATO</p>"


def test_half_a_compressed_file_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<p>NATO</p>" * 100)[:-20])
    (rejected,) = read(tmp_path / "a.html.gz")
    assert isinstance(rejected, Rejection)
    assert rejected.reason is Reason.BROKEN
    assert "a.html.gz" in rejected.detail


def test_a_folder_gives_its_known_files_sorted(tmp_path: Path) -> None:
    for name in ("b.html", "sub/a.txt", "c.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [Path(page.id).name for page in read(tmp_path)] == ["b.html", "a.txt"]


def test_a_page_is_cut_at_the_limit_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"x" * 11)
    (page,) = read(tmp_path / "a.html", Limits(page_bytes=10))
    assert (page.body, page.truncated) == (b"x" * 10, True)


def test_json_lines_give_inline_html_files_and_texts(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"<p>file</p>")
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        '{"id": 1, "url": "https://a.example/1", "html": "<p>inline</p>"}\n'
        '{"id": "2", "file": "page.html", "secret": "never copied"}\n'
        '{"url": "https://a.example/3", "text": "plain", "title": "T"}\n',
        "utf-8",
    )
    one, two, three = read(lines)
    assert (one.id, one.url, one.body) == ("1", "https://a.example/1", b"<p>inline</p>")
    assert (two.id, two.body) == ("2", b"<p>file</p>")
    assert (three.id, three.text, three.title) == ("https://a.example/3", "plain", "T")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", Reason.BROKEN),
        ("[1]", Reason.BROKEN),
        ("[" * 100_000, Reason.BROKEN),
        ('{"id": "x"}', Reason.EMPTY),
        ('{"id": "x", "file": "missing.html"}', Reason.BROKEN),
    ],
)
def test_a_bad_line_is_a_rejection_and_the_next_line_is_read(tmp_path: Path, line: str, reason: Reason) -> None:
    (tmp_path / "in.jsonl").write_text(f'{line}\n{{"id": "good", "text": "t"}}\n', "utf-8")
    bad, good = read(tmp_path / "in.jsonl")
    assert isinstance(bad, Rejection)
    assert (bad.reason, good.id) == (reason, "good")


def test_a_line_that_is_not_utf8_is_a_rejection(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"id": "\xff"}\n')
    (bad,) = read(tmp_path / "in.jsonl")
    assert isinstance(bad, Rejection)


def test_names_that_no_output_could_hold_lose_what_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("NATO", "utf-8")
    (tmp_path / "in.jsonl").write_text(
        r'{"id": "a\ud800", "url": "https://x.example/\ud800", "title": "\ud800", "file": "a\u0000.txt"}'
    )
    (page,) = read(tmp_path / "in.jsonl")
    assert isinstance(page, Page)
    assert (page.id, page.url, page.title, page.text) == ("a", "https://x.example/", None, "NATO")


@pytest.mark.parametrize("ending", [".html", ".html.gz", ".jsonl", ".jsonl.gz", ".warc"])
def test_a_file_whose_name_is_not_utf8_is_named_with_its_bytes_spelt_out(tmp_path: Path, ending: str) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path / "caf") + b"\xe9" + ending.encode()))
    path.write_bytes(b"{")
    (outcome,) = read(path)
    assert outcome.id.startswith(rf"{tmp_path}/caf\xe9{ending}")
    assert msgspec.json.encode(outcome)


def test_names_may_end_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "A.HTML").write_bytes(b"<p>NATO</p>")
    (tmp_path / "B.TXT").write_bytes(b"NATO")
    (tmp_path / "C.Html.GZ").write_bytes(gzip.compress(b"<p>Russia</p>"))
    (tmp_path / "D.JSONL").write_bytes(b'{"text": "Russia"}')
    a, b, c, d = read(tmp_path)
    assert (a.body, b.text, c.body, d.text) == (b"<p>NATO</p>", "NATO", b"<p>Russia</p>", "Russia")


def test_a_folder_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    for _ in range(25):  # root may read every folder, but no path of more than 4,096 bytes
        Path("deep" * 50).mkdir()
        os.chdir("deep" * 50)
    refused, page = read(tmp_path)
    assert isinstance(refused, Rejection)
    assert (refused.reason, Path(page.id).name) == (Reason.BROKEN, "a.html")
    assert "cannot read" in refused.detail


def test_a_line_that_is_too_long_is_passed_over_in_pieces(tmp_path: Path) -> None:
    long = b'{"id": "1", "text": "' + b"a" * LINE_BYTES + b'"}\n'
    (tmp_path / "in.jsonl").write_bytes(long + b'{"id": "2", "text": "short"}\n' + long.strip())
    first, second, third = read(tmp_path / "in.jsonl", Limits(page_bytes=10))
    assert [first.reason, third.reason] == [Reason.TOO_LARGE] * 2
    assert (second.id, third.id) == ("2", f"{tmp_path / 'in.jsonl'}:3")
