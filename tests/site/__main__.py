"""`python -m tests.site serve [--port N]`: the bundled outlets until interrupted."""

import argparse
import contextlib
from threading import Event

from tests.site import Site


def serve(options: argparse.Namespace) -> None:
    """Serve until Ctrl-C; the first line of the output is the address."""
    with Site(options.port) as site, contextlib.suppress(KeyboardInterrupt):
        print(f"http://127.0.0.1:{site.port}", flush=True)  # noqa: T201
        print("hosts:", *site.hosts, flush=True)  # noqa: T201
        Event().wait()


def main() -> None:
    """Run the command that the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m tests.site", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serving = commands.add_parser("serve", help="serve the bundled outlets on a loopback port")
    serving.add_argument("--port", type=int, default=0, help="0 takes any free port")
    serving.set_defaults(run=serve)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
