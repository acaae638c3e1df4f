"""An undefined result is an error that names the node: an index per mistake, the mistakes of one step in one build."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import pytest
from conftest import LONG_TESTS, Project, Run, build_from_tables, copy_of_project, load_inputs

UNITS = ["u1", "u2", "u3", "u4"]


@dataclass
class Mistake:
    """One mistake in a good index of two indicators a and b: where it is, and the message."""

    # the build that finds it; a message shows three rows, so a step has at most three mistakes of one rule
    step: str
    rule: str
    says: tuple[str, ...]
    index: dict[str, object] = field(default_factory=dict)
    a: dict[str, object] = field(default_factory=dict)
    b: dict[str, object] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    comparisons: list[tuple[str, str, object]] = field(default_factory=list)
    weights: dict[str, object] = field(default_factory=dict)
    units: dict[str, object] = field(default_factory=dict)
    override: dict[str, object] = field(default_factory=dict)


MISTAKES = {
    # cells of an input row
    "transformation": Mistake(
        "inputs",
        "framework_transformation_is_supported",
        ("transformation = logg", "log, log10"),
        a={"transformation": "logg"},
    ),
    "imputation": Mistake(
        "inputs",
        "framework_imputation_is_supported",
        ("imputation = average", "mean, median"),
        a={"imputation": "average"},
    ),
    "grouping": Mistake(
        "inputs", "framework_imputation_grouping_is_known", ("imputation = group_mean",), a={"imputation": "group_mean"}
    ),
    "outliers": Mistake(
        "inputs",
        "framework_outlier_treatment_is_supported",
        ("outlier_treatment = winsor", "skew_kurtosis, percentiles"),
        a={"outlier_treatment": "winsor"},
    ),
    "outlier_log": Mistake("inputs", "framework_words_are_known", ("outlier_log = ln",), a={"outlier_log": "ln"}),
    "percentiles": Mistake(
        "framework",
        "(winsorising_out_of_range)",
        ("winsorise_lower = 0.9, winsorise_upper = 0.1",),
        a={"outlier_treatment": "percentiles", "winsorise_lower": 0.9, "winsorise_upper": 0.1},
    ),
    "weighting": Mistake(
        "inputs",
        "framework_weighting_is_known",
        ("weighting = entropie", "input_weights"),
        index={"weighting": "entropie"},
    ),
    "no_such_reference": Mistake(
        "inputs",
        "framework_reference_unit_is_known",
        ("reference_unit = u9",),
        a={"normalisation": "distance_to_reference", "reference_unit": "u9"},
    ),
    "direction": Mistake("inputs", "framework_direction_is_known", ("direction = 0",), a={"direction": 0}),
    "itself": Mistake(
        "inputs",
        "comparisons_are_numbers",
        ("node_id = a, compared_node_id = a", "exchange the nodes"),
        comparisons=[("a", "a", 3), ("a", "b", "1/3")],
    ),
    "both_ways": Mistake(
        "inputs",
        "comparisons_are_unique",
        ("node_id = b, compared_node_id = a",),
        comparisons=[("a", "b", 3), ("b", "a", 3)],
    ),
    "method_name": Mistake(
        "inputs", "weights_method_is_free", ("method = equal",), weights={"method": "equal", "a": 1, "b": 1}
    ),
    "weight_of_method": Mistake(
        "inputs", "weights_are_numbers", ("weight = -1.0",), weights={"method": "m", "a": -1, "b": 1}
    ),
    "absent": Mistake(
        "observations",
        "observations_are_of_units_of_the_period",
        ("period = 2020, unit_id = u1, first_period = 2021", "nothing would read the value"),
        units={"first_period": "2021"},
    ),
    "backwards": Mistake(
        "inputs",
        "units_periods_are_in_order",
        ("first_period = 2020, last_period = 2019",),
        units={"first_period": "2020", "last_period": "2019"},
    ),
    "half_a_digit": Mistake(
        "inputs", "framework_cells_are_readable", ('round_digits "2.5"', "as a whole one"), a={"round_digits": 2.5}
    ),
    "beyond_measure": Mistake(
        "inputs", "framework_cells_are_readable", ('sort_order "1e+99"', "within 1e100"), a={"sort_order": 1e99}
    ),
    # rows that experts leave out
    "pair": Mistake(
        "experts",
        "comparisons_are_complete",
        ("node_id = c, missing_comparisons = 1, first_missing = a", "Add what is missing"),
        index={"weighting": "ahp"},
        comparisons=[("a", "b", 3), ("b", "c", 3)],
    ),
    # parameters that a node needs
    "normalisation": Mistake(
        "nodes",
        "nodes_normalisation_is_supported",
        ("normalisation = minmax,", "min_max"),
        a={"normalisation": "minmax"},
    ),
    "aggregation": Mistake(
        "nodes", "nodes_aggregation_is_supported", ("aggregation = mean,", "arithmetic"), index={"aggregation": "mean"}
    ),
    "word_of_an_indicator": Mistake(
        "nodes", "nodes_missing_rule_is_supported", ("missing_rule = skip,",), a={"missing_rule": "skip"}
    ),
    "missing_rule": Mistake(
        "nodes",
        "nodes_missing_rule_is_supported",
        ("missing_rule = skip,", "renormalise"),
        index={"missing_rule": "skip"},
    ),
    "goalposts": Mistake(
        "framework",
        "(disordered_goalposts)",
        ("transformation = blank, lower = 5.0", "(made.framework)"),
        a={"normalisation": "goalposts", "lower": 5},
    ),
    "interval": Mistake(
        "framework",
        "(disordered_goalposts)",
        ("normalisation = distance_to_interval", "target = 5.0, target_upper = 3.0"),
        a={"normalisation": "distance_to_interval", "target": 5, "target_upper": 3},
    ),
    "one_bound": Mistake(
        "framework",
        "(disordered_goalposts)",
        ("normalisation = distance_to_median", "lower = 1.0", "upper = blank"),
        a={"normalisation": "distance_to_median", "lower": 1},
    ),
    "scale_of_the_parent_alone": Mistake(
        "framework",
        "(other_scales)",
        ("index: the scale is 0.0 to 120.0 and its children have 0.0 to 100.0",),
        index={"scale_upper": 120},
    ),
    "scale_of_a_sum": Mistake(
        "framework",
        "(other_scales)",
        ("index: the scale is 0.0 to 120.0 and its children add up to 0.0 to 200.0", "leave both blank"),
        index={"aggregation": "sum", "scale_upper": 120},
    ),
    "entropy_of_z_scores": Mistake(
        "framework",
        "(undefined_weightings)",
        ("index: weighting = entropy", "no z-scores"),
        index={"weighting": "entropy"},
        a={"normalisation": "z_score"},
        b={"normalisation": "z_score"},
    ),
    "components_of_a_constant": Mistake(
        "weights from data",
        "weights_from_data_are_defined",
        ("method = pca, parent_id = index, node_id = a", "no constant child"),
        index={"weighting": "pca"},
        values=dict.fromkeys(UNITS, 1.0),
    ),
    "lookup_of_scores": Mistake(
        "nodes",
        "nodes_lookup_is_of_categories",
        ("node_id = index, normalisation = lookup",),
        index={"normalisation": "lookup"},
    ),
    "no_reason": Mistake(
        "inputs",
        "overrides_are_complete",
        ("unit_id = u1, node_id = a, override = score, value = 5", "Every row needs a reason"),
        override={"unit_id": "u1", "node_id": "a", "override": "score", "value": 5},
    ),
    "override_of_nothing": Mistake(
        "inputs",
        "overrides_node_is_known",
        ("node_id = z",),
        override={"unit_id": "u1", "node_id": "z", "override": "score", "value": 5, "reason": "so"},
    ),
    "weight_of_a_stranger": Mistake(
        "inputs",
        "weights_unit_is_known",
        ("unit_id = u9",),
        weights={"method": "declared", "a": 2, "unit_id": "u9"},
    ),
    "target": Mistake(
        "framework",
        "(missing_parameters)",
        ("normalisation = distance_to_target",),
        a={"normalisation": "distance_to_target"},
    ),
    "reference": Mistake(
        "framework",
        "(missing_parameters)",
        ("normalisation = distance_to_reference",),
        a={"normalisation": "distance_to_reference"},
    ),
    "sd": Mistake(
        "framework",
        "(missing_parameters)",
        ("normalisation = z_score", "sd = 0.0"),
        a={"normalisation": "z_score", "sd": 0},
    ),
    "exponent": Mistake(
        "framework",
        "(undefined_aggregations)",
        ("aggregation = generalised",),
        index={"aggregation": "generalised"},
    ),
    "zero_rule": Mistake(
        "framework",
        "(undefined_aggregations)",
        ("aggregation = geometric, exponent = blank, missing_rule = zero",),
        index={"aggregation": "geometric", "missing_rule": "zero"},
    ),
    "carried_ranks": Mistake(
        "nodes",
        "nodes_ranks_are_of_known_values",
        ("normalisation = rank, statistics_period = 2020",),
        a={"normalisation": "rank", "statistics_period": "2020"},
    ),
    "weights": Mistake(
        "framework",
        "(weights_without_share)",
        ("index/a: weight = 0.0",),
        a={"weight": 0},
        b={"weight": 0},
    ),
    "weight": Mistake("framework", "(missing_weights)", ("index/b: weight = blank",), b={"weight": None}),
    "child_of_method": Mistake(
        "framework",
        "(missing_weights)",
        ("index/b: weight = blank",),
        index={"weighting": "m"},
        weights={"method": "m", "a": 1},
    ),
    "all_screened_out": Mistake(
        "scores",
        "(scored_units_of_index)",
        ("unit u1, index: no score, left out: data availability below screen_availability",),
        index={"screen_availability": 1},
        a={"max_missing_share": 1},
        values=dict.fromkeys(UNITS),
    ),
    # conditions on a value
    "log_of_negative": Mistake(
        "values",
        "expect_column_values_to_be_between (untransformable_values)",
        ("unit u1, a: -3.0 has no log",),
        a={"transformation": "log"},
        values={"u1": -3.0},
    ),
    "root_of_negative": Mistake(
        "values",
        "expect_column_values_to_be_between (untransformable_values)",
        ("unit u2, a: -0.5 has no sqrt",),
        a={"transformation": "sqrt"},
        values={"u2": -0.5},
    ),
    # conditions on the values
    "target_is_minimum": Mistake(
        "statistics",
        "statistics_define_the_scores",
        ("normalisation = distance_to_target", "target = 1.0, worst = 1.0"),
        a={"normalisation": "distance_to_target", "target": 1},
    ),
    "reference_has_no_value": Mistake(
        "statistics",
        "statistics_define_the_scores",
        ("normalisation = distance_to_reference", "reference_unit = u2"),
        a={"normalisation": "distance_to_reference", "reference_unit": "u2", "max_missing_share": 0.5},
        values={"u2": None},
    ),
    "nothing_of_maximum": Mistake(
        "statistics",
        "statistics_define_the_scores",
        ("normalisation = fraction_of_maximum", "best = 0.0"),
        a={"normalisation": "fraction_of_maximum"},
        values={"u1": -1.0, "u2": -2.0, "u3": -3.0, "u4": 0.0},
    ),
    "target_is_a_hair_better": Mistake(
        "more statistics",
        "statistics_define_the_scores",
        ("normalisation = distance_to_target",),
        a={"normalisation": "distance_to_target", "target": 0.1 + 0.2},
        values={"u1": 0.3, "u2": 0.5, "u3": 0.7, "u4": 0.9},
    ),
    "fraction_of_nothing": Mistake(
        "more statistics",
        "statistics_define_the_scores",
        ("normalisation = fraction_of_maximum, direction = -1", "best = 0.0"),
        a={"normalisation": "fraction_of_maximum", "direction": -1},
        values={"u1": 0.0},
    ),
    # conditions on the scores
    "geometric_of_zero": Mistake(
        "scores",
        "(undefined_means)",
        (
            "unit u1, index: no geometric mean with the score 0.0 of a, whose value is 1.0",
            "geometric_floor",
            "quarantine",
        ),
        index={"aggregation": "geometric"},
    ),
    "normalised_constant": Mistake(
        "scores",
        "(undefined_normalisations)",
        ("unit u1, index: no min_max of the aggregated score 50",),
        index={"normalisation": "min_max"},
        a={"direction": -1},
    ),
    "median_beyond_bounds": Mistake(
        "more statistics",
        "statistics_define_the_scores",
        ("normalisation = distance_to_median", "cohort_median = 2.5"),
        a={"normalisation": "distance_to_median", "lower": 5, "upper": 9},
    ),
}
STEPS = list(dict.fromkeys(mistake.step for mistake in MISTAKES.values()))
# a step is a build; the first gate, the second one and the structure before them
SHORT_STEPS = ["framework", "nodes", "values", "scores"]


def inputs(step: str) -> dict[str, list[pd.DataFrame]]:
    """Return the inputs of the indices with mistakes of one step, the index named by its mistake."""
    tables: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("framework", "observations", "units", "comparisons", "weights", "overrides")
    }
    for name, mistake in MISTAKES.items():
        if mistake.step != step:
            continue
        key = {"index_id": name}
        child = {**key, "parent_id": "index", "weight": 1, "normalisation": "min_max"}
        tables["framework"] += [
            {**key, "node_id": "index", **mistake.index},
            {**child, "node_id": "a", **mistake.a},
            {**child, "node_id": "b", **mistake.b},
        ]
        children = ["a", "b"]
        if mistake.comparisons and step == "experts":
            tables["framework"].append({**child, "node_id": "c"})
            children.append("c")
        for node in children:
            for place, unit in enumerate(UNITS, start=1):
                value = mistake.values.get(unit, float(place)) if node == "a" else float(place)
                tables["observations"].append(
                    {**key, "period": "2020", "unit_id": unit, "node_id": node, "value": value}
                )
        tables["units"] += [{**key, "unit_id": unit, "cohort_id": "all", **mistake.units} for unit in UNITS]
        tables["comparisons"] += [
            {**key, "expert_id": "e", "node_id": one, "compared_node_id": other, "ratio": ratio}
            for one, other, ratio in mistake.comparisons
        ]
        tables["weights"] += [
            {
                **key,
                "method": mistake.weights["method"],
                "node_id": node,
                "weight": mistake.weights[node],
                "unit_id": mistake.weights.get("unit_id"),
            }
            for node in children
            if node in mistake.weights
        ]
        if mistake.override:
            tables["overrides"].append({**key, "reason": None, **mistake.override})
    columns = {
        "overrides": ["index_id", "unit_id", "node_id", "override", "value", "reason"],
        "comparisons": ["index_id", "expert_id", "node_id", "compared_node_id", "ratio"],
        "weights": ["index_id", "method", "node_id", "weight", "unit_id"],
    }
    return {
        name: [pd.DataFrame(rows, columns=columns.get(name) if not rows else None)] for name, rows in tables.items()
    }


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project in which nothing was ever published."""
    return copy_of_project(tmp_path_factory.mktemp("undefined") / "project")


@pytest.fixture(scope="module", params=STEPS if LONG_TESTS else SHORT_STEPS)
def refused(request: pytest.FixtureRequest, empty: Project) -> tuple[str, Run]:
    """Return a step and the build of all indices with a mistake in it, which publishes nothing."""
    step, project = request.param, empty
    load_inputs(project, inputs(step))
    run = build_from_tables(project, succeeds=False)
    assert run.line("Not published:")
    assert project.marts() == {}
    return step, run


def test_every_mistake_is_named(refused: tuple[str, Run]) -> None:
    """One line per rule names index, node, the cell, and what to do; no rule fails without a mistake against it."""
    step, run = refused
    lines = {line for line in run.output.splitlines() if line.startswith("FAILED")}
    explained = set()
    for name, mistake in MISTAKES.items():
        if mistake.step != step:
            continue
        found = [line for line in lines if mistake.rule in line]
        assert len(found) == 1, f"{name}: {len(found)} lines on {mistake.rule} in:\n" + "\n".join(lines)
        for text in (name, *mistake.says):
            assert text in found[0], name
        explained |= set(found)
    assert lines == explained
