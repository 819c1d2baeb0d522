"""From a page to an Article or a Rejection: the Recipe, and the functions that every command and crawl calls."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.body import likely
from pipelines.embedded import embedded
from pipelines.extract import extract
from pipelines.limits import Limits
from pipelines.outlet import Outlet
from pipelines.record import Article, Flag, Outcome, Page, Reason, Reject, Rejection, Stage, rejection
from pipelines.refusal import SHORT, looks_hollow
from pipelines.shell import is_shell
from pipelines.text import ends_sentence, has_words

UNSEEN = frozenset({Reason.EMPTY, Reason.SOFT_404, Reason.WALL, Reason.GATED})
"""Reasons that only say what the markup lacks: the page's scripts may hold the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides what becomes of a page; frozen and picklable, so any process can run it."""

    limits: Limits = field(default_factory=Limits)
    outlets: tuple[Outlet, ...] = ()
    gate: Callable[[Page], None] | None = None
    """Raises Reject for a page that cannot be on topic, before it is parsed."""
    stages: tuple[Stage, ...] = ()
    """Applied in order: clean, date, relevance."""
    models: Path | None = None
    """A folder of models in place of those that ship: a benchmark judges pages by models that have not seen them."""

    def outlet(self, page: Page) -> Outlet | None:
        """The outlet of a page: by its source's name, else by its host; None for an unknown one."""
        host = urlsplit(page.final_url or page.url).hostname or ""
        by_name = (o for o in self.outlets if page.source and o.source == page.source)
        by_host = (o for o in self.outlets if host in o.hosts)
        return next(by_name, None) or next(by_host, None)


def _apply_gate(page: Page, recipe: Recipe) -> None:
    """Raises Reject for a page that the gate stops; pages of an outlet with `gated=False` pass."""
    outlet = recipe.outlet(page)
    if recipe.gate is not None and (outlet is None or outlet.gated):
        recipe.gate(page)


def rejected_by_gate(page: Page, recipe: Recipe) -> Rejection | None:
    """The Rejection of a page that the gate stops, found without parsing it; None where `collect` must look closer."""
    try:
        _apply_gate(page, recipe)
    except Reject as reject:
        unclear = (page.body is not None and looks_hollow(page)) or is_shell(page)
        return None if unclear else rejection(page, reject)
    return None


def collect(page: Page, recipe: Recipe) -> Outcome:
    """Gate and extract: the article as the page or its scripts have it, not yet cleaned, or the Rejection."""
    outcome = _extracted(page, recipe)
    return _from_scripts(page, recipe, outcome) if _is_scant(outcome) and is_shell(page) else outcome


def _extracted(page: Page, recipe: Recipe) -> Outcome:
    """The outcome of gate and extraction for a page as it is."""
    try:
        _gate_unless_error_page(page, recipe)
        article = extract(page, recipe.outlet(page), recipe.limits, recipe.models)
    except Reject as reject:
        return rejection(page, reject)
    return article.flagged(Flag.RENDERED) if page.rendered else article


def _is_scant(outcome: Outcome) -> bool:
    if isinstance(outcome, Rejection):
        return outcome.reason in UNSEEN
    return not has_words((block.text for block in outcome.blocks if likely(block)), SHORT)


def _is_brief(outcome: Outcome) -> bool:
    """True for an article with two sentences in one element, which a shell's greeting or teaser does not have."""
    if isinstance(outcome, Rejection):
        return False
    told = (block for block in outcome.blocks if likely(block) and ends_sentence(block.text))
    homes = Counter(block.place.rpartition("/")[0] for block in told)
    return any(sentences > 1 for sentences in homes.values())


def _from_scripts(page: Page, recipe: Recipe, shown: Outcome) -> Outcome:
    """The article in a shell's own data, else the brief article in its markup; NO_BROWSER where it has neither."""
    carried = embedded(page, recipe.limits)
    found = _extracted(carried, recipe) if carried is not None else None
    if isinstance(found, Article):
        return found.flagged(Flag.EMBEDDED)
    if found is not None and found.reason is Reason.GATED:
        return found
    if _is_brief(shown):
        return shown
    return rejection(page, Reject(Reason.NO_BROWSER, "scripts make this page: only a browser can read it"))


def _gate_unless_error_page(page: Page, recipe: Recipe) -> None:
    """Raises Reject for a page that the gate stops; for an error page with the reason that `extract` gives."""
    try:
        _apply_gate(page, recipe)
    except Reject:
        if page.body is not None and looks_hollow(page):
            extract(page, recipe.outlet(page), recipe.limits, recipe.models)
        raise


def finish(outcome: Outcome, recipe: Recipe) -> Outcome:
    """Every stage of the recipe in order; a Rejection passes through untouched."""
    if isinstance(outcome, Rejection):
        return outcome
    article: Article = outcome
    try:
        for stage in recipe.stages:
            article = stage(article)
    except Reject as reject:
        return rejection(article, reject)
    return article


def run(page: Page, recipe: Recipe) -> Outcome:
    """The Article or the Rejection that the recipe makes of a page."""
    return finish(collect(page, recipe), recipe)
