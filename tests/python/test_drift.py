"""A published edition is not changed unawares: a revision beyond the bounds stops until a person says it is meant.

An index per kind of change, all in the same four builds: the first, one with the changes, one with what is meant of
them, and one that takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest
from conftest import Project, Run, build_from_tables, copy_of_project, load_inputs

UNITS = [f"u{n:02}" for n in range(1, 13)]
PERIODS = ["2021", "2022"]
PAIRS = "drift · expect_column_pair_values_a_to_be_greater_than_b"
BOUNDS = ["index_id", "node_id", "measure", "bound"]
NAMES = ("beyond", "bounded", "late", "leap", "little", "measured", "repeated")


def value(node: str, unit: str, period: str) -> float:
    """Return a value that differs by unit, indicator and period, and moves little between the periods."""
    place = UNITS.index(unit)
    return {"a": 10 + 7 * place % 12 * 6, "b": 20 + 5 * place % 12 * 4}[node] + (1.5 if period == "2022" else 0)


class Index:
    """An index of two indicators, twelve units and two periods, which tests change."""

    def __init__(self, project: Project, index_id: str = "i"):
        """Take the project that it is built in."""
        self.project, self.index_id = project, index_id
        key = {"index_id": index_id}
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
        self.bounds = pd.DataFrame(columns=BOUNDS)

    def rows(self, **where: str) -> pd.Series:
        """Return which observations these are."""
        found = pd.Series(True, index=self.observations.index)
        for column, text in where.items():
            found &= self.observations[column] == text
        return found

    def bound(self, *bounds: tuple[str | None, str, float | None]) -> None:
        """Declare bounds: node, measure and bound."""
        self.bounds = pd.DataFrame([(self.index_id, *bound) for bound in bounds], columns=BOUNDS)

    def build(self, **settings: object) -> Run:
        """Build what the tables say now."""
        return build(self.project, [self], **settings)


def build(project: Project, indices: list[Index], accept: tuple[str, ...] = (), **settings: object) -> Run:
    """Build what the tables of the indices say now."""
    names = ("framework", "units", "observations", "bounds")
    load_inputs(project, {name: [getattr(index, name) for index in indices] for name in names})
    return build_from_tables(project, list(accept), succeeds=None, **settings)


def published(project: Project) -> dict[str, Index]:
    """Return the indices as the first build publishes them."""
    indices = {name: Index(project, name) for name in NAMES}
    late, leap = indices["late"], indices["leap"]
    late.observations = late.observations[late.observations["period"] == "2021"]
    leap.framework["normalisation"] = [None, "min_max", "min_max"]
    leap.framework[["lower", "upper"]] = None
    leap.bound((None, "score_change", 5))
    leap.observations.loc[leap.rows(period="2022", node_id="b"), "value"] = [500.0 + 90 * n for n in range(12)]
    return indices


def changed(project: Project) -> dict[str, Index]:
    """Return the indices with a change beyond the bounds in each but two."""
    indices = published(project)
    beyond = indices["beyond"]
    shifted = beyond.rows(period="2022", node_id="a")
    beyond.observations.loc[shifted, "value"] = [*list(beyond.observations.loc[shifted, "value"])[1:], 70.0]
    beyond.framework.loc[beyond.framework["node_id"] == "b", "weight"] = 1.01
    beyond.units = beyond.units[beyond.units["unit_id"] != "u12"]
    beyond.observations = beyond.observations[beyond.observations["unit_id"] != "u12"]

    bounded = indices["bounded"]
    bounded.observations.loc[bounded.rows(period="2022", unit_id="u01"), "value"] = [99.0, 99.0]
    bounded.bound((None, "rank_change", 3), ("a", "score_change", 60), (None, "score_revision", None))

    leap = indices["leap"]
    new = leap.observations[leap.observations["period"] == "2022"].assign(period="2023")
    new.loc[new["node_id"] == "a", "value"] *= 40
    leap.observations = pd.concat([leap.observations, new], ignore_index=True)

    # thousands instead of units: the mean moves by less than three deviations, the spread a thousandfold
    measured = indices["measured"]
    measured.observations.loc[measured.rows(period="2022", node_id="b"), "value"] /= 1000
    measured.bound((None, "revised_share", None), (None, "score_revision", None))

    # a file of last year under a new name
    repeated = indices["repeated"]
    early, late = (repeated.rows(period=period) for period in PERIODS)
    repeated.observations.loc[late, "value"] = list(repeated.observations.loc[early, "value"])
    return indices


def meant(project: Project) -> dict[str, Index]:
    """Return the indices with what is accepted, within the bounds, or new."""
    indices = published(project)
    indices["beyond"] = changed(project)["beyond"]
    little = indices["little"]
    little.observations.loc[little.rows(period="2021", unit_id="u03", node_id="b"), "value"] += 1
    indices["late"] = Index(project, "late")
    return indices


def told(project: Project, index_id: str, rule: str) -> list[str]:
    """Return what the violations say of an index under a rule: the first five rows of each node."""
    rows = project.query(
        "select detail from composite_index_internal.int_index__drift_violations "
        f"where index_id = '{index_id}' and rule = '{rule}' order by period, node_id, violation"
    )
    return [detail for (detail,) in rows]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """Return a project in which the indices are published, and its build."""
    project = copy_of_project(tmp_path_factory.mktemp("drift") / "project")
    run = build(project, list(published(project).values()))
    assert run.exit_code == 0, run.output
    return project, run


@dataclass
class Changed:
    """The project after the build with the changes, its run, and what the violations and the marts said then."""

    project: Project
    run: Run
    told: dict[tuple[str, str], list[str]]
    marts: tuple[dict[str, list[tuple]], dict[str, list[tuple]]]


@pytest.fixture(scope="module")
def beyond(first: tuple[Project, Run]) -> Changed:
    """Return what the build with the changes said."""
    project, _ = first
    before = project.marts()
    run = build(project, list(changed(project).values()))
    rules = project.query("select distinct index_id, rule from composite_index_internal.int_index__drift_violations")
    return Changed(project, run, {rule: told(project, *rule) for rule in rules}, (before, project.marts()))


def test_leap_between_editions_of_a_first_build_is_told(first: tuple[Project, Run]) -> None:
    """A warning with the units that moved; the other indices are new, and nothing is said of them."""
    _, run = first
    line = run.line(f"WARNING {PAIRS} (max_first_mean_shift, mean_shift) · 12 rows: ")
    assert "leap 2022, unit u12, b: 1490.0 was 48.0 in 2021 (the mean is 995.0 and was 42.0); " in line
    assert "Nothing of the index is published yet, so this only warns." in line
    assert run.line(f"WARNING {PAIRS} (max_first_spread_shift, spread_shift) · 12 rows: leap 2022")
    assert "index: score " in run.line(f"WARNING {PAIRS} (max_first_score_change, score_change)")
    assert "FAILED" not in run.output
    warnings = [line for line in run.output.splitlines() if line.startswith("WARNING")]
    assert f"Gates: drift {33 - len(warnings)} of 33, " in run.output
    assert not [name for name in NAMES if name != "leap" and f" {name} 202" in "".join(warnings)]


def test_what_goes_beyond_the_bounds_stops(beyond: Changed) -> None:
    """A column that is shifted by one row, a parameter, a unit that has gone: a line each; nothing is published."""
    run = beyond.run
    assert run.exit_code == 1, run.output
    line = run.line(f"FAILED {PAIRS} (max_revised_share, revised_share) · 35 rows: beyond 2022, unit u01, a: ")
    assert "and 32 more" in line
    assert "--vars 'accept_drift: INDEX_ID'" in line
    assert run.line(f"FAILED {PAIRS} (max_changed_parameters, changed_parameters)").count("weight 1.01 was 1.0") == 2
    assert beyond.told["beyond", "changed_parameters"] == [
        f"beyond {period}, all, b: weight 1.01 was 1.0" for period in PERIODS
    ]
    line = run.line(f"FAILED {PAIRS} (max_vanished_units, vanished_units)")
    assert "beyond 2021, unit u12 is published and has gone" in line
    assert "index: score" in run.line(f"FAILED {PAIRS} (max_score_revision, score_revision)")
    assert any("index: score" in detail for detail in beyond.told["beyond", "score_revision"])
    assert run.line("Not published:")
    before, after = beyond.marts
    assert after == before


def test_period_that_repeats_the_one_before_is_stopped(beyond: Changed) -> None:
    """A file of last year under a new name; the line has the bounds that an index declares of changes."""
    line = beyond.run.line(f"FAILED {PAIRS} (max_unchanged_share, unchanged_share)")
    assert (
        "· 24 rows: repeated 2022, unit u01, a: 10.0 as in 2021; repeated 2022, unit u02, a: 52.0 as in 2021;" in line
    )
    assert "say so: --vars 'accept_drift: INDEX_ID', or raise unchanged_share in input_bounds" in line


def test_another_unit_of_measure_in_a_new_period_is_stopped(beyond: Changed) -> None:
    """Thousands instead of units: the mean moves by less than three deviations, the spread a thousandfold."""
    assert beyond.run.line(f"FAILED {PAIRS} (max_spread_shift, spread_shift)")
    # since the run before and since the period before
    found = beyond.told["measured", "spread_shift"]
    assert len(found) == 10
    assert found[0].startswith("measured 2022, unit u")
    assert " (the standard deviation is 0." in found[0]
    assert "and was 14.4" in found[0]


def test_bounds_are_declared_by_node(beyond: Changed) -> None:
    """A change of rank and of score since the period before, each beyond what input_bounds says."""
    line = beyond.run.line(f"FAILED {PAIRS} (max_rank_change, rank_change) · 1 row:")
    assert "unit u01, index: rank 1 was 12 in 2021" in line
    assert "bounded 2022, unit u01, a: score 82.5 was 8.333333 in 2021" in beyond.told["bounded", "score_change"]
    assert ("bounded", "score_revision") not in beyond.told


def test_new_period_that_leaps_is_stopped(beyond: Changed) -> None:
    """The leap that was told in the first build is not told again."""
    # all units of two indices, the other one in thousands
    line = beyond.run.line(f"FAILED {PAIRS} (max_mean_shift, mean_shift) · 24 rows: leap 2023, unit u")
    assert ", a: 3100.0 was 77.5 in 2022 (the mean is " in line
    assert "say so: --vars 'accept_drift: INDEX_ID', or raise mean_shift in input_bounds" in line
    assert "(max_first_" not in beyond.run.output
    lines = [line for line in beyond.run.output.splitlines() if line.startswith(("FAILED", "WARNING"))]
    assert lines
    assert not [line for line in lines if "leap 2022, " in line]


def test_what_is_meant_is_published(beyond: Changed) -> None:
    """Accepted by the index, within the bounds, or of a new period: a warning with what it was, or nothing."""
    project = beyond.project
    run = build(project, list(meant(project).values()), accept=("beyond",))
    assert run.exit_code == 0, run.output
    line = run.line("WARNING")
    assert line.startswith("WARNING drift · expect_column_values_to_be_between (revised_values) · ")
    assert "Values of a published edition were revised" in line
    assert told(project, "little", "revised") == ["little 2021, unit u03, b: 61.0 was 60.0"]
    assert told(project, "beyond", "revised")
    rows = project.query("select distinct index_id from composite_index_internal.int_index__drift_violations")
    assert ("late",) not in rows
    ranked = project.query("select count(*) from composite_index.index_rankings where index_id = 'late' and level = 0")
    assert ranked == [(2 * len(UNITS),)]
    # the other way back
    again = build(project, list(published(project).values()), accept=("late",))
    assert again.exit_code == 1, again.output
    line = again.line(f"FAILED {PAIRS} (max_appeared_units, appeared_units)")
    assert "beyond 2021, unit u12 is not in what is published" in line
    assert told(project, "little", "revised") == ["little 2021, unit u03, b: 60.0 was 61.0"]
    assert "little " not in "".join(line for line in again.output.splitlines() if line.startswith("FAILED"))
