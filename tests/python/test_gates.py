"""The runner of the suites: what it counts, what it shows, and that it never passes what it could not judge."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from composite_index_gates.gates import run_gate, run_suite
from composite_index_gates.suite_files import GATES, load_suite
from conftest import ROOT, in_properties

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
        "off_step_values": 0,
        "minimum": 1.0,
        "value_min": 0.0,
        "maximum": 9.0,
        "value_max": 10.0,
        "missing_marks": 0,
        "copied_share": 0.0,
        "max_copied_share": 0.9,
    }
    for measure in ("copied_units", "total_units", "mixed_values", "lone_zeros"):
        good |= {measure: 0.0, f"max_{measure}": 0.0}
    return pd.DataFrame([{**PLACE, "node_id": "x", **good, **changes}, {**PLACE, "node_id": "y", **good}])


def judged(profile: pd.DataFrame) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Return the input of the gate `observations`: this profile beside a good framework and an empty quarantine."""
    framework = dict.fromkeys(
        (
            "missing_weights",
            "weights_without_share",
            "weights_gap",
            "shares_out_of_range",
            "disordered_bounds",
            "disordered_goalposts",
            "winsorising_out_of_range",
            "missing_parameters",
            "undefined_aggregations",
            "undefined_weightings",
            "moving_weights",
            "parameters_without_meaning",
            "other_scales",
            "unresolved_scores",
            "lost_weights",
        ),
        0,
    )
    quarantine = {"quarantined_observations": 0, "quarantined_share": 0.0, "max_quarantined_share": 0.05}
    edition = {**PLACE, "cohort_id": None, "node_id": None}
    return {
        "framework": (pd.DataFrame([{**PLACE, "node_id": "x", "weight": 1.0, **framework}]), NO_VIOLATIONS),
        "observations": (profile, NO_VIOLATIONS),
        "quarantine": (pd.DataFrame([{**edition, **quarantine}]), NO_VIOLATIONS),
    }


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
    """The count is of data rows, not of nodes; the sample is short, and says how many rows it leaves out."""
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
    """A node's own figures say what is wrong if no row does."""
    (row,) = failed(run_suite("observations", profile(off_step_values=1), NO_VIOLATIONS)).itertuples()
    assert (row.severity, row.unexpected_count) == ("critical", 1)
    assert row.sample == "i p c x: off_step_values = 1"


def test_empty_profile_fails() -> None:
    """An empty profile is not a pass."""
    (row,) = failed(run_suite("observations", profile().head(0), NO_VIOLATIONS)).itertuples()
    assert (row.expectation, row.severity) == ("expect_table_row_count_to_be_between", "critical")
    assert row.sample == "observed 0"


def test_expectation_that_raises_fails() -> None:
    """An expectation that could not be evaluated is a failure and says why."""
    (row,) = failed(run_suite("observations", profile(unreadable_values="many"), NO_VIOLATIONS)).itertuples()
    assert row.column_name == "unreadable_values"
    assert row.sample.startswith("could not be evaluated: ")
    assert "of the same type" in row.sample


def test_unknown_suite_is_named() -> None:
    """The error names the missing file."""
    with pytest.raises(ValueError, match=r"suites.nonsense\.json: there is no such suite"):
        load_suite("nonsense")


def suite(column: str = "units", judges: str | None = "observations", **changes: Any) -> str:
    """Return a project's own suite: at least three units."""
    expectation = {
        "type": "expect_column_values_to_be_between",
        "kwargs": {"column": column, "min_value": 3},
        "severity": "critical",
        **changes,
    }
    return json.dumps({"profile": judges, "expectations": [expectation]} if judges else {"expectations": [expectation]})


def test_suite_of_its_own_judges_the_profile_it_names(tmp_path: Path) -> None:
    """Beside the package's suite, under its own name; a suite for a profile of the other gate is not judged."""
    (tmp_path / "mine.json").write_text(suite(), encoding="utf-8")
    (tmp_path / "other.json").write_text(suite(column="best_rank", judges="ranks"), encoding="utf-8")
    results = run_gate("observations", judged(profile(units=2)), [tmp_path])
    (row,) = failed(results).itertuples()
    assert (row.suite, row.column_name, row.sample) == ("mine", "units", "i p c x: units = 2")
    assert list(results["suite"].unique()) == ["framework", "observations", "mine", "quarantine"]
    assert results.equals(run_gate("observations", judged(profile(units=2)), str(tmp_path)))


def test_suite_named_as_a_profile_replaces_the_packages_and_the_first_folder_goes_before(tmp_path: Path) -> None:
    """Of two files with one name the first folder's is judged, and the package's is not."""
    for folder, column in (("first", "units"), ("second", "present_values")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "observations.json").write_text(suite(column, judges=None), encoding="utf-8")
    results = run_gate("observations", judged(profile()), [tmp_path / "first", tmp_path / "second"])
    assert list(results[results["suite"] == "observations"]["column_name"]) == ["units"]
    assert load_suite("observations", [tmp_path / "second"])["expectations"][0]["kwargs"]["column"] == "present_values"


WRONG_SUITES = {
    "no profile": (
        suite(judges=None),
        'mine.json: it does not say which profile it judges. Write "profile": "framework" or "profile": "observations"',
    ),
    "unknown profile": (
        suite(judges="score"),
        'mine.json: \'score\' is not its profile. Write "profile": "framework" or',
    ),
    "no JSON": ("{\n  'gate'", "mine.json, line 2: not JSON"),
    "no suite": ("[]", "mine.json: the suite has no expectations"),
    "unknown type": (
        suite(type="expect_column_value_to_be_between"),
        "mine.json, expectation 1 (expect_column_value_to_be_between): Great Expectations has no such expectation "
        "(did you mean expect_column_values_to_be_between?)",
    ),
    "no type": (suite(type=""), 'mine.json, expectation 1: it has no "type"'),
    "unknown column": (
        suite("unit"),
        "the profile has no column unit (did you mean units?). It has index_id, scenario_id,",
    ),
    "unknown argument": (suite(kwargs={"column": "units", "least": 3}), "least extra fields not permitted"),
    "unknown severity": (suite(severity="grave"), "Invalid severity 'grave'. Must be one of: critical, warning, info"),
}


