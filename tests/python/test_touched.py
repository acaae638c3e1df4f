"""`recompute: touched` recomputes the editions whose inputs have changed, and publishes what a full build would."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from conftest import LONG_TESTS, Project, Run, copy_of_project, load_inputs, rows_of_tables
from engines import assert_same_rows, by_key
from parity_indices import Inputs, every_method, synthetic_panel

NAMES = ("observations", "framework", "units", "groups", "tiers", "lookups", "bounds", "weights", "comparisons")
# a build's own: the gates' history, and what it has recomputed
OF_A_RUN = {"index_gates", "published__editions"}
Editions = set[tuple[str, ...]]


def carried() -> Inputs:
    """Return an index of two cohorts and three periods whose statistics are carried from the first."""
    chance = random.Random(20)  # noqa: S311
    index = {"index_id": "carried", "data_notice": "Synthetic data: units and values are invented."}
    scale = index | {"scale_lower": 0, "scale_upper": 100}
    framework: list[dict[str, object]] = [scale | {"node_id": "all"}]
    for node in ("first", "second"):
        leaf = {"node_id": node, "parent_id": "all", "weight": 1, "normalisation": "min_max"}
        framework.append(scale | leaf | {"statistics_period": "2019", "direction": 1})
    units = [{"index_id": "carried", "unit_id": f"{c}{n}", "cohort_id": c} for c in "ab" for n in range(1, 7)]
    observations = [
        {"index_id": "carried", "period": period, "unit_id": unit["unit_id"], "node_id": node}
        | {"value": round(chance.uniform(1, 99), 1)}
        for period in ("2019", "2020", "2021")
        for unit in units
        for node in ("first", "second")
    ]
    return {"framework": framework, "units": units, "observations": observations}


class Indices:
    """A project with inputs as tables, built again and again."""

    def __init__(self, project: Project, *of: Inputs):
        """Gather the rows of indices."""
        self.project = project
        self.rows: Inputs = {name: [] for name in NAMES}
        for index in of:
            for name, rows in index.items():
                self.rows[name] += rows

    @property
    def database(self) -> Path:
        """The database that is built in."""
        return self.project.folder / "warehouse.duckdb"

    def build(
        self, recompute: str, database: str = "warehouse.duckdb", *, more: str = "", succeeds: bool = True
    ) -> Run:
        """Build from the rows as they are now."""
        load_inputs(self.project, {name: [pd.DataFrame(rows)] for name, rows in self.rows.items() if rows})
        if database != self.database.name:
            shutil.copyfile(self.database, self.project.folder / database)
        inputs = [f"input_{name}: {f'made.{name}' if rows else '[]'}" for name, rows in self.rows.items()]
        settings = ["max_depth: 4", "accept_drift: all", f"recompute: {recompute}", *([more] if more else [])]
        run = self.project.dbt(
            "build", "--selector", "own_index", "--vars", f"{{{', '.join([*settings, *inputs])}}}",
            COMPOSITE_INDEX_DATABASE=database,
        )  # fmt: skip
        assert (run.exit_code == 0) == succeeds, run.output
        return run

    def ask(self, query: str, database: str = "warehouse.duckdb") -> list[tuple]:
        """Read a database of the project."""
        with duckdb.connect(str(self.project.folder / database), read_only=True) as connection:
            return connection.sql(query).fetchall()

    def touched(self) -> Editions:
        """Return the editions that the last build has recomputed, without the scenario."""
        found = self.ask(
            "select index_id, period, cohort_id from composite_index_internal.int_index__editions where is_touched"
        )
        return {tuple(row) for row in found}

    def tables(self, database: str) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of all that is published, under its keys as well."""
        condition = "table_schema = 'composite_index' or table_name like 'published__%'"
        return rows_of_tables(self.project.folder / database, condition)

    def assert_as_after_a_full_build(self) -> None:
        """Every row is there under the same keys: scores to 1e-12, all else equal."""
        self.build("all", "reference.duckdb")
        ours, theirs = self.tables("warehouse.duckdb"), self.tables("reference.duckdb")
        assert set(ours) == set(theirs)
        for name in sorted(set(theirs) - OF_A_RUN):
            assert_same_rows(name, ours[name], theirs[name], tolerance=1e-12)

    def observation(self, **key: str) -> dict[str, object]:
        """Return the row of an observation that has a value."""
        return next(
            row
            for row in self.rows["observations"]
            if row["value"] is not None and all(row[column] == value for column, value in key.items())
        )


