import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from pipelines.dedupe import dedupe
from pipelines.ledger import Ledger
from pipelines.ledger_database import LedgerError
from pipelines.ledger_types import Seen, fingerprint
from pipelines.ledger_upkeep import forget, summary
from pipelines.record import Article, Rejection
from tests.stories import START, article, story

HOUR = timedelta(hours=1)


def seen(url, **fields):
    return Seen(url=url, outcome="article", fetched_at=START, **fields)


def fill(path, source="rt", texts=(), host="rt.com"):
    """A committed run that saw one address and kept some texts."""
    with Ledger.open(path) as ledger, ledger.begin(source, START) as run:
        run.saw(seen("https://rt.com/1"))
        outcomes = list(dedupe(run, [article(text, f"https://{host}/{n}") for n, text in enumerate(texts)]))
        run.commit(START + HOUR, {"articles": len(outcomes)})
    return outcomes


def test_a_visit_is_found_under_both_addresses(tmp_path):
    visit = seen("https://m.rt.com/1", canonical_url="https://rt.com/1", etag='"x"', published_at=START)
    with Ledger.open(tmp_path / "l") as ledger, ledger.begin("rt", START) as run:
        run.saw(visit)
        run.commit(START)
        assert ledger.seen("https://m.rt.com/1") == visit
        assert ledger.seen("https://rt.com/1") == visit
        assert ledger.seen("https://rt.com/2") is None


