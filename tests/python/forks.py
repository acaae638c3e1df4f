"""dbt in processes forked from one that has imported dbt and Great Expectations, which saves seconds of every build.

Each run is a separate process with its own arguments, folder, environment and output. It ends with dbt's exit code.
"""

from __future__ import annotations

import atexit
import gc
import json
import marshal
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType
from typing import Any, NoReturn

# variables that only compiled SQL reads
NOT_PARSED = ("accept_drift",)

# elsewhere a process that has loaded numerical libraries is not safe to fork
CAN_FORK = sys.platform == "linux"


class Nursery:
    """Holds the process to fork from, and starts it on first use."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[str] | None = None

    def run(self, arguments: Iterable[str], cwd: Path, environment: dict[str, str], timeout: float) -> tuple[int, str]:
        """Run dbt; return its exit code, and its output followed by its errors."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        with tempfile.TemporaryDirectory() as folder:
            files = [str(Path(folder) / name) for name in ("output", "errors", "templates")]
            order = {"arguments": list(arguments), "cwd": str(cwd), "environment": environment, "files": files}
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            child = int(self._answer(600))
            try:
                code = int(self._answer(timeout))
            except TimeoutError:
                os.kill(child, signal.SIGKILL)
                self._answer(60)
                raise
            return code, "".join(Path(file).read_text(encoding="utf-8") for file in files[:2])

    def _answer(self, timeout: float) -> str:
        ready, _, _ = select.select([self._process.stdout], [], [], timeout)
        if not ready:
            raise TimeoutError(f"dbt has not ended in {timeout} s")
        return self._process.stdout.readline()


def main() -> None:
    """Import what every run needs, then fork for each order until there are no more; a child is the run."""
    # read at the import
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import dbt.adapters.duckdb  # noqa: F401
    import great_expectations  # noqa: F401
    from dbt.cli.main import cli

    leave_out_what_no_log_keeps()
    parse_for_any_accepted()
    parse_for_a_database_in_any_folder()
    templates = Templates()
    # the collector must not walk through what the children share, because that would copy all of it
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            become(order)
            leave(cli, templates, Path(order["files"][2]))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        templates.read(Path(order["files"][2]))
        print(os.waitstatus_to_exitcode(status), flush=True)


class Templates:
    """Jinja's compiled templates, kept for later runs: compiling takes a fifth of the time of a build."""

    def __init__(self) -> None:
        """Make Jinja look here first."""
        from jinja2 import Environment

        self.code: dict[tuple[str, str], CodeType] = {}
        self.added: dict[tuple[str, str], CodeType] = {}
        make = Environment.compile

        def compile_once(environment: Environment, source: Any, *rest: Any, **more: Any) -> Any:
            if rest or more or not isinstance(source, str):
                return make(environment, source, *rest, **more)
            key = (type(environment).__qualname__, source)
            if key not in self.code:
                self.code[key] = self.added[key] = make(environment, source)
            return self.code[key]

        Environment.compile = compile_once

    def write(self, file: Path) -> None:
        """Write the templates that a run added, for the process that it was forked from."""
        file.write_bytes(marshal.dumps(self.added))

    def read(self, file: Path) -> None:
        """Read the templates that a run added; none if the run was stopped."""
        if file.exists():
            self.code |= marshal.loads(file.read_bytes())  # noqa: S302 - written by a fork of this process


def leave_out_what_no_log_keeps() -> None:
    """Skip the text of dbt's debug messages, thousands of lines a build, unless a log needs it."""
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager

    fire = EventManager.fire_event

    def fire_what_is_kept(self: EventManager, e: Any, level: Any = None, *rest: Any, **more: Any) -> None:
        details = (EventLevel.DEBUG, EventLevel.TEST)
        if (level or e.level_tag()) not in details or any(log.level in details for log in self.loggers):
            fire(self, e, level, *rest, **more)

    EventManager.fire_event = fire_what_is_kept


def parse_for_any_accepted() -> None:
    """Keep dbt from parsing the project again for other values of variables that only compiled SQL reads."""
    from dbt.parser.manifest import ManifestLoader

    state_check = ManifestLoader.build_manifest_state_check

    def state_check_without(self: ManifestLoader) -> Any:
        given = self.root_project.cli_vars
        apart = {name: given.pop(name) for name in NOT_PARSED if name in given}
        try:
            return state_check(self)
        finally:
            given.update(apart)

    ManifestLoader.build_manifest_state_check = state_check_without


def parse_for_a_database_in_any_folder() -> None:
    """Have dbt parse the project no second time for a database of the same name elsewhere; relations hold the name."""
    from dbt.adapters.duckdb.credentials import DuckDBCredentials

    given = DuckDBCredentials.connection_info

    def by_name(self: DuckDBCredentials, *arguments: Any, **more: Any) -> Iterable[tuple[str, Any]]:
        for key, value in given(self, *arguments, **more):
            yield key, Path(value).name if key == "path" else value

    DuckDBCredentials.connection_info = by_name


def leave(cli: Callable[[], object], templates: Templates, file: Path) -> NoReturn:
    """Run dbt and end with its exit code, but skip Python's cleanup at the end, which takes two seconds."""
    code = 1
    # the process is short, so searching its memory for garbage does not pay
    gc.set_threshold(100_000, 20, 20)
    try:
        cli()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:
        traceback.print_exc()
    finally:
        templates.write(file)
        # of dbt's adapters, which close their connections
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(code))


def become(order: dict) -> None:
    """Take the arguments, folder, environment and output of the order."""
    os.close(0)
    for number, file in enumerate(order["files"][:2], start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), number)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])
    # modules that no run has imported yet, such as the gates, are found where a new Python would find them
    sys.path[:0] = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    sys.argv = ["dbt", *order["arguments"]]


if __name__ == "__main__":
    main()
