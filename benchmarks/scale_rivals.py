"""The rivals of the package in `benchmarks/scale.py`: the same scores and ranks by other means.

Each is written as an expert in the tool would write it for this one framework: min-max over all units, weighted means
that skip missing children, up three levels; competition ranks of the index and the dimensions on scores rounded to 10
decimals. Inputs are the files of `scale_data.py`. The result is a DuckDB file or two Parquet files with scores
(unit_id, node_id, score) and ranks (unit_id, node_id, rank).

Run with: .venv/bin/python benchmarks/scale_rivals.py NAME FOLDER_OF_INPUTS FOLDER_OF_RESULT
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

UNITS_IN_A_BATCH = 50_000

# worst and best value of each indicator, beside its weight and parent
LEAVES = """
    bounds as (
        select node_id, min(value) as smallest, max(value) as largest
        from {observations}
        group by node_id
    ),

    leaves as (
        select
            framework.node_id,
            framework.parent_id,
            framework.weight,
            if(framework.direction < 0, largest, smallest) as worst,
            if(framework.direction < 0, smallest, largest) as best
        from framework
        inner join bounds on framework.node_id = bounds.node_id
        where largest > smallest
    )
"""

SCORES = """
    second_level as (
        select
            unit_id,
            parent_id as node_id,
            100 * sum(weight * (value - worst) / (best - worst)) / sum(weight) as score
        from {observations} as observations
        inner join leaves on observations.node_id = leaves.node_id
        group by unit_id, parent_id
    ),

    dimensions as (
        select unit_id, parent_id as node_id, sum(weight * score) / sum(weight) as score
        from second_level
        inner join framework on second_level.node_id = framework.node_id
        group by unit_id, parent_id
    ),

    total as (
        select unit_id, parent_id as node_id, sum(weight * score) / sum(weight) as score
        from dimensions
        inner join framework on dimensions.node_id = framework.node_id
        group by unit_id, parent_id
    )
