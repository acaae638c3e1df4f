"""A model of what a build costs as units grow, per engine, compared with measurements, and a forecast for 100 million.

A run measures one engine at one size: it builds the generated index of `scale_data.py` and asks the engine how many
bytes were moved (`engine_accounts.py`). benchmarks/scale.csv keeps the results. The figures in docs/scale.md are
computed from them, and tests/python/test_scale.py compares the page with them.

Run with, for instance:
    .venv/bin/python benchmarks/cost_model.py duckdb --units 10000 --shapes package scores ranks
    .venv/bin/python benchmarks/cost_model.py duckdb --units 100000 1000000
    .venv/bin/python benchmarks/cost_model.py postgres --units 1755 --shapes package scores ranks
    .venv/bin/python benchmarks/cost_model.py            (writes the page)
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import engine_accounts
import numpy as np
import result_tables
import scale
import scale_data
import scale_postgres
import scale_spark
from scale_page import number, row

ENGINES = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark"}
RESULTS = scale.ROOT / "benchmarks" / "scale.csv"
PAGE = scale.ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- made by benchmarks/cost_model.py -->\n", "<!-- end -->\n"
# what is kept and ranked; three shapes separate the cost of a value, of a score and of a rank
SHAPES = {
    "package": scale.PACKAGES["package"],
    "scores": scale.VARIABLES | {"rank_levels": [0, 1]},
    "ranks": scale.VARIABLES,
}
FEW = 1 + scale_data.DIMENSIONS + scale_data.SECOND_LEVEL
ALL = FEW + scale_data.INDICATORS
KEPT = {"package": FEW, "scores": ALL, "ranks": ALL}
RANKED = {"package": 1 + scale_data.DIMENSIONS, "scores": 1 + scale_data.DIMENSIONS, "ranks": ALL}
# for a value, a kept score and a rank
DRIVERS = ("value", "score", "rank")
LARGE = 100_000_000

# Beginnings of columns of the table, and the figures of a run in them: moved bytes, seconds.
BY_KIND = {"moved_": "moved", "seconds_": "seconds"}

Run = dict[str, Any]


def main() -> None:
    """Measure what the command line asks for, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("engine", nargs="?", choices=[*ENGINES])
    parser.add_argument("--units", type=int, nargs="+", default=[])
    parser.add_argument("--shapes", nargs="+", choices=[*SHAPES], default=["package"])
    options = parser.parse_args()
    for units in options.units:
        inputs = scale.WORK / "data" / f"{units}-unit"
        made = scale_data.generate(inputs, units)
        for shape in options.shapes:
            run = MEASURES[options.engine](inputs, units, SHAPES[shape])
            known = {"engine": options.engine, "shape": shape, "units": units, "values": made["observations"]}
            keep(known | {"cores": scale.machine()["cores"]} | run)
            print(json.dumps(known | run, indent=1), flush=True)
    write()


def kept() -> list[Run]:
    """Return the kept runs, by engine, shape and size."""
    runs = []
    for line in result_tables.read(RESULTS):
        run = {name: value for name, value in line.items() if not name.startswith(tuple(BY_KIND))}
        for prefix, name in BY_KIND.items():
            run[name] = {kind: line[prefix + kind] for kind in engine_accounts.KINDS}
        runs.append(run)
    return runs


def keep(run: Run) -> None:
    """Replace the run of the same engine, shape and size."""
    keys = ("engine", "shape", "units")
    runs = [other for other in kept() if any(other[key] != run[key] for key in keys)]
    engines = list(ENGINES)
    runs = sorted([*runs, run], key=lambda one: (engines.index(one["engine"]), one["shape"], one["units"]))
    result_tables.write(RESULTS, [as_line(run) for run in runs])


def as_line(run: Run) -> result_tables.Row:
    """Return a run as a row of the table: each kind of work has its columns of bytes and seconds."""
    line = {name: value for name, value in run.items() if name not in BY_KIND.values()}
    for prefix, name in BY_KIND.items():
        line |= {prefix + kind: value for kind, value in run[name].items()}
    return line


