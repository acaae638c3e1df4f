"""The package on PostgreSQL: the generated index of `scale_data.py`, loaded by COPY, against DuckDB's single query.

Starts a server of its own (Debian's package postgresql) with its usual settings but for fsync, which is off; ends it by
its process id. Scores must be equal to 1e-9 and ranks equal, or the benchmark stops. Prints what loading and the build
took, and the longest models.

Run with: .venv/bin/python benchmarks/scale_postgres.py [--units 17550] (a million observations)
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import scale
import scale_data
from measured import measure

sys.path.insert(0, str(scale.ROOT / "tests" / "python"))
import engines

NAME = "postgres"
TABLES = {
    "observations": "index_id text, period text, unit_id text, node_id text, value double precision",
    "units": None,
    "framework": None,
}
FILES = {"observations": "observations/*.parquet", "units": "units.parquet", "framework": "framework.csv"}


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--units", type=int, default=17_550)
    parser.add_argument("--nodes", type=int, default=12, help="show so many of the longest nodes of both runs of dbt")
    options = parser.parse_args()
    programs = engines.server_programs()
    if programs is None:
        sys.exit("PostgreSQL's server is not installed; on Debian: apt-get install postgresql")

    inputs = scale.WORK / "data" / f"{options.units}-unit"
    made = scale_data.generate(inputs, options.units)
    folder = scale.emptied(NAME)
    with engines.postgres_server(programs) as variables:
        start = time.perf_counter()
        load(variables, inputs, folder)
        loaded = time.perf_counter() - start
        measured = build(variables, folder)
        dump(variables, folder)
    query = scale.compute("single query", inputs, options.units)
    print(f"{options.units:,} units, {made['observations']:,} observations")
    print(f"  loaded by COPY {loaded:8.2f} s")
    print(f"  build          {measured.wall:8.2f} s, {measured.peak_memory / 1e9:.2f} GB beside the server's own")
    print(f"  single query   {query.wall:8.2f} s, on DuckDB")
    scale.compare(NAME, "single query", options.units)
    # of both runs of dbt: the files that it leaves are of the last one
    built = re.findall(r"OK created .* model (\S+) \.* ?\[.*?in ([0-9.]+)s\]", measured.output)
    for name, seconds in sorted(built, key=lambda one: -float(one[1]))[: options.nodes]:
        print(f"    {float(seconds):7.2f} s  {name}")


def connected(variables: dict[str, str]) -> Any:
    """Open a connection to the server."""
    import psycopg2

    of_server = {name: variables[f"PG{name.upper()}"] for name in ("host", "port", "user")}
    return psycopg2.connect(dbname=variables["PGDATABASE"], **of_server)


def load(variables: dict[str, str], inputs: Path, folder: Path) -> None:
    """Fill a table of each input by COPY from a CSV file."""
    with connected(variables) as connection, connection.cursor() as cursor:
        cursor.execute("create schema raw")
        for table, columns in TABLES.items():
            rows = duckdb.read_csv(str(inputs / FILES[table]), all_varchar=True) if table == "framework" else None
            rows = rows or duckdb.read_parquet(str(inputs / FILES[table]))
            columns = columns or ", ".join(f"{name} text" for name in rows.columns)
            names = [column.split()[0] for column in columns.split(", ")]
            file = folder / f"{table}.csv"
            rows.select(*names).write_csv(str(file), header=False)
            cursor.execute(f"create table raw.{table} ({columns})")
            with file.open(encoding="utf-8") as lines:
                cursor.copy_expert(f"copy raw.{table} from stdin with (format csv)", lines)
            cursor.execute(f"analyze raw.{table}")


def build(variables: dict[str, str], folder: Path) -> Any:
    """Run the package as a person would."""
    target = str(scale.WORK / f"dbt_{NAME}")
    command = [
        sys.executable,
        "-m",
        "composite_index",
        "run",
        "--target",
        "postgres",
        "--selector",
        "own_index",
        "--no-use-colors",
    ]
    command += ["--vars", json.dumps(scale.PACKAGES["package"])]
    measured = measure(
        command,
        folder,
        scale.ROOT,
        **variables,
        PYTHONPATH=str(scale.ROOT / "expectations"),
        DBT_TARGET_PATH=target,
        DBT_LOG_PATH=target,
        DO_NOT_TRACK="1",
    )
    scale.stop_unless_good(NAME, measured)
    return measured


def dump(variables: dict[str, str], folder: Path) -> None:
    """Write scores and ranks where the comparison looks for them."""
    keys = "index_id = 'made' and scenario_id = 'baseline'"
    queries = {
        "scores": f"unit_id, node_id, score from composite_index.index_scores where {keys}",
        "ranks": f"unit_id, node_id, rank from composite_index.index_rankings where {keys} and group_id = cohort_id",
    }
    with connected(variables) as connection, connection.cursor() as cursor:
        for name, query in queries.items():
            file = folder / f"{name}.csv"
            with file.open("w", encoding="utf-8") as lines:
                cursor.copy_expert(f"copy (select {query}) to stdout with (format csv, header)", lines)
            types = {"unit_id": "VARCHAR", "node_id": "VARCHAR"}
            duckdb.read_csv(str(file), dtype=types).write_parquet(str(folder / f"{name}.parquet"))


if __name__ == "__main__":
    main()
