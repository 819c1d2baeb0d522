"""`python -m tests.bundled serve [--port N]` serves the bundled outlets; `… crawl` crawls them, as `make crawl`."""

import argparse
import contextlib
import sys
from threading import Event

from crawler.writing import printing
from tests.bundled import BundledSite
from tests.bundled.crawl import crawl


def serve(options: argparse.Namespace) -> None:
    """Serves until Ctrl-C; the first line of the output is the address."""
    with BundledSite(options.port) as site, contextlib.suppress(KeyboardInterrupt):
        print(f"http://127.0.0.1:{site.port}", flush=True)
        print("hosts:", *site.hosts, flush=True)
        Event().wait()


def main() -> None:
    """Runs the command that the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m tests.bundled", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serving = commands.add_parser("serve", help="serve the bundled outlets on a loopback port")
    serving.add_argument("--port", type=int, default=0, help="0 takes any free port")
    serving.set_defaults(run=serve)
    crawling = commands.add_parser("crawl", help="crawl the bundled outlets with the real spiders")
    crawling.add_argument("--data-dir", default=".", help="where corpus/ and the rest are written")
    crawling.set_defaults(run=crawl)
    options = parser.parse_args()
    with printing():
        status = options.run(options)
    sys.exit(status)


if __name__ == "__main__":
    main()
