"""What `benchmarks.kill` compares: two crawls of one outlet differ in nothing but what belongs to their runs."""

from pathlib import Path

from benchmarks.crawl import page
from benchmarks.kill import Kept, crawl
from tests.outlet import Outlet


def test_two_crawls_of_one_outlet_leave_the_same_and_a_lost_archive_is_seen(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with Outlet(page, count=6) as outlet:
        crawl(f"{outlet.address}/", first)
        crawl(f"{outlet.address}/", second)
    expected = Kept.of(first)
    assert (len(expected.corpus), len(expected.rejected)) == (2, 4)
    assert Kept.of(second).unlike(expected) == []
    for archive in second.glob("archive/*/*"):
        archive.unlink()
    assert Kept.of(second).unlike(expected) == ["rejected", "archive"]
