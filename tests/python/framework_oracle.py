"""The verdict on a framework, in plain Python: the rules that it breaks, or the scores that it gives.

Written from METHODOLOGY.md, README.md and docs/decisions, without reading any table that SQL makes, for
`test_fuzz_frameworks.py`. One index of one period; cells are text as in the input, blank is None.
"""

from __future__ import annotations

import math
import re
import statistics
import sys
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))
import numpy as np
from rules_page import METHODS

PERIOD = "2020"
MAX_DEPTH = 4
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
SMALLEST, LARGEST = 1e-100, 1e100
NOISE = 1e-12
# Differences between scores, and sums of measures for weights, of which the last digits that are compared are noise.
SMALL_GAP = 1e-9
SMALL_MEASURE = 1e-6
# The second principal component is shorter than this share of the first, or there is no first.
FIRST_COMPONENT = 0.9998
NUMBERS = (
    "weight", "direction", "lower", "upper", "target", "mean", "sd", "scale_lower", "scale_upper", "value_min",
    "value_max", "value_step", "max_missing_share", "denominator_scale", "imputation_periods", "winsorise_points",
    "winsorise_lower", "winsorise_upper", "exponent", "min_coverage", "round_digits", "screen_availability",
    "screen_nonzero", "sort_order", "target_upper", "geometric_floor", "entropy_offset", "min_children",
)  # fmt: skip
WHOLE_NUMBERS = ("direction", "round_digits", "sort_order", "min_children")
BOOLEANS = {"clip": True, "log_winsorised": False, "rank_rounded": False}
DEFAULTS = {
    "direction": 1.0, "scale_lower": 0.0, "scale_upper": 100.0, "max_missing_share": 0.0, "mean": 0.0, "sd": 1.0,
    "min_coverage": 0.0, "winsorise_points": 5.0, "winsorise_lower": 0.0, "winsorise_upper": 1.0,
    "denominator_scale": 1.0, "coverage_basis": "weight", "round_mode": "half_up", "round_scope": "shown",
    "outlier_log": "shifted",
}  # fmt: skip
# Only the names come from the package. What a method needs is stated again here, in Python, to check the package.
NORMALISATIONS = tuple(name for name in METHODS["normalisation"] if name != "lookup")
AGGREGATIONS = tuple(METHODS["aggregation"])
IMPUTATIONS = tuple(METHODS["imputation"])
RANKS = ("rank", "rank_average", "percentile_rank", "percentile_rank_highest", "exponential_rank", "borda")
# Methods without a scale.
UNSCALED = ("z_score", "rank", "rank_average", "borda")
UNSCALED_MEANS = ("copeland", "mazziotta_pareto", "mazziotta_pareto_upward")
# Methods under which a value may be too high and too low.
TWO_SIDED = ("distance_to_interval", "distance_to_median")
# Means of scores above 0, and those of them that may have a floor.
MEANS_WITH_FLOOR = ("geometric", "harmonic", "generalised")
MEANS_OF_POSITIVE = (*MEANS_WITH_FLOOR, "mazziotta_pareto", "mazziotta_pareto_upward")
# Aggregations that cannot share out a missing weight.
OF_ORDER = ("minimum", "maximum", "median", "topsis", "copeland")
# Weightings that the scores decide.
FROM_DATA = ("entropy", "standard_deviation", "critic", "pca")
MISSING_RULES = ("renormalise", "require_all", "zero", "share_equally", "group_mean")
TRANSFORMATIONS = ("log", "log10", "sqrt")
Row = dict[str, str | None]


@dataclass
class Framework:
    """The inputs of one index: rows of the framework, each unit's cohort, and the observations as text."""

    name: str
    rows: list[Row]
    units: dict[str, str]
    values: dict[tuple[str, str], str | None]
    damages: list[str] = field(default_factory=list)


@dataclass
class Verdict:
    """The broken rules, or without any the scores by unit and node; results that noise may decide are not compared."""

    rules: set[str]
    scores: dict[tuple[str, str], float | None] = field(default_factory=dict)
    undecided: set[str] = field(default_factory=set)


def number(text: str | None) -> float | None:
    """Return a cell's number; None if it is blank. Raises ValueError if it is not a number or out of range."""
    if text is None or not text.strip(" "):
        return None
    if not NUMBER.fullmatch(text.strip(" ")):
        raise ValueError(text)
    value = float(text)
    if value != 0 and not SMALLEST <= abs(value) <= LARGEST:
        raise ValueError(text)
    return value


def judge(framework: Framework) -> Verdict:
    """Return the rules that the framework breaks, as far as they can be judged, or the scores that it gives."""
    rules = rows_broken(framework)
    editions = [Edition(framework, cohort) for cohort in sorted(set(framework.units.values()))]
    if rules:
        # both are judged before the tree
        return Verdict(rules | {"framework_is_for_every_cohort" for edition in editions if not edition.rows})
    for edition in editions:
        rules |= edition.tree_broken()
    if rules:
        return Verdict(rules)
    # faults of observations and of the framework's numbers are reported together
    known = {node for edition in editions for node in edition.indicators}
    for (unit, node), text in framework.values.items():
        edition = next(edition for edition in editions if unit in edition.units)
        if node not in known:
            rules.add("observations_have_a_known_indicator")
        elif node not in edition.indicators and text and text.strip():
            rules.add("observations_are_of_their_cohort")
    for edition in editions:
        rules |= edition.parameters_broken()
    if rules:
        return Verdict(rules)
    for step in (Edition.statistics_broken, Edition.weights_broken, Edition.scores_broken):
        for edition in editions:
            rules |= step(edition)
        if rules:
            return Verdict(rules)
    scores = {cell: score for edition in editions for cell, score in edition.shown().items()}
    return Verdict(rules, scores, {node for edition in editions for node in edition.undecided})


