"""How many bytes a build moves, by the engine's own accounts: what it read, joined and summed, sorted and wrote.

After a build the query of each table and of each test runs once more under the engine's profiler, which reports the
bytes that came out of each operator and its time. Bytes are those of rows as the engine holds them, so compare them
within one engine, not between two.

read      came out of scans of tables and files; Spark does not report it, because its tasks count only a part
hashed    went into joins and sums by key, both sides of a join; Spark does not report it
shuffled  were written by tasks for tasks of the next stage; Spark only
sorted    went into sorts and window functions; Spark does not report it
written   are the rows of tables; on Spark the compressed bytes of files
other     is all else: projections, filters, single sums; only its seconds are counted
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import spark_events

KINDS = ("read", "hashed", "shuffled", "sorted", "written", "other")
DUCKDB_KINDS = {
    "TABLE_SCAN": "read",
    "READ_PARQUET": "read",
    "HASH_JOIN": "hashed",
    "HASH_GROUP_BY": "hashed",
    "PERFECT_HASH_GROUP_BY": "hashed",
    "WINDOW": "sorted",
    "ORDER_BY": "sorted",
    "TOP_N": "sorted",
}
POSTGRES_KINDS = {
    "Seq Scan": "read",
    "Index Scan": "read",
    "Index Only Scan": "read",
    "Hash Join": "hashed",
    "Aggregate": "hashed",
    "Sort": "sorted",
    "Incremental Sort": "sorted",
}


@dataclass
class Account:
    """Bytes moved and seconds of all cores spent, by kind of work."""

    moved: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 0.0))
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 0.0))

    def add(self, kind: str, moved: float, seconds: float) -> None:
        """Add one operator."""
        self.moved[kind] += moved
        self.seconds[kind] += seconds


def queries(target: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield the compiled queries of the tables and tests that were built: name, SQL, whether it is a table."""
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    for node in nodes.values():
        if node["resource_type"] not in ("model", "test"):
            continue
        compiled = target / "compiled" / node["package_name"] / node["original_file_path"]
        if compiled.suffix == ".yml":
            compiled /= Path(node["path"]).name
        # the models that read a view compute it
        is_kept = not node["config"]["materialized"].startswith(("view", "incremental"))
        if compiled.is_file() and compiled.suffix == ".sql" and is_kept:
            yield node["name"], compiled.read_text(encoding="utf-8"), node["resource_type"] == "model"


def of_duckdb(database: Path, target: Path) -> Account:
    """Account for a build on DuckDB whose database and artifacts still exist."""
    account = Account()
    with duckdb.connect(str(database), read_only=True) as connection:
        for _, query, is_table in queries(target):
            ((_, text),) = connection.execute(f"explain (analyze, format json) {query}").fetchall()
            (top,) = json.loads(text)["operator"]
            for operator in _all(top, "children"):
                kind = DUCKDB_KINDS.get(operator["type"], "other")
                below = sum(map(_came_out, operator.get("children", [])))
                moved = {"read": operator["intermediate_size_bytes"], "other": 0}.get(kind, below)
                account.add(kind, moved, operator["timing"])
            if is_table:
                account.add("written", _came_out(top), 0)
    return account


def _came_out(operator: dict[str, Any]) -> float:
    """Bytes that came out of an operator; some operators report none."""
    own, children = operator["intermediate_size_bytes"], operator.get("children", [])
    if own or not children:
        return own
    # an expression that is made once and then read has its reading last
    return sum(map(_came_out, children[-1:] if operator["type"] == "CTE" else children))


def of_postgres(connection: Any, target: Path) -> Account:
    """Account for a build on PostgreSQL whose tables and artifacts still exist."""
    account = Account()
    with connection.cursor() as cursor:
        for _, query, is_table in queries(target):
            # as the package tells the planner before it builds a model
            cursor.execute(f"set enable_nestloop = {'off' if is_table else 'on'}")
            cursor.execute(f"explain (analyze, format json) {query}")
            ((plans,),) = cursor.fetchall()
            top = plans[0]["Plan"]
            for operator in _all(top, "Plans"):
                children = operator.get("Plans", [])
                # a parent's time leaves out its InitPlans
                up = [child for child in children if child["Parent Relationship"] != "InitPlan"]
                kind = POSTGRES_KINDS.get(operator["Node Type"], "other")
                if operator.get("Strategy") in ("Plain", "Sorted"):
                    kind = "other"
                moved = {"read": _rows_out(operator), "other": 0}.get(kind, sum(map(_rows_out, up)))
                own = _seconds(operator) - sum(map(_seconds, up))
                account.add(kind, moved, max(own, 0.0))
            if is_table:
                account.add("written", _rows_out(top), 0)
    return account


def of_spark(used: spark_events.Used) -> Account:
    """Account for the log of an application; seconds are those of all its tasks."""
    account = Account()
    for kind in ("shuffled", "written"):
        account.add(kind, getattr(used, kind), 0)
    account.add("other", 0, used.task_seconds)
    return account


def _rows_out(operator: dict[str, Any]) -> float:
    return operator["Actual Rows"] * operator["Actual Loops"] * operator["Plan Width"]


def _seconds(operator: dict[str, Any]) -> float:
    return operator["Actual Total Time"] * operator["Actual Loops"] / 1000


def _all(operator: dict[str, Any], below: str) -> Iterator[dict[str, Any]]:
    yield operator
    for child in operator.get(below, []):
        yield from _all(child, below)
