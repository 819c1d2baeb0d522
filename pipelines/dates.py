"""When an article was published: dates parsed, the most trusted one chosen, all in UTC."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.data import load_data
from pipelines.outlet import Outlet
from pipelines.record import Article, Flag, Origin, Precision
from pipelines.text import squeeze

_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?"
    r"(?:[T ]+(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:[.,]\d+)?)?\s*"
    r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?$",
    re.IGNORECASE,
)
_RFC = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|[A-Z]{1,4})$")
_DAY = r"(?P<day>\d{1,2})"
_WRITTEN = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"\b{_DAY}(?:\.|st|nd|rd|th|-?(?:го|е))?\s*(?:de |of )?"
            r"(?P<name>[^\W\d_]{3,})\.?,?\s*(?:de )?(?P<year>\d{4})\b"
        ),
        rf"\b(?P<name>[^\W\d_]{{3,}})\.?\s+{_DAY}(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        r"\b(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/(?P<year>\d{4})\b",  # American, and nothing else
        rf"\b{_DAY}[./](?P<month>\d{{1,2}})[./](?P<year>\d{{4}})\b",
        rf"\b(?P<year>\d{{4}})[./-](?P<month>\d{{1,2}})[./-]{_DAY}\b",
    )
)
_CLOCK = re.compile(
    r"(?<![$€£\d.,])(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::(?P<second>\d\d))?\s*(?P<half>[ap]\.?m\b)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC|\d)\s*([+-])(\d{1,2}):?(\d\d)?\b|\b(GMT|UTC)\b")
_READING_TIME = re.compile(r"\b\d{1,3}[ -]?min(?:ute)?s?\b(?: read)?")
_DIGIT = re.compile(r"\d")
_UPDATED = re.compile(
    r"(?:last )?(?:updated|modified)|обновлено|оновлено|aktualisiert|stand\b|mis à jour|actualizado", re.IGNORECASE
)
_ZONES = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "BST": 1, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7}
_SEASONAL = {"ET": "America/New_York", "PT": "America/Los_Angeles"}
"""Names that stand for a zone in summer and in winter."""
_NAMED_ZONE = re.compile(rf"\b(?:{'|'.join([*_ZONES, *_SEASONAL])})\b")
_URL_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d\d?)[/-](?P<day>\d\d?)(?=[/_.-]|$)",
        (
            r"/(?P<year>(?:19|20)\d\d)/(?P<name>[a-z]{3}|january|february|march|april|june|july|august|"
            r"september|october|november|december)/(?P<day>\d\d?)/"
        ),
        r"[/_-](?P<year>20\d\d)-?(?P<month>[01]\d)-?(?P<day>[0-3]\d)(?=[/_.-]|$)",
        r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d\d)/",
    )
)
_FINEST_FIRST = (
    (Precision.SECOND, "second"),
    (Precision.MINUTE, "minute"),
    (Precision.DAY, "day"),
    (Precision.MONTH, "year"),
)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A point in time as precise as it was stated, in UTC."""

    at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """The stage that chooses an article's most trusted publication date; a future one is ignored and flagged."""

    outlets: tuple[Outlet, ...] = ()
    now: datetime

    def __call__(self, article: Article) -> Article:
        """The article with `published_at` and its origin and precision, where one of its dates can be believed."""
        stamps = list(self._stamps(article))
        limit = (article.fetched_at or self.now) + timedelta(days=1)
        past = [(origin, stamp) for origin, stamp in stamps if _EARLIEST <= stamp.at <= limit]
        if any(stamp.at > limit for _, stamp in stamps):
            article = article.flagged(Flag.FUTURE_DATE)
        if not past:
            return replace(article, published_at=None, published_from=None, published_precision=None)
        origin, stamp = _finest(sorted(past, key=lambda found: list(Origin).index(found[0])))
        return replace(article, published_at=stamp.at, published_from=origin, published_precision=stamp.precision)

    def _stamps(self, article: Article) -> Iterator[tuple[Origin, Stamp]]:
        """Every date of an article that can be parsed, with its origin."""
        zone = zone_of(next((o.timezone for o in self.outlets if o.source == article.source), "UTC"))
        if article.published_at is not None:
            precision = article.published_precision or Precision.SECOND
            at = article.published_at.astimezone(UTC)
            yield article.published_from or Origin.LISTING, Stamp(at=at, precision=precision)
        for origin, text in article.dates:
            stamp = parse_date(text, zone)
            if stamp is not None:
                yield origin, stamp
        in_url = url_date(article.canonical_url) or url_date(article.url)
        if in_url is not None:
            yield Origin.URL, in_url


def _finest(stamps: Sequence[tuple[Origin, Stamp]]) -> tuple[Origin, Stamp]:
    """The first date or, where it is a month, the first that names a day in it."""
    first = stamps[0][1]
    if first.precision is not Precision.MONTH:
        return stamps[0]
    days = (found for found in stamps if found[1].precision is not Precision.MONTH)
    return next((found for found in days if f"{found[1].at:%Y%m}" == f"{first.at:%Y%m}"), stamps[0])


