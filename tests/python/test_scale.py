"""The benchmark of scale measures what it says: its data, its comparison of results, its figures."""

from __future__ import annotations

import json
from pathlib import Path

import cost_model
import duckdb
import engine_accounts
import numpy as np
import pandas as pd
import pytest
import scale
import scale_data
import scale_page
import scale_rivals

UNITS = 200


def rows(folder: Path) -> list[tuple]:
    """Return the observations in the order of the files."""
    return duckdb.sql(f"select unit_id, node_id, value from '{folder}/observations/*.parquet'").fetchall()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a folder of inputs for each order of the observations."""
    folders = {layout: tmp_path_factory.mktemp(layout) / "inputs" for layout in scale_data.LAYOUTS}
    for layout, folder in folders.items():
        scale_data.generate(folder, UNITS, layout)
    return folders


@pytest.fixture(scope="module")
def expected(inputs: dict[str, Path]) -> tuple[dict, dict]:
    """Return scores and ranks by (unit, node), computed one by one."""
    framework = {row["node_id"]: row for row in scale_data.framework()}
    values: dict[str, dict[str, float]] = {}
    for unit, node, value in rows(inputs["unit"]):
        values.setdefault(node, {})[unit] = value
    scores = {}
    for node, of_node in values.items():
        worst, best = min(of_node.values()), max(of_node.values())
        if framework[node]["direction"] == -1:
            worst, best = best, worst
        scores |= {(unit, node): 100 * (value - worst) / (best - worst) for unit, value in of_node.items()}
    units = sorted({unit for unit, _ in scores})
    # in the framework a parent comes before its children
    for parent in reversed([node for node, row in framework.items() if row["normalisation"] is None]):
        children = [(node, row["weight"]) for node, row in framework.items() if row["parent_id"] == parent]
        for unit in units:
            found = [(scores[unit, child], weight) for child, weight in children if (unit, child) in scores]
            if found:
                total = sum(score * weight for score, weight in found)
                scores[unit, parent] = total / sum(weight for _, weight in found)
    scores = {key: score for key, score in scores.items() if not key[1].startswith("n")}
    ranks = {}
    for node in ("index", "d0", "d1", "d2", "d3"):
        shown = {unit: round(scores[unit, node], 10) for unit in units}
        ranks |= {(unit, node): 1 + sum(other > shown[unit] for other in shown.values()) for unit in units}
    return scores, ranks


def test_numbers_are_those_of_splitmix64() -> None:
    """The first three of seed 0, as published with the generator."""
    published = (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F)
    made = scale_data.uniform(np.arange(3, dtype=np.uint64), 0)
    assert list(made) == [(number >> 11) * 2.0**-53 for number in published]


def test_rows_do_not_depend_on_the_parts(inputs: dict[str, Path], tmp_path: Path) -> None:
    """Parts of any size hold the same rows in the same order; the other order holds the same rows."""
    for layout, folder in inputs.items():
        parts = tmp_path / layout
        scale_data.generate(parts, UNITS, layout, cells_in_a_part=997)
        assert len(list((parts / "observations").iterdir())) == 13
        assert rows(parts) == rows(folder)
    ordered, shuffled = rows(inputs["unit"]), rows(inputs["shuffled"])
    assert ordered == sorted(ordered)
    assert shuffled != ordered
    assert sorted(shuffled) == ordered


def test_inputs_are_what_they_are_said_to_be(inputs: dict[str, Path], tmp_path: Path) -> None:
    """One value in twenty is missing, a node has none for one unit, units tie, and another seed gives other values."""
    made = rows(inputs["unit"])
    assert 0.04 < 1 - len(made) / (UNITS * scale_data.INDICATORS) < 0.06
    values = {(unit, node): value for unit, node, value in made}
    second = {node for unit, node in values if unit == "u00000001"}
    assert second and not second & {"n00", "n01", "n02", "n03", "n04"}
    assert {n: v for (u, n), v in values.items() if u == "u00000002"} == {
        n: v for (u, n), v in values.items() if u == "u00000003"
    }
    scale_data.generate(tmp_path / "other", UNITS, seed=1)
    assert not {value for *_, value in rows(tmp_path / "other")} & {value for *_, value in made}


def test_kept_inputs_are_made_anew_for_another_size(tmp_path: Path) -> None:
    """Without an option the same values stay."""
    folder = tmp_path / "inputs"
    assert scale_data.generate(folder, 10)["observations"] == len(rows(folder))
    (folder / "observations" / "part_00000.parquet").unlink()
    scale_data.generate(folder, 10)
    assert not list((folder / "observations").iterdir())
    assert scale_data.generate(folder, 20)["observations"] == len(rows(folder)) > 1000


def check(scores: pd.DataFrame, ranks: pd.DataFrame, expected: tuple[dict, dict]) -> None:
    """Compare a result with the one that was computed one by one."""
    found = {
        (unit, node): score for unit, node, score in scores[["unit_id", "node_id", "score"]].itertuples(index=False)
    }
    assert found == pytest.approx(expected[0], abs=1e-9)
    assert len(ranks) == len(expected[1])
    assert dict(zip(zip(ranks["unit_id"], ranks["node_id"], strict=True), ranks["rank"], strict=True)) == expected[1]


@pytest.mark.parametrize("layout", scale_data.LAYOUTS)
@pytest.mark.parametrize("name", ["single query", "batches"])
def test_queries_compute_the_index(
    name: str,
    layout: str,
    inputs: dict[str, Path],
    expected: tuple[dict, dict],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With batches that do not divide the units."""
    monkeypatch.setattr(scale_rivals, "UNITS_IN_A_BATCH", 64)
    scale_rivals.RIVALS[name](inputs[layout], tmp_path)
    with duckdb.connect(str(tmp_path / "result.duckdb"), read_only=True) as connection:
        check(connection.sql("from scores").df(), connection.sql("from ranks").df(), expected)


