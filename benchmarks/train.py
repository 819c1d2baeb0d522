"""Trains the models that tell body from furniture.

`pages.npz`, a network, looks at a page; `again.npz`, a forest, at the page and at what the network says of every
paragraph's surroundings; `witnessed.npz`, another, also at what the witnesses say of them. `texts.npz` and
`texts_again.npz` look at plain text: at every page as three texts, all that it says, its paragraphs that may be body,
and what a careless extractor leaves of it. They learn from every page of the public sets twice: as it is,
and with strays among its paragraphs, sentences from the pages written for this project that are worded like furniture,
some of them body.

Four models weigh what stands in a paragraph. `words.npz`, a linear model, weighs its words, `sentences.npz`, another,
the words of each of its sentences, pairs of them and how they are written, and `wording.npz`, a network, the words in
their order: they learn from single lines and from the pages written for this project. `classes.npz`, linear, weighs the
class names around a paragraph of a page, and learns from all pages.

Hosts, and the writers of pages, are in four folds. What one model is told by another about a page comes in training
from one that learned from the other three folds.

    python -m benchmarks.train SET... [-O FOLDER] [--folds]

SET is a folder with pages.jsonl and gold.jsonl, as in `benchmarks.extraction`; sets without bodies are passed over.
Always learned from as well is what was written for this project in the templates of its outlets: the golden pages of
the tests, and the pages and single lines of benchmarks/own. Needs LightGBM, SciPy and PyTorch beside the project's own
packages. The same sets and versions of these give the same files, bit for bit, on one machine. With --folds FOLDER/0
gets the models for the hosts of half 0, trained on those of half 1, and FOLDER/1 the reverse: `benchmarks.extraction
--folds FOLDER` measures with them.
"""

import argparse
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Self

import numpy as np
from trafilatura import extract

from benchmarks.arguments import described, there
from benchmarks.class_names import class_model_of, names_of
from benchmarks.extraction import golden_set
from benchmarks.forest import write_forest
from benchmarks.labels import labels, weights
from benchmarks.linear import write_linear
from benchmarks.net import Lesson, learned_net, write_net
from benchmarks.pages import OWN, Labelled, labelled
from benchmarks.score import half_of
from benchmarks.single_lines import Line, lines_of, sentence_model_of, sentences_of, single_lines, word_model_of
from benchmarks.strays import Stray, chosen, strays_on, with_strays
from benchmarks.wording import paragraphs_of, said, wording_of, write_wording
from pipelines.block import LINE, Block
from pipelines.body import gather_text
from pipelines.features import Known, measure, measure_text
from pipelines.lines import first_headline, without_first
from pipelines.paragraphs import Evidence
from pipelines.record import Page
from pipelines.surroundings import Surroundings
from pipelines.text import tidy
from pipelines.witness import votes_on

