"""Crawl speed and memory, compared with plain Scrapy and trafilatura in the same run.

python -m benchmarks.crawl [--rounds N] [ADDRESS …]

The addresses are of local sites that serve articles; without one, a made-up outlet is crawled.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.arguments import described, from_one, site
from benchmarks.measure import Cost, measured
from tests.outlet import Answer, LocalOutlet, article

ARTICLES = 300
LINKS = b"".join(b"<li><a href='/about/%d'>Some words that stand around it</a></li>" % number for number in range(150))
PAD = b"<nav><ul>" + LINKS + b"</ul></nav><script>" + b"window.x=function(e){return e&&x};" * 2500 + b"</script>"
"""Furniture that brings a made-up page to the size of a real one, about 100 kB."""
OFF_TOPIC = 5
"""One article in five is on topic."""
ROOT = Path(__file__).parent.parent
PLAIN = Path(__file__).with_name("plain_spider.py")
WAYS = {
    "topic gate, no archive": ("ARCHIVE_ENABLED=False",),
    "topic gate, archive": (),
    "every page, no archive": ("TOPIC=none", "ARCHIVE_ENABLED=False"),
    "every page, archive": ("TOPIC=none",),
}
"""Settings of our own crawls."""


def page(number: int, _: LocalOutlet) -> Answer:
    """A made-up article of a real page's size; four in five are off topic."""
    body = article(number).body.replace(b"</article>", b"</article>" + PAD)
    if number % OFF_TOPIC:
        body = body.replace(b"NATO", b"Opera").replace(b"Russia", b"Ballet")
    return Answer(body=body)


def ours(address: str, folder: str, *settings: str) -> list[str]:
    pairs = [
        part for setting in ("GUARD_ALLOW=127.0.0.0/8", f"DATA_DIR={folder}", *settings) for part in ("-s", setting)
    ]
    return [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={address}", "-L", "ERROR", *pairs]


def plain(address: str, folder: str) -> list[str]:
    feed = f"{folder}/plain.jsonl"
    return [sys.executable, "-m", "scrapy", "runspider", str(PLAIN), "-a", f"url={address}", "-O", feed]


def compare(address: str, rounds: int) -> None:
    """Prints a line for every crawl, then for each way the median speed relative to plain Scrapy in the same round."""
    beside: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        # Plain Scrapy runs outside the project, whose settings are not its own.
        base = report("plain Scrapy + trafilatura", lambda folder: measured(plain(address, folder), Path(folder)))
        for name, settings in WAYS.items():
            own = report(
                f"ours, {name}", lambda folder, own=settings: measured(ours(address, folder, *own), ROOT), base
            )
            beside[name].append(own / base)
    for name, times in beside.items():
        print(f"{name:30} {median(times):5.2f} x plain, median of {rounds}")


def report(name: str, crawl: Callable[[str], Cost], beside: float = 0.0) -> float:
    """Prints the cost of a crawl, relative to the speed `beside`; returns its pages per CPU second."""
    with tempfile.TemporaryDirectory() as folder:
        cost = crawl(folder)
        speed = fetched(Path(folder)) / cost.cpu
    print(
        f"{name:30} {cost.cpu:7.2f} CPU s  {cost.wall:6.1f} s  {speed:6.1f} pages/CPU s  "
        f"{speed / (beside or speed):5.2f} x plain  {cost.megabytes:5.0f} MB  exit {cost.status}"
    )
    return speed


def fetched(folder: Path) -> int:
    """Pages that a crawl asked an outlet for; those that robots.txt forbids cost next to nothing."""
    manifests = [json.loads(path.read_bytes()) for path in folder.glob("manifests/*/*.json")]
    plain_lines = sum(path.read_bytes().count(b"\n") for path in folder.glob("plain.jsonl"))
    return sum(each["pages"] - each["rejections"].get("robots", 0) for each in manifests) or plain_lines


def main() -> None:
    parser = described(__doc__)
    parser.add_argument("addresses", nargs="*", type=site)
    parser.add_argument("--rounds", type=from_one, default=3, help="crawls in every way (3): their speeds differ")
    options = parser.parse_args()
    for address in options.addresses:
        compare(address, options.rounds)
    if not options.addresses:
        with LocalOutlet(page, count=ARTICLES) as outlet:
            compare(f"{outlet.address}/", options.rounds)


if __name__ == "__main__":
    main()
