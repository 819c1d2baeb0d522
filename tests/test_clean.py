import pytest

from pipelines.block import Block
from pipelines.clean import Clean
from pipelines.dateline import dateline
from pipelines.extract import extract
from pipelines.limits import Limits
from pipelines.record import Article, Flag, Page, Reason, Reject

TITLE = "Envoys meet in the harbour town"
BODY = [
    "Envoys of the alliance met in the harbour town on Monday and spoke about the price of coal, an official said.",
    "The talks had been put off twice because the hall was being painted, according to the mayor of the town.",
    "Both sides agreed to meet again in spring, when the ferry to the islands is running and rooms are cheap.",
]


def clean(*lines: str) -> Article:
    page = Page(url="", id="1", text="\n\n".join(lines))
    return Clean()(extract(page, None, Limits()))


def kinds(article: Article) -> list[str]:
    return [removed.rule.partition(":")[0] for removed in article.removed]


def test_what_nobody_took_for_body_is_listed_amid_the_body_and_not_around_it() -> None:
    lines = ["Ferry timetable", BODY[0], "Share", *BODY[1:], "Ferry timetable"]
    chances = [0.01, 0.99, 0.01, 0.99, 0.99, 0.01]
    blocks = [
        Block(text=line, place=f"/body/p[{at}]", tag="p", chance=chance, vote=chance > 0.5)
        for at, (line, chance) in enumerate(zip(lines, chances, strict=True), 1)
    ]
    article = Clean()(Article(id="1", url="", canonical_url="", title=TITLE, blocks=tuple(blocks)))
    assert [removed.text for removed in article.removed] == ["Share"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Support The Daily Harbour!", "support_bar"),
        ("7 Apr, 2016 05:27", "timestamp"),
        ("Skip to content", "nav_label"),
        ("icon tagicon tagsicon tgicon trashicon twicon vk", "icon_run"),
    ],
)
def test_furniture_above_the_headline_goes(line: str, kind: str) -> None:
    article = clean(line, TITLE, *BODY)
    assert (article.title, kinds(article), article.text.split("\n")) == (TITLE, [kind], BODY)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Read more", "read_more"),
        ("Reporting by Jane Doe; Editing by John Roe", "agency_credit"),
        ("Sign up for our free weekly newsletter", "newsletter"),
        ("Follow us on Telegram", "social_plug"),
        ("Подписывайтесь на наш Telegram-канал", "social_plug"),
        ("© 2024 The Daily Harbour. All rights reserved.", "legal"),
        ("#harbour #coal #ferry", "tag_run"),
        ("Tram driver keeps a goat at home", "inline_related"),
    ],
)
def test_furniture_below_the_body_goes(line: str, kind: str) -> None:
    article = clean(TITLE, *BODY, line)
    assert (kinds(article), article.text.split("\n")) == ([kind], BODY)


def test_a_line_of_asterisks_above_a_credit_belongs_to_it() -> None:
    article = clean(TITLE, *BODY, "***", "Reporting by Jane Doe; Editing by John Roe")
    assert (kinds(article), article.text.split("\n")) == (["agency_credit"] * 2, BODY)


@pytest.mark.parametrize(
    "line",
    [
        "“We need your help,” the mayor told the envoys, and they gave it to him at once.",
        "“Please support us, whoever you are,” says a letter that hangs in the hall of the town.",
        "Jens Jensen, alliance:",
        "[The mayor:] The hall is the best that we have in the whole of the harbour.",
        "He agreed.",
        "Thank you very much.",
        "The ministry published the video of the talks on its Telegram channel late on Monday.",
    ],
)
def test_what_people_say_is_body(line: str) -> None:
    assert line in clean(TITLE, *BODY[:2], line, BODY[2]).text


def test_a_dialogue_with_dashes_is_body() -> None:
    answers = ["— Нам нужна ваша помощь, сказали коллеги.", "— И что вы ответили?", "— Подпишитесь здесь, ответил я."]
    assert clean(TITLE, *BODY, *answers).text.split("\n") == [*BODY, *answers]