def rows_broken(framework: Framework) -> set[str]:
    """Return the faults of single rows, and between rows except in the tree."""
    rules: set[str] = set()
    keys = [(row.get("period"), row.get("cohort_id"), row.get("node_id")) for row in framework.rows]
    if len(set(keys)) < len(keys) or any(node is None for _, _, node in keys):
        rules.add("framework_is_unique")
    if not framework.values:
        rules.add("framework_index_has_observations")
    nodes = {row.get("node_id") for row in framework.rows}
    for row in framework.rows:
        read: dict[str, float | None] = {}
        for column in NUMBERS:
            try:
                read[column] = number(row.get(column))
            except ValueError:
                rules.add("framework_cells_are_readable")
        for column in WHOLE_NUMBERS:
            found = read.get(column)
            if found is not None and (found != math.floor(found) or abs(found) > 1e9):
                rules.add("framework_cells_are_readable")
                del read[column]
        for column in BOOLEANS:
            if (row.get(column) or "true").lower() not in ("true", "false", "yes", "no", "1", "0"):
                rules.add("framework_cells_are_readable")
        known = {
            "framework_transformation_is_supported": ("transformation", TRANSFORMATIONS),
            "framework_imputation_is_supported": ("imputation", IMPUTATIONS),
            "framework_outlier_treatment_is_supported": ("outlier_treatment", ("skew_kurtosis", "percentiles")),
            "framework_weighting_is_known": ("weighting", ("declared", "equal", "ahp", *FROM_DATA)),
            "framework_weight_standing_is_known": ("weight_standing", ("published", "inferred", "assumed")),
            "framework_reference_unit_is_known": ("reference_unit", framework.units),
            "framework_statistics_period_has_observations": ("statistics_period", ("all", PERIOD)),
            "framework_cohort_has_units": ("cohort_id", framework.units.values()),
            "framework_parent_is_a_node": ("parent_id", nodes),
        }
        rules |= {rule for rule, (column, words) in known.items() if row.get(column) and row[column] not in words}
        if row.get("imputation") in ("group_mean", "group_median") or row.get("missing_rule") == "group_mean":
            rules.add("framework_imputation_grouping_is_known")  # there are no groups
        if read.get("direction") not in (None, 1.0, -1.0):
            rules.add("framework_direction_is_known")
        digits, periods, children = (
            read.get(column) for column in ("round_digits", "imputation_periods", "min_children")
        )
        floor, offset = read.get("geometric_floor"), read.get("entropy_offset")
        if (
            (row.get("coverage_basis") or "weight") not in ("weight", "count", "children")
            or (row.get("round_mode") or "half_up") not in ("half_up", "half_even", "nearest_double")
            or (row.get("round_scope") or "shown") not in ("shown", "parent")
            or (row.get("outlier_log") or "shifted") not in ("shifted", "directed", "from_one")
            or (digits is not None and not 0 <= digits <= 10)
            or (periods is not None and periods < 1)
            or (children is not None and children < 1)
            or (floor is not None and floor <= 0)
            or (offset is not None and offset < 0)
        ):
            rules.add("framework_words_are_known")
    return rules


