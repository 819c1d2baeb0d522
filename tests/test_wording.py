"""The words of a paragraph in their order: what a network over them says."""

import numpy as np
import pytest

from pipelines.block import LINE, Block
from pipelines.body import gather_text
from pipelines.wording import GAP, KINDS, NEAR, SLOTS, UNKNOWN, Wording, load_wording, measure_wording, tokens


def slots(text: str) -> list[int]:
    return [token // KINDS for token in tokens(text)]


def slot(word: str) -> int:
    return slots(word)[0]


def one_number(here: str, above: str = "") -> Wording:
    """A network that sees 1 at a word, or at a word right after another; the most counts 100, the mean 1."""
    words = np.zeros((SLOTS, 2), np.int8)
    words[slot(here), 0] = 2
    window = np.zeros(((2 * NEAR + 1) * 2 + 1, 1))
    window[NEAR * 2, 0] = 1.0
    if above:
        words[slot(above), 1] = 2
        window[(NEAR - 1) * 2 + 1, 0], window[-1, 0] = 1.0, -1.0
    arrays = {"steps": np.array([0.5, 0.5]), "kinds": np.zeros((KINDS, 0)), "window": window}
    arrays |= {"entry": np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), "exit": np.array([[100.0], [1.0], [-1.0]])}
    return Wording(words=words, **{name: values.astype(np.float32) for name, values in arrays.items()})


def test_a_text_is_told_by_the_most_and_by_the_mean_of_what_is_seen_at_its_words() -> None:
    told = one_number("donate").logits(["ships", "donate", "donate to ships now"])
    assert told == pytest.approx([-1, 100, 99.25])


def test_words_count_in_their_order_and_never_beyond_their_paragraph() -> None:
    told = one_number("us", above="join").logits(["join us", "us join", "join", "us", "join ships us"])
    assert told == pytest.approx([99.5, -1, -1, -1, -1])


def test_a_text_gets_among_others_what_it_gets_alone() -> None:
    texts = ["Join us today!", "", "The minister said: “No.”", "尹氏は", "ships " * 500, "…"]
    together, alone = load_wording().logits(texts), [load_wording().logits([text])[0] for text in texts]
    assert together == pytest.approx(alone, abs=1e-4)
    assert np.isfinite(together).all()


def test_any_number_of_texts_is_read_in_order() -> None:
    told = one_number("donate").logits(["donate" if i % 1000 == 7 else "ships" for i in range(5000)])
    assert np.flatnonzero(told > 0).tolist() == [7, 1007, 2007, 3007, 4007]


def test_no_texts_get_no_numbers() -> None:
    assert len(load_wording().logits([])) == 0


def test_a_long_text_counts_by_its_first_and_its_last_words() -> None:
    assert tokens("join us " + "ships " * 500 + "today") != tokens("join us " + "ships " * 500)
    assert tokens("ships " * 100 + "join us " + "ships " * 100) == tokens("ships " * 300)


def test_words_count_by_their_beginning_and_by_how_they_are_written() -> None:
    assert slot("newsletters") == slot("newsletter") == slot("Newsletter") != slot("donate")
    assert len({tokens(word)[0] % KINDS for word in ("news", "News", "2024", "!")}) == 4
    assert slots("1, 2") == [slot("1"), slot(","), slot("2")]


def test_words_in_scripts_of_which_nothing_was_learned_are_one_and_no_word_is_a_gap() -> None:
    assert slots("尹氏 は …") == [UNKNOWN, UNKNOWN, slot("…")]
    assert tokens("") == tokens("§")
    assert GAP not in {slot(str(number)) for number in range(50_000)}


def test_a_line_is_told_by_its_wording_and_by_that_of_the_lines_around_it() -> None:
    lines = [Block(text=text, place=str(i), tag=LINE) for i, text in enumerate(("ships", "donate", "ships"))]
    rows = measure_wording(gather_text(lines, ""), one_number("donate"))
    assert rows[:, 0] == pytest.approx([-1, 100, -1])
    assert rows[1:, 1] == pytest.approx([-1, 100])
    assert rows[:-1, 2] == pytest.approx([100, -1])


def test_the_network_that_ships_is_small_and_read_once() -> None:
    assert load_wording() is load_wording()
    assert load_wording().words.nbytes < 400_000


@pytest.mark.parametrize(
    ("furniture", "body"),
    [
        ("Sign up for our newsletter.", "The minister said on Monday that the talks would go on."),
        ("Подписывайтесь на наш канал.", "Министры подписали соглашение в понедельник."),
    ],
)
def test_the_network_that_ships_tells_furniture_from_news(furniture: str, body: str) -> None:
    first, second = load_wording().logits([furniture, body])
    assert first > max(0, second + 2)
