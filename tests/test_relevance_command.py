"""`scrapy relevance` as a person runs it: scores, the evidence behind them, and a topic fitted to labels."""

import re
from pathlib import Path

from crawler.verdict import Verdict
from pipelines.topic import load_topic
from tests.command import ROOT, lines, scrapy

LABELS = ROOT / "benchmarks" / "miniature" / "relevance.jsonl"
ON_TOPIC = "NATO and Russia resume talks\n\nNATO ambassadors met the envoy of Russia in Brussels on Monday, he said.\n"
OFF_TOPIC = "Village fair opens\n\nThe fair of the village opened on Monday, and the cakes were good, he said.\n"


def test_every_line_is_scored_and_explained_and_none_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "on.txt").write_text(ON_TOPIC, "utf-8")
    (tmp_path / "off.txt").write_text(OFF_TOPIC, "utf-8")
    done = scrapy("relevance", "on.txt", "off.txt", "--explain", "-O", "out.jsonl", folder=tmp_path)
    on, off = lines(tmp_path, "out.jsonl")
    assert (done.returncode, on["keep"], off["keep"], off["score"]) == (Verdict.FINE, True, False, 0.0)
    assert on["because"] == on["relevance"]["because"]
    first, second = done.stdout.split("== ")[1:]
    assert re.search(r"^  \+\d\.\d\d  NATO and Russia in the title$", first, re.MULTILINE)
    assert "[NATO] ambassadors met the envoy of [Russia]" in first
    assert second.splitlines()[1:3] == ["off topic, score 0.00", "  no word of NATO or Russia"]


def test_a_topic_is_fitted_to_labels_in_a_new_file_only(tmp_path: Path) -> None:
    asked = ("relevance", "--calibrate", str(LABELS), "-O", str(tmp_path / "fitted.toml"))
    done = scrapy(*asked)
    assert done.returncode == Verdict.FINE, done.stderr
    assert done.stdout.startswith("out of fold on 8")
    old, new = load_topic("nato_russia"), load_topic(tmp_path / "fitted.toml")
    assert int(new.version) == int(old.version) + 1
    assert [name for name, _ in new.weights] == [name for name, _ in old.weights]
    again = scrapy(*asked)
    assert (again.returncode, "name a new file" in again.stderr) == (Verdict.USAGE, True)