@pytest.fixture(scope="module")
def indices(tmp_path_factory: pytest.TempPathFactory) -> Indices:
    """Have three indices, built for the first time."""
    project = copy_of_project(tmp_path_factory.mktemp("touched") / "project")
    indices = Indices(project, synthetic_panel(), every_method(), carried())
    indices.build("touched")
    return indices


def test_the_first_build_computes_all(indices: Indices) -> None:
    """Nothing is published yet that could be taken over."""
    assert len(indices.touched()) == 4 + 2 * 3 + 2 * 3


def test_a_correction_of_one_cohort_recomputes_what_it_touches(indices: Indices) -> None:
    """Ranks of ties, imputed values, groups, screening and suggested weights are those of a full build."""
    for key in (
        {"index_id": "synthetic_panel", "period": "2021", "unit_id": "P11", "node_id": "mean_schooling"},
        {"index_id": "carried", "period": "2020", "unit_id": "b3", "node_id": "first"},
    ):
        row = indices.observation(**key)
        row["value"] = float(str(row["value"])) + 0.4
    indices.build("touched")
    # its statistics are those of 2019, which has not changed and is read
    assert indices.touched() == {
        ("synthetic_panel", "2021", "country"),
        ("carried", "2020", "b"),
        ("carried", "2019", "b"),
    }
    indices.assert_as_after_a_full_build()


def test_a_new_period_a_new_unit_and_a_new_weight(indices: Indices) -> None:
    """A unit in one cohort moves the keys of others, whose rows are taken over under the new ones."""
    indices.rows["observations"] += [
        row | {"period": "2022"}
        for row in indices.rows["observations"]
        if row["index_id"] == "carried" and row["period"] == "2021"
    ]
    for name in ("units", "groups", "observations"):
        indices.rows[name] += [
            row | {"unit_id": "A99"}
            for row in indices.rows[name]
            if row["index_id"] == "every_method" and row["unit_id"] == "S01"
        ]
    # the row of a cohort goes before that of all
    of_both = next(row for row in indices.rows["framework"] if row["node_id"] == "second")
    indices.rows["framework"].append(of_both | {"cohort_id": "a", "period": "2021", "weight": 3})
    indices.build("touched")
    assert indices.touched() == {
        *((("every_method", period, "small")) for period in ("2019", "2020", "2021")),
        *((("carried", period, cohort)) for period in ("2019", "2022") for cohort in "ab"),
        ("carried", "2021", "a"),
    }


def test_a_value_that_others_take_from_touches_them(indices: Indices) -> None:
    """A correction of the period that statistics are carried from is one of all periods of the cohort.

    What is compared is of the builds before as well: rows under new keys have been taken over twice.
    """
    row = indices.observation(index_id="carried", period="2019", unit_id="a2", node_id="second")
    row["value"] = 120.5
    indices.build("touched")
    assert indices.touched() == {("carried", period, "a") for period in ("2019", "2020", "2021", "2022")}
    indices.assert_as_after_a_full_build()


