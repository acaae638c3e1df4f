"""Publish a build on DuckDB: copy its tables into a new file, and put that file out in one step.

dbt runs this as the model `publish_index`. On PostgreSQL and Spark a macro does the same in the database.
"""

from __future__ import annotations

import errno
import json
import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from composite_index.files.problems import InputError
from composite_index.publishing.source import commit
from composite_index.publishing.store import Store, digest_of_file

if TYPE_CHECKING:
    import pandas as pd

# As in profiles.yml: the oldest DuckDB that reads a published file.
STORAGE = "v1.2.0"
# The name of the new file while it is written.
NEW = "index_publication"
GATE_COLUMNS = "suite, expectation, column_name, severity, success, unexpected_count, sample, advice"


def publish(session: duckdb.DuckDBPyConnection, plan_table: str, digests: pd.DataFrame) -> duckdb.DuckDBPyRelation:
    """Publish the tables of a build as one version.

    session: dbt's connection to the database. plan_table: the table that the macro plan_publication writes. digests:
    the rows of int_index__digests. Returns one row with the columns of index_runs and `problem`, which says why
    nothing was published. Without a problem version_id is null if the database is not a file, or if the build has
    part of the rows.
    """
    plan = json.loads(session.sql(f"select plan from {plan_table}").fetchall()[0][0])  # noqa: S608
    run = plan["run"] | {"source_commit": plan["run"]["source_commit"] or commit(), "outcome": "published"}
    for kind, column in (("input", "inputs"), ("published", "tables")):
        rows = digests[digests["kind"] == kind]
        run[column] = json.dumps(dict(zip(rows["table_name"], rows["digest"], strict=True)))
    # a connection of its own, because one transaction of DuckDB writes to one file
    connection = session.cursor()
    run["gates"] = json.dumps(_gates(connection, plan["gates"]))
    run["ended_at"] = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    problem = None
    if plan["path"]:
        try:
            _publish(connection, plan, run)
        except (OSError, duckdb.Error, InputError) as error:
            problem = f"{plan['path']}: {_why(error)}"
    if problem or not plan["path"]:
        run |= {"outcome": "failed" if problem else "built", "version_id": None}
    return session.sql(f"select {_row(run)}, {_literal(problem)} as problem")


def _publish(connection: duckdb.DuckDBPyConnection, plan: dict[str, Any], run: dict[str, Any]) -> None:
    """Write the new file aside, and put it out. Raises what the file system or DuckDB raises."""
    store = Store(Path(plan["path"]))
    version = run["version_id"]
    with store.lock():
        store.clear()
        made = store.versions / f".{version}.duckdb"
        folder = store.folder(version)
        try:
            connection.execute(f"attach {_literal(str(made))} as {NEW} (storage_version '{STORAGE}')")
            try:
                rows = _copy(connection, plan, run)
                # of a million units it would take as long as all other steps of a publication
                as_parquet = "parquet" in plan["formats"] and max(rows.values()) <= plan["parquet_max_rows"]
                files = _write_parquet(connection, plan, folder) if as_parquet else {}
                periods = connection.execute(
                    f"select index_id, period from {_newest(plan)} where place = 1"  # noqa: S608
                ).fetchall()
            finally:
                connection.execute(f"detach {NEW}")
            entry = {
                "version": version,
                "published_at": run["ended_at"],
                "run_id": run["run_id"],
                "source_commit": run["source_commit"],
                "newest_periods": dict(periods),
                "file": f"versions/{store.file.stem}/{version}.duckdb",
                "sha256": digest_of_file(made),
                "rows": rows,
                "digests": json.loads(run["tables"]),
                "digested_by": run["engine_version"],
                "parquet": files,
            }
            store.add(entry, made, plan["kept_versions"])
        except BaseException:
            if not store.is_out(version):
                for left in (made, made.with_name(f"{made.name}.wal")):
                    left.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
            raise