"""
RANK = "rank() over (partition by node_id order by round(score, 10) desc)"


def single_query(inputs: Path, result: Path) -> None:
    """One DuckDB query over the long file; scores and ranks are columns of one table."""
    import duckdb

    with duckdb.connect(str(result / "result.duckdb")) as connection:
        connection.execute(f"""
            create table result as
            with
            framework as (from read_csv('{inputs}/framework.csv')),
            observations as (
                select unit_id, node_id, value from read_parquet('{inputs}/observations/*.parquet')
            ),
            {LEAVES.format(observations="observations")},
            {SCORES.format(observations="observations")},
            ranked as (
                select *, {RANK} as rank
                from (from dimensions union all by name from total)
            )
            select unit_id, node_id, score, null as rank from second_level
            union all by name
            from ranked
        """)
        connection.execute("create view scores as select unit_id, node_id, score from result")
        connection.execute("create view ranks as select unit_id, node_id, rank from result where rank is not null")


def batches(inputs: Path, result: Path) -> None:
    """The same query in batches of units, and one query for the ranks."""
    import duckdb

    with duckdb.connect(str(result / "result.duckdb")) as connection:
        connection.execute(f"create temporary table framework as from read_csv('{inputs}/framework.csv')")
        files = f"'{inputs}/observations/*.parquet'"
        connection.execute(f"create temporary table leaves as with {LEAVES.format(observations=files)} from leaves")
        connection.execute("create table scores (unit_id varchar, node_id varchar, score double)")
        for batch in batches_of_units(connection, inputs, result):
            connection.execute(f"""
                insert into scores
                with {SCORES.format(observations=batch)}
                from second_level union all from dimensions union all from total
            """)
        connection.execute(f"""
            create table ranks as
            select unit_id, node_id, {RANK} as rank
            from scores
            where node_id in (select node_id from framework where parent_id is null or parent_id = 'index')
        """)


def batches_of_units(connection, inputs: Path, result: Path) -> list[str]:
    """Return the observations of each batch as something to select from.

    If the file is sorted by unit, a batch is a range of units, and DuckDB skips the rest. Otherwise the file is first
    split by unit into one file per batch.
    """
    files = f"'{inputs}/observations/*.parquet'"
    units = f"'{inputs}/units.parquet'"
    if json.loads((inputs / "made.json").read_text(encoding="utf-8"))["layout"] == "unit":
        rows = connection.execute(f"""
            select min(unit_id), max(unit_id)
            from (
                select unit_id, (row_number() over (order by unit_id) - 1) // {UNITS_IN_A_BATCH} as batch from {units}
            )
            group by batch
            order by batch
        """).fetchall()
        columns = f"select unit_id, node_id, value from {files}"
        return [f"({columns} where unit_id between '{first}' and '{last}')" for first, last in rows]
    (number,) = connection.execute(f"select count(*) // {UNITS_IN_A_BATCH} + 1 from {units}").fetchone()
    connection.execute(f"""
        copy (select unit_id, node_id, value, hash(unit_id) % {number} as batch from {files})
        to '{result}/batches.tmp' (format parquet, partition_by (batch))
    """)
    return [f"'{result}/batches.tmp/batch={batch}/*.parquet'" for batch in range(number)]


def of_pandas(inputs: Path, result: Path) -> None:
    """A wide array of units by indicators, then a few operations on whole columns."""
    import pandas as pd

    framework = pd.read_csv(inputs / "framework.csv")
    frame = read_long(inputs / "observations")
    scores, ranks = with_pandas(frame, framework)
    scores.to_parquet(result / "scores.parquet", index=False)
    ranks.to_parquet(result / "ranks.parquet", index=False)


def read_long(folder: Path):
    """The observations as a frame whose units and nodes are categories, without a text for each row."""
    import pyarrow.dataset

    read = pyarrow.dataset.ParquetFileFormat(read_options={"dictionary_columns": ["unit_id", "node_id"]})
    table = pyarrow.dataset.dataset(folder, format=read).to_table(columns=["unit_id", "node_id", "value"])
    return table.to_pandas(split_blocks=True, self_destruct=True)


def with_pandas(frame, framework):
    """Return scores and ranks of observations (unit_id and node_id are categories) as two long frames."""
    import numpy as np
    import pandas as pd

    units, nodes = frame["unit_id"].cat.categories, frame["node_id"].cat.categories
    values = np.full((len(nodes), len(units)), np.nan)
    values[frame["node_id"].cat.codes.to_numpy(), frame["unit_id"].cat.codes.to_numpy()] = frame["value"].to_numpy()
    del frame
    of_node = framework.set_index("node_id")
    scored = {}
    for node, value in zip(nodes, values, strict=True):
        worst, best = np.nanmin(value), np.nanmax(value)
        if of_node.at[node, "direction"] < 0:
            worst, best = best, worst
        if worst != best:
            value -= worst
            value *= 100 / (best - worst)
            scored[node] = value
    found = {}
    while scored:
        above = {}
        children = of_node.loc[list(scored)].dropna(subset="parent_id")
        for parent, of_parent in children.groupby("parent_id"):
            total, weight = np.zeros(len(units)), np.zeros(len(units))
            for child, child_weight in of_parent["weight"].items():
                score = scored[child]
                is_there = ~np.isnan(score)
                total += np.where(is_there, score, 0) * child_weight
                weight += is_there * child_weight
            with np.errstate(invalid="ignore"):
                above[parent] = total / weight
        found |= above
        scored = above
    wide = pd.DataFrame(found, index=units)
    ranked = [node for node in found if of_node.at[node, "parent_id"] in ("index", None) or node == "index"]
    ranks = wide[ranked].round(10).rank(method="min", ascending=False)
    return long(wide, "score"), long(ranks, "rank")


def long(wide, name: str):
    """A frame of units by nodes as a row per unit and node; the keys stay categories."""
    import numpy as np
    import pandas as pd

    units, nodes = len(wide.index), len(wide.columns)
    frame = pd.DataFrame(
        {
            "unit_id": pd.Categorical.from_codes(np.tile(np.arange(units), nodes), wide.index),
            "node_id": pd.Categorical.from_codes(np.repeat(np.arange(nodes), units), wide.columns),
            name: wide.to_numpy().ravel(order="F"),
        }
    )
    return frame[frame[name].notna()]


def of_polars(inputs: Path, result: Path) -> None:
    """Lazy frames and the streaming engine."""
    import polars as pl

    observations = pl.scan_parquet(inputs / "observations" / "*.parquet").select("unit_id", "node_id", "value")
    scores, ranks = with_polars(observations, pl.read_csv(inputs / "framework.csv"))
    scores.write_parquet(result / "scores.parquet")
    ranks.write_parquet(result / "ranks.parquet")


def with_polars(observations, framework):
    """Return scores and ranks of observations, a lazy frame."""
    import polars as pl

    tree = framework.select("node_id", "parent_id", "weight", "direction").lazy()
    smallest, largest, less_is_better = pl.col("smallest"), pl.col("largest"), pl.col("direction") < 0
    leaves = (
        observations.group_by("node_id")
        .agg(pl.col("value").min().alias("smallest"), pl.col("value").max().alias("largest"))
        .filter(largest > smallest)
        .join(tree, on="node_id")
        .select(
            "node_id",
            "parent_id",
            "weight",
            pl.when(less_is_better).then(largest).otherwise(smallest).alias("worst"),
            pl.when(less_is_better).then(smallest - largest).otherwise(largest - smallest).alias("way"),
        )
        .collect(engine="streaming")
    )
    mean = (pl.col("weight") * pl.col("score")).sum() / pl.col("weight").sum()

    def parents(scored):
        return (
            scored.join(tree.select("node_id", "parent_id", "weight"), on="node_id")
            .group_by("unit_id", "parent_id")
            .agg(mean.alias("score"))
            .select("unit_id", pl.col("parent_id").alias("node_id"), "score")
        )

    second_level = (
        observations.join(leaves.lazy(), on="node_id")
        .with_columns(score=100 * (pl.col("value") - pl.col("worst")) / pl.col("way"))
        .group_by("unit_id", "parent_id")
        .agg(mean.alias("score"))
        .select("unit_id", pl.col("parent_id").alias("node_id"), "score")
        .collect(engine="streaming")
    )
    dimensions = parents(second_level.lazy()).collect(engine="streaming")
    total = parents(dimensions.lazy()).collect(engine="streaming")
    ranked = pl.concat([dimensions, total])
    ranks = ranked.select(
        "unit_id",
        "node_id",
        pl.col("score").round(10).rank("min", descending=True).over("node_id").alias("rank"),
    )
    return pl.concat([second_level, ranked]), ranks


RIVALS: dict[str, Callable[[Path, Path], None]] = {
    "single query": single_query,
    "batches": batches,
    "pandas": of_pandas,
    "polars": of_polars,
}

if __name__ == "__main__":
    RIVALS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
