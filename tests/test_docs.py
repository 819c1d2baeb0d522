"""README and docs say what the code says."""

import re
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import settings as project
from crawler.verdict import Verdict
from pipelines.record import RECORD_FIELDS, Flag, Origin, Precision, Reason, Relation
from tests.fixture import GOLDEN, Fixture

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CODE = (ROOT / "docs" / "code.md").read_text("utf-8")


@pytest.mark.parametrize("name", RECORD_FIELDS)
def test_every_field_of_a_record_is_explained(name: str) -> None:
    assert re.search(rf"^\|.*`{name}`.*\|", README, re.MULTILINE)


@pytest.mark.parametrize("word", [*Flag, *Reason, *Origin, *Precision, *Relation])
def test_every_word_of_a_closed_list_is_named(word: str) -> None:
    assert re.search(rf"\b{word}\b", README)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_exit_status_is_named(verdict: Verdict) -> None:
    assert re.search(rf"\| {verdict.value} \|", README)


def test_the_number_of_sources_is_right() -> None:
    names = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": project.SPIDER_MODULES})).list()
    assert f"{len(names) - 1} sources" in README


@pytest.mark.parametrize("package", ["pipelines", "crawler", "benchmarks"])
def test_the_map_of_the_code_names_every_module_and_no_other(package: str) -> None:
    (section,) = re.findall(rf"## `{package}/`\n(.*?)(?=\n## |\Z)", CODE, re.DOTALL)
    modules = {path.name for path in (ROOT / package).glob("[!_]*.py")}
    assert set(re.findall(r"`([a-z_]+\.py)`", section)) == modules


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/*.md")), ids=lambda path: path.name)
def test_every_document_is_linked(path: Path) -> None:
    assert f"(docs/{path.name})" in README


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_example_in_python_gives_an_article() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    fixture = Fixture(GOLDEN / "rt" / "traps-2023")
    known: dict[str, Any] = {"html": fixture.body()}
    exec(example, known)
    assert known["found"].text.split("\n") == fixture.expected()["body"]
