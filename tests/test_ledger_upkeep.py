import pytest

from pipelines.dedupe import dedupe
from pipelines.ledger import Ledger
from pipelines.ledger_database import LedgerError
from pipelines.ledger_types import Seen, fingerprint
from pipelines.ledger_upkeep import compact, forget, merge, summary, verify
from pipelines.record import Article
from tests.stories import START, article, story


def fill(path, source, numbers, host="a.org", minute=0):
    """A committed run over some stories, each seen at the host; the texts it kept."""
    start = START.replace(minute=minute)
    with Ledger.open(path) as ledger, ledger.begin(source, start) as run:
        articles = [article(story(n), f"https://{host}/{n}") for n in numbers]
        kept = [outcome.id for outcome in dedupe(run, articles) if isinstance(outcome, Article)]
        for item in articles:
            run.saw(Seen(url=item.url, outcome="article", fetched_at=START))
            run.paragraphs(host, [{fingerprint("Read more"), fingerprint(item.text)}])
        run.commit(START, {"articles": len(kept)})
    return kept


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger"


def test_the_summary_counts(path):
    fill(path, "rt", range(3))
    fill(path, "tass", range(2, 6), host="b.org")
    with Ledger.open(path) as ledger:
        ledger.begin("dw", START)
        made = summary(ledger)
    assert (made.runs, made.unfinished, made.addresses, made.texts, made.stories, made.hosts) == (2, 1, 7, 6, 6, 2)


def test_a_sound_ledger_has_no_faults(path, monkeypatch):
    monkeypatch.setattr("pipelines.ledger.LEAST", 1)
    fill(path, "rt", range(5))
    with Ledger.open(path) as ledger:
        assert verify(ledger) == []


def test_an_index_file_that_does_not_fit_is_a_fault(path, monkeypatch):
    monkeypatch.setattr("pipelines.ledger.LEAST", 1)
    fill(path, "rt", range(5))
    index = path.with_name("ledger-index")
    index.write_bytes(index.read_bytes()[:-500] + bytes(500))
    with Ledger.open(path) as ledger:
        (fault,) = verify(ledger)
    assert "does not fit" in fault


def test_texts_without_a_story_or_run_are_faults(path):
    fill(path, "rt", range(3))
    with Ledger.open(path) as ledger:
        ledger.database.execute("UPDATE texts SET first = 99 WHERE number = 2")
        ledger.database.execute("UPDATE texts SET run = 99 WHERE number = 3")
        faults = verify(ledger)
    assert faults == ["1 texts belong to a story that is missing", "1 texts belong to no finished run"]


def test_compacting_keeps_what_is_asked_for(path):
    for minute in range(5):
        fill(path, "rt", range(20), minute=minute)
    with Ledger.open(path) as ledger:
        before = ledger.recurring("a.org"), ledger.seen("https://a.org/3"), ledger.runs()
        size = path.stat().st_size
        compact(ledger)
        assert (ledger.recurring("a.org"), ledger.seen("https://a.org/3"), ledger.runs()) == before
        assert path.stat().st_size < size
        assert verify(ledger) == []


def test_compacting_changes_nothing_of_what_is_looked_at_again(path):
    fill(path, "rt", range(3))
    with Ledger.open(path) as ledger:
        with ledger.begin("rt", START.replace(minute=1)) as run:
            run.saw(Seen(url="https://a.org/1", outcome="duplicate", fetched_at=START))  # edited, it became a copy
            run.commit(START)
        before = ledger.due("rt", START, looks=9)
        compact(ledger)
        assert ledger.due("rt", START, looks=9) == before
    assert len(before) == 3


def test_a_forgotten_run_can_be_repeated(path):
    fill(path, "rt", range(3))
    kept = fill(path, "tass", range(3, 6))
    with Ledger.open(path) as ledger:
        assert forget(ledger, 2)
        assert not forget(ledger, 2)
        assert ledger.seen("https://a.org/4") is None
        assert ledger.recurring("a.org").stories == 3
    assert fill(path, "tass", range(3, 6)) == kept


def test_a_story_goes_on_with_its_next_kept_text(path):
    fill(path, "rt", [1])
    with Ledger.open(path) as ledger, ledger.begin("tass", START) as run:
        changed = article(story(1) + " " + story(2, words=40), "https://a.org/1", fetched=3)
        list(dedupe(run, [changed]))
        run.commit(START)
    with Ledger.open(path) as ledger:
        forget(ledger, 1)
        assert verify(ledger) == []
        assert summary(ledger).stories == 1


def test_a_story_without_a_kept_text_is_forgotten_too(path):
    fill(path, "rt", [1])
    with Ledger.open(path) as ledger, ledger.begin("tass", START) as run:
        list(dedupe(run, [article(story(1) + " and some more words", "https://b.org/1")]))
        run.commit(START)
    with Ledger.open(path) as ledger:
        forget(ledger, 1)
        assert summary(ledger).texts == 0


def test_merging_joins_the_stories_that_both_know(path, tmp_path):
    fill(path, "rt", range(5))
    fill(tmp_path / "other", "tass", range(3, 8), host="b.org", minute=1)
    with Ledger.open(path) as ledger, Ledger.open(tmp_path / "other") as other:
        assert [run.source for run in merge(ledger, other)] == ["tass"]
        assert summary(ledger).stories == 8
        assert ledger.seen("https://b.org/7") is not None
        assert ledger.recurring("b.org").stories == 5
        assert ledger.runs("tass")[0].stats == {"articles": 5}
        assert verify(ledger) == []
        assert merge(ledger, other) == []


def test_a_merged_ledger_knows_what_the_other_kept(path, tmp_path):
    fill(path, "rt", range(3))
    fill(tmp_path / "other", "tass", range(3, 6), minute=1)
    with Ledger.open(path) as ledger, Ledger.open(tmp_path / "other") as other:
        merge(ledger, other)
    assert fill(path, "dw", range(6), host="c.org", minute=2) == []


def test_a_ledger_that_is_locked_is_one_sentence(path, monkeypatch):
    monkeypatch.setattr("pipelines.ledger_database.PATIENCE", 0.01)
    fill(path, "rt", [1])
    with Ledger.open(path) as ledger, Ledger.open(path) as other, ledger.begin("rt", START) as run:
        run.lock()
        with pytest.raises(LedgerError, match="locked"):
            other.begin("tass", START)
