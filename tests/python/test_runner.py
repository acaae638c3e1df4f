"""The process that judges for the gates: it gives their results, and if it fails they judge themselves."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from composite_index_gates import gates, runner
from dbt.adapters.duckdb.environments import _ensure_event_loop
from test_gates import failed, judged, profile


@pytest.fixture(autouse=True)
def unimported(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make Great Expectations look as if it were not imported yet, and leave no process behind."""
    monkeypatch.delitem(sys.modules, "great_expectations")
    yield
    runner.stop()


def test_process_judges_as_the_gate_does() -> None:
    """The same rows, also if an expectation fails; the process gives the answer."""
    assert runner.start()
    run_gate = runner.gate_runner()
    assert run_gate is not gates.run_gate
    tables = judged(profile(missing_share=0.5))
    found = run_gate("observations", tables, [])
    assert len(failed(found)) == 1
    pd.testing.assert_frame_equal(found, gates.run_gate("observations", tables, []))
    assert runner.gate_runner() is not gates.run_gate


def test_process_ends_with_the_last_gate() -> None:
    """The last gate is known, so that no process waits for nothing."""
    runner.start()
    run_gate = runner.gate_runner()
    process = runner._process
    with pytest.raises(KeyError):  # as `run_gate` raises without the profiles
        run_gate(runner.LAST_GATE, {}, [])
    assert process.poll() is not None
    assert runner.gate_runner() is gates.run_gate


def test_without_a_process_the_gate_judges() -> None:
    """A process that never started, that has died, or that dies while it is asked."""
    assert runner.gate_runner() is gates.run_gate
    runner.start()
    runner._process.kill()
    assert runner.gate_runner() is gates.run_gate
    runner.start()
    run_gate = runner.gate_runner()
    runner._process.kill()
    assert failed(run_gate("observations", judged(profile()), [])).empty


def test_no_process_where_none_can_be_or_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with Python built in would start itself; an imported module is not imported again."""
    for name in ("/usr/bin/uwsgi", "", None):
        monkeypatch.setattr(sys, "executable", name)
        assert not runner.start()
    monkeypatch.undo()
    assert not runner.start()
    assert runner.gate_runner() is gates.run_gate


def test_process_finds_suites_and_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process finds both packages where this one does: in the project, and on a relative path."""
    (tmp_path / "own").mkdir()
    expectation = {"type": "expect_table_row_count_to_equal", "kwargs": {"value": 3}}
    suite = {"profile": "observations", "expectations": [expectation]}
    (tmp_path / "own" / "rows.json").write_text(json.dumps(suite), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # dbt may have run in this process, in a project of another test
    monkeypatch.delitem(sys.modules, "dbt.flags", raising=False)
    runner.start()
    (row,) = failed(runner.gate_runner()("observations", judged(profile()), ["own"])).itertuples()
    assert (row.suite, row.sample) == ("rows", "observed 2")


def test_import_that_fails_is_raised_by_the_gate(tmp_path: Path) -> None:
    """In a Python without Great Expectations only the gate says so."""
    (tmp_path / "great_expectations.py").write_text("raise ModuleNotFoundError(name='great_expectations')\n")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from composite_index_gates import runner\n"
        "print(runner.start())\n"
        "try: runner.gate_runner()\n"
        "except ModuleNotFoundError as missing: print(missing.name)\n"
    )
    path = str(Path(runner.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["True", "great_expectations"], "")


def test_garbage_of_one_build_is_collected_by_the_next() -> None:
    """Excluded objects are collected at last."""

    class Node:
        """An object that refers to itself, so that only the collector frees it."""

    node = Node()
    node.itself = node
    left = weakref.ref(node)
    runner.spare_collector()
    del node
    gc.collect()
    assert left() is not None
    runner.spare_collector()
    assert left() is None
    gc.unfreeze()


def test_nothing_is_said_of_what_was_spared() -> None:
    """DuckDB's module names what is left of it when Python ends."""
    program = "import duckdb; from composite_index_gates.runner import spare_collector; spare_collector()"
    path = str(Path(runner.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_event_loop_of_a_thread_is_closed_and_can_be_made_again() -> None:
    """dbt-duckdb opens one in each thread that runs a Python model; the main thread's loop is not touched."""
    loops = []

    def work() -> None:
        for _ in range(2):
            _ensure_event_loop()
            loops.append(asyncio.get_event_loop())
            runner.close_event_loop()
        runner.close_event_loop()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(set(loops)) == 2
    assert all(loop.is_closed() for loop in loops)
    own = asyncio.new_event_loop()
    try:
        asyncio.set_event_loop(own)
        runner.close_event_loop()
        assert not own.is_closed()
    finally:
        asyncio.set_event_loop(None)
        own.close()
