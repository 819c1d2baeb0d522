"""Which lines of an article are furniture: position, wording, likeness to the headline. Nothing here knows HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from pipelines.block import LINE, Block
from pipelines.dates import is_timestamp
from pipelines.dialogue import SPEAKER, dialogue
from pipelines.furniture import Rule
from pipelines.rule_index import rule_index
from pipelines.text import ends_sentence, has_letters, stems, unquoted, words

_ICON_NAMES = re.compile(r"icon[ _-]?\w", re.IGNORECASE)
_TO_THE_READER = re.compile(r"(?<!\w)(?:we|our|us|you|your|ours|yours|мы|нас|наш\w*|нам|вы|ваш\w*|вам|вас)\b")
UNJUDGED = 1.0
"""The chance of a paragraph that no model has judged; models give less."""
_HOPELESS = 0.02
"""Below this chance no rule is tried on a page's paragraph: the model drops it anyway."""
SURE = 0.7
"""From this chance on the model overrules signs of a timestamp or of another story's headline."""
BOXES = frozenset(("donation_appeal", "newsletter", "support_bar", "cookie", "account_modal", "social_plug"))
"""Kinds of furniture that form boxes: a heading, sentences and buttons, in one element or in a row."""
_PLUGS = frozenset(("donation_appeal", "newsletter", "social_plug", "support_bar"))
"""Kinds whose short sentences go even where a model keeps them: 7 of 42,884 lines of body in benchmarks/own fit."""
_PLUG = range(3, 13)
"""Words of such a sentence."""
_SHORT = 100
"""Characters below which a text may be a label or a plug: rules are tried on all of them."""


@dataclass(slots=True, kw_only=True)
class Case:
    """The lines of one article and, for each, why it is not body; an empty reason keeps it."""

    blocks: Sequence[Block]
    headlines: Sequence[str] = ()
    reasons: list[str] = field(init=False)
    worded: dict[int, Rule] = field(default_factory=dict)
    """The rule whose wording a line has, wherever the line stands."""

    def __post_init__(self) -> None:
        self.reasons = [""] * len(self.blocks)

    def kept(self) -> list[int]:
        """The positions of the lines that are still body."""
        return [i for i, reason in enumerate(self.reasons) if not reason]

    def sentences(self) -> list[int]:
        """The positions of kept lines that are prose: they mark where the body begins and ends."""
        return [i for i in self.kept() if is_prose(self.blocks[i])]


def is_prose(block: Block) -> bool:
    """True for a line that reads as a sentence of an article rather than as a label."""
    return is_believed(block) and len(block.text) >= 50 and block.link_share < 0.6 and ends_sentence(block.text)


def is_believed(block: Block) -> bool:
    """True for what the model takes for body; of a line of text it knows less."""
    return block.chance > (0.05 if block.tag == LINE else 0.5)


def is_plain_text(blocks: Sequence[Block]) -> bool:
    """True when the blocks are the lines of a text rather than elements of a page."""
    return all(block.tag == LINE for block in blocks)


def first_headline(blocks: Sequence[Block]) -> str:
    """The headline of a plain text: the first label on top whose words recur in the text, else the first label."""
    case = Case(blocks=blocks)
    mark_signs(case)
    mark_wordings(case)
    top = list(takewhile(_is_title_like, (blocks[i].text for i in case.kept())))
    said = set().union(*(stems(blocks[i].text) for i in case.sentences()))
    borne_out = (text for text in top if len(stems(text)) > 1 and 2 * len(stems(text) & said) >= len(stems(text)))
    return next(borne_out, top[0] if top and len(blocks) > 1 else "")


def _is_title_like(text: str) -> bool:
    return is_label(text) and len(text) <= 200


def without_first(blocks: Sequence[Block], text: str) -> list[Block]:
    """The blocks but for the first one of this text."""
    at = next((i for i, block in enumerate(blocks) if block.text == text), len(blocks))
    return [*blocks[:at], *blocks[at + 1 :]]


