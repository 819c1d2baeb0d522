"""Which lines of an article are speech: they are body, however much they look like lists or plugs."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.block import Block
from pipelines.text import ends_sentence

_SPEECH = re.compile(r"[—–] ?[\"“«„]?[^\W\d_]")
SPEAKER = re.compile(r"[^\W\d_][\w'’ -]{0,40}: (?=\S)")
_NAME = re.compile(r"[^\W\d_][^.!?]{0,60}:$")
_ASIDE = re.compile(r"[(\[][^\W\d_][^()\[\]]{2,30}[)\]]$")
_EXCHANGE = 3
"""Lines of a dialogue at least: one or two may be a list of plugs."""


def dialogue(blocks: Sequence[Block]) -> set[int]:
    """The positions of lines that begin with a dash or a speaker's name, or are one, where there are several."""
    opened = {i for i, block in enumerate(blocks) if _SPEECH.match(block.text)}
    called = (_NAME.match(name.text) and ends_sentence(said.text) for name, said in pairwise(blocks))
    lines = opened | {i for i, name in enumerate(called) if name} | interview(blocks)
    return lines if len(lines) >= _EXCHANGE else set()


def interview(blocks: Sequence[Block]) -> set[int]:
    """The positions of the sentences behind two labels or more, as "Q:" and "A:", that open several sentences each.

    What stands in brackets below one of them, as in "(Laughter)", belongs to the talk.
    """
    turns: dict[str, list[int]] = {}
    for i, block in enumerate(blocks):
        if label := SPEAKER.match(block.text):
            turns.setdefault(label[0], []).append(i)
    said = [lines for lines in turns.values() if len(lines) > 1 and all(ends_sentence(blocks[i].text) for i in lines)]
    spoken = {i for lines in said for i in lines} if len(said) > 1 else set()
    return spoken | {i + 1 for i in spoken if i + 1 < len(blocks) and _ASIDE.match(blocks[i + 1].text)}
