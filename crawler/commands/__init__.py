"""The commands beyond Scrapy's own; `scrapy -h` lists them."""

import sys
from importlib.util import find_spec

# Before other imports: Scrapy inspects the stack when it loads its handler, at a cost that grows with loaded modules.
import scrapy.core.downloader.handlers.http11  # noqa: F401

# Child processes would run the script `scrapy` again, and load all of Scrapy; `python -m scrapy` they leave alone.
_main = sys.modules["__main__"]
_main.__spec__ = _main.__spec__ or find_spec("scrapy.__main__")