FOLDS = 4
EVERY = -1
"""The fold that no page is in."""
FOLDED = (*range(FOLDS), EVERY)
OWN_PAGE, OWN_TEXT = 2.0, 3.0
"""What a page written for this project counts beside others, as a page and as a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Paragraphs of a page or text: what a model sees of each, which of them are body, and how much each counts."""

    origin: str
    rows: np.ndarray
    around: Surroundings
    body: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, origin: str, evidence: Evidence, rows: np.ndarray, gold: str, worth: float) -> Self:
        """The sample of a page or text that counts so much."""
        return cls(
            origin=origin,
            rows=rows,
            around=Surroundings.of(evidence),
            body=np.array(labels(evidence, gold)),
            weight=weights(evidence) * worth,
        )

    def told(self, opinion: np.ndarray) -> Self:
        """The sample with what an opinion says of every paragraph's surroundings."""
        return replace(self, rows=np.hstack([self.rows, self.around.told(opinion)]))

    def witnessed(self, votes: np.ndarray, thought: np.ndarray) -> Self:
        """The sample with what the witnesses say of them, beside what a first look thinks."""
        return replace(self, rows=np.hstack([self.rows, *(self.around.witnessed(thought, own) for own in votes)]))

    def told_of_text(self, opinion: np.ndarray) -> Self:
        """The sample of a text with what an opinion says of its lines, their stretches and their subject."""
        return replace(self, rows=np.hstack([self.rows, self.around.told_of_text(opinion)]))

    def lesson(self) -> Lesson:
        """The sample as a network learns from it."""
        return Lesson.of(self.rows, self.around.weights, self.body, self.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One page as a page, with the votes of every witness, and as plain texts."""

    page: Sample
    votes: np.ndarray
    texts: list[Sample]


def main() -> None:
    options = arguments()
    with TemporaryDirectory() as spare:
        sets = [*options.sets, OWN, golden_set(Path(spare) / "golden")]
        found = [each for folder in sets for each in labelled(folder)]
    if not options.folds:
        save(found, options.output)
        return
    for half in (0, 1):
        save([each for each in found if half_of(each.host) != half], options.output / str(half))


def save(found: list[Labelled], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = list(single_lines(OWN / "lines.jsonl"))
    known = {fold: known_without(fold, found, lines) for fold in FOLDED}
    write_known(known[EVERY], folder)
    examples = [example(each, known[fold_of(each.origin)]) for each in (*found, *strayed(found, known))]
    save_pages(examples, folder)
    save_texts(examples, folder)


def known_without(fold: int, found: Sequence[Labelled], lines: Sequence[Line]) -> Known:
    """The models that have seen nothing of the hosts and the hands in a fold."""
    pages = [each for each in found if fold_of(each.origin) != fold]
    own = [each for each in pages if each.hand]
    written = [*lines, *(line for each in own for line in lines_of(each))]
    single = (said(line.text, body=line.body) for line in lines)
    return Known(
        words=word_model_of(written),
        sentences=sentence_model_of(part for line in written for part in sentences_of(line)),
        wording=wording_of([*single, *(paragraph for each in own for paragraph in paragraphs_of(each))]),
        classes=class_model_of(name for each in pages for name in names_of(each)),
    )


def strayed(found: Sequence[Labelled], known: Mapping[int, Known]) -> Iterator[Labelled]:
    """The pages of the public sets again, with strays by a hand of their fold, whom the fold's models do not know."""
    lent: defaultdict[str, list[Stray]] = defaultdict(list)
    for each in found:
        if each.hand:
            lent[each.hand] += strays_on(each, known[fold_of(each.hand)].wording)
    for each in found:
        hands = [hand for hand in lent if fold_of(hand) == fold_of(each.origin)]
        if hands and not each.hand:
            chance = Random(each.page.url)
            if page := with_strays(each, chosen(lent[chance.choice(hands)], each, chance), chance):
                yield page


def write_known(known: Known, folder: Path) -> None:
    for name in ("words", "sentences", "classes"):
        write_linear(getattr(known, name), folder / f"{name}.npz")
    write_wording(known.wording, folder / "wording.npz")


def save_pages(found: list[Example], folder: Path) -> None:
    samples = [e.page for e in found]
    thoughts = first_thoughts(samples, folder / "pages.npz")
    again = [sample.told(thought) for sample, thought in zip(samples, thoughts, strict=True)]
    votes = [sample.witnessed(e.votes, thought) for e, sample, thought in zip(found, again, thoughts, strict=True)]
    write_model(again, folder / "again.npz")
    write_model(votes, folder / "witnessed.npz")


def save_texts(found: list[Example], folder: Path) -> None:
    samples = [text for e in found for text in e.texts]
    thoughts = first_thoughts(samples, folder / "texts.npz")
    again = [sample.told_of_text(thought) for sample, thought in zip(samples, thoughts, strict=True)]
    write_model(again, folder / "texts_again.npz")


def write_model(samples: list[Sample], path: Path) -> None:
    write_forest([s.rows for s in samples], [s.body for s in samples], [s.weight for s in samples], path)
    print(f"{path}: {path.stat().st_size} bytes from {len(samples)} pages or texts", flush=True)


def first_thoughts(samples: list[Sample], path: Path) -> list[np.ndarray]:
    """Writes the network; returns what ones that have not seen its origin think of the paragraphs of every sample."""
    lessons = [(fold_of(sample.origin), sample.lesson()) for sample in samples]
    nets = [learned_net([lesson for own, lesson in lessons if own != fold]) for fold in FOLDED]
    write_net(nets[EVERY], path)
    print(f"{path}: {path.stat().st_size} bytes from {len(samples)} pages or texts", flush=True)
    return [nets[fold_of(sample.origin)].probabilities(sample.rows, sample.around.weights) for sample in samples]


def fold_of(origin: str) -> int:
    """The inner fold of a host, whichever half it is in, or of a hand."""
    return hashlib.sha256(".".join(origin.split(".")[-2:]).encode()).digest()[1] % FOLDS


def arguments() -> argparse.Namespace:
    parser = described(__doc__)
    parser.add_argument("sets", nargs="+", type=there)
    parser.add_argument("-O", "--output", type=Path, default=Path("pipelines/models"))
    parser.add_argument("--folds", action="store_true", help="for each half of the hosts, models of the other half")
    return parser.parse_args()


def example(given: Labelled, known: Known) -> Example:
    origin, evidence, gold = given.origin, given.evidence, given.gold
    rows = measure(evidence, known)
    worth, text_worth = (OWN_PAGE, OWN_TEXT) if given.hand else (1.0, 1.0)
    lines = texts(given.page, given.found, evidence)
    return Example(
        page=Sample.of(origin, evidence, rows, gold, worth),
        votes=np.array(votes_on(evidence.blocks, given.tree)),
        texts=[Sample.of(origin, t, measure_text(t, known), gold, text_worth) for t in lines],
    )


def texts(page: Page, found: Sequence[Block], evidence: Evidence) -> list[Evidence]:
    """A page as the plain texts that people make of pages, but for those without a line."""
    recalled = extract(page.body, favor_recall=True, include_comments=False) or ""
    may_be_body = gather_text(as_lines([block.text for block in evidence.blocks]), next(iter(evidence.headlines), ""))
    everything, careless = untitled([block.text for block in found]), untitled(recalled.splitlines())
    return [text for text in (everything, may_be_body, careless) if text.blocks]


def untitled(texts: Sequence[str]) -> Evidence:
    """The evidence on a text whose headline is one of its lines, as `pipelines.extract` reads it."""
    lines = as_lines(texts)
    title = first_headline(lines)
    return gather_text(without_first(lines, title), title)


def as_lines(texts: Sequence[str]) -> list[Block]:
    """Paragraphs as lines of a text, of which nothing is known but the words."""
    return [Block(text=text, place=str(2 * i), tag=LINE) for i, text in enumerate(map(tidy, texts), 1) if text]


if __name__ == "__main__":
    main()
