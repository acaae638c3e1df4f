"""Weights from experts, from comparisons and from the data, against numpy; adopted as the README says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import Project, build_from_tables, copy_of_project, load_inputs

INDEX = {"index_id": "w"}
CHILDREN = {
    "index": ["economy", "society", "nature"],
    "economy": ["income", "jobs"],
    "society": ["health", "schools", "safety", "trust"],
    "nature": ["air", "water", "soil"],
}
WEIGHTING = {"index": "ahp", "economy": "equal", "society": "budget_allocation", "nature": "declared"}
# two experts on a scale of 1 to 9: the first is consistent, the second contradicts himself
COMPARISONS = {
    "first": {("economy", "society"): 2, ("economy", "nature"): 6, ("society", "nature"): 3},
    "second": {("economy", "society"): 5, ("nature", "economy"): 4, ("society", "nature"): 3},
}
BUDGETS = {"first": [40, 30, 20, 10], "second": [1, 1, 1, 1], "third": [0, 5, 5, 10]}
UNITS = 40


def matrix(comparisons: dict[tuple[str, str], float]) -> np.ndarray:
    """Return the reciprocal matrix of an expert's comparisons of the dimensions."""
    names = CHILDREN["index"]
    full = np.ones((3, 3))
    for (one, other), ratio in comparisons.items():
        i, j = names.index(one), names.index(other)
        full[i, j], full[j, i] = ratio, 1 / ratio
    return full