def test_an_appeal_after_a_dash_is_still_one() -> None:
    assert kinds(clean(TITLE, *BODY, "— Подписывайтесь на наш Telegram-канал")) == ["social_plug"]


def test_an_appeal_goes_as_a_whole() -> None:
    appeal = [
        "A Message from The Daily Harbour:",
        "Dear readers,",
        "The port authority has called our work undesirable, and we see things differently.",
        "But to continue our work, we need your help.",
        "Once",
        "Monthly",
        "Remind me later.",
    ]
    article = clean(TITLE, *BODY, *appeal)
    assert (article.text.split("\n"), [r.text for r in article.removed]) == (BODY, appeal)


def test_the_headline_is_not_repeated_in_the_body() -> None:
    article = clean(TITLE, TITLE, *BODY)
    assert (kinds(article), article.lead) == (["headline_repeat"], BODY[0])


def test_a_caption_moves_to_its_field() -> None:
    article = clean(TITLE, "The harbour at dawn", *BODY)
    assert (article.captions, article.text.split("\n")) == (("The harbour at dawn",), BODY)


def test_mojibake_is_repaired_and_flagged() -> None:
    article = clean(TITLE, BODY[0].replace("coal", "?€?coal?€?"), *BODY[1:])
    assert ("“coal”" in article.text, article.flags) == (True, (Flag.REPAIRED,))


def test_an_appeal_glued_to_a_sentence_goes_alone() -> None:
    appeal = "Your support makes all the difference, so please donate to our newsroom today."
    article = clean(TITLE, BODY[0], appeal + BODY[1], BODY[2])
    assert (article.text.split("\n"), article.flags) == (BODY, (Flag.REPAIRED,))


def test_no_break_spaces_are_repaired_where_other_mojibake_proves_them() -> None:
    broken = BODY[1].replace("because the", "because?\u00a0the")
    assert clean(TITLE, BODY[0], broken, BODY[2] + " ?€?Yes.?€?").text.split("\n")[1] == BODY[1]
    assert "because? the" in clean(TITLE, BODY[0], broken, BODY[2]).text


def test_the_headline_is_repaired_like_the_body() -> None:
    assert clean("Envoys?€™ meeting", *BODY).title == "Envoys’ meeting"


def test_what_cannot_be_repaired_is_flagged() -> None:
    article = clean(TITLE, BODY[0].replace("coal", "co\ufffdl"), *BODY[1:])
    assert ("co\ufffdl" in article.text, article.flags) == (True, (Flag.DAMAGED,))


def test_a_quotation_mark_that_was_restored_as_another_is_flagged() -> None:
    article = clean(TITLE, BODY[0].replace("coal", "?€?coal?€™"), *BODY[1:])
    assert article.flags == (Flag.REPAIRED, Flag.DAMAGED)


def test_damage_in_furniture_is_not_flagged() -> None:
    assert clean(TITLE, *BODY, "Read more \ufffd").flags == ()


def test_a_headline_of_another_article_is_flagged() -> None:
    assert clean("Football: unexpected victory thrills supporters", *BODY).flags == (Flag.TITLE_MISMATCH,)


@pytest.mark.parametrize(
    "title", [TITLE, "HARBOUR TALKS: Nothing", "Nothing at all", "女子医大元理事長、大学に不正に支払わせ警視庁逮捕"]
)
def test_the_headline_of_the_article_is_not_flagged(title: str) -> None:
    page = Page(url="", id="1", title=title, text="\n\n".join(BODY))
    assert Clean()(extract(page, None, Limits())).flags == ()


def test_a_text_of_furniture_alone_is_refused() -> None:
    with pytest.raises(Reject) as caught:
        clean("Read more", "Share this article", "Loading ...")
    assert caught.value.reason is Reason.EMPTY


def test_cleaning_a_clean_article_again_changes_nothing() -> None:
    article = clean(TITLE, *BODY, "Read more")
    assert Clean()(article) == article


