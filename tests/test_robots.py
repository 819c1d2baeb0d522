"""robots.txt is asked for once; without an answer nothing is fetched, without a file everything may be."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.verdict import Verdict
from tests.command import command, crawl
from tests.outlet import Answer, LocalOutlet


class Robots(LocalOutlet):
    """An outlet whose robots.txt answers with a status."""

    status = 200

    def answer(self, path: str) -> Answer:
        answer = super().answer(path)
        return Answer(status=self.status) if path == "/robots.txt" and self.status != 200 else answer


def test_robots_txt_and_the_front_page_are_asked_for_once(tmp_path: Path) -> None:
    with LocalOutlet() as outlet:
        assert crawl(outlet, tmp_path)[0] == Verdict.FINE
    assert [path for path in outlet.asked if path in ("/robots.txt", "/")] == ["/robots.txt", "/"]


def test_where_robots_txt_answers_with_an_error_nothing_is_fetched(tmp_path: Path) -> None:
    with Robots() as outlet:
        outlet.status = 500
        status, manifest = crawl(outlet, tmp_path)
    assert set(outlet.asked) == {"/robots.txt"}
    assert (status, manifest["listings"]["failed"]) == (Verdict.NOTHING_FETCHED, 1)


class Elsewhere(LocalOutlet):
    """An outlet whose robots.txt redirects."""

    place = ""

    def answer(self, path: str) -> Answer:
        return Answer(status=301, headers={"Location": self.place}) if path == "/robots.txt" else super().answer(path)


class Closed(LocalOutlet):
    def answer(self, path: str) -> Answer:
        return Answer(body=f"User-agent: *\nDisallow: {'/' if path == '/robots.txt' else ''}\n".encode())


def test_a_robots_txt_at_another_host_is_obeyed(tmp_path: Path) -> None:
    with Elsewhere() as outlet, Closed() as other:
        outlet.place = f"http://localhost:{other.port}/robots.txt"
        status, manifest = crawl(outlet, tmp_path)
    assert outlet.asked == []
    assert (status, manifest["listings"]["failed"]) == (Verdict.NOTHING_FETCHED, 1)


def test_a_robots_txt_at_a_private_address_forbids_everything(tmp_path: Path) -> None:
    with Elsewhere() as outlet:
        outlet.place = "http://10.0.0.1/robots.txt"
        status, _ = crawl(outlet, tmp_path)
    assert (status, outlet.asked) == (Verdict.NOTHING_FETCHED, [])


def test_where_there_is_no_robots_txt_everything_may_be_fetched(tmp_path: Path) -> None:
    with Robots() as outlet:
        outlet.status = 404
        status, manifest = crawl(outlet, tmp_path)
    assert (status, manifest["articles"]) == (Verdict.FINE, 8)


def test_a_robots_txt_that_cannot_be_reached_is_said_in_a_sentence(tmp_path: Path) -> None:
    outlet = LocalOutlet()
    with outlet:
        pass
    done = subprocess.run(command(outlet, tmp_path), check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == Verdict.NOTHING_FETCHED
    assert "robots.txt cannot be reached, which forbids every address (RFC 9309): Connection was refused" in done.stderr
    assert "Traceback" not in done.stderr


class Forbidding(LocalOutlet):
    """An outlet whose robots.txt forbids the articles below one address or another."""

    forbidden = ""

    def answer(self, path: str) -> Answer:
        answer = super().answer(path)
        rules = b"User-agent: *\nDisallow: %s\n" % self.forbidden.encode() if path == "/robots.txt" else b""
        return replace(answer, body=answer.body + rules)


@pytest.mark.parametrize(
    ("forbidden", "verdict", "sentence"),
    [
        ("/news/", Verdict.BLOCKED, "robots.txt forbids all 8 articles"),
        ("/news/1-", Verdict.FINE, "nothing new that robots.txt allows"),
    ],
)
def test_what_robots_txt_forbids_is_told_from_nothing_new(
    tmp_path: Path, forbidden: str, verdict: Verdict, sentence: str
) -> None:
    with Forbidding() as outlet:
        outlet.forbidden = forbidden
        for _ in range(2):
            status, manifest = crawl(outlet, tmp_path)
    assert (status, manifest["sentence"]) == (verdict, sentence)
