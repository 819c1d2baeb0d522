"""Is this article a copy of one that is known? The verdict, and what becomes of the article under a policy."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from pipelines.ledger import Run
from pipelines.memory import Known
from pipelines.record import Article, Outcome, Reason, Reject, Relation, rejection
from pipelines.sketch import Sketch, sketch

ALIKE = 0.6
"""Share of the shorter text's sampled grams that the longer one must hold: two edits of one story rarely fall below,
live posts over one background rarely reach it."""
EVIDENCE = 3
"""Shared sampled grams below which a match is chance or a stock phrase."""
PART = 0.67
"""A text with less than this share of the other's words is a part of it; two longer ones are near copies."""
SAME_NUMBERS = 0.6
"""Share of the smaller set of numbers that must be shared: reports from one template differ in little else."""
FEW_NUMBERS = 2
"""Fewer numbers than this prove nothing."""


class Keep(StrEnum):
    """Which articles of a cluster stay articles."""

    FIRST = "first"
    LONGEST = "longest"
    """The longest of those that are judged together; an earlier run's stays."""
    PER_OUTLET = "per_outlet"
    ALL = "all"
    """Every one, marked with its relation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much two texts share, and what that makes them."""

    relation: Relation | None
    """Exact, near or contained; None when the evidence does not make one a copy of the other."""
    shared: int
    """Sampled grams that both have."""
    jaccard: float
    """Share of all their sampled grams that both have."""
    contained: float
    """Share of the shorter one's sampled grams that the longer one has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How an article relates to what is known; without kin it begins a cluster."""

    sketch: Sketch
    kin: tuple[Known, ...] = ()
    """The known texts that it is like, or another version of; the one that decides comes first."""
    relation: Relation | None = None
    similarity: float = 0.0
    """To the text that decides, 0 to 1."""
    because: str = ""
    """The evidence in words."""

    @property
    def first(self) -> Known | None:
        """The first text of the cluster that it joins."""
        return self.kin[0].first or self.kin[0] if self.kin else None


def order(keep: Keep = Keep.FIRST) -> Callable[[Article], tuple[Any, ...]]:
    """The sort key that makes deduplication independent of the order of its inputs: earliest, or longest, first."""

    def key(article: Article) -> tuple[Any, ...]:
        size = -len(article.text) if keep is Keep.LONGEST else 0
        published, fetched = _or_last(article.published_at), _or_last(article.fetched_at)
        return (size, published, article.canonical_url, article.id, fetched, article.text)

    return key


def _or_last(moment: datetime | None) -> datetime:
    """Undated articles come last: nothing shows that they were first."""
    return moment or datetime.max.replace(tzinfo=UTC)


def dedupe(run: Run, articles: Iterable[Article], keep: Keep = Keep.FIRST) -> Iterator[Outcome]:
    """Every article, which must come sorted by `order(keep)`, as an Article of a cluster or as a Rejection.

    The ledger stays locked for other writers from the first article to the commit of the run.
    """
    for article in articles:
        verdict = judge(run, article)
        kept = _stays(article, verdict, keep)
        if verdict.sketch.words and (kept or verdict.similarity < 1):
            run.remember(_as_known(article, verdict, kept=kept))
        yield _outcome(article, verdict, kept=kept)


def judge(run: Run, article: Article) -> Verdict:
    """How an article relates to what the ledger and the run know; a text without words is like nothing."""
    mine = sketch(article.text)
    if not mine.words:
        return Verdict(sketch=mine)
    likely = run.like(mine, article.canonical_url or article.id)
    earlier = max((k for k in likely if k.kept and _same_address(article, k)), key=lambda k: k.number, default=None)
    if earlier is not None:
        return _revisit(mine, earlier)
    pairs = [(known, liken(mine, known.sketch)) for known in likely]
    alike = [(known, likeness) for known, likeness in pairs if likeness.relation]
    alike.sort(key=lambda pair: (-pair[1].contained, pair[0].number))
    return _copy(article, mine, alike) if alike else Verdict(sketch=mine)


