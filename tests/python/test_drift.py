"""A published edition is not changed unawares: a revision beyond the bounds stops until a person says it is meant."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import Project, Run, copy_of_project, load_inputs

UNITS = [f"u{n:02}" for n in range(1, 13)]
PERIODS = ["2021", "2022"]
VARIABLES = (
    "max_depth: 2, input_observations: made.observations, input_framework: made.framework, input_units: made.units, "
    "input_groups: [], input_tiers: [], input_bounds: made.bounds"
)


def value(node: str, unit: str, period: str) -> float:
    """Return a value that differs by unit, indicator and period, and moves little between the periods."""
    place = UNITS.index(unit)
    return {"a": 10 + 7 * place % 12 * 6, "b": 20 + 5 * place % 12 * 4}[node] + (1.5 if period == "2022" else 0)


class Index:
    """An index of two indicators, twelve units and two periods, which tests change."""

    def __init__(self, project: Project):
        """Take the project that it is built in."""
        self.project = project
        key = {"index_id": "i"}
        goalposts = {"normalisation": "goalposts", "lower": 0, "upper": 120}
        self.framework = pd.DataFrame(
            [
                {**key, "node_id": "index"},
                {**key, "node_id": "a", "parent_id": "index", "weight": 3, **goalposts},
                {**key, "node_id": "b", "parent_id": "index", "weight": 1, **goalposts},
            ]
        )
        self.units = pd.DataFrame([{**key, "unit_id": unit, "cohort_id": "all"} for unit in UNITS])
        self.observations = pd.DataFrame(
            [
                {**key, "period": period, "unit_id": unit, "node_id": node, "value": value(node, unit, period)}
                for period in PERIODS
                for unit in UNITS
                for node in ("a", "b")
            ]
        )
        self.bounds = pd.DataFrame(columns=["index_id", "node_id", "measure", "bound"])

    def rows(self, **where: str) -> pd.Series:
        """Return which observations these are."""
        found = pd.Series(True, index=self.observations.index)
        for column, text in where.items():
            found &= self.observations[column] == text
        return found

    def build(self, more: str = "") -> Run:
        """Build what the tables say now."""
        names = ("framework", "units", "observations", "bounds")
        load_inputs(self.project, {name: [getattr(self, name)] for name in names})
        return self.project.dbt(
            *("build", "--exclude-resource-type", "unit_test", "--exclude", "test_type:singular"),
            *("--exclude", "dgi_2020_scoreboard index_reconciliation path:models/reconciliation"),
            *("--vars", f"{{{VARIABLES}{more}}}"),
        )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project in which the index is published."""
    project = copy_of_project(tmp_path_factory.mktemp("drift") / "project")
    run = Index(project).build()
    assert run.exit_code == 0, run.output
    assert "Gates: drift 17 of 17, " in run.output
    return project


@pytest.fixture
def index(built: Project) -> Index:
    """Return the index as it is published."""
    return Index(built)


def test_revision_within_bounds_is_told_and_published(built: Project) -> None:
    """One value of twelve: a warning with what it was; so the other way back."""
    index = Index(built)
    index.observations.loc[index.rows(period="2021", unit_id="u03", node_id="b"), "value"] += 1
    run = index.build()
    assert run.exit_code == 0, run.output
    line = run.line("WARNING")
    assert line.startswith(
        "WARNING drift · expect_column_values_to_be_between (revised_values) · 1 row: i 2021, unit u03"
    )
    assert "b: 61.0 was 60.0. Values of a published edition were revised" in line
    assert Index(built).build().exit_code == 0


def test_what_goes_beyond_the_bounds_stops_until_it_is_accepted(index: Index) -> None:
    """A column that is shifted by one row, a parameter, a unit that has gone: a line each; nothing is published."""
    before = index.project.marts()
    shifted = index.rows(period="2022", node_id="a")
    index.observations.loc[shifted, "value"] = [*list(index.observations.loc[shifted, "value"])[1:], 70.0]
    index.framework.loc[index.framework["node_id"] == "b", "weight"] = 1.01
    index.units = index.units[index.units["unit_id"] != "u12"]
    index.observations = index.observations[index.observations["unit_id"] != "u12"]
    run = index.build()
    assert run.exit_code == 1, run.output
    pairs = "FAILED drift · expect_column_pair_values_a_to_be_greater_than_b"
    line = run.line(f"{pairs} (max_revised_share, revised_share) · 11 rows:")
    assert "unit u01, a: " in line
    assert "and 8 more" in line
    assert "--vars 'accept_drift: INDEX_ID'" in line
    assert "i 2021, all, b: weight 1.01 was 1.0;" in run.line(f"{pairs} (max_changed_parameters, changed_parameters)")
    assert "i 2021, unit u12 is published and has gone" in run.line(f"{pairs} (max_vanished_units, vanished_units)")
    assert "index: score" in run.line(f"{pairs} (max_score_revision, score_revision)")
    assert run.line("Not published:")
    assert index.project.marts() == before

    accepted = index.build(", accept_drift: [i]")
    assert accepted.exit_code == 0, accepted.output
    assert accepted.line("WARNING").startswith("WARNING drift · expect_column_values_to_be_between (revised_values)")
    appeared = Index(index.project).build()
    assert "i 2021, unit u12 is not in what is published" in appeared.line(
        f"{pairs} (max_appeared_units, appeared_units)"
    )
    assert Index(index.project).build(", accept_drift: all").exit_code == 0


