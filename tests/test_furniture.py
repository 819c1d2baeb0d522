"""Every pattern that ships has a line it must match and one it must not."""

import re
from importlib.resources import files

import pytest

from pipelines.data import load_data
from pipelines.furniture import Rule, load_rules
from pipelines.rule_index import RuleIndex, rule_index


def excuses() -> list[dict[str, str]]:
    return [row for excuse in load_data("refusal")["excuse"] for row in (*excuse["headline"], *excuse["text"])]


def fits(rule: Rule, line: str) -> bool:
    """Whether a rule fits a line by its hints and its pattern: what the index of all rules must find as well."""
    return (not rule.hints or any(hint in line.lower() for hint in rule.hints)) and rule.matches(line)


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.label)
def test_a_rule_takes_its_example(rule: Rule) -> None:
    assert fits(rule, rule.match)


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.label)
def test_a_rule_leaves_its_counterexample(rule: Rule) -> None:
    assert not fits(rule, rule.keep)


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.label)
def test_the_example_of_a_rule_is_taken_by_no_rule_before_it(rule: Rule) -> None:
    assert rule_index().first([rule.match]) == [rule]
    assert next(each for each in load_rules() if fits(each, rule.match)) is rule


def test_a_line_that_is_too_long_for_a_rule_may_be_taken_by_a_later_one() -> None:
    brief, long = (
        Rule(kind="label", name=name, pattern="more", where="anywhere", words=words, match="", keep="")
        for name, words in (("brief", 2), ("long", 3))
    )
    lines = ["more of it", "more news", "more news", "", "more of the news"]
    assert RuleIndex([brief, long]).first(lines) == [long, brief, brief, None, None]


@pytest.mark.parametrize("row", excuses(), ids=lambda row: row["match"])
def test_an_excuse_is_known_by_its_words(row: dict[str, str]) -> None:
    assert re.search(row["pattern"], row["match"], re.IGNORECASE)
    assert not re.search(row["pattern"], row["keep"], re.IGNORECASE)


def test_every_list_of_words_is_used() -> None:
    text = files("pipelines").joinpath("furniture.toml").read_text("utf-8")
    assert [name for name in load_data("furniture")["words"] if f"{{{name}}}" not in text] == []


def test_names_of_rules_are_unique() -> None:
    labels = [rule.label for rule in load_rules()]
    assert len(labels) == len(set(labels))


def test_the_models_know_every_kind() -> None:
    assert {rule.kind for rule in load_rules()} <= set(load_data("features")["kinds"])
