"""What an outlet repeats on many pages: counted by story, so that copies of one story count once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from pipelines.block import Block
from pipelines.body import likely
from pipelines.ledger_types import Recurring, fingerprint
from pipelines.lines import Case, is_prose, speaks_to_the_reader
from pipelines.record import Article

STORIES = 3
"""Stories that must carry a paragraph before it can be furniture."""
SHARE = 0.1
"""Share of a host's stories that must carry it."""
_DOUBT = 0.9
"""A chance below this is a second sign that a recurring paragraph is furniture."""


def host_of(article: Article) -> str:
    """The host of an article: that of its address without www, else the name of its source."""
    return (urlsplit(article.canonical_url).hostname or article.source).removeprefix("www.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The fingerprints of an article by which its story is found and its paragraphs are counted."""

    pairs: tuple[tuple[int, ...], ...]
    """Fingerprints of every two of its three longest paragraphs."""
    marks: frozenset[int]
    """Fingerprints of all its paragraphs."""


def learn(articles: Iterable[Article]) -> dict[str, Recurring]:
    """For every host how many of its stories carry each paragraph; the order of the articles does not matter."""
    return {host: count_paragraphs(stories) for host, stories in stories_by_host(articles).items()}


def stories_by_host(articles: Iterable[Article]) -> dict[str, list[set[int]]]:
    """For every host the paragraphs' fingerprints of each of its stories."""
    by_host: defaultdict[str, list[Trace]] = defaultdict(list)
    for article in articles:
        marks = frozenset(fingerprint(block.text) for block in article.blocks)
        by_host[host_of(article)].append(Trace(pairs=tuple(_telling_pairs(article)), marks=marks))
    return {host: _stories(pages) for host, pages in by_host.items()}


def _stories(pages: Sequence[Trace]) -> list[set[int]]:
    """The fingerprints of each story: pages that share two of their three longest paragraphs are one story."""
    leader = list(range(len(pages)))
    teller: dict[tuple[int, ...], int] = {}
    for number, page in enumerate(pages):
        for pair in page.pairs:
            leader[_first(leader, number)] = _first(leader, teller.setdefault(pair, number))
    found: defaultdict[int, set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        found[_first(leader, number)].update(page.marks)
    return list(found.values())


def _first(leader: Sequence[int], number: int) -> int:
    """The article that stands for the story of this one."""
    while leader[number] != number:
        number = leader[number]
    return number


def _telling_pairs(article: Article) -> Iterator[tuple[int, ...]]:
    body = sorted((block.text for block in article.blocks if likely(block)), key=len)[-3:]
    yield from combinations(sorted({fingerprint(text) for text in body}), min(2, len(body)))


def count_paragraphs(stories: Sequence[set[int]]) -> Recurring:
    """How many of the stories carry each paragraph that more than one of them carries."""
    counts = Counter(mark for story in stories for mark in story)
    return Recurring(stories=len(stories), counts={mark: times for mark, times in sorted(counts.items()) if times > 1})


def mark_recurring(case: Case, known: Recurring) -> None:
    """Marks kept paragraphs that many of the host's stories carry and a second sign calls furniture; never all."""
    carried = {i for i in case.kept() if known.counts and _recurs(case.blocks[i], known)}
    own = [i for i in case.kept() if i not in carried and is_prose(case.blocks[i])]
    if not own:
        return
    for i in carried:
        outside = i < own[0] or i > own[-1]
        if outside or second_sign(case.blocks[i]):
            case.reasons[i] = "recurring"


def second_sign(block: Block) -> bool:
    """True for a paragraph that addresses the reader, or that the model doubts: recurrence alone proves nothing."""
    return speaks_to_the_reader(block.text) or block.chance < _DOUBT


def _recurs(block: Block, known: Recurring) -> bool:
    return known.carrying(block.text) >= max(STORIES, SHARE * known.stories)
