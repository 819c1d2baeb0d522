"""What a crawl remembers of an address: a real ledger, visits of several runs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.memory import UNCHANGED, Action, Memory, still_kept
from pipelines.ledger import Ledger
from pipelines.ledger_types import Seen
from pipelines.record import Reason

URL = "https://news.example/1"
START = datetime(2026, 11, 1, 8, tzinfo=UTC)
LATER = START + timedelta(hours=2)
KEPT = Seen(url=URL, canonical_url=URL, outcome="article", etag='"1"', published_at=START, fetched_at=START)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(None) as ledger:
        yield ledger


def visit(ledger: Ledger, seen: Seen) -> None:
    run = ledger.begin("desk", seen.fetched_at)
    run.saw(still_kept(seen, ledger))
    run.commit(seen.fetched_at)


def failed(reason: Reason) -> Seen:
    return Seen(url=URL, canonical_url=URL, outcome=reason, fetched_at=LATER)


@pytest.mark.parametrize("reason", [Reason.FETCH_FAILED, Reason.HTTP_ERROR, Reason.ROBOTS])
def test_a_kept_article_that_cannot_be_reached_is_still_kept(ledger: Ledger, reason: Reason) -> None:
    visit(ledger, KEPT)
    visit(ledger, failed(reason))
    memory = Memory(ledger=ledger)
    assert memory.action(URL, None) is Action.LEAVE
    assert memory.conditional_headers(URL)["If-None-Match"] == '"1"'


def test_a_revisit_that_learns_no_date_keeps_the_one_that_is_known(ledger: Ledger) -> None:
    visit(ledger, KEPT)
    visit(ledger, Seen(url=URL, canonical_url=URL, outcome="article", fetched_at=LATER))
    seen = ledger.seen(URL)
    assert seen is not None
    assert (seen.published_at, seen.fetched_at) == (START, LATER)


def test_a_revisit_that_failed_counts_as_one(ledger: Ledger) -> None:
    visit(ledger, KEPT)
    assert [seen.url for seen in ledger.due("desk", LATER)] == [URL]
    visit(ledger, failed(Reason.FETCH_FAILED))
    assert not ledger.due("desk", LATER)
    assert [seen.url for seen in ledger.due("desk", LATER + timedelta(hours=5))] == [URL]


def looked(hours: float, **said: str) -> Seen:
    return Seen(url=URL, outcome=UNCHANGED, fetched_at=START + timedelta(hours=hours), **said)


def test_an_unchanged_article_is_looked_at_again_by_its_own_age(ledger: Ledger) -> None:
    visit(ledger, KEPT)
    visit(ledger, looked(2))
    assert not ledger.due("desk", START + timedelta(hours=5))
    visit(ledger, looked(7))
    visit(ledger, looked(1000))
    assert not ledger.due("desk", START + timedelta(hours=2000))


def test_an_article_without_a_date_is_as_old_as_its_first_visit(ledger: Ledger) -> None:
    undated = replace(KEPT, published_at=None)
    visit(ledger, undated)
    assert ledger.due("desk", LATER)
    visit(ledger, replace(undated, fetched_at=LATER))
    assert not ledger.due("desk", START + timedelta(hours=5))
    visit(ledger, looked(1000))
    assert not ledger.due("desk", START + timedelta(hours=2000))


def test_an_unchanged_article_keeps_its_canonical_address_and_what_to_ask_with(ledger: Ledger) -> None:
    declared = "https://news.example/one"
    visit(ledger, replace(KEPT, canonical_url=declared, last_modified="Sun, 01 Nov 2026 08:00:00 GMT"))
    visit(ledger, looked(2, etag='"2"'))
    (seen,) = ledger.due("desk", START + timedelta(hours=9))
    assert (seen.canonical_url, seen.etag, seen.outcome) == (declared, '"2"', "article")
    assert seen.last_modified == "Sun, 01 Nov 2026 08:00:00 GMT"


def test_a_change_that_could_not_be_fetched_is_asked_for_again(ledger: Ledger) -> None:
    visit(ledger, KEPT)
    visit(ledger, failed(Reason.FETCH_FAILED))
    assert Memory(ledger=ledger).action(URL, START + timedelta(hours=1)) is Action.REVISIT


def test_an_address_that_never_was_an_article_is_fetched_again(ledger: Ledger) -> None:
    visit(ledger, failed(Reason.FETCH_FAILED))
    assert Memory(ledger=ledger).action(URL, None) is Action.FETCH


def test_a_listing_is_unchanged_only_for_who_read_it(ledger: Ledger) -> None:
    feed = "https://news.example/feed"
    reader = Memory(reader="site .+", ledger=ledger)
    reader.note_listing(feed, '"1"', "")
    visit(ledger, reader.listings[0])
    assert reader.conditional_headers(feed) == {"If-None-Match": '"1"'}
    assert Memory(reader="example /news/.+", ledger=ledger).conditional_headers(feed) == {}
