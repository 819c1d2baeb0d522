from pathlib import Path

import pytest

from pipelines.block import Block
from pipelines.record import Article
from pipelines.relevance import Judge
from pipelines.topic import TopicError, load_topic, shipped, topic_path

MINIMAL = """
name = "n"
version = "1"
about = "a"
sides = ["one", "two"]
gate = ["one"]
threshold = 0.5
core = 0.8
intercept = -1.0
[groups.one]
label = "One"
en = ["one"]
[groups.two]
label = "Two"
en = ["two"]
[weights]
"title.sides" = 1.0
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", shipped())
def test_shipped_topics_load(name: str) -> None:
    assert load_topic(name).name == name


def test_a_topic_is_a_path_as_well(tmp_path: Path) -> None:
    topic = load_topic(written(tmp_path / "t.toml", MINIMAL))
    assert (topic.sides, topic.label("one")) == (("one", "two"), "One")


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ('about = "a"', 'colour = "a"', 4, "unknown field `colour`"),
        ("threshold = 0.5", 'threshold = "x"', 7, "Expected `float`"),
        ("threshold = 0.5", "threshold = 1.5", 7, "Expected `float` < 1"),
        ("core = 0.8", "core = 0.2", 8, "'core' must not be below 'threshold'"),
        ('sides = ["one", "two"]', 'sides = ["one"]', 5, "length >= 2"),
        ('sides = ["one", "two"]', 'sides = ["one", "six"]', 5, "'six' is not one of the groups"),
        ('label = "One"', "label = 3", 10, "'one' needs a label"),
        ('label = "Two"', 'label = "Two"\nechoes = "three"', 13, "echoes 'three'"),
        ('en = ["one"]', 'english = ["one"]', 12, "'english' in the group 'one'"),
        ('en = ["one"]', 'en = ["o(ne"]', 12, "'o(ne' in 'one' is no term"),
        ('gate = ["one"]', 'gate = ["*"]', 6, "'*' in 'gate' is no term"),
        ('"title.sides" = 1.0', '"title.three" = 1.0', 17, "'title.three' is no feature"),
        ('"title.sides" = 1.0', "weight = 1.0", 17, "'weight' is no feature"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, complaint: str
) -> None:
    path = written(tmp_path / "t.toml", MINIMAL.replace(old, new))
    with pytest.raises(TopicError) as refused:
        load_topic(path)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_toml_says_so(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="not TOML"):
        load_topic(written(tmp_path / "t.toml", "name = "))


def test_an_unknown_name_lists_the_shipped_ones() -> None:
    with pytest.raises(TopicError, match="shipped are amazon_forest, nato_russia"):
        load_topic("weather")


@pytest.mark.parametrize(
    ("title", "text", "kept"),
    [
        (
            "Deforestation in the Amazon falls",
            "Clearing of the Amazon rainforest for cattle fell, and deforestation with it.",
            True,
        ),
        ("Amazon Prime raises its prices", "Members pay more; a film on deforestation is thrown in.", False),
        ("Desmatamento na Amazônia cai", "O desmatamento na Amazônia caiu um terço, e o gado perdeu espaço.", True),
    ],
)
def test_a_quite_different_topic_needs_no_code(title: str, text: str, *, kept: bool) -> None:
    topic = load_topic("amazon_forest")
    item = Article(id="a", url="", canonical_url="", title=title, blocks=(Block(text=text, place="1"),))
    relevance = Judge(topic=topic, keep_all=True)(item).relevance
    assert relevance is not None
    assert (relevance.grade > 0) is kept


def test_the_topic_file_of_a_name_is_in_the_package() -> None:
    assert topic_path("nato_russia").is_file()
