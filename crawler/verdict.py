"""The verdict on a run: an exit status for schedulers and the sentence that explains it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from statistics import median

from pipelines.body import body_words
from pipelines.record import Article, Outcome, Reason, Rejection


class Verdict(IntEnum):
    """Exit status of a command."""

    FINE = 0
    INTERNAL_ERROR = 1
    USAGE = 2
    NOTHING_FETCHED = 3
    DRIFTED = 4
    BLOCKED = 5
    BROKEN = 6
    BUSY = 7
    INTERRUPTED = 130
    """The exit status that shells give for Ctrl-C."""


def worst(codes: Collection[int]) -> int:
    """The worst of several exit statuses; an interruption is the least bad, and no status at all an error."""
    errors = [code for code in codes if code != Verdict.INTERRUPTED]
    return max(errors, default=0) or max(codes, default=int(Verdict.INTERNAL_ERROR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a healthy run of a source looks like; a run below it has drifted."""

    articles: int = 1
    """Article addresses named by the listings, known ones included, at least."""
    dated: float = 0.9
    """Share of the extracted articles that have a publication date, at least."""
    words: int = 60
    """Median length of the extracted bodies, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The extracted articles of one run, in numbers."""

    articles: int
    dated: float
    """Share that has a date."""
    words: float
    """Median length."""


