"""What is known beforehand: the facts of an outlet and the limits of a run. Data only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Facts about one outlet that travel into every record, and hints for reading its pages."""

    source: str
    """Name of the spider."""
    name: str
    hosts: tuple[str, ...] = ()
    """Every host name the outlet publishes under; the first one is canonical."""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    language: str = ""
    """ISO 639-1 of the edition."""
    ownership: str = ""
    """state, public, private or independent."""
    ownership_note: str = ""
    """Where the judgement on ownership comes from."""
    timezone: str = "UTC"
    """IANA zone of the times that the outlet prints without one."""
    gated: bool = True
    """False for an outlet, or a section of one, that is all on the topic: its pages need not name it to be read."""
    body: str = ""
    """CSS selector of the body's paragraphs, a hint and never the only witness."""
    drop: tuple[str, ...] = ()
    """CSS selectors of furniture inside the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that keep one hostile page from harming a run."""

    page_bytes: int = 4_000_000
    """A page is cut here: the largest real news pages seen are below 3 MB."""
    elements: int = 15_000
    """A page is cut after this many elements: they cost time and memory; 937 real pages had 5,000 at most."""
    depth: int = 200
    """Elements nested deeper are flattened: extractors recurse, browsers stop at 512."""
    seconds: float = 20.0
    """Time for one page in a child process: a slow page takes well under a second."""
    memory: int = 1_000_000_000
    """Bytes that a child process may take beyond what it begins with: real pages take 100 MB at most."""
    text_chars: int = 1_000_000
    """A body longer than this is cut and flagged."""
