"""`scrapy …` as a person runs it, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.outlet import LocalOutlet

ROOT = Path(__file__).parent.parent


def scrapy(*arguments: str, folder: Path = ROOT, given: str = "") -> "subprocess.CompletedProcess[str]":
    """What a command of the project said of what it was given, and its exit status; its folder may hold modules."""
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": f"{ROOT}:{folder}"}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(
        command, check=False, text=True, input=given, capture_output=True, timeout=120, cwd=folder, env=environment
    )


def command(outlet: LocalOutlet, folder: Path, *more: str) -> list[str]:
    """The command that crawls a made-up outlet into a folder."""
    settings = ("GUARD_ALLOW=127.0.0.0/8", f"DATA_DIR={folder}", "LOG_LEVEL=WARNING", "RETRY_TIMES=1")
    pairs = [part for setting in settings for part in ("-s", setting)]
    return [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={outlet.address}/", *pairs, *more]


def lines(folder: Path, pattern: str) -> list[dict[str, Any]]:
    """Every JSON line of the files below a folder that match a pattern, in the order of the files' names."""
    return [json.loads(line) for path in sorted(folder.glob(pattern)) for line in path.read_text("utf-8").splitlines()]


def crawl(outlet: LocalOutlet, folder: Path, *more: str) -> tuple[int, dict[str, Any]]:
    """Exit status and manifest of a crawl; its errors as the manifest's sentence where there is none."""
    done = subprocess.run(command(outlet, folder, *more), check=False, capture_output=True, text=True, timeout=120)
    (path,) = sorted(folder.glob("manifests/*/*.json"))[-1:] or [None]
    return done.returncode, json.loads(path.read_text("utf-8")) if path else {"sentence": done.stderr}
