"""What stands around a paragraph: class names speak for body or furniture, and the model that ships has learned it."""

import pytest

from pipelines.class_model import slots
from pipelines.hints import BODY
from pipelines.linear import in_pairs, load_linear

MARGIN = 1.0


def logit(context: str) -> float:
    return float(load_linear("classes").logits(*in_pairs([slots(context)]), 1)[0])


@pytest.mark.parametrize("furniture", ["newsletter-signup", "related-stories", "footer__links", "share-bar"])
def test_names_of_furniture_lean_more_to_furniture_than_those_of_a_body(furniture: str) -> None:
    assert logit(f"{furniture} < site") > logit("article-body < site") + MARGIN


def test_a_name_counts_whole_and_by_the_beginnings_of_its_parts() -> None:
    assert slots("story-12") & slots("story-345")
    assert slots("storytelling-a") & slots("storytellers-b")
    assert not slots("story") & slots("rail")


def test_the_nearest_element_counts_apart_from_those_around_it() -> None:
    assert not slots("story") & (slots(" < story") - slots(""))


def test_what_an_outlet_says_is_no_name() -> None:
    assert slots(f"story < {BODY}") == slots("story")
