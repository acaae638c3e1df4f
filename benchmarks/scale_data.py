"""A generated index of any size, as files: the input of `benchmarks/scale.py`.

Units times 60 indicators, twelve nodes above them, four above these and the index; unequal weights at every level, one
indicator in five where less is better, min-max, arithmetic means that skip missing children. One value in twenty is
missing and has no row. In the first hundred units every second one repeats the one before, so that there are ties; the
second unit has no value below one node.

Each value is a function of the seed, the unit and the indicator alone (splitmix64, Steele, Lea and Flood 2014), so the
same rows result for any size of the parts that they are written in.

Run with: .venv/bin/python benchmarks/scale_data.py FOLDER [--units 10000] [--layout unit|shuffled]
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

INDICATORS, SECOND_LEVEL, DIMENSIONS = 60, 12, 4
SEED = 2020
MISSING_SHARE = 0.05
TIED_UNITS = 100
# a unit and a node without any value below it
UNIT_WITHOUT, NODE_WITHOUT = 1, 0
LAYOUTS = ("unit", "shuffled")
CELLS_IN_A_PART = 100_000 * INDICATORS
# raise this when the generated data change, so that kept files count as stale
EDITION = 1


def framework() -> list[dict[str, object]]:
    """Return the rows of the framework, a dictionary each."""

    def row(node_id: str, parent_id: str | None = None, weight: int | None = None, **more: object) -> dict:
        columns = {"normalisation": None, "direction": None, "max_missing_share": None}
        return {"index_id": "made", "node_id": node_id, "parent_id": parent_id, "weight": weight} | columns | more

    below = SECOND_LEVEL // DIMENSIONS, INDICATORS // SECOND_LEVEL
    rows = [row("index")]
    rows += [row(f"d{number}", "index", number + 1) for number in range(DIMENSIONS)]
    rows += [row(f"s{n:02}", f"d{n // below[0]}", n % below[0] + 1) for n in range(SECOND_LEVEL)]
    for number in range(INDICATORS):
        direction = -1 if number % 5 == 0 else 1
        leaf = {"normalisation": "min_max", "direction": direction, "max_missing_share": 1}
        rows.append(row(f"n{number:02}", f"s{number // below[1]:02}", number % below[1] + 1, **leaf))
    return rows


def uniform(counter: np.ndarray, seed: int) -> np.ndarray:
    """Return a number from 0 up to 1 for each counter: splitmix64 at that place of its sequence."""
    mixed = np.uint64(seed) + (counter + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


def stride(cells: int, seed: int) -> int:
    """Return a number without a common divisor with `cells`: steps of it visit every cell once, in a mixed order."""
    step = int(uniform(np.array([cells], dtype=np.uint64), seed)[0] * cells) | 1
    while math.gcd(step, cells) > 1:
        step += 2
    return step


def observations(start: int, stop: int, units: int, layout: str = "unit", seed: int = SEED) -> pd.DataFrame:
    """Return the observations at these places of the file, as numbers of unit and indicator and the value.

    A place is one of units x indicators; a missing value has no row.
    """
    cell = np.arange(start, stop, dtype=np.uint64)
    if layout == "shuffled":
        cells = units * INDICATORS
        cell = cell * np.uint64(stride(cells, seed)) % np.uint64(cells)
    unit, indicator = np.divmod(cell, np.uint64(INDICATORS))
    # a unit that repeats the one before has that one's values
    like = unit - (unit < TIED_UNITS) * (unit % np.uint64(2)) * (unit > UNIT_WITHOUT)
    counter = (like * np.uint64(INDICATORS) + indicator) * np.uint64(2)
    share, luck = uniform(counter, seed), uniform(counter + np.uint64(1), seed)
    present = luck >= MISSING_SHARE
    present &= ~((unit == UNIT_WITHOUT) & (indicator // np.uint64(INDICATORS // SECOND_LEVEL) == NODE_WITHOUT))
    # each indicator has its own range
    value = indicator + share * 10.0 ** (indicator % np.uint64(4))
    return pd.DataFrame({"unit": unit[present], "indicator": indicator[present], "value": value[present]})


def generate(
    folder: Path, units: int, layout: str = "unit", seed: int = SEED, cells_in_a_part: int = CELLS_IN_A_PART
) -> dict[str, object]:
    """Write observations/*.parquet, units.parquet and framework.csv, unless they exist; return their description."""
    made = {"edition": EDITION, "units": units, "layout": layout, "seed": seed}
    stamp = folder / "made.json"
    if stamp.exists():
        there = json.loads(stamp.read_text(encoding="utf-8"))
        if made.items() <= there.items():
            return there
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "observations").mkdir(parents=True)
    with (folder / "framework.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(framework()[0]))
        writer.writeheader()
        writer.writerows(framework())
    rows = 0
    with duckdb.connect() as connection:
        unit_id = "'u' || lpad(cast({} as varchar), 8, '0')".format
        connection.execute(
            f"copy (select 'made' as index_id, {unit_id('unit')} as unit_id, 'all' as cohort_id "
            f"from range({units}) as r(unit)) to '{folder}/units.parquet'"
        )
        for part, start in enumerate(range(0, units * INDICATORS, cells_in_a_part)):
            stop = min(start + cells_in_a_part, units * INDICATORS)
            connection.register("part", observations(start, stop, units, layout, seed))
            (written,) = connection.execute(
                f"copy (select 'made' as index_id, '2020' as period, {unit_id('unit')} as unit_id, "
                "'n' || lpad(cast(indicator as varchar), 2, '0') as node_id, value from part) "
                f"to '{folder}/observations/part_{part:05}.parquet'"
            ).fetchone()
            connection.unregister("part")
            rows += written
    made["observations"] = rows
    stamp.write_text(json.dumps(made), encoding="utf-8")
    return made


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--layout", choices=LAYOUTS, default="unit")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    print(json.dumps(generate(options.folder, options.units, options.layout, options.seed)))


if __name__ == "__main__":
    main()
