"""What an opinion on lines says of stretches of them."""

import numpy as np
import pytest

from pipelines.stretches import measure_stretches


def measured(*opinion: float) -> np.ndarray:
    return measure_stretches(np.array(opinion, np.float32), np.ones(len(opinion))).T


def test_a_line_inside_the_body_has_body_on_both_sides_and_one_above_it_has_none_before() -> None:
    after, before, lesser, *_ = measured(0.1, 0.9, 0.5, 0.9, 0.1)
    assert before[0] == after[-1] == 0
    assert after[2] == before[2] == lesser[2] > 0
    assert lesser[0] == lesser[-1] == 0


def test_a_weak_line_below_much_furniture_is_no_end_of_a_body_far_above() -> None:
    _, before, *_ = measured(0.9, 0.01, 0.01, 0.5)
    assert before[1] > 0 == before[3]


def test_heavier_lines_make_heavier_stretches() -> None:
    opinion = np.array([0.5, 0.9], np.float32)
    light, heavy = (measure_stretches(opinion, np.array([1.0, weight]))[0, 0] for weight in (1, 4))
    assert heavy == pytest.approx(2 * light)


def test_the_lines_around_tell_a_chance_that_does_not_know_the_line_itself() -> None:
    for chain in (3, 4):
        sure, denied = measured(0.9, 0.9, 0.99, 0.9, 0.9)[chain], measured(0.9, 0.9, 0.01, 0.9, 0.9)[chain]
        assert sure[2] == denied[2] > 0.9
        assert measured(0.1, 0.1, 0.99, 0.1)[chain, 2] < 0.1


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_one_line_and_a_thousand_sure_ones_have_every_number(chance: float) -> None:
    assert np.isfinite(measured(chance)).all()
    assert np.isfinite(measured(*[chance] * 1000)).all()
