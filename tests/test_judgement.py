"""Which paragraphs of a page, or lines of a text, are furniture, and the reason that is given."""

import re
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from pipelines.block import LINE, Block
from pipelines.data import load_data
from pipelines.hints import BODY, FURNITURE
from pipelines.judgement import find_furniture, is_addendum
from pipelines.ledger_types import Recurring
from pipelines.lines import UNJUDGED

SENTENCES = (
    "The ministers met on Monday and spoke for two hours about ships, ports and the price of grain.",
    "Nobody signed anything, and both delegations said afterwards that this had been the plan.",
)


def paragraph(
    text: str, place: str, *, tag: str = "p", context: str = "", links: float = 0.0, chance: float = 1.0
) -> Block:
    return Block(text=text, place=place, tag=tag, context=context, link_share=links, chance=chance)


def labels(blocks: Sequence[Block]) -> list[str]:
    return find_furniture(blocks, ("Ministers meet",), Recurring())


@pytest.mark.parametrize(("chance", "reason"), [(0.6, "outlet:selector"), (0.9, "")])
def test_what_the_outlet_calls_furniture_goes_unless_the_model_is_sure(chance: float, reason: str) -> None:
    body = [paragraph(text, f"/body/p[{i}]") for i, text in enumerate(SENTENCES)]
    text = "Our shop sells mugs, and every mug pays for a minute of work."
    assert labels([*body, paragraph(text, "/body/div/p", context=FURNITURE, chance=chance)]) == ["", "", reason]


def test_selectors_that_would_take_most_of_the_body_are_outdated() -> None:
    body = [paragraph(text, f"/body/p[{i}]", context=FURNITURE) for i, text in enumerate(SENTENCES)]
    assert labels(body) == ["", ""]


@pytest.mark.parametrize(("text", "reason"), [("Advertisement", "advertisement:label"), ("Read more", "")])
def test_the_label_of_an_advertisement_goes_even_where_the_model_is_sure(text: str, reason: str) -> None:
    body = [paragraph(text, f"/body/p[{i}]", chance=0.99) for i, text in enumerate((*SENTENCES, text, *SENTENCES))]
    assert labels(body)[2] == reason


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Folgen Sie uns auf Telegram.", True),
        ("Unterstützen Sie unsere Arbeit mit einer Spende!", True),
        ("“Follow us on Telegram.”", False),
        ("Follow us on Telegram", False),
        (
            "Follow us on Telegram, the sign on the lighthouse says to all who climb its ninety steps in the rain.",
            False,
        ),
    ],
)
@pytest.mark.parametrize("of_text", [True, False])
def test_a_short_sentence_that_asks_for_followers_or_money_goes_even_where_the_model_is_sure(
    text: str, gone: bool, of_text: bool
) -> None:
    texts = (*SENTENCES, text, "A third round is planned for the autumn, when the harbour is quiet.")
    body = [
        line(each, i, chance=0.99) if of_text else paragraph(each, f"/body/p[{i}]", chance=0.99)
        for i, each in enumerate(texts, 1)
    ]
    assert bool(labels(body)[2]) is gone


def test_what_follows_the_body_that_the_outlet_names_goes() -> None:
    body = [paragraph(text, f"/body/main/p[{i}]", context=BODY) for i, text in enumerate(SENTENCES)]
    teaser = paragraph("The keeper retired in spring, and the lamps have not noticed yet.", "/body/section/p")
    assert labels([*body, teaser]) == ["", "", "outlet:beyond"]


def test_what_stands_beside_the_named_body_in_its_element_stays() -> None:
    body = [paragraph(text, f"/body/main/p[{i}]", context=BODY) for i, text in enumerate(SENTENCES)]
    quote = paragraph("The keeper retired in spring, and the lamps have not noticed yet.", "/body/main/blockquote")
    assert labels([*body, quote]) == ["", "", ""]


def test_a_selector_that_finds_little_of_the_body_says_nothing_of_the_rest() -> None:
    first = paragraph("The ministers met.", "/body/header/p", context=BODY)
    rest = [paragraph(text, f"/body/main/p[{i}]") for i, text in enumerate(SENTENCES)]
    assert labels([first, *rest]) == ["", "", ""]


