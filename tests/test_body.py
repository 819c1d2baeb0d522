import pytest

from pipelines.body import doubt, may_be_body
from pipelines.record import Block


def block(text: str = "A paragraph of some words", **facts: object) -> Block:
    return Block(text=text, place="/body/p[1]", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_model_that_is_sure_has_no_doubt(chance: float) -> None:
    assert doubt([block(chance=chance)]) == 0.0


def test_doubt_is_the_mean_chance_of_erring() -> None:
    assert doubt([block(chance=0.9), block(chance=0.3)]) == pytest.approx(0.2)


def test_a_long_paragraph_counts_more_than_a_short_one() -> None:
    assert doubt([block("x" * 100, chance=0.5), block("x", chance=1.0)]) == pytest.approx(5 / 11)


@pytest.mark.parametrize("tag", ["h2", "li", "td", "p"])
def test_a_short_word_in_an_element_of_text_may_be_body(tag: str) -> None:
    assert may_be_body(block("Costs", tag=tag))


@pytest.mark.parametrize("furniture", [block("Menu", tag="div"), block("A link to read", link_share=1.0)])
def test_labels_of_the_layout_and_bare_links_need_a_witness(furniture: Block) -> None:
    assert not may_be_body(furniture)
