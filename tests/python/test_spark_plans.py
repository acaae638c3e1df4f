"""Queries with a form of their own on Spark: ranks in ranges equal those of one window, and no task gets all units.

The compiled queries run in a session of this process on made tables; DuckDB's queries run on the same tables.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import spark_events
from conftest import Project, copy_of_project, long_test
from engines import JAVA, MissingError, assert_same_rows, hive_rows, running

MODELS = (
    "int_index__units", "int_index__ranks", "int_index__value_ranks", "int_index__winsorised", "int_index__values",
    "int_index__points", "index_scores",
)  # fmt: skip
pytestmark = long_test
INTERNAL = "composite_index_internal"
UNITS_PER_RANGE = 3
# few levels and steps, because a query is executed here as one, with all that it expands to
VARIABLES = f"{{units_per_range: {UNITS_PER_RANGE}, max_depth: 3, max_winsorised_points: 1}}"
# copies of each unit of the bundled index: enough that no relation of units is broadcast
COPIES = 100
# SQL that no session has run, so that a plan depends on statistics of the files alone
SETTINGS = {
    "spark.master": "local[2]",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.autoBroadcastJoinThreshold": "1MB",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a copy of the project, built on DuckDB."""
    project = copy_of_project(tmp_path_factory.mktemp("plans") / "project")
    run = project.build()
    assert run.exit_code == 0, run.output
    return project