def priorities(full: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and consistency ratio by numpy's eigenvectors; 0.58 is Saaty's random index of three."""
    values, vectors = np.linalg.eig(full)
    first = np.argmax(values.real)
    weights = np.abs(vectors[:, first].real)
    return weights / weights.sum(), (values[first].real - 3) / 2 / 0.58


def inputs() -> dict[str, list[pd.DataFrame]]:
    """Return a made index of three dimensions whose values are their scores."""
    random = np.random.default_rng(20201)
    framework = [{**INDEX, "node_id": "index", "parent_id": None, "weight": None, "weighting": WEIGHTING["index"]}]
    for parent, children in CHILDREN.items():
        for child in children:
            framework.append({**INDEX, "node_id": child, "parent_id": parent})
            if parent == "index":
                framework[-1] |= {"weighting": WEIGHTING[child]}
            else:
                # own weights are ignored if the parent has a weighting
                framework[-1] |= {"normalisation": "identity", "weight": len(child), "max_missing_share": 1}
    values = []
    common = random.normal(size=UNITS)
    for children in list(CHILDREN.values())[1:]:
        for place, child in enumerate(children):
            made = 50 + (8 + place) * (0.7 * common + random.normal(size=UNITS))
            if child == "jobs":
                made = 100 - made
            made[place] = np.nan
            values += [
                {**INDEX, "period": "2020", "unit_id": f"u{unit:02}", "node_id": child, "value": value}
                for unit, value in enumerate(made)
            ]
    comparisons = [
        {**INDEX, "expert_id": expert, "node_id": one, "compared_node_id": other, "ratio": ratio}
        for expert, answers in COMPARISONS.items()
        for (one, other), ratio in answers.items()
    ]
    weights = [
        {**INDEX, "method": "budget_allocation", "expert_id": expert, "node_id": node, "weight": points}
        for expert, budget in BUDGETS.items()
        for node, points in zip(CHILDREN["society"], budget, strict=True)
    ]
    units = [{**INDEX, "unit_id": f"u{unit:02}", "cohort_id": "all"} for unit in range(UNITS)]
    tables = {
        "framework": framework,
        "observations": values,
        "units": units,
        "comparisons": comparisons,
        "weights": weights,
    }
    return {name: [pd.DataFrame(rows)] for name, rows in tables.items()}


@pytest.fixture(scope="module")
def weighted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """Return a project with the made index, and the output of its build."""
    project = copy_of_project(tmp_path_factory.mktemp("weights") / "project")
    load_inputs(project, inputs())
    return project, build_from_tables(project).output


def shares(project: Project, method: str, parent: str, *, source: str | None = None) -> dict[str, float]:
    """Return a method's weights of the children of a parent."""
    where = f"and source = '{source}'" if source else ""
    rows = project.query(
        "select node_id, weight from composite_index.index_weights "
        f"where method = '{method}' and parent_id = '{parent}' {where}"
    )
    found = dict(rows)
    assert len(rows) == len(found) == len(CHILDREN[parent])
    return {child: found[child] for child in CHILDREN[parent]}


def scores(project: Project, parent: str) -> np.ndarray:
    """Return the scores of a parent's children, a row per unit."""
    rows = project.query(
        f"select unit_id, node_id, score from composite_index.index_scores where parent_id = '{parent}'"
    )
    wide = pd.DataFrame(rows, columns=["unit_id", "node_id", "score"]).pivot(
        index="unit_id", columns="node_id", values="score"
    )
    return wide[CHILDREN[parent]].astype(float).to_numpy()


def test_comparisons_are_averaged_over_experts(weighted: tuple[Project, str]) -> None:
    """Weights are the mean of the experts' principal eigenvectors; a warning names the inconsistent expert."""
    project, output = weighted
    by_expert = {expert: priorities(matrix(answers)) for expert, answers in COMPARISONS.items()}
    expected = np.mean([weights for weights, _ in by_expert.values()], axis=0)
    np.testing.assert_allclose(list(shares(project, "ahp", "index").values()), expected, rtol=1e-9)
    ratios = project.query(
        "select distinct consistency_ratio, experts from composite_index.index_weights where method = 'ahp'"
    )
    assert ratios == [(pytest.approx(by_expert["second"][1], rel=1e-9), 2)]
    assert by_expert["first"][1] == pytest.approx(0, abs=1e-12)
    line = next(
        line for line in output.splitlines() if line.startswith("WARNING structure · comparisons_are_consistent")
    )
    assert "expert_id = second" in line
    assert "expert_id = first" not in line


def test_a_parent_has_the_weights_it_names(weighted: tuple[Project, str]) -> None:
    """`index_nodes` and the scores have the weights of the parent's weighting, whatever other weights exist."""
    project, _ = weighted
    budgets = np.mean([np.array(budget) / sum(budget) for budget in BUDGETS.values()], axis=0)
    declared = np.array([len(child) for child in CHILDREN["nature"]])
    expected = {
        "index": list(shares(project, "ahp", "index").values()),
        "economy": [0.5, 0.5],
        "society": budgets,
        "nature": declared / declared.sum(),
    }
    for parent, weights in expected.items():
        used = dict(
            project.query(f"select node_id, weight_share from composite_index.index_nodes where parent_id = '{parent}'")
        )
        np.testing.assert_allclose([used[child] for child in CHILDREN[parent]], weights, rtol=1e-12)
        in_use = project.query(
            "select node_id, method, weight from composite_index.index_weights "
            f"where is_used and parent_id = '{parent}'"
        )
        assert {(node, method) for node, method, _ in in_use} == {
            (child, WEIGHTING[parent]) for child in CHILDREN[parent]
        }
        assert {node: weight for node, _, weight in in_use} == pytest.approx(used, rel=1e-12)
    lowest, highest = project.query(
        "select lowest_weight, highest_weight from composite_index.index_weights "
        "where method = 'budget_allocation' and node_id = 'health'"
    )[0]
    assert (lowest, highest) == (pytest.approx(0), pytest.approx(0.4))


@pytest.mark.parametrize("parent", CHILDREN)
def test_suggested_weights_are_those_of_the_formulas(parent: str, weighted: tuple[Project, str]) -> None:
    """Entropy, standard deviation and first component equal numpy's, at every level, with missing scores."""
    project, _ = weighted
    values = scores(project, parent)
    deviations = np.nanstd(values, axis=0, ddof=1)
    np.testing.assert_allclose(
        list(shares(project, "standard_deviation", parent).values()), deviations / deviations.sum(), rtol=1e-9
    )
    divergence = []
    for column in values.T:
        present = column[~np.isnan(column)]
        share = present / present.sum()
        divergence.append(1 + (share * np.log(share)).sum() / np.log(len(present)))
    np.testing.assert_allclose(
        list(shares(project, "entropy", parent).values()), np.array(divergence) / sum(divergence), rtol=1e-9
    )
    complete = values[~np.isnan(values).any(axis=1)]
    eigenvalues, vectors = np.linalg.eigh(np.corrcoef(complete.T))
    np.testing.assert_allclose(list(shares(project, "pca", parent).values()), vectors[:, -1] ** 2, rtol=1e-9)
    explained = project.query(
        "select distinct explained_share from composite_index.index_weights "
        f"where method = 'pca' and parent_id = '{parent}'"
    )
    assert [share for (share,) in explained] == pytest.approx(
        [eigenvalues[-1] / len(eigenvalues)] * len(explained), rel=1e-9
    )
    assert project.query(
        "select count(*) from composite_index.index_weights where source = 'suggested' and is_used"
    ) == [(0,)]


def test_loadings_of_two_opposites_have_a_sign(weighted: tuple[Project, str]) -> None:
    """Two opposite siblings have equal loadings with opposite signs: the first node's loading is positive."""
    loadings = weighted[0].query(
        "select node_id, loading from composite_index.index_weights "
        "where method = 'pca' and parent_id = 'economy' order by node_id"
    )
    assert loadings == [("income", pytest.approx(0.5**0.5)), ("jobs", pytest.approx(-(0.5**0.5)))]


def test_suggested_weights_can_be_adopted(
    weighted: tuple[Project, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Copied into `input_weights` and named by the parent they are used, and no others are."""
    project, _ = weighted
    copied = project.query(
        "select index_id, method, node_id, weight from composite_index.index_weights "
        "where source = 'suggested' and method = 'pca' and parent_id = 'nature'"
    )
    adopted = inputs()
    adopted["weights"].append(pd.DataFrame(copied, columns=["index_id", "method", "node_id", "weight"]))
    nodes = adopted["framework"][0]
    nodes.loc[nodes["node_id"] == "nature", "weighting"] = "pca"
    other = copy_of_project(tmp_path_factory.mktemp("adopted") / "project")
    load_inputs(other, adopted)
    build_from_tables(other)

    used = dict(other.query("select node_id, weight_share from composite_index.index_nodes where parent_id = 'nature'"))
    assert used == pytest.approx({node: weight for _, _, node, weight in copied}, rel=1e-12)
    kinds = other.query(
        "select distinct source, is_used from composite_index.index_weights "
        "where method = 'pca' and parent_id = 'nature' order by 1"
    )
    assert kinds == [("input_weights", True), ("suggested", False)]
    by_hand = scores(other, "nature") @ np.array([used[child] for child in CHILDREN["nature"]])
    computed = dict(other.query("select unit_id, score from composite_index.index_scores where node_id = 'nature'"))
    complete = ~np.isnan(by_hand)
    np.testing.assert_allclose(
        np.array([computed[f"u{unit:02}"] for unit in range(UNITS)])[complete], by_hand[complete]
    )
