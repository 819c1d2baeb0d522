"""Runs that end about the same time are published in one pass; nobody waits long, and nobody's fault is another's."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.publish_queue import PublishQueue, patience
from crawler.verdict import Verdict
from tests.command import lines, scrapy
from tests.outlet import Answer, LocalOutlet, article
from tests.stories import story


def lines_of(outlet: LocalOutlet, folder: Path) -> list[dict[str, Any]]:
    """The lines of an outlet's run."""
    return lines(folder, f"{outlet.address.removeprefix('http://')}/*.jsonl")


def with_a_copy(number: int, _: LocalOutlet) -> Answer:
    """Six articles, the last of which the other outlet published five days before."""
    return article(number, text=story(0 if number == 5 else 500 + number, 200))


def fine(*arguments: str) -> None:
    done = scrapy(*arguments, "-s", "GUARD_ALLOW=127.0.0.0/8", "-s", "LOG_LEVEL=WARNING")
    assert done.returncode == Verdict.FINE, done.stderr


def test_crawlall_keeps_a_story_where_it_was_published_first_not_where_the_crawl_ended_first(tmp_path: Path) -> None:
    with LocalOutlet(count=30) as first, LocalOutlet(with_a_copy, count=6) as second:
        fine("crawlall", "--only", f"{first.address}/, {second.address}/", "-s", f"DATA_DIR={tmp_path}")
        kept = {line["url"]: line["id"] for line in lines_of(first, tmp_path / "corpus")}
        assert len(kept) == 30
        (copy,) = lines_of(second, tmp_path / "rejected")
        assert (copy["url"], copy["relation"]) == (second.urls()[5], "syndicated")
        assert copy["duplicate_of"] == kept[first.urls()[0]]
        crawled = kept | {line["url"]: line["id"] for line in lines_of(second, tmp_path / "corpus")}
        assert len(crawled) == 35
    # What is judged together is what a build over all its archives keeps.
    archive, out, rejected = tmp_path / "archive", tmp_path / "built.jsonl", tmp_path / "rejected.jsonl"
    fine("build", str(archive), "-O", str(out), "--rejected", str(rejected))
    assert {line["url"]: line["id"] for line in lines(tmp_path, "built.jsonl")} == crawled


def test_an_address_named_with_only_outweighs_the_one_for_all(tmp_path: Path) -> None:
    with LocalOutlet(count=1) as outlet:
        address = f"{outlet.address}/"
        fine("crawlall", "--only", address, "-a", "url=http://other.example/", "-s", f"DATA_DIR={tmp_path}")
        assert len(lines_of(outlet, tmp_path / "corpus")) == 1


class Passes:
    """Publishes names instead of runs, and refuses the pass that holds a bad one."""

    def __init__(self) -> None:
        self.made: list[list[str]] = []

    def __call__(self, runs: Sequence[Any], _: Any) -> list[Any]:
        self.made.append(list(runs))
        if "bad" in runs:
            raise OSError("damaged")
        return [f"{run} published" for run in runs]


def published(names: Sequence[str], crawls: int, patience: float) -> tuple[list[Any], list[list[str]]]:
    """What becomes of crawls that end at once, and the passes that were made."""
    passes = Passes()

    async def all_of_them() -> list[Any]:
        queue: Any = PublishQueue(None, crawls, lambda _: patience, passes)  # type: ignore[arg-type]

        async def end(name: str) -> Any:
            try:
                return await queue.publish(name) if name != "failed" else name
            finally:
                queue.leave()

        return await asyncio.gather(*map(end, names), return_exceptions=True)

    return asyncio.run(all_of_them()), passes.made


def test_all_that_have_ended_are_published_in_one_pass() -> None:
    assert published(["a", "b"], 2, 900) == (["a published", "b published"], [["a", "b"]])


def test_nobody_waits_for_a_crawl_that_has_nothing_to_publish() -> None:
    assert published(["a", "failed"], 2, 900) == (["a published", "failed"], [["a"]])


def test_nobody_waits_longer_than_patience_for_a_slow_outlet() -> None:
    assert published(["a", "b"], 3, 0) == (["a published", "b published"], [["a", "b"]])


def test_a_run_that_cannot_be_published_does_not_keep_the_others() -> None:
    outcomes, made = published(["a", "bad", "b"], 3, 900)
    assert outcomes[0::2] == ["a published", "b published"]
    with pytest.raises(OSError, match="damaged"):
        raise outcomes[1]
    assert made == [["a", "bad", "b"], ["a"], ["bad"], ["b"]]


@pytest.mark.parametrize(("taken", "seconds"), [(1, 5), (100, 15), (100_000, 900)])
def test_a_crawl_waits_for_a_share_of_its_own_time(taken: float, seconds: float) -> None:
    run: Any = SimpleNamespace(moment=datetime.now(UTC) - timedelta(seconds=taken))
    crawled: Any = SimpleNamespace(run=run)
    assert patience(crawled) == pytest.approx(seconds, abs=0.5)
