import pytest

from pipelines.record import Article, Block, Reason, Reject
from pipelines.relevance import Judge
from pipelines.topic import load_topic


def article(title: str, *paragraphs: str) -> Article:
    blocks = tuple(Block(text=text, place=str(number)) for number, text in enumerate(paragraphs, 1))
    return Article(id="a", url="", canonical_url="", title=title, blocks=blocks)


def test_an_item_about_both_sides_is_kept_with_reasons() -> None:
    judged = Judge(topic=load_topic("nato_russia"))(
        article("NATO and Russia resume talks", "NATO ambassadors met Russia's envoy in Brussels on Monday.")
    )
    assert judged.relevance is not None
    assert judged.relevance.grade >= 1
    assert any("NATO and Russia" in reason for reason in judged.relevance.because)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Nato a Mosca il nuovo festival", "Nato a Mosca nel 1950, il regista russo torna in Italia."),
        ("Натовп у Москві", "Натовп зібрався біля посольства Росії."),
        ("Bernatowicz wraca do Rosji", "Pani Bernatowicz poleciała do Rosji."),
        ("Il senatore e la Russia", "Il senatore ha parlato della Russia."),
        ("Police seize rifle in Russia", "The rifle takes 7.62 NATO rounds, Russian police said."),
    ],
)
def test_a_trap_is_rejected(title: str, text: str) -> None:
    with pytest.raises(Reject) as refused:
        Judge(topic=load_topic("nato_russia"))(article(title, text))
    assert refused.value.reason is Reason.OFF_TOPIC
