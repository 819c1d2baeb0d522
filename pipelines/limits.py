"""Bounds on what one page may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that keep one hostile page from harming a run."""

    page_bytes: int = 4_000_000
    """A page is cut here: the largest real news pages seen are below 3 MB."""
    elements: int = 15_000
    """A page is cut after this many elements, a text after this many lines: they cost time and memory; 937 real pages
    had 5,000 elements at most."""
    depth: int = 200
    """Elements nested deeper are flattened: extractors recurse, browsers stop at 512."""
    seconds: float = 20.0
    """Time for one page in a child process: a slow page takes well under a second."""
    memory: int = 1_000_000_000
    """Bytes that a child process may take beyond what it begins with: usual are 20 MB, 150 MB are the most seen."""
    text_chars: int = 1_000_000
    """A body longer than this is cut and flagged."""