def on_duckdb(inputs: Path, units: int, variables: dict[str, Any]) -> Run:
    """Build on DuckDB and return the seconds from the first node to the last and the engine's account."""
    turn = scale.build("cost", inputs, units, variables)
    folder = scale.folder_of("cost")
    account = engine_accounts.of_duckdb(folder / "warehouse.duckdb", scale.WORK / "dbt_cost")
    shutil.rmtree(folder)
    return {"wall": turn.nodes, "memory": turn.peak_memory, "disk": turn.peak_disk} | asdict(account)


def on_postgres(inputs: Path, units: int, variables: dict[str, Any]) -> Run:
    """Build on a server started here and return the seconds of the build and the engine's account."""
    programs = scale_postgres.server_programs()
    folder = scale.emptied(scale_postgres.NAME)
    with scale_postgres.engines.postgres_server(programs) as engine:
        server = engine.variables
        scale_postgres.load(server, inputs, folder)
        measured = scale.run_package(scale_postgres.NAME, "postgres", folder, variables, server)
        with scale_postgres.engines.connected(server) as connection:
            account = engine_accounts.of_postgres(connection, scale.WORK / f"dbt_{scale_postgres.NAME}")
            with connection.cursor() as cursor:
                cursor.execute("select pg_database_size(current_database())")
                ((disk,),) = cursor.fetchall()
    return {"wall": measured.wall, "memory": None, "disk": disk} | asdict(account)