def liken(new: Sketch, old: Sketch) -> Likeness:
    """How alike two texts are."""
    shared = len(set(new.grams).intersection(old.grams))
    union, shorter = len(new.grams) + len(old.grams) - shared, min(len(new.grams), len(old.grams))
    jaccard, contained = shared / max(1, union), shared / max(1, shorter)
    if new.digest == old.digest:
        return Likeness(relation=Relation.EXACT, shared=shared, jaccard=1.0, contained=1.0)
    fewer, more = sorted((new.words, old.words))
    relation = Relation.CONTAINED if fewer < PART * more else Relation.NEAR
    proven = shared >= EVIDENCE and contained >= ALIKE and not _other_numbers(new, old)
    return Likeness(relation=relation if proven else None, shared=shared, jaccard=jaccard, contained=contained)


def _other_numbers(new: Sketch, old: Sketch) -> bool:
    fewer = min(len(new.numbers), len(old.numbers))
    return fewer >= FEW_NUMBERS and len(set(new.numbers).intersection(old.numbers)) < SAME_NUMBERS * fewer


def _same_address(article: Article, known: Known) -> bool:
    return known.address == (article.canonical_url or article.id)


def _outlet(article: Article) -> str:
    return article.source or article.outlet or urlsplit(article.canonical_url).hostname or ""


def _revisit(mine: Sketch, earlier: Known) -> Verdict:
    """The verdict on an article that was kept before under the same address."""
    likeness = liken(mine, earlier.sketch)
    unchanged = likeness.relation is Relation.EXACT
    return Verdict(
        sketch=mine,
        kin=(earlier,),
        relation=Relation.EXACT if unchanged else Relation.VERSION,
        similarity=likeness.jaccard,
        because="unchanged at its address" if unchanged else "the text at its address has changed",
    )


def _copy(article: Article, mine: Sketch, alike: list[tuple[Known, Likeness]]) -> Verdict:
    """The verdict on an article that is like others; the likest decides which cluster it joins."""
    known, likeness = alike[0]
    relation, first = likeness.relation, known.first or known
    if first.outlet != _outlet(article) and relation is not Relation.CONTAINED:
        relation = Relation.SYNDICATED
    return Verdict(
        sketch=mine,
        kin=tuple(known for known, _ in alike),
        relation=relation,
        similarity=likeness.contained if likeness.relation is Relation.CONTAINED else likeness.jaccard,
        because=_because(mine, known, likeness),
    )


def _because(mine: Sketch, known: Known, likeness: Likeness) -> str:
    first = known.first or known
    longer = mine.words > known.sketch.words
    kinds = {
        Relation.EXACT: "same text as",
        Relation.NEAR: "near copy of",
        Relation.CONTAINED: "longer text around" if longer else "part of",
    }
    smaller = min(len(mine.grams), len(known.sketch.grams))
    where = known.address if first is known else f"{known.address}, a copy of {first.address}"
    when = f" on {first.published_at:%Y-%m-%d}" if first.published_at else ""
    kind = kinds[likeness.relation] if likeness.relation else "like"
    evidence = f"{likeness.shared} of {smaller} sampled phrases shared"
    return f"{kind} {where} ({evidence}); first published by {first.outlet}{when}"


def _stays(article: Article, verdict: Verdict, keep: Keep) -> bool:
    """Whether the article stays one under the policy."""
    first = verdict.first
    if first is None or verdict.relation is Relation.VERSION:
        return True
    if any(known.kept and _same_address(article, known) for known in verdict.kin):
        return False
    if keep is Keep.PER_OUTLET:
        return not any(known.kept and known.outlet == _outlet(article) for known in verdict.kin)
    return keep is Keep.ALL


def _as_known(article: Article, verdict: Verdict, *, kept: bool) -> Known:
    return Known(
        id=article.id,
        canonical_url=article.canonical_url,
        outlet=_outlet(article),
        published_at=article.published_at,
        kept=kept,
        sketch=verdict.sketch,
        first=verdict.first,
    )


def _outcome(article: Article, verdict: Verdict, *, kept: bool) -> Outcome:
    first = verdict.first
    if first is None:
        return replace(article, cluster=article.id, relation=None, duplicate_of="")
    copied = "" if verdict.relation is Relation.VERSION else first.id
    marked = replace(article, cluster=first.id, relation=verdict.relation, duplicate_of=copied)
    if kept:
        return marked
    return rejection(marked, Reject(Reason.DUPLICATE, f"similarity {verdict.similarity:.2f}: {verdict.because}"))
