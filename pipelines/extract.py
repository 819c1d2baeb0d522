"""From a page to an article: the body's blocks and every field the page states."""

from pipelines.record import Article, Page
from pipelines.rules import Limits, Outlet


def extract(page: Page, outlet: Outlet | None, limits: Limits) -> Article:
    """The article on a page, not yet cleaned; raises Reject when there is none."""
    raise NotImplementedError