def on_spark(inputs: Path, units: int, variables: dict[str, Any]) -> Run:
    """Build on a cluster started here, two workers of one core, and return the seconds of the build and its account.

    A shape with the scores and ranks of the comparisons is compared, and its plans are checked.
    """
    # at every size ranks are made in ranges, and a relation too large to broadcast at a million units is not broadcast
    ranges = {"units_per_range": min(50_000, units // 2)}
    settings = {
        "spark.sql.shuffle.partitions": "32",
        "spark.sql.autoBroadcastJoinThreshold": str(min(units, 10**6) * 10),
    }
    found = scale_spark.measure(inputs, variables | ranges, settings, memory="5g")
    if variables == SHAPES["package"]:
        scale_spark.verify(found, inputs, units)
    account = engine_accounts.of_spark(found.used)
    more = {"spilled": found.used.spilled_disk, "longest_task": found.used.longest_task, "tasks": found.used.tasks}
    return {"wall": found.built.wall, "memory": found.memory, "disk": found.disk} | more | asdict(account)


MEASURES = {"duckdb": on_duckdb, "postgres": on_postgres, "spark": on_spark}


def counts(run: Run) -> np.ndarray:
    """Return the number of values, kept scores and ranks of a run."""
    return np.array([run["values"], run["units"] * KEPT[run["shape"]], run["units"] * RANKED[run["shape"]]])


def can_be_fitted(runs: list[Run]) -> bool:
    """Whether all shapes were measured at the smallest size, and another size."""
    smallest = min((run["units"] for run in runs), default=0)
    return {run["shape"] for run in runs if run["units"] == smallest} == {*SHAPES} and any(
        run["units"] > smallest for run in runs
    )


def spent(run: Run) -> float:
    """Return the seconds that grow with the units: the time of Spark's tasks on the cores, else the wall time.

    If units are few, Spark's planning and starting take most of the wall time, and not the same each time.
    """
    return sum(run["seconds"].values()) / run["cores"] if run["engine"] == "spark" else run["wall"]


class Model:
    """The cost of one engine's build: bytes by kind of work, linear in values, scores and ranks; seconds in bytes."""

    def __init__(self, runs: list[Run]):
        """Fit to the smallest size, which has all shapes, and take the seconds of a byte from the next."""
        smallest = min(run["units"] for run in runs)
        shapes = [run for run in runs if run["units"] == smallest]
        self.package = sorted((run for run in runs if run["shape"] == "package"), key=lambda run: run["units"])
        self.kinds = [kind for kind in engine_accounts.KINDS if any(run["moved"].get(kind) for run in runs)]
        equations = np.array([counts(run) for run in shapes], dtype=float)
        found = [np.linalg.solve(equations, [run["moved"][kind] for run in shapes]) for kind in self.kinds]
        self.bytes = dict(zip(self.kinds, found, strict=True))
        fixed, next_one = self.package[:2]
        grown = sum(next_one["moved"].values()) - sum(fixed["moved"].values())
        self.seconds_of_byte = (spent(next_one) - spent(fixed)) / grown
        self.fixed_seconds = fixed["wall"] - self.seconds_of_byte * sum(fixed["moved"].values())

    def moved(self, run: Run) -> dict[str, float]:
        """Return the bytes that a build of such a size moves."""
        return {kind: float(counts(run) @ each) for kind, each in self.bytes.items()}

    def wall(self, run: Run) -> float:
        """Return the seconds that a build of such a size takes, on the cores that it was fitted on."""
        return self.fixed_seconds + self.seconds_of_byte * sum(self.moved(run).values())


def coefficients(models: dict[str, Model]) -> str:
    """Return the cost of a value, a score and a rank on each engine."""
    kinds = [kind for kind in engine_accounts.KINDS if any(kind in model.kinds for model in models.values())]
    text = row("engine", "bytes of each", *kinds) + row(*["---"] * (2 + len(kinds)))
    for engine, model in models.items():
        for place, driver in enumerate(DRIVERS):
            each = [number(float(model.bytes[kind][place])) if kind in model.bytes else "" for kind in kinds]
            text += row(ENGINES[engine], driver, *each)
    return text


def checks(models: dict[str, Model]) -> str:
    """Return the measurements at each size and the model's figures for it."""
    text = row("engine", "units", "GB moved", "model / measured", "of these by kind", "seconds", "model / measured")
    text += row(*["---"] * 7)
    for engine, model in models.items():
        for place, run in enumerate(model.package):
            moved, said = run["moved"], model.moved(run)
            by_kind = ", ".join(f"{kind} {said[kind] / moved[kind]:.2f}" for kind in model.kinds)
            text += row(
                ENGINES[engine],
                f"{run['units']:,}",
                number(sum(moved.values()) / 1e9),
                "fitted" if place == 0 else f"{sum(said.values()) / sum(moved.values()):.2f}",
                "fitted" if place == 0 else by_kind,
                number(run["wall"]),
                "fitted" if place < 2 else f"{model.wall(run) / run['wall']:.2f}",
            )
    return text


def forecast(models: dict[str, Model]) -> str:
    """Return the model's forecast for many units."""
    text = row("engine", "TB moved", "of these by kind, TB", "cores", "hours") + row(*["---"] * 5)
    for engine, model in models.items():
        largest = model.package[-1]
        large = largest | {"units": LARGE, "values": largest["values"] / largest["units"] * LARGE}
        moved = model.moved(large)
        text += row(
            ENGINES[engine],
            number(sum(moved.values()) / 1e12),
            ", ".join(f"{kind} {number(moved[kind] / 1e12)}" for kind in model.kinds),
            largest["cores"],
            number(model.wall(large) / 3600),
        )
    return text


def generated(runs: list[Run]) -> str:
    """Return the part of the page between the marks."""
    by_engine = {engine: [run for run in runs if run["engine"] == engine] for engine in ENGINES}
    models = {engine: Model(of) for engine, of in by_engine.items() if can_be_fitted(of)}
    if not models:
        return "No figures are kept yet: `benchmarks/cost_model.py` measures an engine and writes them here.\n"
    return (
        f"### What a value, a score and a rank cost\n\n{coefficients(models)}\n"
        f"### Compared with measurements\n\n{checks(models)}\n"
        f"### Forecast for {LARGE:,} units\n\n{forecast(models)}"
    )


def write() -> None:
    """Put the model's figures into the page, between its two marks."""
    page = PAGE.read_text(encoding="utf-8")
    start, stop = page.index(BEGIN) + len(BEGIN), page.index(END)
    PAGE.write_text(f"{page[:start]}\n{generated(kept())}\n{page[stop:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
