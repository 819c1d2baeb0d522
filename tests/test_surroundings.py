import numpy as np
import pytest

from pipelines.block import LINE, Block
from pipelines.body import gather_text
from pipelines.surroundings import Surroundings

SENTENCE = "The ministers met in the harbour on Monday and spoke of ships until the evening."
PAGE = (
    Block(text="Harbour", place="/body/nav[1]/p[1]", context="menu"),
    Block(text=SENTENCE, place="/body/div[1]/p[1]", context="story"),
    Block(text=SENTENCE, place="/body/div[1]/p[2]", context="story"),
    Block(text="Copyright", place="/body/footer[1]/p[1]", context="legal"),
)
COLUMNS = 5 + 6 * 3 + 4 + 5 + 1 + 4


def told(*opinion: float, page: tuple[Block, ...] = PAGE) -> np.ndarray:
    return Surroundings.of(gather_text(page, "")).told(np.array(opinion, np.float32))


def test_a_paragraph_sees_its_own_chance_and_its_neighbours() -> None:
    assert told(0.1, 0.9, 0.8, 0.2)[1, :5] == pytest.approx([-1, 0.1, 0.9, 0.8, 0.2])


def test_what_is_said_of_an_element_is_told_to_each_of_its_paragraphs() -> None:
    mean, others, share = told(0.0, 1.0, 0.5, 0.0)[2, 5:8]
    assert (mean, others, share) == pytest.approx((0.75, 1.0, 1.0))


def test_a_paragraph_without_kin_has_no_others() -> None:
    assert told(0.4, 1.0, 1.0, 0.0)[0, 6] == -1.0


def test_the_way_to_the_sure_sentences_is_counted_in_paragraphs() -> None:
    since, until, *_, sure = told(0.0, 0.9, 0.9, 0.0)[0, 27:32]
    assert (since, until, sure) == (99, 1, 2)


def test_a_page_without_a_sure_sentence_has_none_near() -> None:
    assert told(0.0, 0.7, 0.7, 0.0)[1, 27:32].tolist() == [99, 99, 99, 99, 0]


def test_a_paragraph_is_measured_by_what_the_rest_of_the_body_says() -> None:
    assert told(0.0, 1.0, 1.0, 0.0)[:, 32].tolist() == [1.0, 1.0, 1.0, 0.0]
    assert told(0.0, 1.0, 0.0, 0.0)[1, 32] == 0.0


def test_the_home_of_the_body_is_the_innermost_element_that_holds_most_of_it() -> None:
    outside, inside = told(0.0, 1.0, 1.0, 0.0)[:, 33:35].T
    assert outside.tolist() == [1, 0, 0, 1]
    assert inside.tolist() == [2, 1, 1, 2]


def test_lines_of_one_shape_are_kin_in_a_plain_text() -> None:
    texts = (SENTENCE, "Related stories", SENTENCE.replace("Monday", "Friday"), "Most read", f"{SENTENCE} 7.")
    *_, rough, fine = gather_text([Block(text=text, place=str(i), tag=LINE) for i, text in enumerate(texts)], "").kin
    assert rough.tolist() == [0, 1, 0, 1, 0]
    assert fine.tolist() == [0, 1, 0, 1, 2]


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_single_paragraph_has_every_number(chance: float) -> None:
    found = told(chance, page=PAGE[:1])
    assert found.shape == (1, COLUMNS)
    assert np.isfinite(found).all()


def test_a_witness_that_takes_one_card_of_two_shares_half_of_what_is_likely() -> None:
    likely, votes = np.array([0.0, 1.0, 1.0, 0.0], np.float32), np.array([False, True, False, False])
    witnessed = Surroundings.of(gather_text(PAGE, "")).witnessed(likely, votes)
    assert witnessed[:, -1] == pytest.approx([0.5] * 4)
