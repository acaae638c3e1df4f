"""The package on PostgreSQL: the generated index of `scale_data.py`, loaded by COPY, against DuckDB's single query.

Starts a server (Debian's package postgresql) with its usual settings, except fsync, which is off, and ends it by its
process id. Scores must be equal to 1e-9 and ranks equal, or the benchmark stops. Prints the seconds of loading and of
the build, and the longest models.

Run with: .venv/bin/python benchmarks/scale_postgres.py [--units 17550] (a million observations)
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

import duckdb
import scale
import scale_data

sys.path.insert(0, str(scale.ROOT / "tests" / "python"))
import engines

NAME = "postgres"
FILES = {"observations": "observations/*.parquet", "units": "units.parquet", "framework": "framework.csv"}


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--units", type=int, default=17_550)
    parser.add_argument("--nodes", type=int, default=12, help="show so many of the longest nodes of both runs of dbt")
    options = parser.parse_args()
    programs = server_programs()

    inputs = scale.WORK / "data" / f"{options.units}-unit"
    made = scale_data.generate(inputs, options.units)
    folder = scale.emptied(NAME)
    with engines.postgres_server(programs) as server:
        variables = server.variables
        start = time.perf_counter()
        load(variables, inputs, folder)
        loaded = time.perf_counter() - start
        measured = scale.run_package(NAME, "postgres", folder, scale.PACKAGES["package"], variables)
        dump(variables, folder)
    query = scale.compute("single query", inputs, options.units)
    print(f"{options.units:,} units, {made['observations']:,} observations")
    print(f"  loaded by COPY {loaded:8.2f} s")
    print(f"  build          {measured.wall:8.2f} s, {measured.peak_memory / 1e9:.2f} GB beside the server's own")
    print(f"  single query   {query.wall:8.2f} s, on DuckDB")
    scale.compare(NAME, "single query", options.units)
    # of both runs of dbt, because the files that dbt leaves are those of the last run
    built = re.findall(r"OK created .* model (\S+) \.* ?\[.*?in ([0-9.]+)s\]", measured.output)
    for name, seconds in sorted(built, key=lambda one: -float(one[1]))[: options.nodes]:
        print(f"    {float(seconds):7.2f} s  {name}")


def server_programs() -> Path:
    """Find the server's programs, or stop."""
    found = engines.server_programs()
    if found is None:
        sys.exit("PostgreSQL's server is not installed; on Debian: apt-get install postgresql")
    return found


def load(variables: dict[str, str], inputs: Path, folder: Path) -> None:
    """Fill a table of each input by COPY from a CSV file."""
    with engines.connected(variables) as connection, connection.cursor() as cursor:
        cursor.execute("create schema raw")
        for table, source in FILES.items():
            path = str(inputs / source)
            rows = duckdb.read_csv(path, all_varchar=True) if path.endswith(".csv") else duckdb.read_parquet(path)
            file = folder / f"{table}.csv"
            rows.write_csv(str(file), header=False)
            types = {"value": "double precision"}
            columns = ", ".join(f"{name} {types.get(name, 'text')}" for name in rows.columns)
            cursor.execute(f"create table raw.{table} ({columns})")
            with file.open(encoding="utf-8") as lines:
                cursor.copy_expert(f"copy raw.{table} from stdin with (format csv)", lines)
            cursor.execute(f"analyze raw.{table}")


def dump(variables: dict[str, str], folder: Path) -> None:
    """Write scores and ranks where the comparison reads them."""
    keys = "index_id = 'made' and scenario_id = 'baseline'"
    queries = {
        "scores": f"unit_id, node_id, score from composite_index.index_scores where {keys}",
        "ranks": f"unit_id, node_id, rank from composite_index.index_rankings where {keys} and group_id = cohort_id",
    }
    with engines.connected(variables) as connection, connection.cursor() as cursor:
        for name, query in queries.items():
            file = folder / f"{name}.csv"
            with file.open("w", encoding="utf-8") as lines:
                cursor.copy_expert(f"copy (select {query}) to stdout with (format csv, header)", lines)
            types = {"unit_id": "VARCHAR", "node_id": "VARCHAR"}
            duckdb.read_csv(str(file), dtype=types).write_parquet(str(folder / f"{name}.parquet"))


if __name__ == "__main__":
    main()
