"""Child processes: a page that hangs or kills its process is a Rejection, and the run goes on."""

import os
import time
from collections.abc import Iterator
from functools import partial

import pytest

from pipelines.limits import Limits
from pipelines.recipe import Recipe
from pipelines.record import Page, Reason, Reject, Rejection
from pipelines.workers import Workers


def misbehave(page: Page) -> None:
    """A gate that does to its process what a hostile page does."""
    match page.url:
        case "hang":
            time.sleep(60)
        case "crash":
            os._exit(11)
        case "raise":
            raise ValueError("odd page")
        case "swell":
            bytearray(200_000_000)
        case _:
            raise Reject(Reason.GATED, "fine")


RECIPE = Recipe(gate=misbehave, limits=Limits(seconds=1.0, memory=100_000_000))


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(processes=2) as workers:
        yield workers


@pytest.mark.parametrize(
    ("url", "reason", "words"),
    [
        ("hang", Reason.TIMEOUT, "not finished within 1 seconds"),
        ("crash", Reason.BROKEN, "process died"),
        ("raise", Reason.BROKEN, "ValueError: odd page"),
        ("swell", Reason.TOO_LARGE, "takes more memory than one page may"),
    ],
)
def test_a_hostile_page_is_a_rejection(workers: Workers, url: str, reason: Reason, words: str) -> None:
    (outcome,) = workers.run([Page(url=url)], RECIPE)
    assert isinstance(outcome, Rejection)
    assert outcome.reason is reason
    assert words in outcome.detail


def test_outcomes_come_in_the_order_of_the_pages(workers: Workers) -> None:
    early = Rejection(id="early", url="early", reason=Reason.BROKEN, detail="unreadable input")
    pages = [Page(url="a"), Page(url="crash"), early, *(Page(url=str(number)) for number in range(20))]
    outcomes = list(workers.run(iter(pages), RECIPE))
    assert [outcome.url for outcome in outcomes] == [page.url for page in pages]
    assert [outcome.reason for outcome in outcomes[:3]] == [Reason.GATED, Reason.BROKEN, Reason.BROKEN]
    assert all(outcome.reason is Reason.GATED for outcome in outcomes[3:])


def name_the_process(page: Page) -> None:
    raise Reject(Reason.GATED, str(os.getpid()))


def test_a_page_that_the_gate_stops_is_not_sent_to_a_child(workers: Workers) -> None:
    outcome = workers.collect(Page(url="a", body=b"<p>Words.</p>" * 1000), Recipe(gate=name_the_process)).result()
    assert isinstance(outcome, Rejection)
    assert outcome.detail == str(os.getpid())


def test_a_gated_page_that_may_be_an_error_page_is_looked_at(workers: Workers) -> None:
    page = Page(url="a", body=b"<title>Page not found</title><p>Nothing is here.</p>")
    outcome = workers.collect(page, Recipe(gate=name_the_process)).result()
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.SOFT_404


def refuse(sentence: str, page: Page) -> None:
    raise Reject(Reason.GATED, sentence)


def test_a_recipe_is_never_taken_for_another_that_is_gone(workers: Workers) -> None:
    for number in range(20):
        (outcome,) = workers.run([Page(url="a")], Recipe(gate=partial(refuse, str(number))))
        assert isinstance(outcome, Rejection)
        assert outcome.detail == str(number)
