"""What trafilatura takes of a page, as votes on the page's own paragraphs."""

from pipelines.record import Block
from pipelines.witness import agreed


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


def test_a_vote_for_one_of_several_cards_is_one_for_all_and_not_for_what_stands_elsewhere_in_them() -> None:
    blocks = [
        block("Bread", "/body/div[1]/article[1]/h3[1]"),
        block("It rises for a night.", "/body/div[1]/article[1]/p[1]"),
        block("Cheese", "/body/div[2]/article[1]/h3[1]"),
        block("It ripens for a year.", "/body/div[2]/article[1]/p[1]"),
        block("Photo of a cheese", "/body/div[2]/article[1]/figure[1]"),
        block("Sign up", "/body/div[3]/p[1]"),
    ]
    assert agreed(blocks, ["Bread", "It rises for a night."]) == [True, True, True, True, False, False]


def test_votes_inside_the_only_article_stay_as_they_are() -> None:
    blocks = [block("It rises for a night.", "/body/article[1]/p[1]"), block("Read also", "/body/article[1]/p[2]")]
    assert agreed(blocks, ["It rises for a night."]) == [True, False]
