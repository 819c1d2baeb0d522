"""The bundled outlets that `make crawl` and the tests crawl: several hosts served on one loopback port."""

from tests.bundled.server import Expected, Hit, Site

__all__ = ["Expected", "Hit", "Site"]
