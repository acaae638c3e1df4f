"""In quarantine, rows that break a rule are set aside with the reason, the rest is published, and the loss shows."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import copy_of_project, long_test
from test_drift import UNITS, Index

# a row of the observations that breaks a rule, and the reason that the quarantine gives
BROKEN = {
    "unreadable": ({"unit_id": "u01", "node_id": "a", "value": "n/a"}, '"n/a" is no number'),
    "above_maximum": ({"unit_id": "u02", "node_id": "a", "value": "1000"}, "1000 is above 120.0"),
    "below_minimum": ({"unit_id": "u03", "node_id": "a", "value": "-1"}, "-1 is below 0.0"),
    "unknown_unit": ({"unit_id": "u99", "node_id": "a", "value": "5"}, "the unit is not among the units of the index"),
    "unknown_indicator": (
        {"unit_id": "u01", "node_id": "c", "value": "5"},
        "node_id is no indicator of the unit's cohort in this period, and no denominator",
    ),
    "incomplete_key": (
        {"unit_id": None, "node_id": "a", "value": "5"},
        "index_id, period, unit_id or node_id is blank",
    ),
    "not_of_the_period": (
        {"unit_id": "u13", "node_id": "a", "value": "5"},
        "the unit is not one of the index in this period",
    ),
    "duplicate": (
        {"unit_id": "u04", "node_id": "b", "value": "5"},
        "several rows give the unit a value of the indicator in this period",
    ),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Return an index in whose second period a row breaks each rule."""
    index = Index(copy_of_project(tmp_path_factory.mktemp("quarantine") / "project"))
    index.framework["value_min"], index.framework["value_max"] = None, None
    index.framework.loc[1:, ["value_min", "value_max"]] = [0, 120]
    # a unit that has left already
    index.units.loc[len(index.units)] = {"index_id": "i", "unit_id": "u13", "cohort_id": "all"}
    index.units["last_period"] = [None] * len(UNITS) + ["2021"]
    for node in ("a", "b"):
        row = {"index_id": "i", "period": "2021", "unit_id": "u13", "node_id": node, "value": 50}
        index.observations.loc[len(index.observations)] = row
    index.bounds = pd.DataFrame(
        [("i", None, "quarantined_share", 0.4)], columns=["index_id", "node_id", "measure", "bound"]
    )
    index.observations["value"] = index.observations["value"].astype(str)
    for rule, (row, _) in BROKEN.items():
        same = index.rows(period="2022", unit_id=row["unit_id"] or "", node_id=row["node_id"])
        if same.any() and rule != "duplicate":
            index.observations.loc[same, "value"] = row["value"]
        else:
            index.observations.loc[len(index.observations)] = {"index_id": "i", "period": "2022", **row}
    return index


def test_strict_stops_at_the_same_rows(broken: Index) -> None:
    """The default: structure first, and nothing is set aside."""
    run = broken.build()
    assert run.exit_code == 1, run.output
    for test in ("observations_are_unique", "observations_have_a_known_unit", "observations_have_a_known_indicator"):
        assert run.line(f"FAILED structure · {test}")
    assert broken.project.marts() == {}


def test_rows_are_set_aside_with_rule_value_and_reason(broken: Index) -> None:
    """All of them and no others, in the mart and in one warning; coverage shows the loss."""
    run = broken.build(on_violation="quarantine")
    assert run.exit_code == 0, run.output
    line = run.line(
        "WARNING quarantine · expect_column_values_to_be_between (quarantined_observations) · 9 rows: i 2022"
    )
    assert "and 6 more. index_quarantine lists them." in line
    found = broken.project.query(
        "select rule, unit_id, node_id, value_text, reason from composite_index.index_quarantine"
    )
    expected = [(rule, row["unit_id"], row["node_id"], row["value"], why) for rule, (row, why) in BROKEN.items()]
    # of two rows for one value either may be right, so both are set aside
    other = broken.observations.loc[broken.rows(period="2022", unit_id="u04", node_id="b"), "value"].iloc[0]
    expected.append(("duplicate", "u04", "b", other, BROKEN["duplicate"][1]))
    assert sorted(found, key=str) == sorted(expected, key=str)
    lost = broken.project.query(
        "select unit_id, value, coverage from composite_index.index_scores "
        "where period = '2022' and node_id in ('a', 'b') and score is null order by 1"
    )
    assert lost == [("u01", None, 0), ("u02", None, 0), ("u03", None, 0), ("u04", None, 0)]
    coverage = broken.project.query(
        "select unit_id, coverage from composite_index.index_scores "
        "where period = '2022' and level = 0 and coverage < 1 order by 1"
    )
    assert coverage == [("u01", 0.25), ("u02", 0.25), ("u03", 0.25), ("u04", 0.75)]
    scored = broken.project.query(
        "select count(*) from composite_index.index_scores where level = 0 and score is not null"
    )
    assert scored == [(2 * len(UNITS) + 1,)]
    # back to strict on the same database, where a view replaces a table
    assert broken.build().exit_code == 1


@long_test
def test_a_suite_bounds_what_may_be_set_aside(broken: Index) -> None:
    """More than the declared share stops the build."""
    broken.bounds["bound"] = 0.1
    run = broken.build(on_violation="quarantine")
    assert run.exit_code == 1, run.output
    line = run.line("FAILED quarantine · expect_column_pair_values_a_to_be_greater_than_b")
    assert "(max_quarantined_share, quarantined_share) · 9 rows: i 2022" in line
    assert "raise quarantined_share in input_bounds" in line


def test_unknown_mode_is_named(broken: Index) -> None:
    """A misspelt mode must not pass for the default."""
    run = broken.build(on_violation="quarantaine")
    assert run.exit_code != 0
    assert "The variable on_violation is 'quarantaine'. Write strict or quarantine." in run.output
