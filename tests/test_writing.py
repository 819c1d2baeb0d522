"""What commands write: files whole or absent, nothing else in their place harmed; lines for every terminal."""

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.writing import lines_to
from tests.command import scrapy


def test_a_new_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    with lines_to(str(tmp_path / "out.jsonl")) as out:
        out.write({"id": 1})
        assert not (tmp_path / "out.jsonl").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text("utf-8") == '{"id":1}\n'


@pytest.mark.parametrize("append", [False, True])
def test_a_failure_leaves_the_file_as_it_was(tmp_path: Path, append: bool) -> None:
    (tmp_path / "out.jsonl").write_text("before\n", "utf-8")
    with suppress(KeyboardInterrupt), lines_to(str(tmp_path / "out.jsonl"), append=append) as out:
        out.write({"id": 1})
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "before\n"


def test_lines_are_appended_only_when_all_are_written(tmp_path: Path) -> None:
    path = tmp_path / "both.jsonl"
    path.write_text("before\n", "utf-8")
    with path.open("rb") as read, lines_to(str(path), append=True) as out:
        for _ in range(2000):  # more than any buffer holds
            out.write({"id": 1})
        assert read.read() == b"before\n"
    assert path.read_text("utf-8").count("\n") == 2001


@pytest.mark.parametrize("append", [False, True])
def test_a_file_has_one_writer_at_a_time(tmp_path: Path, append: bool) -> None:
    path = tmp_path / "out.jsonl"
    with lines_to(str(path), append=append) as out:
        out.write({"id": 1})
        with pytest.raises(UsageError, match="being written to"), lines_to(f"{tmp_path}/./out.jsonl") as second:
            second.write({"id": 2})
    assert path.read_text("utf-8") == '{"id":1}\n'


def test_what_a_killed_command_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl.part").write_text("half a line", "utf-8")
    with lines_to(str(tmp_path / "out.jsonl")) as out:
        out.write({"id": 1})
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text("utf-8") == '{"id":1}\n'


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with lines_to(str(tmp_path / "pipe")) as out:
        out.write({"id": 1})
    assert os.read(reader, 100) == b'{"id":1}\n'
    os.close(reader)
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to("out.jsonl")
    with lines_to(str(tmp_path / "link.jsonl")) as out:
        out.write({"id": 1})
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "out.jsonl").read_text("utf-8") == '{"id":1}\n'


@pytest.mark.parametrize("command", [("clean", "--show"), ("relevance", "--explain")])
def test_what_is_shown_to_people_stands_alone(command: tuple[str, str], tmp_path: Path) -> None:
    text = "NATO and Russia talk\n\n" + "The envoys of NATO and Russia spoke about harbours all day long. " * 9
    (tmp_path / "notes.txt").write_text(text, "utf-8")
    shown = scrapy(command[0], "notes.txt", command[1], folder=tmp_path).stdout
    assert "NATO and Russia" in shown
    assert '"text":' not in shown
    with_file = scrapy(command[0], "notes.txt", command[1], "-O", "out.jsonl", folder=tmp_path)
    assert with_file.stdout == shown
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["title"] == "NATO and Russia talk"


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_terminal_without_these_letters_gets_what_it_can_show(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "Посланники встречаются в 北约 😀"
    text = f"{title}\n\n{'Посланники говорили о портах и кораблях на севере страны весь день. ' * 9}"
    (tmp_path / "notes.txt").write_text(text, "utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("PYTHONUTF8", "0")
    shown = scrapy("clean", "notes.txt", "--show", folder=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    done = scrapy("clean", "notes.txt", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["title"] == title
