"""What `benchmarks.kill` compares: two crawls of one outlet differ in nothing but what belongs to their runs."""

from dataclasses import replace
from pathlib import Path

from benchmarks.crawl import page
from benchmarks.kill import Kept, crawl
from tests.outlet import Answer, LocalOutlet, article


def test_two_crawls_of_one_outlet_leave_the_same_and_a_lost_archive_is_seen(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with LocalOutlet(page, count=6) as outlet:
        crawl(f"{outlet.address}/", first)
        crawl(f"{outlet.address}/", second)
    expected = Kept.of(first)
    assert (len(expected.corpus), len(expected.rejected)) == (2, 4)
    assert Kept.of(second).unlike(expected) == []
    for archive in second.glob("archive/*/*"):
        archive.unlink()
    assert Kept.of(second).unlike(expected) == ["rejected", "archive"]


def test_a_look_at_what_has_not_changed_changes_nothing(tmp_path: Path) -> None:
    def unchanged(number: int, outlet: LocalOutlet) -> Answer:
        seen = outlet.asked.count(f"/news/{number}-on-nato-and-russia") > 1
        page = Answer(status=304) if seen else article(number)
        return replace(page, headers={**page.headers, "ETag": '"1"'})

    with LocalOutlet(unchanged, count=16) as outlet:
        crawl(f"{outlet.address}/", tmp_path)
        once = Kept.of(tmp_path)
        crawl(f"{outlet.address}/", tmp_path)
        assert len([path for path in outlet.asked if path.startswith("/news/")]) == 17
    assert Kept.of(tmp_path).unlike(once) == []