def test_package_computes_the_index_in_batches(
    inputs: dict[str, Path], expected: tuple[dict, dict], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With batches that do not divide the units, of observations in no order."""
    monkeypatch.setattr(scale, "WORK", tmp_path)
    monkeypatch.setitem(scale.PACKAGES, "package", scale.PACKAGES["package"] | {"units_per_batch": 64})
    scale.build("package", inputs["shuffled"], UNITS)
    attach, scores, ranks = scale.results("package")
    log = tmp_path / "dbt_package" / "run" / "composite_index" / "models" / "aggregation" / "int_index__points.sql"
    assert "insert into" in log.read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(attach)
        # a node without a value below it is a row without a score, or no row
        scored = connection.sql(f"select * from ({scores}) where score is not null").df()
        check(scored, connection.sql(ranks).df(), expected)


def test_batches_of_no_units_are_refused(
    inputs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the variable and what to write."""
    monkeypatch.setattr(scale, "WORK", tmp_path)
    monkeypatch.setitem(scale.PACKAGES, "package", scale.PACKAGES["package"] | {"units_per_batch": "few"})
    with pytest.raises(SystemExit, match=r"units_per_batch is 'few'\. Write a whole number"):
        scale.build("package", inputs["unit"], UNITS)


def test_pandas_computes_the_index(inputs: dict[str, Path], expected: tuple[dict, dict]) -> None:
    """From a frame whose keys are categories."""
    frame = duckdb.sql(f"select unit_id, node_id, value from '{inputs['shuffled']}/observations/*.parquet'").df()
    frame = frame.astype({"unit_id": "category", "node_id": "category"})
    check(*scale_rivals.with_pandas(frame, pd.read_csv(inputs["unit"] / "framework.csv")), expected)


def test_polars_computes_the_index(inputs: dict[str, Path], expected: tuple[dict, dict]) -> None:
    """From lazy frames."""
    polars = pytest.importorskip("polars", reason="polars is installed by `make bench`, which compares all results")
    observations = polars.scan_parquet(inputs["shuffled"] / "observations" / "*.parquet")
    scores, ranks = scale_rivals.with_polars(observations, polars.read_csv(inputs["unit"] / "framework.csv"))
    columns = [polars.DataFrame.to_dict(frame, as_series=False) for frame in (scores, ranks)]
    check(*map(pd.DataFrame, columns), expected)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "update result set score = score + 2e-9 where unit_id = 'u00000007' and node_id = 's03'",
            "largest difference",
        ),
        ("delete from result where unit_id = 'u00000007' and node_id = 's03'", "1 scores only one of them has"),
        ("update result set score = null where node_id = 'd2' and unit_id = 'u00000007'", "1 scores only one"),
        ("update result set score = 'nan' where node_id = 'd2' and unit_id = 'u00000007'", "largest difference"),
        ("update result set rank = rank + 1 where node_id = 'd1' and unit_id = 'u00000007'", "1 of 200 ranks differ"),
        ("update result set rank = null where node_id = 'index' and unit_id = 'u00000007'", "1 of 200 ranks differ"),
        ("insert into result from result where node_id = 'index' and unit_id = 'u00000007'", "differ"),
        ("delete from result where node_id = 'index'", "200 scores only one of them has"),
        ("select 1", None),
    ],
)
def test_comparison_stops_the_benchmark(
    change: str, message: str | None, inputs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single wrong score or rank is found, and equal results give none."""
    monkeypatch.setattr(scale, "WORK", tmp_path)
    for name in ("single query", "batches"):
        scale_rivals.RIVALS[name](inputs["unit"], scale.emptied(name))
    with duckdb.connect(str(scale.folder_of("single query") / "result.duckdb")) as connection:
        connection.execute(change)
    for pair in (("single query", "batches"), ("batches", "single query")):
        if message is None:
            scale.compare(*pair, UNITS)
        else:
            with pytest.raises(SystemExit, match=message):
                scale.compare(*pair, UNITS)


def test_page_has_the_results() -> None:
    """docs/scale_one_machine.md shows the kept results, and every size has a result of the package."""
    runs = scale_page.kept()
    assert runs
    assert all("package" in run["contestants"] for run in runs)
    assert scale_page.generated(runs) in scale_page.PAGE.read_text(encoding="utf-8")


def test_the_page_of_costs_is_that_of_the_results() -> None:
    """docs/scale.md has the kept figures."""
    page = cost_model.PAGE.read_text(encoding="utf-8")
    start, stop = page.index(cost_model.BEGIN) + len(cost_model.BEGIN), page.index(cost_model.END)
    assert page[start:stop].strip() == cost_model.generated(cost_model.kept()).strip()


def test_an_account_has_what_a_query_moves(tmp_path: Path) -> None:
    """For a table of eight-byte integers: all rows are read, joined with themselves, sorted, and written."""
    rows = 10_000
    query = (
        "select it.number, row_number() over (order by it.number desc) as place "
        "from numbers as it inner join numbers as other on it.number = other.number"
    )
    compiled = tmp_path / "target/compiled/made/models/it.sql"
    compiled.parent.mkdir(parents=True)
    compiled.write_text(query, encoding="utf-8")
    node = {
        "resource_type": "model", "package_name": "made", "original_file_path": "models/it.sql", "path": "it.sql",
        "name": "it", "config": {"materialized": "table"},
    }  # fmt: skip
    (tmp_path / "target/manifest.json").write_text(json.dumps({"nodes": {"it": node}}), encoding="utf-8")
    database = tmp_path / "it.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create table numbers as select range as number from range({rows})")
    moved = engine_accounts.of_duckdb(database, tmp_path / "target").moved
    column = 8 * rows
    assert moved["read"] == pytest.approx(2 * column, rel=0.05)
    assert moved["hashed"] == pytest.approx(2 * column, rel=0.05)
    # both columns of the join
    assert moved["sorted"] == pytest.approx(2 * column, rel=0.05)
    assert moved["written"] == pytest.approx(2 * column, rel=0.05)


def test_the_model_finds_what_costs_were_made_of() -> None:
    """The fit finds the bytes of a value, a score and a rank, and the seconds per byte, that made the data."""
    each, fixed, seconds_of_byte = np.array([100.0, 30.0, 7.0]), 9.0, 2e-9

    def run(shape: str, units: int) -> dict:
        known = {"engine": "duckdb", "shape": shape, "units": units, "values": 57 * units, "cores": 2}
        moved = float(cost_model.counts(known) @ each)
        return known | {"moved": {"read": moved}, "wall": fixed + seconds_of_byte * moved}

    model = cost_model.Model([*(run(shape, 1000) for shape in cost_model.SHAPES), run("package", 10_000)])
    assert model.bytes["read"] == pytest.approx(each)
    other = run("package", 1_000_000)
    assert model.moved(other)["read"] == pytest.approx(other["moved"]["read"])
    assert model.wall(other) == pytest.approx(other["wall"])


def test_a_run_takes_the_place_of_the_one_of_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept results are read back as measured, and only the largest run keeps the package's longest nodes."""
    monkeypatch.setattr(scale_page, "RESULTS", tmp_path / "kept.csv")
    known = {"layout": "unit", "observations": 9, "rounds": 1, "import": 2.5, "empty_dbt": 3, "measured_on": "a, b; c."}
    node = {"node": "int_index__scores", "kind": "view", "wall": 0.25, "peak_memory": 12}

    def run(units: int, wall: float) -> dict:
        return known | {"units": units, "contestants": {"package": {"wall": wall, "gates": None}}, "longest": [node]}

    for units, wall in ((2000, 0.5), (1000, 0.2), (1000, 0.125)):
        scale_page.keep(run(units, wall))
    small, large = scale_page.kept()
    assert [each["units"] for each in (small, large)] == [1000, 2000]
    assert small["contestants"]["package"]["wall"] == 0.125
    assert small["contestants"]["package"]["gates"] is None
    assert small["longest"] == []
    assert node.items() <= large["longest"][0].items()
    assert large["measured_on"] == known["measured_on"]