def test_period_that_repeats_the_one_before_is_stopped(index: Index) -> None:
    """A file of last year under a new name; beside it the bounds that the index declares of changes between periods."""
    late = index.observations["period"] == "2022"
    index.observations.loc[late, "value"] = [
        value(node, unit, "2021")
        for unit, node in zip(
            index.observations.loc[late, "unit_id"], index.observations.loc[late, "node_id"], strict=True
        )
    ]
    run = index.build()
    assert run.exit_code == 1, run.output
    line = run.line(
        "FAILED drift · expect_column_pair_values_a_to_be_greater_than_b (max_unchanged_share, unchanged_share)"
    )
    assert "· 24 rows: i 2022, unit u01, a: 10.0 as in 2021; i 2022, unit u02, a: 52.0 as in 2021;" in line
    assert "say so: --vars 'accept_drift: INDEX_ID', or raise unchanged_share in input_bounds" in line


def test_another_unit_of_measure_in_a_new_period_is_stopped(index: Index) -> None:
    """Thousands instead of units: the mean moves by less than three deviations, the spread a thousandfold."""
    index.observations.loc[index.rows(period="2022", node_id="b"), "value"] /= 1000
    index.bounds = pd.DataFrame(
        [("i", None, "revised_share", None), ("i", None, "score_revision", None)],
        columns=["index_id", "node_id", "measure", "bound"],
    )
    run = index.build()
    assert run.exit_code == 1, run.output
    pairs = "FAILED drift · expect_column_pair_values_a_to_be_greater_than_b"
    line = run.line(f"{pairs} (max_spread_shift, spread_shift)")
    assert "· 24 rows: i 2022, unit u" in line
    assert " (the standard deviation is 0." in line
    assert "and was 14.4" in line


def test_bounds_are_declared_by_node(index: Index) -> None:
    """A change of rank and of score since the period before, each beyond what input_bounds says."""
    late = index.rows(period="2022", unit_id="u01")
    index.observations.loc[late, "value"] = [99.0, 99.0]
    index.bounds = pd.DataFrame(
        [("i", None, "rank_change", 3), ("i", "a", "score_change", 60), ("i", None, "score_revision", None)],
        columns=["index_id", "node_id", "measure", "bound"],
    )
    run = index.build()
    assert run.exit_code == 1, run.output
    pairs = "FAILED drift · expect_column_pair_values_a_to_be_greater_than_b"
    line = run.line(f"{pairs} (max_rank_change, rank_change) · 1 row:")
    assert "unit u01, index: rank 1 was 12 in 2021" in line
    assert "unit u01, a: score 82.5 was 8.333333 in 2021" in run.line(f"{pairs} (max_score_change, score_change)")
    assert "score_revision" not in run.output

    index.bounds["measure"] = ["rank_chang", "score_change", "score_revision"]
    wrong = index.build()
    assert "measure = rank_chang, index_id = i" in wrong.line("FAILED structure · bounds_measure_is_known")


def test_first_build_has_nothing_to_compare(tmp_path: Path) -> None:
    """No table is published: every edition is new, and no expectation on revisions fails."""
    project = copy_of_project(tmp_path / "project")
    index = Index(project)
    index.observations = index.observations[index.observations["period"] == "2021"]
    assert index.build().exit_code == 0
    late = Index(project).build()
    assert late.exit_code == 0, late.output
    assert "WARNING" not in late.output


def test_leap_between_editions_of_a_first_build_is_told(tmp_path: Path) -> None:
    """A warning with the units that moved; afterwards it is not told again, and a new period that leaps is stopped."""
    project = copy_of_project(tmp_path / "project")
    index = Index(project)
    index.framework["normalisation"] = [None, "min_max", "min_max"]
    index.framework[["lower", "upper"]] = None
    index.bounds = pd.DataFrame([("i", None, "score_change", 5)], columns=["index_id", "node_id", "measure", "bound"])
    late = index.rows(period="2022", node_id="b")
    index.observations.loc[late, "value"] = [500.0 + 90 * n for n in range(12)]
    first = index.build()
    assert first.exit_code == 0, first.output
    pairs = "drift · expect_column_pair_values_a_to_be_greater_than_b"
    line = first.line(f"WARNING {pairs} (max_first_mean_shift, mean_shift) · 12 rows: ")
    assert "i 2022, unit u12, b: 1490.0 was 48.0 in 2021 (the mean is 995.0 and was 42.0); " in line
    assert "Nothing of the index is published yet, so that this stops nothing." in line
    assert first.line(f"WARNING {pairs} (max_first_spread_shift, spread_shift) · 12 rows: ")
    assert "index: score " in first.line(f"WARNING {pairs} (max_first_score_change, score_change)")
    assert "FAILED" not in first.output

    new = index.observations[index.observations["period"] == "2022"].assign(period="2023")
    new.loc[new["node_id"] == "a", "value"] *= 40
    index.observations = pd.concat([index.observations, new], ignore_index=True)
    second = index.build()
    assert second.exit_code == 1, second.output
    line = second.line(f"FAILED {pairs} (max_mean_shift, mean_shift) · 12 rows: i 2023, unit u")
    assert ", a: 3100.0 was 77.5 in 2022 (the mean is " in line
    assert "say so: --vars 'accept_drift: INDEX_ID', or raise mean_shift in input_bounds" in line
    assert "WARNING drift" not in second.output
    assert "i 2022, " not in second.output
