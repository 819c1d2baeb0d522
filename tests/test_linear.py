"""The linear models of words that ship: they have learned what is worded like furniture."""

import pytest

from pipelines import sentence_model, word_model
from pipelines.linear import in_pairs, load_linear
from pipelines.text import words

MARGIN = 2.0


def lean(model: str, line: str) -> float:
    found = word_model.slots(line, words(line)) if model == "words" else sentence_model.slots(line)
    return float(load_linear(model).logits(*in_pairs([found]), 1)[0])


@pytest.mark.parametrize("model", ["words", "sentences"])
@pytest.mark.parametrize(
    ("furniture", "body"),
    [
        (
            "If our reporting matters to you, a few coins a month will keep the lights of this newsroom on.",
            "The harbour authority raised its fees on Monday, and the trawlers stayed outside the pier.",
        ),
        (
            "Подпишитесь на наш канал, чтобы ничего не пропустить.",
            "Портовые власти подняли сборы, и траулеры остались за молом.",
        ),
        (
            "Abonnieren Sie unseren Newsletter und lesen Sie uns auch bei Telegram.",
            "Die Hafenbehörde erhöhte am Montag die Gebühren, und die Kutter blieben draußen.",
        ),
    ],
)
def test_an_appeal_leans_more_to_furniture_than_a_sentence_of_a_story(model: str, furniture: str, body: str) -> None:
    assert lean(model, furniture) > lean(model, body) + MARGIN