def test_a_box_that_ends_above_the_body_does_not_take_it_along() -> None:
    box = paragraph("The first newsletter is on its way to your inbox.", "/body/form/p")
    advice = [paragraph(f"You can plan day {day} before you have had tea.", f"/body/p[{day}]") for day in "abcdef"]
    assert find_furniture([box, *advice], (), Recurring())[1:] == [""] * len(advice)


def test_a_doubtful_item_stays_with_a_list_that_is_mostly_body() -> None:
    chances = (0.9, 0.8, 0.7, 0.4, 0.2)
    items = [paragraph("Ask again", f"/body/ul/li[{i}]", tag="li", chance=chance) for i, chance in enumerate(chances)]
    menu = [paragraph("Ask us", f"/body/ol/li[{i}]", tag="li", chance=chance) for i, chance in enumerate((0.9, 0.4))]
    assert labels([*items, *menu]) == ["", "", "", "", "model:0.20", "", "model:0.40"]


def test_an_update_below_the_story_is_part_of_it_unless_the_model_denies_it() -> None:
    body = [paragraph(text, f"/body/main/p[{i}]") for i, text in enumerate(SENTENCES)]
    late = "Update, 4 p.m.: The port said on Friday that the ships had left."
    chances = {"main": 0.3, "section": 0.3, "footer": 0.01}
    found = [labels([*body, paragraph(late, f"/body/{at}/p[9]", chance=chance)])[-1] for at, chance in chances.items()]
    assert found == ["", "", "model:0.01"]


def test_every_opening_of_an_update_matches_its_line_and_leaves_the_other() -> None:
    for row in load_data("addenda")["opening"]:
        assert re.match(row["pattern"], row["match"], re.IGNORECASE), row
        assert not re.match(row["pattern"], row["keep"], re.IGNORECASE), row


def test_an_update_is_a_sentence() -> None:
    assert not is_addendum("Updated: Thursday, January 12 2012, 9:40 AM")


def test_a_label_among_the_paragraphs_takes_none_of_them() -> None:
    body = [paragraph(text, f"/body/p[{i}]") for i, text in enumerate(SENTENCES)]
    found = find_furniture([*body, paragraph("Read also", "/body/p[9]")], ("Ministers meet",), Recurring())
    assert found == ["", "", "read_more:lone_label"]


def test_the_shortest_answer_of_an_interview_stays() -> None:
    said = ("Q: Will you sign it?", "A: We shall see what the others do.", "Q: And today?", "A: No.")
    turns = [paragraph(text, f"/body/p[{i}]", chance=0.3) for i, text in enumerate(said)]
    assert labels(turns) == ["", "", "", ""]


def test_lines_behind_one_label_are_no_interview() -> None:
    links = [paragraph(f"SEE: What is pier {i} for?", f"/body/p[{i}]", chance=0.3) for i in range(3)]
    assert all(label.startswith("model") for label in labels(links))


def line(text: str, place: int, chance: float = 1.0) -> Block:
    return Block(text=text, place=str(2 * place), tag=LINE, chance=chance)


def test_a_text_loses_doubtful_labels_and_hopeless_sentences() -> None:
    lines = [
        line(SENTENCES[0], 1),
        line("What the ministers said about ships", 2, chance=0.28),
        line("A baker in the port sells loaves in the shape of ships, and people queue for them.", 3, chance=0.18),
        line("The ministers of the south were not asked about ships, ports or grain, they said.", 4, chance=0.42),
        line(SENTENCES[1], 5),
    ]
    assert [bool(label) for label in labels(lines)] == [False, True, True, False, False]


def test_a_dateline_on_a_line_of_its_own_is_no_doubtful_label() -> None:
    lines = [line("BRUSSELS", 1, chance=0.25), *(line(text, place) for place, text in enumerate(SENTENCES, 2))]
    assert not any(labels(lines))


def test_capitals_among_labels_are_no_dateline() -> None:
    menu = [line(text, place, chance=0.1) for place, text in enumerate(("USA", "Africa", "Shows"), 1)]
    assert labels([*menu, *(line(text, place) for place, text in enumerate(SENTENCES, 4))])[0] == "model:0.10"


def test_what_follows_the_body_and_the_witness_denies_is_another_story_unless_it_is_most_of_the_page() -> None:
    body = [paragraph(SENTENCES[0], "/body/main/p")]
    cards = [replace(paragraph(f"{i}: {SENTENCES[1]}", f"/body/div[{i}]/p", chance=0.6), vote=False) for i in range(9)]
    assert (labels([*body, *cards[:2]]), labels([*body, *cards])) == (
        ["", *["teaser_list:next_story"] * 2],
        [""] * 10,
    )