def test_the_last_visit_counts(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger:
        for etag in ("old", "new"):
            with ledger.begin("rt", START) as run:
                run.saw(seen("https://rt.com/1", etag=etag))
                run.commit(START)
        assert ledger.seen("https://rt.com/1").etag == "new"


def test_a_run_is_invisible_until_its_commit(tmp_path):
    with Ledger.open(tmp_path / "l") as mine, Ledger.open(tmp_path / "l") as others, mine.begin("rt", START) as run:
        run.saw(seen("https://rt.com/1"))
        list(dedupe(run, [article(story(1), "https://rt.com/1")]))
        assert others.seen("https://rt.com/1") is None
        assert others.runs() == ()
        run.commit(START)
        assert others.seen("https://rt.com/1") is not None
        assert len(others.runs()) == 1


def test_an_abandoned_run_leaves_nothing(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger:
        with ledger.begin("rt", START) as run:
            run.saw(seen("https://rt.com/1"))
            list(dedupe(run, [article(story(1), "https://rt.com/1")]))
        with ledger.begin("rt", START + HOUR) as again:
            (outcome,) = dedupe(again, [article(story(1), "https://rt.com/1")])
        assert isinstance(outcome, Article)
        assert ledger.seen("https://rt.com/1") is None


def test_a_run_that_never_finished_is_swept_by_the_next_of_its_source(tmp_path):
    killed = Ledger.open(tmp_path / "l")
    killed.begin("rt", START)
    killed.close()
    with Ledger.open(tmp_path / "l") as ledger:
        ledger.begin("tass", START)
        assert summary(ledger).unfinished == 2
        ledger.begin("rt", START + HOUR)
        assert summary(ledger).unfinished == 2


def test_two_runs_that_publish_the_same_story_keep_it_once(tmp_path):
    path, texts = tmp_path / "l", [story(n) for n in range(5)]
    later: list[object] = []
    with Ledger.open(path) as ledger, ledger.begin("rt", START) as run:
        kept = list(dedupe(run, [article(text, f"https://rt.com/{n}") for n, text in enumerate(texts)]))
        other = Thread(target=lambda: later.extend(fill(path, "tass", texts, "tass.com")))
        other.start()
        run.commit(START)
        other.join()
    assert all(isinstance(outcome, Article) for outcome in kept)
    assert [type(outcome) for outcome in later] == [Rejection] * 5


def test_runs_that_are_judged_together_become_visible_together_each_with_its_own_texts(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger, ledger.begin("rt", START) as one, ledger.begin("tass", START) as other:
        one.owners = {"rt": one.number, "tass": other.number}
        articles = [article(story(n), f"https://{name}/{n}", source=name) for n, name in enumerate(("rt", "tass"))]
        list(dedupe(one, articles))
        other.finish(START)
        with Ledger.open(tmp_path / "l") as reader:
            assert reader.runs() == ()
        one.commit(START)
        assert {run.source for run in ledger.runs()} == {"rt", "tass"}
        forget(ledger, other.number)
        assert (summary(ledger).runs, summary(ledger).texts) == (1, 1)


def test_runs_give_the_counts_of_the_last_ones(tmp_path):
    for texts in ([story(1)], [story(2), story(3)], [story(4)]):
        fill(tmp_path / "l", texts=texts)
    with Ledger.open(tmp_path / "l") as ledger:
        assert [run.stats["articles"] for run in ledger.runs("rt", last=2)] == [2, 1]
        assert ledger.runs("rt")[0].finished == START + HOUR
        assert ledger.runs("tass") == ()


@pytest.mark.parametrize(
    ("age", "visited", "due"),
    [
        (0.5, 0, False),
        (1.5, 0, True),
        (1.5, 1.2, False),
        (7, 1.2, True),
        (24 * 9, 24 * 4, False),
        (24 * 99, 24 * 11, False),
    ],
)
def test_articles_are_due_at_certain_ages(tmp_path, age, visited, due):
    with Ledger.open(tmp_path / "l") as ledger, ledger.begin("rt", START) as run:
        fetched = START + timedelta(hours=visited)
        run.saw(Seen(url="https://rt.com/1", outcome="article", published_at=START, fetched_at=fetched))
        run.commit(START)
        assert bool(ledger.due("rt", START + timedelta(hours=age))) is due
        assert ledger.due("tass", START + timedelta(hours=age)) == ()


@pytest.mark.parametrize("year", [1, 9999])
def test_an_article_that_its_listing_puts_at_the_end_of_time_is_not_due(tmp_path, year):
    published = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    with Ledger.open(tmp_path / "l") as ledger, ledger.begin("rt", START) as run:
        run.saw(Seen(url="https://rt.com/1", outcome="article", published_at=published, fetched_at=START))
        run.commit(START)
        assert ledger.due("rt", START + 2 * HOUR) == ()


@pytest.mark.parametrize(
    ("outcomes", "due"), [("article duplicate", True), ("article gone", False), ("duplicate", False)]
)
def test_only_articles_that_are_still_there_are_due(tmp_path, outcomes, due):
    with Ledger.open(tmp_path / "l") as ledger, ledger.begin("rt", START) as run:
        for outcome in outcomes.split():
            run.saw(Seen(url="https://rt.com/1", outcome=outcome, fetched_at=START))
        run.commit(START)
        assert bool(ledger.due("rt", START + 2 * HOUR)) is due


def test_a_few_that_no_listing_dates_are_looked_at_again_the_longest_unseen_first(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger, ledger.begin("rt", START) as run:
        for number, hours in enumerate((30, 20, 10, 40)):
            url, fetched = f"https://rt.com/{number}", START + timedelta(hours=hours)
            run.saw(
                Seen(url=url, canonical_url=url, outcome="article", published_at=START - 999 * HOUR, fetched_at=fetched)
            )
        run.commit(START)
        due = ledger.due("rt", START + timedelta(hours=50), dated={"https://rt.com/2"}, looks=2)
    assert [seen.url for seen in due] == ["https://rt.com/1", "https://rt.com/0"]


def test_paragraphs_are_counted_by_story(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger:
        for stories in ([["Read  more", "one"], ["read more", "read more", "two"]], [["Read more", "three"]]):
            with ledger.begin("rt", START) as run:
                run.paragraphs("rt.com", [set(map(fingerprint, paragraphs)) for paragraphs in stories])
                run.commit(START)
        recurring = ledger.recurring("rt.com")
        assert recurring.stories == 3
        assert [recurring.carrying(text) for text in ("Read more", "one", "four")] == [3, 1, 0]
        assert ledger.recurring("tass.com").stories == 0


@pytest.mark.parametrize("damage", ["missing", "truncated", "foreign", "behind"])
def test_the_index_file_is_rebuilt_when_it_is_of_no_use(tmp_path, monkeypatch, damage):
    monkeypatch.setattr("pipelines.ledger.LEAST", 1)
    path, index = tmp_path / "l", tmp_path / "l-index"
    fill(path, texts=[story(n) for n in range(5)])
    assert index.exists()
    match damage:
        case "missing":
            index.unlink()
        case "truncated":
            index.write_bytes(index.read_bytes()[:-5])
        case "foreign":
            index.write_bytes(b"x" * 5000)
        case "behind":
            old = index.read_bytes()
            fill(path, source="tass", texts=[*map(story, range(5)), story(9)])
            index.write_bytes(old)
    copies = fill(path, source="copy", texts=[story(n) for n in range(5)])
    assert not any(isinstance(outcome, Article) for outcome in copies)


def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "l"
    path.write_text("a diary " * 100)
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger.open(path)
    assert path.read_text() == "a diary " * 100


def test_another_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "l"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE diary (day)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(tmp_path):
    path = tmp_path / "l"
    fill(path)
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(LedgerError, match="a newer version"):
        Ledger.open(path)


def test_half_a_file_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "l"
    fill(path, texts=[story(n) for n in range(50)])
    half = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(half)
    with pytest.raises(LedgerError, match="cut short"):
        Ledger.open(path)
    assert path.read_bytes() == half


@pytest.mark.parametrize(
    ("damage", "use"),
    [
        ("runs SET finished = 'never'", lambda ledger: ledger.runs()),
        ("runs SET start = '2024-05-01T12:00:00'", lambda ledger: ledger.runs()),
        ("runs SET stats = '[1]'", lambda ledger: ledger.runs()),
        ("""runs SET stats = '{"left": "x"}'""", lambda ledger: ledger.runs()),
        ("visits SET fetched_at = '0001-01-01T00:00:00+00:00'", lambda ledger: ledger.due("rt", START)),
        ("visits SET fetched_at = '9999-12-31T23:59:59-05:00'", lambda ledger: ledger.due("rt", START)),
        ("visits SET published_at = '0001-01-01T00:00:00+05:00'", lambda ledger: ledger.due("rt", START)),
        ("texts SET keys = NULL", lambda ledger: ledger.read_index()),
        ("texts SET keys = 7", lambda ledger: ledger.read_index()),
        ("texts SET digest = x'00'", lambda ledger: fill(ledger.database.path, source="b", texts=[story(1)])),
        ("paragraphs SET stories = NULL", lambda ledger: ledger.recurring("rt.com")),
        ("paragraphs SET counts = x'00'", lambda ledger: ledger.recurring("rt.com")),
    ],
)
def test_what_was_never_written_is_one_sentence(tmp_path, damage, use):
    path = tmp_path / "l"
    fill(path, texts=[story(1)])
    # Rot does not ask the schema what may be missing.
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA writable_schema = ON")
        other.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '')")
    other.close()
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO paragraphs VALUES (NULL, 1, 'rt.com', 1, x'0000000000000000', x'00000000')")
        other.execute(f"UPDATE {damage}")
    other.close()
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="it is damaged"):
        use(ledger)


def test_a_folder_that_is_missing_is_one_sentence(tmp_path):
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger.open(tmp_path / "nowhere" / "l")


def test_a_full_disk_is_one_sentence_and_destroys_nothing(tmp_path):
    path = tmp_path / "l"
    fill(path)
    with Ledger.open(path) as ledger, ledger.begin("rt", START) as run:
        ledger.database.execute("PRAGMA max_page_count = 1")  # SQLite takes it as: no more than there are
        list(dedupe(run, [article(story(n), f"https://rt.com/{n}") for n in range(100)]))
        with pytest.raises(LedgerError, match="disk is full"):
            run.commit(START)
    with Ledger.open(path) as ledger:
        assert ledger.seen("https://rt.com/1") is not None
        assert len(ledger.runs()) == 1


def test_a_copy_of_the_file_is_a_ledger(tmp_path):
    fill(tmp_path / "l", texts=[story(1)])
    shutil.copy(tmp_path / "l", tmp_path / "copy")
    assert not isinstance(fill(tmp_path / "copy", source="tass", texts=[story(1)])[0], Article)
