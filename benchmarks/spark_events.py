"""The event log of a Spark application: how queries were executed, and what was shuffled and spilled.

A plan is a dictionary as in the log: `nodeName`, `simpleString`, `children`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Plan = dict[str, Any]
SQL = "org.apache.spark.sql.execution.ui.SparkListenerSQL"
# tables with rows per unit; all others grow with the framework, the periods and the groups
OF_UNITS = {
    *("stg_index__observations", "stg_index__units", "stg_index__groups"),
    *("int_index__observations", "int_index__units", "int_index__edition_units", "int_index__values"),
    *("int_index__denominators", "int_index__denominated", "int_index__imputations_from_units"),
    *("int_index__imputations_from_indicators", "int_index__imputations_from_periods"),
    *("int_index__imputed", "int_index__screened", "int_index__winsorised", "int_index__treated"),
    *("int_index__normalised", "int_index__value_ranks", "int_index__scores", "int_index__points"),
    *("int_index__group_units", "int_index__ranks", "int_index__unit_tiers", "int_index__quarantine"),
    *("index_scores", "index_rankings", "index_units", "index_changes", "index_screening", "index_quarantine"),
}
# columns by which many units are in many partitions of a window
APART = {"unit_key", "unit_id", "pool_range", "raw_rank", "figure_id"}


@dataclass
class Query:
    """An executed statement with its last plan."""

    description: str
    plan: Plan
    tags: list[str]
    seconds: float = 0.0

    @property
    def is_of_connect(self) -> bool:
        """Whether a client of Spark Connect asked for it."""
        return any("SparkConnect" in tag for tag in self.tags)


@dataclass
class Used:
    """What the tasks of the application used, in bytes and seconds."""

    shuffled: int = 0
    written: int = 0
    spilled_memory: int = 0
    spilled_disk: int = 0
    task_seconds: float = 0.0
    longest_task: float = 0.0
    tasks: int = 0


def events(folder: Path) -> Iterator[dict[str, Any]]:
    """Read the events of all applications in the folder."""
    for file in sorted(folder.iterdir()):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def read(folder: Path) -> tuple[list[Query], Used]:
    """Return the queries, in order, and what the tasks used."""
    queries: dict[int, Query] = {}
    started: dict[int, int] = {}
    used = Used()
    for event in events(folder):
        kind = event["Event"]
        if kind == f"{SQL}ExecutionStart":
            queries[event["executionId"]] = Query(
                event["description"], event["sparkPlanInfo"], event.get("jobTags", [])
            )
            started[event["executionId"]] = event["time"]
        elif kind.endswith("SparkListenerSQLAdaptiveExecutionUpdate"):
            queries[event["executionId"]].plan = event["sparkPlanInfo"]
        elif kind == f"{SQL}ExecutionEnd":
            queries[event["executionId"]].seconds = (event["time"] - started[event["executionId"]]) / 1000
        elif kind == "SparkListenerTaskEnd":
            metrics = event.get("Task Metrics") or {}
            used.tasks += 1
            seconds = metrics.get("Executor Run Time", 0) / 1000
            used.task_seconds += seconds
            used.longest_task = max(used.longest_task, seconds)
            used.written += metrics.get("Output Metrics", {}).get("Bytes Written", 0)
            used.shuffled += metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
            used.spilled_memory += metrics.get("Memory Bytes Spilled", 0)
            used.spilled_disk += metrics.get("Disk Bytes Spilled", 0)
    return list(queries.values()), used


def nodes(plan: Plan) -> Iterator[Plan]:
    """Yield a plan's operators, the plan itself first."""
    yield plan
    for child in plan["children"]:
        yield from nodes(child)


def paths(plan: Plan, above: tuple[Plan, ...] = ()) -> Iterator[tuple[Plan, ...]]:
    """Yield each operator with those above it, from the root on."""
    here = (*above, plan)
    yield here
    for child in plan["children"]:
        yield from paths(child, here)


def tables(plan: Plan) -> set[str]:
    """Return the names of the tables that a plan reads; the table of a step has its model's name."""
    text = " ".join(f"{node['nodeName']} {node['simpleString']}" for node in nodes(plan) if "Scan" in node["nodeName"])
    named = re.findall(r"\b((?:int_index_|stg_index_|index|gate_index_|int_dgi_2020_|dgi_2020)_[a-z0-9]\w*)", text)
    return {name.split("__")[0] + "__" + name.split("__")[1] if "__" in name else name for name in named}


def windows_in_one_place(plan: Plan) -> list[str]:
    """Return the windows that get all rows of a table of units in one task.

    Such a window is partitioned by nothing, or by a node or group. A window over counts, or over the first rows that
    each task has kept, does not count.
    """
    found = []
    for node in nodes(plan):
        if node["nodeName"] != "Window" or APART & partition_of(node["simpleString"]):
            continue
        if any(is_of_units(path) for path in paths(node)):
            found.append(node["simpleString"])
    return found


def is_of_units(path: tuple[Plan, ...]) -> bool:
    """Tell whether a window, the first of a path, gets the rows of a table of units that is its last."""
    scan = path[-1]
    if "Scan" not in scan["nodeName"] or not tables(scan) & OF_UNITS:
        return False
    for node in path[1:]:
        name, text = node["nodeName"], node["simpleString"]
        if name == "WindowGroupLimit":
            return False
        if "Aggregate" in name and not {"unit_key", "unit_id"} & set(
            re.findall(r"(\w+)#", text.partition("keys=")[2].partition("]")[0])
        ):
            return False
    return True


def partition_of(window: str) -> set[str]:
    """Return the columns that partition a window; its line ends with them and with the columns that order it."""
    lists = re.findall(r"\[([^\[\]]*)\]", window)
    if not lists:
        return set()
    # without a partition the line has only the lists of functions and of the order
    last = lists[-2] if "ASC NULLS" in lists[-1] or "DESC NULLS" in lists[-1] else lists[-1]
    if "NULLS" in last or "windowspecdefinition" in last:
        return set()
    return set(re.findall(r"(\w+)#", last))


def not_broadcast(plan: Plan, table: str = "int_index__nodes") -> list[str]:
    """Return the joins of tables of units with a framework that was not broadcast."""
    found = []
    for path in paths(plan):
        node = path[-1]
        if "Scan" not in node["nodeName"] or table not in f"{node['nodeName']} {node['simpleString']}":
            continue
        for join in reversed(path[:-1]):
            if join["nodeName"].startswith("BroadcastExchange"):
                break
            if "Join" in join["nodeName"]:
                others = tables(join) & OF_UNITS
                if others and not join["nodeName"].startswith("Broadcast"):
                    found.append(join["simpleString"])
                # the first join with units decides, because its result is of units
                if others:
                    break
    return found
