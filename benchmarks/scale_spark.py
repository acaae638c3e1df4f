"""The package on a Spark cluster on this machine: the generated index of `scale_data.py` against DuckDB's single query.

Starts a cluster and ends it. The observations are read from their Parquet files. Scores must be equal to 1e-9 and ranks
equal, no window may get all units in one task, and every executed join must broadcast the framework, or the benchmark
stops. Prints the seconds of the build, the longest models, and the shuffles and spills in Spark's event log.

Run with: .venv/bin/python benchmarks/scale_spark.py [--units 10000] [--workers 2 --cores 1 --memory 2g]
"""

from __future__ import annotations

import argparse
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import measured
import scale
import scale_data
import spark_cluster
import spark_events

NAME = "spark"
EVERY_SECONDS = 0.5


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cores", type=int, default=1, help="of each worker")
    parser.add_argument("--memory", default="2g", help="of each worker, and of the server")
    parser.add_argument("--units-per-range", type=int, default=5_000, help="units that are ranked in one window")
    parser.add_argument("--conf", action="append", default=[], metavar="NAME=VALUE", help="a setting of Spark")
    parser.add_argument("--nodes", type=int, default=20, help="show so many of the longest nodes of both runs of dbt")
    options = parser.parse_args()
    inputs = scale.WORK / "data" / f"{options.units}-unit"
    made = scale_data.generate(inputs, options.units)
    variables = scale.PACKAGES["package"] | {"units_per_range": options.units_per_range}
    settings = dict(one.split("=", 1) for one in options.conf)
    found = measure(inputs, variables, settings, options.workers, options.cores, options.memory)
    query = verify(found, inputs, options.units)
    built, used = found.built, found.used
    print(
        f"{options.units:,} units, {made['observations']:,} observations, {options.workers} workers of {options.cores}"
    )
    print(f"  cluster up in  {found.started:8.2f} s")
    memory = f"{found.memory / 1e9:.2f} GB, dbt {built.peak_memory / 1e9:.2f} GB"
    print(f"  build          {built.wall:8.2f} s, memory {memory}")
    print(f"  single query   {query.wall:8.2f} s, on DuckDB")
    print(
        f"  {len(found.queries)} statements, {used.tasks} tasks of {used.task_seconds:.0f} s, the longest "
        f"{used.longest_task:.1f} s; shuffled {used.shuffled / 1e9:.2f} GB, spilled {used.spilled_disk / 1e9:.2f} GB; "
        f"tables {found.disk / 1e9:.2f} GB"
    )
    # of both runs of dbt, because the files that dbt leaves are those of the last run
    models = re.findall(r"OK created .* model (\S+) \.* ?\[.*?in ([0-9.]+)s\]", built.output)
    for name, seconds in sorted(models, key=lambda one: -float(one[1]))[: options.nodes]:
        print(f"    {float(seconds):7.2f} s  {name}")
    tests = [float(seconds) for seconds in re.findall(r"PASS .*?in ([0-9.]+)s\]", built.output)]
    print(f"    {sum(tests):7.2f} s  {len(tests)} tests")


@dataclass
class Found:
    """The measured seconds and bytes of a build on a cluster, and where its tables and event log are."""

    started: float
    built: measured.Measured
    memory: int
    disk: int
    queries: list[spark_events.Query]
    used: spark_events.Used
    folder: Path


def measure(
    inputs: Path,
    variables: dict[str, Any],
    settings: dict[str, str] | None = None,
    workers: int = 2,
    cores: int = 1,
    memory: str = "2g",
) -> Found:
    """Build on a cluster that is started here and ended afterwards."""
    lacking = spark_cluster.missing()
    if lacking:
        sys.exit("\n".join(lacking))
    folder = scale.emptied(NAME) / "cluster"
    chosen = spark_cluster.event_log(folder) | (settings or {})
    start = time.perf_counter()
    with spark_cluster.cluster(folder, workers=workers, cores=cores, memory=memory, settings=chosen) as cluster:
        started = time.perf_counter() - start
        name_inputs(cluster, inputs)
        with memory_of(cluster) as peak:
            built = build(cluster, folder.parent, variables)
    queries, used = spark_events.read(folder / "events")
    return Found(started, built, max(peak), size(folder / "warehouse"), queries, used, folder)


def verify(found: Found, inputs: Path, units: int) -> scale.Turn:
    """Compare with DuckDB's single query, return its cost, and check the plans; stop if either is wrong."""
    dump(found.folder)
    query = scale.compute("single query", inputs, units)
    check(found.queries)
    scale.compare(NAME, "single query", units)
    return query


def name_inputs(cluster: spark_cluster.Cluster, inputs: Path) -> None:
    """Make tables of the input files, which are not copied."""
    from pyhive import hive

    with hive.connect(spark_cluster.HOST, cluster.port, username="dbt") as connection:
        cursor = connection.cursor()
        cursor.execute("create database raw")
        for name, form in (("observations", "parquet"), ("units.parquet", "parquet"), ("framework.csv", "csv")):
            header = "options (header 'true')" if form == "csv" else ""
            table = name.partition(".")[0]
            cursor.execute(f"create table raw.{table} using {form} {header} location '{inputs / name}'")


def build(cluster: spark_cluster.Cluster, folder: Path, variables: dict[str, Any]) -> measured.Measured:
    """Run the package as a person would."""
    # not the cluster's folder, because it has too many files to sample twenty times a second
    watched = folder / "dbt"
    watched.mkdir()
    return scale.run_package(NAME, "spark_cluster", watched, variables, cluster.variables)


@contextmanager
def memory_of(cluster: spark_cluster.Cluster) -> Iterator[list[int]]:
    """Give the bytes of memory of the cluster's processes, sampled while the context lasts."""
    samples, ended = [0], threading.Event()

    def watch() -> None:
        while not ended.wait(EVERY_SECONDS):
            samples.append(sum(measured.memory(process) for process in cluster.processes.values()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield samples
    finally:
        ended.set()
        watcher.join()


def size(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*.parquet"))


def dump(cluster: Path) -> None:
    """Write scores and ranks beside the cluster's folder, where the comparison reads them."""
    keys = "index_id = 'made' and scenario_id = 'baseline' and period = '2020'"
    queries = {
        "scores": ("index_scores", f"unit_id, node_id, score from it where {keys}"),
        "ranks": ("index_rankings", f"unit_id, node_id, rank from it where {keys} and group_id = cohort_id"),
    }
    options = "hive_partitioning = true, hive_types_autocast = false"
    for name, (table, query) in queries.items():
        files = cluster / "warehouse" / "composite_index.db" / table
        it = f"with it as (from read_parquet('{files}/**/*.parquet', {options})) select {query}"
        duckdb.execute(f"copy ({it}) to '{cluster.parent}/{name}.parquet'")


def check(queries: list[Any]) -> None:
    """Stop the benchmark if a plan does not scale."""
    for query in queries:
        for what, found in (
            ("a window gets all units in one task", spark_events.windows_in_one_place(query.plan)),
            ("the framework was not broadcast", spark_events.not_broadcast(query.plan)),
        ):
            if found:
                sys.exit(f"{what}: {found[0][:500]}\n{query.description[:1000]}")
    windows = sum("Window" in str(query.plan) for query in queries)
    print(f"  plans: {windows} statements with windows, none of all units in one task; the framework is broadcast")


if __name__ == "__main__":
    main()
