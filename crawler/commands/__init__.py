"""The commands beyond Scrapy's own; `scrapy -h` lists them."""

# First of all: Scrapy walks the whole stack while it loads its handler, past every module that is loaded by then.
import scrapy.core.downloader.handlers.http11  # noqa: F401
