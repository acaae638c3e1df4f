"""Values, scores and tiers that differ by noise alone are equal; shown scores are the same everywhere.

Many small indices of four units in one build. A and B are equal except in their last digits, C is lower, D is higher.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from conftest import Project, Run, build_from_tables, copy_of_project, load_inputs

from composite_index.cli import shown_score, write_ranking

Values = dict[str, float | None]
HAIR = 0.1 + 0.2
assert HAIR != 0.3


@dataclass
class Indicator:
    """An indicator: its values by unit, its cells in the framework, and the values of its denominator."""

    values: Values
    cells: dict[str, object] = field(default_factory=dict)
    denominators: Values = field(default_factory=dict)


@dataclass
class Index:
    """An index: its indicators under one node, that node's cells, and its tiers, best first."""

    indicators: dict[str, Indicator]
    cells: dict[str, object] = field(default_factory=dict)
    tiers: dict[str, float | None] = field(default_factory=dict)


def abcd(a: float | None, b: float | None, c: float | None, d: float | None) -> Values:
    """Return the values of the four units."""
    return {"A": a, "B": b, "C": c, "D": d}


# one value computed in two ways, among others, by the steps before ranks
TREATED = {
    "raw": Indicator(abcd(HAIR, 0.3, 0.1, 0.9)),
    "tiny": Indicator(abcd(HAIR * 1e-9, 0.3 * 1e-9, 0.1e-9, 0.9e-9)),
    "large": Indicator(abcd(HAIR * 1e12, 0.3 * 1e12, 0.1e12, 0.9e12)),
    # on either side of a cut after 12, 11 or 10 digits
    "edge_of_12": Indicator(abcd(math.nextafter(2.000000000005, 3), math.nextafter(2.000000000005, 0), 1, 3)),
    "edge_of_10": Indicator(abcd(math.nextafter(2.0000000005, 3), math.nextafter(2.0000000005, 0), 1, 3)),
    "denominated": Indicator(abcd(1, 3, 1, 900), {"denominator_scale": 1000}, denominators=abcd(17, 51, 1000, 1000)),
    # the logarithms of 1 and of a number next to it: 0 and a tiny number that is any multiple of it
    "logged": Indicator(abcd(HAIR, 0.3, 0.1, 0.9), {"transformation": "log"}, denominators=abcd(0.3, 0.3, 0.3, 0.3)),
    "rooted": Indicator(abcd(1, 3, 1, 900), {"transformation": "sqrt"}, denominators=abcd(17, 51, 1000, 1000)),
    # the mean of the others, which is A's value
    "imputed": Indicator(abcd(1.7, None, 1.1, 2.3), {"imputation": "mean", "max_missing_share": 0.5}),
    "negative": Indicator(abcd(-HAIR, -0.3, -0.9, -0.1)),
}
# the scores of A and B, C and D by a rank if more is better; if less is, C and D change places
BY_RANK = {
    "rank": (2, 1, 4),
    "rank_average": (2.5, 1, 4),
    "borda": (1, 0, 3),
    "percentile_rank": (100 / 3, 0, 100),
}
# these give no score if all units are equal, here but for noise
CONSTANTLESS = ("min_max", "distance_to_maximum", "z_score")
CONSTANT = {
    "raw": Indicator(abcd(HAIR, 0.3, 0.3, 0.3)),
    "negative": Indicator(abcd(-HAIR, -0.3, -0.3, -0.3)),
    "denominated": Indicator(abcd(1, 3, 5, 7), denominators=abcd(17, 51, 85, 119)),
    "logged": Indicator(abcd(1, 3, 5, 7), {"transformation": "log"}, denominators=abcd(17, 51, 85, 119)),
    "imputed": Indicator(abcd(0.1, 0.1, 0.1, None), {"imputation": "mean", "max_missing_share": 0.5}),
    "winsorised": Indicator(abcd(1, 3, 5, 7), {"outlier_treatment": "skew_kurtosis"}, abcd(17, 51, 85, 119)),
}
OPEN_ENDED = {"scale_lower": -1, "scale_upper": 1}
IDENTITY = {"normalisation": "identity"}
# less is better: the parameters that a method needs
METHODS: dict[str, dict[str, object]] = {
    "identity": {},
    "min_max": {},
    "goalposts": {"lower": 0, "upper": 10},
    "scaled": {"lower": 0, "upper": 10},
    "z_score": {},
    "rank": {},
    "rank_average": {},
    "percentile_rank": {},
    "borda": {},
    "distance_to_target": {},
    "distance_to_reference": {},
    "distance_to_maximum": {},
    "fraction_of_maximum": {},
}


