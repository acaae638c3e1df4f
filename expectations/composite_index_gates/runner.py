"""A process that imports Great Expectations while dbt builds the models before the gates, and then judges for them.

The import keeps Python busy for seconds, and a process runs one thread of Python at a time: a thread would delay the
models. If this process fails, the gate judges by itself, so that the error is raised where the gate runs.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import metadata
from pathlib import Path
from threading import Lock, current_thread, main_thread
from typing import Any

from composite_index_gates.suite_files import GATES, project_folder
from composite_index_gates.versions import difference, of_dbt_package

PROGRAM = "import sys; sys.path[:] = {path!r}; from composite_index_gates.runner import serve; serve()"
IS_READY = "is ready"
# After this gate there is nothing to judge.
LAST_GATE = list(GATES)[-1]

# One question at a time.
_lock = Lock()
_process: subprocess.Popen[bytes] | None = None
# The process that started it: a fork of that process has the same pipes and must not write into them.
_owner = 0


def start() -> bool:
    """Start the process and replace an earlier one; False if it cannot start or is not needed."""
    global _process, _owner
    stop()
    # a program that has Python built in gives its own name
    is_python = Path(sys.executable or "").name.lower().startswith(("python", "pypy"))
    if not is_python or "great_expectations" in sys.modules:
        return False
    path = [os.path.abspath(folder) for folder in sys.path]  # noqa: PTH100 - '' is the working directory
    try:
        _process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(path=path)],
            cwd=project_folder(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    except OSError:
        return False
    _owner = os.getpid()
    atexit.register(stop)
    return True


def stop() -> None:
    """End the process, if there is one."""
    global _process
    # without the lock, because a thread that waits for an answer holds it
    process, _process = _process, None
    if process is not None and _owner == os.getpid():
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


def gate_runner() -> Callable[..., Any]:
    """Return `run_gate` of the module `gates`: the process runs it if it has imported the module, else this one.

    If the dbt package has another version than this code, the gate says so and judges nothing.
    Raises what the import raises.
    """
    differs = difference(of_dbt_package())
    if differs:
        stop()
        return partial(_refuse, *differs)
    if _ask(IS_READY):
        close_event_loop()
        return _run_gate
    stop()
    from composite_index_gates.gates import run_gate

    return run_gate


def close_event_loop() -> None:
    """Close the event loop that dbt-duckdb opened for this thread, because Python models of this package need none.

    Otherwise Python closes it at its end, when its files may be gone, and prints a traceback.
    """
    if current_thread() is main_thread():
        return
    with contextlib.suppress(RuntimeError):  # there is none
        loop = asyncio.get_event_loop()
        if not loop.is_running():
            asyncio.set_event_loop(None)
            loop.close()


def spare_collector() -> None:
    """Exclude what dbt has parsed from garbage collection: it lives as long as the build and is most of the memory.

    The next build of this process collects it.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.freeze()
    # at the end of Python collect all of it, else DuckDB's module prints a warning about what is left
    atexit.register(gc.unfreeze)


def versions() -> dict[str, str | None]:
    """Return the versions of Python and of Great Expectations, null if it is not installed."""
    try:
        installed = metadata.version("great_expectations")
    except metadata.PackageNotFoundError:
        installed = None
    return {"python": sys.version.split()[0], "great_expectations": installed}


def serve() -> None:
    """Answer until no more questions come, or until a gate raises; the caller then runs that gate itself."""
    # an interrupt is for dbt, which ends this process at its own end
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # prints must not come between the answers
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(Exception):
        from composite_index_gates.gates import run_gate

        while True:
            question = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the process that started this one
            pickle.dump(True if question == IS_READY else run_gate(*question), answers)
            answers.flush()


def _run_gate(gate: str, tables: Mapping[str, Any], folders: Iterable[str | Path] = ()) -> Any:
    found = _ask((gate, tables, folders))
    if gate == LAST_GATE or found is None:
        stop()
    if found is None:
        from composite_index_gates.gates import run_gate

        found = run_gate(gate, tables, folders)
    return found


def _refuse(sample: str, advice: str, gate: str, *_: object) -> Any:
    """Return the rows of a gate that cannot be judged."""
    import pandas as pd

    row = {"suite": gate, "expectation": "suites_can_be_run", "column_name": "", "severity": "critical"}
    row |= {"success": False, "unexpected_count": 0, "sample": sample, "advice": f"{advice}."}
    return pd.DataFrame([row])


def _ask(question: Any) -> Any:
    """Return the process's answer; None if there is no process, or if it failed."""
    process = _process
    if process is None or _owner != os.getpid():
        return None
    with _lock:
        try:
            pickle.dump(question, process.stdin)
            process.stdin.flush()
            return pickle.load(process.stdout)  # noqa: S301 - written by the process that this one started
        except (OSError, EOFError, ValueError, pickle.PickleError):
            return None
