"""The benchmark beside other tools: what its table counts."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.peers import Gold, Run, alone, row, same_names, share
from benchmarks.tools import Reading
from pipelines.record import Page

BODY = "Envoys of both sides met in the harbour town on Tuesday and spoke for three hours."
GOLD = {"1": Gold(body=BODY, title="Envoys meet", day=date(2026, 3, 2), author="Ann Smith")}
RIGHT = Reading(text=f"Envoys meet\n{BODY}", title="Envoys meet", day=date(2026, 3, 3), authors=("By Ann Smith",))


def ran(reading: Reading) -> Run:
    return Run(readings={"1": reading}, milliseconds=1.0, crashes=0)


def one_in_three(page: Page) -> Reading | None:
    """Reads page 1, does not know page 2, fails on page 3."""
    if page.id == "3":
        raise ValueError(page.id)
    return RIGHT if page.id == "1" else None


def test_what_a_reading_has_right_is_counted() -> None:
    shown = row("tool", ran(RIGHT), ran(RIGHT), GOLD, titled=False)
    assert " ".join(shown.split()) == "tool 1.000 +0.000 [+0.000, +0.000] 1.0 1 0 0 100 / 0 100 / 0 100 / 0"


def test_a_field_that_is_never_given_is_no_error() -> None:
    assert row("tool", ran(Reading(text=BODY)), ran(RIGHT), GOLD, titled=False).split()[-3:] == ["-", "-", "-"]


def test_a_tool_that_fails_loses_the_page_and_one_that_does_not_know_it_is_not_judged() -> None:
    run = alone(one_in_three, [Page(url="", id=id_, body=b"<p>") for id_ in "123"])
    assert (dict(run.readings), run.crashes) == ({"1": RIGHT, "3": Reading()}, 1)


def test_right_wrong_and_missing_are_counted_apart() -> None:
    pairs = [(1, 1), (1, 2), (1, None), (None, 2)]
    assert share(pairs, lambda a, b: a == b) == "33 / 33"


@pytest.mark.parametrize(
    ("found", "same"), [("Ann Smith, Bo Li", True), ("By Ann Smith", True), ("Ann", True), ("The Harbour Daily", False)]
)
def test_names_need_half_of_their_words_in_common(found: str, same: bool) -> None:
    assert same_names("Ann Smith", found) is same


@pytest.mark.parametrize(("day", "shown"), [(1, "100 / 0"), (3, "100 / 0"), (4, "0 / 100")])
def test_a_day_may_differ_by_one_as_zones_do(day: int, shown: str) -> None:
    reading = replace(RIGHT, day=date(2026, 3, day))
    assert " ".join(row("tool", ran(reading), ran(RIGHT), GOLD, titled=False).split()[-6:-3]) == shown


def test_it_runs_on_the_miniature_with_what_is_installed() -> None:
    command = [sys.executable, "-m", "benchmarks.peers", "--only", "lxml", "fundus"]
    done = subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    assert [line.split()[0] for line in said[2:4]] == ["this", "lxml"]
    assert said[4:] == ["not installed: pip install fundus"]


def test_a_measured_command_gets_none_of_our_settings() -> None:
    told = "import os, sys; sys.exit('SCRAPY_SETTINGS_MODULE' in os.environ)"
    asked = (
        f"import sys; from benchmarks.measure import measured; print(measured([sys.executable, '-c', {told!r}]).status)"
    )
    env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    done = subprocess.run([sys.executable, "-c", asked], env=env, check=True, capture_output=True, timeout=60)
    assert done.stdout == b"0\n"