@pytest.mark.parametrize("name", WRONG_SUITES)
def test_suite_that_cannot_be_judged_fails_in_one_line(name: str, tmp_path: Path) -> None:
    """It names the file and what to do, and the gate's own suite is still judged."""
    content, message = WRONG_SUITES[name]
    (tmp_path / "mine.json").write_text(content, encoding="utf-8")
    results = run_gate("observations", judged(profile(missing_share=0.5)), [tmp_path])
    first, second = failed(results).itertuples()
    assert first.column_name == "max_missing_share, missing_share"
    assert (second.suite, second.expectation, second.severity) == ("mine", "suite_is_readable", "critical")
    assert str(tmp_path) in second.sample
    assert message in second.sample
    assert "\n" not in second.sample


def test_folder_that_is_missing_or_empty_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt folder must not pass as one without suites; the folder is relative to the project that dbt runs."""
    # otherwise an earlier build of another test in this process would name its project
    monkeypatch.delitem(sys.modules, "dbt.flags", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (row,) = failed(run_gate("observations", judged(profile()), ["sweets"])).itertuples()
    assert row.sample == f"sweets: there is no such folder in {tmp_path}. Correct the variable suite_paths."
    (row,) = failed(run_gate("observations", judged(profile()), ["empty"])).itertuples()
    assert row.sample == "empty: no suite (*.json) is in this folder. Correct the variable suite_paths."


def test_rows_of_a_profile_without_cohort_and_node_are_explained() -> None:
    """A row that is set aside may belong to no known node; the line leaves out blank keys."""
    profile, _ = judged(pd.DataFrame())["quarantine"]
    profile["quarantined_observations"], profile["quarantined_share"] = 4, 0.1
    edition = {**PLACE, "cohort_id": None, "node_id": None}
    violations = pd.DataFrame(
        [
            {**edition, "rule": "quarantined", "violation": n, "violations": 4, "detail": f"row {n}"}
            for n in (1, 2, 3, 4)
        ]
    )
    told, stopped = failed(run_suite("quarantine", profile, violations)).itertuples()
    assert (told.severity, told.unexpected_count, told.sample) == ("warning", 4, "row 1; row 2; row 3; and 1 more")
    assert (stopped.severity, stopped.sample) == ("critical", told.sample)
    (bare, _) = failed(run_suite("quarantine", profile, violations.head(0))).itertuples()
    assert bare.sample == "i p: quarantined_observations = 4"


# Expectations that no rows explain, and why: none of them names a unit or a value that somebody could correct.
WITHOUT_ROWS = {
    ("framework", ""): "there is no row at all",
    ("observations", ""): "there is no row at all",
    ("ranks", ""): "there is no row at all",
    ("scores", ""): "there is no row at all",
    ("treated", ""): "there is no row at all",
    (
        "ranks",
        "scored_units, ranked_units",
    ): "no input breaks it: both counts show that the package is wrong",
    ("ranks", "best_rank"): "no input breaks it: the rank shows that the package is wrong",
    ("ranks", "ranked_units, worst_rank"): "no input breaks it: both show that the package is wrong",
    ("ranks", "scored_units, positions"): "no input breaks it: both counts show that the package is wrong",
    ("ranks", "positions, last_position"): "no input breaks it: both show that the package is wrong",
}


def test_every_expectation_shows_rows_or_has_a_reason() -> None:
    """If a failure named only a count or a node, a person would have to search for the unit and the value."""
    models = ROOT / "models" / "checks"
    described = {
        model["name"]: {column["name"]: column.get("description", "") for column in model.get("columns", [])}
        for model in in_properties("models")
    }
    without = set()
    for name in (name for profiles in GATES.values() for name in profiles):
        suite = load_suite(name)
        model = suite["meta"]["table"].replace("_profile", "_violations")
        files = [models / f"{model}.sql", ROOT / "models/values/int_index__values.sql"]
        files += models.glob("int_index__*_findings.sql")
        for macros in ("*_rules.sql", "told_*.sql", "moved_tiers.sql"):
            files += (ROOT / "macros" / "validation").glob(macros)
        sql = "".join(file.read_text(encoding="utf-8") for file in files)
        for expectation in suite["expectations"]:
            kwargs, rule = expectation["kwargs"], expectation["meta"].get("rule")
            columns = ", ".join(kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs)
            if rule is None:
                without.add((name, columns))
            else:
                assert f"'{rule}'" in sql, f"{model} has no rule {rule}"
                assert rule in described[model]["rule"] or rule in described[f"int_index__{name}_profile"], rule
    assert without == set(WITHOUT_ROWS)


def test_every_suite_has_its_profile_and_every_expectation_its_advice() -> None:
    """A suite file per profile of a gate, each expectation with a severity and what to do."""
    names = [name for profiles in GATES.values() for name in profiles]
    assert sorted(file.stem for file in (ROOT / "expectations/composite_index_gates/suites").glob("*.json")) == sorted(
        names
    )
    for name in names:
        suite = load_suite(name)
        assert suite["name"] == name
        for expectation in suite["expectations"]:
            assert expectation["severity"] in ("critical", "warning"), expectation
            assert expectation["meta"]["advice"].endswith("."), expectation
