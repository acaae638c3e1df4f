"""The bundled index on DuckDB and PostgreSQL: the same tables, the same decisions of the gates."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from conftest import Project, Run, copy_of_project
from engines import postgres_server, server_programs

if importlib.util.find_spec("dbt.adapters.postgres") is None:
    pytest.skip("dbt-postgres is not installed: pip install 'composite-index[postgres]'", allow_module_level=True)
PROGRAMS = server_programs()
if PROGRAMS is None:
    pytest.skip("PostgreSQL's server is not installed", allow_module_level=True)

psycopg2 = pytest.importorskip("psycopg2")

NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
OBSERVATIONS = "seeds/dgi_2020_provinces/dgi_2020_provinces__observations.csv"


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """Run a server for this file's tests."""
    with postgres_server(PROGRAMS) as variables:
        yield variables


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a copy of the project, built on both engines."""
    return copy_of_project(tmp_path_factory.mktemp("engines") / "project")


def on_postgres(project: Project, server: dict[str, str]) -> Run:
    """Run the wrapped command as a person would."""
    done = subprocess.run(
        [sys.executable, "-m", "composite_index", "run", "--no-use-colors", "--target", "postgres", *NO_UNIT_TESTS],
        cwd=project.folder,
        env=os.environ | server | {"PYTHONPATH": str(project.folder / "expectations")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return Run(done.returncode, done.stdout + done.stderr)


def rows_on_postgres(server: dict[str, str], query: str) -> list[dict]:
    """Read from the server, a dictionary per row."""
    with (
        psycopg2.connect(
            host=server["PGHOST"], port=server["PGPORT"], user=server["PGUSER"], dbname=server["PGDATABASE"]
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(query)
        return [dict(zip((c[0] for c in cursor.description), row, strict=True)) for row in cursor.fetchall()]


def rows_on_duckdb(project: Project, query: str) -> list[dict]:
    """Read from the project's own database, a dictionary per row."""
    import duckdb

    with duckdb.connect(str(project.folder / project.database), read_only=True) as connection:
        found = connection.execute(query)
        return [dict(zip((c[0] for c in found.description), row, strict=True)) for row in found.fetchall()]


def by_key(rows: list[dict]) -> list[dict]:
    """Put rows in an order that does not hang on the last digits of doubles."""
    doubles = {name for row in rows for name, value in row.items() if isinstance(value, float)}
    return sorted(rows, key=lambda row: [str(value) for name, value in row.items() if name not in doubles])


def test_nothing_is_published_without_results(project: Project, server: dict[str, str]) -> None:
    """A plain build fails closed and says what to run."""
    run = project.dbt("build", "--target", "postgres", *NO_UNIT_TESTS, **server)
    assert run.exit_code == 1
    assert "Run composite-index run --target postgres" in run.line("FAILED gates · results_are_recorded")
    assert not rows_on_postgres(
        server,
        "select 1 from information_schema.tables where table_schema = 'composite_index' "
        "and table_name <> 'index_gates'",
    )


def test_tables_are_the_same(project: Project, server: dict[str, str]) -> None:
    """Every published table has the same rows: doubles to 1e-9, all else equal."""
    duckdb_run, postgres_run = project.build(), on_postgres(project, server)
    assert duckdb_run.exit_code == 0, duckdb_run.output
    assert postgres_run.exit_code == 0, postgres_run.output
    marts = [
        row["table_name"]
        for row in rows_on_duckdb(
            project, "select table_name from information_schema.tables where table_schema = 'composite_index'"
        )
    ]
    assert "index_scores" in marts
    for mart in sorted(set(marts) - {"index_gates"}):
        ours = by_key(rows_on_duckdb(project, f"select * from composite_index.{mart}"))
        theirs = by_key(rows_on_postgres(server, f"select * from composite_index.{mart}"))
        assert len(ours) == len(theirs), mart
        for our, their in zip(ours, theirs, strict=True):
            for name, value in our.items():
                if isinstance(value, float):
                    assert their[name] == pytest.approx(value, rel=1e-9, abs=1e-9), (mart, name, our, their)
                else:
                    assert their[name] == value, (mart, name, our, their)


def test_a_plain_build_passes_on_the_input_that_was_judged(project: Project, server: dict[str, str]) -> None:
    """What was judged may be built again without the command."""
    run = project.dbt("build", "--target", "postgres", *NO_UNIT_TESTS, **server)
    assert run.exit_code == 0, run.output


def test_the_same_expectations_fail(project: Project, server: dict[str, str]) -> None:
    """Broken input fails closed, and then by the same expectations, counts and samples."""
    path = project.folder / OBSERVATIONS
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    header = lines[0].strip().split(",")
    column = header.index("value")
    # above the maximum that the framework declares, no number, and blank
    for line, value in ((12, "1e9"), (2, "many"), (3, "")):
        cells = lines[line].rstrip("\n").split(",")
        cells[column] = value
        lines[line] = ",".join(cells) + "\n"
    path.write_text("".join(lines), encoding="utf-8")
    try:
        plain = project.dbt("build", "--target", "postgres", *NO_UNIT_TESTS, **server)
        assert plain.exit_code == 1
        assert "no results of the gates are recorded for this input" in plain.output
        runs = project.build(), on_postgres(project, server)
    finally:
        path.write_text(before, encoding="utf-8")
    failures = [[line for line in run.output.splitlines() if line.startswith("FAILED observations")] for run in runs]
    assert all(run.exit_code == 1 for run in runs), runs[1].output
    assert len(failures[0]) >= 3
    assert failures[0] == failures[1]
