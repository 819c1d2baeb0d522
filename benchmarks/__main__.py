"""All benchmarks one after the other: `python -m benchmarks [SETS]`.

SETS is a folder that holds extraction/NAME/, relevance/ and neardup/; without it every benchmark runs on its miniature.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.arguments import described, there


def commands(sets: Path | None) -> Iterator[list[str]]:
    """The module and the arguments of every benchmark to run."""
    if sets is None:
        yield from (["extraction"], ["peers"], ["blind"], ["plugs"], ["relevance"], ["dedupe"], ["crawl"])
        return
    folders = [str(folder) for folder in sorted(sets.glob("extraction/*")) if folder.is_dir()]
    yield from ([name, folder] for name in ("extraction", "peers", "plugs") for folder in folders)
    yield ["relevance", str(sets / "relevance")]
    yield ["dedupe", str(sets / "neardup")]
    yield ["crawl"]


def main() -> int:
    """Runs them; gives the worst exit status."""
    parser = described(__doc__)
    parser.add_argument("sets", nargs="?", type=there)
    worst = 0
    for module, *arguments in commands(parser.parse_args().sets):
        print(f"\n== {module} {' '.join(arguments)}", flush=True)
        worst = max(
            worst, subprocess.run([sys.executable, "-m", f"benchmarks.{module}", *arguments], check=False).returncode
        )
    return worst


if __name__ == "__main__":
    sys.exit(main())