def means(a: tuple[float, ...], b: tuple[float, ...], c: float, d: float, **cells: object) -> dict[str, Indicator]:
    """Return indicators whose means are the scores of A and B, in an order that gives other last digits."""
    return {
        f"n{place}": Indicator(abcd(one, other, c, d), IDENTITY | cells)
        for place, (one, other) in enumerate(zip(a, b, strict=True))
    }


def indices() -> dict[str, Index]:
    """Return all indices by name; a few come first, because the closing summary shows twenty."""
    made = {
        # shown scores
        "a_rounded": Index(
            means((70, 70), (69.96, 69.96), 40.5, 60.123456),
            {"round_digits": 1, "rank_rounded": "true"},
            {"top": 70, "rest": None},
        ),
        "a_plain": Index(
            means((70, 70), (69.96, 69.96), 40.5, 60.123456), {"round_digits": 1}, {"top": 70, "rest": None}
        ),
        "a_whole": Index(means((70.4,), (69.6,), 12.5, 61.2), {"round_digits": 0, "round_mode": "half_even"}),
        "a_undeclared": Index(means((200 / 3,), (100 / 3,), 10.0, 28.769020786092216)),
        "a_unit_scale": Index(
            means((0.961,), (0.959,), 0.1, 0.957, scale_lower=0, scale_upper=1), {"scale_lower": 0, "scale_upper": 1}
        ),
        "a_close": Index(means((90.00001,), (90.00002,), 1.0, 90.00003)),
        # scores
        "bound": Index(means((69.9, 70.1), (70, 69.99999999999999), 50, 80), {}, {"top": 70, "rest": None}),
        "zero_bound": Index(
            means((0.1, 0.2, -0.3), (0, 0, 0), -0.5, 0.5, **OPEN_ENDED), OPEN_ENDED, {"top": 0, "rest": None}
        ),
        "percentile_bound": Index(means((50,), (50,), 10, 90), {}, {"top": 0.1 + 0.2 + 0.2, "rest": None}),
        "duels": Index(means((HAIR, 5), (0.3, 5), 0.1, 9), {"aggregation": "copeland"}),
        "full_marks": Index(
            {
                f"n{weight}": Indicator(
                    abcd(1e9, 1e9, 0, 1e9), {**IDENTITY, "weight": weight, "scale_lower": 0, "scale_upper": 1e9}
                )
                for weight in (0.1, 0.2, 0.7, 0.3)
            },
            {"scale_lower": 0, "scale_upper": 1e9},
        ),
        # scores that differ by more than noise do not tie
        "apart_raw": Index({"n": Indicator(abcd(123456789.01, 123456789.02, 0.5, 2e9), {"normalisation": "rank"})}),
        "apart_tiny": Index({"n": Indicator(abcd(2e-12, 2.000000001e-12, 1e-12, 3e-12), {"normalisation": "rank"})}),
        "apart_scores": Index(
            means((5e-7,), (5.0001e-7,), 1e-7, 9e-7, scale_lower=0, scale_upper=1e-6),
            {"scale_lower": 0, "scale_upper": 1e-6},
        ),
        "percentiles": Index(
            {
                "n": Indicator(
                    abcd(1, 3, 5, 900),
                    {
                        "normalisation": "min_max",
                        "outlier_treatment": "percentiles",
                        "winsorise_lower": 0.1,
                        "winsorise_upper": 1,
                    },
                    abcd(17, 51, 85, 1000),
                )
            }
        ),
    }
    for way, direction in (("more", 1), ("less", -1)):
        for name, treated in TREATED.items():
            made[f"r_{name}_{way}"] = Index(
                {
                    method: Indicator(
                        treated.values,
                        treated.cells | {"normalisation": method, "direction": direction},
                        treated.denominators,
                    )
                    for method in (*BY_RANK, "min_max", "z_score")
                }
            )
        parameters = {
            "distance_to_target": {"target": 9 if direction > 0 else 0.5},
            "distance_to_reference": {"reference_unit": "D" if direction > 0 else "A"},
        }
        made[f"d_{way}"] = Index(
            {
                method: Indicator(
                    abcd(1, 2, 4, 8),
                    {"normalisation": method, "direction": direction} | cells | parameters.get(method, {}),
                )
                for method, cells in METHODS.items()
            }
        )
    for name, constant in CONSTANT.items():
        fees = {
            method: Indicator(constant.values, constant.cells | {"normalisation": method}, constant.denominators)
            for method in CONSTANTLESS
        }
        made[f"k_{name}"] = Index(fees | {"roads": Indicator(abcd(0, 2, 4, 1), {"normalisation": "min_max"})})
    return made


INDICES = indices()


