"""A page that states no date: what htmldate finds counts only where nothing else does."""

from datetime import UTC, datetime

import pytest

from pipelines.clean import Clean
from pipelines.dates import Date
from pipelines.extract import extract
from pipelines.limits import Limits
from pipelines.record import Article, Listing, Origin, Page, Precision
from tests.stories import BODY

FETCHED = datetime(2024, 6, 1, 12, tzinfo=UTC)
BYLINE = "<div class='byline'>Jane Doe wrote this on 24 April 2023 in the harbour town</div>"
LEAD = "<p>Envoys of the alliance have met in the harbour town and will go on talking there for a week.</p>"
FUTURE = BYLINE.replace("2023", "2024").replace("April", "July")


def read(above: str, *, head: str = "", url: str = "https://a.example/coal", listing: Listing | None = None) -> Article:
    body = "".join(f"<p>{line}</p>" for line in BODY)
    page = (
        f"<html><head>{head}</head><body><h1>Envoys meet in the town</h1>{above}<article>{body}</article></body></html>"
    )
    found = extract(Page(url=url, body=page.encode(), fetched_at=FETCHED, listing=listing or Listing()), None, Limits())
    return Date(now=FETCHED)(Clean()(found))


def test_a_day_in_the_markup_is_the_last_resort() -> None:
    article = read(BYLINE)
    assert article.published_at == datetime(2023, 4, 24, tzinfo=UTC)
    assert (article.published_from, article.published_precision) == (Origin.PAGE, Precision.DAY)


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ({"head": "<meta property='article:published_time' content='2020-01-01'>"}, Origin.META),
        ({"url": "https://a.example/2020/01/01/coal"}, Origin.URL),
        ({"listing": Listing(published_at=datetime(2020, 1, 1, tzinfo=UTC))}, Origin.LISTING),
        ({"above": f"{BYLINE}<p>1 January 2020</p>"}, Origin.PAGE),
    ],
)
def test_every_other_date_is_believed_before_it(given: dict[str, object], origin: Origin) -> None:
    article = read(**{"above": BYLINE, **given})  # type: ignore[arg-type]
    assert (article.published_at, article.published_from) == (datetime(2020, 1, 1, tzinfo=UTC), origin)


OTHERS = "<ul><li class='date'>1 May 2024</li><li class='date'>2 May 2024</li></ul>"


@pytest.mark.parametrize(
    "above",
    [f"{LEAD}<div class='meta'>24 April 2023 · 5 min read</div>", f"{OTHERS}<p>24 April 2023</p>", f"{BYLINE}{LEAD}"],
)
def test_a_line_beside_the_body_tells_the_day_before_the_dates_of_other_articles_do(above: str) -> None:
    assert read(above).published_at == datetime(2023, 4, 24, tzinfo=UTC)


def test_a_day_in_the_markup_makes_the_month_of_the_address_finer() -> None:
    article = read(BYLINE, url="https://a.example/2023/04/coal")
    assert (article.published_at, article.published_from) == (datetime(2023, 4, 24, tzinfo=UTC), Origin.PAGE)


def test_a_date_between_the_elements_of_its_box_is_read() -> None:
    article = read(
        "<div class='date-box'> <b>Jane</b> <i>Doe</i> <b>wrote</b> 2023-04-24 10:15 <i>in the town</i></div>"
    )
    assert (article.published_at, article.published_from) == (datetime(2023, 4, 24, 10, 15, tzinfo=UTC), Origin.PAGE)


def test_a_day_after_the_page_was_fetched_is_not_its_date() -> None:
    assert read(FUTURE).published_at is None


def test_a_day_that_the_body_mentions_is_not_its_date() -> None:
    assert (
        read(
            "<p>Envoys of the alliance met on 24 April 2023 and spoke about the price of coal, he said.</p>"
        ).published_at
        is None
    )
