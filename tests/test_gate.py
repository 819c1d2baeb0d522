import json

import pytest

from pipelines.gate import Gate
from pipelines.outlet import Outlet
from pipelines.recipe import Recipe, rejected_by_gate
from pipelines.record import Listing, Page, Reason, Reject
from pipelines.topic import load_topic

GATE = Gate(topic=load_topic("nato_russia"))
RUSSIAN = "<p>Совет Россия — НАТО соберётся в среду.</p>"
GREEK = "<p>Το συμβούλιο ΝΑΤΟ-Ρωσίας συνεδρίασε.</p>"


def passes(page: Page) -> bool:
    try:
        GATE(page)
    except Reject:
        return False
    return True


def entities(text: str, form: str) -> bytes:
    return "".join(form.format(ord(letter)) if ord(letter) > 127 else letter for letter in text).encode()


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "iso8859-5"])
def test_cyrillic_passes_in_every_charset(charset: str) -> None:
    assert passes(Page(url="", body=RUSSIAN.encode(charset, "replace")))


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "cp1253", "iso8859-7"])
def test_greek_passes_in_every_charset(charset: str) -> None:
    assert passes(Page(url="", body=GREEK.encode(charset, "replace")))


@pytest.mark.parametrize("form", ["&#{};", "&#x{:x};", "&#x{:X};", "&#X{:X};", "\\u{:04x}", "\\u{:04X}"])
def test_entities_and_escapes_pass(form: str) -> None:
    assert passes(Page(url="", body=entities(RUSSIAN, form)))


@pytest.mark.parametrize(
    "text",
    [
        "NATO-Gipfel",
        "l'Otan réunie",
        "de NAVO-top",
        "NATO'nun",
        "Naton joukot",
        "Natomedlemskap",
        "натовские учения",
        "НАТОвские",
        "Североатлантический альянс",
        "northern&nbsp;NATO",
        "(NATO)",
    ],
)
def test_forms_of_the_name_pass(text: str) -> None:
    assert passes(Page(url="", body=f"<p>{text}</p>".encode()))


@pytest.mark.parametrize(
    "text", ["nato a Roma", "il senatore", "натовп", "Bernatowicz", "CARNATO", "SENATO", "OTANGO", "минатом"]
)
def test_words_that_look_like_the_name_do_not_pass(text: str) -> None:
    assert not passes(Page(url="", body=f"<p>{text}</p>".encode()))


def test_an_odd_offset_does_not_hide_utf_16() -> None:
    assert passes(Page(url="", body=b"x" + RUSSIAN.encode("utf-16-le")))


def test_json_newlines_and_tags_do_not_hide_a_word() -> None:
    assert passes(Page(url="", body=b'{"articleBody": "End.\\nNATO met."}'))
    assert passes(Page(url="", body=json.dumps("<p>x").replace("<", "\\u003c").encode() + b"\\u003eNATO\\u003c/p>"))


def test_a_text_a_title_and_a_listing_pass() -> None:
    assert passes(Page(url="", text="NATO met Russia."))
    assert passes(Page(url="", body=b"<p></p>", title="NATO met Russia"))
    assert passes(Page(url="", body=b"<p></p>", listing=Listing(title="NATO met Russia")))


def test_a_page_without_bytes_is_gated() -> None:
    with pytest.raises(Reject) as refused:
        GATE(Page(url=""))
    assert refused.value.reason is Reason.GATED


@pytest.mark.parametrize("gated", [True, False])
def test_a_section_on_the_topic_has_no_gate(*, gated: bool) -> None:
    outlet = Outlet(source="desk", name="The Desk", gated=gated)
    page = Page(url="https://desk.example/1", source="desk", body=b"<p>The weather was fine.</p>" * 200)
    assert (rejected_by_gate(page, Recipe(outlets=(outlet,), gate=GATE)) is not None) is gated
