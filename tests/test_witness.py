"""What other extractors take of a page, as votes on the page's own paragraphs."""

import pytest
from lxml.html import HtmlElement, document_fromstring, tostring

from pipelines.block import Block
from pipelines.blocks import blocks
from pipelines.witness import agreed, votes_on

SENTENCES = " ".join(f"The council met for the {n}th time, and nothing was decided." for n in range(9))
PAGE = f"""<div class="menu"><ul><li><a href="/">Home</a></li></ul></div>
<div class="story"><p>{SENTENCES}</p><p>It will meet again on Monday, said the mayor, if it meets at all.</p></div>
<div class="footer"><p>Imprint</p></div>"""


def page(markup: str) -> HtmlElement:
    return document_fromstring(f"<html><body>{markup}</body></html>")


def test_every_witness_votes_on_the_page_s_own_paragraphs_and_leaves_the_page_as_it_was() -> None:
    tree = page(PAGE)
    before = tostring(tree)
    assert votes_on(blocks(tree), tree) == [[False, True, True, False]] * 2
    assert tostring(tree) == before


@pytest.mark.parametrize("markup", ["", "<p></p>", "<nav><a href='/'>Home</a></nav>", "<p>One\x85two</p>"])
def test_witnesses_of_pages_without_an_article_say_so_without_an_error(markup: str) -> None:
    tree = page(markup)
    assert all(len(votes) == len(blocks(tree)) for votes in votes_on(blocks(tree), tree))


def block(text: str, place: str) -> Block:
    return Block(text=text, place=place)


def test_a_block_is_voted_for_as_a_line_or_as_a_long_part_of_one() -> None:
    blocks = [
        block("A first sentence, as long as sentences are.", "/body/p[1]"),
        block("sentence", "/body/p[2]"),
        block("Short.", "/body/p[3]"),
    ]
    assert agreed(blocks, ["A first sentence, as long as sentences are. And a second.", "Short."]) == [
        True,
        False,
        True,
    ]


def cards(count: int) -> list[Block]:
    """So many cards of a headline, a sentence and a photo."""
    return [
        block(f"{text} {number}", f"/body/div[{number}]/article[1]/{tag}[1]")
        for number in range(1, count + 1)
        for tag, text in (("h3", "Bread"), ("p", "It rises for a night."), ("figure", "Photo"))
    ]


def test_a_vote_for_one_of_many_cards_is_one_for_all_and_not_for_what_stands_elsewhere_in_them() -> None:
    found = agreed([*cards(5), block("Sign up", "/body/div[6]/p[1]")], ["Bread 1", "It rises for a night. 1"])
    assert found == [True, True, False] * 5 + [False]


def test_a_story_among_others_has_votes_of_its_own() -> None:
    assert agreed(cards(4), ["Bread 1", "It rises for a night. 1"]) == [True, True, *[False] * 10]


def test_votes_inside_the_only_article_stay_as_they_are() -> None:
    blocks = [block("It rises for a night.", "/body/article[1]/p[1]"), block("Read also", "/body/article[1]/p[2]")]
    assert agreed(blocks, ["It rises for a night."]) == [True, False]
