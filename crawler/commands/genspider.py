"""`scrapy genspider`: a new source from the project's own template."""

import argparse
import re
from pathlib import Path
from typing import Any

from scrapy.commands import genspider
from scrapy.exceptions import UsageError

import crawler
from crawler.failures import sentence_of


class Command(genspider.Command):
    """Scrapy's own command with our template and the names that it needs."""

    def short_desc(self) -> str:
        return "Write a new source"

    def long_desc(self) -> str:
        return (
            "Write a new source, to be filled in by a person as docs/sources.md says. "
            "Example: scrapy genspider -t news example www.example.org"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.set_defaults(template="news")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Writes it; a place that cannot be written to is one sentence."""
        try:
            super().run(args, opts)
        except OSError as error:
            raise UsageError(sentence_of(error), print_help=False) from None

    @property
    def templates_dir(self) -> str:
        """The folder of the project's templates."""
        return str(Path(crawler.__file__).parent / "templates" / "spiders")

    def _generate_template_variables(self, module: str, name: str, url: str, template_name: str) -> dict[str, Any]:
        if not module.isidentifier():
            raise UsageError(f"{name}: a source's name is a word of letters, digits, - and _", print_help=False)
        found = super()._generate_template_variables(module, name, url, template_name)
        return {**found, "classname": found["classname"].removesuffix("Spider"), "pattern": re.escape(found["domain"])}
