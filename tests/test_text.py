import pytest

from pipelines.text import is_damaged, on_screen, printable, repair, split_glued, squeeze, tidy


def broken(text: str) -> str:
    """The attested mojibake: UTF-8 read as cp1252, written as cp1251."""
    return text.encode("utf-8").decode("cp1252", "replace").encode("cp1251", "replace").decode("cp1251")


@pytest.mark.parametrize(
    "text",
    [
        "The alliance’s chief said so",
        "Talks – if any – begin soon",
        "He waited — and left",
        "More unrest… and more",
        "He said “we are ready” on Monday",
        "“Never,” she said",
    ],
)
def test_mojibake_is_undone(text: str) -> None:
    assert repair(broken(text)) == text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Itâ€™s here â€” or thereâ€¦", "It’s here — or there…"),
        ("â€œNever,â€\x9d she said", "“Never,” she said"),
        ("1990â€“1995", "1990–1995"),
    ],
)
def test_punctuation_read_in_the_wrong_charset_is_restored(broken: str, whole: str) -> None:
    assert repair(broken) == whole


@pytest.mark.parametrize("text", ["M??nchen", "S\ufffdo", "â€ş said", "CafÃ©", "Ð\x9dÐ\x90Ð\xa2Ð\x9e"])
def test_lost_letters_are_reported_and_left_alone(text: str) -> None:
    assert (is_damaged(text), repair(text)) == (True, text)


@pytest.mark.parametrize("text", ["What?? Nobody knows", "SÃO PAULO", "À la «CAFÉ»", "Why?No", "ÂGE D’OR"])
def test_odd_but_whole_text_is_not_called_damaged(text: str) -> None:
    assert not is_damaged(text)


ONE = "The minister spoke about the price of coal for an hour."
TWO = "Nobody in the hall had expected that he would come at all."


@pytest.mark.parametrize("mark", ["", "”", "»"])
def test_glued_paragraphs_are_parted(mark: str) -> None:
    assert split_glued(f"{ONE}{mark}{TWO}{ONE}") == [f"{ONE}{mark}", TWO, ONE]


def test_glued_paragraphs_in_russian_are_parted() -> None:
    one, two = "Министр говорил о ценах на уголь больше часа подряд.", "Никто не ожидал, что он вообще появится в зале."
    assert split_glued(one + two + two) == [one, two + two]


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE} {TWO}",
        f"{ONE}“{TWO}",
        f"The minister told the portal Table.Briefings that {TWO.lower()}",
        f"{ONE[:-1]} in the U.S.Army and in the hall of the town, where nobody expected him.",
        f"{ONE[:-1]} at ст.Карымская, where the train to the east of the country was waiting for him.",
        f"See https://example.org/path.Html for what he said. {ONE}",
        f"{ONE}No.",
    ],
)
def test_what_only_looks_glued_stays_whole(text: str) -> None:
    assert split_glued(text) == [text]


@pytest.mark.parametrize("text", ["Is it 5 €? Yes.", "What?", "Why?\u00a0Nobody knows"])
def test_text_without_mojibake_is_untouched(text: str) -> None:
    assert repair(text) == text


def test_squeeze_leaves_one_line_of_plain_spaces() -> None:
    assert squeeze(" a\u00a0b\n\tc\u00add ") == "a b cd"


def test_tidy_keeps_inner_spacing() -> None:
    assert tidy("\u00a0a  b\u00a0") == "a  b"


def test_printable_drops_what_xml_refuses() -> None:
    assert printable("a\x00b\x1f\ud800c\n") == "abc\n"


@pytest.mark.parametrize("text", ["می\u200cشود", "北约\u3000俄罗斯", "5\u202f000\u00a0км", "👨\u200d👩\u200d👧"])
def test_a_terminal_gets_every_letter_and_space(text: str) -> None:
    assert on_screen(text) == text


@pytest.mark.parametrize("order", ["\x1b", "\x9b", "\r", "\x00", "\u202e", "\u2066", "\u2028", "\ud800"])
def test_a_terminal_gets_no_orders(order: str) -> None:
    assert on_screen(f"a{order}b") == "a�b"