def test_a_heading_stays_with_the_body_below_a_plug() -> None:
    body = [paragraph(text, f"/body/p[{i}]") for i, text in enumerate(SENTENCES)]
    heading = paragraph("Who hung up", "/body/h2", tag="h2", chance=0.4)
    plug = paragraph("Please support us with a donation today.", "/body/div/p", chance=0.1)
    assert labels([body[0], heading, plug, body[1]])[1] == ""
    assert labels([body[0], heading, plug])[1] == "model:0.40"


def test_the_heading_of_a_card_makes_no_home_of_it() -> None:
    first = [paragraph("Graphic design", "/body/div[1]/h3", tag="h3"), paragraph(SENTENCES[0], "/body/div[1]/p")]
    cards = [
        replace(paragraph(f"{i}: {SENTENCES[1]}", f"/body/div[{i}]/p", chance=0.6), vote=False) for i in range(2, 11)
    ]
    assert labels([*first, *cards]) == [""] * 11


def test_a_quotation_that_the_body_announces_stays() -> None:
    said = paragraph("In a statement read on the quay, the skipper's wife said only:", "/body/p[1]")
    quote = paragraph("Seven went out and seven are home.", "/body/blockquote[1]/p[1]", chance=0.3)
    assert labels([said, quote]) == ["", ""]
    assert labels([replace(said, text=SENTENCES[0]), quote]) == ["", "model:0.30"]


def test_a_doubtful_question_under_a_label_is_another_story_s_headline() -> None:
    lines = [SENTENCES[0], "Related", "Can AI hear when a beehive is sick?", SENTENCES[1]]
    reasons = [
        labels(
            [paragraph(text, str(i), tag=LINE, chance=doubt if "?" in text else 1.0) for i, text in enumerate(lines)]
        )
        for doubt in (0.6, 0.8)
    ]
    assert [row[2] for row in reasons] == ["inline_related:listed", ""]


@pytest.mark.parametrize(("chance", "label"), [(0.6, "inline_related:foreign"), (0.8, "")])
def test_a_headline_that_shares_no_word_with_its_text_is_foreign_unless_the_model_is_sure(chance, label) -> None:
    foreign = line("An asset that happens once in every lifetime", 2, chance=chance)
    assert labels([line(SENTENCES[0], 1), foreign, line(SENTENCES[1], 3)])[1] == label


def chronology(*times: str, chance: float = 0.6) -> list[str]:
    told = "The {} ferry turned back in sight of the pier, and nobody aboard was told the reason."
    lines = [line for time in times for line in (time, told.format(time))]
    chances = [chance, 0.9] * len(times)
    return labels([paragraph(line, f"/body/p[{i}]", chance=chances[i]) for i, line in enumerate(lines)])


def test_hours_days_and_years_that_head_paragraphs_are_body() -> None:
    assert chronology("21:40", "22:15", "1:30") == [""] * 6
    assert chronology("1999", "2004", "2022") == [""] * 6


def test_two_hours_are_no_chronology_and_full_dates_are_those_of_other_stories() -> None:
    assert chronology("21:40", "22:15") == ["timestamp", ""] * 2
    assert chronology("2 May 2024 10:40", "3 May 2024 12:15", "5 May 2024 18:00") == ["timestamp", ""] * 3


def test_the_hour_of_which_the_model_is_sure_is_body() -> None:
    assert chronology("21:40", chance=0.8) == ["", ""]


def test_an_appeal_at_the_end_takes_no_line_of_a_speaker_along() -> None:
    body = [paragraph(text, f"/body/p[{i}]") for i, text in enumerate(SENTENCES)]
    appeal = paragraph("Please support us with a donation today.", "/body/p[3]", chance=0.4)
    answer = paragraph("Answer: Our office will inform you in time.", "/body/p[4]", chance=0.8)
    assert labels([*body, appeal, answer])[3] == ""


