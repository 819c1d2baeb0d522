"""Publishes runs: applies the last stages, dedupes, writes the files to be revealed and commits the ledger's rows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, tee
from typing import TYPE_CHECKING

import msgspec

from crawler.crawled import Crawled, Tally, is_itself
from crawler.manifest import Manifest, manifest_of, numbers_under
from crawler.memory import LEFT, RETRIED, UNCHANGED, still_kept
from crawler.recipes import finishing, ledger_path
from crawler.runs import Run
from crawler.verdict import MANY
from crawler.writing import lines_to
from pipelines.dedupe import dedupe
from pipelines.ledger import Additions, Ledger
from pipelines.ledger_types import PASSING, Seen
from pipelines.recipe import Recipe
from pipelines.record import Article, Outcome, Reason, Rejection, record
from pipelines.recurring import count_paragraphs, stories_by_host
from pipelines.spool import Spool, split
from pipelines.urls import canonical
from pipelines.workers import Workers

if TYPE_CHECKING:
    from crawler.source import NewsSpider

LEAVING = frozenset({"articles", "seconds", "interrupted"})
"""Limits at which a run leaves articles, known by their listings, to the next one."""
LAST = 200
"""Runs that a run is judged beside: a week of hourly ones."""


def publish(runs: Sequence[Crawled], workers: Workers) -> list[Manifest]:
    """The manifests of runs that are published in one pass: rows committed, files ready to be revealed."""
    with Spool() as spool, Ledger.open(ledger_path(runs[0].spider.settings)) as ledger, ExitStack() as stack:
        for crawled in runs:
            _finish(crawled, ledger, workers, spool)
        added = [stack.enter_context(ledger.begin(each.run.source, each.run.moment)) for each in runs]
        added[0].owners = {each.spider.name: own.number for each, own in zip(runs, added, strict=True)}
        _write(runs, dedupe(added[0], spool.ordered()), ledger)
        manifests = [_record(crawled, ledger, own) for crawled, own in zip(runs, added, strict=True)]
        for own, manifest in zip(added[1:], manifests[1:], strict=True):
            own.finish(datetime.now(UTC), _counts(manifest))
        added[0].commit(datetime.now(UTC), _counts(manifests[0]))
    return manifests


def _finish(crawled: Crawled, ledger: Ledger, workers: Workers, spool: Spool) -> None:
    """Spools the run's articles after all stages; cleaning knows what the hosts repeat, this run included."""
    run = crawled.run
    crawled.tally = Tally()  # an earlier attempt may have failed half-way
    crawled.stories = stories_by_host(
        row.article for row in run.staged() if row.article and not ledger.kept(row.article.url)
    )
    known = {host: ledger.recurring(host) + count_paragraphs(stories) for host, stories in crawled.stories.items()}
    recipe = finishing(crawled.spider.settings, run.moment, known)
    for refused in split(_finished(run, workers, recipe, crawled.tally), spool):
        before = ledger.seen(refused.url)
        again = before is not None and before.outcome in PASSING
        (crawled.tally.again if again else crawled.tally.rejections).append(refused)


