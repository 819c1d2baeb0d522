"""Facts about one outlet: they travel into its records and help to read its pages."""

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
