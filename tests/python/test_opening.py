"""A database that cannot be opened gives one line, from the command and from dbt."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from conftest import copy_of_project

from composite_index.database import _why, open_database
from composite_index.files.problems import InputError


@contextmanager
def held(database: Path, read_only: bool = False) -> Iterator[int]:
    """Have another process hold the file; return its number."""
    duckdb.connect(str(database)).close()
    program = (
        f"import duckdb, sys; c = duckdb.connect({str(database)!r}, read_only={read_only}); print(1, flush=True); "
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.stdin.close()


def refused(database: Path, read_only: bool = False) -> str:
    """Return the one line that refuses the file."""
    with pytest.raises(InputError) as error:
        open_database(database, read_only)
    assert len(error.value.lines) == 1
    return error.value.lines[0].removeprefix(f"{database}: cannot be opened: ")


@pytest.mark.parametrize("read_only", [False, True])
def test_file_that_another_program_holds(tmp_path: Path, read_only: bool) -> None:
    """Whether the other process writes or reads, the line has its name and number."""
    database = tmp_path / "own.duckdb"
    with held(database, read_only) as number:
        line = refused(database)
    assert line.startswith("it is open in another program (python")
    assert line.endswith(
        f", PID {number}). Close it there and build again. To read results, open published/own.duckdb there"
    )
    open_database(database).close()


def test_file_that_is_none(tmp_path: Path) -> None:
    """A folder, another kind of file, a missing folder, no permission, and an unknown error."""
    assert refused(tmp_path) == "it is a folder. Name a file"
    text = tmp_path / "text.duckdb"
    text.write_text("unit_id,value\n" * 9, encoding="utf-8")
    assert refused(text) == "it is not a DuckDB database. Name another file"
    assert refused(tmp_path / "none" / "x.duckdb").startswith(f"there is no folder {tmp_path / 'none'}. Make it")
    there = tmp_path / "x.duckdb"
    assert _why(there, 'IO Error: Cannot open file "x": Permission denied').startswith(
        "you have no permission to write it"
    )
    assert _why(there, "IO Error: No space left on device").startswith("the disk is full")
    newer = "IO Error: Trying to read a database file with version number 99, but we can only read 64"
    assert _why(there, newer).startswith("another version of DuckDB wrote it")
    assert _why(there, "Something Error: new\nmore") == "DuckDB says: Something Error: new"


def test_dbt_says_it_in_a_line(tmp_path: Path) -> None:
    """Without a traceback, whatever is built."""
    project = copy_of_project(tmp_path / "project")
    with held(project.folder / "warehouse.duckdb") as number:
        run = project.dbt("build", "--exclude-resource-type", "unit_test")
    assert run.exit_code == 2
    assert "Traceback" not in run.output
    line = run.line("    ./warehouse.duckdb" if "    ./" in run.output else "    warehouse.duckdb")
    assert f"PID {number}). Close it there and build again" in line
    assert len(run.output.splitlines()) < 20, run.output
