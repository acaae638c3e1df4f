"""A cell that nothing reads, or a bound out of reach, is refused with its row; what looks wrong is a warning.

Many small indices share a build: each fills one cell, and the violations have to name exactly the wrong ones.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Project, build_from_tables, copy_of_project, load_inputs

sys.path.insert(0, str(ROOT / "docs"))
from rules_page import framework_parameters

PARAMETERS = framework_parameters()
Row = dict[str, object]
UNITS = [f"u{number}" for number in range(10)]
NUMBERS = {"weight": 3, "direction": -1, "max_missing_share": 0.5, "min_coverage": 0.5, "screen_availability": 0.5,
           "screen_nonzero": 0.5, "scale_lower": 0, "scale_upper": 100, "value_max": 50, "winsorise_lower": 0.1,
           "winsorise_upper": 0.9}  # fmt: skip
WORDS = {"weighting": "equal", "denominator": "q", "imputation": "mean",
         "imputation_grouping": "halves", "outlier_treatment": "percentiles", "outlier_log": "directed",
         "transformation": "sqrt", "normalisation": "rank", "statistics_period": "all", "reference_unit": "u5",
         "aggregation": "minimum", "missing_rule": "require_all", "coverage_basis": "count", "round_mode": "half_even",
         "round_scope": "parent"}  # fmt: skip
# Parameters that a method also needs, and a column that another one needs.
NEEDED: dict[str, Row] = {
    "goalposts": {"lower": 0, "upper": 20}, "scaled": {"lower": 0, "upper": 20}, "distance_to_target": {"target": 50},
    "distance_to_reference": {"reference_unit": "u5"}, "generalised": {"exponent": 2},
    "group_mean": {"imputation_grouping": "halves"}, "group_median": {"imputation_grouping": "halves"},
}  # fmt: skip


def value_of(column: str) -> object:
    """Return a value that a person may write in a column."""
    kind = PARAMETERS.get(column, {"is": "whole"})["is"].replace("whole", "number")
    return {"number": NUMBERS.get(column, 1), "text": WORDS.get(column), "yes_no": "true"}[kind]


def tree(index_id: str, **changed: Row) -> list[Row]:
    """Return a framework of an index, two pillars and two indicators; `changed`: more cells of a node."""
    rows: list[Row] = [
        {"node_id": "idx"},
        {"node_id": "p", "parent_id": "idx", "weight": 1},
        {"node_id": "q", "parent_id": "idx", "weight": 1},
        {"node_id": "x", "parent_id": "p", "weight": 1, "normalisation": "min_max"},
        {"node_id": "y", "parent_id": "q", "weight": 1, "normalisation": "min_max"},
    ]
    return [{"index_id": index_id} | row | changed.get(str(row["node_id"]), {}) for row in rows]


def fits(case: Row, node: str) -> Row | None:
    """Return the cells that a node needs for a case of a parameter, or None if it is another kind of node."""
    kinds = {
        "idx": {"index", "parent", "any node"},
        "p": {"parent", "child", "any node"},
        "x": {"indicator", "child", "any node"},
    }
    if case["of"] not in kinds[node]:
        return None
    cells: Row = {}
    for column, words in dict(case.get("with", {})).items():
        word = value_of(column) if words == ["any"] else words[0]
        cells |= {column: word} | NEEDED.get(str(word), {})
    return cells


def unfit(case: Row) -> list[Row]:
    """Return cells of a node of the right kind for which the parameter has no meaning."""
    # the changed indicator is min_max otherwise
    asked = dict(case.get("with", {}))
    found: list[Row] = [{}] if asked and "min_max" not in asked.get("normalisation", []) else []
    for column, words in asked.items():
        other = {"normalisation": "identity", "imputation": "mean", "outlier_treatment": None, "aggregation": "median"}
        if words != ["any"] and other.get(column) not in (None, *words):
            found.append({column: other[column]})
    found += [{column: word} for column, words in dict(case.get("without", {})).items() for word in words]
    return found


def drawn() -> tuple[dict[str, list[Row]], set[tuple[str, str, str]]]:
    """Return frameworks by index, and for each the node and column that nothing reads."""
    frameworks: dict[str, list[Row]] = {}
    refused: set[tuple[str, str, str]] = set()
    for column, parameter in PARAMETERS.items():
        for node in ("idx", "p", "x"):
            cases = [case for case in parameter["when"] if fits(case, node) is not None]
            for case in cases:
                name = f"good {column} {node}"
                frameworks[name] = tree(name, **{node: {column: value_of(column)} | (fits(case, node) or {})})
            tried: list[Row] = [{}] if not cases else [cells for case in cases for cells in unfit(case)]
            for number, cells in enumerate(tried):
                name = f"bad {column} {node} {number}"
                frameworks[name] = tree(name, **{node: cells | {column: value_of(column)}})
                refused.add((name, node, column))
            if "neutral" in parameter and not cases:
                name = f"neutral {column} {node}"
                frameworks[name] = tree(name, **{node: {column: parameter["neutral"]}})
    return frameworks, refused


# Other frameworks: the cells that differ, the rule that names a node, and the text of the message.
EVERY = ("idx", "p", "q", "x", "y")
OTHERS: dict[str, tuple[dict[str, Row], str, str, str]] = {
    "files 09": (
        {"idx": {"scale_upper": 20}},
        "other_scales", "idx", "the scale is 0.0 to 20.0 and its children have 0.0 to 100.0",
    ),
    "one child": (
        {"x": {"scale_upper": 10}},
        "other_scales", "p", "the scale is 0.0 to 100.0 and its children have 0.0 to 10.0",
    ),
    "a floor": (
        {"p": {"scale_lower": 1}},
        "other_scales", "p", "the scale is 1.0 to 100.0 and its children have 0.0 to 100.0",
    ),
    "of ranks": (
        {"x": {"normalisation": "rank"}, "p": {"scale_upper": 10}},
        "other_scales", "p", "the scale is 0.0 to 10.0 and its children have none",
    ),
    "narrow": (
        {node: {"scale_upper": 1e-9} for node in EVERY},
        "unresolved_scores", "x", "scale_upper = 1e-09",
    ),
    "far away": (
        {"x": {"normalisation": "z_score", "mean": 1e12, "sd": 1}},
        "unresolved_scores", "x", "mean = 1000000000000.0, sd = 1.0",
    ),
    "no spread": ({"x": {"normalisation": "z_score", "sd": 1e-8}}, "unresolved_scores", "x", "sd = 1e-08"),
    "a feather": ({"p": {"weight": 1e-14}}, "lost_weights", "p", "weight = 1e-14 is less than 1e-12"),
    "share": ({"idx": {"min_coverage": 60}}, "shares_out_of_range", "idx", "min_coverage = 60.0"),
    "share of units": ({"x": {"max_missing_share": 5}}, "shares_out_of_range", "x", "max_missing_share = 5.0"),
    "share of values": (
        {"idx": {"screen_availability": 66}},
        "shares_out_of_range", "idx", "screen_availability = 66.0",
    ),
    "share of zeros": ({"idx": {"screen_nonzero": 1.5}}, "shares_out_of_range", "idx", "screen_nonzero = 1.5"),
    "percentiles": (
        {"x": {"outlier_treatment": "percentiles", "winsorise_lower": 5, "winsorise_upper": 95}},
        "winsorising_out_of_range", "x", "winsorise_lower = 5.0, winsorise_upper = 95.0",
    ),
}  # fmt: skip
# Correct frameworks: scales that fit, and a floor for the means that need one.
GOOD: dict[str, dict[str, Row]] = {
    "all of ten": {node: {"scale_upper": 10} for node in EVERY},
    "floors": {node: {"scale_lower": 1} for node in ("x", "y")},
    "ranks": {"x": {"normalisation": "rank"}, "y": {"normalisation": "z_score", "mean": 50, "sd": 10}},
    "weights": {"p": {"weight": 1e-9}},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project in which all these frameworks were judged."""
    project = copy_of_project(tmp_path_factory.mktemp("refusals") / "project")
    frameworks = drawn()[0]
    frameworks |= {name: tree(name, **changed) for name, (changed, *_) in OTHERS.items()}
    frameworks |= {name: tree(name, **changed) for name, changed in GOOD.items()}
    rows = [row | {"period": None, "cohort_id": None} for framework in frameworks.values() for row in framework]
    keys_first = ["index_id", "period", "cohort_id", "node_id", "parent_id", "weight", "normalisation"]
    columns = dict.fromkeys([*keys_first, *PARAMETERS, "round_digits"])
    framework = pd.DataFrame(rows).reindex(columns=list(columns))
    keys = [{"index_id": name, "unit_id": unit} for name in frameworks for unit in UNITS]
    units = pd.DataFrame([key | {"cohort_id": "all"} for key in keys])
    observations = pd.DataFrame(
        [
            key | {"period": "2023", "node_id": node, "value": 1 + 2 * int(str(key["unit_id"])[1:]) % 17}
            for key in keys
            for node in ("x", "y")
        ]
        + [
            key | {"period": "2023", "node_id": "q", "value": 7}
            for key in keys
            if str(key["index_id"]).startswith("good denominator")
        ]
    )
    groups = pd.DataFrame([key | {"grouping_id": "halves", "group_id": "half"} for key in keys])
    load_inputs(
        project, {"framework": [framework], "units": [units], "observations": [observations], "groups": [groups]}
    )
    run = build_from_tables(project, succeeds=False)
    assert "FAILED framework" in run.output, run.output
    return project