def _record(crawled: Crawled, ledger: Ledger, added: Additions) -> Manifest:
    """The manifest, written beside the run's files; notes what the ledger is to record of the run."""
    for host, stories in crawled.stories.items():
        added.paragraphs(host, stories)
    _count_interruption(crawled)
    limited = bool(numbers_under(crawled.stats.get_stats(), "limit/"))
    for seen in _visits(crawled.run, crawled.spider, crawled.tally, limited=limited):
        added.saw(still_kept(seen, ledger))
    manifest = manifest_of(crawled, _counted(ledger, crawled.run))
    (crawled.run.folder / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    return manifest


def _count_interruption(crawled: Crawled) -> None:
    """Counts the articles that a stopped or failed crawl leaves to the next one, where no limit explains them."""
    to_fetch = crawled.spider.to_fetch
    left = (to_fetch or set()) - {row.url for row in crawled.run.outlines()}
    if (to_fetch is None or left) and not numbers_under(crawled.stats.get_stats(), "limit/"):
        crawled.stats.set_value("limit/interrupted", len(left))


def _counted(ledger: Ledger, run: Run) -> list[Mapping[str, float]]:
    """What the source's last runs counted, the latest first."""
    return [row.stats for row in reversed(ledger.runs(run.source, last=LAST))]


def _finished(run: Run, workers: Workers, recipe: Recipe, tally: Tally) -> Iterator[Outcome]:
    """Every staged outcome after the recipe's stages, counted beside what it was before them."""
    before, staged = tee(row.outcome for row in run.staged() if row.outcome)
    for collected, outcome in zip(before, workers.finish(staged, recipe), strict=True):
        tally.extracted.add(collected, outcome)
        yield outcome


def _write(runs: Sequence[Crawled], outcomes: Iterator[Outcome], ledger: Ledger) -> None:
    """Writes corpus and rejected files in publishing order; rejected lines name the archive that holds the page."""
    with ExitStack() as stack:
        by_source = {each.spider.name: each for each in runs}
        archived = {url: each.run.archive for each in runs for url in each.run.archived()}
        files = {
            (source, name): stack.enter_context(lines_to(str(each.run.folder / f"{name}.jsonl")))
            for source, each in by_source.items()
            for name in ("corpus", "rejected")
        }
        for outcome in chain(outcomes, *((*each.tally.rejections, *each.tally.again) for each in runs)):
            crawled = by_source[outcome.source]
            if _same_again(outcome, ledger):
                crawled.tally.add_same(outcome)
                continue
            if _put_off(outcome, ledger):
                crawled.tally.add_put_off(outcome)
                continue
            crawled.tally.add(outcome)
            final = replace(outcome, run=crawled.run.name)
            if isinstance(final, Article):
                files[outcome.source, "corpus"].write(record(final))
            else:
                files[outcome.source, "rejected"].write(record(replace(final, archived=archived.get(final.url, ""))))


def _same_again(outcome: Outcome, ledger: Ledger) -> bool:
    """Whether a look found the article unchanged: it is neither a copy nor news.

    A new address that leads to a known article is a copy, though.
    """
    if not (isinstance(outcome, Rejection) and is_itself(outcome)):
        return False
    seen = ledger.seen(outcome.url)
    if seen is not None and seen.outcome in PASSING:
        return ledger.kept(outcome.url)
    return seen is not None and seen.outcome not in RETRIED


def _put_off(outcome: Outcome, ledger: Ledger) -> bool:
    """Whether robots.txt forbids to look again at an address: what was found there before stands."""
    seen = ledger.seen(outcome.url) if isinstance(outcome, Rejection) and outcome.reason is Reason.ROBOTS else None
    return seen is not None and seen.outcome not in RETRIED


def _visits(run: Run, spider: "NewsSpider", tally: Tally, *, limited: bool) -> Iterator[Seen]:
    """What the ledger is to record of every address; of the listings only when all that they name was fetched."""
    for row in run.outlines():
        outcome = row.outcome
        became = UNCHANGED if row.unchanged else tally.outcomes.get(row.url, "article")
        led = became not in PASSING | RETRIED  # else to a wall or the front page, as many addresses are
        yield Seen(
            url=row.url,
            canonical_url=outcome.canonical_url if outcome and led else canonical(row.url, spider.outlet.hosts),
            etag=row.etag,
            last_modified=row.last_modified,
            outcome=became,
            published_at=tally.dates.get(row.url),
            fetched_at=(outcome.fetched_at if outcome else None) or datetime.now(UTC),
        )
    if tally.complete and not (limited or spider.since or spider.until):
        yield from spider.memory.listings


def _counts(manifest: Manifest) -> dict[str, float]:
    """What the ledger records of a run; the share of failures only of runs with enough pages."""
    left = not LEAVING.isdisjoint(manifest.limits)
    counts: dict[str, float] = {"pages": manifest.pages, "articles": manifest.articles, LEFT: left}
    if manifest.extracted:
        counts |= {name: getattr(manifest, name) for name in ("extracted", "dated_share", "median_words")}
    return counts | ({"failed_share": manifest.failed_share} if manifest.pages >= MANY else {})
