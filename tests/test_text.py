import pytest

from pipelines.text import printable, repair, squeeze, tidy


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


@pytest.mark.parametrize("text", ["Is it 5 €? Yes.", "What?", "Why?\u00a0Nobody knows"])
def test_text_without_mojibake_is_untouched(text: str) -> None:
    assert repair(text) == text


def test_squeeze_leaves_one_line_of_plain_spaces() -> None:
    assert squeeze(" a\u00a0b\n\tc\u00add ") == "a b cd"


def test_tidy_keeps_inner_spacing() -> None:
    assert tidy("\u00a0a  b\u00a0") == "a  b"


def test_printable_drops_what_xml_refuses() -> None:
    assert printable("a\x00b\x1f\ud800c\n") == "abc\n"
