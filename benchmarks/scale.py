"""The package's build against other ways to the same scores and ranks, side by side, as units grow.

For each number of units the contestants take turns: the package (`dbt build` on Parquet files), one hand-written DuckDB
query, the same in batches of units, pandas, polars. Each runs in a separate process with its own peak memory. Scores
must be equal to 1e-9 and ranks equal, or the benchmark stops. With --write the medians of the rounds go into
benchmarks/scale_one_machine.csv, which also keeps the results of other sizes, and from there into
docs/scale_one_machine.md.

Run with `make bench`, or for instance:
    .venv/bin/python benchmarks/scale.py --units 100000 --contestants package "single query" --rounds 1 --nodes 30
    .venv/bin/python benchmarks/scale.py --units 10000000 --write
    .venv/bin/python benchmarks/scale.py --units 10000000 --contestants "single query" --rounds 1 --at-most 420
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import shutil
import statistics
import sys
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import duckdb
import node_times
import scale_data
import scale_page
from build_time import DBT, spent_by, spent_by_import, write_empty_project
from measured import Measured, measure
from scale_rivals import RIVALS

from composite_index.database import connect

ROOT = Path(__file__).parents[1]
WORK = ROOT / "target" / "scale"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
TOLERANCE = 1e-9
# the levels that the rivals compute; the package with all levels is another contestant
VARIABLES = {"input_observations": "raw.observations", "input_framework": "raw.framework", "input_units": "raw.units"}
VARIABLES |= {f"input_{name}": [] for name in ("groups", "tiers", "lookups", "weights", "comparisons", "bounds")}
VARIABLES |= {"suggested_weights": []}
LEVELS = {"score_levels": [0, 1, 2], "rank_levels": [0, 1]}
PACKAGES = {"package": VARIABLES | LEVELS, "package, all levels": VARIABLES}
# beyond this many units they need more memory, or more time, than usual
LARGEST = {"pandas": 1_000_000, "polars": 1_000_000, "single query": 1_000_000, "package, all levels": 1_000_000}
# the method that --normalised-parents names
NORMALISED_PARENTS: str | None = None
PACKAGES_SHOWN = ("dbt-core", "duckdb", "great-expectations", "pandas", "polars")


@dataclass
class Turn:
    """The seconds and bytes of one run of one contestant."""

    contestant: str
    units: int
    wall: float
    cpu: float
    peak_memory: int
    peak_disk: int
    spilled: int
    stopped: bool = False
    # only for the package: before and after the nodes, all nodes, the gates and the tests among them
    start: float | None = None
    nodes: float | None = None
    gates: float | None = None
    tests: float | None = None
    longest: list[node_times.Node] | None = None


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    everybody = [*PACKAGES, *RIVALS]
    parser.add_argument("--units", type=int, nargs="+", default=SIZES)
    parser.add_argument("--contestants", nargs="+", choices=everybody, help="default: all that can do the size")
    parser.add_argument("--rounds", type=int, help="default: 3, from 1,000,000 units 1")
    parser.add_argument("--at-most", type=float, help="end a rival after so many seconds; the result is not kept")
    parser.add_argument("--layout", choices=scale_data.LAYOUTS, default="unit", help="the order of the observations")
    parser.add_argument("--nodes", type=int, default=0, help="show so many of the package's nodes, longest first")
    parser.add_argument(
        "--normalised-parents",
        metavar="METHOD",
        help="normalise every parent's score over the cohort, such as by percentile_rank; only the package does so",
    )
    parser.add_argument("--keep", action="store_true", help="leave the databases that were built")
    parser.add_argument("--write", action="store_true", help="put the medians into the results and the page")
    options = parser.parse_args()
    if options.normalised_parents:
        options.contestants = [name for name in options.contestants or PACKAGES if name in PACKAGES]
        global NORMALISED_PARENTS
        NORMALISED_PARENTS = options.normalised_parents

    write_empty_project(emptied("empty"), Counter(table=1))
    for name in [name for name in PACKAGES if name in (options.contestants or everybody)]:
        # dbt keeps the parsed project, as in any project that is built more than once
        inputs = WORK / "data" / "1000-unit"
        scale_data.generate(inputs, 1000)
        build(name, inputs, 1000)
    for units in options.units:
        inputs = WORK / "data" / f"{units}-{options.layout}"
        made = scale_data.generate(inputs, units, options.layout)
        print(f"{units:,} units: {made['observations']:,} observations", flush=True)
        contestants = options.contestants or [name for name in everybody if units <= LARGEST.get(name, units)]
        run = take_turns(contestants, inputs, units, options)
        if options.write:
            scale_page.keep(made | run)
            scale_page.write()


def take_turns(contestants: list[str], inputs: Path, units: int, options: argparse.Namespace) -> dict[str, Any]:
    """Run each contestant once a round, compare its result with another's, and return the measurements."""
    turns: dict[str, list[Turn]] = {name: [] for name in contestants}
    imports, empty = [], []
    rounds = options.rounds or (1 if units >= 1_000_000 else 3)
    for number in range(rounds):
        # another one starts each round, so that a change of the machine affects all alike
        first = number % len(contestants)
        order = contestants[first:] + contestants[:first]
        for name in order:
            turn = build(name, inputs, units) if name in PACKAGES else compute(name, inputs, units, options.at_most)
            turns[name].append(turn)
            print(line(turn), flush=True)
            if turn.longest and options.nodes:
                print(node_times.table(turn.longest, options.nodes), flush=True)
        if number == 0:
            finished = [name for name in order if not turns[name][0].stopped]
            for name in finished[:-1]:
                compare(name, finished[-1], units)
        imports.append(spent_by_import(ROOT).wall)
        empty.append(spent_by([*DBT, "build"], folder_of("empty")).wall)
    if not options.keep:
        for name in contestants:
            shutil.rmtree(folder_of(name))
    longest = turns["package"][-1].longest if "package" in turns else None
    return {
        "rounds": rounds,
        "measured_on": measured_on(machine()),
        "import": statistics.median(imports),
        "empty_dbt": statistics.median(empty),
        "contestants": {name: median(of) for name, of in turns.items() if not any(turn.stopped for turn in of)},
        "longest": [
            {
                "node": node.name,
                "kind": node.materialised or node.kind,
                "wall": node.seconds,
                "peak_memory": node.peak_memory,
            }
            for node in longest or []
        ],
    }


