"""`-o` and `-O` of a crawl: written, or an error of the run that is one sentence."""

import json
import subprocess
from pathlib import Path

import pytest

from crawler.verdict import Verdict
from tests.command import command, scrapy
from tests.outlet import LocalOutlet


def test_what_cannot_be_opened_is_said_and_the_run_is_published(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    check(tmp_path, str(tmp_path / "file" / "out.jsonl"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk here")
@pytest.mark.parametrize("form", ["jsonlines", "csv", "xml"])
def test_a_full_disk_is_said_and_the_run_is_published(form: str, tmp_path: Path) -> None:
    check(tmp_path, f"/dev/full:{form}")


def check(folder: Path, target: str) -> None:
    with LocalOutlet(count=2) as outlet:
        asked = command(outlet, folder, "-O", target)
        done = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == Verdict.INTERNAL_ERROR
    assert "internal_error: what -o or -O names was not written: " in done.stdout
    assert "Traceback" not in done.stderr
    (corpus,) = folder.glob("corpus/*/*.jsonl")
    assert corpus.read_text("utf-8").count("\n") == 2
    assert f"the articles are in {corpus}" in done.stdout


def test_names_that_name_nothing_are_a_sentence() -> None:
    done = scrapy("crawlall", "--only", ", ,")
    assert (done.returncode, done.stdout) == (Verdict.USAGE, "")
    assert "--only names no source" in done.stderr


def test_beside_lines_on_the_terminal_the_table_goes_to_standard_error(tmp_path: Path) -> None:
    with LocalOutlet(count=2) as outlet:
        asked = command(outlet, tmp_path, "-o", "-:jsonl")
        done = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=120)
    assert [json.loads(line)["schema"] for line in done.stdout.splitlines()] == [1, 1]
    assert "fine" in done.stderr
