import random

import numpy as np
import pytest

from pipelines.ledger_index import NEWEST, Index, load


def keys_of(row):
    """Some keys: own ones, shared ones, one that every row has."""
    chance = random.Random(row)
    return [7, *(chance.randrange(1 << 32) for _ in range(3)), *(chance.randrange(50) << 24 for _ in range(2))]


def asked(index, rows, limit=8):
    """What an index finds for the keys of some rows."""
    index.expect(key for row in rows for key in keys_of(row))
    return [index.likely([], keys_of(row), limit) for row in rows]


def filled(rows):
    index = Index()
    for row in rows:
        index.expect(keys_of(row))
        index.add(row, keys_of(row))
    return index


ROWS = range(1, 400)
SOME = range(1, 450, 17)


def test_a_row_is_found_by_its_own_keys():
    assert [found[0] for found in asked(filled(ROWS), range(1, 390, 20), limit=1)] == list(range(1, 390, 20))


def test_names_come_before_keys():
    index = filled(ROWS)
    index.add(5000, [123])
    index.expect([123, *keys_of(9)])
    assert index.likely([123], [123, *keys_of(9)], 2) == [5000, 9]


def test_rare_keys_count_more_than_frequent_ones():
    index = Index()
    for row in range(1, 11):
        index.add(row, [100, 101])
    index.add(11, [100, 101, 102])
    index.add(12, [100, 101])
    index.expect([100, 101, 102])
    assert index.likely([], [100, 101, 102], 1) == [11]


@pytest.mark.parametrize("recent", [1, 40, 500])
@pytest.mark.parametrize("growth", [1, 4])
def test_the_answer_does_not_depend_on_how_the_entries_are_stored(monkeypatch, recent, growth):
    expected = asked(filled(ROWS), SOME)
    monkeypatch.setattr("pipelines.ledger_index.RECENT", recent)
    monkeypatch.setattr("pipelines.ledger_index.GROWTH", growth)
    assert asked(filled(ROWS), SOME) == expected


def test_filing_in_bulk_is_the_same():
    bulk = Index()
    bulk.extend([(row, np.array(keys_of(row), dtype="<u4").tobytes()) for row in ROWS])
    assert np.array_equal(bulk.whole(), filled(ROWS).whole())
    assert bulk.covered == ROWS[-1]


def test_only_the_newest_rows_of_a_key_are_kept():
    index = filled(ROWS)
    whole = index.whole()
    assert list(whole[(whole >> np.uint64(32)) == 7] & np.uint64(0xFFFFFFFF)) == list(ROWS)[-NEWEST:]


def test_a_file_gives_the_same_answers_and_can_be_added_to(tmp_path):
    index = filled(ROWS[:200])
    index.save(tmp_path / "index", generation=3)
    stored = load(tmp_path / "index", generation=3)
    assert (stored.covered, stored.saved) == (200, 200)
    for row in ROWS[200:]:
        stored.add(row, keys_of(row))
    stored.save(tmp_path / "index", generation=3)
    assert asked(load(tmp_path / "index", generation=3), SOME) == asked(filled(ROWS), SOME)


def test_a_file_of_another_generation_is_not_used(tmp_path):
    filled(ROWS[:10]).save(tmp_path / "index", generation=3)
    assert load(tmp_path / "index", generation=4).covered == 0


def test_an_empty_index_can_be_saved_and_asked(tmp_path):
    Index().save(tmp_path / "index", generation=1)
    assert asked(load(tmp_path / "index", generation=1), [1, 2]) == [[], []]
