"""Whole crawls of the bundled outlets: real spiders, real HTTP on loopback, the files that a scheduler would find."""

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import pipelines
from crawler.runs import Run
from crawler.verdict import Verdict
from tests.bundled import BundledSite
from tests.bundled.crawl import SOURCES, run
from tests.command import crawl, lines, scrapy
from tests.outlet import Answer, LocalOutlet

GOLDEN = Path(__file__).parent / "golden"


def manifests(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("manifests/*/*.json"))]


@dataclass(frozen=True, slots=True)
class Crawled:
    """A folder in which every bundled outlet was crawled twice, and what the second time fetched."""

    folder: Path
    site: BundledSite
    statuses: list[int]
    again: list[int]
    first: dict[str, list[dict[str, Any]]]
    refetched: list[str]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawl")
    with BundledSite() as site:
        statuses = [
            run(source, site.port, folder, "-O", str(folder / f"{source[0]}.jsonl")).returncode for source in SOURCES
        ]
        first = {kind: lines(folder, f"{kind}/*/*.jsonl") for kind in ("corpus", "rejected")}
        hits = len(site.hits)
        again = [run(source, site.port, folder).returncode for source in SOURCES]
        yield Crawled(folder, site, statuses, again, first, [hit.url for hit in site.hits[hits:]])


def test_every_crawl_is_fine(crawled: Crawled) -> None:
    assert crawled.statuses == crawled.again == [Verdict.FINE] * len(SOURCES)


def test_each_story_is_kept_once_with_its_golden_body_and_the_reason(crawled: Crawled) -> None:
    kept = {line["url"]: line for line in crawled.first["corpus"]}
    wanted = {url: item for url, item in crawled.site.expected().items() if item.outcome == "kept"}
    assert kept.keys() == wanted.keys()
    for url, item in wanted.items():
        golden = json.loads((GOLDEN / item.golden / "article.json").read_text("utf-8"))
        assert kept[url]["text"] == "\n".join(golden["body"])
        assert kept[url]["title"] == golden["title"]
        assert kept[url]["relevance"]["because"]


def test_every_other_page_is_rejected_with_its_reason(crawled: Crawled) -> None:
    reasons = {line["url"]: line["reason"] for line in crawled.first["rejected"]}
    wanted = {
        url: e.outcome for url, e in crawled.site.expected().items() if e.outcome not in {"kept", "same", "ignored"}
    }
    assert reasons == wanted
    assert all(line["detail"] for line in crawled.first["rejected"])


def test_the_copy_at_another_outlet_names_the_first_publisher(crawled: Crawled) -> None:
    (copy,) = [
        line for line in crawled.first["rejected"] if "dailywire" in line["url"] and line["reason"] == "duplicate"
    ]
    assert copy["relation"] == "syndicated"
    assert "themoscowtimes" in copy["detail"]
    assert copy["duplicate_of"] in {line["id"] for line in crawled.first["corpus"]}


def test_every_manifest_adds_up(crawled: Crawled) -> None:
    for manifest in manifests(crawled.folder):
        assert manifest["pages"] == manifest["articles"] + sum(manifest["rejections"].values())
        start = manifest["run"]
        assert manifest["articles"] == len(lines(crawled.folder, f"corpus/{start}.jsonl"))
        assert sum(manifest["rejections"].values()) == len(lines(crawled.folder, f"rejected/{start}.jsonl"))


def test_the_second_crawl_keeps_nothing_and_fetches_no_known_article(crawled: Crawled) -> None:
    second = manifests(crawled.folder)[1::2]
    assert [manifest["articles"] for manifest in second] == [0] * len(SOURCES)
    known = {line["url"] for line in crawled.first["corpus"]}
    assert known.isdisjoint(crawled.refetched)


def test_robots_txt_is_obeyed(crawled: Crawled) -> None:
    asked = {hit.url for hit in crawled.site.hits}
    forbidden = {url for url, item in crawled.site.expected().items() if item.outcome == "robots"}
    assert forbidden
    assert asked.isdisjoint(forbidden)


def test_dash_o_gives_the_corpus_lines(crawled: Crawled) -> None:
    feeds = [line for source in SOURCES for line in lines(crawled.folder, f"{source[0]}.jsonl")]
    assert sorted(map(str, feeds)) == sorted(map(str, crawled.first["corpus"]))


def test_nothing_is_staged_or_half_written_afterwards(crawled: Crawled) -> None:
    assert not [path for path in (crawled.folder / "staging").rglob("*") if path.is_file()]
    assert not list(crawled.folder.rglob("*.part"))


def test_an_updated_story_is_a_version_of_itself(tmp_path: Path) -> None:
    newsfront = SOURCES[2]
    with BundledSite() as site:
        run(newsfront, site.port, tmp_path)
        (url,) = [url for url, item in site.expected().items() if item.outcome == "kept" and "news-front" in url]
        site.revise(url, "in Berlin", "in Berlin, which ends on Friday", datetime(2026, 11, 1, tzinfo=UTC))
        assert run(newsfront, site.port, tmp_path).returncode == Verdict.FINE
        assert run(newsfront, site.port, tmp_path).returncode == Verdict.FINE
    first, second = lines(tmp_path, "corpus/*/*.jsonl")
    assert (second["id"], second["cluster"], second["relation"]) == (first["id"], first["cluster"], "version")
    assert "which ends on Friday" in second["text"]
    assert "which ends on Friday" not in first["text"]


def test_a_build_does_not_depend_on_the_order_of_its_inputs_or_the_number_of_processes(tmp_path: Path) -> None:
    pages = sorted(map(str, (GOLDEN / "themoscowtimes").glob("html-*/page.html.gz")))
    outputs = []
    for number, inputs in enumerate((pages, pages[::-1], pages[2:] + pages[:2]), 1):
        out = tmp_path / f"{number}.jsonl"
        built = scrapy("build", *inputs, "-O", str(out), "-s", f"PROCESSES={number}")
        assert built.returncode == 0, built.stderr
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]
    assert outputs[0].count(b"\n") == len(pages)


