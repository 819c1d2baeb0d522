"""What a run did, in numbers."""

from dataclasses import dataclass


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
    failed_share: float
    """Share of the pages that gave no article, for reasons other than the topic and robots.txt."""
    newest: str
    """Day of the newest article that the listings named."""
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
