"""Finds whether an article is a copy of a known one, and whether it is kept under the chosen policy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from pipelines.ledger import Additions
from pipelines.ledger_types import Known, Story
from pipelines.likeness import Likeness, liken
from pipelines.record import Article, Outcome, Reason, Reject, Relation, rejection
from pipelines.sketch import heading, sketch
from pipelines.spool import Key, order

SURE = 0.9
"""Share at which the search ends: a text that shares this much is a copy."""
TOGETHER = 64
"""Articles whose keys are looked up together."""


class Keep(StrEnum):
    """Which articles of a cluster stay articles."""

    FIRST = "first"
    LONGEST = "longest"
    """The longest of those that are compared together; an earlier run's stays."""
    PER_OUTLET = "per_outlet"
    ALL = "all"
    """Every one, marked with its relation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How a text relates to the known ones; a text without a match begins a cluster."""

    match: Known | None = None
    """The known text that it is a copy or another version of."""
    relatives: tuple[Known, ...] = ()
    """Known texts of the same story, the match among them."""
    relation: Relation | None = None
    similarity: float = 0.0
    """To the match, 0 to 1."""
    because: str = ""
    """The evidence in words."""

    @property
    def story(self) -> Story | None:
        """The cluster that it joins."""
        return self.match.story if self.match else None


def longest_first(article: Article) -> tuple[int, Key]:
    """The order in which articles are compared when the longest is to be kept."""
    return -len(article.text), order(article)


def dedupe(added: Additions, articles: Iterable[Article]) -> Iterator[Outcome]:
    """Every article as an Article of a cluster or as a Rejection: of a cluster the first one is kept."""
    return (outcome for outcome, _ in explain(added, articles, Keep.FIRST))


def explain(added: Additions, articles: Iterable[Article], keep: Keep) -> Iterator[tuple[Outcome, Finding]]:
    """Every article as an Article of a cluster or as a Rejection, with the finding that this rests on.

    They must come in the publishing order (`longest_first` for that policy). The ledger stays locked for other writers
    from the first article to the commit of the run.
    """
    coming = iter(articles)
    while some := list(islice(coming, TOGETHER)):
        texts = [known_by(article) for article in some]
        added.expect(texts)
        for article, text in zip(some, texts, strict=True):
            finding = settle(added, text, keep)
            yield _outcome(article, text, finding, keep), finding


def known_by(article: Article) -> Known:
    """What the ledger would remember of an article."""
    return Known(
        id=article.id,
        canonical_url=article.canonical_url,
        outlet=article.source or article.outlet or _host(article.canonical_url),
        published_at=article.published_at,
        kept=True,
        sketch=sketch(article.text),
        heading=heading(article.title),
    )


def _host(url: str) -> str:
    return url.partition("//")[2].partition("/")[0]


def settle(added: Additions, text: Known, keep: Keep) -> Finding:
    """The finding on a text, which the run remembers unless it has no words or is an exact copy that is not kept."""
    finding = compare(added, text)
    kept = stays(text, finding, keep)
    exact = finding.match is not None and finding.match.sketch.digest == text.sketch.digest
    if text.sketch.words and (kept or not exact):
        added.remember(text, finding.story, kept=kept)
    return finding


def compare(added: Additions, text: Known) -> Finding:
    """How a text relates to what the ledger and the run know; one without words is like nothing."""
    if not text.sketch.words:
        return Finding()
    likely = added.candidates(text)
    earlier = max((k for k in likely if k.kept and k.address == text.address), key=lambda k: k.number, default=None)
    if earlier is not None:
        return _revisit(text, earlier)
    known, likeness = _best(text, likely, headed=True)
    if known is None:
        known, likeness = _best(text, likely, headed=False)
    if known is None or likeness is None:
        return Finding()
    relatives = tuple(relative for relative in likely if relative.story == known.story)
    return _copy(text, known, likeness, relatives)


