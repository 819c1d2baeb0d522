"""A topic as data: groups of words, fitted weights and a threshold, read from one validated TOML file."""

import re
import tomllib
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import msgspec

SHIPPED = Path(__file__).with_name("topics")
LANGUAGE = re.compile(r"[a-z]{2}|any")
TERM = re.compile(r"\w+\*?(?: \w+\*?)*")
PLACES = ("title", "lead", "body", "thread", "near", "with", "sentences")
"""Where a feature looks for a group (or for all `sides`): `title.russia`; see pipelines/topic_features.py."""
MEASURES = ("close", "close_title", "twice", "mentions", "peak", "length", "passing")
"""Features that name no group."""


class TopicError(ValueError):
    """A topic file that cannot be used; the message is one sentence naming the file and the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Words that mean one thing, in every language listed."""

    name: str
    label: str
    """What a person would call it, used in `because`."""
    terms: tuple[tuple[str, str], ...]
    """Language (ISO 639-1, or `any`) and the term: words separated by single spaces; `*` leaves the end of a word open,
    a capital keeps its case (or all capitals), small letters stand for any case."""
    echoes: str = ""
    """Name of the side that these words stand for in a text that also names it ("the alliance" for NATO)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What an item must be about, and how sure one has to be; frozen, picklable, validated by `load_topic`."""

    name: str
    version: str
    about: str
    sides: tuple[str, ...]
    """Names of the groups that must all occur in an item."""
    groups: tuple[Group, ...] = field(hash=False)
    gate: tuple[str, ...]
    """Words of which one must stand in the raw page."""
    weights: tuple[tuple[str, float], ...] = field(hash=False)
    """Feature name and fitted weight."""
    intercept: float
    threshold: float
    """Score from which an item is kept, 0 to 1."""
    core: float
    """Score from which an item is called core, 0 to 1."""

    def label(self, name: str) -> str:
        """What a person would call the group of this name."""
        return next((group.label for group in self.groups if group.name == name), name)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The TOML as it is written."""

    name: str
    version: str
    about: str
    sides: Annotated[list[str], msgspec.Meta(min_length=2)]
    gate: Annotated[list[str], msgspec.Meta(min_length=1)]
    threshold: Annotated[float, msgspec.Meta(gt=0, lt=1)]
    core: Annotated[float, msgspec.Meta(gt=0, lt=1)]
    intercept: float
    groups: dict[str, dict[str, Any]]
    weights: dict[str, float]


class _Wrong(Exception):
    """What is wrong with a key."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def load_topic(name_or_path: str | Path) -> Topic:
    """The topic of a shipped name or a TOML path; raises TopicError, one sentence naming file and line, if unusable."""
    path = topic_path(name_or_path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TopicError(f"{path}: no such topic; shipped are {', '.join(shipped())}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise TopicError(f"{path}: not readable: {error}.") from None
    try:
        return _stated(text)
    except tomllib.TOMLDecodeError as error:
        raise TopicError(f"{path}: not TOML: {error}.") from None
    except msgspec.ValidationError as error:
        key = re.findall(r"field `(\w+)`|\$\.(\w+)", str(error))
        raise TopicError(f"{_place(path, text, ''.join(key[0]) if key else '')}: {error}.") from None
    except _Wrong as wrong:
        raise TopicError(f"{_place(path, text, wrong.key)}: {wrong}.") from None


@lru_cache(maxsize=4)
def _stated(text: str) -> Topic:
    """The topic that a file's text states; a crawl asks for the same one three times."""
    return _topic(msgspec.convert(tomllib.loads(text), _File))


def topic_path(name_or_path: str | Path) -> Path:
    """The file of a shipped topic, or the path itself when it ends in .toml."""
    path = Path(name_or_path)
    return path if path.suffix == ".toml" else SHIPPED / f"{name_or_path}.toml"


def shipped() -> list[str]:
    """Names of the topics in this package."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def _place(path: Path, text: str, key: str) -> str:
    """The file, with the line where a key first stands."""
    wanted = re.compile(rf'\s*\[?(?:groups\.)?"?{re.escape(key)}"?\s*[\]=]')
    lines = enumerate(text.splitlines(), 1)
    return next((f"{path}:{number}" for number, line in lines if key and wanted.match(line)), str(path))


def _topic(file: _File) -> Topic:
    """The validated topic of a file; raises _Wrong for the first mistake."""
    groups = tuple(_group(name, keys, file.sides) for name, keys in file.groups.items())
    for side in file.sides:
        if side not in file.groups:
            raise _Wrong("sides", f"the side {side!r} is not one of the groups")
    for key in file.weights:
        if not _is_feature(key, file.groups):
            raise _Wrong(key, f"{key!r} is no feature of these groups; docs/topics.md lists the features")
    if file.threshold > file.core:
        raise _Wrong("core", "'core' must not be below 'threshold'")
    return Topic(
        name=file.name,
        version=file.version,
        about=file.about,
        sides=tuple(file.sides),
        groups=groups,
        gate=tuple(_term(term, "gate", "gate") for term in file.gate),
        weights=tuple(file.weights.items()),
        intercept=file.intercept,
        threshold=file.threshold,
        core=file.core,
    )


def _group(name: str, keys: dict[str, Any], sides: Container[str]) -> Group:
    """The validated group of a name; raises _Wrong for a mistake."""
    label, echoes = keys.get("label"), keys.get("echoes", "")
    if not isinstance(label, str) or not isinstance(echoes, str):
        raise _Wrong(name, f"the group {name!r} needs a label, a string")
    if echoes and echoes not in sides:
        raise _Wrong(name, f"the group {name!r} echoes {echoes!r}, which is no side")
    return Group(name=name, label=label, echoes=echoes, terms=tuple(dict.fromkeys(_terms(name, keys))))


def _terms(name: str, keys: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A group's terms with their languages."""
    for language, terms in keys.items():
        if language in ("label", "echoes"):
            continue
        if not LANGUAGE.fullmatch(language) or not isinstance(terms, list):
            raise _Wrong(
                language, f"{language!r} in the group {name!r} must be a language (or any) with a list of terms"
            )
        yield from ((language, _term(term, language, name)) for term in terms)


def _term(term: object, key: str, group: str) -> str:
    if not isinstance(term, str) or not TERM.fullmatch(term):
        raise _Wrong(key, f"{term!r} in {group!r} is no term: words parted by one space, each with a final * or none")
    return term


def _is_feature(key: str, groups: Container[str]) -> bool:
    place, _, what = key.removeprefix("short.").partition(".")
    return place in PLACES and (what == "sides" or what in groups) if what else place in MEASURES