def test_builds_by_other_models_have_other_names(tmp_path: Path) -> None:
    shutil.copytree(Path(pipelines.__file__).parent, tmp_path / "pipelines")
    names = []
    for model in (b"one", b"another"):
        (tmp_path / "pipelines/models/pages.npz").write_bytes(model)
        asked = [sys.executable, "-c", "from pipelines.build_name import BuildName; print(BuildName(''))"]
        names.append(subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True).stdout)
    assert names[0] != names[1]


def test_builds_by_other_topics_have_other_names(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("NATO and Russia held talks in Geneva on Monday.", "utf-8")
    topic = (Path(pipelines.__file__).parent / "topics/nato_russia.toml").read_text("utf-8")
    for core in ("core = 0.7", "core = 0.8"):
        (tmp_path / "topic.toml").write_text(re.sub(r"^core = .*", core, topic, flags=re.MULTILINE), "utf-8")
        built = scrapy("build", "in.txt", "-o", "out.jsonl", "-s", "TOPIC=topic.toml", folder=tmp_path)
        assert built.returncode == 0, built.stderr
    assert len({line["run"] for line in lines(tmp_path, "out.jsonl")}) == 2


def test_a_rebuild_from_the_archive_is_the_corpus(crawled: Crawled, tmp_path: Path) -> None:
    archives = sorted(map(str, crawled.folder.glob("archive/*/*.warc.gz")))
    built = scrapy(
        "build", *archives, "-O", str(tmp_path / "out.jsonl"), "--rejected", str(tmp_path / "rejected.jsonl")
    )
    assert built.returncode == 0, built.stderr
    without = {"run", "fetched_at"}

    def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(({k: v for k, v in row.items() if k not in without} for row in rows), key=lambda row: row["id"])

    assert plain(lines(tmp_path, "out.jsonl")) == plain(crawled.first["corpus"])


def test_a_rejected_page_can_be_judged_again_from_the_archive_its_line_names(crawled: Crawled, tmp_path: Path) -> None:
    (line, *_) = [line for line in crawled.first["rejected"] if line["reason"] == "off_topic"]
    judged = scrapy("relevance", str(crawled.folder / line["archived"]), "-O", str(tmp_path / "judged.jsonl"))
    assert judged.returncode == 0, judged.stderr
    (again,) = [row for row in lines(tmp_path, "judged.jsonl") if row["url"] == line["url"]]
    assert (again["score"], again["keep"]) == (line["relevance"]["score"], False)


def test_a_page_that_was_never_fetched_names_no_archive(crawled: Crawled) -> None:
    archived = {line["reason"]: line["archived"] for line in crawled.first["rejected"]}
    assert archived["robots"] == ""


def test_private_addresses_are_refused_unless_allowed(tmp_path: Path) -> None:
    with BundledSite() as site:
        done = run(SOURCES[1], site.port, tmp_path, "-s", "GUARD_ALLOW=")
        assert (done.returncode, site.hits) == (Verdict.NOTHING_FETCHED, ())


def has_ipv6() -> bool:
    """Whether this machine has the address ::1."""
    with suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


@pytest.mark.skipif(not has_ipv6(), reason="needs IPv6")
def test_an_outlet_that_has_only_an_ipv6_address_is_crawled(tmp_path: Path) -> None:
    with LocalOutlet(count=3, host="::1") as outlet:
        status, manifest = crawl(outlet, tmp_path, "-s", "GUARD_ALLOW=::1/128")
    assert (status, manifest["articles"]) == (Verdict.FINE, 3)


def test_a_real_crawl_needs_a_contact(tmp_path: Path) -> None:
    done = scrapy("crawl", "rt", "-s", f"DATA_DIR={tmp_path}")
    assert done.returncode == Verdict.USAGE
    assert "CONTACT" in done.stdout + done.stderr


def test_an_unknown_source_is_a_sentence() -> None:
    done = scrapy("crawl", "nope", "-s", "CONTACT=you@example.org")
    assert done.returncode == Verdict.USAGE
    assert "no source is called nope" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_log_tells_what_happens_without_a_list_of_components(tmp_path: Path) -> None:
    with LocalOutlet(count=1) as outlet:
        url = f"url={outlet.address}/"
        done = scrapy("crawl", "site", "-a", url, "-s", f"DATA_DIR={tmp_path}", "-s", "GUARD_ALLOW=127.0.0.0/8")
    assert "Spider opened" in done.stderr
    assert "Enabled" not in done.stderr
    assert "Overridden settings" not in done.stderr


def test_a_redirect_that_leaves_the_outlet_says_where_to(tmp_path: Path) -> None:
    with LocalOutlet(lambda *_: Answer(status=302, headers={"Location": "http://moved.example/1"}), count=1) as outlet:
        url = f"url={outlet.address}/"
        scrapy("crawl", "site", "-a", url, "-s", f"DATA_DIR={tmp_path}", "-s", "GUARD_ALLOW=127.0.0.0/8")
    (refused,) = lines(tmp_path, "rejected/*/*.jsonl")
    assert refused["reason"] == "foreign_redirect"
    assert refused["detail"] == "the address redirects to moved.example, which is not the outlet's"


def test_a_second_run_of_a_source_is_refused(tmp_path: Path) -> None:
    first = Run(tmp_path, "rt", datetime.now(UTC))
    with BundledSite() as site:
        assert run(SOURCES[1], site.port, tmp_path).returncode == Verdict.BUSY
        assert site.hits == ()
    first.close()
