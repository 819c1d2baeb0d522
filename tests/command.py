"""`scrapy …` as a person runs it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def scrapy(*arguments: str, folder: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    """What a command of the project said and its exit status; run in a folder, which may hold modules of its own."""
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": f"{ROOT}:{folder}"}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(
        command, check=False, text=True, capture_output=True, timeout=120, cwd=folder, env=environment
    )
