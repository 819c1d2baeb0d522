import numpy as np
import pytest

from pipelines.block import Block
from pipelines.blocks import blocks
from pipelines.body import doubt, gather, may_be_body
from pipelines.features import load_known, measure
from pipelines.fields import Fields
from pipelines.hints import mark
from pipelines.limits import Limits
from pipelines.markup import parse
from pipelines.outlet import Outlet
from pipelines.record import Page

PROSE = "The ministers met on Monday and spoke of ships, of ports and of the people who work there."


def block(text: str = "A paragraph of some words", **facts: object) -> Block:
    return Block(text=text, place="/body/p[1]", **facts)  # type: ignore[arg-type]


def test_a_model_that_is_sure_has_no_doubt() -> None:
    assert doubt([block(), block()], np.array([0.0, 1.0], np.float32)) == 0.0


def test_a_page_without_likely_body_is_doubted_beyond_measure() -> None:
    assert doubt([block()], np.array([0.0], np.float32)) == np.inf


def test_doubt_is_the_text_at_risk_by_the_text_of_the_body() -> None:
    chances = np.array([0.9, 0.3], np.float32)
    assert doubt([block("x" * 100), block("x" * 50)], chances) == pytest.approx((10 + 15) / 100)


@pytest.mark.parametrize("tag", ["h2", "li", "td", "p"])
def test_a_short_word_in_an_element_of_text_may_be_body(tag: str) -> None:
    assert may_be_body(block("Costs", tag=tag))


@pytest.mark.parametrize("furniture", [block("Menu", tag="div"), block("A link to read", link_share=1.0)])
def test_labels_of_the_layout_and_bare_links_are_no_body(furniture: Block) -> None:
    assert not may_be_body(furniture)


@pytest.mark.parametrize(("between", "kept"), [(0, True), (4, True), (5, False)])
def test_a_bare_link_may_be_body_near_prose(between: int, kept: bool) -> None:
    link = block("A link to read", link_share=1.0)
    evidence = gather([block(PROSE), *[block("Menu", tag="div")] * between, link], Fields())
    assert (link in evidence.blocks) is kept


def test_what_is_left_out_is_counted_before_each_paragraph_and_after_the_last() -> None:
    menu = block("Menu", tag="div")
    assert gather([menu, menu, block(PROSE), menu], Fields()).skipped == [2, 1]


def test_what_an_outlet_names_does_not_move_what_the_models_see() -> None:
    html = (
        f'<body class="page"><main class="story"><p>{PROSE}</p><p>{PROSE}</p><div><p>Our shop</p></div></main></body>'
    )
    tree = parse(Page(url="", body=html.encode()), Limits()).tree
    plain = measure(gather(blocks(tree), Fields()), load_known())
    mark(tree, Outlet(source="desk", name="The Desk", body="main p", drop=("div",)))
    assert (measure(gather(blocks(tree), Fields()), load_known()) == plain).all()


@pytest.mark.parametrize(("context", "kept"), [("text", True), ("counter", False)])
def test_a_short_word_may_be_body_where_it_looks_like_the_prose_around_it(context: str, kept: bool) -> None:
    word = block("No.", tag="div", context=context)
    assert (word in gather([block(PROSE, tag="div", context="text"), word], Fields()).blocks) is kept
