"""How paragraphs make a text: one a line, but for the cells of a table, of which a row is a line."""

from pipelines.block import Block, lines

ROW = "/body/table[1]/tr[{}]/td[{}]"


def cell(text: str, row: int, column: int) -> Block:
    return Block(text=text, place=ROW.format(row, column), tag="td")


def test_the_cells_of_a_row_are_one_line() -> None:
    table = [cell("Place", 1, 1), cell("Team", 1, 2), cell("1", 2, 1), cell("Norway", 2, 2)]
    assert lines(table) == ["Place Team", "1 Norway"]


def test_paragraphs_around_a_table_stay_lines_of_their_own() -> None:
    around = Block(text="Results:", place="/body/p[1]"), Block(text="More soon.", place="/body/p[2]")
    assert lines([around[0], cell("1", 1, 1), cell("Norway", 1, 2), around[1]]) == [
        "Results:",
        "1 Norway",
        "More soon.",
    ]


def test_a_paragraph_in_a_table_that_lays_out_the_page_is_a_line() -> None:
    story = "The ministers met on Monday and spoke of ships, of ports and of the people who work there."
    assert lines([cell("Politics", 1, 1), cell(story, 1, 2)]) == ["Politics", story]


def test_what_a_break_parts_within_one_cell_stays_parted() -> None:
    assert lines([cell("Roses are red", 1, 1), cell("Violets are blue", 1, 1)]) == ["Roses are red", "Violets are blue"]
