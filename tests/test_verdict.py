"""A run tells a scheduler the truth: its exit status and the sentence that explains it."""

import json
import os
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

import pytest

from crawler.verdict import Expect, Extracted, Listed, Sample, Verdict, verdict, worst
from pipelines.ledger import Ledger
from tests.command import command, crawl, lines
from tests.outlet import Answer, Behaviour, LocalOutlet, article

GONE = b"<title>Page not found</title><h1>Sorry</h1><p>The page you requested could not be found.</p>"


def refused(_: int, __: LocalOutlet) -> Answer:
    return Answer(status=403)


def soft_404(_: int, __: LocalOutlet) -> Answer:
    return Answer(body=GONE)


def undated_half(number: int, _: LocalOutlet) -> Answer:
    return article(number, dated=number % 2 == 0)


def moved(_: int, __: LocalOutlet) -> Answer:
    return Answer(status=301, headers={"Location": "https://elsewhere.example/"})


def no_page(_: int, __: LocalOutlet) -> Answer:
    return Answer(status=500)


@pytest.mark.parametrize(
    ("behaviour", "dated", "verdict", "sentence"),
    [
        (refused, True, Verdict.BLOCKED, "the server refused 8 of 8 articles"),
        (soft_404, True, Verdict.BROKEN, "8 of 8 pages held no article"),
        (moved, True, Verdict.BROKEN, "8 of 8 pages held no article"),
        (undated_half, False, Verdict.DRIFTED, "4 of 8 articles have a date, expected 90%"),
        (no_page, True, Verdict.NOTHING_FETCHED, "none of 8 articles could be fetched"),
    ],
)
def test_each_state_of_an_outlet_has_its_exit_status(
    tmp_path: Path, behaviour: Behaviour, dated: bool, verdict: Verdict, sentence: str
) -> None:
    with LocalOutlet(behaviour, dated=dated) as outlet:
        status, manifest = crawl(outlet, tmp_path)
    assert (status, manifest["exit_code"], manifest["sentence"]) == (verdict, verdict, sentence)


def test_an_outlet_that_is_not_there_is_nothing_fetched(tmp_path: Path) -> None:
    with LocalOutlet() as outlet:
        pass
    status, manifest = crawl(outlet, tmp_path)
    assert status == Verdict.NOTHING_FETCHED
    assert "no listing could be read (1 failed): Connection was refused" in manifest["sentence"]


def test_an_outlet_that_refuses_all_but_its_front_page_has_blocked_us(tmp_path: Path) -> None:
    class Front(LocalOutlet):
        def answer(self, path: str) -> Answer:
            return Answer(body=b"<a href='/list'>All news</a>") if path == "/" else Answer(status=403)

    with Front() as outlet:
        status, manifest = crawl(outlet, tmp_path)
    assert status == Verdict.BLOCKED
    assert manifest["sentence"] == "the server refused 2 listings, and no other named an article"


class Portions:
    """A behaviour that answers so many requests for articles and leaves the others waiting."""

    def __init__(self) -> None:
        self.permits = Semaphore(0)

    def allow(self, articles: int) -> None:
        self.permits = Semaphore(articles)

    def __call__(self, number: int, _: LocalOutlet) -> Answer:
        self.permits.acquire(timeout=30)
        return article(number)


def under_way(outlet: LocalOutlet, folder: Path, staged: int) -> "subprocess.Popen[bytes]":
    """A crawl, in a process group of its own, that has staged so many pages."""
    process = subprocess.Popen(
        command(outlet, folder), start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while staged_lines(folder) < staged:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


def staged_lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.glob("staging/*/*/outcomes.jsonl"))


def test_a_killed_crawl_is_taken_up_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    portions = Portions()
    with LocalOutlet(portions, count=12) as outlet:
        portions.allow(1000)
        crawl(outlet, tmp_path / "whole")
        for staged, allowed in ((1, 1), (5, 4), (9, 4)):
            portions.allow(allowed)
            process = under_way(outlet, tmp_path / "killed", staged)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        portions.allow(1000)
        asked = len(outlet.asked)
        status, manifest = crawl(outlet, tmp_path / "killed")
        again = [path for path in outlet.asked[asked:] if path.startswith("/news/")]
    assert status == Verdict.FINE
    assert manifest["recovered"] == 9
    assert len(again) == 3
    assert kept(tmp_path / "killed") == kept(tmp_path / "whole")
    assert len(kept(tmp_path / "killed")) == 12