def _best(text: Known, likely: Iterable[Known], *, headed: bool) -> tuple[Known | None, Likeness | None]:
    """The known text that holds, or is held by, the new one most; the first that leaves no doubt.

    `headed` looks only at texts under the same headline, which prove it with less in common.
    """
    grams = frozenset(text.sketch.grams)
    best: tuple[Known | None, Likeness | None] = (None, None)
    highest = 0.0
    for known in likely:
        if headed and not (text.heading == known.heading != 0):
            continue
        likeness = liken(text.sketch, known.sketch, grams, headed=headed)
        if likeness is not None and likeness.contained > highest:
            best, highest = (known, likeness), likeness.contained
        if highest >= SURE:
            break
    return best


def _revisit(text: Known, earlier: Known) -> Finding:
    """The finding on a text at an address where another was kept before."""
    if text.sketch.digest == earlier.sketch.digest:
        return Finding(match=earlier, relation=Relation.EXACT, similarity=1.0, because="unchanged at its address")
    new, old = set(text.sketch.grams), set(earlier.sketch.grams)
    return Finding(
        match=earlier,
        relation=Relation.VERSION,
        similarity=len(new & old) / max(1, len(new | old)),
        because="the text at its address has changed",
    )


def _copy(text: Known, known: Known, likeness: Likeness, relatives: tuple[Known, ...]) -> Finding:
    """The finding on a text that is like a known one."""
    elsewhere = known.story is not None and known.story.outlet != text.outlet
    syndicated = elsewhere and likeness.relation is not Relation.CONTAINED
    return Finding(
        match=known,
        relatives=relatives,
        relation=Relation.SYNDICATED if syndicated else likeness.relation,
        similarity=likeness.similarity,
        because=_because(text, known, likeness),
    )


def _because(text: Known, known: Known, likeness: Likeness) -> str:
    """The evidence for a copy, in words."""
    longer = text.sketch.words > known.sketch.words
    kind = {
        Relation.EXACT: "same text as",
        Relation.NEAR: "near copy of",
        Relation.CONTAINED: "longer text around" if longer else "part of",
    }[likeness.relation]
    evidence = f"{likeness.shared} of {min(len(text.sketch.grams), len(known.sketch.grams))} sampled phrases shared"
    return f"{kind} {known.address} ({evidence}){_origin(known)}"


def _origin(known: Known) -> str:
    """Who published the story first, in words."""
    story = known.story
    if story is None:
        return ""
    chain = "" if story.number == known.number else f", a copy of {story.address}"
    day = f" on {story.published_at:%Y-%m-%d}" if story.published_at else ""
    return f"{chain}; first published by {story.outlet}{day}"


def stays(text: Known, finding: Finding, keep: Keep) -> bool:
    """Whether a text stays an article under the policy."""
    if finding.match is None or finding.relation is Relation.VERSION:
        return True
    if finding.match.address == text.address and finding.match.kept:
        return False
    if keep is Keep.PER_OUTLET:
        return not any(known.kept and known.outlet == text.outlet for known in finding.relatives)
    return keep is Keep.ALL


def _outcome(article: Article, text: Known, finding: Finding, keep: Keep) -> Outcome:
    """The article marked with its cluster and relation, or its Rejection as a copy."""
    story, match = finding.story, finding.match
    if story is None or match is None:
        return replace(article, cluster=article.id, relation=None, duplicate_of="")
    if finding.relation is Relation.VERSION:
        return replace(article, cluster=story.id, relation=Relation.VERSION, duplicate_of="")
    original = match.id if match.address == text.address else story.id
    if stays(text, finding, keep):
        return replace(article, cluster=story.id, relation=finding.relation, duplicate_of=original)
    refused = rejection(article, Reject(Reason.DUPLICATE, f"similarity {finding.similarity:.2f}: {finding.because}"))
    return replace(refused, cluster=story.id, relation=finding.relation, duplicate_of=original)