def installed(names: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of those that are installed: a rival that takes no part need not be."""
    found = {}
    for name in names:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def machine() -> dict[str, Any]:
    """Return all that the figures depend on besides the code."""
    return {
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {"Python": platform.python_version()} | installed(PACKAGES_SHOWN),
    }


def measured_on(machine: dict[str, Any]) -> str:
    """Return one sentence on the machine and the versions."""
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    memory = scale_page.number(machine["memory"] / 1e9)
    return f"{machine['cores']} cores, {memory} GB of memory, {machine['system']}; {versions}."


def median(turns: list[Turn]) -> dict[str, float | None]:
    """Return the median of each figure over the rounds."""
    figures = [
        {key: value for key, value in vars(turn).items() if key not in ("contestant", "units", "stopped", "longest")}
        for turn in turns
    ]
    return {
        key: None if figures[0][key] is None else statistics.median(figure[key] for figure in figures)
        for key in figures[0]
    }


def folder_of(contestant: str) -> Path:
    """Return the folder that a contestant writes into."""
    return WORK / contestant.replace(" ", "_").replace(",", "")


def emptied(contestant: str) -> Path:
    """Return the contestant's empty folder."""
    folder = folder_of(contestant)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def compute(name: str, inputs: Path, units: int, at_most: float | None = None) -> Turn:
    """Run a rival, for `at_most` seconds."""
    folder = emptied(name)
    command = [sys.executable, str(ROOT / "benchmarks" / "scale_rivals.py"), name, str(inputs), str(folder)]
    measured = measure(command, folder, ROOT, at_most=at_most, TMPDIR=str(folder))
    if not measured.stopped:
        stop_unless_good(name, measured)
    return Turn(
        name,
        units,
        measured.wall,
        measured.cpu,
        measured.peak_memory,
        measured.peak_disk,
        measured.peak_spilled,
        measured.stopped,
    )


def build(name: str, inputs: Path, units: int, variables: dict[str, Any] | None = None) -> Turn:
    """Run the package's build into a separate database with views of the input files."""
    folder = emptied(name)
    with connect(folder / "warehouse.duckdb") as connection:
        name_inputs(connection, inputs)
    target = WORK / f"dbt_{folder.name}"
    measured = run_dbt(name, folder / "warehouse.duckdb", target, variables or PACKAGES[name])
    found = node_times.nodes(target, measured)
    span = node_times.span(found)
    return Turn(
        name,
        units,
        measured.wall,
        measured.cpu,
        measured.peak_memory,
        measured.peak_disk,
        measured.peak_spilled,
        start=measured.wall - span,
        nodes=span,
        gates=sum(node.seconds for node in found if node.name.startswith("gate_") and node.kind == "model"),
        tests=sum(node.seconds for node in found if node.kind == "test"),
        longest=found,
    )


def name_inputs(connection: duckdb.DuckDBPyConnection, inputs: Path) -> None:
    """Make views of the input files, which are not copied."""
    own = f"coalesce(normalisation, '{NORMALISED_PARENTS}')" if NORMALISED_PARENTS else "normalisation"
    connection.execute("create schema raw")
    connection.execute(f"create view raw.observations as from read_parquet('{inputs}/observations/*.parquet')")
    connection.execute(f"create view raw.units as from read_parquet('{inputs}/units.parquet')")
    connection.execute(
        f"create view raw.framework as select * replace ({own} as normalisation) "
        f"from read_csv('{inputs}/framework.csv', all_varchar = true)"
    )


def run_dbt(name: str, database: Path, target: Path, variables: dict[str, Any]) -> Measured:
    """Run `dbt build` of the package into a DuckDB database and watch its folder; stop if it fails."""
    command = [*DBT, "build", "--target", "duckdb", "--selector", "own_index", "--vars", json.dumps(variables)]
    measured = measure(
        command,
        database.parent,
        ROOT,
        COMPOSITE_INDEX_DATABASE=str(database),
        DBT_PROJECT_DIR=str(ROOT),
        DBT_PROFILES_DIR=str(ROOT),
        DBT_TARGET_PATH=str(target),
        DBT_LOG_PATH=str(target),
        DO_NOT_TRACK="1",
    )
    stop_unless_good(name, measured)
    return measured


def run_package(
    name: str, target: str, watched: Path, variables: dict[str, Any], environment: dict[str, str]
) -> Measured:
    """Run the package on another engine as a person would; `environment` points to it, `name` is the contestant's."""
    command = [sys.executable, "-m", "composite_index", "run", "--target", target, "--selector", "own_index"]
    command += ["--no-use-colors", "--vars", json.dumps(variables)]
    artifacts = str(WORK / f"dbt_{name}")
    measured = measure(
        command,
        watched,
        ROOT,
        **environment,
        PYTHONPATH=os.pathsep.join(str(ROOT / part) for part in ("src", "expectations")),
        DBT_TARGET_PATH=artifacts,
        DBT_LOG_PATH=artifacts,
        DO_NOT_TRACK="1",
    )
    stop_unless_good(name, measured)
    return measured


def stop_unless_good(name: str, measured: Measured) -> None:
    """Stop the benchmark if a contestant has failed."""
    if measured.exit_code:
        sys.exit(f"{name} failed with exit code {measured.exit_code}:\n{measured.output}")


def results(contestant: str) -> tuple[str, str, str]:
    """Return the statement that attaches a contestant's result, and queries of its scores and ranks."""
    folder = folder_of(contestant)
    if contestant in PACKAGES:
        keys = "where index_id = 'made' and scenario_id = 'baseline' and period = '2020' and level <= {}"
        scores = f"select unit_id, node_id, score from it.composite_index.index_scores {keys.format(2)}"
        ranks = (
            "select unit_id, node_id, rank from it.composite_index.index_rankings "
            f"{keys.format(1)} and group_id = cohort_id"
        )
        return f"attach '{folder}/warehouse.duckdb' as it (read_only)", scores, ranks
    if (folder / "result.duckdb").exists():
        return f"attach '{folder}/result.duckdb' as it (read_only)", "from it.scores", "from it.ranks"
    return "attach ':memory:' as it", f"from '{folder}/scores.parquet'", f"from '{folder}/ranks.parquet'"


def compare(contestant: str, reference: str, units: int) -> None:
    """Stop the benchmark unless both have the same scores and ranks, a node at a time to save memory.

    A missing row equals a missing score. If the scores of two units are closer than the decimals that ranks use, either
    rank is right, because sums of doubles depend on their order. That affects less than one unit in 100,000; their
    number is printed.
    """
    undecided = 0
    nodes = [row["node_id"] for row in scale_data.framework() if row["normalisation"] is None]
    with duckdb.connect() as connection:
        for alias, name in (("one", contestant), ("other", reference)):
            attach, scores, ranks = results(name)
            connection.execute(attach.replace(" as it", f" as {alias}"))
            for view, query in (("scores", scores), ("ranks", ranks)):
                query = query.replace("it.", f"{alias}.")
                connection.execute(f"create view {alias}_{view} as select * from ({query})")
        for node in nodes:
            unlike, largest, with_score = connection.execute(f"""
                select
                    count(*) filter ((one.score is null) <> (other.score is null)),
                    coalesce(max(abs(one.score - other.score)), 0),
                    count(one.score)
                from (select unit_id, score from one_scores where node_id = '{node}') as one
                full join (select unit_id, score from other_scores where node_id = '{node}') as other
                    on one.unit_id = other.unit_id
            """).fetchone()
            if unlike or not largest <= TOLERANCE or not 0.99 * units <= with_score <= units:
                sys.exit(
                    f"{contestant} and {reference} differ at node {node}: {unlike} scores only one of them has, "
                    f"largest difference {largest}, {with_score} scores of {units} units"
                )
            if node.startswith("s"):
                continue
            compared, unlike, close = connection.execute(f"""
                with ranks as (
                    select
                        unit_id,
                        one.rank as one_rank,
                        other.rank as other_rank,
                        scores.score,
                        lag(scores.score) over (order by scores.score, unit_id) as below,
                        lead(scores.score) over (order by scores.score, unit_id) as above
                    from (select unit_id, rank from one_ranks where node_id = '{node}') as one
                    full join (select unit_id, rank from other_ranks where node_id = '{node}') as other using (unit_id)
                    full join (select unit_id, score from other_scores where node_id = '{node}') as scores
                        using (unit_id)
                ),
                judged as (
                    select
                        one_rank is not distinct from other_rank as is_like,
                        abs(one_rank - other_rank) = 1
                        and least(score - below, above - score) < 2e-10 as is_close
                    from ranks
                )
                select
                    count(*),
                    count(*) filter (not is_like and is_close is not true),
                    count(*) filter (not is_like and is_close)
                from judged
            """).fetchone()
            if unlike or compared != units or close > units // 100_000:
                sys.exit(f"{contestant} and {reference}: {unlike + close} of {compared} ranks differ at node {node}")
            undecided += close
    told = f", {undecided} ranks undecided" if undecided else ""
    print(f"  {contestant} = {reference}: scores to {TOLERANCE:g}, ranks{told}", flush=True)


def line(turn: Turn) -> str:
    """Return the measurements of a turn, for the terminal."""
    text = (
        f"  {turn.contestant:20} {turn.wall:8.2f} s  cpu {turn.cpu:8.2f} s  {turn.peak_memory / 1e9:6.2f} GB  "
        f"spilled {turn.spilled / 1e9:6.2f} GB  disk {turn.peak_disk / 1e9:6.2f} GB"
    )
    if turn.stopped:
        text += "  stopped, not finished"
    if turn.nodes is not None:
        text += f"  start {turn.start:.2f}, nodes {turn.nodes:.2f}, gates {turn.gates:.2f}, tests {turn.tests:.2f}"
    return text


if __name__ == "__main__":
    main()