def mark_signs(case: Case) -> None:
    """Marks lines without a message: names of icons, a date alone, punctuation alone."""
    for i, block in enumerate(case.blocks):
        if case.reasons[i]:
            continue
        if len(_ICON_NAMES.findall(block.text)) >= 5 and not ends_sentence(block.text):
            case.reasons[i] = "icon_run"
        elif is_timestamp(block.text) and not is_sure(block):
            case.reasons[i] = "timestamp"
        elif not has_letters(block.text) and not any(c.isdigit() for c in block.text):
            case.reasons[i] = "nav_label:punctuation"


def mark_headlines(case: Case) -> None:
    """Marks lines that repeat the headline: equal to it anywhere, or much like it above the second sentence."""
    titles = [words(text) for text in case.headlines if text]
    telling = {max(title, key=len) for title in titles if title}
    opening = (case.sentences() + [len(case.blocks)] * 2)[1]
    for i, block in enumerate(case.blocks):
        early = i < opening
        if early or any(word in block.text.lower() for word in telling):
            own = words(block.text)
            if any(_repeats(own, title, block.text, early=early) for title in titles):
                case.reasons[i] = "headline_repeat"


def _repeats(own: list[str], title: list[str], line: str, *, early: bool) -> bool:
    """True for the headline again: early in two words or more or in like words, later only in five words or more."""
    if own == title:
        return len(own) > (1 if early else 4)
    return early and resembles(own, title, line)


def resembles(own: list[str], title: list[str], line: str) -> bool:
    """True when four fifths of a line's words are the headline's, both are of like length, and it is no sentence."""
    if len(own) < 4 or not title or not 0.6 <= len(own) / len(title) <= 1.6 or ends_sentence(line):
        return False
    return len(set(own) & set(title)) >= 0.8 * len(set(own))


def mark_wordings(case: Case) -> None:
    """Marks lines worded like furniture; rules for the head or the tail apply only above or below the body."""
    spoken = dialogue(case.blocks)
    asked = [i for i in case.kept() if i not in spoken and needs_rules(case.blocks[i])]
    worded = zip(asked, rule_index().first([case.blocks[i].text for i in asked]), strict=True)
    case.worded = {i: rule for i, rule in worded if rule and may_take(rule, case.blocks[i])}
    for i, rule in case.worded.items():
        if rule.where == "anywhere" or is_plug(rule, case.blocks[i].text):
            case.reasons[i] = rule.label
    mark_head(case)
    mark_tail(case)
    mark_above_credits(case)
    mark_inside(case)


def needs_rules(block: Block) -> bool:
    """True for a paragraph on which rules are tried: a short one, or one of which no model is sure."""
    return len(block.text) < _SHORT or is_doubtful(block)


def is_doubtful(block: Block) -> bool:
    """True for a paragraph that no model has judged, or of which it is sure neither way."""
    return block.chance == UNJUDGED or (block.chance < SURE and (block.tag == LINE or block.chance >= _HOPELESS))


def may_take(rule: Rule, block: Block) -> bool:
    """Whether a rule may remove a paragraph: labels of adverts and plugs always, doubtful credits, else no body."""
    if rule.kind == "advertisement" or is_plug(rule, block.text):
        return True
    return is_doubtful(block) and (rule.kind == "credit" or not is_model_body(block))


def is_plug(rule: Rule, text: str) -> bool:
    """True for one short sentence, without a quotation, that asks for money, for subscribers or for followers."""
    return rule.kind in _PLUGS and len(text.split()) in _PLUG and ends_sentence(text) and unquoted(text) == text


def is_model_body(block: Block) -> bool:
    """True for a paragraph that a model took for body, knowing which rule it fits."""
    return (SURE if block.tag == LINE else 0.5) < block.chance < UNJUDGED


