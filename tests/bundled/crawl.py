"""The main job on the bundled outlets: the real spiders, real HTTP on loopback, the files a crawl leaves."""

import argparse
import subprocess
import sys
from pathlib import Path
from textwrap import shorten

import jsonlines
import msgspec

from crawler.manifest import Manifest
from crawler.report import table
from tests.bundled import BundledSite

SOURCES = (("themoscowtimes",), ("rt",), ("newsfront",), ("site", "-a", "url=https://www.dailywire.example/"))
"""Who published first comes first: the last one carries copies."""


def crawl(options: argparse.Namespace) -> int:
    """Crawls every bundled outlet, prints what was kept and why the rest was not; gives the worst exit status."""
    data = Path(options.data_dir)
    before = set(data.glob("manifests/*/*.json"))
    with BundledSite() as site:
        print(f"Crawling {len(SOURCES)} bundled outlets served on 127.0.0.1:{site.port} …\n", flush=True)
        statuses = [run(source, site.port, data).returncode for source in SOURCES]
    paths = sorted(set(data.glob("manifests/*/*.json")) - before, key=lambda path: path.name)
    manifests = [msgspec.json.decode(path.read_bytes(), type=Manifest) for path in paths]
    print(table(manifests), "\n")
    for manifest in manifests:
        _print_lines(data, manifest)
    print(f"\nCorpus: {data / 'corpus'}/   rejected: {data / 'rejected'}/   manifests: {data / 'manifests'}/")
    return max(statuses)


def run(source: tuple[str, ...], port: int, data: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """One `scrapy crawl` of a bundled outlet, as a process of its own."""
    settings = {
        "BUNDLED": f"127.0.0.1:{port}",
        "GUARD_ALLOW": "127.0.0.0/8",
        "DATA_DIR": str(data),
        "DOWNLOAD_DELAY": "0",
        "AUTOTHROTTLE_ENABLED": "False",
        "LOG_LEVEL": "WARNING",
    }
    pairs = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "crawl", *source, *pairs, *more]
    return subprocess.run(command, check=False, text=True, stdout=subprocess.DEVNULL)


def _print_lines(data: Path, manifest: Manifest) -> None:
    for folder, mark in (("corpus", "+"), ("rejected", "-")):
        with jsonlines.open(data / folder / f"{manifest.run}.jsonl") as lines:
            for line in lines:
                why = line["relevance"]["because"] if mark == "+" else [f"{line['reason']}: {line['detail']}"]
                print(f"{mark} {line['url']}\n    {shorten('; '.join(why), 150, placeholder=' …')}")
