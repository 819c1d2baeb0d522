"""The archive: standard WARC that another library reads, and pages that come back as they went in."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from pipelines.archive import as_rendered, read_archive, response_record, revisit_record
from pipelines.limits import Limits
from pipelines.record import Listing, Page, Reason, Rejection

PAGE = Page(
    url="https://a.example/1",
    final_url="https://a.example/1?p",
    body="<p>НАТО — Russia</p>".encode(),
    source="a",
    content_type="text/html; charset=utf-8",
    fetched_at=datetime(2026, 11, 21, 9, 30, 1, 5, UTC),
    listing=Listing(title="НАТО", published_at=datetime(2026, 11, 20, tzinfo=UTC)),
)
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"')]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(response_record(PAGE, 200, HEADERS) + revisit_record(PAGE, HEADERS))
    return path


def test_a_page_comes_back_as_it_went_in(archive: Path) -> None:
    assert list(read_archive(archive, Limits())) == [PAGE]


def test_a_rendered_page_comes_back_instead_of_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    rendered = as_rendered(PAGE, "<p>НАТО и Россия</p>".encode(), Limits())
    path.write_bytes(response_record(PAGE, 200, HEADERS, rendered) + response_record(PAGE, 200, HEADERS))
    assert list(read_archive(path, Limits())) == [rendered, PAGE]
    with path.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
    assert kinds == ["response", "conversion", "metadata", "response", "metadata"]


def test_warcio_reads_every_record_and_agrees_with_the_digests(archive: Path) -> None:
    with archive.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
    assert kinds == ["response", "metadata", "revisit"]


def test_warcio_check_passes(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Arguments:
        inputs = (str(archive),)
        verbose = True

    assert Checker(Arguments()).process_all() == 0
    assert "digest pass" in capsys.readouterr().out


def test_redirects_and_errors_are_not_pages(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(response_record(PAGE, 301, HEADERS) + response_record(PAGE, 404, HEADERS))
    assert list(read_archive(path, Limits())) == []


def test_a_page_longer_than_the_limit_is_cut(archive: Path) -> None:
    (page,) = read_archive(archive, Limits(page_bytes=5))
    assert isinstance(page, Page)
    assert (page.body, page.truncated) == (b"<p>\xd0\x9d", True)


def test_a_damaged_archive_is_one_rejection(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00 this is not gzip")
    outcomes = list(read_archive(path, Limits()))
    assert all(isinstance(outcome, Rejection) for outcome in outcomes)
    assert len(outcomes) == 1


@pytest.mark.parametrize("unpack", [bytes, gzip.decompress], ids=["packed", "plain"])
def test_of_an_archive_that_is_cut_no_half_page_is_read(
    tmp_path: Path, archive: Path, unpack: Callable[[bytes], bytes]
) -> None:
    whole = unpack(archive.read_bytes() + archive.read_bytes())
    path = tmp_path / "cut.warc"
    lengths = range(1, len(whole), 7)
    told = 0
    for length in lengths:
        path.write_bytes(whole[:length])
        outcomes = list(read_archive(path, Limits()))
        assert {page.body for page in outcomes if isinstance(page, Page)} <= {PAGE.body}
        told += any(isinstance(outcome, Rejection) for outcome in outcomes)
    assert told >= 0.98 * len(lengths)  # right behind a record or its head nothing shows that more was to come


def test_behind_a_long_packed_answer_the_next_page_is_found(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc"
    long = replace(PAGE, body=gzip.compress(b" ".join(b"%d" % number for number in range(400_000))))
    path.write_bytes(response_record(long, 200, [("Content-Encoding", "gzip")]) + response_record(PAGE, 200, HEADERS))
    first, second = read_archive(path, Limits(page_bytes=1000))
    assert isinstance(first, Page)
    assert (first.truncated, second) == (True, PAGE)


@pytest.mark.parametrize(
    ("header", "value"), [("Content-Encoding", "br"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
)
def test_behind_an_answer_that_is_not_packed_as_it_says_the_next_page_is_found(
    tmp_path: Path, header: str, value: str
) -> None:
    path = tmp_path / "pages.warc"
    path.write_bytes(response_record(PAGE, 200, [(header, value)]) + response_record(PAGE, 200, HEADERS))
    first, second = read_archive(path, Limits())
    assert isinstance(first, Rejection)
    assert (first.reason, first.url, second) == (Reason.BROKEN, PAGE.final_url, PAGE)


BODY = PAGE.body or b""
PACKED = [
    ("gzip", gzip.compress(BODY), "gzip", ""),
    ("gzip in chunks", b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(BODY)), gzip.compress(BODY)), "gzip", "chunked"),
    ("deflate without a head", zlib.compress(BODY)[2:-4], "deflate", ""),
    ("a charset in the wrong place", BODY, "utf-8", ""),
]


@pytest.mark.parametrize(("body", "coding", "transfer"), [way[1:] for way in PACKED], ids=[way[0] for way in PACKED])
def test_answers_as_they_were_sent_are_read_and_so_is_the_next_page(
    tmp_path: Path, body: bytes, coding: str, transfer: str
) -> None:
    path = tmp_path / "pages.warc"
    headers = [*HEADERS, ("Content-Encoding", coding), *([("Transfer-Encoding", transfer)] if transfer else [])]
    sent = response_record(replace(PAGE, body=body), 200, headers)
    path.write_bytes(sent + response_record(PAGE, 200, HEADERS))
    assert list(read_archive(path, Limits())) == [PAGE, PAGE]


def test_half_of_a_packed_answer_is_refused_where_the_archive_does_not_say_that_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc"
    half = gzip.compress(BODY)[:-12]
    path.write_bytes(
        response_record(replace(PAGE, body=half), 200, [*HEADERS, ("Content-Encoding", "gzip")])
        + response_record(replace(PAGE, body=half, truncated=True), 200, [*HEADERS, ("Content-Encoding", "gzip")])
    )
    first, second = read_archive(path, Limits())
    assert isinstance(first, Rejection)
    assert isinstance(second, Page)
    assert (second.truncated, BODY.startswith(second.body or b"-")) == (True, True)
