"""The runner of the suites: what it counts, what it shows, and that it never passes what it could not judge."""

from __future__ import annotations

import sys

import pandas as pd
import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "expectations"))

from composite_index.gates import load_suite, run_suite

PLACE = {"index_id": "i", "scenario_id": "baseline", "period": "p", "cohort_id": "c"}
NO_VIOLATIONS = pd.DataFrame(columns=[*PLACE, "node_id", "rule", "violation", "violations", "detail"])


def profile(**changes: object) -> pd.DataFrame:
    """Return the profile of two good indicators, the first with changes."""
    good = {
        "units": 3,
        "present_values": 3,
        "missing_values": 0,
        "missing_share": 0.0,
        "max_missing_share": 0.0,
        "unreadable_values": 0,
        "untransformable_values": 0,
        "undenominated_values": 0,
        "minimum": 1.0,
        "value_min": 0.0,
        "maximum": 9.0,
        "value_max": 10.0,
        "constant_values": 0,
    }
    return pd.DataFrame([{**PLACE, "node_id": "x", **good, **changes}, {**PLACE, "node_id": "y", **good}])


def failed(results: pd.DataFrame) -> pd.DataFrame:
    """Return the expectations that were not met."""
    return results[~results["success"]]


def test_good_profile_passes_in_the_order_of_the_suite() -> None:
    """A row per expectation, in the order in which the suite lists them."""
    results = run_suite("observations", profile(), NO_VIOLATIONS)
    assert failed(results).empty
    assert list(results["expectation"]) == [item["type"] for item in load_suite("observations")["expectations"]]


def test_missing_bounds_do_not_fail() -> None:
    """An indicator without declared bounds has none to break."""
    results = run_suite("observations", profile(value_min=None, value_max=None, minimum=-5.0), NO_VIOLATIONS)
    assert failed(results).empty


def test_offending_rows_are_counted_and_shown() -> None:
    """The count is of data rows, not of nodes; the sample is short, and says how many it leaves out."""
    violations = pd.DataFrame(
        [
            {**PLACE, "node_id": node, "rule": rule, "violation": n, "violations": 7, "detail": f"{rule} {node} {n}"}
            for node in ("x", "y")
            for rule in ("missing", "above_maximum")
            for n in (1, 2, 3, 4, 5)
        ]
    )
    (row,) = failed(run_suite("observations", profile(missing_share=0.7), violations)).itertuples()
    assert (row.column_name, row.severity) == ("max_missing_share, missing_share", "critical")
    assert row.unexpected_count == 7
    assert row.sample == "missing x 1; missing x 2; missing x 3; and 4 more"


def test_without_violations_the_profile_is_shown() -> None:
    """A node's own figures say what is wrong where no row does."""
    (row,) = failed(run_suite("observations", profile(constant_values=1), NO_VIOLATIONS)).itertuples()
    assert (row.severity, row.unexpected_count) == ("warning", 1)
    assert row.sample == "i p c x: constant_values = 1"


def test_empty_profile_fails() -> None:
    """Nothing to judge is not a pass."""
    (row,) = failed(run_suite("observations", profile().head(0), NO_VIOLATIONS)).itertuples()
    assert (row.expectation, row.severity) == ("expect_table_row_count_to_be_between", "critical")
    assert row.sample == "observed 0"


def test_expectation_that_raises_fails() -> None:
    """What could not be evaluated is a failure and says why."""
    results = failed(run_suite("observations", profile().drop(columns="unreadable_values"), NO_VIOLATIONS))
    (row,) = results.itertuples()
    assert row.column_name == "unreadable_values"
    assert row.sample.startswith("could not be evaluated: ")
    assert "unreadable_values" in row.sample


def test_unknown_suite_is_named() -> None:
    """The error names the file that is not there."""
    with pytest.raises(ValueError, match=r"suites.nonsense\.json: there is no such suite"):
        load_suite("nonsense")