def test_a_run_killed_between_commit_and_reveal_is_revealed_by_the_next(tmp_path: Path) -> None:
    with LocalOutlet() as outlet:
        crawl(outlet, tmp_path)
        before = kept(tmp_path)
        (corpus,) = tmp_path.glob("corpus/*/*.jsonl")
        staging = tmp_path / "staging" / corpus.parent.name / corpus.stem
        staging.mkdir(parents=True)
        corpus.rename(staging / "corpus.jsonl")
        (staging / "outcomes.jsonl").touch()
        status, manifest = crawl(outlet, tmp_path)
    assert (status, manifest["articles"]) == (Verdict.FINE, 0)
    assert kept(tmp_path) == before


def kept(folder: Path) -> list[dict[str, Any]]:
    rows = lines(folder, "corpus/*/*.jsonl")
    return [{key: value for key, value in row.items() if key not in {"run", "fetched_at"}} for row in rows]


def test_a_crawl_ends_at_its_time_and_the_next_one_fetches_the_rest(tmp_path: Path) -> None:
    portions = Portions()
    with LocalOutlet(portions) as outlet:
        portions.allow(5)
        _, manifest = crawl(outlet, tmp_path, "-s", "LIMIT_SECONDS=1", "-s", "DOWNLOAD_TIMEOUT=1")
        portions.allow(1000)
        crawl(outlet, tmp_path)
    assert manifest["limits"] == {"seconds": 1}
    assert manifest["articles"] < 8
    assert sorted(row["url"] for row in kept(tmp_path)) == outlet.urls()


class Tagged(LocalOutlet):
    """An outlet that can be asked whether its sitemap has changed."""

    def answer(self, path: str) -> Answer:
        answer = super().answer(path)
        return replace(answer, headers={**answer.headers, "ETag": '"1"'}) if path == "/sitemap.xml" else answer

    def is_remembered(self, folder: Path) -> bool:
        with Ledger.open(folder / "ledger.sqlite") as ledger:
            return ledger.seen(f"{self.address}/sitemap.xml") is not None


@pytest.mark.parametrize(("limit", "remembered"), [(3, False), (8, True)])
def test_a_listing_that_names_more_than_was_taken_is_read_again(tmp_path: Path, limit: int, remembered: bool) -> None:
    with Tagged() as outlet:
        crawl(outlet, tmp_path, "-s", f"LIMIT_ARTICLES={limit}")
    assert outlet.is_remembered(tmp_path) is remembered


def test_an_interrupted_crawl_says_so_and_reads_its_listings_again(tmp_path: Path) -> None:
    portions = Portions()
    with Tagged(portions, count=40) as outlet:  # more than are asked for at once
        portions.allow(1)
        process = under_way(outlet, tmp_path, staged=1)
        os.killpg(process.pid, signal.SIGINT)
        portions.permits.release(1000)
        said, _ = process.communicate()
    (path,) = tmp_path.glob("manifests/*/*.json")
    manifest = json.loads(path.read_text("utf-8"))
    assert manifest["limits"] == {"interrupted": 40 - manifest["pages"]}
    assert process.returncode == Verdict.INTERRUPTED
    assert "interrupted: stopped before all articles were fetched" in said.decode()
    assert f"articles left to the next run: {40 - manifest['pages']}" in said.decode()
    assert not outlet.is_remembered(tmp_path)


@pytest.mark.parametrize(("codes", "expected"), [([0, 130], 130), ([130, 5, 4], 5), ([0, 0], 0), ([], 1)])
def test_the_worst_exit_status_counts_and_interruption_least(codes: list[int], expected: int) -> None:
    assert worst(codes) == expected


