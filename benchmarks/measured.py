"""Runs a command in a small separate process and reports wall time, CPU time, memory and disk.

`measure` starts this file as that process, because a process inherits the peak memory of the one that starts it.
Memory is the sum over the command's processes, sampled twenty times a second, and at least the kernel's figure for the
peak of the largest. Disk is the size of the watched folder. Spilled is the part in folders called *.tmp, as DuckDB
names its own. Without /proc (macOS) only the kernel's figure is known.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

EVERY_SECONDS = 0.05


@dataclass
class Measured:
    """The time, memory and disk of a command."""

    exit_code: int
    output: str
    wall: float
    cpu: float
    peak_memory: int
    peak_disk: int
    peak_spilled: int
    # whether it was stopped because it took too long
    stopped: bool
    # at the time of day, bytes of memory, disk, spilled
    samples: list[tuple[float, int, int, int]]


def measure(
    command: list[str], watched: Path, cwd: Path, *, at_most: float | None = None, **environment: str
) -> Measured:
    """Run the command and measure it; `watched` is the folder that it writes into.

    After `at_most` seconds it is stopped, with all that it has started.
    """
    with tempfile.TemporaryDirectory() as folder:
        report, log = Path(folder) / "report.json", Path(folder) / "log"
        with log.open("w", encoding="utf-8") as output:
            subprocess.run(
                [sys.executable, "-S", __file__, str(report), str(watched), str(at_most or ""), *command],
                cwd=cwd,
                env=os.environ | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=True,
            )
        return Measured(output=log.read_text(encoding="utf-8"), **json.loads(report.read_text(encoding="utf-8")))


def processes(pid: int) -> list[int]:
    """Return a process and the living processes that it has started."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:  # it ended meanwhile
                continue
    return found


def memory(pid: int) -> int:
    """Private bytes of a process and its children, without pages of mapped files, which are the system's."""
    total = 0
    for process in processes(pid):
        try:
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
    return total * 1024


def disk(folder: Path) -> tuple[int, int]:
    """Bytes in a folder, and of these in folders called *.tmp."""
    total = spilled = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                size = (Path(parent) / name).lstat().st_blocks * 512
            except OSError:
                continue
            total += size
            spilled += size if ".tmp" in parent[len(str(folder)) :] else 0
    return total, spilled


def main(report: str, watched: str, at_most: str, *command: str) -> None:
    """Run the command and write what it took."""
    samples: list[tuple[float, int, int, int]] = []
    ended, stopped = threading.Event(), threading.Event()
    before = time.perf_counter()
    # wait4 below waits for its exit, because only it reports the usage
    process = subprocess.Popen(command)

    def watch() -> None:
        while not ended.wait(EVERY_SECONDS):
            samples.append((time.time(), memory(process.pid), *disk(Path(watched))))
            if at_most and time.perf_counter() - before > float(at_most):
                stopped.set()
                for started in reversed(processes(process.pid)):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(started, signal.SIGKILL)
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - before
    ended.set()
    watcher.join()
    peaks = [max((sample[column] for sample in samples), default=0) for column in (1, 2, 3)]
    kernel = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    Path(report).write_text(
        json.dumps(
            {
                "exit_code": os.waitstatus_to_exitcode(status),
                "wall": wall,
                "cpu": usage.ru_utime + usage.ru_stime,
                "peak_memory": max(peaks[0], kernel),
                "peak_disk": peaks[1],
                "peak_spilled": peaks[2],
                "stopped": stopped.is_set(),
                "samples": samples,
            }
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
