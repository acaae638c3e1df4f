"""Methods of published indices, end to end: made-up data, and each result computed again with numpy.

Each index of `INDICES` is like a published one in its method, not in its data. All are built at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from conftest import Project, build_from_tables, copy_of_project, load_inputs
from pymcdm.methods import TOPSIS
from pymcdm.normalizations import vector_normalization
from pymcdm.weights import critic_weights, entropy_weights

PERIODS = ("2020", "2021", "2022")
UNITS = [f"u{number:02}" for number in range(1, 25)]
REGION = {unit: f"region_{place % 3}" for place, unit in enumerate(UNITS)}
UNIT_SCALE = {"scale_lower": 0, "scale_upper": 1}
TEN = {"scale_lower": 0, "scale_upper": 10}
Values = dict[str, np.ndarray]  # by node; a row per period, a column per unit


@dataclass
class Index:
    """An index: rows of its framework, its values, and what its scores must be by node."""

    framework: list[dict[str, object]]
    values: Values
    expected: Callable[[Values], Values]
    more: dict[str, list[dict[str, object]]] = field(default_factory=dict)


def node(node_id: str, parent_id: str | None = None, **cells: object) -> dict[str, object]:
    """Return a row of a framework."""
    return {"node_id": node_id, "parent_id": parent_id, "weight": 1 if parent_id else None} | cells


def drawn(seed: int, *nodes: str, low: float = 1, high: float = 99, digits: int = 1) -> Values:
    """Return values for all units in all periods, with ties."""
    random = np.random.default_rng(seed)
    shape = (len(PERIODS), len(UNITS))
    return {name: np.round(random.uniform(low, high, shape), digits) for name in nodes}


def each_period(formula: Callable[[np.ndarray], np.ndarray], values: np.ndarray) -> np.ndarray:
    """Apply a formula to each period."""
    return np.array([formula(row) for row in values])


def percentile_rank(values: np.ndarray) -> np.ndarray:
    """Return (rank - 1) / (n - 1), ties with the lowest rank; sums that differ by noise alone are ties."""
    return np.array([(values < value - 1e-9).sum() / (len(values) - 1) for value in values])


def mean_rank(values: np.ndarray) -> np.ndarray:
    """Return ranks, ties with the mean rank; sums that differ by noise alone are ties."""
    near = [np.abs(values - value) < 1e-9 for value in values]
    return np.array([(values < value - 1e-9).sum() + (near[i].sum() + 1) / 2 for i, value in enumerate(values)])


def exponential(values: np.ndarray) -> np.ndarray:
    """Return the exponential transformation of the deprivation indices."""
    return -23 * np.log(1 - mean_rank(values) / len(values) * (1 - math.exp(-100 / 23)))


def min_max(values: np.ndarray) -> np.ndarray:
    """Return shares of the range of all values."""
    return (values - values.min()) / (values.max() - values.min())


def entropy(shares: np.ndarray, offset: float = 0) -> np.ndarray:
    """Return entropy weights of columns."""
    part = (shares + offset) / (shares + offset).sum(axis=0)
    logs = np.log(part, where=part > 0, out=np.zeros_like(part))
    divergence = 1 + (part * logs).sum(axis=0) / math.log(len(part))
    return divergence / divergence.sum()


def topsis(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the closeness of rows to the best of each column."""
    weighted = scores * weights
    to_best = np.sqrt(((weighted.max(axis=0) - weighted) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    return to_worst / (to_best + to_worst)


def long(values: Values, nodes: list[str]) -> np.ndarray:
    """Return a row per period and unit, a column per node."""
    return np.column_stack([values[name].ravel() for name in nodes])


def indices() -> dict[str, Index]:
    """Return the indices."""
    made: dict[str, Index] = {}

    def vulnerability(values: Values) -> Values:
        ranks = {name: each_period(percentile_rank, values[name]) for name in "abcd"}
        themes = {
            "one": each_period(percentile_rank, ranks["a"] + ranks["b"]),
            "two": each_period(percentile_rank, ranks["c"] + ranks["d"]),
        }
        return themes | {"index": each_period(percentile_rank, themes["one"] + themes["two"])}

    rank = UNIT_SCALE | {"normalisation": "percentile_rank"}
    made["vulnerability"] = Index(
        [
            node("index", aggregation="sum", **rank),
            *(node(theme, "index", aggregation="sum", **rank) for theme in ("one", "two")),
            *(node(name, "one" if name in "ab" else "two", **rank) for name in "abcd"),
        ],
        drawn(1, *"abcd", digits=0),
        vulnerability,
    )

    def deprivation(values: Values) -> Values:
        domains = {
            "work": each_period(exponential, (values["a"] + values["b"]) / 2),
            "health": each_period(exponential, values["c"]),
        }
        index = 0.7 * domains["work"] + 0.3 * domains["health"]
        return domains | {"index": each_period(mean_rank, index)}

    made["deprivation"] = Index(
        [
            node("index", normalisation="rank_average"),
            node("work", "index", weight=0.7, normalisation="exponential_rank"),
            node("health", "index", weight=0.3, normalisation="exponential_rank"),
            node("a", "work", normalisation="identity"),
            node("b", "work", normalisation="identity"),
            node("c", "health", normalisation="identity"),
        ],
        drawn(2, *"abc", digits=0),
        deprivation,
    )
    two = {name: drawn(3, *"ab") for name in ("top", "final_min_max", "final_z_pooled", "carried")}
    for name, cells, formula in (
        ("top", {"normalisation": "fraction_of_maximum"}, lambda mean: each_period(lambda x: 100 * x / x.max(), mean)),
        ("final_min_max", {"normalisation": "min_max"}, lambda mean: each_period(lambda x: 100 * min_max(x), mean)),
        (
            "final_z_pooled",
            {"normalisation": "z_score", "mean": 50, "sd": 10, "statistics_period": "all"},
            lambda mean: 50 + 10 * (mean - mean.mean()) / mean.std(ddof=1),
        ),
        (
            "carried",
            {"normalisation": "min_max", "statistics_period": "2020", "direction": -1},
            lambda mean: 100 * (mean[0].max() - mean) / (mean[0].max() - mean[0].min()),
        ),
    ):
        made[name] = Index(
            [node("index", **cells), *(node(child, "index", normalisation="identity") for child in "ab")],
            two[name],
            lambda values, formula=formula: {"index": formula((values["a"] + values["b"]) / 2)},
        )

    def fragility(values: Values) -> Values:
        groups = {"social": values["a"] + values["b"], "other": values["c"] + 2 * values["d"]}
        return groups | {"index": groups["social"] + groups["other"]}

    made["fragility"] = Index(
        [
            node("index", aggregation="sum"),
            node("social", "index", aggregation="sum"),
            node("other", "index", aggregation="sum"),
            *(
                node(name, parent, normalisation="identity", weight=weight, **TEN)
                for name, parent, weight in (
                    ("a", "social", 1),
                    ("b", "social", 1),
                    ("c", "other", 1),
                    ("d", "other", 2),
                )
            ),
        ],
        drawn(4, *"abcd", low=0, high=10),
        fragility,
    )

    def regional(values: Values) -> Values:
        goals = {}
        for goal, (one, other) in {"clean": "ab", "fair": "cd"}.items():
            with np.errstate(all="ignore"):
                goals[goal] = np.nanmean([values[one], values[other]], axis=0)
            for row in goals[goal]:
                own = row.copy()
                for place, unit in enumerate(UNITS):
                    if np.isnan(own[place]):
                        peers = [own[other] for other, peer in enumerate(UNITS) if REGION[peer] == REGION[unit]]
                        row[place] = np.nanmean(peers)
        index = (goals["clean"] + goals["fair"]) / 2
        # the last unit has no value at all
        index[:, -1] = np.nan
        return goals | {"index": index}

    holes = drawn(5, *"abcd")
    for name, places in {"a": (0, 3, 7, 23), "b": (0, 4, 7, 23), "c": (1, 23), "d": (1, 2, 23)}.items():
        holes[name][:, places] = np.nan
    made["regional"] = Index(
        [
            node("index", missing_rule="group_mean", imputation_grouping="regions"),
            node("clean", "index"),
            node("fair", "index"),
            *(
                node(name, "clean" if name in "ab" else "fair", normalisation="identity", max_missing_share=1)
                for name in "abcd"
            ),
        ],
        holes,
        regional,
    )
    made["few_children"] = Index(
        [
            node("index", min_children=3),
            *(node(name, "index", normalisation="identity", max_missing_share=1) for name in "abcd"),
        ],
        holes,
        lambda values: {
            "index": np.where(
                np.sum([~np.isnan(values[name]) for name in "abcd"], axis=0) >= 3,
                np.nanmean([values[name] for name in "abcd"], axis=0),
                np.nan,
            )
        },
    )

    names = list("abc")
    panel = drawn(6, *names, low=0, high=50)
    indicators = [node(name, "index", normalisation="min_max", statistics_period="all", weight=None) for name in names]

    def pooled(values: Values) -> np.ndarray:
        return np.column_stack([min_max(values[name].ravel()) for name in names])

    def entropy_index(values: Values) -> Values:
        shares = pooled(values)
        return {"index": (100 * shares @ entropy(shares, 1e-4)).reshape(3, -1)}

    made["entropy_pooled"] = Index(
        [node("index", weighting="entropy", statistics_period="all", entropy_offset=1e-4), *indicators],
        panel,
        entropy_index,
    )

    def filled_entropy(values: Values) -> Values:
        shares = []
        for name in names:
            raw = values[name]
            shares.append((raw - np.nanmin(raw)) / (np.nanmax(raw) - np.nanmin(raw)))
        divergences = []
        for share in shares:
            part = share[~np.isnan(share)] / np.nansum(share)
            logs = np.log(part, where=part > 0, out=np.zeros_like(part))
            divergences.append(1 + (part * logs).sum() / math.log(len(part)))
        for row in (row for share in shares for row in share):
            own = row.copy()
            for place, unit in enumerate(UNITS):
                if np.isnan(own[place]):
                    peers = [own[other] for other, peer in enumerate(UNITS) if REGION[peer] == REGION[unit]]
                    row[place] = np.nanmean(peers)
        return {"index": 100 * np.tensordot(np.array(divergences) / sum(divergences), np.array(shares), 1)}

    with_holes = drawn(17, *names)
    for name, places in {"a": (0, 3, 7), "b": (1, 3)}.items():
        with_holes[name][:, places] = np.nan
    made["filled_entropy"] = Index(
        [
            node(
                "index",
                weighting="entropy",
                statistics_period="all",
                missing_rule="group_mean",
                imputation_grouping="regions",
            ),
            *(row | {"max_missing_share": 1} for row in indicators),
        ],
        with_holes,
        filled_entropy,
    )
    made["entropy_of_the_first"] = Index(
        [node("index", weighting="entropy", statistics_period="2020"), *indicators],
        panel,
        lambda values: {"index": (100 * pooled(values) @ entropy(pooled(values)[: len(UNITS)])).reshape(3, -1)},
    )

    def by_deviation(values: Values) -> Values:
        shares = pooled(values).reshape(3, len(UNITS), 3)
        spreads = shares.std(axis=1, ddof=1)
        weights = spreads / spreads.sum(axis=1, keepdims=True)
        return {"index": 100 * (shares * weights[:, None, :]).sum(axis=2)}

    made["by_deviation"] = Index([node("index", weighting="standard_deviation"), *indicators], panel, by_deviation)

    def by_critic(values: Values) -> Values:
        shares = pooled(values)
        contrast = shares.std(axis=0, ddof=1) * (1 - np.corrcoef(shares.T)).sum(axis=0)
        return {"index": (100 * shares @ (contrast / contrast.sum())).reshape(3, -1)}

    made["by_critic"] = Index(
        [node("index", weighting="critic", statistics_period="all"), *indicators], panel, by_critic
    )
    correlated = drawn(7, "common", *names)
    correlated |= {name: correlated[name] + 2 * correlated["common"] for name in names}
    del correlated["common"]

    def by_components(values: Values) -> Values:
        shares = pooled(values)
        _, vectors = np.linalg.eigh(np.corrcoef(shares.T))
        return {"index": (100 * shares @ vectors[:, -1] ** 2).reshape(3, -1)}

    made["by_components"] = Index(
        [node("index", weighting="pca", statistics_period="all"), *indicators], correlated, by_components
    )

    def entropy_topsis(values: Values) -> Values:
        shares = pooled(values)
        return {"index": 100 * topsis(shares, entropy(shares)).reshape(3, -1)}

    made["entropy_topsis"] = Index(
        [node("index", aggregation="topsis", weighting="entropy", statistics_period="all"), *indicators],
        panel,
        entropy_topsis,
    )

    def classic_topsis(values: Values) -> Values:
        weights = np.array([0.5, 0.3, 0.2])
        found = []
        for period in range(3):
            raw = np.column_stack([values[name][period] for name in names])
            shares = raw / np.sqrt((raw**2).sum(axis=0))
            shares[:, 2] = 1 - shares[:, 2]
            found.append(topsis(shares, weights))
        return {"index": np.array(found)}

    made["topsis"] = Index(
        [
            node("index", aggregation="topsis", **UNIT_SCALE),
            *(
                node(
                    name,
                    "index",
                    normalisation="vector",
                    weight=weight,
                    direction=-1 if name == "c" else 1,
                    **UNIT_SCALE,
                )
                for name, weight in (("a", 0.5), ("b", 0.3), ("c", 0.2))
            ),
        ],
        panel,
        classic_topsis,
    )

    def two_sided(values: Values) -> Values:
        def fall(x: np.ndarray, first: float, last: float, below: float, above: float) -> np.ndarray:
            distance = np.where(x < first, (first - x) / below, np.where(x > last, (x - last) / above, 0))
            return 100 * np.clip(1 - distance, 0, 1)

        def widest(x: np.ndarray, first: float, last: float) -> float:
            return max(first - x.min(), x.max() - last)

        def to_median(x: np.ndarray) -> np.ndarray:
            middle = float(np.median(x))
            return fall(x, middle, middle, widest(x, middle, middle), widest(x, middle, middle))

        return {
            "bounded": fall(values["bounded"], 40, 60, 30, 20),
            "point": fall(values["point"], 50, 50, 45, 45),
            "free": each_period(lambda x: fall(x, 40, 60, widest(x, 40, 60), widest(x, 40, 60)), values["free"]),
            "middle": each_period(to_median, values["middle"]),
            "middle_bounded": each_period(
                lambda x: fall(x, np.median(x), np.median(x), np.median(x) - 10, 90 - np.median(x)),
                values["middle_bounded"],
            ),
        }

    posts = {"lower": 10, "upper": 80}
    made["two_sided"] = Index(
        [
            node("index"),
            node("bounded", "index", normalisation="distance_to_interval", target=40, target_upper=60, **posts),
            node("point", "index", normalisation="distance_to_interval", target=50, lower=5, upper=95),
            node("free", "index", normalisation="distance_to_interval", target=40, target_upper=60),
            node("middle", "index", normalisation="distance_to_median"),
            node("middle_bounded", "index", normalisation="distance_to_median", lower=10, upper=90),
        ],
        drawn(8, "bounded", "point", "free", "middle", "middle_bounded"),
        two_sided,
    )
    made["descending"] = Index(
        [
            node("index", **UNIT_SCALE),
            node("a", "index", normalisation="percentile_rank_highest", direction=-1, **UNIT_SCALE),
        ],
        drawn(9, "a", low=0, high=8, digits=0),
        lambda values: {"a": 1 - each_period(percentile_rank, values["a"])},
    )

    def unbalanced(values: Values, sign: int) -> Values:
        scores = np.array([70 + 60 * (values[name] - 1) / 98 for name in names])
        mean, variance = scores.mean(axis=0), scores.var(axis=0)
        return {"index": mean + sign * variance / mean}

    for name, method, sign in (("penalty", "mazziotta_pareto", -1), ("addition", "mazziotta_pareto_upward", 1)):
        scale = {"scale_lower": 70, "scale_upper": 130}
        made[name] = Index(
            [
                node("index", aggregation=method),
                *(node(child, "index", normalisation="goalposts", lower=1, upper=99, **scale) for child in names),
            ],
            drawn(10, *names),
            lambda values, sign=sign: unbalanced(values, sign),
        )
    made["risk"] = Index(
        [
            node("index", aggregation="inverse_geometric", **TEN),
            *(node(name, "index", normalisation="identity", **TEN) for name in "ab"),
        ],
        {"a": np.tile(np.linspace(0, 10, len(UNITS)), (3, 1)), "b": drawn(11, "b", low=0, high=10)["b"]},
        lambda values: {
            "index": (10 - np.sqrt((1 + 0.9 * (10 - values["a"])) * (1 + 0.9 * (10 - values["b"])))) / 9 * 10
        },
    )
    made["floor"] = Index(
        [
            node("index", aggregation="geometric", geometric_floor=5),
            *(node(name, "index", normalisation="identity") for name in "ab"),
        ],
        drawn(12, *"ab", low=0, high=20, digits=0),
        lambda values: {"index": np.sqrt(np.maximum(values["a"], 5) * np.maximum(values["b"], 5))},
    )

    with_zero = drawn(15, *"ab")
    with_zero["a"][1, 2] = 0

    def without_mean(values: Values) -> Values:
        index = np.sqrt(values["a"] * values["b"])
        index[1, 2] = np.nan
        return {"index": index}

    made["zero"] = Index(
        [node("index", aggregation="geometric"), *(node(name, "index", normalisation="identity") for name in "ab")],
        with_zero,
        without_mean,
    )

    def own_weights(values: Values) -> Values:
        index = 0.5 * values["a"] + 0.3 * values["b"] + 0.2 * values["c"]
        index[:, 1] = (0.9 * values["a"] + 0.3 * values["b"] + 0.2 * values["c"])[:, 1] / 1.4
        index[2, 4] = values["c"][2, 4]
        return {"index": index}

    weights = [{"method": "declared", "node_id": "a", "unit_id": "u02", "weight": 0.9}] + [
        {"method": "declared", "node_id": name, "unit_id": "u05", "period": "2022", "weight": int(name == "c")}
        for name in names
    ]
    made["own_weights"] = Index(
        [
            node("index"),
            *(
                node(name, "index", normalisation="identity", weight=weight)
                for name, weight in (("a", 0.5), ("b", 0.3), ("c", 0.2))
            ),
        ],
        drawn(13, *names),
        own_weights,
        {"weights": weights},
    )
    return made


def decided() -> Index:
    """Return an index in which the publisher decided a value, three scores and who takes part."""

    def index(values: Values) -> Values:
        one = (values["a"] + values["b"]) / 2
        one[0, 0] = (10 + values["b"][0, 0]) / 2
        one[1, 1] = values["b"][1, 1]
        one[2, 2] = (77 + values["b"][2, 2]) / 2
        one[0, 3] = 50
        overall = (one + values["c"]) / 2
        overall[:, 4] = 12.5
        return {"one": one, "index": overall}

    rows = [
        ("2020", "u01", "a", "observation", 10),
        ("2021", "u02", "a", "observation", None),
        ("2022", "u03", "a", "score", 77),
        ("2020", "u04", "one", "score", 50),
        (None, "u05", "index", "score", 12.5),
        ("2021", "u24", None, "inclusion", "exclude"),
    ]
    columns = ("period", "unit_id", "node_id", "override", "value")
    return Index(
        [
            node("index"),
            node("one", "index"),
            node("a", "one", normalisation="identity", max_missing_share=0.1),
            node("b", "one", normalisation="identity"),
            node("c", "index", normalisation="identity"),
        ],
        drawn(14, *"abc"),
        index,
        {"overrides": [dict(zip(columns, row, strict=True)) | {"reason": "the board decided"} for row in rows]},
    )


INDICES = indices()
DECIDED = decided()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Build all indices."""
    tables: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("framework", "units", "groups", "observations", "weights", "overrides")
    }
    for name, index in (INDICES | {"decided": DECIDED}).items():
        key = {"index_id": name}
        tables["framework"] += [key | row for row in index.framework]
        tables["units"] += [key | {"unit_id": unit, "cohort_id": "all"} for unit in UNITS]
        tables["groups"] += [
            key | {"unit_id": unit, "group_id": region, "grouping_id": "regions"} for unit, region in REGION.items()
        ]
        tables["observations"] += [
            key | {"period": period, "unit_id": unit, "node_id": child, "value": values[place, column]}
            for child, values in index.values.items()
            for place, period in enumerate(PERIODS)
            for column, unit in enumerate(UNITS)
        ]
        for table, rows in index.more.items():
            tables[table] += [key | row for row in rows]
    project = copy_of_project(tmp_path_factory.mktemp("methods") / "project")
    load_inputs(project, {name: [pd.DataFrame(rows)] for name, rows in tables.items()})
    build_from_tables(project, on_violation="quarantine")
    return project


@pytest.mark.parametrize("name", INDICES)
def test_scores_equal_those_of_numpy(published: Project, name: str) -> None:
    """Every score that the reference computes is equal to 1e-9, and missing where the reference is."""
    expected = INDICES[name].expected(INDICES[name].values)
    rows = published.query(
        f"select node_id, period, unit_id, score from composite_index.index_scores where index_id = '{name}'"
    )
    found = {(child, period, unit): score for child, period, unit, score in rows}
    for child, values in expected.items():
        for place, period in enumerate(PERIODS):
            for column, unit in enumerate(UNITS):
                score, reference = found[child, period, unit], values[place, column]
                if np.isnan(reference):
                    assert score is None, (child, period, unit)
                else:
                    assert score == pytest.approx(reference, abs=1e-9), (child, period, unit)


def test_both_scores_of_a_normalised_parent_are_published(published: Project) -> None:
    """The score before the normalisation stands beside the one after it, for these parents alone."""
    (beyond,) = published.query(
        "select count(*) from composite_index.index_scores where index_id = 'final_min_max' and node_id = 'index' "
        "and aggregated_score is null"
    )
    assert beyond == (0,)
    values = INDICES["final_min_max"].values
    means = dict(
        published.query(
            "select unit_id, aggregated_score from composite_index.index_scores "
            "where index_id = 'final_min_max' and node_id = 'index' and period = '2021'"
        )
    )
    for column, unit in enumerate(UNITS):
        assert means[unit] == pytest.approx((values["a"][1, column] + values["b"][1, column]) / 2, abs=1e-9)
    assert published.query(
        "select count(aggregated_score) from composite_index.index_scores where index_id = 'fragility'"
    ) == [(0,)]


def test_a_sum_has_the_scale_of_its_parts_and_their_points(published: Project) -> None:
    """The scale is the sum of the parts' scales, weights included, and points add up to the score."""
    scales = dict(
        published.query(
            "select node_id, scale_upper from composite_index.index_nodes "
            "where index_id = 'fragility' and period = '2020' and scale_lower = 0"
        )
    )
    assert scales == {"index": 50, "social": 20, "other": 30} | dict.fromkeys("abcd", 10)
    apart = published.query(
        "select max(abs(score - parts)) from (select max(case when level = 0 then score end) as score, "
        "sum(case when is_indicator then points else 0 end) as parts from composite_index.index_scores "
        "where index_id = 'fragility' group by unit_id, period)"
    )
    assert apart[0][0] < 1e-9


def test_weights_from_data_are_published_as_used(published: Project) -> None:
    """index_weights and index_nodes have the weights that the scores used, and index_gates the warning."""
    shares = np.column_stack([min_max(INDICES["entropy_pooled"].values[name].ravel()) for name in "abc"])
    weights = dict(
        published.query(
            "select node_id, weight from composite_index.index_weights "
            "where index_id = 'entropy_pooled' and period = '2021' and is_used and source = 'data'"
        )
    )
    assert [weights[name] for name in "abc"] == pytest.approx(entropy(shares, 1e-4), abs=1e-12)
    nodes = dict(
        published.query(
            "select node_id, final_weight from composite_index.index_nodes "
            "where index_id = 'entropy_pooled' and period = '2021' and is_indicator"
        )
    )
    assert nodes == pytest.approx(weights)
    ((sample,),) = published.query(
        "select sample from composite_index.index_gates where column_name = 'moving_weights' and not success"
    )
    assert "by_components 2020 all, index: weighting = pca, statistics_period = all" in sample


def test_own_weights_of_a_unit_are_published(published: Project) -> None:
    """index_weights has a row for the unit, and weight_used of its scores is what the row says."""
    weights = dict(
        published.query(
            "select node_id, weight from composite_index.index_weights "
            "where index_id = 'own_weights' and period = '2020' and unit_id = 'u02'"
        )
    )
    assert weights == pytest.approx({"a": 0.9 / 1.4, "b": 0.3 / 1.4, "c": 0.2 / 1.4})
    used = dict(
        published.query(
            "select node_id, weight_used from composite_index.index_scores "
            "where index_id = 'own_weights' and period = '2020' and unit_id = 'u02' and is_indicator"
        )
    )
    assert used == pytest.approx(weights)


def test_a_zero_under_a_geometric_mean_blocks_no_other_unit(published: Project) -> None:
    """Where rows are set aside, the unit-year has no score, is listed and warned of; all others are published."""
    assert published.query(
        "select index_id, period, unit_id, node_id, rule, reason from composite_index.index_quarantine"
    ) == [
        (
            "zero",
            "2021",
            "u03",
            "index",
            "undefined",
            "the geometric mean is not defined for a child with a score of 0 or less",
        )
    ]
    ((severity, sample),) = published.query(
        "select severity, sample from composite_index.index_gates "
        "where column_name = 'quarantined_means' and not success"
    )
    assert severity == "warning"
    assert "zero 2021, unit u03, index: no geometric mean with the score 0.0 of a, whose value is 0.0" in sample


def test_what_the_publisher_decided_is_published_as_such(published: Project) -> None:
    """Decided values and scores go up, with the reason and the computed score beside them; a warning lists them."""
    expected = DECIDED.expected(DECIDED.values)
    rows = published.query(
        "select node_id, period, unit_id, score, aggregated_score, value, override, override_reason "
        "from composite_index.index_scores where index_id = 'decided'"
    )
    found = {tuple(row[:3]): row[3:] for row in rows}
    for child, values in expected.items():
        for place, period in enumerate(PERIODS):
            for column, unit in enumerate(UNITS):
                if (period, unit) != ("2021", "u24"):
                    assert found[child, period, unit][0] == pytest.approx(values[place, column]), (child, period, unit)
    assert not any(period == "2021" and unit == "u24" for _, period, unit in found)
    shown = {key: row[3:] for key, row in found.items() if row[3] is not None}
    said = "the board decided"
    assert shown == {
        ("a", "2020", "u01"): ("observation", said),
        ("a", "2021", "u02"): ("observation", said),
        ("a", "2022", "u03"): ("score", said),
        ("one", "2020", "u04"): ("score", said),
    } | {("index", period, "u05"): ("score", said) for period in PERIODS}
    assert found["a", "2020", "u01"][2] == 10
    assert found["a", "2021", "u02"][2] is None
    assert found["a", "2022", "u03"][:3] == (77, DECIDED.values["a"][2, 2], DECIDED.values["a"][2, 2])
    computed = (DECIDED.values["a"][0, 3] + DECIDED.values["b"][0, 3]) / 2
    assert found["one", "2020", "u04"][1] == pytest.approx(computed)
    assert published.query(
        "select period, is_included, inclusion, reason from composite_index.index_screening "
        "where index_id = 'decided' and unit_id = 'u24' order by period"
    ) == [
        ("2020", True, None, None),
        ("2021", False, "exclude", "excluded by the publisher: the board decided"),
        ("2022", True, None, None),
    ]
    ((ranked,),) = published.query(
        "select max(rank) from composite_index.index_rankings "
        "where index_id = 'decided' and period = '2021' and node_id = 'index' and group_id = 'all'"
    )
    assert ranked == len(UNITS) - 1
    run = build_from_tables(published, on_violation="quarantine")
    line = run.line("WARNING structure · overrides_in_use")
    assert "6 rows: index_id = decided, period = 2020, unit_id = u01, node_id = a, override = observation" in line
    assert f"reason = {said}" in line


def test_references_equal_those_of_a_public_library() -> None:
    """TOPSIS with vector normalisation, entropy and CRITIC weights here give what pymcdm gives."""
    values = drawn(16, *"abc", low=1, high=50)
    raw = long(values, list("abc"))
    weights = np.array([0.5, 0.3, 0.2])
    shares = raw / np.sqrt((raw**2).sum(axis=0))
    shares[:, 2] = 1 - shares[:, 2]
    public = TOPSIS(vector_normalization)(raw, weights, np.array([1, 1, -1]))
    assert topsis(shares, weights) == pytest.approx(public, abs=1e-12)
    assert entropy(raw) == pytest.approx(entropy_weights(raw), abs=1e-12)
    contrast = np.column_stack([min_max(raw[:, column]) for column in range(3)])
    measure = contrast.std(axis=0, ddof=1) * (1 - np.corrcoef(contrast.T)).sum(axis=0)
    assert measure / measure.sum() == pytest.approx(critic_weights(raw), abs=1e-12)


def r_round(number: float, digits: int) -> float:
    """Round as R 4.0.0 and later do, written from its documentation."""
    power = 10.0**digits
    below, above = math.floor(abs(number) * power) / power, math.ceil(abs(number) * power) / power
    under, over = abs(number) - below, above - abs(number)
    is_even = math.floor(abs(number) * power) % 2 == 0
    return math.copysign(below if under < over or (under == over and is_even) else above, number)


def test_reference_of_rounding_knows_the_examples_of_r() -> None:
    """The vignette of the R package round, and threads on R 4, print these."""
    assert [r_round(number, 1) for number in (0.15, 0.25, 0.35, 0.45, 0.55, 55.55)] == [0.1, 0.2, 0.3, 0.4, 0.6, 55.5]
    assert r_round(55.555, 2) == 55.56
    assert [r_round(number, 0) for number in (0.5, 1.5, 2.5, -1.5)] == [0, 2, 2, -2]


@pytest.mark.parametrize("seed", [1, 2])
def test_rounding_to_the_nearest_double_is_rounding_in_r(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Each tier is rounded as R rounds it, on exact sums: no score differs, though many lie at a half."""
    random = np.random.default_rng(seed)
    units = [f"u{number:03}" for number in range(400)]
    groups = {"p": list("abc"), "q": list("defg")}
    rounded = {"round_mode": "nearest_double", "round_scope": "parent", "round_digits": 1, "rank_rounded": "true"}
    framework = [node("index", **rounded)]
    for group, children in groups.items():
        framework.append(node(group, "index", weight={"p": 0.35, "q": 0.65}[group], **rounded))
        framework += [node(child, group, normalisation="identity", weight=[1, 3][child in "ae"]) for child in children]
    values = {child: np.round(random.uniform(0, 100, len(units)) * 4) / 4 for child in "abcdefg"}
    observations = [
        {"index_id": "r", "period": "2020", "unit_id": unit, "node_id": child, "value": found[column]}
        for child, found in values.items()
        for column, unit in enumerate(units)
    ]
    random.shuffle(observations)
    project = copy_of_project(tmp_path_factory.mktemp("rounding") / "project")
    load_inputs(
        project,
        {
            "framework": [pd.DataFrame([{"index_id": "r"} | row for row in framework])],
            "units": [pd.DataFrame({"index_id": "r", "unit_id": units, "cohort_id": "all"})],
            "observations": [pd.DataFrame(observations)],
        },
    )
    build_from_tables(project)

    def mean(pairs: list[tuple[float, float]]) -> float:
        # products and weights are doubles, their sums exact
        total = sum((Fraction(weight * score) for weight, score in pairs), Fraction(0))
        return float(total) / float(sum((Fraction(weight) for weight, _ in pairs), Fraction(0)))

    found = dict(project.query("select unit_id, score from composite_index.index_scores where node_id = 'index'"))
    at_a_half = 0
    for column, unit in enumerate(units):
        tiers = {}
        for group, children in groups.items():
            exact = mean([([1, 3][child in "ae"], values[child][column]) for child in children])
            at_a_half += abs(exact * 10 % 1 - 0.5) < 1e-9
            tiers[group] = r_round(exact, 1)
        assert found[unit] == r_round(mean([(0.35, tiers["p"]), (0.65, tiers["q"])]), 1), unit
    assert at_a_half > 20
