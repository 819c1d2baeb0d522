"""Lines that the benchmarks put into pages."""

from random import Random

import pytest

from benchmarks.pages import Labelled, gathered
from benchmarks.strays import Stray, chosen, with_strays
from pipelines.limits import Limits
from pipelines.markup import parse
from pipelines.record import Page

BODY = [
    "The harbour authority raised its fees on Monday, and the trawlers stayed outside the pier for a day.",
    "Skippers said that they had not been asked, and that the council would hear from them before the winter.",
    "The mayor, who had been away for a week, came back to find the market hall empty and the ice unsold.",
]
PLUG = Stray.of("Sign up for our newsletter and read the news before the others do.", body=False)
QUOTE = Stray.of(
    "“Follow us to the pier and bring your friends,” the skippers wrote in a letter to the town.", body=True
)
POLISH = Stray.of("Zapisz się do naszego newslettera i nie przegap niczego, co się dzieje w mieście.", body=False)


def page(paragraphs: list[str]) -> Labelled:
    html = "".join(f'<p class="text">{text}</p>' for text in paragraphs)
    given = Page(url="https://port.example/1", body=f"<html><body><article>{html}</article></body></html>".encode())
    found = gathered(given, parse(given, Limits()).tree, "\n".join(paragraphs), "")
    assert found
    return found


def test_strays_stand_among_the_paragraphs_and_the_gold_has_those_that_are_body() -> None:
    before = page(BODY)
    changed = with_strays(before, [PLUG, QUOTE], Random(1))
    assert changed
    labels = {block.text: body for block, body in zip(changed.evidence.blocks, changed.body, strict=True)}
    assert labels == {**dict.fromkeys(BODY, True), PLUG.text: False, QUOTE.text: True}
    assert len({(block.tag, block.context) for block in changed.evidence.blocks}) == 1
    assert [block.text for block in before.evidence.blocks] == BODY
    assert PLUG.text.encode() in (changed.page.body or b"")


@pytest.mark.parametrize(("paragraphs", "strays"), [(BODY[:2], [PLUG]), (BODY, [])])
def test_a_page_of_few_paragraphs_takes_no_strays(paragraphs: list[str], strays: list[Stray]) -> None:
    assert with_strays(page(paragraphs), strays, Random(1)) is None


def test_strays_are_of_the_language_of_the_page() -> None:
    assert chosen([POLISH, PLUG, QUOTE], page(BODY), Random(1)) == [PLUG, QUOTE]