@pytest.mark.parametrize(
    ("paragraph", "place"),
    [
        ("OSLO — Russia poses no threat.", "OSLO"),
        ("MOSCOW, October 9. /TASS/. The ministry said so.", "MOSCOW"),
        ("МОСКВА, 2 янв — РИА Новости. Службы убрали снег.", "МОСКВА"),
        ("KIRKENES, Norway (AP) — The border was quiet.", "KIRKENES, Norway"),
        ("HELSINKI, March 8 (Reuters) - Finland said so.", "HELSINKI"),
        ("KYIV. Nov 12 (Interfax-Ukraine) – The ports are open.", "KYIV"),
        ("ISTANBUL", "ISTANBUL"),
        ("NATO is here to stay — said the envoy.", ""),
        ("The talks — if any — begin soon.", ""),
        ("He agreed.", ""),
    ],
)
def test_datelines_are_parsed(paragraph: str, place: str) -> None:
    assert dateline(paragraph) == place


def test_a_title_without_a_word_repeats_nothing() -> None:
    page = Page(url="", id="1", text="\n\n".join(BODY), title="-")
    assert Clean()(extract(page, None, Limits())).text == "\n".join(BODY)


def test_a_sentence_that_stands_twice_is_kept_once() -> None:
    article = clean(TITLE, *BODY, BODY[0])
    assert (article.text.split("\n"), kinds(article)) == (BODY, ["nav_label"])


def test_speakers_may_speak_again() -> None:
    talk = ["Jane Doe, NATO:", BODY[0], "Ann Roe, Reuters:", BODY[1], "Jane Doe, NATO:", BODY[2]]
    assert clean(TITLE, *talk).text.split("\n") == talk


def test_a_second_dispatch_below_the_first_is_another_story() -> None:
    first = [
        "МОСКВА, 2 янв — РИА Новости. Стороны встретились в порту и говорили о ценах на уголь два часа.",
        *BODY[1:],
    ]
    second = [
        "Коммунальщики убрали снег за ночь",
        "МОСКВА, 2 янв — РИА Новости. Снег убрали за ночь, сообщили в городе.",
    ]
    assert clean(TITLE, *first, *second).text.split("\n") == first


def test_a_byline_may_stand_under_a_standfirst() -> None:
    article = clean(TITLE, BODY[0], "By Jane Doe", *BODY[1:])
    assert (article.text.split("\n"), kinds(article)) == (BODY, ["byline"])


def test_the_headline_of_a_text_is_the_label_that_the_text_bears_out() -> None:
    article = clean("World", "Sport and weather", TITLE, *BODY)
    assert (article.title, article.text.split("\n")) == (TITLE, BODY)


def test_a_box_above_two_short_sentences_does_not_take_them() -> None:
    box = "The Harbour Briefing is a letter with all the news of the day in your inbox."
    brief = [*BODY, box, "The hotel denied it.", "All rooms are taken until the ferry runs again, the mayor said."]
    assert clean(TITLE, *brief).text.split("\n") == [line for line in brief if line != box]


def test_a_list_of_headlines_ends_at_the_next_sentence() -> None:
    heading = "How the talks about the price of coal began"
    article = clean(TITLE, *BODY[:2], "Read also", "Tram driver keeps a goat at home", BODY[2], heading, "In spring.")
    rules = {removed.text: removed.rule.partition(":")[0] for removed in article.removed}
    assert rules["Tram driver keeps a goat at home"] == "read_more" != rules.get(heading)


@pytest.mark.parametrize("line", ["Orchids, cellos, pumps, violets", "«Orchids are what I mean by a violet afternoon»"])
def test_a_short_or_quoted_line_is_no_headline_of_another_story(line: str) -> None:
    assert not any(
        removed.rule == "inline_related:foreign" for removed in clean(TITLE, *BODY[:2], line, BODY[2]).removed
    )


def test_laughter_in_a_conversation_is_body() -> None:
    talk = ["Question: Will the ferry sail?", "Mayor: It will.", "(Laughter)", "Question: When?", "Mayor: In spring."]
    assert clean(TITLE, *BODY, *talk).text.split("\n") == [*BODY, *talk]
