from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.dates import Date, is_timestamp, parse_date, url_date, zone_of
from pipelines.outlet import Outlet
from pipelines.record import Article, Flag, Origin, Precision

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BARE = Article(id="1", url="https://example.org/a", canonical_url="https://example.org/a")


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2014-10-09T12:00:00+04:00", datetime(2014, 10, 9, 8, tzinfo=UTC), Precision.SECOND),
        ("2026-01-02T08:40Z", datetime(2026, 1, 2, 8, 40, tzinfo=UTC), Precision.MINUTE),
        ("2024-05-03", datetime(2024, 5, 3, tzinfo=UTC), Precision.DAY),
        ("2024-05", datetime(2024, 5, 1, tzinfo=UTC), Precision.MONTH),
        ("2020-05-01 10:00:00Z", datetime(2020, 5, 1, 10, tzinfo=UTC), Precision.SECOND),
        ("Thu, 09 Oct 2014 10:00:00 +0000", datetime(2014, 10, 9, 10, tzinfo=UTC), Precision.SECOND),
        ("7 Apr, 2016 05:27", datetime(2016, 4, 7, 5, 27, tzinfo=UTC), Precision.MINUTE),
        ("01.12.2022 14:05", datetime(2022, 12, 1, 14, 5, tzinfo=UTC), Precision.MINUTE),
        ("April 7, 2016 5:27 pm", datetime(2016, 4, 7, 17, 27, tzinfo=UTC), Precision.MINUTE),
        ("2/24/2026", datetime(2026, 2, 24, tzinfo=UTC), Precision.DAY),
        ("4/2/2026", datetime(2026, 2, 4, tzinfo=UTC), Precision.DAY),
        ("7 апреля 2016, 05:27", datetime(2016, 4, 7, 5, 27, tzinfo=UTC), Precision.MINUTE),
        ("3. März 2024", datetime(2024, 3, 3, tzinfo=UTC), Precision.DAY),
        ("Updated 3 May 2024 at 12:00 GMT+2", datetime(2024, 5, 3, 10, tzinfo=UTC), Precision.MINUTE),
        ("May 16, 2025 4:00 am CET", datetime(2025, 5, 16, 3, tzinfo=UTC), Precision.MINUTE),
        ("Published: 2026-11-05, 10:00", datetime(2026, 11, 5, 10, tzinfo=UTC), Precision.MINUTE),
        ("2026-11-05 10:00 CET", datetime(2026, 11, 5, 9, tzinfo=UTC), Precision.MINUTE),
        ("November 5, 2026 10:00 ET", datetime(2026, 11, 5, 15, tzinfo=UTC), Precision.MINUTE),
        ("July 5, 2026 10:00 ET", datetime(2026, 7, 5, 14, tzinfo=UTC), Precision.MINUTE),
        ("July 5, 2026 10:00 PT", datetime(2026, 7, 5, 17, tzinfo=UTC), Precision.MINUTE),
        ("Thu, 05 Nov 2026 10:00:00 MSK", datetime(2026, 11, 5, 7, tzinfo=UTC), Precision.SECOND),
        ("5. marraskuuta 2026", datetime(2026, 11, 5, tzinfo=UTC), Precision.DAY),
        ("5. lipnja 2026", datetime(2026, 6, 5, tzinfo=UTC), Precision.DAY),
    ],
)
def test_dates_as_outlets_write_them(text: str, at: datetime, precision: Precision) -> None:
    stamp = parse_date(text)
    assert stamp is not None
    assert (stamp.at, stamp.precision) == (at, precision)


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-40", "32 May 2024", "0000-00-00T00:00:00Z", "9" * 5000])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date(text) is None


def test_the_outlets_zone_applies_where_none_is_printed() -> None:
    stamp = parse_date("2014-10-09 12:00", ZoneInfo("Europe/Moscow"))
    assert stamp is not None
    assert stamp.at == datetime(2014, 10, 9, 8, tzinfo=UTC)


def test_an_unknown_zone_is_utc() -> None:
    assert zone_of("Mars/Olympus") is UTC


@pytest.mark.parametrize(
    "line", ["7 Apr, 2016 05:27", "5 minutes ago", "Updated: 12 March 2026", "12 марта 2026 г., 10:00"]
)
def test_a_line_that_only_says_when_is_a_timestamp(line: str) -> None:
    assert is_timestamp(line)


@pytest.mark.parametrize("line", ["He was born on 7 April 1966", "Oslo, 5 May 2014", "2014", "In 2014"])
def test_sentences_with_dates_are_no_timestamps(line: str) -> None:
    assert not is_timestamp(line)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2014/10/28/nato-a40847", datetime(2014, 10, 28, tzinfo=UTC)),
        ("https://example.org/20191120/a-1.html", datetime(2019, 11, 20, tzinfo=UTC)),
        ("https://example.org/world/2024/may/03/a", datetime(2024, 5, 3, tzinfo=UTC)),
        ("https://example.org/world/2024/october/3/a", datetime(2024, 10, 3, tzinfo=UTC)),
    ],
)
def test_addresses_carry_dates(url: str, day: datetime) -> None:
    stamp = url_date(url)
    assert stamp is not None
    assert stamp.at == day


def test_numbers_in_addresses_are_no_dates() -> None:
    assert url_date("https://example.org/a-1077300123") is None
    assert url_date("https://example.org/2024/marketing/03/") is None


def test_the_most_trusted_date_wins() -> None:
    article = replace(
        BARE, dates=((Origin.PAGE, "2020-01-03"), (Origin.META, "2020-01-02"), (Origin.JSONLD, "2020-01-01"))
    )
    dated = Date(now=NOW)(article)
    assert (dated.published_at, dated.published_from) == (datetime(2020, 1, 1, tzinfo=UTC), Origin.JSONLD)


@pytest.mark.parametrize(("shown", "day"), [("2020-05-17", 17), ("2020-06-17", 1), ("2019-05-17", 1)])
def test_a_month_is_made_finer_by_a_day_in_it(shown: str, day: int) -> None:
    article = replace(BARE, url="https://example.org/2020/05/a", dates=((Origin.PAGE, shown),))
    assert Date(now=NOW)(article).published_at == datetime(2020, 5, day, tzinfo=UTC)


def test_a_future_date_is_refused_and_flagged() -> None:
    article = replace(BARE, dates=((Origin.JSONLD, "2099-01-01"), (Origin.META, "2020-01-02")))
    dated = Date(now=NOW)(article)
    assert (dated.published_from, dated.flags) == (Origin.META, (Flag.FUTURE_DATE,))


def test_an_article_without_dates_has_none() -> None:
    assert Date(now=NOW)(BARE).published_at is None


def test_the_zone_is_that_of_the_source() -> None:
    outlet = Outlet(source="tmt", name="T", timezone="Europe/Moscow")
    article = replace(BARE, source="tmt", dates=((Origin.META, "2024-02-20 12:05"),))
    assert Date(outlets=(outlet,), now=NOW)(article).published_at == datetime(2024, 2, 20, 9, 5, tzinfo=UTC)