@pytest.fixture(scope="module")
def spark(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Have a session of Spark without a catalogue of its own on disk."""
    try:
        with running("spark", project.folder):
            from pyspark.sql import SparkSession
    except MissingError as missing:
        pytest.skip(str(missing))
    os.environ |= JAVA
    builder = SparkSession.builder.appName("plans")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark"))).getOrCreate()
    session.sql(f"create database {INTERNAL}")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def compiled(project: Project) -> dict[str, dict[str, str]]:
    """Return the queries of each engine, by model; compiled without tables, so that nothing is left out."""
    found: dict[str, dict[str, str]] = {}
    for target in ("duckdb", "spark"):
        folder = project.folder / f"compiled_{target}"
        run = project.dbt(
            "compile", "--no-populate-cache", "--no-introspect", "--target", target, "--target-path", str(folder),
            "--vars", VARIABLES, "--select", *MODELS,
        )  # fmt: skip
        assert run.exit_code == 0, run.output
        found[target] = {
            file.stem: file.read_text(encoding="utf-8") for file in folder.glob("compiled/**/models/**/*.sql")
        }
    return found


def load(spark: Any, folder: Path, frames: dict[str, pd.DataFrame | str], database: str = "made") -> None:
    """Make the tables in Spark, and in a DuckDB file under the same names, from frames or DuckDB queries."""
    folder.mkdir(exist_ok=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"create schema if not exists {INTERNAL}")
        for name, frame in frames.items():
            if isinstance(frame, pd.DataFrame):
                connection.register("frame", frame)
            connection.execute(
                f"create or replace table {INTERNAL}.{name} as "
                + ("from frame" if isinstance(frame, pd.DataFrame) else frame)
            )
            connection.execute(f"copy {INTERNAL}.{name} to '{folder}/{name}.parquet'")
            spark.sql(f"drop table if exists {INTERNAL}.{name}")
            spark.sql(f"create table {INTERNAL}.{name} using parquet location '{folder}/{name}.parquet'")


def on_duckdb(folder: Path, query: str) -> list[dict]:
    """Return the rows of a query on the DuckDB file of `load`."""
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        found = connection.execute(query)
        return [dict(zip((c[0] for c in found.description), row, strict=True)) for row in found.fetchall()]


def on_spark(spark: Any, query: str) -> list[dict]:
    """Return the rows of a query on Spark."""
    return [row.asDict() for row in spark.sql(query).collect()]


def plan_of(spark: Any, query: str) -> spark_events.Plan:
    """Return Spark's plan of a query, as its event log would have it."""

    def node(operator: Any) -> spark_events.Plan:
        if operator.nodeName() == "AdaptiveSparkPlan":
            operator = operator.initialPlan()
        children = operator.children()
        return {
            "nodeName": operator.nodeName(),
            "simpleString": operator.simpleString(1000),
            "children": [node(children.apply(number)) for number in range(children.size())],
        }

    return node(spark.sql(query)._jdf.queryExecution().executedPlan())


def scores(seed: int) -> dict[str, pd.DataFrame]:
    """Make scores of units in groups: many ties, some without a score, groups of no unit and of all."""
    luck = random.Random(seed)  # noqa: S311
    units, nodes = range(1, 61), range(1, 6)
    points = [
        {"edition_key": 1, "unit_key": unit, "node_key": node, "score": score, "points": score}
        for node in nodes
        for unit in units
        for score in [luck.choice([None, luck.random(), luck.randint(0, 5) / 3, -0.0, 0.0, 1e-11])]
    ]
    members = [
        {"group_key": group, "unit_key": unit, "is_cohort": group == 1}
        for group in range(1, 9)
        for unit in units
        if group == 1 or luck.random() < group / 9
    ]
    levels = [
        {
            "node_key": node,
            "edition_key": 1,
            "level": min(node - 1, 1),
            "rank_rounded": False,
            "round_digits": 0,
            "round_mode": "half_up",
        }
        for node in nodes
    ]
    return {
        "int_index__points": pd.DataFrame(points),
        "int_index__group_units": pd.DataFrame(members),
        "int_index__nodes": pd.DataFrame(levels),
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ranks_in_ranges_are_those_of_one_window(
    spark: Any, compiled: dict[str, dict[str, str]], tmp_path: Path, seed: int
) -> None:
    """Rank, dense rank, position and percentile are equal, with ties over and without scores."""
    load(spark, tmp_path, scores(seed))
    query = compiled["spark"]["int_index__ranks"]
    assert "pool_range" in query
    ours, theirs = on_duckdb(tmp_path, compiled["duckdb"]["int_index__ranks"]), on_spark(spark, query)
    assert len({row["rank"] for row in ours}) > 5 * UNITS_PER_RANGE
    assert any(row["rank"] is None for row in ours)
    assert any(row["rank"] != row["position"] for row in ours)
    assert_same_rows("int_index__ranks", ours, theirs)


def test_ranges_are_of_about_the_size_that_is_asked(
    spark: Any, compiled: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    """A pool without ties is split: no range has all of it, and each has some."""
    tables = scores(1)
    points = tables["int_index__points"]
    points["score"] = points["unit_key"] / 7 + points["node_key"]
    load(spark, tmp_path, tables)
    query = re.sub(
        r"\)\s*select \* from final\s*$", ") select * from ranked_in_ranges", compiled["spark"]["int_index__ranks"]
    )
    sizes = pd.DataFrame(on_spark(spark, query)).groupby(["group_key", "node_key", "pool_range"]).size()
    assert sizes.max() <= 2 * UNITS_PER_RANGE
    assert (sizes.groupby(["group_key", "node_key"]).count() > 1).any()


def test_units_are_numbered_by_code_points(spark: Any, compiled: dict[str, dict[str, str]], tmp_path: Path) -> None:
    """The keys of units follow their codes as UTF-8, whatever the characters."""
    codes = [
        "a",
        "A",
        "Z",
        "aa",
        "é",
        "中",
        "省",
        "𠀀",
        "\uffee",
        "10",
        "9",
        "-",
        "a b",
        "a/b",
        "ß",
        "ss",
        "京",
        "\u0301e",
    ]
    rows = [(index, f"{code}{more}") for index in ("b", "a", "甲") for code in codes for more in ("", "0", "中")]
    random.Random(4).shuffle(rows)  # noqa: S311
    units = pd.DataFrame(rows, columns=["index_id", "unit_id"]).assign(
        cohort_id="c", label_zh="", label_en="", inclusion="", first_period="", last_period="", input_file="units.csv",
        input_row=range(2, len(rows) + 2),
    )  # fmt: skip
    periods = pd.DataFrame([{"index_id": "a", "period": "2020", "period_order": 1}])
    load(spark, tmp_path, {"stg_index__units": units, "int_index__periods": periods})
    ours = on_duckdb(tmp_path, compiled["duckdb"]["int_index__units"])
    in_order = sorted(rows, key=lambda row: [part.encode() for part in row])
    assert [(row["index_id"], row["unit_id"]) for row in sorted(ours, key=lambda row: row["unit_key"])] == in_order
    assert_same_rows("int_index__units", ours, on_spark(spark, compiled["spark"]["int_index__units"]))


def values(seed: int) -> dict[str, pd.DataFrame]:
    """Make values of indicators with ties, some missing, of two editions that are ranked together."""
    luck = random.Random(seed)  # noqa: S311
    nodes = pd.DataFrame(
        {
            "edition_key": edition, "node_key": 10 * edition + number, "index_id": "i", "scenario_id": "baseline",
            "period": str(edition), "cohort_id": "c", "node_id": f"n{number}", "direction": luck.choice([1, -1]),
            "normalisation": ["rank", "borda", "percentile_rank", "rank"][number], "statistics_period": "pooled",
            "outlier_treatment": ["percentiles", "skew_kurtosis", "percentiles", None][number], "winsorise_points": 5,
            "log_winsorised": bool(number % 2), "outlier_log": "log", "winsorise_lower": 0.05, "winsorise_upper": 0.9,
        }
        for edition in (1, 2)
        for number in range(4)
    )  # fmt: skip
    treated = pd.DataFrame(
        {
            "edition_key": node.edition_key, "unit_key": unit, "node_key": node.node_key, "value": 0.0,
            "treated_value": luck.choice([None, luck.random() ** 8, luck.randint(-3, 3) / 3]), "is_imputed": False,
        }
        for node in nodes.itertuples()
        for unit in range(1, 51)
    )  # fmt: skip
    screened = pd.DataFrame(
        {"edition_key": edition, "unit_key": unit, "is_included": unit % 9 > 0}
        for edition in (1, 2)
        for unit in range(1, 51)
    )
    return {
        "int_index__nodes": nodes,
        "int_index__treated": treated,
        "int_index__imputed": treated,
        "int_index__screened": screened,
    }


@pytest.mark.parametrize("model", ["int_index__value_ranks", "int_index__winsorised"])
def test_values_are_ranked_and_winsorised_alike(
    spark: Any, compiled: dict[str, dict[str, str]], tmp_path: Path, model: str
) -> None:
    """Ranks of values, percentiles and statistics of outliers equal DuckDB's."""
    load(spark, tmp_path, values(5))
    ours = on_duckdb(tmp_path, compiled["duckdb"][model])
    assert len(ours) > 100
    assert_same_rows(model, ours, on_spark(spark, compiled["spark"][model]))


def test_partitions_keep_any_text(
    spark: Any, compiled: dict[str, dict[str, str]], project: Project, tmp_path: Path
) -> None:
    """Periods and cohorts are text in the folders of a partitioned table, whatever characters they have."""
    cohorts = ["省 级", "a/b=c%20", "2020", "007", "x:y*?#'\"", "ä\\n", "[1]{2}", "null"]
    listed = ", ".join("'" + cohort.replace("'", "''") + "'" for cohort in cohorts)
    nodes = (
        f"select * replace ((list_value({listed}))[cast(node_key % {len(cohorts)} + 1 as integer)] as cohort_id, "
        f"'0' || period as period) from source.{INTERNAL}.published__nodes"
    )
    tables = {
        "int_index__points": f"from source.{INTERNAL}.published__points",
        "int_index__units": f"from source.{INTERNAL}.published__units",
        "int_index__sources": f"from source.{INTERNAL}.published__sources",
        "int_index__weights_from_data": f"from source.{INTERNAL}.published__weights_from_data",
    }
    folder = tmp_path / "made"
    folder.mkdir()
    with duckdb.connect(str(project.folder / project.database), read_only=True) as connection:
        for name, query in {"int_index__nodes": nodes, **tables}.items():
            connection.execute(f"copy ({query.replace('source.', '')}) to '{tmp_path}/{name}.parquet'")
    load(spark, folder, {name: f"from '{tmp_path}/{name}.parquet'" for name in ("int_index__nodes", *tables)})
    ours = on_duckdb(folder, compiled["duckdb"]["index_scores"])
    assert {row["cohort_id"] for row in ours} == set(cohorts)
    spark.sql("drop table if exists partitioned")
    spark.sql(
        "create table partitioned using parquet partitioned by (period, cohort_id) "
        f"location '{tmp_path}/partitioned' as {compiled['spark']['index_scores']}"
    )
    assert_same_rows("index_scores", ours, on_spark(spark, "select * from partitioned"))
    assert_same_rows("index_scores", ours, hive_rows(tmp_path / "partitioned"))


@pytest.fixture(scope="module")
def many_units(spark: Any, project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Make the inputs of the queries: the bundled index with a hundred times as many units."""
    folder = tmp_path_factory.mktemp("many")
    keyed = "* exclude (copy) replace (unit_key + 100000 * copy as unit_key)"
    copies = f"cross join range({COPIES}) as copies(copy)"
    tables = {
        "int_index__nodes": "from composite_index_internal.published__nodes",
        "stg_index__lookups": "from composite_index_internal.stg_index__lookups",
        "int_index__periods": "from composite_index_internal.int_index__periods",
        "int_index__units": f"select {keyed[:-1]}, unit_id || '_' || copy as unit_id) "
        f"from composite_index_internal.published__units {copies}",
        "int_index__observations": "select * exclude (copy) replace (unit_id || '_' || copy as unit_id) "
        f"from composite_index_internal.int_index__observations {copies}",
        "stg_index__units": "select * exclude (copy) replace (unit_id || '_' || copy as unit_id) "
        f"from composite_index_internal.stg_index__units {copies}",
    }
    for name, source in {
        "int_index__denominators": "int_index__denominators",
        "int_index__screened": "int_index__screened",
        "int_index__scores": "int_index__scores",
        "int_index__points": "published__points",
        "int_index__group_units": "int_index__group_units",
    }.items():
        tables[name] = f"select {keyed} from composite_index_internal.{source} {copies}"
    with duckdb.connect(str(project.folder / project.database), read_only=True) as connection:
        for name, query in tables.items():
            connection.execute(f"copy ({query}) to '{folder}/{name}.parquet'")
            spark.sql(f"drop table if exists {INTERNAL}.{name}")
            spark.sql(f"create table {INTERNAL}.{name} using parquet location '{folder}/{name}.parquet'")


@pytest.mark.parametrize("model", ["int_index__ranks", "int_index__points", "int_index__values", "int_index__units"])
def test_no_task_gets_all_units(spark: Any, compiled: dict[str, dict[str, str]], many_units: None, model: str) -> None:
    """The framework is sent to the units, and no window over units is one task."""
    plan = plan_of(spark, compiled["spark"][model])
    names = [node["nodeName"] for node in spark_events.nodes(plan)]
    assert spark_events.windows_in_one_place(plan) == []
    assert spark_events.not_broadcast(plan) == []
    if model != "int_index__units":
        assert "int_index__nodes" in spark_events.tables(plan)
        assert any(name.startswith("BroadcastHashJoin") for name in names)
    if model in ("int_index__ranks", "int_index__units"):
        assert "Window" in names


def test_one_window_over_all_units_is_seen(spark: Any, many_units: None) -> None:
    """The test above would notice: windows of all units, and a join without broadcast."""
    for window in ("order by unit_id", "partition by node_key order by score"):
        table = "int_index__units" if "unit_id" in window else "int_index__points"
        plan = plan_of(spark, f"select *, rank() over ({window}) as place from {INTERNAL}.{table}")
        assert len(spark_events.windows_in_one_place(plan)) == 1
    join = f"select score from {INTERNAL}.int_index__points join {INTERNAL}.int_index__nodes using (node_key)"
    assert spark_events.not_broadcast(plan_of(spark, join)) == []
    assert spark_events.not_broadcast(plan_of(spark, join.replace("select", "select /*+ merge(int_index__nodes) */")))