def test_items_below_an_announcement_need_less_of_a_chance() -> None:
    items = [paragraph(text, f"/body/ul/li[{i}]", tag="li", chance=0.4) for i, text in enumerate(("A passport", "Tea"))]
    announced = paragraph("On the day, the ferry's office said, passengers should bring along:", "/body/p[2]")
    body = paragraph(SENTENCES[0], "/body/p[1]")
    assert not any(labels([body, announced, *items]))
    assert labels([body, *items])[1:] == ["model:0.40"] * 2


def test_a_linked_heading_of_which_the_model_is_sure_is_body() -> None:
    rows = [
        labels([paragraph(SENTENCES[0], "/body/p[1]"), heading, paragraph(SENTENCES[1], "/body/p[2]")])[1]
        for heading in (
            paragraph("The best ferries of the north", "/body/h3", tag="h3", links=1.0, chance=c) for c in (0.8, 0.6)
        )
    ]
    assert rows == ["", "inline_related:link"]


def test_a_paragraph_that_the_page_carries_twice_is_kept_once() -> None:
    body = [paragraph(text, f"/body/p[{i}]") for i, text in enumerate(SENTENCES)]
    again = [paragraph(text, f"/body/div/p[{i}]") for i, text in enumerate(SENTENCES)]
    assert labels([*body, *again]) == ["", "", "copy:said_before", "copy:said_before"]


def test_short_lines_and_cells_may_come_again() -> None:
    chorus = paragraph("And nobody signed anything.", "/body/p[1]")
    cell = paragraph(SENTENCES[0], "/body/table/tr/td", tag="td")
    assert labels([chorus, cell, chorus, cell]) == [""] * 4


@pytest.mark.parametrize(("chance", "label"), [(0.6, ""), (0.4, "donation_appeal:help_us"), (0.01, "model:0.01")])
def test_a_wording_names_what_the_model_of_pages_drops_and_takes_nothing_else(chance: float, label: str) -> None:
    body = [paragraph(text, f"/body/p[{i}]") for i, text in enumerate(SENTENCES)]
    appeal = "But to continue our work through this winter and the next, we need your help."
    assert labels([*body, paragraph(appeal, "/body/p[3]", chance=chance)])[2] == label


def test_where_no_model_has_looked_the_wording_decides() -> None:
    body = [paragraph(text, f"/body/p[{i}]") for i, text in enumerate(SENTENCES)]
    appeal = paragraph("But to continue our work, we need your help.", "/body/p[3]", chance=UNJUDGED)
    assert labels([*body, appeal])[2] == "donation_appeal:help_us"


def test_a_box_takes_nothing_that_the_model_takes_for_body() -> None:
    body = [paragraph(text, f"/body/p[{i}]") for i, text in enumerate(SENTENCES)]
    appeal = paragraph("But to continue our work, we need your help.", "/body/p[3]", chance=0.2)
    below = [paragraph("What we mended", f"/body/p[{i}]", chance=chance) for i, chance in ((4, 0.9), (5, 0.3))]
    assert labels([*body, appeal, *below])[2:] == ["donation_appeal:help_us", "", "donation_appeal:help_us"]


@pytest.mark.parametrize(("chance", "label"), [(0.8, ""), (0.4, "donation_appeal:help_us")])
def test_a_wording_takes_no_line_of_a_text_of_which_the_model_is_sure(chance: float, label: str) -> None:
    appeal = line("But to continue our work through this winter and the next, we need your help.", 3, chance=chance)
    assert labels([line(SENTENCES[0], 1), line(SENTENCES[1], 2), appeal])[2] == label


@pytest.mark.parametrize(("text", "label"), [("<…>", ""), ("[...]", ""), ("***", "nav_label:punctuation")])
def test_what_stands_for_words_left_out_is_body(text: str, label: str) -> None:
    mark = paragraph(text, "/body/p[2]", chance=0.1)
    assert labels([paragraph(SENTENCES[0], "/body/p[1]"), mark, paragraph(SENTENCES[1], "/body/p[3]")])[1] == label


@pytest.mark.parametrize(("links", "label"), [(0.0, ""), (1.0, "model:0.40")])
def test_a_doubtful_label_among_paragraphs_of_its_look_stays_unless_it_is_a_link(links: float, label: str) -> None:
    answer = paragraph("Not today", "/body/p[2]", links=links, chance=0.4)
    assert labels([paragraph(SENTENCES[0], "/body/p[1]"), answer, paragraph(SENTENCES[1], "/body/p[3]")])[1] == label
