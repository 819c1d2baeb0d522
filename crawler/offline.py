"""What the offline commands share: inputs as pages, one line out for every line in."""

import argparse
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.failures import sentence_of
from crawler.fetching import fetch_pages
from crawler.recipes import check_settings, limits
from crawler.verdict import Verdict
from crawler.writing import lines_to, printing
from pipelines.inputs import pages
from pipelines.record import Outcome, Page, Reason, Rejection
from pipelines.text import on_screen
from pipelines.topic import TopicError

STDIN = "/dev/stdin"
"""What the INPUT `-` stands for: one page."""


class OfflineCommand(ScrapyCommand):
    """A command over files instead of the web; subclasses give `lines` and their help."""

    requires_project = True
    requires_crawler_process = False
    settings: Settings

    def syntax(self) -> str:
        return "[options] INPUT…"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        files = parser.add_mutually_exclusive_group()
        files.add_argument("-O", "--overwrite-output", metavar="FILE", default="", help="write the lines to FILE")
        files.add_argument("-o", "--output", metavar="FILE", default="", help="append the lines to FILE")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Runs the command; what cannot be used is one sentence and exit status 2, a full disk one and status 1."""
        check_settings(self.settings)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager stops it as Ctrl-C does
        try:
            with printing():
                self.process(self.inputs(args), opts)
        except TopicError as error:
            raise UsageError(str(error), print_help=False) from None
        except OSError as error:
            self.say(f"{self.name}: {sentence_of(error)}")
            self.exitcode = Verdict.INTERNAL_ERROR
        except KeyboardInterrupt:
            self.say(f"{self.name}: interrupted")
            self.exitcode = Verdict.INTERRUPTED

    @property
    def name(self) -> str:
        """The command's name."""
        return type(self).__module__.rpartition(".")[2]

    def process(self, inputs: Iterator[Page | Rejection], opts: argparse.Namespace) -> None:
        """Writes one line for every outcome and reports what was rejected."""
        read = refused = 0
        target = opts.overwrite_output or opts.output or (os.devnull if self.shows(opts) else "")
        with lines_to(target, append=bool(opts.output)) as out:
            for outcome, line in self.lines(inputs, opts):
                out.write(line)
                read += 1
                if isinstance(outcome, Rejection):
                    refused += outcome.reason is not Reason.DUPLICATE
                    self.say(f"rejected {outcome.id}: {outcome.reason}: {outcome.detail}")
        if not read:
            self.say("the inputs hold no page")
        self.exitcode = Verdict.BROKEN if read and read == refused else Verdict.FINE

    def shows(self, opts: argparse.Namespace) -> bool:
        """Whether the terminal shows something for people: lines then go to a file or nowhere."""
        return False

    def lines(
        self, inputs: Iterable[Page | Rejection], opts: argparse.Namespace
    ) -> Iterator[tuple[Outcome, dict[str, Any]]]:
        """Every outcome with its output line."""
        raise NotImplementedError

    def inputs(self, args: list[str]) -> Iterator[Page | Rejection]:
        """The pages of the inputs; raises UsageError when there are none or one does not exist."""
        args = [STDIN if arg == "-" else arg for arg in args if arg != "--"]  # Scrapy hands it on
        if not args:
            raise UsageError("no INPUT: a file, a folder, an address, - for standard input, or several of them")
        addresses = [arg for arg in args if "://" in arg]
        missing = [arg for arg in args if arg not in addresses and not Path(arg).exists()]
        if missing:
            kind = "option" if missing[0].startswith("-") else "file or folder"
            raise UsageError(f"no such {kind}: {missing[0]}", print_help=False)
        online = self.online(addresses)
        return chain.from_iterable(
            islice(online, 1) if arg in addresses else pages([Path(arg)], limits(self.settings)) for arg in args
        )

    def online(self, urls: list[str]) -> Iterator[Page | Rejection]:
        """The pages of these addresses; raises UsageError when they cannot be asked for."""
        try:
            return fetch_pages(urls, self.settings) if urls else iter(())
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from None

    def processes(self) -> int:
        """How many child processes work: the PROCESSES setting, else one a core."""
        return self.settings.getint("PROCESSES") or os.cpu_count() or 1

    def say(self, sentence: str) -> None:
        """Prints a sentence for the person at the terminal."""
        print(on_screen(sentence), file=sys.stderr)
