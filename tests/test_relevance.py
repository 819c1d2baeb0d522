import json
import pickle
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.block import Block
from pipelines.lexicon import WORD, Lexicon
from pipelines.limits import Limits
from pipelines.record import Article, Flag, Reason, Reject, Removed
from pipelines.relevance import Judge
from pipelines.topic import MEASURES as MEASURE_NAMES
from pipelines.topic import PLACES as PLACE_NAMES
from pipelines.topic import load_topic
from pipelines.topic_features import MEASURE_PHRASES, MEASURES, PLACE_PHRASES, PLACES
from pipelines.topic_reading import read

TOPIC = load_topic("nato_russia")
JUDGE = Judge(topic=TOPIC, keep_all=True)
HERE = Path(__file__).parent
TRAPS = [
    json.loads(line)
    for name in ("topic.jsonl", "languages.jsonl")
    for line in (HERE / "traps" / name).read_text(encoding="utf-8").splitlines()
]
MINIATURE = HERE.parent / "benchmarks" / "miniature" / "relevance.jsonl"
ITEMS = [json.loads(line) for line in MINIATURE.read_text(encoding="utf-8").splitlines()]
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
TALKS = ("NATO and Russia resume talks", "NATO ambassadors met the envoy of Russia in Brussels on Monday.")


def article(title: str, *paragraphs: str) -> Article:
    blocks = tuple(Block(text=text, place=str(number)) for number, text in enumerate(paragraphs, 1))
    return Article(id="a", url="", canonical_url="", title=title, blocks=blocks)


def score(title: str, *paragraphs: str) -> float:
    relevance = JUDGE(article(title, *paragraphs)).relevance
    assert relevance is not None
    return relevance.score


def found(terms: list[tuple[str, str]], text: str) -> list[str]:
    return [hit.group for hit in Lexicon(terms).hits(WORD.findall(text))]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["id"])
def test_traps_are_judged_right(trap: dict[str, object]) -> None:
    kept = score(str(trap["title"]), *str(trap["text"]).splitlines()) >= TOPIC.threshold
    assert kept is trap["keep"]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_items_of_the_miniature_are_judged_right(item: dict[str, object]) -> None:
    kept = score(str(item["title"]), *str(item["text"]).splitlines()) >= TOPIC.threshold
    assert kept is (item["grade"] != 0)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_seeds_are_core_and_name_both_sides_as_reason(seed: Path) -> None:
    lines = [line for line in seed.read_text(encoding="utf-8").splitlines() if line.strip()]
    relevance = JUDGE(article(lines[1], *lines[2:])).relevance
    assert relevance is not None
    assert relevance.grade == 2
    assert any("NATO and Russia" in reason for reason in relevance.because)


def test_a_rejection_carries_score_and_reasons() -> None:
    with pytest.raises(Reject) as refused:
        Judge(topic=TOPIC)(article("Village fair", "The fair was full.", "A cook from NATO met a singer from Russia."))
    assert refused.value.reason is Reason.OFF_TOPIC
    assert refused.value.relevance is not None
    assert "NATO named only once, and not in the title" in refused.value.detail


def test_letters_that_look_alike_are_read_alike() -> None:
    yo, latin = "Корабли НАТО вошли в Чёрное море", "Корабли НАТО вошли в Ч\u0065рное море"
    assert all("flashpoint" in read(article(title), TOPIC).title.groups for title in (yo, latin))


def test_of_a_list_of_items_half_must_be_on_the_topic() -> None:
    top, on = "Смотрите в этом выпуске:", "Россия ответила НАТО на новые угрозы у границ;"
    off = ["врачи открыли клинику;", "певица дала концерт;", "в городе построили мост;"]
    half, quarter = (" ".join([top, on, *off[:count]]) for count in (1, 3))
    assert [read(article("Выпуск новостей", text), TOPIC).rundown for text in (half, quarter)] == [True, True]
    assert score("Выпуск новостей", quarter) < TOPIC.threshold <= score("Выпуск новостей", half)


