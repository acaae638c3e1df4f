"""The verdict on a framework, in plain Python: the rules that it breaks, or the scores that it gives.

Written from METHODOLOGY.md, README.md and docs/decisions, without reading any table that SQL makes, for
`test_fuzz_frameworks.py`. One index of one period; cells are text as in the input, blank is None.
"""

from __future__ import annotations

import math
import re
import statistics
import sys
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))
from rules_page import METHODS

PERIOD = "2020"
MAX_DEPTH = 4
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
SMALLEST, LARGEST = 1e-100, 1e100
NOISE = 1e-12
NUMBERS = (
    "weight", "direction", "lower", "upper", "target", "mean", "sd", "scale_lower", "scale_upper", "value_min",
    "value_max", "value_step", "max_missing_share", "denominator_scale", "imputation_periods", "winsorise_points",
    "winsorise_lower", "winsorise_upper", "exponent", "min_coverage", "round_digits", "screen_availability",
    "screen_nonzero", "sort_order",
)  # fmt: skip
WHOLE_NUMBERS = ("direction", "round_digits", "sort_order")
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
RANKS = ("rank", "rank_average", "percentile_rank", "borda")
# Methods without a scale.
UNSCALED = ("z_score", "rank", "rank_average", "borda")
MISSING_RULES = ("renormalise", "require_all", "zero", "share_equally")
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
    for step in (Edition.statistics_broken, Edition.scores_broken):
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
            "framework_weighting_is_known": ("weighting", ("declared", "equal", "ahp")),
            "framework_weight_standing_is_known": ("weight_standing", ("published", "inferred", "assumed")),
            "framework_reference_unit_is_known": ("reference_unit", framework.units),
            "framework_statistics_period_has_observations": ("statistics_period", ("all", PERIOD)),
            "framework_cohort_has_units": ("cohort_id", framework.units.values()),
            "framework_parent_is_a_node": ("parent_id", nodes),
        }
        rules |= {rule for rule, (column, words) in known.items() if row.get(column) and row[column] not in words}
        if row.get("imputation") in ("group_mean", "group_median"):
            rules.add("framework_imputation_grouping_is_known")  # there are no groups
        if read.get("direction") not in (None, 1.0, -1.0):
            rules.add("framework_direction_is_known")
        digits, periods = read.get("round_digits"), read.get("imputation_periods")
        if (
            (row.get("coverage_basis") or "weight") not in ("weight", "count", "children")
            or (row.get("round_mode") or "half_up") not in ("half_up", "half_even")
            or (row.get("round_scope") or "shown") not in ("shown", "parent")
            or (row.get("outlier_log") or "shifted") not in ("shifted", "directed", "from_one")
            or (digits is not None and not 0 <= digits <= 10)
            or (periods is not None and periods < 1)
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
            if node in self.indicators:
                if row.get("normalisation") not in NORMALISATIONS:
                    rules.add("nodes_normalisation_is_supported")
                if row.get("normalisation") in RANKS and row.get("statistics_period") not in (None, "all"):
                    rules.add("nodes_ranks_are_of_known_values")
        return rules

    def weight(self, node: str) -> float | None:
        """Return a node's weight by its parent's weighting; the index itself weighs 1."""
        parent = self.rows[node].get("parent_id")
        own = number(self.rows[node].get("weight"))
        if parent is None:
            return 1.0 if own is None else own
        weighting = self.rows[parent].get("weighting") or "declared"
        return {"declared": own, "equal": 1.0}.get(weighting)

    def parameters_broken(self) -> set[str]:
        """Return the faults of the framework's numbers, and of its indicators' values."""
        rules = set()
        for node, row in self.rows.items():
            weight = self.weight(node)
            siblings = [other for other in self.rows if self.rows[other].get("parent_id") == row.get("parent_id")]
            if weight is None:
                rules.add("missing_weights")
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
                or not self.value(node, "scale_lower") < self.value(node, "scale_upper")
            ):
                rules.add("disordered_bounds")
            lower, upper = self.value(node, "winsorise_lower"), self.value(node, "winsorise_upper")
            if not 0 <= lower < upper <= 1 or not 0 <= self.value(node, "winsorise_points") <= 5:
                rules.add("winsorising_out_of_range")
            if self.is_without_meaning(node):
                rules.add("parameters_without_meaning")
            if self.is_of_another_scale(node):
                rules.add("other_scales")
            centre, width = self.value(node, "scale_lower"), self.value(node, "scale_upper")
            width -= centre
            is_z_score = self.cell(node, "normalisation") == "z_score" and node in self.indicators
            if is_z_score:
                centre, width = self.value(node, "mean"), self.value(node, "sd")
            # a deviation of 0 breaks the rule on missing parameters, and no other
            is_missing = is_z_score and width == 0
            if not is_missing and (width < 1e-6 or width < 1e-9 * abs(centre)):
                rules.add("unresolved_scores")
            total = sum(self.weight(other) or 0 for other in siblings)
            if weight is not None and weight > 0 and total and weight / total < 1e-12:
                rules.add("lost_weights")
            if node in self.indicators:
                rules |= self.indicator_broken(node)
            else:
                aggregation = self.cell(node, "aggregation") or "arithmetic"
                missing = self.cell(node, "missing_rule") or "renormalise"
                exponent = self.value(node, "exponent")
                if (
                    (aggregation == "generalised" and (exponent is None or abs(exponent) > 100))
                    or (missing == "zero" and aggregation in ("geometric", "harmonic", "generalised"))
                    or (missing == "share_equally" and aggregation in ("minimum", "maximum", "median", "copeland"))
                ):
                    rules.add("undefined_aggregations")
        return rules

    def is_without_meaning(self, node: str) -> bool:
        """Tell whether a cell that nothing reads is filled; direction 1 and weight 1 state the default."""
        row = self.rows[node]
        filled = {column for column, cell in row.items() if cell is not None and cell.strip(" ")}
        method, treatment = row.get("normalisation"), row.get("outlier_treatment")
        is_indicator = node in self.indicators
        aggregation = row.get("aggregation") or "arithmetic"
        read = {"node_id", "parent_id", "period", "cohort_id", "weight_standing", "sort_order", "round_digits",
                "data_notice"}  # fmt: skip
        if "round_digits" in filled:
            read |= {"round_mode", "round_scope", "rank_rounded"}
        if row.get("parent_id") or self.value(node, "weight") == 1:
            read.add("weight")
        if not row.get("parent_id"):
            read |= {"screen_availability", "screen_nonzero"}
        if is_indicator or self.value(node, "direction") == 1:
            read.add("direction")
        if is_indicator:
            read |= {"denominator", "imputation", "outlier_treatment", "transformation", "normalisation", "value_min",
                     "value_max", "value_step", "max_missing_share"}  # fmt: skip
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
            if method not in ("identity", "goalposts", "scaled"):
                read.add("statistics_period")
            if method not in UNSCALED:
                read |= {"scale_lower", "scale_upper"}
            of_methods = {
                "goalposts": {"lower", "upper", "clip"}, "scaled": {"lower", "upper"}, "z_score": {"mean", "sd"},
                "distance_to_target": {"target", "clip"}, "distance_to_reference": {"reference_unit"},
            }  # fmt: skip
            read |= of_methods.get(str(method), set())
        else:
            read |= {"weighting", "aggregation", "missing_rule", "min_coverage"}
            if "min_coverage" in filled:
                read.add("coverage_basis")
            if aggregation == "generalised":
                read.add("exponent")
            if aggregation != "copeland":
                read |= {"scale_lower", "scale_upper"}
        return bool(filled - read)

    def is_of_another_scale(self, node: str) -> bool:
        """Tell whether a parent's scale differs from its children's, as far as they have one."""
        aggregation = self.cell(node, "aggregation") or "arithmetic"
        if node in self.indicators or aggregation == "copeland":
            return False
        scales = [
            (self.value(child, "scale_lower"), self.value(child, "scale_upper"))
            for child in self.children[node]
            if (
                self.cell(child, "normalisation") not in UNSCALED
                if child in self.indicators
                else not any(self.is_open_ended(other) for other in self.rows if child in self.above(other))
            )
        ]
        low, high = self.value(node, "scale_lower"), self.value(node, "scale_upper")
        if all(
            self.cell(child, "normalisation") in UNSCALED
            if child in self.indicators
            else self.cell(child, "aggregation") == "copeland"
            for child in self.children[node]
        ):
            filled = self.rows[node].get("scale_lower") or self.rows[node].get("scale_upper")
            return bool(filled) and aggregation != "inverse_geometric"
        return any(low > lowest or high != highest for lowest, highest in scales)

    def indicator_broken(self, node: str) -> set[str]:
        """Return the faults of an indicator's parameters and values."""
        rules = set()
        method, transformation = self.cell(node, "normalisation"), self.cell(node, "transformation")
        lower, upper, target = (self.value(node, column) for column in ("lower", "upper", "target"))
        if method in ("goalposts", "scaled") and (
            lower is None or upper is None or lower >= upper or transform(lower, transformation) is None
        ):
            rules.add("disordered_goalposts")
        if (
            (
                method == "distance_to_target"
                and (target is None or (transformation in ("log", "log10") and target <= 0))
            )
            or (method == "distance_to_reference" and self.cell(node, "reference_unit") is None)
            or (method == "z_score" and self.value(node, "sd") <= 0)
        ):
            rules.add("missing_parameters")
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
            method, direction = self.cell(node, "normalisation"), self.value(node, "direction")
            worst, best = (min(present), max(present)) if direction > 0 else (max(present), min(present))
            worst = best if same(worst, best) else worst
            target = self.value(node, "target")
            target = None if target is None else transform(target, self.cell(node, "transformation"))
            reference = self.treated[node].get(str(self.cell(node, "reference_unit")))
            if (
                (
                    method == "distance_to_target"
                    and (target is None or direction * target <= direction * worst or same(target, worst))
                )
                or (method == "distance_to_reference" and (reference is None or same(reference, worst)))
                or (method == "fraction_of_maximum" and best <= 0)
            ):
                rules.add("statistics_define_the_scores")
        return rules

    def scores_broken(self) -> set[str]:
        """Compute the scores and return their faults."""
        self.result: dict[tuple[str, str], Score] = {}
        self.undefined = False
        if not self.included:
            return {"unscored_index"}
        self.compute(self.root)
        rules = {"undefined"} if self.undefined else set()
        scored = [unit for unit in self.included if self.result[unit, self.root].score is not None]
        if not scored:
            rules.add("unscored_index")
        unscaled = {above for node in self.rows if self.is_open_ended(node) for above in self.above(node)}
        for node in self.rows:
            if node in unscaled:
                continue
            if (
                node in self.indicators
                and self.cell(node, "normalisation") == "goalposts"
                and not self.flag(node, "clip")
            ):
                continue
            for unit in self.included:
                score = self.result[unit, node].score
                lower, upper = self.value(node, "scale_lower"), self.value(node, "scale_upper")
                hair = NOISE * max(abs(lower), abs(upper))
                if score is not None and score < lower - hair:
                    rules.add("below_scale")
                if score is not None and score > upper + hair:
                    rules.add("above_scale")
        return rules

    def is_open_ended(self, node: str) -> bool:
        """Tell whether a node's own method puts its scores on no scale."""
        if node not in self.indicators:
            return self.cell(node, "aggregation") == "copeland"
        method = self.cell(node, "normalisation")
        return method in (
            "z_score", "rank", "rank_average", "borda", "distance_to_reference", "fraction_of_maximum", "scaled",
        ) or (method == "distance_to_target" and not self.flag(node, "clip"))  # fmt: skip

    def compute(self, node: str) -> None:
        """Compute a node's scores, after those of the nodes below it."""
        if node in self.indicators:
            found = self.normalised(node)
            for unit in self.included:
                score = found[unit]
                there = 0 if score is None else 1
                self.result[unit, node] = Score(self.seen_by_parent(node, score), float(there), 1, there)
            return
        for child in self.children[node]:
            self.compute(child)
        for unit in self.included:
            self.result[unit, node] = self.aggregated(node, unit)

    def seen_by_parent(self, node: str, score: float | None) -> float | None:
        """Round a score if the parent reads it rounded."""
        return self.rounded(node, score) if self.cell(node, "round_scope") == "parent" else score

    def rounded(self, node: str, score: float | None) -> float | None:
        """Round a score as the node says."""
        digits = self.value(node, "round_digits")
        if score is None or digits is None:
            return score
        mode = ROUND_HALF_EVEN if self.cell(node, "round_mode") == "half_even" else ROUND_HALF_UP
        # a half that its double misses slightly is a half, so nine more digits are kept first
        moved = (Decimal(score) * 10 ** int(digits)).quantize(Decimal("1e-9"), ROUND_HALF_UP)
        return float(moved.quantize(Decimal(1), mode) / 10 ** int(digits))

    def normalised(self, node: str) -> dict[str, float | None]:
        """Normalise an indicator's values."""
        own = self.treated[node]
        present = [value for value in own.values() if value is not None]
        if not present:
            return dict.fromkeys(own)
        method, direction = self.cell(node, "normalisation"), self.value(node, "direction")
        transformation = self.cell(node, "transformation")
        low, high = self.value(node, "scale_lower"), self.value(node, "scale_upper")
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
                lower, upper = (transform(self.value(node, name), transformation) for name in ("lower", "upper"))
                share = (upper - value if direction < 0 else value - lower) / (upper - lower)
                if method == "goalposts" and self.flag(node, "clip"):
                    share = min(1.0, max(0.0, share))
            elif method == "z_score":
                spread = statistics.stdev(present) if len(present) > 1 else 0
                if spread and best != worst:
                    centre = math.fsum(present) / len(present)
                    score = self.value(node, "mean") + self.value(node, "sd") * direction * (value - centre) / spread
            elif method in RANKS:
                worse = sum(direction * other < direction * value - hair for other in present)
                ties = sum(abs(other - value) <= hair for other in present)
                if method == "rank":
                    score = 1.0 + worse
                elif method == "borda":
                    score = float(worse)
                elif method == "rank_average":
                    score = 1 + worse + (ties - 1) / 2
                else:
                    share = worse / (len(present) - 1) if len(present) > 1 else None
            elif method == "distance_to_target":
                share = (value - worst) / (transform(self.value(node, "target"), transformation) - worst)
                if self.flag(node, "clip"):
                    share = min(1.0, share)
            elif method == "distance_to_reference":
                share = (value - worst) / (own[str(self.cell(node, "reference_unit"))] - worst)
            elif method == "fraction_of_maximum":
                share = best / value if direction < 0 else value / best
            result[unit] = score if share is None else low + (high - low) * share
        return result

    def aggregated(self, node: str, unit: str) -> Score:
        """Aggregate the scores of a node's children for one unit."""
        aggregation = self.cell(node, "aggregation") or "arithmetic"
        missing = self.cell(node, "missing_rule") or "renormalise"
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
        scores = [
            (weight, 0.0 if child.score is None and missing == "zero" else child.score) for weight, child in children
        ]
        known = [(weight, score) for weight, score in scores if score is not None]
        low, high = self.value(node, "scale_lower"), self.value(node, "scale_upper")
        undefined = any(
            (aggregation in ("geometric", "harmonic", "generalised") and score <= 0)
            or (aggregation == "inverse_geometric" and score >= low + high)
            for _, score in known
        )
        score: float | None = None
        if covered and undefined:
            self.undefined = True
        elif covered and aggregation == "copeland":
            score = self.duels(node, unit) if present else None
        elif covered and known:
            score = self.mean(aggregation, missing, known, total, node)
        return Score(self.seen_by_parent(node, score), coverage, indicators, with_score)

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
        low, high = self.value(node, "scale_lower"), self.value(node, "scale_upper")
        exponent = self.value(node, "exponent")
        if aggregation == "generalised" and exponent == 0:
            aggregation = "geometric"
        pairs = list(zip(shares, scores, strict=True))
        if aggregation == "arithmetic":
            return math.fsum(share * score for share, score in pairs)
        if aggregation == "geometric":
            return math.exp(math.fsum(share * math.log(score) for share, score in pairs))
        if aggregation == "harmonic":
            return 1 / math.fsum(share / score for share, score in pairs)
        if aggregation == "inverse_geometric":
            return low + high - math.exp(math.fsum(share * math.log(low + high - score) for share, score in pairs))
        largest = max(scores)
        return largest * math.fsum(share * (score / largest) ** exponent for share, score in pairs) ** (1 / exponent)

    def duels(self, node: str, unit: str) -> float:
        """Return wins minus losses of a unit against all others that have any score."""
        balance = 0
        total = math.fsum(self.weight(child) for child in self.children[node])
        zero = self.cell(node, "missing_rule") == "zero"

        def score(of: str, child: str) -> float | None:
            found = self.result[of, child].score
            return 0.0 if found is None and zero else found

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


def same(one: float, other: float) -> bool:
    """Tell whether two numbers differ by noise alone."""
    return abs(one - other) <= NOISE * max(abs(one), abs(other))


def transform(value: float, name: str | None) -> float | None:
    """Transform a value; None if that is not defined."""
    if name in ("log", "log10"):
        return None if value <= 0 else math.log(value) if name == "log" else math.log10(value)
    if name == "sqrt":
        return None if value < 0 else math.sqrt(value)
    return value
