"""`scrapy clean` as a person runs it: the same pages give the same lines, whatever their order and number."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.verdict import Verdict
from tests.command import ROOT, scrapy
from tests.fixture import GOLDEN, Fixture
from tests.stories import story

HABIT = "The mill at the end of the quay has made paper since the harbour was dug."
NAMES = ("rt/traps-2023", "ria/endless-2026", "themoscowtimes/era-2013", "newsfront/text-004", "tass/soft-404")


def inputs() -> list[dict[str, str]]:
    """Pages of several outlets, and six stories of one host that all end in the same line."""
    rows = [{"id": name, "url": page.url, **content(name)} for name in NAMES if (page := fixture(name).page())]
    stories = [
        "\n\n".join([*(f"{line.capitalize()}." for line in story(seed).split("\n")), HABIT]) for seed in range(6)
    ]
    return [*rows, *({"id": str(i), "url": f"https://a.example/{i}", "text": text} for i, text in enumerate(stories))]


def fixture(name: str) -> Fixture:
    return Fixture(GOLDEN / name)


def content(name: str) -> dict[str, str]:
    page = fixture(name).page()
    return {"text": page.text} if page.text else {"file": str(GOLDEN / name / "page.html.gz")}


def cleaned(folder: Path, rows: list[dict[str, str]], processes: int) -> list[str]:
    """The output lines for these input lines."""
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    scrapy("clean", "in.jsonl", "-O", "out.jsonl", "-s", f"PROCESSES={processes}", folder=folder)
    return (folder / "out.jsonl").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return cleaned(tmp_path_factory.mktemp("once"), inputs(), processes=1)


def test_every_input_has_its_line_in_the_order_of_the_inputs(once: list[str]) -> None:
    assert [json.loads(line)["id"] for line in once] == [row["id"] for row in inputs()]


def test_what_the_pages_of_a_host_repeat_is_learned_from_all_of_them(once: list[str]) -> None:
    stories = [json.loads(line) for line in once[-6:]]
    assert {line["removed"][-1]["rule"] for line in stories} == {"recurring"}


def test_neither_order_nor_repetition_nor_processes_change_a_line(once: list[str], tmp_path: Path) -> None:
    again = cleaned(tmp_path, [*reversed(inputs()), *inputs()], processes=3)
    assert again == [*reversed(once), *once]


def test_a_page_comes_in_by_a_pipe() -> None:
    page = fixture("rt/traps-2023")
    line = json.loads(scrapy("clean", "-", given=page.body().decode()).stdout)
    assert (line["title"], line["text"].split("\n")) == (page.expected()["title"], page.expected()["body"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["clean", "in.txt", "-O", "."], ". is a folder: name a file"),
        (["clean", "in.txt", "-O", "a.jsonl", "-o", "b.jsonl"], "not allowed with argument"),
        (["clean", "in.txt", "--shwo"], "no such option: --shwo"),
        (["clean", "missing.txt"], "no such file or folder: missing.txt"),
        (["build", "in.txt", "-O", "a.jsonl", "--rejected", "a.jsonl"], "name another one with --rejected"),
        (["dedupe", "in.txt", "--remember"], "the ledger of --ledger FILE"),
        (["build", "in.txt", "-O", "a.jsonl", "--rejected", "./a.jsonl"], "name another one with --rejected"),
        (["relevance", "in.txt", "--recall", "0.9"], "--recall goes with --calibrate"),
        (["relevance", "--calibrate", "in.txt", "-O", "a.toml"], "in.txt: labels are JSON objects, one a line"),
    ],
)
def test_options_that_do_not_go_together_are_one_clear_sentence(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    (tmp_path / "in.txt").write_text(story(1), "utf-8")
    done = scrapy(*arguments, folder=tmp_path)
    assert (done.returncode, sentence in done.stderr, done.stdout) == (Verdict.USAGE, True, "")
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt"]


def test_what_follows_two_dashes_is_an_input(tmp_path: Path) -> None:
    (tmp_path / "-in.txt").write_text(story(1), "utf-8")
    assert json.loads(scrapy("clean", "--", "-in.txt", folder=tmp_path).stdout)["id"] == "-in.txt"


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What is started here heeds SIGINT, also where the tests run in the background and a shell has them ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_says_so_and_leaves_no_file(stop: signal.Signals, tmp_path: Path) -> None:
    pages = tmp_path / "in.jsonl"
    os.mkfifo(pages)
    command = [sys.executable, "-m", "scrapy", "clean", str(pages), "-O", str(tmp_path / "out.jsonl")]
    with subprocess.Popen(command, cwd=ROOT, text=True, stderr=subprocess.PIPE) as process:
        # The pipe opens when the command reads it; a signal just before it waits for more is seen when the pipe closes.
        with pages.open("wb"):
            process.send_signal(stop)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (Verdict.INTERRUPTED, "clean: interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize("command", ["clean --show tests/golden", "sources"])
def test_a_reader_that_leaves_early_ends_a_command_without_a_word(command: str) -> None:
    arguments = [sys.executable, "-m", "scrapy", *command.split()]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (Verdict.INTERRUPTED, b"")


def test_child_processes_that_are_still_starting_end_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "in.html").touch()
    done = scrapy("clean", "in.html", "-s", "PROCESSES=8", folder=tmp_path)
    assert done.stderr == "rejected in.html: empty: the page has no content\n"


def test_child_processes_of_the_script_load_nothing_of_scrapy(tmp_path: Path) -> None:
    script = Path(sysconfig.get_path("scripts")) / "scrapy"
    (tmp_path / "page.txt").write_text("Ministers met.", "utf-8")
    done = subprocess.run(
        [script, "clean", tmp_path / "page.txt"],
        check=True,
        text=True,
        capture_output=True,
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"PYTHONPROFILEIMPORTTIME": "1"},
    )
    assert [line.split()[-1] for line in done.stderr.splitlines()].count("scrapy") == 1