def inputs() -> dict[str, list[pd.DataFrame]]:
    """Return the inputs of all indices; A and B are a group too."""
    tables: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("framework", "observations", "units", "tiers", "groups")
    }
    for name, index in INDICES.items():
        key = {"index_id": name}
        tables["framework"].append({**key, "node_id": "index", **index.cells})
        tables["units"] += [{**key, "unit_id": unit, "cohort_id": "all"} for unit in "ABCD"]
        tables["groups"] += [{**key, "group_id": "pair", "unit_id": unit} for unit in "AB"]
        for place, (tier, bound) in enumerate(index.tiers.items(), start=1):
            basis = "percentile" if name == "percentile_bound" else "score"
            tables["tiers"].append({**key, "tier_id": tier, "sort_order": place, "basis": basis, "bound": bound})
        for node, indicator in index.indicators.items():
            people = f"people_{node}" if indicator.denominators else None
            row = {**key, "node_id": node, "parent_id": "index", "weight": 1, "direction": 1, "denominator": people}
            tables["framework"].append(row | indicator.cells)
            for code, values in ((node, indicator.values), (people, indicator.denominators)):
                for unit, value in values.items():
                    tables["observations"].append(
                        {**key, "period": "2020", "unit_id": unit, "node_id": code, "value": value}
                    )
    return {name: [pd.DataFrame(rows)] for name, rows in tables.items()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """Return a project with all indices built, and the output of the build."""
    project = copy_of_project(tmp_path_factory.mktemp("noise") / "project")
    load_inputs(project, inputs())
    return project, build_from_tables(project)


@pytest.fixture(scope="module")
def scores(built: tuple[Project, Run]) -> dict[tuple[str, str], dict[str, float | None]]:
    """Return the scores by index and node, of each unit."""
    found: dict[tuple[str, str], dict[str, float | None]] = {}
    for index, node, unit, score in built[0].query(
        "select index_id, node_id, unit_id, score from composite_index.index_scores"
    ):
        found.setdefault((index, node), {})[unit] = score
    return found


@pytest.fixture(scope="module")
def ranking(built: tuple[Project, Run]) -> dict[str, dict[str, tuple]]:
    """Return score, rank, position and tier of each unit, by index, node (except the index) and group (except all)."""
    found: dict[str, dict[str, tuple]] = {}
    for index, node, group, unit, *rest in built[0].query(
        "select index_id, node_id, group_id, unit_id, score, rank, position, tier_id "
        "from composite_index.index_rankings"
    ):
        names = [index] + [name for name in (node, group) if name not in ("index", "all")]
        found.setdefault(" ".join(names), {})[unit] = tuple(rest)
    return found


@pytest.mark.parametrize("name", TREATED)
def test_values_that_differ_by_noise_share_a_rank(name: str, scores: dict, ranking: dict) -> None:
    """Unchanged, and after denomination, imputation and transformation; on any scale, in both directions."""
    for method, (tied, low, high) in BY_RANK.items():
        for direction, expected in (("more", (low, high)), ("less", (high, low))):
            found = scores[f"r_{name}_{direction}", method]
            assert found == pytest.approx(abcd(tied, tied, *expected), abs=1e-9), (method, direction)
    for method in (*BY_RANK, "min_max", "z_score"):
        for direction, order in (("more", "DABC"), ("less", "CABD")):
            node = f"r_{name}_{direction} {method}"
            ranks = {unit: rank for unit, (_, rank, _, _) in ranking[node].items()}
            assert ranks == {order[0]: 1, "A": 2, "B": 2, order[3]: 4}, node
            assert [ranking[node][unit][2] for unit in order] == [1, 2, 3, 4], node
            assert [rank for _, rank, _, _ in ranking[f"{node} pair"].values()] == [1, 1], node


@pytest.mark.parametrize("name", CONSTANT)
def test_an_indicator_that_differs_by_noise_is_constant(name: str, scores: dict, built: tuple[Project, Run]) -> None:
    """It has no score, is reported, and leaves the index to the other indicator."""
    for method in CONSTANTLESS:
        assert scores[f"k_{name}", method] == abcd(None, None, None, None), method
    assert scores[f"k_{name}", "index"] == abcd(0, 50, 100, 25)
    told = built[0].query(
        "select index_id, node_id from composite_index_internal.int_index__treated_profile where constant_values = 1"
    )
    assert set(told) == {(f"k_{name}", method) for name in CONSTANT for method in CONSTANTLESS}
    assert built[1].line("WARNING treated · expect_column_values_to_be_between (constant_values)")


def test_noise_is_no_outlier(built: tuple[Project, Run]) -> None:
    """Values that are equal but for noise are neither skewed nor beyond a percentile."""
    rows = built[0].query(
        "select distinct treatment from composite_index.index_scores "
        "where treatment is not null and index_id in ('percentiles', 'k_winsorised')"
    )
    assert rows == [("denominated",)]


def test_what_differs_by_more_is_apart(scores: dict, ranking: dict) -> None:
    """On large, small and very small scales."""
    for index in ("apart_raw", "apart_tiny"):
        assert scores[index, "n"] == abcd(2, 3, 1, 4)
    for index in ("apart_raw", "apart_tiny", "apart_scores", "a_close", "a_plain"):
        assert sorted(rank for _, rank, _, _ in ranking[index].values()) == [1, 2, 3, 4], index


@pytest.mark.parametrize("index", ["bound", "zero_bound", "percentile_bound", "duels", "full_marks"])
def test_scores_that_differ_by_noise_share_rank_and_tier(index: str, ranking: dict) -> None:
    """Sums in another order, sums that should be 0, duels; at the bound of a tier, and at the end of a large scale."""
    found = ranking[index]
    assert found["A"][1] == found["B"][1]
    assert [rank for _, rank, _, _ in ranking[f"{index} pair"].values()] == [1, 1]
    if INDICES[index].tiers:
        assert {unit: tier for unit, (*_, tier) in found.items()} == {"A": "top", "B": "top", "C": "rest", "D": "top"}
    if index == "duels":
        assert {unit: score for unit, (score, *_) in found.items()} == abcd(0, 0, -3, 3)


@pytest.mark.parametrize("method", METHODS)
def test_less_is_better_turns_the_order_round(method: str, scores: dict) -> None:
    """Under every method the lowest of the values scores highest if less is better."""
    more, less = ([scores[f"d_{way}", method][unit] for unit in "ABCD"] for way in ("more", "less"))
    assert more == sorted(set(more))
    assert less == sorted(set(less), reverse=True)


def test_the_cheapest_is_the_best_fraction(scores: dict) -> None:
    """Twice the price gives half of the score."""
    assert scores["d_less", "fraction_of_maximum"] == abcd(100, 50, 25, 12.5)


def test_tiers_judge_what_ranks_judge(ranking: dict) -> None:
    """The rounded score decides if ranks compare it, else the score itself, though both are shown alike."""
    assert ranking["a_rounded"] == {
        "A": (70.0, 1, 1, "top"), "B": (70.0, 1, 2, "top"), "C": (40.5, 4, 4, "rest"), "D": (60.1, 3, 3, "rest"),
    }  # fmt: skip
    assert ranking["a_plain"] == {
        "A": (70.0, 1, 1, "top"), "B": (70.0, 2, 2, "rest"), "C": (40.5, 4, 4, "rest"), "D": (60.1, 3, 3, "rest"),
    }  # fmt: skip


def test_scores_are_shown_with_their_digits(built: tuple[Project, Run], ranking: dict, tmp_path: Path) -> None:
    """The declared digits in the ranking, its file and the closing summary; other scores distinct and without noise."""
    project, run = built
    assert {unit: score for unit, (score, *_) in ranking["a_whole"].items()} == abcd(70, 70, 12, 61)
    shown = project.query(
        "select count(*) from composite_index.index_rankings as ranked "
        "inner join composite_index.index_scores as scored "
        "using (index_id, scenario_id, period, cohort_id, unit_id, node_id) "
        "where ranked.score is distinct from scored.shown_score"
    )
    assert shown == [(0,)]
    write_ranking(project.folder / "warehouse.duckdb", tmp_path / "ranking.csv")
    with (tmp_path / "ranking.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4 * len(INDICES)
    written = {
        name: [row["score"] for row in rows if row["index_id"] == name]
        for name in ("a_rounded", "a_whole", "a_undeclared")
    }
    assert written == {
        "a_rounded": ["70.0", "70.0", "60.1", "40.5"],
        "a_whole": ["70", "70", "61", "12"],
        "a_undeclared": ["66.66666666667", "33.33333333333", "28.76902078609", "10.0"],
    }
    leaders = {
        "a_close": ["90.00003", "90.00002", "90.00001"],
        "a_plain": ["70.0", "70.0", "60.1"],
        "a_rounded": ["70.0", "70.0", "60.1"],
        "a_undeclared": ["66.7", "33.3", "28.8"],
        "a_unit_scale": ["0.961", "0.959", "0.957"],
        "a_whole": ["70", "70", "61"],
    }
    lines = run.output.splitlines()
    for index, expected in leaders.items():
        start = next(place for place, line in enumerate(lines) if line.startswith(f"{index} 2020 all:"))
        assert [line.split("  ")[3] for line in lines[start + 1 : start + 4]] == expected, index


def test_a_score_is_written_without_noise() -> None:
    """With the declared decimals, else with 13 digits; scores with different ranks differ in these."""
    assert shown_score(None, 1) is None
    assert shown_score(70, 2) == "70.00"
    assert shown_score(28.769020786092216, None) == 28.76902078609
    assert shown_score(HAIR, None) == 0.3
    assert shown_score(5.0000000001e-7, None) == 5.0000000001e-7
