"""What the layout of a page or of a plain text tells about its lines: captions, boxes, headlines of other stories."""

from collections import Counter
from collections.abc import Sequence

from pipelines.body import THRESHOLD, likely
from pipelines.dateline import dateline
from pipelines.furniture import Rule
from pipelines.lines import BOXES, Judgement, find_headlines, find_signs, find_wordings, is_label, is_plain_text
from pipelines.memory import Recurring
from pipelines.record import Block
from pipelines.recurring import find_recurring
from pipelines.text import words


def judge(
    blocks: Sequence[Block], headlines: Sequence[str], rules: Sequence[Rule], recurring: Recurring
) -> list[str]:
    """For every block the label of what it is, or an empty text when it is body."""
    case = Judgement(blocks=blocks, headlines=headlines)
    find_headlines(case)
    find_signs(case)
    find_wordings(case, rules)
    if is_plain_text(blocks):
        find_captions_of_text(case)
        find_listed_headlines(case)
        find_glued_headlines(case)
        find_foreign_headlines(case)
        find_unlikely(case, 0.1)
    else:
        find_boxes(case)
        find_captions(case)
        find_linked_headlines(case)
        find_unlikely(case, THRESHOLD)
    find_recurring(case, recurring)
    return case.reasons


def find_boxes(case: Judgement) -> None:
    """Marks all of an element that holds a line worded like an appeal, unless much of the body stands in it as well."""
    body = [i for i in case.kept() if likely(case.blocks[i])]
    total = sum(len(case.blocks[i].text) for i in body)
    held = Counter[str]()
    for i in body:
        held[_parent(case.blocks[i])] += len(case.blocks[i].text)
    boxes = {_parent(case.blocks[i]): r for i, r in enumerate(case.reasons) if r.partition(":")[0] in BOXES}
    for i in case.kept():
        parent = _parent(case.blocks[i])
        if parent in boxes and held[parent] < 0.25 * total:
            case.reasons[i] = boxes[parent]


def find_captions(case: Judgement) -> None:
    """Marks paragraphs inside a figure."""
    for i in case.kept():
        if "figcaption" in case.blocks[i].place or ("/figure[" in case.blocks[i].place and not likely(case.blocks[i])):
            case.reasons[i] = "caption:figure"


def find_linked_headlines(case: Judgement) -> None:
    """Marks lines between paragraphs that are one link and no sentence: headlines of other stories."""
    for i in case.kept():
        block = case.blocks[i]
        if block.link_share > 0.9 and is_label(block.text) and block.tag != "li" and 4 <= len(words(block.text)) <= 25:
            case.reasons[i] = "inline_related:link"


def find_unlikely(case: Judgement, threshold: float) -> None:
    """Marks what the model takes for furniture."""
    for i in case.kept():
        if case.blocks[i].chance <= threshold:
            case.reasons[i] = f"model:{case.blocks[i].chance:.2f}"


def find_captions_of_text(case: Judgement) -> None:
    """Marks a short line between the headline and the first sentence, and a label above a photographer's credit."""
    first = next(iter(case.sentences()), 0)
    for i in case.kept():
        text = case.blocks[i].text
        brief = (is_label(text) and len(words(text)) < 15) or (len(text) < 50 and i + 1 == first and dateline(case.blocks[first].text))
        credited = is_label(text) and case.reasons[i + 1 : i + 2] == ["credit:line"]
        if credited or (i < first and brief and not dateline(text)):
            case.reasons[i] = "caption:under_the_headline"


def find_listed_headlines(case: Judgement) -> None:
    """Marks the lines without an end that follow a label such as "See also"."""
    for i in case.kept():
        above = case.reasons[i - 1] if i else ""
        if above.startswith("read_more") and is_label(case.blocks[i].text) and len(words(case.blocks[i].text)) > 2:
            case.reasons[i] = above


def find_glued_headlines(case: Judgement) -> None:
    """Marks a headline that stands right above a paragraph in a text whose paragraphs are parted by blank lines."""
    for i in case.kept():
        text = case.blocks[i].text
        if is_glued(case.blocks, i) and is_label(text) and 6 <= len(words(text)) <= 20:
            case.reasons[i] = "inline_related:glued"


def find_foreign_headlines(case: Judgement) -> None:
    """Marks a line between two sentences of a text that is none and shares no telling word with the rest."""
    sentences = set(case.sentences())
    last = max(sentences, default=len(case.blocks))
    said = Counter(stem for i in sentences for stem in _stems(case.blocks[i].text))
    for i in case.kept():
        text = case.blocks[i].text
        between = {i - 1, i + 1} <= sentences or i > last
        if between and is_label(text) and 5 <= len(words(text)) <= 20 and not any(said[stem] for stem in _stems(text)):
            case.reasons[i] = "inline_related:foreign"


def _stems(text: str) -> set[str]:
    """The beginnings of a text's longer words: enough to know one again in another case or number."""
    return {word[:5] for word in words(text) if len(word) > 4}


def is_glued(blocks: Sequence[Block], i: int) -> bool:
    """True when a line stands right above the next one although blank lines part the paragraphs of its text."""
    places = [int(block.place) for block in blocks]
    glued = sum(below - above == 1 for above, below in zip(places, places[1:], strict=False))
    return 0 < i < len(blocks) - 1 and places[i + 1] - places[i] == 1 < places[i] - places[i - 1] and glued < len(blocks) / 2


def _parent(block: Block) -> str:
    return block.place.rpartition("/")[0]
