from benchmarks.labels import labels
from pipelines.block import LINE, Block
from pipelines.body import gather_text

ABOVE = "Prices of uranium rose in every year since the reactors were kept."
BELOW = "The company expects them to rise again when the next mine opens."
CELLS = [cell for year in range(2014, 2021) for cell in (f"{year}", f"{year - 1980} dollars")]


def judged(lines: list[str], gold: list[str]) -> list[bool]:
    blocks = [Block(text=text, place=str(number), tag=LINE) for number, text in enumerate(lines, 1)]
    return labels(gather_text(blocks, ""), "\n".join(gold))


def test_every_cell_of_a_table_of_the_body_is_body() -> None:
    body = [ABOVE, *CELLS, BELOW]
    assert judged(body, body) == [True] * len(body)


def test_cells_are_body_where_the_gold_has_them_in_one_line() -> None:
    assert judged([ABOVE, *CELLS, BELOW], [ABOVE, " ".join(CELLS), BELOW]) == [True] * (len(CELLS) + 2)


def test_labels_between_the_cells_are_no_body() -> None:
    assert judged([ABOVE, *CELLS[:2], "Advertisement", *CELLS[2:], BELOW], [ABOVE, *CELLS, BELOW])[3] is False


def test_a_menu_above_the_body_is_none_of_it_whatever_the_body_says() -> None:
    assert judged(["Menu", "Prices", "Search", "Weather", "Sport", ABOVE], [ABOVE])[:2] == [False, False]
