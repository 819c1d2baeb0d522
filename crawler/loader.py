"""Loads the sources; one that cannot be used ends the command with a sentence, not a traceback."""

import sys
from traceback import extract_tb

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from crawler.verdict import Verdict


class SourceLoader(SpiderLoader):
    """Scrapy's loader, which ends the command where a source's file cannot be read."""

    def __init__(self, settings: BaseSettings) -> None:
        try:
            super().__init__(settings)
        except Exception as error:
            sys.stderr.write(f"{_place(error)}{_said(error)}\n")
            sys.exit(Verdict.USAGE)


def _said(error: Exception) -> str:
    """The error in words; most kinds are unclear without their name."""
    return str(error) if isinstance(error, ValueError | SyntaxError) else f"{type(error).__name__}: {error}"


def _place(error: Exception) -> str:
    """The file and line of the source that could not be read; empty where the error names them itself."""
    frames = extract_tb(error.__traceback__)
    files = [frame.filename for frame in frames if frame.name == "<module>"]
    line = next((frame.lineno for frame in reversed(frames) if files and frame.filename == files[-1]), None)
    return f"{files[-1]}, line {line}: " if line else ""