def test_wrong_input_stops_the_build_and_what_is_published_stays(indices: Indices) -> None:
    """A row of no indicator, and one of a period that has no others."""
    before = indices.tables("warehouse.duckdb")
    good = list(indices.rows["observations"])
    row = indices.observation(index_id="carried", period="2021", unit_id="b1", node_id="first")
    for wrong in ({"node_id": "frist"}, {"period": "20 21"}):
        indices.rows["observations"] = [*good, row | wrong]
        run = indices.build("touched", succeeds=False)
        assert "FAILED" in run.output
        assert str(next(iter(wrong.values()))) in run.line("FAILED"), run.output
    indices.rows["observations"] = good
    after = indices.tables("warehouse.duckdb")
    assert {name: by_key(rows) for name, rows in after.items() if name not in OF_A_RUN} == {
        name: by_key(rows) for name, rows in before.items() if name not in OF_A_RUN
    }


def test_without_a_change_the_smallest_edition_is_judged(indices: Indices) -> None:
    """The gates of every build have something to judge."""
    run = indices.build("touched")
    (smallest,) = indices.ask("""
        select index_id, period, cohort_id from composite_index_internal.int_index__editions
        order by observations, edition_key limit 1
    """)
    assert smallest in indices.touched()
    assert {edition[0] for edition in indices.touched()} == {"carried"}
    assert "Gates: " in run.output
    assert f"Recomputed: {len(indices.touched())} of 18 editions" in run.output


def test_after_a_build_of_all_nothing_is_taken_over(indices: Indices) -> None:
    """It keeps no digests."""
    indices.build("all")
    indices.build("touched")
    assert len(indices.touched()) == 18


@pytest.mark.skipif(not LONG_TESTS, reason="parses the project anew: make test-long")
def test_another_variable_touches_all(indices: Indices) -> None:
    """Scores may be others."""
    indices.build("touched", more="score_levels: [0, 1]")
    assert len(indices.touched()) == 18


def test_a_column_that_was_not_stored_is_taken_over(tmp_path: Path) -> None:
    """A period that imputes values, and has another mean, stands beside those that do not."""
    indices = Indices(copy_of_project(tmp_path / "project"), carried())
    indices.rows["framework"] = [
        row | ({"statistics_period": None, "max_missing_share": 0.5} if row.get("normalisation") else {})
        for row in indices.rows["framework"]
    ]
    framework = list(indices.rows["framework"])
    stored = "select column_name from duckdb_columns() where table_name = 'published__points'"
    indices.build("touched")
    fewer = set(indices.ask(stored))
    # who reads between the moment of publication and the end of the build reads by the view of the build before
    view = "select sql from duckdb_views() where view_name = 'index_scores'"
    before = indices.ask(view)
    row = indices.observation(index_id="carried", period="2021", unit_id="b2", node_id="first")
    row["value"] = None
    of_a_period = {"period": "2021", "cohort_id": "b"}
    indices.rows["framework"] = [
        *framework,
        framework[0] | of_a_period | {"aggregation": "minimum"},
        framework[1] | of_a_period | {"imputation": "mean"},
    ]
    indices.build("touched")
    assert indices.touched() == {("carried", "2021", "b")}
    assert indices.ask(view) == before
    assert set(indices.ask(stored)) - fewer == {("imputed_indicators",), ("undefined_children",)}
    # the sign of a component that goes along with one of two siblings as much as against the other
    loadings = indices.ask("""
        select node_id, loading > 0 from composite_index.index_weights
        where method = 'pca' and period = '2021' and cohort_id = 'b' order by node_id
    """)
    assert loadings == [("first", True), ("second", False)]
    indices.assert_as_after_a_full_build()
    indices.rows["framework"] = framework
    indices.build("touched")
    assert indices.touched() == {("carried", "2021", "b")}
    assert set(indices.ask(stored)) == fewer
    indices.assert_as_after_a_full_build()


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ("{recompute: some}", "The variable recompute is 'some'. Write all or touched."),
        ("{recompute: touched, on_violation: quarantine}", "Leave one out."),
    ],
)
def test_what_does_not_go_is_refused(indices: Indices, variables: str, message: str) -> None:
    """Before anything is built."""
    run = indices.project.dbt("parse", "--vars", variables)
    assert run.exit_code != 0
    assert message in run.output