def test_each_cell_without_meaning_is_refused_with_its_row(built: Project) -> None:
    """For every column: on each kind of node and with a method that does not read it; and never where it is read."""
    frameworks, refused = drawn()
    assert len(refused) > 2 * len(PARAMETERS)
    found: set[tuple[str, str, str]] = set()
    for index_id, node, detail in built.query(
        "select index_id, node_id, detail from composite_index_internal.int_index__framework_violations "
        "where rule = 'parameters_without_meaning'"
    ):
        found |= {
            (index_id, node, column) for column in re.findall(r"(\w+) = \S+ has no meaning here: it is for", detail)
        }
    assert found == {one for one in refused if one[0] in frameworks}


def test_message_names_value_and_what_reads_it(built: Project) -> None:
    """Direction of a pillar (field 16), and clip under min-max (field 27)."""
    told = {
        (index_id, node): detail
        for index_id, node, detail in built.query(
            "select index_id, node_id, detail from composite_index_internal.int_index__framework_violations"
        )
    }
    assert (
        "idx/p: direction = -1 has no meaning here: it is for indicators whose normalisation is not "
        "distance_to_interval or distance_to_median and for nodes with children with normalisation other than "
        "distance_to_interval or distance_to_median (made.framework" in told["bad direction p 0", "p"]
    )
    assert (
        "p/x: clip = true has no meaning here: it is for nodes with normalisation goalposts, distance_to_target, "
        "distance_to_interval, distance_to_median (" in told["bad clip x 0", "x"]
    )


