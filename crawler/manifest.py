"""The manifest of a run: what it did, in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler.crawled import Crawled
from crawler.verdict import Listed, Sample, failed_share, verdict

SETTINGS = (
    "TOPIC",
    "DOWNLOAD_DELAY",
    "LIMIT_PAGE_BYTES",
    "LIMIT_MEMORY",
    "LIMIT_ARTICLES",
    "LIMIT_SECONDS",
    "LIMIT_LISTINGS",
    "LIMIT_SECTION_PAGES",
    "LIMIT_LINKS",
    "BROWSER",
    "BUNDLED",
)
"""The settings that a manifest lists: those that change what a run finds or keeps."""
USUAL = 10
"""The last runs that say which share of pages usually fails."""


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
    """Listings read, unchanged, refused and failed; article addresses known, out of range and named; kept articles that
    were looked at again: not_modified as the server says, the same as a look at the page says, put_off as robots.txt
    forbids the look."""
    extracted: int
    dated_share: float
    median_words: float
    failed_share: float
    """Share of the pages that gave no article, for reasons other than the topic and robots.txt."""
    newest: str
    """Day of the newest article that the listings named; the last possible one where only the month is known."""
    recovered: int
    """Outcomes taken over from an attempt that was killed."""
    limits: dict[str, int]
    """Limits that were reached."""
    rendering: dict[str, int]
    """Pages made by JavaScript: needed, embedded (read from their own data), browser, failed, refused requests."""
    settings: dict[str, str]
    verdict: str
    exit_code: int
    sentence: str
    schema: int = 1


def manifest_of(crawled: Crawled, before: Sequence[Mapping[str, float]]) -> Manifest:
    """The manifest of a run, judged beside what the ledger counted in the source's last runs, the latest first."""
    run, spider, tally = crawled.run, crawled.spider, crawled.tally
    numbers: dict[str, Any] = crawled.stats.get_stats()
    listed = Listed(
        named=numbers.get("article/named", 0),
        complete=spider.to_fetch is not None,
        stopped=spider.stopped,
        left=numbers.get("limit/interrupted", 0),
        why=numbers.get("missed", ""),
        **{name: numbers.get(f"listing/{name}", 0) for name in ("read", "unchanged", "failed", "refused")},
    )
    usual = [counts["failed_share"] for counts in before[:USUAL] if "failed_share" in counts]
    code, sentence = verdict(tally.rejections, tally.extracted, listed, spider.expect, usual, _samples(before))
    sample = tally.extracted.sample
    return Manifest(
        run=run.name,
        source=run.source,
        started=run.moment.isoformat(),
        finished=datetime.now(UTC).isoformat(),
        pages=tally.articles + tally.reasons.total(),
        articles=tally.articles,
        rejections=dict(sorted(tally.reasons.items())),
        relations=dict(sorted(tally.relations.items())),
        listings=numbers_under(numbers, "listing/", "article/") | tally.looks,
        extracted=sample.articles,
        dated_share=sample.dated,
        median_words=sample.words,
        failed_share=failed_share(tally.rejections, tally.extracted),
        newest=str(numbers.get("newest", "")),
        recovered=run.recovered,
        limits=numbers_under(numbers, "limit/"),
        rendering=numbers_under(numbers, "render/"),
        settings={name: str(spider.settings.get(name)) for name in SETTINGS},
        verdict=code.name.lower(),
        exit_code=int(code),
        sentence=sentence,
    )


def _samples(before: Sequence[Mapping[str, float]]) -> list[Sample]:
    """The articles of the runs before that had any."""
    return [
        Sample(articles=int(counts["extracted"]), dated=counts["dated_share"], words=counts["median_words"])
        for counts in before
        if counts.get("extracted")
    ]


def numbers_under(numbers: dict[str, Any], *beginnings: str) -> dict[str, int]:
    """The numbers whose names begin so, under the rest of their names."""
    return {key.partition("/")[2]: numbers[key] for key in sorted(numbers) if key.startswith(beginnings)}