class Slow(LocalOutlet):
    """Keeps whoever asks for its sitemap waiting."""

    def __init__(self, patience: float) -> None:
        super().__init__()
        self.patience = patience
        self.is_asked, self.may_answer = Event(), Event()

    def answer(self, path: str) -> Answer:
        if path == "/sitemap.xml":
            self.is_asked.set()
            self.may_answer.wait(timeout=self.patience)
        return super().answer(path)


def test_a_crawl_that_is_stopped_while_it_reads_listings_says_nothing_of_the_outlet(tmp_path: Path) -> None:
    with Slow(patience=30) as outlet:
        process = subprocess.Popen(command(outlet, tmp_path), start_new_session=True, stdout=subprocess.PIPE)
        assert outlet.is_asked.wait(timeout=60)
        os.killpg(process.pid, signal.SIGINT)
        outlet.may_answer.set()
        said, _ = process.communicate()
    assert process.returncode == Verdict.INTERRUPTED
    assert "interrupted: stopped before all listings were read" in said.decode()


def test_a_second_signal_ends_a_crawl_unpublished_and_says_so(tmp_path: Path) -> None:
    with Slow(patience=30) as outlet:
        process = subprocess.Popen(
            command(outlet, tmp_path, "-L", "INFO"),
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        assert outlet.is_asked.wait(timeout=60)
        os.killpg(process.pid, signal.SIGINT)
        assert any("Closing spider" in line for line in process.stderr)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate()
        outlet.may_answer.set()
    assert (process.returncode, said) == (
        Verdict.INTERRUPTED,
        "interrupted: stopped before the run was published; the next run goes on\n",
    )
    assert not list(tmp_path.glob("manifests/*/*.json"))


def test_a_limit_that_ends_a_crawl_while_it_reads_listings_is_no_error_of_the_source(tmp_path: Path) -> None:
    with Slow(patience=3) as outlet:
        limited = [*command(outlet, tmp_path), "-s", "LIMIT_SECONDS=1"]
        process = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert process.returncode == Verdict.INTERRUPTED
    assert "internal_error" not in process.stdout
    assert "Traceback" not in process.stderr


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("a file where a folder must be", "utf-8")
    with LocalOutlet() as outlet:
        status, manifest = crawl(outlet, tmp_path)
        assert not [path for path in outlet.asked if path.startswith("/news/")]
    assert status == Verdict.INTERNAL_ERROR
    assert "locks" in manifest["sentence"]
    assert "Traceback" not in manifest["sentence"]


def test_one_of_sixteen_articles_of_which_no_listing_says_when_they_changed_is_looked_at_again(tmp_path: Path) -> None:
    with LocalOutlet(count=16) as outlet:
        crawl(outlet, tmp_path)
        outlet.asked.clear()
        status, manifest = crawl(outlet, tmp_path)
        again = [path for path in outlet.asked if path.startswith("/news/")]
    assert (len(again), manifest["articles"], status) == (1, 0, Verdict.FINE)


def test_an_article_that_is_looked_at_again_teaches_nothing_more_about_its_outlet(tmp_path: Path) -> None:
    with LocalOutlet(count=16) as outlet:
        learned = []
        for _ in range(2):
            crawl(outlet, tmp_path)
            with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
                learned.append(ledger.recurring("127.0.0.1"))
    assert learned[0] == learned[1]


class Paged(LocalOutlet):
    """An outlet without a sitemap that lists its articles on section pages, twenty on each, newest first."""

    def answer(self, path: str) -> Answer:
        if not path.startswith("/list"):
            return super().answer(path) if path.startswith("/news/") else self._said(path)
        number = int(path.partition("?page=")[2] or 1)
        listed = self.listed()[20 * number - 20 : 20 * number]
        links = "".join(f"<a href='{url}'>Round</a>" for url in listed)
        return Answer(body=f"{links}<a rel='next' href='/list?page={number + 1}'>Older</a>".encode())

    def listed(self) -> list[str]:
        return self.urls()[::-1]

    def _said(self, path: str) -> Answer:
        self.asked.append(path)
        return Answer(body=b"<a href='/list'>All news</a>", status=200 if path == "/" else 404)


def test_what_a_run_left_is_found_below_what_it_took(tmp_path: Path) -> None:
    class Sorted(Paged):
        """Lists them in the order in which undated ones are fetched."""

        def listed(self) -> list[str]:
            return sorted(self.urls())

    with Sorted(count=50) as outlet:
        first = crawl(outlet, tmp_path, "-s", "LIMIT_ARTICLES=20")[1]
        second = crawl(outlet, tmp_path)[1]
    assert (first["articles"], second["articles"]) == (20, 30)


def test_new_articles_lead_to_the_next_page_however_many_known_ones_stand_beside_them(tmp_path: Path) -> None:
    class Boxed(Paged):
        """Every page repeats the addresses of old articles, as boxes of the most read ones do."""

        def answer(self, path: str) -> Answer:
            answer = super().answer(path)
            box = "".join(f"<a href='{url}'>Much read</a>" for url in self.urls()[:60])
            return replace(answer, body=answer.body + box.encode()) if path.startswith("/list") else answer

    def old_ones_off_topic(number: int, _: LocalOutlet) -> Answer:
        return Answer(body=b"<h1>Opera</h1>") if number < 60 else article(number)

    with Boxed(old_ones_off_topic, count=60) as outlet:
        crawl(outlet, tmp_path)
        outlet.count = 85
        assert crawl(outlet, tmp_path)[1]["articles"] == 25


def test_a_new_article_above_known_ones_does_not_lead_to_the_next_page(tmp_path: Path) -> None:
    with Paged(count=21) as outlet:
        first = crawl(outlet, tmp_path)[1]
        outlet.count = 22
        second = crawl(outlet, tmp_path)[1]
    assert (first["articles"], second["articles"]) == (21, 1)
    assert (first["listings"]["read"], second["listings"]["read"]) == (4, 2)


@pytest.mark.parametrize(("articles", "expected"), [(1, Verdict.FINE), (2, Verdict.FINE), (3, Verdict.DRIFTED)])
@pytest.mark.parametrize(("dated", "words"), [(True, 20), (False, 200)])
def test_one_or_two_short_or_undated_articles_are_no_drift(
    articles: int, expected: Verdict, dated: bool, words: int
) -> None:
    extracted = Extracted(dated=articles * dated, lengths=[words] * articles)
    assert verdict([], extracted, Listed(named=9, read=1), Expect())[0] == expected


GOOD, UNDATED, SHORT = (
    Sample(articles=1, dated=dated, words=words) for dated, words in ((1.0, 200), (0.0, 200), (1.0, 20))
)


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ([UNDATED, UNDATED], "0 of the last 3 articles have a date, expected 90%"),
        ([UNDATED, UNDATED, GOOD], "0 of the last 3 articles have a date, expected 90%"),
        ([Sample(articles=40, dated=0.4, words=20)], "16 of the last 41 articles have a date, expected 90%"),
        ([UNDATED], "fine"),
        ([UNDATED, GOOD, UNDATED], "fine"),
        ([SHORT, SHORT], "fine"),
    ],
)
def test_a_run_of_one_article_is_judged_beside_the_runs_before(before: list[Sample], sentence: str) -> None:
    extracted = Extracted(dated=0, lengths=[200])
    found = verdict([], extracted, Listed(named=9, read=1), Expect(), before=before)
    assert found == (Verdict.FINE if sentence == "fine" else Verdict.DRIFTED, sentence)


def test_a_run_without_articles_does_not_repeat_the_alarm_of_those_before() -> None:
    assert verdict([], Extracted(), Listed(named=9, read=1), Expect(), before=[UNDATED] * 5)[0] == Verdict.FINE


def test_an_outlet_that_publishes_an_article_a_run_drifts_in_the_third(tmp_path: Path) -> None:
    with LocalOutlet(lambda number, _: article(number, dated=number == 3), count=0, dated=False) as outlet:
        found = []
        for outlet.count in range(1, 5):
            found.append(crawl(outlet, tmp_path)[1]["sentence"])
    assert found == ["fine", "fine", "0 of the last 3 articles have a date, expected 90%", "fine"]