def test_a_missing_side_is_the_reason() -> None:
    relevance = JUDGE(article("NATO opens a new school", "NATO opened a school for cooks.")).relevance
    assert relevance is not None
    assert (relevance.score, relevance.because) == (0.0, ("no word of Russia",))


def test_tags_captions_and_removed_lines_are_not_read() -> None:
    plain = article("Village fair", "A cook and a singer met at the fair.")
    dressed = replace(
        plain,
        tags=TALKS,
        captions=TALKS,
        removed=(Removed(rule="related", place="9", text=TALKS[1]),),
    )
    assert JUDGE(dressed).relevance == JUDGE(plain).relevance


def test_an_echo_counts_only_once_the_side_is_named() -> None:
    named = read(article("", "NATO met. The alliance warned Russia."), TOPIC)
    unnamed = read(article("", "The book club met. The alliance warned Russia."), TOPIC)
    assert [len(named.near), len(unnamed.near)] == [1, 0]


def test_a_term_counts_only_in_its_own_language() -> None:
    german = read(article("", "Er hat in Russland Gas und Wasser bei der Firma des Onkels gelernt."), TOPIC)
    english = read(article("", "It was said that the wahl of the town is a hall for the people."), TOPIC)
    assert "economy" in german.groups
    assert "politics" not in english.groups


def test_title_and_text_of_two_articles_are_flagged() -> None:
    strange = JUDGE(article("Ambassadors discuss missile shield", "The bakery on the square sells plum cake again."))
    assert Flag.TITLE_MISMATCH in strange.flags
    assert Flag.TITLE_MISMATCH not in JUDGE(article(*TALKS)).flags


@pytest.mark.parametrize(
    "texts", [("",), ("", ""), ("\x00\ud800",), ("ที่การประชุมสุดยอด NATO รัสเซีย",), ("NATO Russia " * 10,)]
)
def test_strange_texts_get_a_score(texts: tuple[str, ...]) -> None:
    assert 0 <= score(*texts) <= 1


def test_the_longest_text_that_a_limit_lets_pass_is_read() -> None:
    sentence = "NATO spoke with Russia about borders. "
    assert score("NATO and Russia", sentence * (Limits().text_chars // len(sentence))) > TOPIC.threshold


@pytest.mark.parametrize(
    ("notation", "text", "hit"),
    [
        ("Nato", "Nato said", True),
        ("Nato", "NATO said", True),
        ("Nato", "nato a Roma", False),
        ("Nato", "Natorp wrote", False),
        ("росси*", "РОССИЙСКИЙ", True),
        ("росси*", "пророссийский", False),
        ("cold war", "a Cold War thriller", True),
        ("cold war", "a cold, war-torn land", True),
        ("cold war", "cold", False),
        ("bouclier antimissile*", "le bouclier antimissiles", True),
    ],
)
def test_the_notation_of_terms(notation: str, text: str, *, hit: bool) -> None:
    assert bool(found([("group", notation)], text)) is hit


def test_letters_in_two_code_points_are_read() -> None:
    decomposed = unicodedata.normalize("NFD", "Venäjä")
    assert "russia" in read(article("", decomposed), TOPIC).groups


def test_a_mask_hides_the_words_it_spans() -> None:
    assert found([("alliance", "NATO"), ("mask", "62 NATO")], "7.62 NATO rounds, NATO said") == ["mask", "alliance"]


def test_a_phrase_is_not_counted_twice() -> None:
    assert found([("alliance", "Nato"), ("alliance", "la Nato")], "la Nato") == ["alliance"]


def test_a_judge_travels_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(JUDGE))(article(*TALKS)) == JUDGE(article(*TALKS))


def test_every_feature_name_that_a_topic_may_use_is_measured_and_has_a_phrase() -> None:
    assert set(PLACES) == set(PLACE_PHRASES) == set(PLACE_NAMES)
    assert set(MEASURES) == set(MEASURE_PHRASES) == set(MEASURE_NAMES)
