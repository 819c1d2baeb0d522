"""What a line of plain text shares with the body: its names and words."""

import numpy as np
import pytest

from pipelines.block import LINE, Block
from pipelines.body import gather_text
from pipelines.subject import measure_subject, names_in

TEXTS = (
    "The harbour of Narva closed on Monday, and Minister Tamm spoke of trawlers.",
    "Trawlers wait outside the harbour of Narva, he said.",
    "Only the harbour master, Ilmar Kask, counts trawlers now.",
    "In Lisbon the singer Amalia Reis has won a medal.",
    "Related stories about singer",
)
OPINION = (0.9, 0.9, 0.9, 0.2, 0.1)


def measured(headline: str = "Harbour closed", opinion: tuple[float, ...] = OPINION) -> np.ndarray:
    lines = [Block(text=text, place=str(i), tag=LINE) for i, text in enumerate(TEXTS)]
    return measure_subject(gather_text(lines, headline), np.array(opinion, np.float32)).T


def test_names_are_capitals_inside_a_sentence() -> None:
    assert names_in("Ships left. Then Minister Tamm, “Ilmar” to us, saw NATO and «Єва» і є") == {
        "minis",
        "tamm",
        "nato",
    }


def test_names_of_the_body_are_known_and_those_of_another_story_are_new() -> None:
    known, new, share, *_ = measured()
    assert (known[1], new[1], share[1]) == (1, 0, 1.0)
    assert (known[3], new[3], share[3]) == (0, 3, 0.0)


def test_a_line_without_names_says_so() -> None:
    assert measured()[2, 4] == -1.0


def test_a_name_that_only_the_line_itself_has_is_new() -> None:
    known, new, *_ = measured()
    assert (known[2], new[2]) == (0, 2)


def test_words_of_the_headline_of_the_subject_and_of_furniture_are_counted() -> None:
    *_, headline, _, subject, furniture = measured()
    assert headline.tolist() == [2, 1, 1, 0, 0]
    assert subject[1] > 0 == subject[3]
    assert furniture[3] > 0 == furniture[1]


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_every_line_has_every_number_whatever_the_opinion(chance: float) -> None:
    found = measured(opinion=(chance,) * len(TEXTS))
    assert found.shape == (7, len(TEXTS))
    assert np.isfinite(found).all()
