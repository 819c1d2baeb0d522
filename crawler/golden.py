"""Golden fixtures as files: a page, what is known of it, and the outcome as a proposal that a person has to review."""

import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.runs import folder_name
from pipelines.record import Article, Outcome, Page, record

UNREVIEWED = {"reviewed": False}
"""What a proposal begins with; the fixture's test fails until a person has deleted it."""
PROPOSED = ("title", "lead", "body", "published_at", "published_from", "published_precision")
TEXT, HTML = "page.txt", "page.html.gz"


def comparable(outcome: Outcome) -> dict[str, Any]:
    """The record as its JSON line has it, with the body as a list of paragraphs and the removed blocks by kind."""
    fields: dict[str, Any] = json.loads(json.dumps(record(outcome)))
    if isinstance(outcome, Article):
        fields["body"] = [block.text for block in outcome.blocks]
        fields["removed"] = [{"kind": cut.rule.partition(":")[0], "text": cut.text} for cut in outcome.removed]
    return fields


def propose(outcome: Outcome, folder: Path) -> None:
    """Writes the outcome as the fixture's expectation, marked as not reviewed."""
    kept = isinstance(outcome, Article)
    fields = comparable(outcome)
    proposal = UNREVIEWED | {name: fields[name] for name in (PROPOSED if kept else ("reason",))}
    _write(folder / ("article.json" if kept else "rejection.json"), proposal)


def save(page: Page, outcome: Outcome, root: Path, name: str) -> Path:
    """The new folder SOURCE/NAME with page and proposal; raises FileExistsError when there is one already."""
    folder = root / folder_name(page.source) / name
    if folder.exists():
        raise FileExistsError(f"exists: {folder} is left as it is")
    folder.mkdir(parents=True)
    if page.text is None:
        (folder / HTML).write_bytes(gzip.compress(page.body or b"", mtime=0))
    else:
        (folder / TEXT).write_text(page.text, "utf-8")
    _write(folder / "page.json", _facts(page))
    propose(outcome, folder)
    return folder


def slug(page: Page) -> str:
    """A folder's name for a page: the last telling part of its address or path."""
    path = unquote(urlsplit(page.url).path) or page.id or ""
    name = re.sub(r"(?:\.(?:html?|txt|gz))+$", "", path.rstrip("/").rpartition("/")[2])
    return re.sub(r"[^\w-]+", "-", name).strip("-_")[:60] or "front"


def _facts(page: Page) -> dict[str, Any]:
    """What page.json holds of a page."""
    text = page.text is not None
    facts = {
        "file": TEXT if text else HTML,
        "url": page.url,
        "source": page.source,
        "content_type": page.content_type or ("text/plain; charset=utf-8" if text else "text/html"),
        "fetched_at": page.fetched_at.isoformat() if page.fetched_at else "",
        "title": page.title or "",
        "note": "",
    }
    return {name: value for name, value in facts.items() if value or name in ("url", "note")}


def _write(path: Path, fields: dict[str, Any]) -> None:
    path.write_text(json.dumps(fields, ensure_ascii=False, indent=2) + "\n", "utf-8")
