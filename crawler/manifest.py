"""What a run did, in numbers, and what a scheduler should make of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from statistics import median

from pipelines.record import Article, Outcome, Reason, Rejection


class Verdict(IntEnum):
    """Exit status of a crawl."""

    FINE = 0
    INTERNAL_ERROR = 1
    USAGE = 2
    NOTHING_FETCHED = 3
    DRIFTED = 4
    BLOCKED = 5
    BROKEN = 6
    BUSY = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a healthy run of a source looks like; a run below it has drifted."""

    articles: int = 1
    """Article addresses named by the listings, known ones included, at least."""
    dated: float = 0.9
    """Share of the extracted articles that have a publication date, at least."""
    words: int = 60
    """Median length of the extracted bodies, at least."""


@dataclass(slots=True, kw_only=True)
class Extracted:
    """What the extracted articles of a run look like, before the topic filter."""

    articles: int = 0
    dated: int = 0
    lengths: list[int] = field(default_factory=list)

    def add(self, collected: Outcome, finished: Outcome) -> None:
        """Counts one article as it was collected, with what the stages made of it; Rejections do not count."""
        if isinstance(collected, Article):
            self.articles += 1
            self.dated += finished.published_at is not None
            self.lengths.append(len(collected.text.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One run in numbers: `pages` is always `articles` plus the sum of `rejections`."""

    run: str
    source: str
    started: str
    finished: str
    pages: int
    articles: int
    rejections: dict[str, int]
    relations: dict[str, int]
    """Duplicates and versions by relation."""
    listings: dict[str, int]
    """Listings read and failed; article addresses known, out of range and named."""
    extracted: int
    dated_share: float
    median_words: float
    recovered: int
    """Outcomes taken over from an attempt that was killed."""
    limits: dict[str, int]
    """Limits that were reached."""
    settings: dict[str, str]
    verdict: str
    exit_code: int
    sentence: str
    schema: int = 1


BLOCKING = ("401", "403", "407", "429", "451", "503")


def verdict(
    outcomes: Iterable[Rejection], extracted: Extracted, named: int, failed: int, expect: Expect
) -> tuple[Verdict, str]:
    """The exit status of a run and the sentence that explains it."""
    rejections = list(outcomes)
    reasons = Counter(rejection.reason for rejection in rejections)
    refused = sum(
        rejection.reason == Reason.HTTP_ERROR and rejection.detail.endswith(BLOCKING) for rejection in rejections
    )
    attempted = extracted.articles + len(rejections) - reasons[Reason.ROBOTS]
    lost = reasons[Reason.FETCH_FAILED] + reasons[Reason.TIMEOUT] + reasons[Reason.HTTP_ERROR]
    if refused and refused >= attempted / 2:
        return Verdict.BLOCKED, f"the server refused {refused} of {attempted} articles"
    if not named or (attempted and lost == attempted):
        return Verdict.NOTHING_FETCHED, _nothing(named, failed, lost)
    return _judged(reasons, extracted, attempted, named, expect)


def _nothing(named: int, failed: int, lost: int) -> str:
    if not named:
        return f"no listing named an article ({failed} listings failed)"
    return f"none of {lost} articles could be fetched"


def _judged(
    reasons: "Counter[Reason]", extracted: Extracted, attempted: int, named: int, expect: Expect
) -> tuple[Verdict, str]:
    hollow = sum(
        reasons[reason] for reason in (Reason.EMPTY, Reason.SOFT_404, Reason.WALL, Reason.BROKEN, Reason.NOT_HTML)
    )
    if hollow and hollow >= attempted / 2:
        return Verdict.BROKEN, f"{hollow} of {attempted} pages held no article"
    if named < expect.articles:
        return Verdict.DRIFTED, f"the listings named {named} articles, at least {expect.articles} were expected"
    if extracted.articles and extracted.dated < expect.dated * extracted.articles:
        return (
            Verdict.DRIFTED,
            f"{extracted.dated} of {extracted.articles} articles have a date, expected {expect.dated:.0%}",
        )
    if extracted.articles and median(extracted.lengths) < expect.words:
        return (
            Verdict.DRIFTED,
            f"half of the articles have under {median(extracted.lengths):g} words, expected {expect.words}",
        )
    if not attempted:
        return Verdict.FINE, "nothing new"
    return Verdict.FINE, "fine"
