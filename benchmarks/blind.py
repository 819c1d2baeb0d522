"""What cleaning loses, and what furniture it leaves, on pages that no model was trained on.

python -m benchmarks.blind [SET]

SET is a folder with pages.jsonl ({"id", "url", "html"}) and gold.jsonl ({"id", "body", "optional", "traps"}); without
it benchmarks/blind. `optional` are lines that may be kept or dropped, `traps` paragraphs of the body that look like
furniture. Every page is read as it is, with its host unknown, as the text of all its paragraphs, and as the text that
trafilatura gives; trafilatura itself is measured as well. Printed: F1 without the optional lines, traps lost, and the
share of the furniture's words that is left.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.utils.project import get_project_settings

from benchmarks.arguments import described, folder_of_pages
from benchmarks.extraction import trafilatura
from benchmarks.score import Score, f1, interval, score
from crawler.recipes import outlets
from pipelines.blocks import blocks
from pipelines.clean import Clean
from pipelines.inputs import pages
from pipelines.limits import Limits
from pipelines.markup import parse
from pipelines.recipe import Recipe, run
from pipelines.record import Article, Page
from pipelines.text import squeeze

BLIND = Path(__file__).parent / "blind"
NOWHERE = "www.some-daily.example"
RECIPE = Recipe(outlets=outlets(get_project_settings()), stages=(Clean(),))
"""What `scrapy clean` does with a single page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A page with its gold."""

    page: Page
    said: tuple[str, ...]
    """All its paragraphs."""
    body: tuple[str, ...]
    cells: frozenset[str]
    """Paragraphs that are parts of a line of the body, such as cells of a table."""
    optional: frozenset[str]
    traps: tuple[str, ...]

    def without_optional(self, lines: Iterable[str]) -> str:
        return "\n".join(line for line in lines if line not in self.optional)

    def furniture(self, lines: Iterable[str]) -> int:
        """Words of those lines that are not body."""
        return sum(len(line.split()) for line in lines if line not in self.body and line not in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An example, the lines of it that a reader was given, and those that it takes for body."""

    example: Example
    given: tuple[str, ...]
    found: tuple[str, ...]

    def score(self) -> Score:
        wanted = self._given(self.example.body)
        return score(self.example.without_optional(wanted), self.example.without_optional(self.found))

    def traps(self) -> list[str]:
        return self._given(self.example.traps)

    def _given(self, lines: Iterable[str]) -> list[str]:
        """Those that the reader was given, also in parts such as the cells of a row."""
        everything = " ".join(self.given)
        return [line for line in lines if line in everything]

    def lost(self) -> list[str]:
        text = " ".join(self.found)
        return [trap for trap in self.traps() if trap not in text]


def main() -> None:
    parser = described(__doc__)
    parser.add_argument("set", type=folder_of_pages, nargs="?", default=BLIND)
    logging.disable(logging.ERROR)
    given = list(examples(parser.parse_args().set))
    print(figures("trafilatura", [Read(example=e, given=e.said, found=extracted(e.page)) for e in given]))
    print(figures("ours, pages", [read(e, e.page, e.said) for e in given]))
    print(figures("ours, hosts unknown", [read(e, moved(e.page), e.said) for e in given]))
    print(figures("ours, all paragraphs as text", [read_text(e, e.said) for e in given]))
    print(figures("ours, trafilatura's text", [read_text(e, extracted(e.page)) for e in given]))


def examples(folder: Path) -> Iterator[Example]:
    """Every page of the set with its gold."""
    gold = {row["id"]: row for row in map(json.loads, (folder / "gold.jsonl").open(encoding="utf-8"))}
    for page in pages([folder / "pages.jsonl"], Limits()):
        if isinstance(page, Page) and page.id:
            row = gold[page.id]
            said = lines_of("\n".join(block.text for block in blocks(parse(page, Limits()).tree)))
            body = lines_of(row["body"])
            whole = [f" {line} " for line in body if line not in said]
            yield Example(
                page=page,
                said=said,
                body=body,
                cells=frozenset(line for line in said if any(f" {line} " in each for each in whole)),
                optional=frozenset(lines_of("\n".join(row["optional"]))),
                traps=lines_of("\n".join(row["traps"])),
            )


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, without the dashes and bars that trafilatura gives items of lists and rows of tables."""
    lines = (squeeze(line.replace("|", " ") if line.startswith("|") else line) for line in text.splitlines())
    return tuple(line.removeprefix("- ") for line in lines if line)


def extracted(page: Page) -> tuple[str, ...]:
    return lines_of(next(trafilatura([page], "default")).text)


def moved(page: Page) -> Page:
    """The page at an unknown host, with its links changed likewise."""
    host = urlsplit(page.url).hostname or NOWHERE
    body = (page.body or b"").replace(host.encode(), NOWHERE.encode())
    return replace(page, url=page.url.replace(host, NOWHERE), body=body)


def read_text(example: Example, lines: tuple[str, ...]) -> Read:
    return read(example, Page(url="", text="\n".join(lines)), lines)


def read(example: Example, page: Page, given: tuple[str, ...]) -> Read:
    outcome = run(page, RECIPE)
    found = lines_of(outcome.text) if isinstance(outcome, Article) else ()
    return Read(example=example, given=given, found=found)


def figures(name: str, every: Sequence[Read]) -> str:
    """The figures of one way of reading, over all pages."""
    scores = [each.score() for each in every]
    low, high = interval(len(scores), lambda drawn: f1([scores[i] for i in drawn]))
    lost, traps = sum(len(each.lost()) for each in every), sum(len(each.traps()) for each in every)
    left = sum(each.example.furniture(each.found) for each in every)
    share = left / max(1, sum(each.example.furniture(each.given) for each in every))
    return f"{name:28} F1 {f1(scores):.4f} [{low:.4f}, {high:.4f}], {lost} of {traps} traps lost, {share:.2%} left"


if __name__ == "__main__":
    main()
