"""The cost of a command: CPU seconds and peak memory of its process and all processes that it starts (Linux)."""

import ctypes
import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

LEFT_OUT = ("PYTHONDONTWRITEBYTECODE", "SCRAPY_SETTINGS_MODULE")
"""Environment variables that a measured command must not get: modules would be compiled again in every process, and
plain Scrapy would use our settings."""
SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER: processes whose parent ended become ours, so that their CPU is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run of a command took."""

    cpu: float
    """User and system seconds of all its processes."""
    wall: float
    megabytes: float
    """Peak resident memory of all its processes together, sampled five times a second."""
    status: int


def measured(command: list[str], folder: Path | None = None) -> Cost:
    """The cost of a command, run in a folder; its output is thrown away."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    before, start, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), [0.0]
    env = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    status = process.wait()
    watcher.join()
    _reap()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu=cpu, wall=time.monotonic() - start, megabytes=peak[0], status=status)


def _reap() -> None:
    """Waits for every orphan of the command."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def _watch(process: "subprocess.Popen[bytes]", peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], _resident(os.getpid()) / 1e6)
        time.sleep(0.2)


def _resident(parent: int) -> int:
    """Bytes of resident memory of all descendants of a process."""
    children: dict[int, list[tuple[int, int]]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append((int(path.parent.name), int(fields[21])))
    total, waiting = 0, [parent]
    while waiting:
        for child, pages in children.get(waiting.pop(), []):
            total += pages * resource.getpagesize()
            waiting.append(child)
    return total
