"""Pages of the bundled outlets, made by filling an outlet's template."""

import json
from html import escape
from string import Template

from tests.bundled.stories import HERE, BundledOutlet, Story
from tests.fixture import GOLDEN, Fixture

TEMPLATES = HERE / "templates"


def page(story: Story, outlet: BundledOutlet) -> str:
    """The HTML behind a story's address."""
    if story.golden:
        return Fixture(GOLDEN / story.golden).body().decode("utf-8")
    if story.file:
        return (TEMPLATES / story.file).read_text("utf-8")
    template = Template((TEMPLATES / f"{outlet.source}.html").read_text("utf-8"))
    return template.substitute(fields(story, outlet))


def fields(story: Story, outlet: BundledOutlet) -> dict[str, str]:
    """The placeholders of a template, as HTML or, where the name ends in `_json`, as JSON."""
    number = int.from_bytes(story.url.encode()) % 90000 + 10000
    return {
        **_texts(story),
        **_dates(story, outlet),
        "canonical": story.url,
        "image": f"https://{outlet.hosts[0]}/images/{number}.jpg",
        "number": str(number),
        "next": str(number + 1),
        "body": "\n".join(outlet.paragraph.format(escape(text, quote=False)) for text in story.body),
        "tags": ", ".join(outlet.tag.format(escape(tag)) for tag in story.tags),
        "appeal": _appeal(story),
        "related_items": "\n".join(f'<li><a href="/{slug(text)}">{escape(text)}</a></li>' for text in story.related),
    }


def _texts(story: Story) -> dict[str, str]:
    description = story.lead or story.title
    return {
        "title": escape(story.title),
        "title_json": json.dumps(story.title),
        "lead": escape(story.lead, quote=False),
        "description": escape(description),
        "description_json": json.dumps(description),
        "section": escape(story.section),
        "section_slug": slug(story.section),
        "keywords": escape(", ".join(story.tags)),
        "tags_json": json.dumps(story.tags),
        "author": escape(story.author),
        "author_json": json.dumps(story.author),
        "author_slug": slug(story.author),
    }


def _dates(story: Story, outlet: BundledOutlet) -> dict[str, str]:
    stamp = story.published.isoformat()
    return {"published": stamp, "modified": stamp, "printed": story.published.strftime(outlet.printed)}


def _appeal(story: Story) -> str:
    if not story.appeal:
        return ""
    heading, *rest = story.appeal
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in rest)
    return f'<div class="contribute-banner p-3 mb-3"><h4>{escape(heading)}</h4>{paragraphs}</div>'


def slug(text: str) -> str:
    """The text as one path segment: lower case, words joined by hyphens."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