def _copy(connection: duckdb.DuckDBPyConnection, plan: dict[str, Any], run: dict[str, Any]) -> dict[str, int]:
    """Copy the published tables into the new file; returns their numbers of rows.

    The large ones are views over tables with numbers as keys. These tables are copied, and the views made again.
    """
    tables = plan["tables"].values()
    for schema in {table["schema"] for table in [*tables, *plan["beneath"]]}:
        connection.execute(f'create schema if not exists {NEW}."{schema}"')
    views = {
        (schema, name): sql
        for schema, name, sql in connection.execute(
            "select schema_name, view_name, sql from duckdb_views() where database_name = current_database()"
        ).fetchall()
    }
    for table in plan["beneath"]:
        _copy_table(connection, table)
    connection.execute(f"use {NEW}")
    try:
        for table in tables:
            view = views.get((table["schema"], table["name"]))
            if view:
                connection.execute(view)
    finally:
        connection.execute(f"use {_quoted(plan['database'])}")
    for table in tables:
        if (table["schema"], table["name"]) not in views:
            _copy_table(connection, table)
    _log(connection, plan, run)
    # so that anyone can see whether a table was touched, with no more than this file
    connection.execute(f"use {NEW}")
    try:
        connection.execute(f"create view {_name(plan['digests'])} as {plan['digests']['query']}")
    finally:
        connection.execute(f"use {_quoted(plan['database'])}")
    # a digest begins with the number of rows; the logs have none
    rows = {name: int(digest.split()[0]) for name, digest in json.loads(run["tables"]).items()}
    for name in plan["tables"].keys() - rows.keys():
        query = f"select count(*) from {NEW}.{_name(plan['tables'][name])}"  # noqa: S608
        rows[name] = connection.execute(query).fetchall()[0][0]
    return rows


def _copy_table(connection: duckdb.DuckDBPyConnection, table: dict[str, str]) -> None:
    connection.execute(f"create table {NEW}.{_name(table)} as from {_name(table)}")


def _log(connection: duckdb.DuckDBPyConnection, plan: dict[str, Any], run: dict[str, Any]) -> None:
    """Add this run to the logs of the new file; in the database itself dbt adds it when the run ends."""
    runs = plan["tables"].get("index_runs")
    if runs:
        columns = ", ".join(run)
        connection.execute(f"insert into {NEW}.{_name(runs)} ({columns}) select {_row(run)}")
    gates = plan["tables"].get("index_gates")
    for gate in plan["gates"] if gates else []:
        at = f"{_literal(run['run_id'])}, timestamp {_literal(run['started_at'])}"
        connection.execute(
            f"insert into {NEW}.{_name(gates)} (run_id, run_at, {GATE_COLUMNS}) select {at}, {GATE_COLUMNS} from {gate}"  # noqa: S608
        )


def _write_parquet(connection: duckdb.DuckDBPyConnection, plan: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write each published table as Parquet; returns what the manifest says of each: `file` and `sha256`."""
    folder.mkdir(parents=True)
    found = {}
    for name, table in plan["tables"].items():
        file = folder / f"{name}.parquet"
        connection.execute(f"copy {NEW}.{_name(table)} to {_literal(str(file))} (format parquet, compression zstd)")
        found[name] = {"file": "/".join(file.parts[-4:]), "sha256": digest_of_file(file)}
    return found


def _newest(plan: dict[str, Any]) -> str:
    """Return a query in brackets: index, period and its place, 1 for the newest period of the index."""
    nodes = f"{NEW}.{_name(plan['tables']['index_nodes'])}"
    place = "dense_rank() over (partition by index_id order by period_order desc) as place"
    return f"(select distinct index_id, period, {place} from {nodes} where level = 0)"  # noqa: S608


def _gates(connection: duckdb.DuckDBPyConnection, gates: list[str]) -> dict[str, str]:
    """Return for each suite how many of its expectations passed."""
    found = {}
    for gate in gates:
        query = f"select suite, count(*) filter (success), count(*) from {gate} group by suite order by suite"  # noqa: S608
        for suite, passed, judged in connection.execute(query).fetchall():
            found[suite] = f"{passed} of {judged}"
    return found


def _why(error: Exception) -> str:
    """Return why nothing was published, and what to do."""
    if isinstance(error, InputError):
        return error.lines[0]
    said = str(error)
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.ENOSPC or "No space left" in said:
        return "the disk is full. Make room, and build again"
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or "Permission denied" in said or "Read-only" in said:
        return "you have no permission to write here. Ask for permission, or name another file in published_path"
    return f"cannot be written: {said.splitlines()[0]}"


def _row(run: dict[str, Any]) -> str:
    """Return the values of a run as the columns of a query."""
    types = {"started_at": "timestamp", "ended_at": "timestamp"}
    cells = [f"cast({_literal(value)} as {types.get(name, 'varchar')}) as {name}" for name, value in run.items()]
    return ", ".join(cells)


def _literal(text: str | None) -> str:
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _name(table: dict[str, str]) -> str:
    return f"{_quoted(table['schema'])}.{_quoted(table['name'])}"
