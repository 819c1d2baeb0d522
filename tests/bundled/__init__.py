"""The bundled outlets that `make crawl` and the tests crawl: several hosts served on one loopback port."""

from tests.bundled.server import BundledSite, Expected, Hit

__all__ = ["BundledSite", "Expected", "Hit"]
