"""Say what a build does: a line as each step begins, and how far the build is if a step takes long."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from queue import Empty, Queue
from threading import Thread

from composite_index.stopping import children

# After so many seconds without a line, one line says that the build goes on.
SILENCE = 30.0
# dbt's lines about a gate that did not pass.
OF_A_GATE = re.compile(r"ERROR creating .*\bgate_index__|Failure in model gate_index__|gate_index__\w+ did not pass: ")
# The step that begins with a model, in build order; models of two steps may overlap.
STEPS = {
    "stg_index__framework": "Checking the framework and the values",
    "gate_index__observations": "Judging the framework and the values",
    "int_index__treated": "Treating the values",
    "int_index__scores": "Computing the scores",
    "int_index__ranks": "Ranking",
    "gate_index__scores": "Judging the scores",
    "index_scores": "Publishing",
}
SCORING = "int_index__scores"


class Progress:
    """Reads the events of dbt, one JSON object a line, and says in plain words what they mean.

    It passes on what dbt prints even with --quiet. It leaves a failed test to the closing lines, which say more.
    """

    def __init__(self, say: Callable[[str], None], about: str = ""):
        """Take a function that prints a line; `about`: the size of the build, such as `101 units`."""
        self._say, self._about = say, about
        self._step, self._done, self._total = -1, 0, 0
        self._failed_tests: set[str] = set()
        self.last_said = time.monotonic()
        self.say("Preparing the build")

    def say(self, line: str) -> None:
        """Print a line now."""
        self.last_said = time.monotonic()
        self._say(line)

    def read(self, line: str) -> None:
        """Take one line that dbt has written."""
        try:
            event = json.loads(line)
            data, info = event["data"], event["info"]
            name, message = info["name"], info["msg"]
        except (ValueError, KeyError, TypeError):
            if line.strip():
                self.say(line.rstrip("\n"))
            return
        node = data.get("node_info") or {}
        if name == "LogStartLine":
            self._begins(node.get("node_name"))
        elif node and "total" in data:
            self._done, self._total = self._done + 1, int(data["total"])
        if name == "LogTestResult" and data.get("status") == "fail":
            self._failed_tests.add(node["unique_id"])
        elif name == "PrintEvent" or (
            info["level"] == "error"
            and node.get("unique_id") not in self._failed_tests
            # the lines FAILED tell why a gate did not pass
            and not OF_A_GATE.search(message)
        ):
            self.say(_of_the_database(message) if name == "MainEncounteredError" else message)

    def is_silent(self) -> None:
        """Print how far the build is, after a time without a line."""
        self.say(f"... {self._done} of {self._total} parts done" if self._total else "... still preparing")

    def _begins(self, model: str | None) -> None:
        step = list(STEPS).index(model) if model in STEPS else -1
        if step > self._step:
            self._step = step
            self.say(STEPS[str(model)] + (f" of {self._about}" if self._about and model == SCORING else ""))


def run_with_progress(
    command: list[str], environment: Mapping[str, str], about: str = "", silence: float = SILENCE
) -> int:
    """Run dbt and say what it does; returns its exit code.

    command: dbt, with its log as JSON. environment: all variables of the process. about: the size of the build, such as
    `101 units`. silence: seconds without a line before one says how far the build is.
    """
    lines: Queue[str | None] = Queue()

    def collect(stream: Iterable[str]) -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    progress = Progress(lambda line: print(line, flush=True), about)
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, encoding="utf-8", errors="replace"
    ) as process:
        children.append(process)
        Thread(target=collect, args=(process.stdout,), daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=max(progress.last_said + silence - time.monotonic(), 0.01))
            except Empty:
                progress.is_silent()
                continue
            if line is None:
                break
            progress.read(line)
    children.remove(process)
    return process.returncode


def _of_the_database(message: str) -> str:
    """Return one line if dbt could not open the database (`dbt_plugin`), else the message as it is."""
    lines = [line.strip() for line in message.splitlines()]
    found = [line for line in lines if ": cannot be opened: " in line]
    return f"FAILED files · {found[0]}" if len(found) == 1 else message
