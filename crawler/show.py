"""An article for the terminal: what was kept, and what each rule removed where."""

from collections.abc import Iterator

from pipelines.record import Article

RED, BOLD, PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"


def shown(article: Article, *, colour: bool) -> str:
    """Title, then kept and removed lines in the order of the page, each removed one with its rule."""
    red, bold, plain = (RED, BOLD, PLAIN) if colour else ("", "", "")
    rows = [f"{bold}{_clean(article.title)}{plain}  ({_clean(article.id)})"]
    for rule, text in _in_order(article):
        rows.append(f"{red}- [{rule}] {_clean(text)}{plain}" if rule else f"  {_clean(text)}")
    return "\n".join(rows) + "\n"


def _in_order(article: Article) -> Iterator[tuple[str, str]]:
    """Kept (no rule) and removed blocks; by line number where places are line numbers, else kept ones first."""
    kept = [(block.place, "", block.text) for block in article.blocks]
    removed = [(cut.place, cut.rule, cut.text) for cut in article.removed]
    if all(place.isdigit() for place, _, _ in kept + removed):
        return ((rule, text) for _, rule, text in sorted(kept + removed, key=lambda row: int(row[0])))
    return ((rule, text) for _, rule, text in kept + removed)


def _clean(text: str) -> str:
    """Scraped text must not reach a terminal with control characters."""
    return "".join(c if c.isprintable() else "�" for c in text)