class Edition:
    """The framework that applies to one cohort."""

    def __init__(self, framework: Framework, cohort: str):
        """Choose the rows that apply: the cohort's own before those for all, then the period's."""
        self.units = sorted(unit for unit, own in framework.units.items() if own == cohort)
        self.values = framework.values
        chosen: dict[str, Row] = {}
        for row in framework.rows:
            if row.get("cohort_id") not in (None, cohort) or row.get("period") not in (None, PERIOD):
                continue
            node = str(row["node_id"])
            rank = (row.get("cohort_id") is not None, row.get("period") is not None)
            if node not in chosen or rank > (
                chosen[node].get("cohort_id") is not None,
                chosen[node].get("period") is not None,
            ):
                chosen[node] = row
        self.rows = chosen
        self.children: dict[str, list[str]] = {}
        for node, row in chosen.items():
            if row.get("parent_id"):
                self.children.setdefault(str(row["parent_id"]), []).append(node)
        self.indicators = {node for node in chosen if node not in self.children}
        self.undecided: set[str] = set()
        # weights that the scores decide
        self.found_weights: dict[str, float] = {}

    def cell(self, node: str, column: str) -> str | None:
        """Return a text of a node, or the meaning of a blank."""
        return self.rows[node].get(column) or DEFAULTS.get(column)  # type: ignore[return-value]

    def value(self, node: str, column: str) -> float | None:
        """Return a number of a node, or the meaning of a blank."""
        found = number(self.rows[node].get(column))
        return DEFAULTS.get(column) if found is None else found  # type: ignore[return-value]

    def flag(self, node: str, column: str) -> bool:
        """Return yes or no of a node."""
        text = self.rows[node].get(column)
        return text.lower() in ("true", "yes", "1") if text else BOOLEANS[column]

    def above(self, node: str) -> list[str]:
        """Return the nodes from a node up, itself first; in a cycle up to where it closes."""
        path = [node]
        while (parent := self.rows[path[-1]].get("parent_id")) and parent in self.rows and parent not in path:
            path.append(parent)
        return path

    def tree_broken(self) -> set[str]:
        """Return the faults of the tree and of the methods that nodes name."""
        rules = set()
        roots = [node for node, row in self.rows.items() if not row.get("parent_id")]
        if not self.rows:
            return {"framework_is_for_every_cohort"}
        if len(roots) != 1:
            rules.add("nodes_have_one_index")
        for node, row in self.rows.items():
            path = self.above(node)
            if path[-1] not in roots or len(path) - 1 > MAX_DEPTH:
                rules.add("nodes_are_connected")
            methods = {
                "nodes_aggregation_is_supported": (row.get("aggregation"), AGGREGATIONS),
                "nodes_missing_rule_is_supported": (row.get("missing_rule"), MISSING_RULES),
            }
            rules |= {rule for rule, (name, names) in methods.items() if name and name not in names}
            method = row.get("normalisation")
            if method == "lookup" and node not in self.indicators:
                rules.add("nodes_lookup_is_of_categories")
            elif method not in NORMALISATIONS and (method or node in self.indicators):
                rules.add("nodes_normalisation_is_supported")
            if method in RANKS and row.get("statistics_period") not in (None, "all"):
                rules.add("nodes_ranks_are_of_known_values")
        return rules

    def aggregation(self, node: str) -> str:
        """Return the aggregation of a parent."""
        return self.cell(node, "aggregation") or "arithmetic"

    def weighs_by_data(self, parent: str | None) -> bool:
        """Tell whether the scores give the weights of a node's children."""
        return parent in self.rows and self.rows[parent].get("weighting") in FROM_DATA

    def has_scale(self, node: str) -> bool:
        """Tell whether a node's scores lie on its scale: by its own method, or as those below it do."""
        method = self.cell(node, "normalisation")
        if node in self.indicators or method:
            always = ("distance_to_reference", "fraction_of_maximum", "scaled", "vector", *UNSCALED)
            unclipped = ("distance_to_target", *TWO_SIDED)
            return method not in always and not (method in unclipped and not self.flag(node, "clip"))
        if self.aggregation(node) in UNSCALED_MEANS:
            return False
        return self.aggregation(node) == "topsis" or all(self.has_scale(child) for child in self.children[node])

    def is_on_scale(self, node: str) -> bool:
        """Tell whether a node's scale is compared with that of its parent."""
        method = self.cell(node, "normalisation")
        return self.has_scale(node) or (method is not None and method not in UNSCALED)

    def sum_of_scales(self, node: str) -> tuple[float, float] | None:
        """Return the weighted sum of the scales of a sum's parts; None for another node or without any weight.

        Weights that the scores decide add up to 1, so such a sum is a mean and has the scale of its children.
        """
        if node in self.indicators or self.aggregation(node) != "sum" or self.cell(node, "normalisation"):
            return None
        if self.weighs_by_data(node):
            return None
        parts = [
            (weight, self.sum_of_scales(child) or (self.value(child, "scale_lower"), self.value(child, "scale_upper")))
            for child in self.children[node]
            if (weight := self.weight(child)) is not None
        ]
        if not parts:
            return None
        low, high = (math.fsum(weight * scale[end] for weight, scale in parts) for end in (0, 1))
        return low, high

    def scale(self, node: str) -> tuple[float, float]:
        """Return the ends of a node's scale; a blank end of a sum's scale comes from its parts."""
        low, high = self.value(node, "scale_lower"), self.value(node, "scale_upper")
        of_parts = self.sum_of_scales(node)
        if of_parts:
            low = of_parts[0] if number(self.rows[node].get("scale_lower")) is None else low
            high = of_parts[1] if number(self.rows[node].get("scale_upper")) is None else high
        return low, high

    def scale_of_mean(self, node: str) -> tuple[float, float]:
        """Return the scale that an aggregation reads: a normalised parent's own scale is that of the result."""
        if not self.cell(node, "normalisation") or self.aggregation(node) == "topsis":
            return self.scale(node)
        scales = [self.scale(child) for child in self.children[node]]
        return min(low for low, _ in scales), max(high for _, high in scales)

    def weight(self, node: str) -> float | None:
        """Return a node's weight by its parent's weighting; the index itself weighs 1."""
        parent = self.rows[node].get("parent_id")
        own = number(self.rows[node].get("weight"))
        if parent is None:
            return 1.0 if own is None else own
        weighting = self.rows[parent].get("weighting") or "declared"
        if weighting in FROM_DATA:
            return self.found_weights.get(node)
        return {"declared": own, "equal": 1.0}.get(weighting)

    def parameters_broken(self) -> set[str]:
        """Return the faults of the framework's numbers, and of its indicators' values."""
        rules = set()
        for node, row in self.rows.items():
            weight = self.weight(node)
            siblings = [other for other in self.rows if self.rows[other].get("parent_id") == row.get("parent_id")]
            if weight is None:
                rules |= set() if self.weighs_by_data(row.get("parent_id")) else {"missing_weights"}
            elif weight < 0:
                rules.add("negative_weight")
            if weight is not None and sum(self.weight(other) or 0 for other in siblings) == 0:
                rules.add("weights_without_share")
            for column in ("max_missing_share", "min_coverage", "screen_availability", "screen_nonzero"):
                share = self.value(node, column)
                if share is not None and not 0 <= share <= 1:
                    rules.add("shares_out_of_range")
            low, high, step = (self.value(node, column) for column in ("value_min", "value_max", "value_step"))
            if (
                (low is not None and high is not None and low > high)
                or (step is not None and step <= 0)
                or not self.scale(node)[0] < self.scale(node)[1]
            ):
                rules.add("disordered_bounds")
            lower, upper = self.value(node, "winsorise_lower"), self.value(node, "winsorise_upper")
            if not 0 <= lower < upper <= 1 or not 0 <= self.value(node, "winsorise_points") <= 5:
                rules.add("winsorising_out_of_range")
            if self.is_without_meaning(node):
                rules.add("parameters_without_meaning")
            if self.is_of_another_scale(node):
                rules.add("other_scales")
            centre, width = self.scale(node)
            width -= centre
            is_z_score = self.cell(node, "normalisation") == "z_score"
            if is_z_score:
                centre, width = self.value(node, "mean"), self.value(node, "sd")
            # a deviation of 0 breaks the rule on missing parameters, and no other
            is_missing = is_z_score and width == 0
            if not is_missing and (width < 1e-6 or width < 1e-9 * abs(centre)):
                rules.add("unresolved_scores")
            total = sum(self.weight(other) or 0 for other in siblings)
            if weight is not None and weight > 0 and total and weight / total < 1e-12:
                rules.add("lost_weights")
            rules |= self.method_broken(node)
            if node in self.indicators:
                rules |= self.indicator_broken(node)
            else:
                aggregation = self.aggregation(node)
                missing = self.cell(node, "missing_rule") or "renormalise"
                exponent = self.value(node, "exponent")
                if (
                    (aggregation == "generalised" and (exponent is None or abs(exponent) > 100))
                    or (missing == "zero" and aggregation in MEANS_OF_POSITIVE)
                    or (missing == "share_equally" and aggregation in OF_ORDER)
                ):
                    rules.add("undefined_aggregations")
                if self.weighs_by_data(node) and (
                    any(child not in self.indicators for child in self.children[node])
                    or (row["weighting"] == "entropy" and not any(map(self.is_on_scale, self.children[node])))
                ):
                    rules.add("undefined_weightings")
        return rules

    def is_without_meaning(self, node: str) -> bool:
        """Tell whether a cell that nothing reads is filled; direction 1 and weight 1 state the default."""
        row = self.rows[node]
        filled = {column for column, cell in row.items() if cell is not None and cell.strip(" ")}
        method, treatment = row.get("normalisation"), row.get("outlier_treatment")
        is_indicator = node in self.indicators
        aggregation = self.aggregation(node)
        read = {"node_id", "parent_id", "period", "cohort_id", "weight_standing", "sort_order", "round_digits",
                "data_notice", "normalisation"}  # fmt: skip
        if "round_digits" in filled:
            read |= {"round_mode", "round_scope", "rank_rounded"}
        if row.get("parent_id") or self.value(node, "weight") == 1:
            read.add("weight")
        if not row.get("parent_id"):
            read |= {"screen_availability", "screen_nonzero"}
        if ((is_indicator or method) and method not in TWO_SIDED) or self.value(node, "direction") == 1:
            read.add("direction")
        if method and method not in ("identity", "goalposts", "scaled"):
            read.add("statistics_period")
        if method and method not in UNSCALED:
            read |= {"scale_lower", "scale_upper"}
        of_methods = {
            "goalposts": {"lower", "upper", "clip"}, "scaled": {"lower", "upper"}, "z_score": {"mean", "sd"},
            "distance_to_target": {"target", "clip"}, "distance_to_reference": {"reference_unit"},
            "distance_to_interval": {"target", "target_upper", "lower", "upper", "clip"},
            "distance_to_median": {"lower", "upper", "clip"},
        }  # fmt: skip
        read |= of_methods.get(str(method), set())
        if is_indicator:
            read |= {"denominator", "imputation", "outlier_treatment", "transformation", "value_min", "value_max",
                     "value_step", "max_missing_share"}  # fmt: skip
            if "denominator" in filled:
                read.add("denominator_scale")
            if row.get("imputation") in ("group_mean", "group_median"):
                read.add("imputation_grouping")
            if row.get("imputation") in ("last_value", "constant", "linear", "linear_constant"):
                read.add("imputation_periods")
            if treatment == "skew_kurtosis":
                read |= {"winsorise_points", "log_winsorised", "outlier_log"}
            if treatment == "percentiles":
                read |= {"winsorise_lower", "winsorise_upper"}
        else:
            read |= {"weighting", "aggregation", "missing_rule", "min_coverage", "min_children"}
            if "min_coverage" in filled:
                read.add("coverage_basis")
            if aggregation == "generalised":
                read.add("exponent")
            if aggregation in MEANS_WITH_FLOOR:
                read.add("geometric_floor")
            if aggregation not in UNSCALED_MEANS and method not in UNSCALED:
                read |= {"scale_lower", "scale_upper"}
            if row.get("missing_rule") == "group_mean":
                read.add("imputation_grouping")
            if row.get("weighting") == "entropy":
                read.add("entropy_offset")
            if aggregation == "topsis" or row.get("weighting") in FROM_DATA:
                read.add("statistics_period")
        return bool(filled - read)

    def is_of_another_scale(self, node: str) -> bool:
        """Tell whether a parent's scale differs from its children's, as far as they have one."""
        aggregation = self.aggregation(node)
        if node in self.indicators or self.cell(node, "normalisation") or aggregation in ("topsis", *UNSCALED_MEANS):
            return False
        low, high = self.scale(node)
        of_parts = self.sum_of_scales(node)
        if of_parts:
            return not (same(low, of_parts[0], high) and same(high, of_parts[1]))
        if all(
            method in UNSCALED
            if (method := self.cell(child, "normalisation"))
            else child in self.children and self.aggregation(child) in UNSCALED_MEANS
            for child in self.children[node]
        ):
            filled = self.rows[node].get("scale_lower") or self.rows[node].get("scale_upper")
            return bool(filled) and aggregation != "inverse_geometric"
        scales = [self.scale(child) for child in self.children[node] if self.is_on_scale(child)]
        return any(low > lowest or high != highest for lowest, highest in scales)

    def method_broken(self, node: str) -> set[str]:
        """Return the faults of the parameters of a node's normalisation."""
        rules = set()
        method, transformation = self.cell(node, "normalisation"), self.cell(node, "transformation")
        lower, upper, target = (self.value(node, column) for column in ("lower", "upper", "target"))
        last = self.value(node, "target_upper")
        if method in ("goalposts", "scaled") and (
            lower is None or upper is None or lower >= upper or transform(lower, transformation) is None
        ):
            rules.add("disordered_goalposts")
        # in this order as far as they are there; one end alone has no meaning
        points = [lower, target, last, upper] if method == "distance_to_interval" else [lower, upper]
        if method in TWO_SIDED and (
            (lower is None) != (upper is None)
            or (method == "distance_to_median" and lower is not None and lower >= upper)
            or (method == "distance_to_interval" and are_disordered(*points))
            or any(point is not None and transform(point, transformation) is None for point in points)
        ):
            rules.add("disordered_goalposts")
        if (
            (
                method in ("distance_to_target", "distance_to_interval")
                and (target is None or (transformation in ("log", "log10") and target <= 0))
            )
            or (method == "distance_to_reference" and self.cell(node, "reference_unit") is None)
            or (method == "z_score" and self.value(node, "sd") <= 0)
        ):
            rules.add("missing_parameters")
        return rules

    def indicator_broken(self, node: str) -> set[str]:
        """Return the faults of an indicator's values."""
        rules = set()
        transformation = self.cell(node, "transformation")
        missing = 0
        for unit in self.units:
            text = self.values.get((unit, node))
            try:
                value = number(text)
            except ValueError:
                rules.add("unreadable")
                continue
            if value is None:
                missing += 1
                continue
            if transform(value, transformation) is None:
                rules.add("untransformable")
                continue
            low, high = self.value(node, "value_min"), self.value(node, "value_max")
            if low is not None and value < low:
                rules.add("below_minimum")
            if high is not None and value > high:
                rules.add("above_maximum")
        if missing / len(self.units) > self.value(node, "max_missing_share"):
            rules.add("missing")
        return rules

    def treat(self) -> None:
        """Impute, screen and transform the values."""
        imputed: dict[tuple[str, str], float | None] = {}
        for node in self.indicators:
            own = {unit: number(self.values.get((unit, node))) for unit in self.units}
            present = [value for value in own.values() if value is not None]
            filling = None
            if present and self.cell(node, "imputation") == "mean":
                filling = math.fsum(present) / len(present)
            if present and self.cell(node, "imputation") == "median":
                filling = statistics.median(present)
            fellows = []
            if self.cell(node, "imputation") in ("sibling_mean", "indicator_mean"):
                fellows = [
                    other
                    for other in self.indicators
                    if self.cell(node, "imputation") == "indicator_mean"
                    or self.rows[other].get("parent_id") == self.rows[node].get("parent_id")
                ]
            for unit, value in own.items():
                imputed[unit, node] = filling if value is None else value
                if value is None and fellows and present:
                    imputed[unit, node] = self.from_fellows(unit, node, fellows, min(present), max(present))
        (root,) = (node for node, row in self.rows.items() if not row.get("parent_id"))
        availability, nonzero = self.value(root, "screen_availability"), self.value(root, "screen_nonzero")
        self.included = []
        for unit in self.units:
            own = [imputed[unit, node] for node in self.indicators]
            present = [value for value in own if value is not None]
            share = sum(value != 0 for value in present) / len(present) if present else 0.0
            if availability is not None and len(present) / len(own) < availability - 1e-12:
                continue
            if nonzero is not None and share < nonzero - 1e-12:
                continue
            self.included.append(unit)
        self.treated = {
            node: {
                unit: None
                if imputed[unit, node] is None
                else transform(imputed[unit, node], self.cell(node, "transformation"))
                for unit in self.included
            }
            for node in self.indicators
        }
        self.root = root

    def from_fellows(self, unit: str, node: str, fellows: list[str], low: float, high: float) -> float | None:
        """Return how well a unit does in other indicators, converted to the range of one without a value."""
        shares = []
        for other in fellows:
            value = number(self.values.get((unit, other)))
            there = [number(self.values.get((one, other))) for one in self.units]
            present = [one for one in there if one is not None]
            if value is None or same(min(present), max(present)):
                continue
            share = (value - min(present)) / (max(present) - min(present))
            shares.append(1 - share if self.value(other, "direction") < 0 else share)
        if not shares:
            return None
        share = math.fsum(shares) / len(shares)
        return high - share * (high - low) if self.value(node, "direction") < 0 else low + share * (high - low)

    def statistics_broken(self) -> set[str]:
        """Return the normalisations that a parameter leaves without a result."""
        self.treat()
        rules = set()
        for node in self.indicators:
            present = [value for value in self.treated[node].values() if value is not None]
            if not present:
                continue
            if self.gives_no_score(node, self.treated[node]):
                rules.add("statistics_define_the_scores")
        return rules

    def gives_no_score(self, node: str, values: dict[str, float | None]) -> bool:
        """Tell whether a normalisation has no result for the values: of an indicator, or scores of a parent."""
        present = [value for value in values.values() if value is not None]
        method, direction = self.cell(node, "normalisation"), self.value(node, "direction")
        worst, best = (min(present), max(present)) if direction > 0 else (max(present), min(present))
        worst = best if same(worst, best) else worst
        target = self.transformed(node, "target")
        reference = values.get(str(self.cell(node, "reference_unit")))
        lower, upper = (self.transformed(node, column) for column in ("lower", "upper"))
        middle = statistics.median(present)
        return (
            (
                method == "distance_to_target"
                and (target is None or direction * target <= direction * worst or same(target, worst))
            )
            or (method == "distance_to_reference" and (reference is None or same(reference, worst)))
            or (method == "fraction_of_maximum" and best <= 0)
            or (method == "vector" and best == worst == 0)
            or (method == "distance_to_median" and lower is not None and middle <= lower)
            or (method == "distance_to_median" and upper is not None and middle >= upper)
        )

    def transformed(self, node: str, column: str) -> float | None:
        """Return a number of a node, transformed as its values are."""
        found = self.value(node, column)
        return None if found is None else transform(found, self.cell(node, "transformation"))

    def weights_broken(self) -> set[str]:
        """Compute the weights that come from scores; return a rule if they give none."""
        rules = set()
        for parent, children in self.children.items():
            if not self.weighs_by_data(parent):
                continue
            scores = {child: self.normalised(child, self.treated[child]) for child in children}
            method = self.rows[parent]["weighting"]
            if method == "entropy":
                offset = self.value(parent, "entropy_offset") or 0
                measures = [self.divergence(child, scores[child], offset) for child in children]
            elif method == "standard_deviation":
                measures = [spread([one for one in scores[child].values() if one is not None]) for child in children]
            else:
                of_units = [[scores[child][unit] for child in children] for unit in self.included]
                complete = [row for row in of_units if None not in row]
                measures = of_correlations(method, [[row[place] for row in complete] for place in range(len(children))])
            if any(measure is None for measure in measures) or not any(measures):
                rules.add("weights_from_data_are_defined")
                continue
            total = math.fsum(measures)
            self.found_weights |= {child: measure / total for child, measure in zip(children, measures, strict=True)}
            if total < SMALL_MEASURE:
                self.undecided |= set(self.above(parent))
        return rules

    def divergence(self, node: str, scores: dict[str, float | None], offset: float) -> float | None:
        """Return how unequal the units' heights on the scale are, by entropy; None if that is not defined."""
        present = [score for score in scores.values() if score is not None]
        low, high = self.scale(node)
        heights = [(score - low) / (high - low) for score in present]
        if not self.has_scale(node) or len(present) < 2 or min(heights) < 0:
            return None
        raised = [height + offset for height in heights]
        total = math.fsum(raised)
        shares = [one / total for one in raised if one > 0]
        # all at the lower end are as equal as all at any other height
        found = 1 + math.fsum(share * math.log(share) for share in shares) / math.log(len(present)) if shares else 0
        return 0 if found < NOISE else found

    def scores_broken(self) -> set[str]:
        """Compute the scores and return their faults."""
        self.result: dict[tuple[str, str], Score] = {}
        self.undefined = self.unnormalised = False
        if not self.included:
            return {"unscored_index"}
        self.compute(self.root)
        rules = {"undefined"} if self.undefined else set()
        if self.unnormalised:
            rules.add("unnormalised")
        scored = [unit for unit in self.included if self.result[unit, self.root].score is not None]
        if not scored:
            rules.add("unscored_index")
        for node in self.rows:
            is_open = self.cell(node, "normalisation") == "goalposts" and not self.flag(node, "clip")
            if is_open or not self.has_scale(node):
                continue
            lower, upper = self.scale(node)
            hair = NOISE * max(abs(lower), abs(upper))
            for unit in self.included:
                score = self.result[unit, node].score
                if score is not None and score < lower - hair:
                    rules.add("below_scale")
                if score is not None and score > upper + hair:
                    rules.add("above_scale")
        return rules

    def compute(self, node: str) -> None:
        """Compute a node's scores, after those of the nodes below it."""
        if node in self.indicators:
            found = self.normalised(node, self.treated[node])
            for unit in self.included:
                score = found[unit]
                there = 0 if score is None else 1
                self.result[unit, node] = Score(self.seen_by_parent(node, score), float(there), 1, there)
            return
        for child in self.children[node]:
            self.compute(child)
        means = {unit: self.aggregated(node, unit) for unit in self.included}
        final = {unit: mean.score for unit, mean in means.items()}
        if self.cell(node, "normalisation"):
            self.doubt(node, [score for score in final.values() if score is not None])
            known = any(score is not None for score in final.values())
            final = dict.fromkeys(final) if known and self.gives_no_score(node, final) else self.normalised(node, final)
        for unit, mean in means.items():
            if mean.score is not None and final[unit] is None:
                self.unnormalised = True
            self.result[unit, node] = replace(mean, score=self.seen_by_parent(node, final[unit]))

    def doubt(self, node: str, scores: list[float]) -> None:
        """Leave a normalised parent undecided if its scores differ by little more than the noise of their sums."""
        below = [self.result[unit, child].score for unit in self.included for child in self.children[node]]
        size = max((abs(score) for score in [*below, *scores] if score is not None), default=0)
        ordered = sorted(scores)
        gaps = [high - low for low, high in pairwise(ordered)]
        noise = NOISE / 100 * max(map(abs, scores), default=0)
        if any(noise < gap < SMALL_GAP * size for gap in gaps):
            self.undecided |= set(self.above(node))

    def seen_by_parent(self, node: str, score: float | None) -> float | None:
        """Round a score if the parent reads it rounded."""
        return self.rounded(node, score) if self.cell(node, "round_scope") == "parent" else score

    def rounded(self, node: str, score: float | None) -> float | None:
        """Round a score as the node says."""
        digits = self.value(node, "round_digits")
        if score is None or digits is None:
            return score
        if self.cell(node, "round_mode") == "nearest_double":
            power, size = 10.0**digits, abs(score)
            below, above = math.floor(size * power) / power, math.ceil(size * power) / power
            if below < above and abs((above - size) - (size - below)) * power < SMALL_GAP:
                self.undecided |= set(self.above(node))
            return math.copysign(above if above - size < size - below else below, score)
        mode = ROUND_HALF_EVEN if self.cell(node, "round_mode") == "half_even" else ROUND_HALF_UP
        # a half that its double misses slightly is a half, so nine more digits are kept first
        moved = (Decimal(score) * 10 ** int(digits)).quantize(Decimal("1e-9"), ROUND_HALF_UP)
        return float(moved.quantize(Decimal(1), mode) / 10 ** int(digits))

    def normalised(self, node: str, own: dict[str, float | None]) -> dict[str, float | None]:
        """Normalise an indicator's values, or a parent's aggregated scores."""
        present = [value for value in own.values() if value is not None]
        if not present:
            return dict.fromkeys(own)
        method, direction = self.cell(node, "normalisation"), self.value(node, "direction")
        low, high = self.value(node, "scale_lower"), self.value(node, "scale_upper")
        lower, upper, target, last = (
            self.transformed(node, column) for column in ("lower", "upper", "target", "target_upper")
        )
        worst, best = (min(present), max(present)) if direction > 0 else (max(present), min(present))
        worst = best if same(worst, best) else worst
        hair = NOISE * max(abs(worst), abs(best))
        result: dict[str, float | None] = {}
        for unit, value in own.items():
            share: float | None = None
            score: float | None = None
            if value is None:
                pass
            elif method == "identity":
                score = low + high - value if direction < 0 else value
            elif method in ("min_max", "distance_to_maximum"):
                share = None if best == worst else (value - worst) / (best - worst)
            elif method in ("goalposts", "scaled"):
                share = (upper - value if direction < 0 else value - lower) / (upper - lower)
                if method == "goalposts" and self.flag(node, "clip"):
                    share = min(1.0, max(0.0, share))
            elif method == "z_score":
                if width := spread(present):
                    centre = math.fsum(present) / len(present)
                    score = self.value(node, "mean") + self.value(node, "sd") * direction * (value - centre) / width
            elif method in RANKS:
                worse = sum(direction * other < direction * value - hair for other in present)
                ties = sum(abs(other - value) <= hair for other in present)
                if method == "rank":
                    score = 1.0 + worse
                elif method == "borda":
                    score = float(worse)
                elif method == "rank_average":
                    score = 1 + worse + (ties - 1) / 2
                elif method == "exponential_rank":
                    height = (1 + worse + (ties - 1) / 2) / len(present)
                    share = -0.23 * math.log(1 - height * (1 - math.exp(-100 / 23)))
                else:
                    better_or_equal = worse if method == "percentile_rank" else worse + ties - 1
                    share = better_or_equal / (len(present) - 1) if len(present) > 1 else None
            elif method == "distance_to_target":
                share = ratio(value - worst, target - worst)
                if share is not None and self.flag(node, "clip"):
                    share = min(1.0, share)
            elif method == "distance_to_reference":
                reference = own.get(str(self.cell(node, "reference_unit")))
                share = None if reference is None else ratio(value - worst, reference - worst)
            elif method == "fraction_of_maximum":
                share = ratio(best, value) if direction < 0 else ratio(value, best)
            elif method == "vector":
                share = ratio(value, math.hypot(*present))
                share = 1 - share if share is not None and direction < 0 else share
            elif method in TWO_SIDED:
                first, end = target, target if last is None else last
                if method == "distance_to_median":
                    first = end = statistics.median(present)
                widest = max(first - min(present), max(present) - end)
                share = 1.0
                if value < first:
                    share = 1 - (first - value) / (widest if lower is None else first - lower)
                elif value > end:
                    share = 1 - (value - end) / (widest if upper is None else upper - end)
                if self.flag(node, "clip"):
                    share = max(0.0, share)
                if method == "distance_to_median" and worst == best:
                    share = None
            result[unit] = score if share is None else low + (high - low) * share
        return result

    def aggregated(self, node: str, unit: str) -> Score:
        """Aggregate the scores of a node's children for one unit."""
        aggregation = self.aggregation(node)
        missing = self.cell(node, "missing_rule") or "renormalise"
        floor = self.value(node, "geometric_floor")
        children = [(self.weight(child), self.result[unit, child]) for child in self.children[node]]
        total = math.fsum(weight for weight, _ in children)
        present = [(weight, child) for weight, child in children if child.score is not None]
        coverage = math.fsum(weight * child.coverage for weight, child in present) / total
        indicators = sum(child.indicators for _, child in children)
        with_score = sum(child.with_score for _, child in present)
        basis = {
            "weight": coverage,
            "count": with_score / indicators,
            "children": len(present) / len(children),
        }[str(self.cell(node, "coverage_basis"))]
        covered = basis >= self.value(node, "min_coverage") - 1e-12
        covered = covered and not (missing == "require_all" and len(present) < len(children))
        if aggregation == "sum" and missing in ("renormalise", "share_equally") and len(present) < len(children):
            # what is missing cannot be made up from parts with other scales
            covered = covered and len({self.scale(child) for child in self.children[node]}) == 1
        covered = covered and len(present) >= (self.value(node, "min_children") or 0)
        scores = [
            (weight, 0.0 if child.score is None and missing == "zero" else child.score) for weight, child in children
        ]
        known = [(weight, score) for weight, score in scores if score is not None]
        if floor is not None:
            known = [(weight, max(floor, score)) for weight, score in known]
        undefined = any(
            (aggregation in MEANS_OF_POSITIVE and score <= 0)
            or (aggregation == "inverse_geometric" and flipped(score, *self.scale_of_mean(node)) <= 0)
            for _, score in known
        )
        score: float | None = None
        if covered and undefined:
            self.undefined = True
        elif covered and aggregation == "copeland":
            score = self.duels(node, unit) if present else None
        elif covered and aggregation == "topsis":
            score = self.closeness(node, unit) if present else None
            self.undefined = self.undefined or bool(present and score is None)
        elif covered and known:
            score = self.mean(aggregation, missing, known, total, node)
        return Score(score, coverage, indicators, with_score)

    def mean(
        self, aggregation: str, missing: str, known: list[tuple[float, float]], total: float, node: str
    ) -> float | None:
        """Return the mean of the scores that are known."""
        if aggregation in ("minimum", "maximum", "median"):
            found = [score for _, score in known]
            return {"minimum": min, "maximum": max, "median": statistics.median}[aggregation](found)
        weights = [weight for weight, _ in known]
        if missing == "share_equally":
            weights = [weight + (total - math.fsum(weights)) / len(known) for weight in weights]
        if not any(weights):
            return None
        # shares first, so that no weight is too large or too small
        shares = [weight / math.fsum(weights) for weight in weights]
        scores = [score for _, score in known]
        low, high = self.scale_of_mean(node)
        exponent = self.value(node, "exponent")
        if aggregation == "generalised" and exponent == 0:
            aggregation = "geometric"
        pairs = list(zip(shares, scores, strict=True))
        mean = math.fsum(share * score for share, score in pairs)
        if aggregation == "arithmetic":
            return mean
        if aggregation == "sum":
            return mean * total
        if aggregation in ("mazziotta_pareto", "mazziotta_pareto_upward"):
            variance = math.fsum(share * (score - mean) ** 2 for share, score in pairs)
            return mean + (1 if aggregation == "mazziotta_pareto_upward" else -1) * variance / mean
        if aggregation == "geometric":
            return math.exp(math.fsum(share * math.log(score) for share, score in pairs))
        if aggregation == "harmonic":
            return 1 / math.fsum(share / score for share, score in pairs)
        if aggregation == "inverse_geometric":
            far = math.exp(math.fsum(share * math.log(flipped(score, low, high)) for share, score in pairs))
            return high - (far - low if low > 0 else (far - 0.1 * (high - low)) / 0.9)
        largest = max(scores)
        return largest * math.fsum(share * (score / largest) ** exponent for share, score in pairs) ** (1 / exponent)

    def compared(self, node: str, unit: str, child: str) -> float | None:
        """Return a child's score as a method reads it that compares units."""
        found = self.result[unit, child].score
        return 0.0 if found is None and self.cell(node, "missing_rule") == "zero" else found

    def closeness(self, node: str, unit: str) -> float | None:
        """Return how near a unit is to the best scores, between the distances from the best and from the worst."""
        total = math.fsum(self.weight(child) for child in self.children[node])
        from_best, from_worst = [0.0], [0.0]
        for child in self.children[node]:
            found = [self.compared(node, one, child) for one in self.included]
            present = [score for score in found if score is not None]
            own = self.compared(node, unit, child)
            if own is None or same(min(present), max(present)):
                continue
            self.doubt(node, present)
            from_best.append(self.weight(child) / total * (max(present) - own))
            from_worst.append(self.weight(child) / total * (own - min(present)))
        share = ratio(math.hypot(*from_worst), math.hypot(*from_best) + math.hypot(*from_worst))
        low, high = self.scale(node)
        return None if share is None else low + (high - low) * share

    def duels(self, node: str, unit: str) -> float:
        """Return wins minus losses of a unit against all others that have any score."""
        balance = 0
        total = math.fsum(self.weight(child) for child in self.children[node])
        score = partial(self.compared, node)
        for rival in self.included:
            if rival == unit or all(score(rival, child) is None for child in self.children[node]):
                continue
            lead = 0.0
            for child in self.children[node]:
                one, other = score(unit, child), score(rival, child)
                if one is None or other is None:
                    continue
                if 0 < abs(one - other) < 1e-8:
                    self.undecided |= set(self.above(node))
                lead += self.weight(child) * ((one > other) - (one < other))
            if abs(lead / total) > 1e-9:
                balance += 1 if lead > 0 else -1
        return float(balance)

    def shown(self) -> dict[tuple[str, str], float | None]:
        """Return every score, unrounded if only the shown score is rounded."""
        return {cell: found.score for cell, found in self.result.items()}