@dataclass(slots=True, kw_only=True)
class Extracted:
    """What the extracted articles of a run look like, before the topic filter."""

    dated: int = 0
    lengths: list[int] = field(default_factory=list)
    """Words of every extracted body."""

    def add(self, collected: Outcome, finished: Outcome) -> None:
        """Counts one article as it was collected, with what the stages made of it; Rejections do not count."""
        if isinstance(collected, Article):
            self.dated += finished.published_at is not None
            self.lengths.append(body_words(collected))

    @property
    def sample(self) -> Sample:
        """All of them in numbers."""
        count = len(self.lengths)
        share = round(self.dated / max(1, count), 4)
        return Sample(articles=count, dated=share, words=median(self.lengths) if count else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The listings of a run, in numbers."""

    named: int = 0
    """Article addresses, known ones included."""
    read: int = 0
    unchanged: int = 0
    failed: int = 0
    refused: int = 0
    """Those of the failed ones that the server refused."""
    why: str = ""
    """Why the last of the failed ones could not be used."""
    complete: bool = True
    """False when the run ended before it had read them all."""
    left: int = 0
    """Articles that the run leaves to the next one without having reached a limit."""
    stopped: bool = False
    """Whether the run ended before it had nothing left to do."""

    @property
    def reason(self) -> str:
        """The end of a sentence that says why listings could not be used."""
        return f": {self.why}" if self.why else ""


BLOCKING = ("401", "403", "407", "429", "451", "503")
GONE = ("404", "410")
"""Answers that are final: the article is not there any more."""
NOT_FETCHED = (Reason.FETCH_FAILED, Reason.TIMEOUT, Reason.HTTP_ERROR)
NO_FAILURES = (Reason.ROBOTS, Reason.OFF_TOPIC, Reason.GATED)
"""Rejections that are no failure of the outlet."""
WITHOUT_ARTICLE = (
    Reason.EMPTY, Reason.SOFT_404, Reason.WALL, Reason.BROKEN, Reason.NOT_HTML, Reason.NO_BROWSER, Reason.TOO_LARGE,
    Reason.FOREIGN_REDIRECT,
)  # fmt: skip
MANY = 20
"""Pages from which on a share of them means something."""
UNUSUAL = 0.2
"""A share of failures this much above that of the last runs is a change of the outlet."""
FEW = 3
"""Fewer failures, undated or short articles than this are single articles, and say nothing about the outlet."""


def gone(rejection: Rejection) -> bool:
    """Whether the server said that the article is not there any more."""
    return rejection.reason is Reason.HTTP_ERROR and rejection.detail.endswith(GONE)


def verdict(
    rejections: Iterable[Rejection],
    extracted: Extracted,
    listed: Listed,
    expect: Expect,
    usual: Sequence[float] = (),
    before: Sequence[Sample] = (),
) -> tuple[Verdict, str]:
    """The exit status of a run and its sentence, from the rejections that stand before deduplication.

    `usual` holds the failed shares of the last runs, `before` their articles, of the latest run first.
    """
    everything = list(rejections)
    refused, attempted = _attempted(everything, extracted)
    forbidden = sum(rejection.reason is Reason.ROBOTS for rejection in everything)
    return (
        _fetched(refused, attempted)
        or _unread(listed)
        or _listed(listed, expect)
        or _forbidden(forbidden, listed)
        or _left(listed, attempted)
        or _drifted(_last(extracted.sample, before), expect)
        or _unusual(failed_share(everything, extracted), attempted, usual)
        or (Verdict.FINE, "fine" if attempted else "nothing new that robots.txt allows" if forbidden else "nothing new")
    )


def _fetched(refused: list[Rejection], attempted: int) -> tuple[Verdict, str] | None:
    """The verdict where the server's answers decide."""
    reasons = Counter(rejection.reason for rejection in refused if not gone(rejection))
    blocked = sum(r.reason is Reason.HTTP_ERROR and r.detail.endswith(BLOCKING) for r in refused)
    lost = sum(reasons[reason] for reason in NOT_FETCHED)
    hollow = sum(reasons[reason] for reason in WITHOUT_ARTICLE)
    if blocked >= max(FEW, attempted / 2):
        return Verdict.BLOCKED, f"the server refused {blocked} of {attempted} articles"
    if lost >= FEW and lost == attempted:
        return Verdict.NOTHING_FETCHED, f"none of {lost} articles could be fetched"
    if hollow >= max(FEW, attempted / 2):
        return Verdict.BROKEN, f"{hollow} of {attempted} pages held no article"
    return None


def _unread(listed: Listed) -> tuple[Verdict, str] | None:
    """The verdict on a run that has not read all listings."""
    return None if listed.complete else (Verdict.INTERRUPTED, "stopped before all listings were read")


def _left(listed: Listed, attempted: int) -> tuple[Verdict, str] | None:
    """The verdict on a run that left articles unfetched."""
    if listed.left and not listed.stopped:
        return Verdict.INTERNAL_ERROR, f"errors of the source lost {listed.left} articles: see the log"
    early = listed.left or (listed.stopped and not attempted)
    return (Verdict.INTERRUPTED, "stopped before all articles were fetched") if early else None


def _listed(listed: Listed, expect: Expect) -> tuple[Verdict, str] | None:
    """The verdict where the listings decide; unchanged ones name nothing and mean that all is well."""
    if not (listed.read or listed.unchanged):
        return Verdict.NOTHING_FETCHED, f"no listing could be read ({listed.failed} failed){listed.reason}"
    return None if listed.unchanged else _named(listed, expect)


def _named(listed: Listed, expect: Expect) -> tuple[Verdict, str] | None:
    """The verdict where the number of articles that the listings name decides."""
    if not listed.named and listed.refused:
        return Verdict.BLOCKED, f"the server refused {listed.refused} listings, and no other named an article"
    if not listed.named:
        return Verdict.NOTHING_FETCHED, f"no listing named an article ({listed.read} read){listed.reason}"
    if listed.named < expect.articles:
        return Verdict.DRIFTED, f"the listings named {listed.named} articles, at least {expect.articles} were expected"
    return None


def _forbidden(forbidden: int, listed: Listed) -> tuple[Verdict, str] | None:
    """The verdict where robots.txt leaves nothing of what the listings name."""
    if forbidden < max(FEW, listed.named):
        return None
    return Verdict.BLOCKED, f"robots.txt forbids all {forbidden} articles"


def _last(own: Sample, before: Sequence[Sample]) -> list[Sample]:
    """A run's articles and, where they are few, those of the runs before; nothing while all together are few."""
    taken = [own]
    for sample in before if own.articles else ():
        if sum(each.articles for each in taken) >= FEW:
            break
        taken.append(sample)
    return taken if sum(each.articles for each in taken) >= FEW else []


def _drifted(last: Sequence[Sample], expect: Expect) -> tuple[Verdict, str] | None:
    """The verdict where dates and lengths of the last articles decide, those of every run taken by themselves."""
    if not last:
        return None
    count = sum(sample.articles for sample in last)
    articles = f"{count} articles" if len(last) == 1 else f"the last {count} articles"
    if all(sample.dated < expect.dated for sample in last):
        dated = sum(round(sample.dated * sample.articles) for sample in last)
        return Verdict.DRIFTED, f"{dated} of {articles} have a date, expected {expect.dated:.0%}"
    if all(sample.words < expect.words for sample in last):
        return Verdict.DRIFTED, f"half of {articles} have under {expect.words} words"
    return None


def failed_share(rejections: Sequence[Rejection], extracted: Extracted) -> float:
    """Share of the attempted pages that gave no article, for reasons other than the topic and robots.txt."""
    refused, attempted = _attempted(rejections, extracted)
    return round(len(refused) / attempted, 4) if attempted else 0.0


def _attempted(rejections: Sequence[Rejection], extracted: Extracted) -> tuple[list[Rejection], int]:
    """The rejections that are failures, and how many pages were asked for."""
    refused = [r for r in rejections if r.reason not in NO_FAILURES]
    gated = sum(r.reason is Reason.GATED for r in rejections)
    return refused, len(extracted.lengths) + gated + len(refused)


def _unusual(share: float, attempted: int, usual: Sequence[float]) -> tuple[Verdict, str] | None:
    """The verdict beside the last runs; small runs and short histories prove nothing."""
    if attempted < MANY or len(usual) < FEW or share <= median(usual) + UNUSUAL:
        return None
    return (
        Verdict.DRIFTED,
        f"{share:.0%} of {attempted} pages failed, {median(usual):.0%} in the last {len(usual)} runs",
    )
