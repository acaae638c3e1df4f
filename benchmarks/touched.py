"""What `recompute: touched` saves: a correction in one of ten periods, built so and built whole, in turns.

The generated index of `scale_data.py` in ten periods, of which each unit has other values. A first build publishes all.
Then one value of the last period is corrected, and the same input is built with `recompute: touched`, and as a whole,
on copies of the database. Published scores and ranks must be equal.

Run with: .venv/bin/python benchmarks/touched.py [--units 100000] [--rounds 1]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
from pathlib import Path

import duckdb
import scale
import scale_data
from composite_index.storage import connect
from measured import Measured

PERIODS = 10
CORRECTED = "period = '2019' and unit_id = 'u00000007' and node_id = 'n07'"
OBSERVATIONS = """
    create or replace view raw.observations as
    select index_id, cast(2010 + number as varchar) as period, unit_id, node_id,
        value * (1 + number / 100) + case when {} then 0.5 else 0 end as value
    from (
        select made.* exclude (period), numbers.number, cast(2010 + numbers.number as varchar) as period
        from read_parquet('{}/observations/*.parquet') as made
        cross join range({}) as numbers(number)
    )
"""


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    inputs = scale.WORK / "data" / f"{options.units}-unit"
    made = scale_data.generate(inputs, options.units)
    print(f"{PERIODS} periods of {options.units:,} units: {PERIODS * int(made['observations']):,} observations")

    folder = scale.emptied("touched")
    first = folder / "first.duckdb"
    with connect(first) as connection:
        scale.name_inputs(connection, inputs)
        connection.execute(OBSERVATIONS.format("false", inputs, PERIODS))
    show("all, first", build(first, "touched"))
    with duckdb.connect(str(first)) as connection:
        connection.execute(OBSERVATIONS.format(CORRECTED, inputs, PERIODS))

    walls: dict[str, list[float]] = {"all": [], "touched": []}
    for number in range(options.rounds):
        for recompute in sorted(walls, reverse=bool(number % 2)):
            database = folder / f"{recompute}.duckdb"
            shutil.copyfile(first, database)
            measured = build(database, recompute)
            walls[recompute].append(measured.wall)
            show(recompute, measured)
    compare(folder / "all.duckdb", folder / "touched.duckdb")
    whole, touched = (statistics.median(walls[recompute]) for recompute in walls)
    print(f"scores equal to 1e-12, ranks equal; all / touched: {whole / touched:.2f}")
    shutil.rmtree(folder)


def build(database: Path, recompute: str) -> Measured:
    """Build into the database."""
    variables = scale.PACKAGES["package"] | {"recompute": recompute}
    return scale.run_dbt(recompute, database, scale.WORK / f"dbt_touched_{recompute}", variables)


def show(name: str, measured: Measured) -> None:
    """Print what a build took."""
    told = next((line for line in measured.output.splitlines() if line.startswith("Recomputed")), "")
    gigabytes = measured.peak_memory / 1e9
    print(f"{name}: wall {measured.wall:.1f} s, CPU {measured.cpu:.1f} s, {gigabytes:.2f} GB. {told}", flush=True)


def compare(whole: Path, touched: Path) -> None:
    """Stop unless both published the same: scores to 1e-12, ranks equal."""
    keys = "index_id, period, cohort_id, unit_id, node_id"
    with duckdb.connect() as connection:
        for name, database in (("whole", whole), ("touched", touched)):
            connection.execute(f"attach '{database}' as {name} (read_only)")
        for table, differs, more in (
            (
                "index_scores",
                "coalesce(abs(one.score - other.score) > 1e-12, one.score is distinct from other.score)",
                "",
            ),
            ("index_rankings", "one.rank is distinct from other.rank", ", group_id"),
        ):
            ((wrong, rows),) = connection.execute(f"""
                select count(*) filter (one.unit_id is null or other.unit_id is null or {differs}), count(*)
                from whole.composite_index.{table} as one
                full join touched.composite_index.{table} as other using ({keys}{more})
            """).fetchall()
            if wrong or not rows:
                raise SystemExit(f"{table}: {wrong} of {rows} rows differ")


if __name__ == "__main__":
    main()