def test_scales_shares_and_weights_that_nothing_reaches_are_refused(built: Project) -> None:
    """Each by its rule, on its node; and the correct ones by none."""
    rows = built.query(
        "select index_id, rule, node_id, detail from composite_index_internal.int_index__framework_violations"
    )
    for name, (_, rule, node, says) in OTHERS.items():
        (detail,) = [detail for index_id, of, at, detail in rows if (index_id, of, at) == (name, rule, node)]
        assert says in detail, detail
    # a warning names every parent with weights from the data
    named = {index_id for index_id, rule, *_ in rows if rule != "moving_weights"}
    good = set(GOOD) | {name for name in drawn()[0] if name.startswith(("good", "neutral"))}
    # these need more than one cell: a target below the upper one, and children that are indicators
    good -= {f"good target_upper {node}" for node in ("idx", "p", "x")}
    good -= {"good statistics_period idx", "good entropy_offset idx"}
    assert named & good == set()


def test_bounds_of_tiers_and_measures_are_in_reach(project: Project) -> None:
    """Percentiles in per cent (field 05), and shares of input_bounds: rows, lines and what to write."""
    seeds = "seeds/dgi_2020_cities/dgi_2020_cities__"
    tiers = Path(project.folder / f"{seeds}tiers.csv").read_text(encoding="utf-8")
    first = next(line for line in tiers.splitlines() if ",percentile," in line)
    share = re.search(r"percentile,([0-9.]+)", first)
    assert share
    project.edit(f"{seeds}tiers.csv", first, first.replace(share[0], f"percentile,{100 * float(share[1]):g}"))
    bounds = Path(project.folder / f"{seeds}bounds.csv")
    header = bounds.read_text(encoding="utf-8").splitlines()[0].split(",")
    wrong = {"imputed_share": 50, "quarantined_share": 5, "revised_share": 1.01, "rank_change": -1, "score_change": 20}
    wrong["rank_chang"] = 3
    more = ""
    for measure, bound in wrong.items():
        cells = {"index_id": "dgi_2020_cities", "measure": measure, "bound": str(bound)}
        more += ",".join(cells.get(name, "") for name in header) + "\n"
    text = bounds.read_text(encoding="utf-8")
    project.edit(f"{seeds}bounds.csv", text, text.rstrip("\n") + "\n" + more)
    tables = ("dgi_2020_cities__tiers", "dgi_2020_cities__bounds", "stg_index__tiers", "stg_index__bounds")
    # by their names, because they compare with other inputs too
    rules = ("stg_index__tiers_structure", "stg_index__bounds_structure", "--indirect-selection", "cautious")
    run = project.dbt("build", "--exclude-resource-type", "unit_test", "--select", *tables, *rules)
    line = run.line("FAILED structure · tiers_percentiles_are_shares")
    assert "1 row: " in line
    assert "For the first 10 per cent write 0.1" in line
    line = run.line("FAILED structure · bounds_are_in_reach")
    assert "4 rows: " in line
    assert "measure = imputed_share, bound = 50.0 (" in line
    assert "for 10 per cent write 0.1" in line
    line = run.line("FAILED structure · bounds_measure_is_known")
    assert "measure = rank_chang, index_id = dgi_2020_cities" in line


