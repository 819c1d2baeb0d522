"""`scrapy dedupe` and `scrapy ledger` as a person runs them."""

import json

import pytest

from crawler.verdict import Verdict
from pipelines.ledger import Ledger
from pipelines.ledger_upkeep import summary
from tests.command import scrapy
from tests.stories import story
from tests.test_ledger_upkeep import fill

TEXTS = [
    {"id": "a", "url": "https://a.org/1", "host": "a.org", "title": "One", "text": story(1)},
    {"id": "b", "url": "https://b.org/2", "host": "b.org", "title": "Other", "text": story(2)},
    {"id": "c", "url": "https://c.org/3", "host": "c.org", "title": "Copy", "text": story(1).upper()},
]


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in TEXTS))
    return path


def found(path):
    return {line["id"]: line for line in map(json.loads, path.read_text().splitlines())}


def test_every_text_has_a_line_with_its_cluster_and_the_evidence(tmp_path, lines):
    done = scrapy("dedupe", str(lines), "-O", str(tmp_path / "out.jsonl"))
    assert done.returncode == Verdict.FINE, done.stderr
    out = found(tmp_path / "out.jsonl")
    assert {id_: line["cluster"] for id_, line in out.items()} == {"a": "a", "b": "b", "c": "a"}
    assert (out["c"]["relation"], out["c"]["duplicate_of"], out["c"]["similarity"]) == ("syndicated", "a", 1.0)
    assert "same text as https://a.org/1" in out["c"]["because"]
    assert (out["a"]["title"], out["a"]["text"]) == ("One", story(1))


def test_all_copies_are_kept_and_marked_on_request(tmp_path, lines):
    scrapy("dedupe", str(lines), "--keep", "all", "-O", str(tmp_path / "out.jsonl"))
    copy = found(tmp_path / "out.jsonl")["c"]
    assert (copy["text"], copy["relation"], copy["duplicate_of"]) == (story(1).upper(), "syndicated", "a")


def test_what_a_ledger_knows_is_a_copy_and_is_added_only_on_request(tmp_path, lines):
    ledger, out = tmp_path / "ledger", tmp_path / "out"
    fill(ledger, "rt", [2], host="rt.com")
    scrapy("dedupe", str(lines), "--ledger", str(ledger), "-O", str(out))
    assert {id_: line["relation"] for id_, line in found(out).items()} == {
        "a": None,
        "b": "syndicated",
        "c": "syndicated",
    }
    with Ledger.open(ledger) as unchanged:
        assert (summary(unchanged).runs, summary(unchanged).texts) == (1, 1)
    scrapy("dedupe", str(lines), "--ledger", str(ledger), "--remember", "-O", str(out))
    with Ledger.open(ledger) as changed:
        assert (summary(changed).runs, summary(changed).texts) == (2, 2)


def test_that_everything_is_known_is_a_fine_result(tmp_path, lines):
    fill(tmp_path / "ledger", "rt", [1, 2], host="rt.com")
    done = scrapy("dedupe", str(lines), "--ledger", str(tmp_path / "ledger"))
    assert {json.loads(line)["relation"] for line in done.stdout.splitlines()} == {"syndicated"}
    assert done.returncode == Verdict.FINE


def test_a_ledger_can_be_merged_compacted_forgotten_and_verified(tmp_path):
    ledger, other = str(tmp_path / "ledger"), str(tmp_path / "other")
    fill(tmp_path / "ledger", "rt", range(3))
    fill(tmp_path / "other", "tass", range(5), minute=1)
    assert "runs taken over: 1" in scrapy("ledger", "merge", other, "--ledger", ledger).stdout
    assert "bytes before" in scrapy("ledger", "compact", "--ledger", ledger).stdout
    assert "run 1 is forgotten" in scrapy("ledger", "forget", "1", "--ledger", ledger).stdout
    verified = scrapy("ledger", "verify", "--ledger", ledger)
    assert (verified.returncode, verified.stdout) == (Verdict.FINE, "the ledger is sound\n")


def test_a_ledger_that_cannot_be_used_is_no_wrong_usage(tmp_path):
    (tmp_path / "ledger").write_text("no ledger", "utf-8")
    done = scrapy("ledger", "show", "--ledger", str(tmp_path / "ledger"))
    assert (done.returncode, done.stderr) == (Verdict.INTERNAL_ERROR, f"{tmp_path / 'ledger'}: it is not a ledger\n")


@pytest.mark.parametrize(("arguments", "sentence"), [(["show"], "there is no ledger"), (["sing"], "is none of")])
def test_what_cannot_be_done_is_one_sentence(tmp_path, arguments, sentence):
    done = scrapy("ledger", *arguments, "--ledger", str(tmp_path / "nowhere"))
    assert done.returncode == Verdict.USAGE
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
