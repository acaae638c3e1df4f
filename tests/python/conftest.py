"""Builds of copies of the project, so that no test touches the working tree or its tables."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml
from forks import CAN_FORK, NOT_PARSED, Nursery

from composite_index.database import connect
from composite_index.files.catalogue import INPUTS

ROOT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "target", "logs", "dbt_packages", "published", "*.duckdb", "*.duckdb.wal", "__pycache__"
)

# whether to run the slow tests too: make test-long
LONG_TESTS = bool(os.environ.get("COMPOSITE_INDEX_LONG_TESTS"))

# every run writes these tables
LOGS = ("index_gates", "index_runs")
# columns that say which run published a row
OF_THE_RUN = ("version_id", "published_at")

# for a test of which `make test` has a cheaper one of the same kind; CONTRIBUTING.md lists both
long_test = pytest.mark.skipif(not LONG_TESTS, reason="takes long: make test-long")

# The folder of this worker's tests; it ends with the worker.
NURSERY = Nursery()

# The longest files come first, so that no worker is left with a long file when the other one has ended.
LONGEST_FIRST = (
    "test_engines",
    "test_faults",
    "test_build",
    "test_broken_inputs",
    "test_mutations",
    "test_gates_hold",
    "test_host",
    "test_howto",
    "test_fuzz_frameworks",
    "test_undefined",
    "test_quarantine",
    "test_drift",
    "test_publishing_postgres",
    "test_cli",
    "test_hostile_inputs",
    "test_periods_and_inclusion",
    "test_refusals",
    "test_acceptance_coinr",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; the others stay in their order."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def in_properties(kind: str) -> list[dict[str, Any]]:
    """Return what the properties beside the models declare: `models` or `unit_tests`."""
    files = sorted((ROOT / "models").rglob("*.yml"))
    return [entry for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8")).get(kind, [])]


def python_path(folder: Path) -> str:
    """Return the PYTHONPATH of a checkout: the command and the judge."""
    return os.pathsep.join(str(folder / part) for part in ("src", "expectations"))


@dataclass
class Run:
    """The result of a dbt command: its exit code and all that it printed."""

    exit_code: int
    output: str

    def line(self, start: str) -> str:
        """Return the one line that starts with the text; a message is one line, so that a person can find it."""
        lines = [line for line in self.output.splitlines() if line.startswith(start)]
        assert len(lines) == 1, f"{len(lines)} lines start with {start!r} in:\n{self.output}"
        return lines[0]


class Project:
    """A copy of the project in a separate folder, with its own database."""

    database = "warehouse.duckdb"
    target = "duckdb"
    # the longest time that a run of dbt may take
    seconds = 300
    # whether dbt also writes its manifest as JSON, which takes two seconds
    artifacts = False
    # whether dbt runs in a Python that has imported nothing, like a person's
    imports_anew = False
    # the folder of parsed projects for copies, because parsing one takes ten seconds
    parsed: Path | None = None

    def __init__(self, folder: Path):
        """Take the project in `folder`."""
        self.folder = folder
        self.edited: dict[Path, str] = {}
        self.last_parsed: dict[Path, str] = {}

    def dbt(self, *arguments: str, cwd: Path | None = None, **variables: str) -> Run:
        """Run dbt as a person would, from the project's folder unless another is named."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "COMPOSITE_"))}
        environment |= self._quick() | variables
        arguments = ("--no-use-colors", *arguments)
        cwd = cwd or self.folder
        with self._parsed_before(arguments, cwd, variables):
            return self._run(arguments, cwd, environment)

    def _quick(self) -> dict[str, str]:
        """Have dbt write no files that nothing reads, such as a log of every statement."""
        return {"DBT_LOG_LEVEL_FILE": "none", "DBT_WRITE_JSON": str(self.artifacts).lower()}

    @contextmanager
    def _parsed_before(self, arguments: tuple[str, ...], cwd: Path, variables: dict[str, str]) -> Iterator[None]:
        """Give dbt the parsed project of a copy with the same settings; dbt then reads only the files that changed."""
        here = cwd / "target" / "partial_parse.msgpack"
        settings = [argument for before, argument in pairwise(arguments) if before == "--target"]
        given = [yaml.safe_load(argument) for before, argument in pairwise(arguments) if before == "--vars"]
        # parsing does not depend on these, and forks.py makes dbt ignore them
        settings += [sorted((name, value) for name, value in one.items() if name not in NOT_PARSED) for one in given]
        # where Python looks, and the folder of a database, change nothing that dbt parses
        settings += [
            (name, Path(value).name if name == "COMPOSITE_INDEX_DATABASE" else value)
            for name, value in sorted(variables.items())
            if name != "PYTHONPATH"
        ]
        project = cwd / "dbt_project.yml"
        key = (settings, project.read_text(encoding="utf-8") if project.exists() else "")
        name = hashlib.sha256(repr(key).encode()).hexdigest()
        kept = self.parsed / name if self.parsed else None
        if kept and kept.exists() and self.last_parsed.get(cwd) != name:
            here.parent.mkdir(exist_ok=True)
            shutil.copyfile(kept, here)
        self.last_parsed[cwd] = name
        yield
        if kept and here.exists() and not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            # the other worker sees all of it or nothing
            part = kept.with_suffix(f".{os.getpid()}")
            shutil.copyfile(here, part)
            part.rename(kept)

    def _run(self, arguments: tuple[str, ...], cwd: Path, environment: dict[str, str]) -> Run:
        if CAN_FORK and not self.imports_anew:
            return Run(*NURSERY.run(arguments, cwd, environment, timeout=self.seconds))
        program = "import sys; from dbt.cli.main import cli; sys.exit(cli())"
        return self._captured(["-c", program, *arguments], cwd, environment)

    def command(self, *arguments: str, **variables: str) -> Run:
        """Run composite-index as a person would, from the project's folder."""
        environment = {"PYTHONPATH": python_path(self.folder)} | self._quick() | variables
        return self._captured(["-m", "composite_index", *arguments], self.folder, os.environ | environment)

    def _captured(self, arguments: list[str], cwd: Path, environment: Mapping[str, str]) -> Run:
        """Run Python in a separate process."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=self.seconds,
            check=False,
        )
        return Run(done.returncode, done.stdout + done.stderr)

    def build(self) -> Run:
        """Build as `make build` does."""
        return self.dbt("build", "--exclude-resource-type", "unit_test")

    def query(self, sql: str) -> list[tuple]:
        """Read from the project's database."""
        with duckdb.connect(str(self.folder / self.database), read_only=True) as connection:
            return connection.sql(sql).fetchall()

    def published(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of every published table, a dictionary each."""
        return rows_of_tables(self.folder / self.database, "table_schema = 'composite_index'")

    def marts(self) -> dict[str, list[tuple]]:
        """Return the rows of every published table but the logs, without what differs from build to build."""
        tables = self.query(
            "select table_name, string_agg(column_name, ', ' order by ordinal_position) "
            "from information_schema.columns where table_schema = 'composite_index' "
            f"and table_catalog = current_database() and table_name not in {LOGS} "
            f"and column_name not in {OF_THE_RUN} group by 1 order by 1"
        )
        return {
            name: self.query(f"select {columns} from composite_index.{name} order by all") for name, columns in tables
        }

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace `old`, which must occur once in a file."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {path}"
        self.edited.setdefault(file, text)
        file.write_text(text.replace(old, new), encoding="utf-8")

    def restore(self) -> None:
        """Undo every edit."""
        for file, text in self.edited.items():
            file.write_text(text, encoding="utf-8")
        self.edited.clear()


def rows_of_tables(database: Path, condition: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the tables that information_schema lists under the condition, a dictionary each."""
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.sql(f"select table_schema, table_name from information_schema.tables where {condition}")
        for schema, name in tables.fetchall():
            relation = connection.sql(f"select * from {schema}.{name}")
            found[name] = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    return found


# The oldest DuckDB that reads the published tables.
OLDER_DUCKDB = "1.2.0"
READ_AND_COUNT = """
import sys, json, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
query = "select table_name from information_schema.tables where table_schema = 'composite_index'"
rows = {name: connection.sql(f"select * from composite_index.{name}").fetchall()
        for (name,) in connection.sql(query).fetchall()}
print(json.dumps([duckdb.__version__, {name: len(found) for name, found in rows.items()}]))
"""


@cache
def older_duckdb() -> str:
    """Install an older DuckDB in a separate folder, which the end of the tests removes."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder.name]
    subprocess.run([*command, f"duckdb=={OLDER_DUCKDB}"], check=True)
    return folder.name


def older_duckdb_reads(database: Path) -> dict[str, int]:
    """Return the number of rows that an older DuckDB reads from each published table and view."""
    done = subprocess.run(
        [sys.executable, "-c", READ_AND_COUNT, str(database)],
        env=os.environ | {"PYTHONPATH": older_duckdb()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    version, counts = json.loads(done.stdout)
    assert version == OLDER_DUCKDB
    return counts


def copy_of_project(folder: Path) -> Project:
    """Copy the working tree to `folder`, without installed or built files."""
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    return Project(folder)


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as an input: text, blanks null, numbers with all their digits."""
    return frame.map(
        lambda cell: None if pd.isna(cell) else repr(float(cell)) if isinstance(cell, float) else str(cell)
    )


def load_inputs(project: Project, inputs: dict[str, list[pd.DataFrame]]) -> None:
    """Put the inputs into the database as tables of a schema `made`; the other inputs get no rows."""
    with connect(project.folder / "warehouse.duckdb") as connection:
        connection.execute("create schema if not exists made")
        for name, declared in INPUTS.items():
            if name not in inputs:
                columns = ", ".join(f"{column} varchar" for column in declared.columns)
                connection.execute(f"create or replace table made.{name} ({columns})")
        for name, frames in inputs.items():
            table = as_text(pd.concat(frames, ignore_index=True).astype(object))
            connection.register("frame", table)
            casts = ", ".join(f'cast("{column}" as varchar) as "{column}"' for column in table.columns)
            connection.execute(f"create or replace table made.{name} as select {casts} from frame")


def build_from_tables(
    project: Project, accept: str | list[str] = "all", succeeds: bool | None = True, **settings: object
) -> Run:
    """Build only from the tables of the schema `made`, without the bundled index.

    `accept`: the indices that may change; by default all, because most builds of a project are of other indices.
    All tests name the same relations, because dbt parses the project again for other variables. These trees have at
    most four levels; eight would take longer to plan.
    """
    variables = {"max_depth": 4, "accept_drift": accept} | {f"input_{name}": f"made.{name}" for name in INPUTS}
    run = project.dbt("build", "--selector", "own_index", "--vars", json.dumps(variables | settings))
    assert succeeds is None or (run.exit_code == 0) == succeeds, run.output
    return run


@pytest.fixture(scope="session", autouse=True)
def parsed_projects(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Have a folder that all workers share, for parsed projects."""
    base = tmp_path_factory.getbasetemp()
    Project.parsed = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "parsed"


@pytest.fixture(scope="session")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """Return a copy of the project and its first build."""
    project = copy_of_project(tmp_path_factory.mktemp("first") / "project")
    project.artifacts = True
    run = project.build()
    project.artifacts = False
    return project, run


@pytest.fixture
def project(first_build: tuple[Project, Run]) -> Iterator[Project]:
    """Return the built project; the end of a test undoes the test's edits and builds."""
    project, run = first_build
    assert run.exit_code == 0, run.output
    database = project.folder / project.database
    as_built = project.folder.parent / "as_built.duckdb"
    published, as_published = project.folder / "published", project.folder.parent / "as_published"
    if not as_built.exists():
        shutil.copyfile(database, as_built)
        shutil.copytree(published, as_published)
    yield project
    project.restore()
    database.with_suffix(".duckdb.wal").unlink(missing_ok=True)
    shutil.copyfile(as_built, database)
    shutil.rmtree(published)
    shutil.copytree(as_published, published)