def zone_of(name: str) -> tzinfo:
    """The IANA zone of a name, or UTC for one that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def parse_date(text: str, zone: tzinfo = UTC) -> Stamp | None:
    """The date in a text that holds little else; `zone` applies where none is printed; None when there is no date."""
    text = squeeze(text)[:120]
    iso = _ISO.match(text)
    try:
        if iso:
            return _stamp(iso.groupdict(), _iso_zone(iso["zone"]) or zone)
        if _RFC.match(text) and (stated := parsedate_to_datetime(text)).tzinfo:  # none for MSK and CET
            return Stamp(at=stated.astimezone(UTC), precision=Precision.SECOND)
        return _written(text, zone)
    except (ValueError, OverflowError):
        return None


def url_date(url: str) -> Stamp | None:
    """The date that an address carries in its path, to the day or the month."""
    for pattern in _URL_DATES:
        found = pattern.search(url)
        if found:
            try:
                return _stamp(found.groupdict(), UTC)
            except ValueError:
                continue
    return None


def is_timestamp(line: str) -> bool:
    """True when a line holds nothing but a date, a time, or how long ago."""
    brief = len(line) <= 90 and line.count(" ") <= 14 and _DIGIT.search(line) is not None
    return brief and _is_timestamp(squeeze(line))


@lru_cache(maxsize=10_000)  # every step of cleaning asks again, and outlets date their stories alike
def _is_timestamp(line: str) -> bool:
    if _ago().match(line.lower()):
        return True
    rest = line
    for pattern in (_READING_TIME, *_WRITTEN, _CLOCK, _OFFSET):
        rest = pattern.sub(" ", rest)
    dated = rest != line
    return dated and all(_words_around().match(word) for word in re.findall(r"[^\W\d_]+|\d+", rest.lower()))


def is_update(line: str) -> bool:
    """True for the timestamp of a page's last change."""
    return _UPDATED.match(line) is not None


def _written(text: str, zone: tzinfo) -> Stamp | None:
    """The date that a text writes out, with the time and the zone that stand around it."""
    found = next(filter(None, (pattern.search(text) for pattern in _WRITTEN)), None)
    if found is None:
        return None
    rest = text[: found.start()] + " " + text[found.end() :]
    clock = _CLOCK.search(rest)
    parts = {**found.groupdict(), **(clock.groupdict() if clock else {})}
    if parts.pop("half", None) and clock and clock["half"].lower().startswith("p") != (clock["hour"] == "12"):
        parts["hour"] = str((int(clock["hour"]) + 12) % 24)
    return _stamp(parts, _offset(rest) or zone)  # not in the date: -11 of 2026-11-05 is no zone


def _stamp(parts: dict[str, str | None], zone: tzinfo) -> Stamp:
    """The stamp of named parts; raises ValueError when they name no day that exists."""
    name = parts.get("name")
    month = _month(name) if name else int(parts["month"] or 1)
    precision = next(p for p, part in _FINEST_FIRST if parts.get(part))
    day, hour, minute, second = (
        int(parts.get(part) or least) for part, least in (("day", 1), ("hour", 0), ("minute", 0), ("second", 0))
    )
    if precision in {Precision.DAY, Precision.MONTH}:
        zone = UTC
    at = datetime(int(parts["year"] or 0), month, day, hour, minute, second, tzinfo=zone)
    return Stamp(at=at.astimezone(UTC), precision=precision)


def _month(name: str) -> int:
    """The number of a month by the beginning of its name; raises ValueError for another word."""
    fits = [(len(start), number) for start, number in _months() if name.lower().startswith(start)]
    if not fits:
        raise ValueError(f"{name} is no month")
    return max(fits)[1]


def _iso_zone(text: str | None) -> tzinfo | None:
    """The zone of an ISO 8601 time; None where it has none."""
    if not text:
        return None
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)


def _offset(text: str) -> tzinfo | None:
    """The zone that a text names by an offset or an abbreviation; None where it names none."""
    found, named = _OFFSET.search(text), _NAMED_ZONE.search(text)
    if not found and named:
        name = named[0]
        return zone_of(_SEASONAL[name]) if name in _SEASONAL else timezone(timedelta(hours=_ZONES[name]))
    if not found:
        return None
    return UTC if found[4] else _iso_zone(f"{found[1]}{int(found[2]):02d}{found[3] or '00'}")


@cache
def _months() -> tuple[tuple[str, int], ...]:
    return tuple((start, number) for number, starts in enumerate(load_data("dates")["months"], 1) for start in starts)


@cache
def _words_around() -> re.Pattern[str]:
    return re.compile(load_data("dates")["around"])


@cache
def _ago() -> re.Pattern[str]:
    return re.compile(load_data("dates")["relative"])
