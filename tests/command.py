"""`scrapy …` as a person runs it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def scrapy(*arguments: str, folder: Path = ROOT, given: str = "") -> "subprocess.CompletedProcess[str]":
    """What a command of the project said of what it was given, and its exit status; its folder may hold modules."""
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": f"{ROOT}:{folder}"}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(
        command, check=False, text=True, input=given, capture_output=True, timeout=120, cwd=folder, env=environment
    )
