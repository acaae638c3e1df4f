"""A build says what it is doing, and passes on dbt's messages."""

from __future__ import annotations

import json
import os
import sys

import pytest
from conftest import ROOT

from composite_index.progress import STEPS, Progress, run_with_progress


def event(name: str, message: str, level: str = "info", **data: object) -> str:
    """Return an event as dbt writes it."""
    return json.dumps({"info": {"name": name, "msg": message, "level": level}, "data": data})


def said(*lines: str, about: str = "") -> list[str]:
    """Return the lines for the events."""
    found: list[str] = []
    progress = Progress(found.append, about)
    for line in lines:
        progress.read(line)
    return found


def begins(model: str) -> str:
    """Return the event of a model that begins."""
    return event("LogStartLine", "1 of 9 START", node_info={"node_name": model}, index=1, total=9)


def test_each_step_is_a_model_and_is_said_once() -> None:
    """In order; a late model of an earlier step does not bring the step back."""
    names = {file.stem for file in (ROOT / "models").rglob("*") if file.suffix in (".sql", ".py")}
    assert set(STEPS) <= names
    assert len(set(STEPS.values())) == len(STEPS)
    assert said(*map(begins, STEPS)) == ["Preparing the build", *STEPS.values()]
    late = ["int_index__scores", "stg_index__framework", "int_index__scores", "stg_index__units", "index_scores"]
    assert said(*map(begins, late), about="12 units") == [
        "Preparing the build",
        "Computing the scores of 12 units",
        "Publishing",
    ]


def test_what_dbt_prints_and_its_errors_are_said() -> None:
    """Macros' lines unchanged, errors of models, lines that are no events; not a failed test, which FAILED reports."""
    test = {"node_name": "t", "unique_id": "test.t"}
    model = {"node_name": "m", "unique_id": "model.m"}
    assert said(
        event("PrintEvent", "FAILED scores · x"),
        event("LogTestResult", "FAIL 1", "error", status="fail", node_info=test, index=1, total=2),
        event("RunResultFailure", "Failure in test t", "error", node_info=test),
        event("LogModelResult", "ERROR creating m", "error", status="error", node_info=model, index=2, total=2),
        event("RunResultError", "Runtime Error in m", "error", node_info=model),
        event("FinishedRunningStats", "Finished"),
        "Killed\n",
        "[]\n",
        "\n",
    ) == ["Preparing the build", "FAILED scores · x", "ERROR creating m", "Runtime Error in m", "Killed", "[]"]


def test_database_that_another_program_took_in_between_is_a_line() -> None:
    """Another program opened it after the inputs were loaded; other errors keep dbt's text."""
    why = "x.duckdb: cannot be opened: it is open in another program (python, PID 7). Close it there and build again"
    message = f"Encountered an error:\nDatabase Error\n  Runtime Error\n    {why}"
    assert said(event("MainEncounteredError", message, "error"))[1:] == [f"FAILED files · {why}"]
    other = "Encountered an error:\nCompilation Error\n  no such macro"
    assert said(event("MainEncounteredError", other, "error"))[1:] == [other]


def test_silence_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    """Events that mean nothing to a person do not count; the exit code is the program's."""
    quiet = event("LogModelResult", "OK", node_info={"node_name": "m"}, index=1, total=4)
    program = f"import sys, time\nfor n in range(6): print({quiet!r}, flush=True); time.sleep(0.1)\nsys.exit(3)"
    assert run_with_progress([sys.executable, "-c", program], os.environ, silence=0.25) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Preparing the build"
    assert 1 <= len(lines[1:]) <= 3
    assert all(line.endswith(" of 4 parts done") or line == "... still preparing" for line in lines[1:])