# Ten values of an indicator, and the marks for a missing one that a warning names among them.
SERIES: dict[str, tuple[list[float], list[float]]] = {
    "files 04": ([2, 5, 8.5, 15, 11, 3, -999, 9, 7, 6], [-999]),
    "two of them": ([2, 5, 8.5, 15, 11, -99, -99, 9, 7, 6], [-99, -99]),
    "large": ([50_000, 900, 8_000, 12_000, 31_000, 4_000, 700, 650, 2_000, -9999], [-9999]),
    "nines": ([20, 5, 85, 99, 11, 3, 9999, 9, 70, 64], [9999]),
    "ninety-nine": ([2, 3, 1, 2, 4, 99, 2, 1, 3, 5], [99]),
    "minus one": ([20, 30, 45, 50, 12, 33, 41, 28, 60, -1], [-1]),
    "among negatives": ([-2, 1.5, -0.5, 2, 0, 1, -1.5, 0.5, 1, -999], [-999]),
    "with a point": ([2, 5, 8.5, 15, 11, 3, -99.9, 9, 7, 6], [-99.9]),
    "two kinds": ([2, 5, 8.5, 15, 11, -999, -888, 9, 7, 6], [-999, -888]),
    "overflow": ([2, 5, 8.5, 15, 11, 2147483647, 3, 9, 7, 6], [2147483647]),
    "skewed": ([1, 2, 3, 5, 8, 40, 300, 1_000, 9_000, 90_000], []),
    "per cent": ([1, 20, 35, 50, 62, 77, 88, 97, 98, 99], []),
    "growth": ([-1, -2.5, 3, 4, 5, 0.5, 1, 2, 6, 7], []),
    "nine of many": ([1, 2, 3, 5, 8, 9, 7, 6, 4, 2], []),
    "said to be one": ([2, 5, 8.5, 15, 11, 3, -999, 9, 7, 6], []),
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """Return a project with an index of all these series, and the output of its build."""
    project = copy_of_project(tmp_path_factory.mktemp("marks") / "project")
    rows: list[Row] = [{"index_id": "i", "node_id": "idx"}]
    values: list[Row] = []
    for node, (series, _) in SERIES.items():
        row = {"index_id": "i", "node_id": node, "parent_id": "idx", "weight": 1, "normalisation": "rank"}
        rows.append(row | ({"value_min": -1000} if node == "said to be one" else {}))
        values += [
            {"index_id": "i", "period": "2023", "unit_id": unit, "node_id": node, "value": value}
            for unit, value in zip(UNITS, series, strict=True)
        ]
    for node, cells in {
        "a fraction of per cent": {"normalisation": "goalposts", "lower": 0, "upper": 100},
        "a far target": {"normalisation": "distance_to_target", "target": 1000},
        "near posts": {"normalisation": "goalposts", "lower": 0, "upper": 1},
        "a near target": {"normalisation": "distance_to_target", "target": 2},
    }.items():
        rows.append({"index_id": "i", "node_id": node, "parent_id": "idx", "weight": 1} | cells)
        values += [
            {"index_id": "i", "period": "2023", "unit_id": unit, "node_id": node, "value": 0.1 + number / 20}
            for number, unit in enumerate(UNITS)
        ]
    columns = ["index_id", "node_id", "parent_id", "weight", "normalisation", "value_min", "lower", "upper", "target"]
    units = [{"index_id": "i", "unit_id": unit, "cohort_id": "all"} for unit in UNITS]
    # one of ten values may lie so far out that it dominates the indicator, which is another rule
    bounds = [{"index_id": "i", "measure": "dominance", "bound": None}]
    frames = {"framework": pd.DataFrame(rows).reindex(columns=columns), "units": pd.DataFrame(units),
              "observations": pd.DataFrame(values), "bounds": pd.DataFrame(bounds)}  # fmt: skip
    load_inputs(project, {name: [frame] for name, frame in frames.items()})
    return project, build_from_tables(project).output


def test_marks_for_missing_values_are_warned_of(marked: tuple[Project, str]) -> None:
    """A number such as -999 that lies apart from all others is named; ordinary data are not."""
    project, output = marked
    (line,) = [
        line for line in output.splitlines() if line.startswith("WARNING observations") and "missing_marks" in line
    ]
    assert "looks like a mark for a missing value: all others lie between" in line
    assert "leave the cell blank" in line
    found: dict[str, list[float]] = {node: [] for node in SERIES}
    for node, detail in project.query(
        "select node_id, detail from composite_index_internal.int_index__observation_violations "
        "where rule = 'missing_mark' order by node_id, violation"
    ):
        found[node].append(float(detail.split(": ")[1].split(" looks")[0]))
    assert found == {node: marks for node, (_, marks) in SERIES.items()}


def test_goalposts_and_targets_in_another_unit_are_warned_of(marked: tuple[Project, str]) -> None:
    """Values that lie within a hundredth of the way score nearly the same."""
    project, output = marked
    assert any(line.startswith("WARNING treated") and "reached_share" in line for line in output.splitlines())
    found = project.query(
        "select distinct node_id from composite_index_internal.int_index__treated_violations where rule = 'unreached'"
    )
    assert sorted(node for (node,) in found) == ["a far target", "a fraction of per cent"]
