"""`scrapy relevance --explain`: the evidence with its sign and size, and the text with the topic's words marked."""

from collections.abc import Iterator
from itertools import chain

from crawler.show import BOLD, PLAIN
from pipelines.language import languages
from pipelines.lexicon import WORD, Lexicon, lexicon
from pipelines.record import Article
from pipelines.text import on_screen
from pipelines.topic import Topic
from pipelines.topic_features import Feature, describe, weigh
from pipelines.topic_reading import Reading, read

GRADES = ("off topic", "substantial", "core")


def explained(article: Article, topic: Topic, *, colour: bool) -> str:
    """Grade, score, contributions in logits from the strongest to the weakest, then title and body, terms marked."""
    marks = (BOLD, PLAIN) if colour else ("[", "]")
    reading = read(article, topic)
    texts = (article.title, *(block.text for block in article.blocks))
    words = lexicon(topic, languages(chain.from_iterable(WORD.findall(text) for text in texts)))
    rows = [*_relevance(article), *_contributions(reading, topic), *(_marked(text, words, marks) for text in texts)]
    return "\n".join(rows) + "\n"


def _relevance(article: Article) -> Iterator[str]:
    yield f"== {on_screen(article.id)}"
    if article.relevance is not None:
        yield f"{GRADES[article.relevance.grade]}, score {article.relevance.score:.2f}"
        yield from (f"  {on_screen(reason)}" for reason in article.relevance.because)


def _contributions(reading: Reading, topic: Topic) -> Iterator[str]:
    yield f"  {topic.intercept:+.2f}  to begin with"
    yield from (
        f"  {item.contribution:+.2f}  {on_screen(_words(item, reading, topic))}" for item in weigh(reading, topic)
    )


def _words(item: Feature, reading: Reading, topic: Topic) -> str:
    told = describe(item.name, reading, topic) or f"{item.name} {item.value:.2f}"
    return f"{told}: the text is short" if item.name.startswith("short.") else told


def _marked(text: str, words: Lexicon, marks: tuple[str, str]) -> str:
    """The text with every term between the marks; terms that overlap are marked as one."""
    places = list(WORD.finditer(text))
    marked = {at for hit in words.hits([place.group() for place in places]) for at in range(hit.start, hit.end)}
    shown, end = [], 0
    for at, place in enumerate(places):
        before, after = (at - 1 in marked, at + 1 in marked) if at in marked else (True, True)
        shown += [text[end : place.start()], "" if before else marks[0], place.group(), "" if after else marks[1]]
        end = place.end()
    return on_screen("".join(shown) + text[end:], kept="".join(marks))
