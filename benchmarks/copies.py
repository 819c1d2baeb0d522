"""A miniature set of labelled copies, always the same: the kinds that real news has, without real texts."""

import random
from dataclasses import dataclass

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
APPEAL = (
    "Support the Herald ! Independent reporting needs readers like you , so please consider a monthly donation today ."
)
STORIES = 150
"""Stories with six copies each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One text; texts of one cluster are one story, and kind says how it was made."""

    id: str
    cluster: str
    kind: str
    url: str
    text: str


class Maker:
    """Generates stories and copies of them; a method for every kind of copy."""

    def __init__(self) -> None:
        self.chance = random.Random(5)
        self.words = ["".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 4))) for _ in range(8000)]

    def paragraphs(self, count: int) -> list[str]:
        return [" ".join(self._drawn(self.chance.randint(20, 60))) for _ in range(count)]

    def _drawn(self, count: int) -> list[str]:
        # Common words are common here too: the square of a uniform draw.
        return [self.words[int(self.chance.random() ** 2 * len(self.words))] for _ in range(count)]

    def exact(self, story: list[str]) -> list[str]:
        return story

    def remove(self, story: list[str]) -> list[str]:
        dropped = self.chance.randrange(len(story))
        return story[:dropped] + story[dropped + 1 :]

    def add(self, story: list[str]) -> list[str]:
        at = self.chance.randrange(len(story))
        return story[:at] + self.paragraphs(1) + story[at:]

    def brief(self, story: list[str]) -> list[str]:
        return story[: max(2, len(story) // 4)]

    def wire(self, story: list[str]) -> list[str]:
        return [f"WASHINGTON , March {self.chance.randint(1, 28)} -", APPEAL, *story]

    def noise(self, story: list[str]) -> list[str]:
        return [
            " ".join(w if self.chance.random() > 0.06 else self.chance.choice(self.words) for w in p.split())
            for p in story
        ]

    def update(self, story: list[str]) -> list[str]:
        return self.paragraphs(2) + self.noise(story)[: max(3, len(story) * 4 // 5)]

    def template(self, day: int) -> list[str]:
        numbers = iter([str(self.chance.randint(1, 999)) for _ in range(12)])
        fixed = random.Random(7).choices(self.words, k=110)
        return [" ".join(word if at % 10 else next(numbers) for at, word in enumerate(fixed)) + f" {day}"]


def miniature() -> list[Labelled]:
    """Stories with six copies each, reports from one template, live posts over one background."""
    maker = Maker()
    kinds = [
        maker.exact, maker.remove, maker.add, maker.brief, maker.wire, maker.noise, maker.update,
    ]  # fmt: skip
    texts: list[tuple[str, list[str]]] = []
    for _ in range(STORIES):
        base = maker.paragraphs(maker.chance.randint(6, 30))
        copies = [(kind.__name__, kind(base)) for kind in maker.chance.sample(kinds, 6)]
        texts += [("base", base), *copies]
    sizes = [7] * STORIES + [1] * 60
    texts += [("template", maker.template(day)) for day in range(30)]
    background = maker.paragraphs(5)
    texts += [("live", maker.paragraphs(5) + background) for _ in range(30)]
    named = [str(cluster) for cluster, size in enumerate(sizes) for _ in range(size)]
    rows = list(zip(named, texts, strict=True))
    maker.chance.shuffle(rows)
    return [
        Labelled(
            id=str(number),
            cluster=cluster,
            kind=kind,
            text="\n".join(text),
            url=f"https://outlet{number % 8}.example/{number:06d}",
        )
        for number, (cluster, (kind, text)) in enumerate(rows)
    ]
