"""How many plugs among the paragraphs of an article go, and how many sentences of its own that look like plugs stay.

python -m benchmarks.plugs [SET] [--folds MODELS]

SET is a folder with pages.jsonl and gold.jsonl, as in `benchmarks.extraction`; without it the golden fixtures of the
tests. Every page is read four times, each time with up to two plugs and four look-alikes in its language between
paragraphs of its body, in elements like theirs; and so is the text of all its paragraphs. Plugs and look-alikes come
from plugs.jsonl, written for this by somebody who knew neither rules nor models; nothing was learned from it. With
--folds the models have not seen the host, either.
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.arguments import over_pages
from benchmarks.extraction import collected, golden_set, recipe, trafilatura
from benchmarks.pages import Labelled, labelled
from benchmarks.strays import Stray, chosen, with_strays
from pipelines.recipe import finish
from pipelines.record import Article, Page

ROUNDS = 4


def main() -> None:
    options = over_pages(__doc__).parse_args()
    logging.disable(logging.ERROR)
    with TemporaryDirectory() as spare:
        read = list(crowded(options.set or golden_set(Path(spare) / "golden")))
    if not read:
        print("no page of the set has three longer paragraphs of body in elements of their own")
        return
    print(figures("trafilatura", [(strays, next(trafilatura([page.page], "default")).text) for strays, page in read]))
    print(figures("ours", [(strays, text_of(page.page, options.folds)) for strays, page in read]))
    print(figures("ours, as text", [(strays, text_of(as_text(page), options.folds)) for strays, page in read]))


def crowded(folder: Path) -> Iterator[tuple[list[Stray], Labelled]]:
    """The pages of a set with strays, and which ones."""
    rows = map(json.loads, Path(__file__).with_suffix(".jsonl").open(encoding="utf-8"))
    every = [Stray(text=row["text"], body=row["body"], languages=frozenset({row["language"]})) for row in rows]
    for page in labelled(folder):
        for number in range(ROUNDS):
            chance = Random(f"{page.page.url} {number}")
            strays = chosen(every, page, chance)
            if changed := with_strays(page, strays, chance):
                yield strays, changed


def as_text(page: Labelled) -> Page:
    """All paragraphs of a page, a line each."""
    return Page(url=page.page.url, text="\n".join(block.text for block in page.found))


def text_of(page: Page, folds: Path | None) -> str:
    outcome = finish(collected(page, folds), recipe([]))
    return outcome.text if isinstance(outcome, Article) else ""


def figures(name: str, read: list[tuple[list[Stray], str]]) -> str:
    """The figures of a way of reading, from the strays on every page and the text that is left of it."""
    kept = [(stray.body, stray.text in text) for strays, text in read for stray in strays]
    plugs, alike = ([stays for body, stays in kept if body is kind] for kind in (False, True))
    gone, stay = 1 - sum(plugs) / max(1, len(plugs)), sum(alike) / max(1, len(alike))
    return f"{name:14} {gone:.1%} of {len(plugs)} plugs go, {stay:.1%} of {len(alike)} look-alikes stay"


if __name__ == "__main__":
    main()
