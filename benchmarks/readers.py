"""Readers under load: processes read the published tables in a loop while builds run.

Each build publishes another value of one raw value. A read opens the published file of DuckDB, or takes a connection
from its pool and reads in one `repeatable read` transaction of PostgreSQL. It takes the version from two tables and the
sum of the scores from two others. It is torn if the versions or the sums differ. A read that raises is failed.

The index is small and invented (`tests/python/small_index.py`), because what is measured is the step in which a version
is published. Prints reads, torn and failed reads, the median and the 99th percentile of a read, and the seconds of a
build with readers and without them.

Run with: .venv/bin/python benchmarks/readers.py [duckdb|postgres] [--readers 16] [--builds 20] [--pause 0.5]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "python"))
from engines import Postgres, running
from small_index import Small, small_project

# Run by each reader: it reads until its standard input ends, then prints what it saw as JSON.
READER = """
import json, os, select, sys, time
queries = {
    "vintages": "select max(version_id) from composite_index.index_vintages",
    "runs": "select max(version_id) from composite_index.index_runs where outcome = 'published'",
    "scores": "select sum(score), count(*) from composite_index.index_scores where level = 0",
    "rankings": "select sum(score), count(*) from composite_index.index_rankings "
    "where level = 0 and group_id = cohort_id",
}
file, pause = sys.argv[1], float(sys.argv[2])
if file:
    import duckdb
    def read():
        with duckdb.connect(file, read_only=True) as connection:
            return {name: connection.execute(query).fetchall()[0] for name, query in queries.items()}
else:
    from psycopg2.pool import ThreadedConnectionPool
    pool = ThreadedConnectionPool(1, 2, "")
    def read():
        connection = pool.getconn()
        try:
            connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
            found = {}
            with connection.cursor() as cursor:
                for name, query in queries.items():
                    cursor.execute(query)
                    found[name] = cursor.fetchall()[0]
            connection.rollback()
            return found
        finally:
            pool.putconn(connection)
seconds, torn, failed, versions = [], 0, [], set()
print("ready", flush=True)
while not select.select([sys.stdin], [], [], pause)[0]:
    start = time.perf_counter()
    try:
        found = read()
    except Exception as error:
        failed.append(str(error).splitlines()[0])
        continue
    seconds.append(time.perf_counter() - start)
    (version,), (logged,) = found["vintages"], found["runs"]
    same_sum = abs(found["scores"][0] - found["rankings"][0]) < 1e-9 and found["scores"][1] == found["rankings"][1]
    torn += version != logged or not same_sum
    versions.add(version)
print(json.dumps({"seconds": seconds, "torn": torn, "failed": failed, "versions": sorted(versions)}))
"""


@dataclass
class Load:
    """What the readers saw, and how long the builds took."""

    seconds: list[float]
    torn: int
    failed: list[str]
    # that some reader saw
    versions: set[str]
    # of a build, without readers and with them
    alone: list[float]
    beside: list[float]

    def told(self) -> str:
        """Return the figures."""
        median, percentiles = statistics.median(self.seconds), statistics.quantiles(self.seconds, n=100)
        beside, alone = statistics.median(self.beside), statistics.median(self.alone)
        return (
            f"{len(self.seconds):,} reads of {len(self.versions)} versions; "
            f"{self.torn} torn, {len(self.failed)} failed\n"
            f"a read: median {median * 1000:.0f} ms, 99th percentile {percentiles[98] * 1000:.0f} ms\n"
            f"a build: median {beside:.1f} s, without readers {alone:.1f} s"
        )


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("engine", nargs="?", choices=["duckdb", "postgres"], default="duckdb")
    parser.add_argument("--readers", type=int, default=16)
    parser.add_argument("--builds", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two reads of a reader")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = small_project(Path(folder) / "project")
        if options.engine == "duckdb":
            print(load(project, options.readers, options.builds, options.pause).told())
            return
        with running("postgres", project.folder) as engine:
            assert isinstance(engine, Postgres)
            project.engine = engine
            print(load(project, options.readers, options.builds, options.pause).told())


def load(project: Small, readers: int, builds: int, pause: float) -> Load:
    """Build once, then build so many times while so many readers read."""
    alone = [built(project, 47), built(project, 46)]
    file, variables = ("", project.engine.variables) if project.engine else (published(project), {})
    processes = [reader(file, pause, variables) for _ in range(readers)]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    beside = [built(project, 45 + number % 3) for number in range(builds)]
    found = [json.loads(process.communicate("\n")[0]) for process in processes]
    return Load(
        seconds=[seconds for one in found for seconds in one["seconds"]],
        torn=sum(one["torn"] for one in found),
        failed=[failure for one in found for failure in one["failed"]],
        versions={version for one in found for version in one["versions"]},
        alone=alone,
        beside=beside,
    )


def published(project: Small) -> str:
    """Return the file that readers open."""
    return str(project.folder / "published" / project.database)


def built(project: Small, value: int) -> float:
    """Build with another raw value; return the seconds. A build that fails ends the measurement."""
    project.revise(value)
    start = time.perf_counter()
    run = project.ended()
    if run.exit_code:
        sys.exit(run.output)
    return time.perf_counter() - start


def reader(file: str, pause: float, variables: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a process that reads."""
    return subprocess.Popen(
        [sys.executable, "-c", READER, file, str(pause)],
        env=os.environ | dict(variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
