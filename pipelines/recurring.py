"""What an outlet repeats on page after page: learned by story, so that copies of one story teach nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from urllib.parse import urlsplit

from pipelines.body import likely
from pipelines.lines import Judgement, is_prose, speaks_to_the_reader
from pipelines.memory import Recurring, fingerprint
from pipelines.record import Article, Block

STORIES = 3
"""Stories that must carry a paragraph before it can be furniture."""
SHARE = 0.1
"""Share of a host's stories that must carry it."""
_DOUBT = 0.9
"""A model less sure than this that a recurring paragraph is body is a second sign that it is not."""


def host_of(article: Article) -> str:
    """The host whose habits an article follows: that of its address without www, else the name of its source."""
    return (urlsplit(article.canonical_url).hostname or article.source).removeprefix("www.")


def learn(articles: Iterable[Article]) -> dict[str, Recurring]:
    """For every host how many of its stories carry each paragraph; the order of the articles does not matter."""
    by_host: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_host[host_of(article)].append(article)
    return {host: _counted(stories(pages)) for host, pages in by_host.items()}


def stories(articles: Sequence[Article]) -> list[set[int]]:
    """The fingerprints of each story: pages that share two of their three longest paragraphs tell one."""
    leader = list(range(len(articles)))
    teller: dict[tuple[int, ...], int] = {}
    for number, article in enumerate(articles):
        for pair in _telling_pairs(article):
            leader[_first(leader, number)] = _first(leader, teller.setdefault(pair, number))
    told: defaultdict[int, set[int]] = defaultdict(set)
    for number, article in enumerate(articles):
        told[_first(leader, number)].update(fingerprint(block.text) for block in article.blocks)
    return list(told.values())


def _first(leader: Sequence[int], number: int) -> int:
    """The article that stands for the story of this one."""
    while leader[number] != number:
        number = leader[number]
    return number


def _telling_pairs(article: Article) -> Iterator[tuple[int, ...]]:
    body = sorted((block.text for block in article.blocks if likely(block)), key=len)[-3:]
    yield from combinations(sorted({fingerprint(text) for text in body}), min(2, len(body)))


def _counted(told: Sequence[set[int]]) -> Recurring:
    counts = Counter(mark for story in told for mark in story)
    return Recurring(stories=len(told), counts={mark: times for mark, times in sorted(counts.items()) if times > 1})


def find_recurring(case: Judgement, known: Recurring) -> None:
    """Marks kept paragraphs that many stories of the host carry and that a second sign calls furniture; never all."""
    carried = {i for i in case.kept() if _recurs(case.blocks[i], known)}
    own = [i for i in case.kept() if i not in carried and is_prose(case.blocks[i])]
    if not own:
        return
    for i in carried:
        outside = i < own[0] or i > own[-1]
        if outside or second_sign(case.blocks[i]):
            case.reasons[i] = "recurring"


def second_sign(block: Block) -> bool:
    """True for what speaks to the reader or is doubted by the model: recurrence alone proves nothing."""
    return speaks_to_the_reader(block.text) or block.chance < _DOUBT


def _recurs(block: Block, known: Recurring) -> bool:
    return known.carrying(block.text) >= max(STORIES, SHARE * known.stories)
