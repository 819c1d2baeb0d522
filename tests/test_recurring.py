from pipelines.block import Block
from pipelines.clean import Clean
from pipelines.ledger_types import Recurring, fingerprint
from pipelines.record import Article
from pipelines.recurring import learn

TAIL = "This notice about our terms stands below every text of the house."
STORIES = ["north harbour", "south bridge", "old tower", "new airport"]


def article(story: str, *extra: str, number: int = 0) -> Article:
    body = [f"The {story} was the matter of sentence {i}, which is long enough to be one." for i in range(5)]
    blocks = tuple(Block(text=text, place=f"/body/p[{i}]") for i, text in enumerate((*body, *extra)))
    url = f"https://example.org/{story}-{number}".replace(" ", "-")
    return Article(id=url, url=url, canonical_url=url, title=story, blocks=blocks)


def test_what_every_story_ends_with_is_removed() -> None:
    pages = [article(story, TAIL) for story in STORIES]
    cleaned = Clean(recurring=learn(pages))(pages[0])
    assert [removed.rule for removed in cleaned.removed] == ["recurring"]


def test_copies_of_one_story_teach_nothing() -> None:
    copies = [article("north harbour", number=i) for i in range(10)]
    known = learn(copies)["example.org"]
    assert (known.stories, known.counts) == (1, {})


def test_a_background_paragraph_inside_the_body_stays() -> None:
    background = "The alliance was founded in Washington by twelve countries of Europe and North America in 1949."
    end = "At last the {} was left alone by everybody who had cared for it.".format
    pages = [article(story, background, end(story)) for story in STORIES]
    cleaned = Clean(recurring=learn(pages))(pages[0])
    assert background in cleaned.text


def test_a_document_is_never_emptied() -> None:
    page = article("north harbour")
    everything = Recurring(stories=4, counts={fingerprint(block.text): 4 for block in page.blocks})
    assert Clean(recurring={"example.org": everything})(page).text == page.text


def test_order_does_not_matter() -> None:
    pages = [article(story, TAIL) for story in STORIES]
    assert learn(pages) == learn(pages[::-1])
