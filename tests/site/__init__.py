"""A small news world on one loopback port: the bundled outlets that `make crawl` and the tests crawl."""

from tests.site.server import Expected, Hit, Site

__all__ = ["Expected", "Hit", "Site"]
