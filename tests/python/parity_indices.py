"""Two synthetic indices for the comparison of engines, as rows of the package's inputs; each draw gives the same.

`synthetic_panel` is built like the Human Development Index, with invented values. `every_method` uses every word that a
framework may contain. Add each new method here: a test checks that none is left out.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from framework_oracle import AGGREGATIONS, UNSCALED

from composite_index.files.catalogue import INPUTS

Row = dict[str, object]
Inputs = dict[str, list[Row]]
NOTICE = "Synthetic data: units and values are invented."
PERIODS = ("2019", "2020", "2021", "2022")
# codes and labels that a reader of files may take for a blank, a number, a date, a yes or a remark
HARD_TEXT = {3: "NA", 4: "None", 5: "null", 6: "1E5", 9: "007", 10: "TRUE", 12: "1_000", 13: "2020-01-01", 14: "#1"}


def synthetic_panel() -> Inputs:
    """Return an index of four periods: clipped goalposts, income by its log, a geometric mean ranked at 3 decimals."""
    chance = random.Random(1990)  # noqa: S311
    index = {"index_id": "synthetic_panel"}
    unit_scale = index | {"scale_lower": 0, "scale_upper": 1}
    parent = unit_scale | {"missing_rule": "require_all"}
    framework: list[Row] = [
        parent
        | {
            "node_id": "development",
            "label_en": "Development of invented countries (synthetic)",
            "data_notice": NOTICE,
            "aggregation": "geometric",
            "round_digits": 3,
            "rank_rounded": "true",
        }
    ]
    for dimension in ("health", "education", "income"):
        framework.append(parent | {"node_id": dimension, "parent_id": "development", "weight": 1})
    # node, dimension, goalposts, transformation, value of the poorest and the difference of the richest
    indicators = (
        ("life_expectancy", "health", 20, 85, None, 48, 38),
        ("expected_schooling", "education", 0, 18, None, 4, 16),
        ("mean_schooling", "education", 0, 15, None, 1, 13),
        ("income_per_head", "income", 100, 75000, "log", 6, 5.4),
    )
    for node, dimension, lower, upper, transformation, *_ in indicators:
        leaf = {"node_id": node, "parent_id": dimension, "weight": 1, "normalisation": "goalposts"}
        posts = {"lower": lower, "upper": upper, "transformation": transformation, "max_missing_share": 1}
        framework.append(unit_scale | leaf | posts)

    units: list[Row] = []
    groups: list[Row] = []
    observations: list[Row] = []
    for number in range(1, 31):
        unit = HARD_TEXT.get(number, f"P{number:02d}")
        label = HARD_TEXT.get(number, f"Invented country {number} (synthetic)")
        row = {"unit_id": unit, "cohort_id": "country", "label_en": label}
        # one unit joins, one leaves
        units.append(
            index
            | row
            | {"first_period": "2021" if number == 7 else None, "last_period": "2020" if number == 8 else None}
        )
        groups.append(index | {"group_id": f"region_{number % 4}", "grouping_id": "region", "unit_id": unit})
        if number % 3 == 0:
            groups.append(index | {"group_id": "islands", "unit_id": unit, "label_en": "Islands (synthetic)"})
        level = 0.7 * chance.random()
        for period in PERIODS:
            # the second has the first one's values, so that there is a tie
            if number == 2 or not _is_member(units[-1], period):
                continue
            for node, _, _, _, transformation, least, width in indicators:
                amount = least + width * min(level, 1) + chance.gauss(0, 0.02) * width
                value = round(math.exp(amount), 2) if transformation else round(amount, 1)
                missing = chance.random() < 0.02
                for named in (unit, "P02") if number == 1 else (unit,):
                    observations.append(_observation(index, period, named, node, None if missing else value))
            level += 0.02
    tiers = [
        index | {"tier_id": tier, "sort_order": order, "basis": "score", "bound": bound, "label_en": tier.title()}
        for order, (tier, bound) in enumerate([("highest", 0.8), ("high", 0.7), ("middle", 0.55), ("low", None)], 1)
    ]
    return {"framework": framework, "units": units, "groups": groups, "observations": observations, "tiers": tiers}


def every_method() -> Inputs:
    """Return an index of two cohorts and three periods, with a branch for each kind of method."""
    return _EveryMethod().inputs


def write_seeds(folder: Path, indices: Iterable[Inputs]) -> dict[str, str]:
    """Write the inputs of all indices as one seed each, with no properties; return the name of each input's seed."""
    folder.mkdir()
    rows: Inputs = {}
    for index in indices:
        for name, more in index.items():
            rows.setdefault(name, []).extend(more)
    seeds = {}
    for name, found in rows.items():
        seeds[name] = f"parity__{name}"
        columns = [column for column in INPUTS[name].columns if any(row.get(column) is not None for row in found)]
        with (folder / f"{seeds[name]}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
    return seeds


def _is_member(unit: Row, period: str) -> bool:
    """Tell whether a unit takes part in a period."""
    return str(unit.get("first_period") or period) <= period <= str(unit.get("last_period") or period)


def _observation(index: Row, period: str, unit: str, node: str, value: object) -> Row:
    key = {"period": period, "unit_id": unit, "node_id": node}
    return index | key | {"value": value, "source": "synthetic", "note": None if value is None else "invented"}


class _EveryMethod:
    """Gathers the inputs branch by branch."""

    index: Row = {"index_id": "every_method"}  # noqa: RUF012
    # a scale on which all means are defined
    scale: Row = {"scale_lower": 1, "scale_upper": 100}  # noqa: RUF012
    large = tuple(f"L{number:02d}" for number in range(1, 17))
    small = tuple(f"S{number:02d}" for number in range(1, 7))

    def __init__(self) -> None:
        self.chance = random.Random(2008)  # noqa: S311
        self.inputs: Inputs = {name: [] for name in INPUTS}
        self.siblings = 0
        self.units()
        self.members = {str(row["unit_id"]): row for row in self.inputs["units"]}
        self.add(
            "framework",
            node_id="all_methods",
            label_en="Every method (synthetic)",
            label_zh="全部方法（虚构）",
            description="Made for the comparison of engines",
            data_notice=NOTICE,
            missing_rule="share_equally",
            screen_availability=0.6,
            screen_nonzero=0.2,
        )
        for branch in (
            self.normalisations,
            self.transformations,
            self.denominators,
            self.imputations,
            self.outliers,
            self.aggregations,
            self.normalised_parents,
            self.coverages,
            self.missing_children,
            self.roundings,
            self.weightings,
            self.exceptions,
        ):
            # under one of them a missing child counts as 0
            lowest = {"scale_lower": 0} if branch == self.aggregations else {}
            self.parent(branch.__name__, "all_methods", weight=2, **lowest)
            branch()
        self.overrides()
        self.bounds()

    def add(self, name: str, **cells: object) -> None:
        """Add a row to an input."""
        self.inputs[name].append(self.index | cells)

    def parent(self, node: str, parent: str, **cells: object) -> None:
        """Add a node with children."""
        scale = {} if cells.get("aggregation") == "copeland" else self.scale
        self.add("framework", node_id=node, parent_id=parent, **({"weight": 1} | scale | cells))

    def indicator(
        self, node: str, parent: str, missing: float = 0, values: tuple[float, ...] = (), **cells: object
    ) -> None:
        """Add an indicator and its values; `values`: the values to choose from, else any of 1 to 99."""
        self.siblings += 1
        row = {"weight": 1 + self.siblings % 3, "normalisation": "min_max", "max_missing_share": 1}
        row |= {} if cells.get("normalisation") in UNSCALED else self.scale
        self.add("framework", node_id=node, parent_id=parent, **(row | cells))
        self.values(node, missing, values)

    def values(self, node: str, missing: float = 0, values: tuple[object, ...] = (), drawn: str = "uniform") -> None:
        """Add the values of a series; a missing one is a blank cell, or no row at all."""
        for period in PERIODS[:3]:
            kept: dict[str, object] = {}
            for unit in self.large + self.small:
                value = self.chance.choice(values) if values else round(self.chance.uniform(1, 99), 1)
                if drawn == "skewed":
                    # two far values are too many for one point of winsorising
                    far = {"L03": 4000, "L09": 3000, "S02": 400}.get(unit, 0)
                    value = round(math.exp(self.chance.gauss(0, 0.5)) * 10 + far, 2)
                kept[unit] = value if self.chance.random() >= missing else self.chance.choice([None, "no row"])
            if node.startswith("distance_to_reference"):
                # the worst value of all cannot be the reference
                kept |= dict.fromkeys(("L02", "S03"), 90 if node.endswith("more") else 2)
            # the last two of the large have the same values throughout
            kept["L16"] = kept["L15"]
            # and one of the small has too few values to be scored
            if node.startswith(("aggregations", "imputations")) and kept["S06"] != "no row":
                kept["S06"] = None
            for unit, value in kept.items():
                if value != "no row" and _is_member(self.members[unit], period):
                    self.inputs["observations"].append(_observation(self.index, period, unit, node, value))

    def units(self) -> None:
        """Two cohorts; units that join, leave, are excluded or are included; overlapping groups."""
        more: dict[str, Row] = {
            "L04": {"first_period": "2020"},
            "L05": {"last_period": "2021"},
            "L06": {"inclusion": "exclude"},
            "S05": {"inclusion": "include"},
        }
        for number, unit in enumerate(self.large + self.small):
            cohort = "large" if unit in self.large else "small"
            label = {"label_en": f"Invented town {unit} (synthetic)", "label_zh": f"虚构城镇 {unit}"}
            # all its cells look like numbers
            lies = {"region": f"0{number % 2}E5", "parent_unit": f"R{number % 2}"}
            parent = {
                "parent_label_en": f"Region {number % 2} (synthetic)",
                "parent_label_zh": f"虚构地区 {number % 2}",
            }
            self.add("units", unit_id=unit, cohort_id=cohort, **label, **lies, **parent, **more.get(unit, {}))
            half = "first_half" if number % 4 < 2 else "second_half"
            self.add("groups", group_id=half, grouping_id="halves", unit_id=unit, label_en=half, label_zh="虚构组")
            if number % 3 != 1:
                self.add("groups", group_id="coastal", unit_id=unit)
        for order, (tier, bound) in enumerate([("first", 0.25), ("second", 0.6), ("rest", None)], 1):
            labels = {"label_en": tier, "label_zh": f"第{order}等"}
            self.add(
                "tiers", cohort_id="large", tier_id=tier, sort_order=order, basis="percentile", bound=bound, **labels
            )
        for order, (tier, bound) in enumerate([("upper", 40), ("lower", None)], 1):
            self.add("tiers", cohort_id="small", tier_id=tier, sort_order=order, basis="score", bound=bound)

    def normalisations(self) -> None:
        """Every normalisation in both directions, with statistics of the period, of all periods and of a named one."""
        needed: dict[str, Row] = {
            "identity": {},
            "min_max": {},
            "goalposts": {"lower": 20, "upper": 80, "clip": "true"},
            "scaled": {"lower": 20, "upper": 80},
            "z_score": {"mean": 50, "sd": 10},
            "rank": {},
            "rank_average": {},
            "percentile_rank": {},
            "percentile_rank_highest": {},
            "exponential_rank": {},
            "borda": {},
            "distance_to_target": {"target": 70, "clip": "false"},
            "distance_to_reference": {"reference_unit": "L02", "cohort_id": "large"},
            "distance_to_maximum": {},
            "fraction_of_maximum": {},
            "distance_to_interval": {"target": 40, "target_upper": 60, "lower": 5, "upper": 95},
            "distance_to_median": {"clip": "false"},
            "vector": {},
            "lookup": {},
        }
        for method, cells in needed.items():
            for direction, name in ((1, "more"), (-1, "less")):
                if direction == -1 and method in ("distance_to_interval", "distance_to_median"):
                    continue
                node = f"{method}_{name}"
                parameters = cells | {"normalisation": method, "direction": direction}
                if method == "distance_to_target" and direction == -1:
                    parameters["target"] = 0.5
                if method == "lookup":
                    self.add("framework", node_id=node, parent_id="normalisations", weight=1, max_missing_share=1,
                             **self.scale, **parameters)  # fmt: skip
                    for category, value in (("good", 90), ("fair", 55.5), ("poor", 10)):
                        self.add("lookups", node_id=node, category=category, value=value)
                    self.values(node, 0.1, ("good", "fair", "poor"))
                    continue
                # few different values, so that there are ties
                self.indicator(node, "normalisations", 0.1, (2, 30.5, 47, 90) if direction == 1 else (), **parameters)
        for method in ("min_max", "z_score", "rank"):
            self.indicator(f"{method}_pooled", "normalisations", normalisation=method, statistics_period="all")
        for method in ("min_max", "z_score"):
            self.indicator(f"{method}_carried", "normalisations", normalisation=method, statistics_period="2019")
        # a constant indicator, and one with a value beyond a goalpost that does not clip
        self.indicator("constant", "normalisations", values=(5,))
        self.indicator(
            "unclipped", "normalisations", normalisation="goalposts", lower=10, upper=90, clip="false", direction=-1
        )
        # the small have no such reference
        for name in ("more", "less"):
            node = f"distance_to_reference_{name}"
            row = next(row for row in self.inputs["framework"] if row["node_id"] == node)
            self.inputs["framework"].append(row | {"cohort_id": "small", "reference_unit": "S03"})

    def transformations(self) -> None:
        """Every transformation, under goalposts, a target and min-max."""
        for name in ("log", "log10", "sqrt"):
            more = {"transformation": name, "missing": 0.1}
            self.indicator(f"{name}_posts", "transformations", normalisation="goalposts", lower=1, upper=120, **more)
            self.indicator(f"{name}_target", "transformations", normalisation="distance_to_target", target=100, **more)
            self.indicator(f"{name}_range", "transformations", **more)

    def denominators(self) -> None:
        """Two indicators with a denominator, and one without."""
        self.values("residents", values=(12, 40, 55.5, 250))
        self.indicator("doctors", "denominators", 0.1, denominator="residents", denominator_scale=1000)
        self.indicator("crimes", "denominators", 0.1, denominator="residents", direction=-1, transformation="log")
        self.indicator(
            "grades", "denominators", values=(1, 1.5, 2, 4.5), value_min=1, value_max=5, value_step=0.5,
            weight_standing="assumed", unit_of_measure="points", collection_method="invented", weight=3, sort_order=1,
        )  # fmt: skip

    def imputations(self) -> None:
        """Every imputation, and those between periods with a limit as well."""
        for name in (
            "mean", "median", "group_mean", "group_median", "sibling_mean", "indicator_mean", "last_value", "constant",
            "linear", "linear_constant",
        ):  # fmt: skip
            grouping = {"imputation_grouping": "halves"} if name.startswith("group") else {}
            self.indicator(f"imputations_{name}", "imputations", 0.25, imputation=name, **grouping)
        for name in ("last_value", "constant", "linear", "linear_constant"):
            node = f"imputations_{name}_near"
            self.indicator(node, "imputations", 0.4, imputation=name, imputation_periods=1, direction=-1)

    def outliers(self) -> None:
        """Both treatments, each log that may follow, and a log of winsorised values."""
        for log in ("shifted", "directed", "from_one"):
            for points, over in ((1, "true"), (1, "false"), (5, "false")):
                node = f"{log}_{points}_{'over' if over == 'true' else 'instead'}"
                cells = {"outlier_treatment": "skew_kurtosis", "outlier_log": log, "winsorise_points": points}
                self.add(
                    "framework", node_id=node, parent_id="outliers", weight=1, normalisation="min_max",
                    max_missing_share=1, log_winsorised=over, **self.scale, **cells,
                )  # fmt: skip
                self.values(node, 0.05, drawn="skewed")
        self.indicator(
            "percentiles", "outliers", 0.1, outlier_treatment="percentiles", winsorise_lower=0.05, winsorise_upper=0.9
        )

    def aggregations(self) -> None:
        """Every aggregation with every rule for missing children that it can follow."""
        for aggregation in AGGREGATIONS:
            for rule in ("renormalise", "require_all", "zero", "share_equally"):
                of_positive = aggregation in ("geometric", "harmonic", "generalised") or "mazziotta" in aggregation
                of_order = aggregation in ("minimum", "maximum", "median", "copeland", "topsis")
                if (rule == "zero" and of_positive) or (rule == "share_equally" and of_order):
                    continue
                node = f"{aggregation}_{rule}"
                exponent = {"exponent": 0.5 if rule == "renormalise" else -2} if aggregation == "generalised" else {}
                # a missing child that counts as 0 gives scores below a scale that begins at 1
                lowest = {"scale_lower": 0} if rule == "zero" and aggregation != "copeland" else {}
                # a normalisation brings these back to the scale of the others
                adjusted = aggregation == "sum" or "mazziotta" in aggregation
                own_scale = {"normalisation": "goalposts", "lower": 0, "upper": 600} if adjusted else {}
                more = lowest | exponent | own_scale
                self.parent(node, "aggregations", aggregation=aggregation, missing_rule=rule, **more)
                for place in "abc":
                    values = (10, 20, 30.5) if place == "c" else ()
                    posts = {"normalisation": "goalposts", "lower": 0, "upper": 100}
                    self.indicator(f"aggregations_{node}_{place}", node, 0.15, values, **posts)

    def coverages(self) -> None:
        """Each basis of coverage, with a minimum that some units miss."""
        for basis in ("weight", "count", "children"):
            node = f"by_{basis}"
            self.parent(node, "coverages", coverage_basis=basis, min_coverage=0.6)
            for place in "abc":
                self.indicator(f"{node}_{place}", node, 0.3)

    def normalised_parents(self) -> None:
        """Parents that normalise their own score, with statistics of the period, of all periods and of a named one."""
        needed: dict[str, Row] = {
            "exponential_rank": {},
            "percentile_rank_highest": {"statistics_period": "all"},
            "rank": {"direction": -1},
            "z_score": {"mean": 50, "sd": 10, "statistics_period": "2019"},
            "min_max": {"statistics_period": "all"},
            "distance_to_median": {},
            "fraction_of_maximum": {},
            "goalposts": {"lower": 20, "upper": 80},
        }
        for method, cells in needed.items():
            scale = dict.fromkeys(self.scale) if method in UNSCALED else {}
            self.parent(f"own_{method}", "normalised_parents", normalisation=method, **scale, **cells)
            for place in "abc":
                self.indicator(f"own_{method}_{place}", f"own_{method}", 0.1)

    def missing_children(self) -> None:
        """A missing dimension with the mean of its group, a number of children, and a floor below a geometric mean."""
        self.parent("by_group", "missing_children", missing_rule="group_mean", imputation_grouping="halves")
        for dimension in ("by_group_a", "by_group_b"):
            self.parent(dimension, "by_group")
            for place in "cd":
                self.indicator(f"{dimension}_{place}", dimension, 0.4)
        self.parent("by_number", "missing_children", min_children=2)
        self.parent("by_floor", "missing_children", aggregation="geometric", geometric_floor=20)
        for place in "abc":
            self.indicator(f"by_number_{place}", "by_number", 0.4)
            self.indicator(f"by_floor_{place}", "by_floor", 0.1)

    def roundings(self) -> None:
        """Every mode at halves, for the shown score only or for the parent too, with rounded or unrounded ranks."""
        for mode in ("half_up", "half_even", "nearest_double"):
            for scope in ("shown", "parent"):
                for digits in (0, 1):
                    cells = {"round_mode": mode, "round_scope": scope, "round_digits": digits}
                    ranked = {"rank_rounded": "true" if digits else "false"}
                    node = f"{mode}_{scope}_{digits}"
                    self.indicator(
                        node,
                        "roundings",
                        values=(1.25, 1.35, 2.5, 3.5, 50.45),
                        normalisation="identity",
                        **cells,
                        **ranked,
                    )

    def weightings(self) -> None:
        """Equal weights, and weights from comparisons, from budgets, from the data, and of single units."""
        from_data: dict[str, Row] = {
            "entropy": {"entropy_offset": 0.0001, "statistics_period": "all"},
            "standard_deviation": {},
            "critic": {"statistics_period": "all"},
            "pca": {"statistics_period": "2019"},
        }
        for weighting in ("equal", "ahp", "budget_allocation", "adopted", "declared", *from_data):
            node = f"by_{weighting}"
            self.parent(node, "weightings", weighting=weighting, **from_data.get(weighting, {}))
            children = [f"{node}_{place}" for place in "abcd"]
            for child in children:
                self.indicator(child, node, 0.05, weight=None if weighting not in ("declared", "equal") else 2)
            if weighting == "declared":
                for unit, child, weight in (("L01", "a", 9), ("S02", "b", 0), ("S02", "c", 5)):
                    cells = {"method": weighting, "unit_id": unit, "weight": weight}
                    self.add("weights", node_id=f"{node}_{child}", **cells)
            if weighting == "ahp":
                # the first is consistent, the second is not
                ratios = {"first": (2, 4, 8, 2, 4, 2), "second": (3, 0.5, 5, 2, 1, 4)}
                pairs = [(one, other) for place, one in enumerate(children) for other in children[place + 1 :]]
                for expert, answers in ratios.items():
                    for (one, other), ratio in zip(pairs, answers, strict=True):
                        pair = {"node_id": one, "compared_node_id": other, "expert_id": expert}
                        self.add("comparisons", ratio=ratio, note="synthetic", **pair)
            if weighting == "budget_allocation":
                for expert, budget in {
                    "first": (40, 30, 20, 10),
                    "second": (1, 1, 1, 1),
                    "third": (0, 5, 5, 10),
                }.items():
                    for child, points in zip(children, budget, strict=True):
                        cells = {"method": weighting, "expert_id": expert, "note": "synthetic"}
                        self.add("weights", node_id=child, weight=points, **cells)
            if weighting == "adopted":
                for child, weight in zip(children, (0.4, 0.3, 0.2, 0.1), strict=True):
                    self.add("weights", method=weighting, node_id=child, weight=weight)
                    # other weights apply to the small in the last period
                    last = {"cohort_id": "small", "period": PERIODS[2]}
                    self.add("weights", method=weighting, node_id=child, weight=0.5 - weight, **last)

    def exceptions(self) -> None:
        """Rows of the framework for one cohort or one period."""
        posts = {"normalisation": "goalposts", "lower": 10, "upper": 60}
        self.indicator("own_posts", "exceptions", 0.1, **posts)
        self.indicator("own_weight", "exceptions", 0.1, weight_standing="inferred")
        self.indicator("published_weight", "exceptions", weight_standing="published")
        by_node = {row["node_id"]: row for row in self.inputs["framework"]}
        self.inputs["framework"].append(by_node["own_posts"] | {"cohort_id": "small", "upper": 95})
        self.inputs["framework"].append(by_node["own_weight"] | {"period": "2021", "weight": 7})

    def overrides(self) -> None:
        """A value, a blank, a score of an indicator and of a parent, a unit left out of a period and one kept in it."""
        decided = {"reason": "decided for the comparison (synthetic)"}
        for period, unit, node, kind, value in (
            ("2020", "L01", "own_posts", "observation", 33.5),
            ("2019", "S01", "own_posts", "observation", None),
            ("2021", "L02", "own_weight", "score", 61.25),
            (None, "L03", "roundings", "score", 12.5),
            ("2020", "L07", None, "inclusion", "exclude"),
            ("2021", "S06", None, "inclusion", "include"),
        ):
            self.add("overrides", period=period, unit_id=unit, node_id=node, override=kind, value=value, **decided)

    def bounds(self) -> None:
        """Each measure with a bound, or without one if random values go beyond it."""
        for measure in (
            "imputed_share", "beyond_goalposts_share", "mean_shift", "spread_shift", "dominance", "unchanged_share",
            "changed_parameters", "appeared_units", "vanished_units", "order_shift", "median_shift", "change_spread",
            "leap", "leaping_share", "emptied_values", "stale_share", "rounded_share", "stale_units", "tier_shift",
            "period_parameters", "copied_share", "copied_units", "total_units", "mixed_values", "lone_zeros",
        ):  # fmt: skip
            self.add("bounds", measure=measure, bound=None, note="random values")
        for measure, bound in (
            ("quarantined_share", 0.1), ("revised_share", 0.5), ("score_revision", 10), ("rank_revision", 20),
            ("score_change", 1000), ("rank_change", 20),
        ):  # fmt: skip
            self.add("bounds", measure=measure, bound=bound)
        self.add("bounds", node_id="weightings", measure="weights_sum", bound=9)


def words(inputs: Inputs, name: str, column: str) -> Iterator[str]:
    """Name the words that an index has in a column of an input."""
    return (str(row[column]) for row in inputs[name] if row.get(column) is not None)
