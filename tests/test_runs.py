"""A run on disk: locked, staged, cut after a crash, revealed as a whole."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.runs import Outline, Run, SourceBusy, folder_name
from pipelines.block import Block
from pipelines.record import Article, Reason, Rejection

MOMENT = datetime(2026, 11, 21, 9, 30, 1, 5, UTC)
ARTICLE = Article(
    id="1", url="https://a.example/1", canonical_url="https://a.example/1", blocks=(Block(text="НАТО", place="1"),)
)
REJECTION = Rejection(id="2", url="https://a.example/2", reason=Reason.EMPTY, detail="nothing")


def begin(folder: Path) -> Run:
    return Run(folder, "a", MOMENT)


def test_what_was_staged_is_read_back(tmp_path: Path) -> None:
    run = begin(tmp_path)
    run.stage(ARTICLE, etag='"1"')
    run.stage(REJECTION)
    assert [row.outcome for row in run.staged()] == [ARTICLE, REJECTION]
    assert next(iter(run.staged())).etag == '"1"'
    run.close()


def test_the_outlines_of_what_was_staged_say_where_and_when(tmp_path: Path) -> None:
    run = begin(tmp_path)
    run.stage(replace(ARTICLE, fetched_at=MOMENT), b"record")
    run.stage(REJECTION, etag='"2"')
    run.stage_unchanged("https://a.example/3")
    article, rejection, unchanged = run.outlines()
    assert article.outcome == Outline(url=ARTICLE.url, canonical_url=ARTICLE.canonical_url, fetched_at=MOMENT)
    assert (rejection.url, rejection.etag) == (REJECTION.url, '"2"')
    assert (unchanged.url, unchanged.outcome) == ("https://a.example/3", None)
    assert list(run.archived()) == [ARTICLE.url]
    run.close()


def test_a_second_run_of_the_same_source_is_refused(tmp_path: Path) -> None:
    run = begin(tmp_path)
    with pytest.raises(SourceBusy, match="another run of a is under way"):
        begin(tmp_path)
    run.close()
    begin(tmp_path).close()


def test_a_killed_run_is_taken_up_without_its_torn_line_and_the_record_before_it(tmp_path: Path) -> None:
    run = begin(tmp_path)
    whole = gzip.compress(b"whole")  # once: the second in which it was made is in it
    run.stage(ARTICLE, whole)
    run.close()
    with (run.folder / "outcomes.jsonl").open("ab") as stream:
        stream.write(b'{"article": {"id"')
    with (run.folder / "pages.warc.gz").open("ab") as stream:
        stream.write(gzip.compress(b"not staged"))
    again = Run(tmp_path, "a", datetime(2026, 11, 22, tzinfo=UTC))
    assert (again.start, again.moment, again.recovered) == (run.start, MOMENT, 1)
    assert [row.outcome for row in again.staged()] == [ARTICLE]
    assert (again.folder / "pages.warc.gz").read_bytes() == whole
    again.close()


def test_revealing_moves_every_file_to_its_place(tmp_path: Path) -> None:
    run = begin(tmp_path)
    for name in ("corpus.jsonl", "rejected.jsonl", "manifest.json"):
        (run.folder / name).write_text("{}\n", "utf-8")
    run.stage(ARTICLE, gzip.compress(b"page"))
    run.reveal()
    run.close()
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    start = "20261121T093001.000005Z"
    assert files == {
        f"corpus/a/{start}.jsonl",
        f"rejected/a/{start}.jsonl",
        f"manifests/a/{start}.json",
        f"archive/a/{start}.warc.gz",
        "locks/a.lock",
    }


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("rt", "rt"),
        ("127.0.0.1:8800", "127.0.0.1:8800"),
        ("../../etc", "_.._etc"),
        ("a/b\0c", "a_b_c"),
        ("..", "_"),
        ("", "_"),
    ],
)
def test_a_name_from_the_web_never_becomes_a_path(source: str, folder: str) -> None:
    assert folder_name(source) == folder


def test_folders_that_are_no_runs_are_left_alone(tmp_path: Path) -> None:
    strange = tmp_path / "staging" / "a" / "@eaDir"
    strange.mkdir(parents=True)
    run = begin(tmp_path)
    assert (run.moment, run.recovered) == (MOMENT, 0)
    (run.folder / ".thumbnails").mkdir()
    run.reveal()
    run.close()
    assert strange.exists()
    assert not run.folder.exists()
