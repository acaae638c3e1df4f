"""End a command at Ctrl-C, or when the system asks it to end, with one line and at once.

Nothing needs to be put in order first: a build that is killed leaves what readers get as it is, and the next build
starts anew (docs/decisions/0033).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import NoReturn

LINE = "Stopped. Readers get the version that was published last. The next build starts anew"
# Python's own helper would say on the screen what a program that ends at once has left to it.
QUIET_HELPER = "ignore:resource_tracker:UserWarning"
# As a shell reports a program that a signal has ended.
ENDED_BY = 128

# Programs that this one has started, and that end with it.
children: list[subprocess.Popen[str]] = []


def stop_in_one_line() -> None:
    """Let Ctrl-C and SIGTERM end this program so. Only the main thread of a program can decide that."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        given = os.environ.get("PYTHONWARNINGS")
        os.environ["PYTHONWARNINGS"] = f"{given},{QUIET_HELPER}" if given else QUIET_HELPER


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    for child in children:
        child.kill()
    # the signal may have come in the middle of a print
    with contextlib.suppress(RuntimeError, ValueError, OSError):
        sys.stdout.flush()
    with contextlib.suppress(OSError):
        # other threads print until the end; the line is to be the last
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.write(2, f"\n{LINE}\n".encode())
    # without the end of dbt, which prints a traceback
    os._exit(ENDED_BY + number)
