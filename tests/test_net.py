from pathlib import Path

import numpy as np
import pytest

from pipelines.net import STEPS, Net, load_net

WIDTH = 2


def net(**arrays: object) -> Net:
    """A network that adds up nothing but what a test says."""
    nothing = {
        "mean": np.zeros(1),
        "deviation": np.ones(1),
        "entry": np.zeros((2, WIDTH)),
        "layers": np.zeros((len(STEPS), 4 * WIDTH + 1, WIDTH)),
        "scales": np.stack([np.stack([np.ones(WIDTH), np.zeros(WIDTH)])] * len(STEPS)),
        "exit": np.zeros((2 * WIDTH + 1, 1)),
    }
    return Net(**{name: np.asarray(values, np.float32) for name, values in {**nothing, **arrays}.items()})  # type: ignore[arg-type]


ONE_FEATURE = np.array([[1.0, 0.0], [0.0, 0.0]])
"""The first of the two hidden numbers is the feature."""


def test_a_network_that_learned_nothing_does_not_know() -> None:
    assert net().probabilities(np.ones((3, 1), np.float32), np.ones(3)).tolist() == [0.5] * 3


def test_a_paragraph_is_judged_by_its_own_features() -> None:
    own = net(entry=ONE_FEATURE, exit=[[0], [0], [1], [0], [0]])
    rows = np.array([[0.0], [np.expm1(1)]], np.float32)
    assert own.probabilities(rows, np.ones(2)) == pytest.approx([0.5, 1 / (1 + np.exp(-1))])


@pytest.mark.parametrize(("part", "reached"), [(1, [3, 4]), (2, [2, 3]), (3, [0, 1, 2, 3, 4, 5, 6])])
def test_a_layer_hands_on_what_stands_above_below_and_on_the_page(part: int, reached: list[int]) -> None:
    layers = np.zeros((len(STEPS), 4 * WIDTH + 1, WIDTH))
    layers[0, part * WIDTH, 0] = 1.0
    told = net(entry=ONE_FEATURE, layers=layers, exit=[[1], [0], [0], [0], [0]])
    rows = np.zeros((7, 1), np.float32)
    rows[3] = 1.0
    assert np.flatnonzero(told.probabilities(rows, np.ones(7)) > 0.6).tolist() == reached


def test_longer_paragraphs_weigh_more_in_the_mean_of_the_page() -> None:
    layers = np.zeros((len(STEPS), 4 * WIDTH + 1, WIDTH))
    layers[-1, 3 * WIDTH, 0], layers[-1, -1, 1] = 10.0, 1.0
    told = net(entry=ONE_FEATURE, layers=layers, exit=[[1], [0], [0], [0], [0]])
    rows = np.array([[1.0], [0.0]], np.float32)
    long, short = (told.probabilities(rows, np.array(sizes))[1] for sizes in ((99.0, 1.0), (1.0, 99.0)))
    assert long > short


def test_features_far_beyond_all_that_was_learned_from_are_cut_off() -> None:
    own = net(entry=ONE_FEATURE, exit=[[0], [0], [1], [0], [0]])
    rows = np.array([[1e9], [-1e9], [1e30]], np.float32)
    assert own.probabilities(rows, np.ones(3)) == pytest.approx([1 / (1 + np.exp(-4)), 0.5, 1 / (1 + np.exp(-4))])


def test_fewer_paragraphs_than_a_layer_looks_far() -> None:
    features = len(load_net("pages").mean)
    for count in range(12):
        chances = load_net("pages").probabilities(np.ones((count, features), np.float32), np.ones(count))
        assert len(chances) == count
        assert np.isfinite(chances).all()


def test_models_that_ship_are_read_once() -> None:
    assert load_net("pages") is load_net("pages")
    assert load_net("pages") is not load_net("texts")


@pytest.mark.parametrize("name", ["pages", "texts"])
def test_the_networks_that_ship_are_small(name: str) -> None:
    assert sum(getattr(load_net(name), array).nbytes for array in Net.__slots__) < 300_000


def test_a_folder_without_the_network_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        load_net("pages", Path("nowhere"))
