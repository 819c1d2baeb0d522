"""The direction of the arrows, and the house sizes, as tests."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*ROOT.glob("pipelines/**/*.py"), *ROOT.glob("crawler/**/*.py"), *ROOT.glob("benchmarks/**/*.py")])


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def bodies(path: Path) -> Iterator[tuple[str, int]]:
    """Every function with the lines of its body, docstring apart."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node) is not None
            first = node.body[1 if docstring and len(node.body) > 1 else 0]
            yield node.name, (node.end_lineno or 0) - first.lineno + 1


@pytest.mark.parametrize("path", sorted(ROOT.glob("pipelines/**/*.py")), ids=lambda path: path.name)
def test_the_pure_core_knows_neither_scrapy_nor_the_crawler(path: Path) -> None:
    roots = {name.partition(".")[0] for name in imports(path)}
    assert roots.isdisjoint({"scrapy", "twisted", "crawler"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_keep_to_the_house_sizes(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= 300
    assert [name for name, lines in bodies(path) if lines > 40] == []


def test_the_median_function_body_is_short() -> None:
    assert median(lines for path in MODULES for _, lines in bodies(path)) <= 8