@dataclass
class Score:
    """A score with its coverage."""

    score: float | None
    coverage: float
    indicators: int
    with_score: int


def same(one: float, other: float, size: float = 0.0) -> bool:
    """Tell whether two numbers differ by noise alone, as numbers of a size have it."""
    return abs(one - other) <= NOISE * max(abs(one), abs(other), size)


def ratio(one: float, other: float) -> float | None:
    """Divide; None by 0."""
    return one / other if other else None


def spread(numbers: list[float]) -> float | None:
    """Return the standard deviation of a sample, 0 if only noise differs; None for fewer than two numbers."""
    if len(numbers) < 2:
        return None
    return 0.0 if same(min(numbers), max(numbers)) else statistics.stdev(numbers)


def flipped(score: float, low: float, high: float) -> float:
    """Return a score on the scale turned around, which then starts above 0."""
    return low + high - score if low > 0 else 0.1 * (high - low) + 0.9 * (high - score)


def are_disordered(lower: float | None, target: float | None, last: float | None, upper: float | None) -> bool:
    """Tell whether an interval and the points beyond it that score 0 are in a wrong order."""
    end = target if last is None else last
    return target is not None and (
        target > end or (lower is not None and lower >= target) or (upper is not None and upper <= end)
    )


def of_correlations(method: str, scores: list[list[float]]) -> list[float | None]:
    """Return the measures of children by which CRITIC or the first principal component weighs them."""
    widths = [spread(own) for own in scores]
    if not all(widths):
        return [None]
    correlations = np.corrcoef(scores).reshape(len(scores), len(scores))
    if method == "critic":
        conflicts = np.where(correlations > 1 - SMALL_GAP, 0, 1 - correlations).sum(axis=1)
        return [width * float(conflict) for width, conflict in zip(widths, conflicts, strict=True)]
    values, vectors = np.linalg.eigh(correlations)
    # two components of the same length: neither is the first
    if len(values) > 1 and values[-2] > values[-1] * FIRST_COMPONENT:
        return [None]
    return [float(loading) ** 2 for loading in vectors[:, -1]]


def transform(value: float, name: str | None) -> float | None:
    """Transform a value; None if that is not defined."""
    if name in ("log", "log10"):
        return None if value <= 0 else math.log(value) if name == "log" else math.log10(value)
    if name == "sqrt":
        return None if value < 0 else math.sqrt(value)
    return value
