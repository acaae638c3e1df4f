"""The bundled index on DuckDB and on each other engine: the same tables, the same decisions of the gates."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import duckdb
import pytest
from conftest import Project, Run, copy_of_project
from engines import Engine, MissingError, running

BUILD = ("--exclude-resource-type", "unit_test")
OBSERVATIONS = "seeds/dgi_2020_provinces/dgi_2020_provinces__observations.csv"
# the observations and what is made of them, when all else is built
AFTER_OBSERVATIONS = ("--select", "dgi_2020_provinces__observations+")
# dbt on a machine that does other things as well
SECONDS = 900


@pytest.fixture(scope="module", params=["postgres", "spark"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a copy of the project for the engine, built on DuckDB."""
    project = copy_of_project(tmp_path_factory.mktemp(request.param) / "project")
    project.target = request.param
    project.seconds = SECONDS
    return project


@pytest.fixture(scope="module")
def engine(project: Project) -> Iterator[Engine]:
    """Have the engine ready."""
    try:
        with running(project.target, project.folder) as engine:
            yield engine
    except MissingError as missing:
        pytest.skip(str(missing))


def plainly(project: Project, engine: Engine, *selection: str) -> Run:
    """Build with dbt alone."""
    return project.dbt("build", "--target", engine.target, *BUILD, *selection, **engine.variables)


def wrapped(project: Project, engine: Engine, *selection: str) -> Run:
    """Run the wrapped command as a person would."""
    command = [sys.executable, "-m", "composite_index", "run", "--no-use-colors", "--target", engine.target]
    done = subprocess.run(
        [*command, *(selection or BUILD)],
        cwd=project.folder,
        env=os.environ | engine.variables | {"PYTHONPATH": str(project.folder / "expectations")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    return Run(done.returncode, done.stdout + done.stderr)


def rows_on_duckdb(project: Project, query: str) -> list[dict]:
    """Read from the project's own database, a dictionary per row."""
    with duckdb.connect(str(project.folder / project.database), read_only=True) as connection:
        found = connection.execute(query)
        return [dict(zip((c[0] for c in found.description), row, strict=True)) for row in found.fetchall()]


def by_key(rows: list[dict]) -> list[dict]:
    """Put rows in an order that does not hang on the last digits of doubles."""
    doubles = {name for row in rows for name, value in row.items() if isinstance(value, float)}
    return sorted(rows, key=lambda row: [str(value) for name, value in row.items() if name not in doubles])


def test_nothing_is_published_without_results(project: Project, engine: Engine) -> None:
    """A plain build fails closed and says what to run."""
    run = plainly(project, engine)
    assert run.exit_code == 1
    assert f"Run composite-index run --target {engine.target}" in run.line("FAILED gates · results_are_recorded")
    assert engine.tables() == {"index_gates"}


def test_tables_are_the_same(project: Project, engine: Engine) -> None:
    """Every published table has the same rows: doubles to 1e-9, all else equal."""
    duckdb_run, engine_run = project.dbt("build", *BUILD), wrapped(project, engine)
    assert duckdb_run.exit_code == 0, duckdb_run.output
    assert engine_run.exit_code == 0, engine_run.output
    marts = {
        row["table_name"]
        for row in rows_on_duckdb(
            project, "select table_name from information_schema.tables where table_schema = 'composite_index'"
        )
    }
    assert "index_scores" in marts
    assert engine.tables() == marts
    for mart in sorted(marts - {"index_gates"}):
        ours = by_key(rows_on_duckdb(project, f"select * from composite_index.{mart}"))
        theirs = by_key(engine.rows(mart))
        assert len(ours) == len(theirs), mart
        for our, their in zip(ours, theirs, strict=True):
            assert our.keys() == their.keys()
            for name, value in our.items():
                if isinstance(value, float):
                    assert their[name] == pytest.approx(value, rel=1e-9, abs=1e-9), (mart, name, our, their)
                else:
                    assert their[name] == value, (mart, name, our, their)


def test_a_plain_build_passes_on_the_input_that_was_judged(project: Project, engine: Engine) -> None:
    """What was judged may be built again without the command."""
    run = plainly(project, engine, *AFTER_OBSERVATIONS)
    assert run.exit_code == 0, run.output


def test_a_selector_is_kept_to_in_both_runs(project: Project, engine: Engine) -> None:
    """What the selector leaves out is built by neither, and all that it names by one of them."""
    if engine.target != "postgres":
        pytest.skip("the selection is dbt's on any engine, and Spark takes minutes")
    run = wrapped(project, engine, "--selector", "own_index")
    assert run.exit_code == 0, run.output
    built = re.findall(r"OK created .* model \S+\.(\w+) ", run.output)
    assert {"int_index__points", "index_rankings", "index_units"} <= set(built)
    assert len(built) == len(set(built))
    assert not {"dgi_2020_scoreboard", "index_reconciliation"} & set(built)
    assert "unit_test" not in run.output


def test_questions_of_bi_tools_have_an_index(project: Project, engine: Engine) -> None:
    """On PostgreSQL the first of a ranking, and all of a unit, are found without reading the table."""
    if engine.target != "postgres":
        pytest.skip("Spark's tables have no indexes")
    (first,) = engine.query(
        "select index_id, period, group_id, node_id, unit_id "
        "from composite_index.index_rankings where level = 0 limit 1"
    )
    node = " and ".join(f"{column} = '{first[column]}'" for column in ("index_id", "period", "node_id"))
    unit = first["unit_id"]
    for question in (
        f"index_rankings where {node} and group_id = '{first['group_id']}' order by rank limit 10",
        f"index_rankings where unit_id = '{unit}'",
        f"index_scores where {node}",
        f"index_scores where unit_id = '{unit}'",
    ):
        plan = "\n".join(str(row) for row in engine.query(f"explain select * from composite_index.{question}"))
        assert "Index" in plan, plan


def test_the_same_expectations_fail(project: Project, engine: Engine) -> None:
    """Broken input fails closed, and then by the same expectations, counts and samples."""
    path = project.folder / OBSERVATIONS
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    header = lines[0].strip().split(",")
    column = header.index("value")
    # above the maximum that the framework declares, no number, and blank
    for line, value in ((12, "1e9"), (2, r"it's \many\n"), (3, "")):
        cells = lines[line].rstrip("\n").split(",")
        cells[column] = value
        lines[line] = ",".join(cells) + "\n"
    path.write_text("".join(lines), encoding="utf-8")
    try:
        plain = plainly(project, engine, *AFTER_OBSERVATIONS)
        assert plain.exit_code == 1, plain.output
        assert "no results of the gates are recorded for this input" in plain.output, plain.output
        runs = project.dbt("build", *BUILD), wrapped(project, engine)
    finally:
        path.write_text(before, encoding="utf-8")
    failures = [[line for line in run.output.splitlines() if line.startswith("FAILED observations")] for run in runs]
    assert all(run.exit_code == 1 for run in runs), runs[1].output
    assert len(failures[0]) >= 3
    # the lines are the same; their order is that in which an engine gives them
    assert sorted(failures[0]) == sorted(failures[1])