def is_sure(block: Block) -> bool:
    """True for a paragraph of a page of which the model is sure enough to overrule how it looks."""
    return block.tag != LINE and block.chance >= SURE


def mark_above_credits(case: Case) -> None:
    """Gives a line of punctuation above a credit the reason of the credit."""
    for i, (own, below) in enumerate(pairwise(case.reasons)):
        if own == "nav_label:punctuation" and below.startswith("agency_credit"):
            case.reasons[i] = below


def mark_inside(case: Case) -> None:
    """Marks one or two lines between two lines of one kind of box."""
    for i in range(len(case.blocks)):
        kind = case.reasons[i].partition(":")[0]
        ends = [j for j in (i + 2, i + 3) if j < len(case.reasons) and case.reasons[j].partition(":")[0] == kind]
        if kind in BOXES and ends:
            for inside in range(i + 1, ends[-1]):
                taken = "" if is_model_body(case.blocks[inside]) else case.reasons[i]
                case.reasons[inside] = case.reasons[inside] or taken


def mark_head(case: Case) -> None:
    """Marks furniture before the body's first sentence, or before its second: a standfirst stands above the byline."""
    prose = 0
    for i, block in enumerate(case.blocks):
        rule = case.worded.get(i)
        if rule and rule.where in {"head", "edge"}:
            case.reasons[i] = case.reasons[i] or rule.label
        elif not case.reasons[i] and is_prose(block):
            prose += 1
            if prose == 2:
                return


def mark_tail(case: Case) -> None:
    """Marks furniture after the body's last sentence; the heading of a box takes the lines of the box with it."""
    waiting: list[int] = []
    strangers: list[int] = []
    for i in range(len(case.blocks) - 1, -1, -1):
        rule = case.worded.get(i)
        if rule and rule.where in {"tail", "edge", "anywhere"}:
            case.reasons[i] = case.reasons[i] or rule.label
            taken = boxed(case, rule, waiting)
            for inside in taken:
                case.reasons[inside] = rule.label
            waiting = [j for j in waiting if j not in taken]
        elif not case.reasons[i]:
            waiting.append(i)
            if is_prose(case.blocks[i]) and not speaks_to_the_reader(case.blocks[i].text):
                strangers.append(i)
        if sum(j in waiting for j in strangers) > 1:
            return


def boxed(case: Case, rule: Rule, below: Sequence[int]) -> list[int]:
    """The lines below that belong to the box or list that a line heads; none where they would be most of the body."""
    near = below if rule.kind in BOXES else takewhile(lambda j: may_be_headline(case.blocks[j].text), reversed(below))
    inside = [j for j in near if rule.opens and belongs(rule, case.blocks[j])]
    body = {j: len(case.blocks[j].text) for j in case.kept() if case.blocks[j].chance > 0.5}
    return inside if 2 * sum(body.get(j, 0) for j in inside) <= sum(body.values()) else []


def belongs(rule: Rule, block: Block) -> bool:
    """Whether a line belongs to the box or list: a label, in a box also a sentence; no speech, no sure body."""
    if is_model_body(block) or (SPEAKER.match(block.text) and ends_sentence(block.text)):
        return False
    if rule.kind not in BOXES or not is_believed(block):
        return rule.kind in BOXES or is_label(block.text)
    return not ends_sentence(block.text) or speaks_to_the_reader(block.text)


def speaks_to_the_reader(text: str) -> bool:
    """True when a line uses we or you outside quotation marks."""
    return bool(_TO_THE_READER.search(unquoted(text).lower()))


def is_label(text: str) -> bool:
    """True for a line without the end of a sentence, a clause or a speaker's label."""
    return bool(text) and not ends_sentence(text) and text[-1] not in ":;,–—-"


def may_be_headline(text: str) -> bool:
    """True for a label and for a question: the line may be the headline of another story."""
    return is_label(text) or text.endswith("?")
