"""A topic as data: groups of words, fitted weights and a threshold, read from one validated TOML file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("topics")
LANGUAGE = re.compile(r"[a-z]{2}|any")
TERM = re.compile(r"\w+\*?(?: \w+\*?)*")
FIELDS = {
    "name": str,
    "version": str,
    "about": str,
    "sides": list,
    "threshold": float,
    "core": float,
    "intercept": float,
    "gate": list,
    "groups": dict,
    "weights": dict,
}
PLACES = ("title", "lead", "near", "body")


class TopicError(ValueError):
    """A topic file that cannot be used; the message is one sentence naming the file and the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Words that mean one thing, in every language listed."""

    name: str
    label: str
    """What a person would call it, used in `because`."""
    terms: tuple[tuple[str, str], ...]
    """Language (ISO 639-1, or `any`) and the term: words parted by single spaces; `*` leaves the end of a word open,
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


def load_topic(name_or_path: str | Path) -> Topic:
    """The topic of a shipped name or a TOML path; raises TopicError, one sentence naming file and key, if unusable."""
    path = topic_path(name_or_path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TopicError(f"{path}: no such topic; shipped are {', '.join(shipped())}.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TopicError(f"{path}: not readable as TOML: {error}.") from None
    return _topic(data, path)


def topic_path(name_or_path: str | Path) -> Path:
    """The file of a shipped topic, or the path itself when it ends in .toml."""
    path = Path(name_or_path)
    return path if path.suffix == ".toml" else SHIPPED / f"{name_or_path}.toml"


def shipped() -> list[str]:
    """Names of the topics in this package."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def _topic(data: Mapping[str, Any], path: Path) -> Topic:
    _check_keys(data, path)
    groups = tuple(_group(name, body, path) for name, body in data["groups"].items())
    topic = Topic(
        name=data["name"],
        version=data["version"],
        about=data["about"],
        sides=_words(data["sides"], "sides", path),
        groups=groups,
        gate=_terms(data["gate"], "gate", path),
        weights=tuple(_weight(key, value, path) for key, value in data["weights"].items()),
        intercept=float(data["intercept"]),
        threshold=float(data["threshold"]),
        core=float(data["core"]),
    )
    _check_whole(topic, path)
    return topic


def _check_keys(data: Mapping[str, Any], path: Path) -> None:
    for key in data:
        if key not in FIELDS:
            raise TopicError(f"{path}{_line(path, key)}: unknown key {key!r}; allowed are {', '.join(FIELDS)}.")
    for key, kind in FIELDS.items():
        if key not in data:
            raise TopicError(f"{path}: the key {key!r} is missing.")
        if not _is(data[key], kind):
            raise TopicError(f"{path}{_line(path, key)}: {key!r} must be a {kind.__name__}.")


def _is(value: Any, kind: type) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind)


def _line(path: Path, key: str) -> str:
    """Where a key first stands in the file, as `:12`, for a message."""
    lines = path.read_text(encoding="utf-8").splitlines()
    wanted = re.compile(rf'\s*\[?(?:[\w.]+\.)?"?{re.escape(key)}"?\s*[\]=]')
    return next((f":{number}" for number, line in enumerate(lines, 1) if wanted.match(line)), "")


def _group(name: str, body: Any, path: Path) -> Group:
    if not isinstance(body, dict) or not isinstance(body.get("label"), str):
        raise TopicError(f"{path}{_line(path, name)}: the group {name!r} must be a table with a label.")
    terms: list[tuple[str, str]] = []
    for language, words in body.items():
        if language in ("label", "echoes"):
            continue
        if not LANGUAGE.fullmatch(language):
            raise TopicError(f"{path}{_line(path, language)}: {language!r} in {name!r} is not a two-letter language.")
        terms += [(language, term) for term in _terms(words, f"{name}.{language}", path)]
    return Group(name=name, label=body["label"], terms=tuple(dict.fromkeys(terms)), echoes=body.get("echoes", ""))


def _words(value: Any, key: str, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TopicError(f"{path}{_line(path, key.split('.', maxsplit=1)[0])}: {key!r} must be a list of strings.")
    return tuple(value)


def _terms(value: Any, key: str, path: Path) -> tuple[str, ...]:
    words = _words(value, key, path)
    for word in words:
        if not TERM.fullmatch(word):
            raise TopicError(f"{path}{_line(path, word)}: {word!r} in {key!r} is not words with an optional final *.")
    return words


def _weight(key: str, value: Any, path: Path) -> tuple[str, float]:
    if not _is(value, float):
        raise TopicError(f"{path}{_line(path, key)}: the weight {key!r} must be a number.")
    return key, float(value)


def _check_whole(topic: Topic, path: Path) -> None:
    names = {group.name for group in topic.groups}
    if len(topic.sides) < 2 or not names.issuperset(topic.sides):
        raise TopicError(f"{path}{_line(path, 'sides')}: 'sides' must name at least two of the groups.")
    if not 0 < topic.threshold <= topic.core < 1:
        raise TopicError(f"{path}{_line(path, 'threshold')}: 0 < threshold <= core < 1 must hold.")
    if not topic.gate:
        raise TopicError(f"{path}{_line(path, 'gate')}: 'gate' must hold at least one word.")
