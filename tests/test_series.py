import numpy as np

from pipelines.block import LINE, Block
from pipelines.body import gather_text
from pipelines.series import measure_series

PROSE = "The ministers met in the harbour on Monday and spoke of ships, of ports and of people until the evening."
TEXT = (PROSE, "Three things are missing:", "cranes", "tugs", PROSE, "Related")


def measured(*texts: str) -> np.ndarray:
    lines = [Block(text=text, place=str(i), tag=LINE) for i, text in enumerate(texts)]
    return measure_series(gather_text(lines, "")).T


def test_items_are_counted_from_the_colon_above_them() -> None:
    assert measured(*TEXT)[0].tolist() == [0, 0, 1, 2, 0, 0]


def test_what_follows_the_sentence_below_a_list_is_no_item() -> None:
    assert measured("Missing:", "cranes", PROSE, PROSE, "tugs")[0, 4] == 0


def test_a_line_has_a_place_in_its_series_from_both_ends() -> None:
    _, first, last, *_ = measured(*TEXT)
    assert first.tolist() == [0, 0, 1, 2, 0, 0]
    assert last.tolist() == [0, 2, 1, 0, 0, 0]


def test_elements_side_by_side_part_a_series() -> None:
    page = [Block(text="Menu", place=f"/body/ul[{i}]/li[1]", tag="li") for i in (1, 2)]
    assert measure_series(gather_text(page, ""))[:, 1:3].tolist() == [[0, 0], [0, 0]]


def test_the_way_to_prose_is_counted_both_ways_and_far_where_there_is_none() -> None:
    *_, since, until = measured(*TEXT)
    assert since.tolist() == [99, 1, 2, 3, 4, 1]
    assert until.tolist() == [4, 3, 2, 1, 99, 99]
