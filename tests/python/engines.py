"""Engines other than DuckDB for the tests: a PostgreSQL server started here, and Spark in a folder of the project."""

from __future__ import annotations

import importlib.util
import math
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb

SERVERS = Path("/usr/lib/postgresql")
# runs are short, so a thorough compiler costs more than it saves; the cache is as large as with it
JAVA = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC"}

# the same for compiled queries: half of the time of a build; a cluster has Spark's own settings
SPARK_DEFAULTS = """
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.adaptive.enabled false
"""


class MissingError(Exception):
    """The engine is not available on this machine; the message says what to install."""


class Engine(Protocol):
    """The methods that the tests need from an engine."""

    target: str
    # the environment that points dbt to it
    variables: dict[str, str]

    def tables(self) -> set[str]:
        """Return the names of the published tables."""

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a published table, a dictionary each."""


class Postgres:
    """A server that is running."""

    target = "postgres"

    def __init__(self, variables: dict[str, str], restart: Callable[[], None]):
        """Take the variables that point to the server, and what starts it again."""
        self.variables, self.restart = variables, restart

    def tables(self) -> set[str]:
        """Return the names of the published tables."""
        found = self.query("select table_name from information_schema.tables where table_schema = 'composite_index'")
        return {row["table_name"] for row in found}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a published table, a dictionary each."""
        return self.query(f"select * from composite_index.{table}")

    def execute(self, statements: str) -> None:
        """Run statements."""
        with connected(self.variables) as connection:
            connection.cursor().execute(statements)

    def query(self, query: str, after: str = "") -> list[dict[str, Any]]:
        """Return the rows of a query, a dictionary each; undo the statement before it."""
        with connected(self.variables) as connection:
            cursor = connection.cursor()
            if after:
                cursor.execute(after)
            cursor.execute(query)
            found = [dict(zip((c[0] for c in cursor.description), row, strict=True)) for row in cursor.fetchall()]
            connection.rollback()
            return found


def connected(variables: dict[str, str]) -> Any:
    """Open a connection to the server that the variables point to."""
    import psycopg2

    of_server = {name: variables[f"PG{name.upper()}"] for name in ("host", "port", "user")}
    return psycopg2.connect(dbname=variables["PGDATABASE"], **of_server)


class Spark:
    """Spark within dbt's process. Between two runs its tables are Parquet files, which DuckDB reads quickly."""

    target = "spark"

    def __init__(self, folder: Path):
        """Take the folder of the tables and the catalogue."""
        self.marts = folder / "warehouse/composite_index.db"
        settings = folder.with_name(f"{folder.name}_conf")
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "spark-defaults.conf").write_text(SPARK_DEFAULTS, encoding="utf-8")
        self.variables = {"COMPOSITE_INDEX_SPARK": str(folder), "SPARK_CONF_DIR": str(settings), **JAVA}

    def tables(self) -> set[str]:
        """Return the names of the published tables."""
        return {folder.name for folder in self.marts.iterdir()}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a published table, a dictionary each."""
        return hive_rows(self.marts / table)


def hive_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a table's Parquet files; a value in a folder's name is text, as in the table."""
    options = "hive_partitioning = true, hive_types_autocast = false"
    found = duckdb.sql(f"select * from read_parquet('{folder}/**/*.parquet', {options})")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def by_key(rows: list[dict]) -> list[dict]:
    """Put rows in an order that does not depend on the last digits of doubles, nor on the order of columns."""
    doubles = {name for row in rows for name, value in row.items() if isinstance(value, float)}
    return sorted(rows, key=lambda row: [str(value) for name, value in sorted(row.items()) if name not in doubles])


def assert_same_rows(table: str, ours: list[dict], theirs: list[dict], tolerance: float = 1e-9) -> None:
    """Check that both have the same rows: doubles to the tolerance, all else equal."""
    assert len(ours) == len(theirs), table
    for our, their in zip(by_key(ours), by_key(theirs), strict=True):
        assert our.keys() == their.keys(), table
        for name, value in our.items():
            # pytest.approx would take a minute for so many cells
            if isinstance(value, float) and isinstance(their[name], float):
                assert math.isclose(their[name], value, rel_tol=tolerance, abs_tol=tolerance), (table, name, our, their)
            else:
                assert their[name] == value, (table, name, our, their)


@contextmanager
def running(target: str, project: Path) -> Iterator[Engine]:
    """Have the engine of a target ready for a project; raises MissingError if it is not available."""
    if importlib.util.find_spec(f"dbt.adapters.{target}") is None:
        raise MissingError(f"dbt-{target} is not installed: pip install 'composite-index[{target}]'")
    if target == "postgres":
        programs = server_programs()
        if programs is None:
            raise MissingError("PostgreSQL's server is not installed")
        with postgres_server(programs) as engine:
            yield engine
    else:
        if importlib.util.find_spec("pyspark") is None:
            raise MissingError("pyspark is not installed: pip install 'composite-index[spark]'")
        if shutil.which("java") is None and not (Path(os.environ.get("JAVA_HOME", "")) / "bin/java").is_file():
            raise MissingError("Java is not installed; Spark needs 17 or later")
        yield Spark(project / "target/spark")


def server_programs() -> Path | None:
    """Find the folder of PostgreSQL's server programs, the newest if there are several."""
    found = sorted(SERVERS.glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]))
    on_path = shutil.which("postgres")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def postgres_server(programs: Path) -> Iterator[Postgres]:
    """Run an empty server on a spare port, for this machine only."""
    # not in pytest's folder, which another user may not enter
    folder = Path(tempfile.mkdtemp(prefix="composite_index_postgres_"))
    # the server refuses to run as root
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")
    with socket.socket() as spare:
        spare.bind(("127.0.0.1", 0))
        port = str(spare.getsockname()[1])
    control = [*user, str(programs / "pg_ctl"), "--pgdata", str(folder / "data")]
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    try:
        _run([*control, "initdb", "-o", "--username=postgres --auth=trust --encoding=UTF8 --locale=C"], folder)
        logged = ["--wait", "--log", str(folder / "log"), "-o", settings]
        _run([*control, "start", *logged], folder)
        variables = {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "postgres", "PGDATABASE": "postgres"}
        try:
            yield Postgres(variables, lambda: _run([*control, "restart", "--mode", "immediate", *logged], folder))
        finally:
            # pg_ctl ends the process that the data directory names
            _run([*control, "stop", "--wait", "--mode", "immediate"], folder)
    finally:
        shutil.rmtree(folder)


def _run(command: list[str], folder: Path) -> None:
    log = folder / "commands"
    # into a file, because the server keeps a pipe open
    with log.open("ab") as output:
        done = subprocess.run(command, cwd=folder, stdout=output, stderr=output, timeout=60, check=False)
    assert done.returncode == 0, log.read_text(encoding="utf-8")
