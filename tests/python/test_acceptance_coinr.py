"""The ASEM sustainable-connectivity index, scored as COINr scores it: one index per recipe, one build.

Reads ../shared/acceptance/coinr (or the folder in COMPOSITE_INDEX_ACCEPTANCE), which is not the project's to
redistribute; without it these tests are skipped.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, Project, build_from_tables, copy_of_project, load_inputs

ACCEPTANCE = Path(os.environ.get("COMPOSITE_INDEX_ACCEPTANCE", ROOT.parent / "shared" / "acceptance"))
COINR = ACCEPTANCE / "coinr"
pytestmark = pytest.mark.skipif(not COINR.is_dir(), reason=f"no acceptance data in {COINR}")


@dataclass
class Recipe:
    """A recipe of COINr: settings of indicators, and of parents by level (2 is the lowest)."""

    file: str
    indicators: dict[str, object] = field(default_factory=lambda: {"normalisation": "min_max"})
    parents: dict[str, object] = field(default_factory=dict)
    by_level: dict[int, dict[str, object]] = field(default_factory=dict)
    weights: str | None = None
    data: str = "ASEM_iData.csv"
    # indicators that COINr scores as infinite, which is an error here; their parents cannot be compared
    left_out: tuple[str, ...] = ()
    # indicators whose scores are one divided by COINr's; their parents cannot be compared either
    turned_over: tuple[str, ...] = ()
    # indicators with values that differ by noise, which COINr ranks apart; their parents cannot be compared either
    split: tuple[str, ...] = ()


UNIT = {"scale_lower": 0, "scale_upper": 1}
FROM_1 = {"normalisation": "min_max", "scale_lower": 1, "scale_upper": 100}
POSTS = {"lower": "goalpost_lower", "upper": "goalpost_upper"}
TREATED = {"normalisation": "min_max", "outlier_treatment": "skew_kurtosis"}
AMEAN, GMEAN, HMEAN = ({"aggregation": name} for name in ("arithmetic", "geometric", "harmonic"))
NA8 = "g_ASEM_iData_na8.csv"
PANEL = "ASEM_iData_p.csv"
# 3.4 and 3.4000000000000004 among its values
SPLIT = ("TolMin",)
PANEL_NA15 = "j_panel_na15.csv"


def power(exponent: float) -> dict[str, object]:
    """Return COINr's generalised mean, which unlike its other means does not skip missing children."""
    return {"aggregation": "generalised", "exponent": exponent, "missing_rule": "require_all"}


def threshold(share: float) -> dict[str, object]:
    """Return COINr's threshold on data availability: an unweighted share of immediate children."""
    return {"min_coverage": share, "coverage_basis": "children"}


RECIPES = {
    "a": Recipe("a_minmax100_amean.csv"),
    "a2": Recipe("a2_minmax100_amean_unequalw.csv", weights="weights_unequal.csv"),
    "b": Recipe("b_zscore_amean.csv", {"normalisation": "z_score"}),
    "b2": Recipe("b2_zscore50_10_gmean.csv", {"normalisation": "z_score", "mean": 50, "sd": 10}, GMEAN),
    "c": Recipe("c_minmax1_100_gmean.csv", FROM_1, GMEAN),
    "c2": Recipe("c2_minmax1_100_gmean_unequalw.csv", FROM_1, GMEAN, weights="weights_unequal.csv"),
    "d": Recipe("d_minmax1_100_hmean.csv", FROM_1, HMEAN),
    "d2": Recipe("d2_minmax1_100_hmean_unequalw.csv", FROM_1, HMEAN, weights="weights_unequal.csv"),
    "d3_p-1": Recipe("d3_minmax1_100_genmean_p-1.csv", FROM_1, power(-1)),
    "d3_p0.5": Recipe("d3_minmax1_100_genmean_p0.5.csv", FROM_1, power(0.5)),
    "d3_p2": Recipe("d3_minmax1_100_genmean_p2.csv", FROM_1, power(2)),
    "e_rank": Recipe("e_n_rank_amean.csv", {"normalisation": "rank"}, split=SPLIT),
    "e_rank_average": Recipe("e_n_rank_average_amean.csv", {"normalisation": "rank_average"}, split=SPLIT),
    "e_borda": Recipe("e_n_borda_amean.csv", {"normalisation": "borda"}, split=SPLIT),
    "e_prank": Recipe("e_n_prank_amean.csv", {"normalisation": "percentile_rank", **UNIT}, split=SPLIT),
    "e_dist2max": Recipe("e_n_dist2max_amean.csv", {"normalisation": "distance_to_maximum", **UNIT}),
    "e_fracmax": Recipe(
        "e_n_fracmax_amean.csv",
        {"normalisation": "fraction_of_maximum", **UNIT},
        left_out=("CostImpEx", "Poverty", "Tariff"),
        # all other indicators where less is better
        turned_over=(
            "TBTs",
            "PrimEner",
            "CO2",
            "MatCon",
            "Forest",
            "Palma",
            "FreePress",
            "TolMin",
            "PubDebt",
            "PrivDebt",
            "NEET",
        ),
    ),
    # the reference unit is the worst of these four
    "e_dist2ref": Recipe(
        "e_n_dist2ref_iref1_amean.csv",
        {"normalisation": "distance_to_reference", "reference_unit": "AUS", **UNIT},
        left_out=("Bord", "Elec", "MatCon", "TIRcon"),
    ),
    "e_dist2targ": Recipe(
        "e_n_dist2targ_nocap_amean.csv",
        {"normalisation": "distance_to_target", "target": "Target", "clip": False, **UNIT},
    ),
    "e_dist2targ_cap": Recipe(
        "e_n_dist2targ_cap_amean.csv", {"normalisation": "distance_to_target", "target": "Target", **UNIT}
    ),
    "e_goalposts": Recipe("e_n_goalposts_amean.csv", {"normalisation": "goalposts", **POSTS}),
    "e_scaled": Recipe("e_n_scaled_amean.csv", {"normalisation": "scaled", **POSTS}),
    "f": Recipe("f_treat_default_raw.csv", TREATED),
    "f2": Recipe("f2_treat_combine_raw.csv", {**TREATED, "log_winsorised": "true"}),
    "f3": Recipe("f3_treat_winmax1_raw.csv", {**TREATED, "winsorise_points": 1}),
    "f4": Recipe("f4_treat_winmax1_logCTplus_raw.csv", {**TREATED, "winsorise_points": 1, "outlier_log": "directed"}),
    # denominated, imputed within groups, screened, treated: COINr's example from end to end
    "f5": Recipe(
        "f5_example_coin_full.csv",
        {
            **TREATED,
            "denominator": "Denominator",
            "imputation": "group_mean",
            "imputation_grouping": "EurAsia_group",
        },
        by_level={4: {"screen_availability": 0.9}},
    ),
    "n_na": Recipe("a_minmax100_amean.csv", by_level={4: {"screen_availability": 0.9}}),
    "n_zeros": Recipe("a_minmax100_amean.csv", by_level={4: {"screen_nonzero": 0.9}}),
    "n_na_zeros": Recipe("a_minmax100_amean.csv", by_level={4: {"screen_availability": 0.9, "screen_nonzero": 0.9}}),
    "g0": Recipe("g0_na8_noimp_amean.csv", data=NA8),
    "g0_t50": Recipe("g0_na8_noimp_dat_thresh0.5.csv", parents=threshold(0.5), data=NA8),
    "g0_t90": Recipe("g0_na8_noimp_dat_thresh0.9.csv", parents=threshold(0.9), data=NA8),
    "g0_tmix": Recipe(
        "g0_na8_noimp_dat_thresh0.9_0.5_0.csv",
        by_level={2: threshold(0.9), 3: threshold(0.5), 4: threshold(0)},
        data=NA8,
    ),
    "g0_gm": Recipe("g0_na8_noimp_gmean.csv", FROM_1, GMEAN, data=NA8),
    "g0_hm": Recipe("g0_na8_noimp_hmean.csv", FROM_1, HMEAN, data=NA8),
    **{
        f"g_{name}": Recipe(f"{file}.csv", {"normalisation": "min_max", "imputation": name, **more}, data=NA8)
        for name, file, more in (
            ("mean", "g1_i_mean", {}),
            ("median", "g2_i_median", {}),
            ("group_mean", "g3_i_mean_grp_EurAsia", {"imputation_grouping": "EurAsia_group"}),
            ("group_median", "g5_i_median_grp_GDP", {"imputation_grouping": "GDP_group"}),
            ("sibling_mean", "g6_row_mean_lev2", {}),
            ("indicator_mean", "g7_row_mean_all", {}),
        )
    },
    "g4": Recipe(
        "g4_i_mean_grp_GDP.csv",
        {"normalisation": "min_max", "imputation": "group_mean", "imputation_grouping": "GDP_group"},
        data=NA8,
    ),
    "h": Recipe("h_denominated_minmax_amean.csv", {"normalisation": "min_max", "denominator": "Denominator"}),
    "k1": Recipe("k1_amean_amean_gmean.csv", FROM_1, by_level={2: AMEAN, 3: AMEAN, 4: GMEAN}),
    "k2": Recipe("k2_amean_gmean_gmean.csv", FROM_1, by_level={2: AMEAN, 3: GMEAN, 4: GMEAN}),
    "k3": Recipe("k3_hmean_gmean_amean.csv", FROM_1, by_level={2: HMEAN, 3: GMEAN, 4: AMEAN}),
    # k5 has missing scores under Copeland, where COINr's result depends on the order of the units
    "k4": Recipe("k4_amean_amean_copeland.csv", FROM_1, by_level={2: AMEAN, 3: AMEAN, 4: {"aggregation": "copeland"}}),
    "j_minmax": Recipe("j_panel_n_minmax_globalFALSE_amean.csv", data=PANEL),
    "j_zscore": Recipe("j_panel_n_zscore_globalFALSE_amean.csv", {"normalisation": "z_score"}, data=PANEL),
    "j_rank": Recipe("j_panel_n_rank_globalFALSE_amean.csv", {"normalisation": "rank"}, data=PANEL, split=SPLIT),
    "j_minmax_all": Recipe(
        "j_panel_n_minmax_globalTRUE_amean.csv", {"normalisation": "min_max", "statistics_period": "all"}, data=PANEL
    ),
    "j_zscore_all": Recipe(
        "j_panel_n_zscore_globalTRUE_amean.csv", {"normalisation": "z_score", "statistics_period": "all"}, data=PANEL
    ),
    "j_rank_all": Recipe(
        "j_panel_n_rank_globalTRUE_amean.csv",
        {"normalisation": "rank", "statistics_period": "all"},
        data=PANEL,
        split=SPLIT,
    ),
    # screened and treated year by year, normalised over all: COINr's example of a panel from end to end
    "j_ex": Recipe(
        "j_example_purse_full.csv",
        {**TREATED, "statistics_period": "all"},
        by_level={4: {"screen_availability": 0.9}},
        data=PANEL,
    ),
    **{
        f"j_{name}": Recipe(f"{file}.csv", {"normalisation": "min_max", "imputation": name, **more}, data=PANEL_NA15)
        for name, file, more in (
            ("last_value", "j_impute_panel_latest", {"imputation_periods": 2}),
            ("constant", "j_impute_panel_constant", {}),
            ("linear_constant", "j_impute_panel_linear-constant", {}),
        )
    },
    # editions that can be compared: the later ones are scored with the minimum and maximum of the first
    "j_carried": Recipe("ASEM_iData_p.csv", {"normalisation": "min_max", "statistics_period": "2018"}, data=PANEL),
    # the data that COINr computes weights from
    "l": Recipe("l_pca_weights_level1.csv", {"normalisation": "min_max", "imputation": "mean"}),
}


# a made table whose columns cover every branch of the treatment: settings and result of each run
SYNTHETIC = {
    "f6_default": ({}, "f6_default_treated.csv"),
    "f6_win2": ({"winsorise_points": 2}, "f6_win2_treated.csv"),
    "f6_win2_logCTplus": ({"winsorise_points": 2, "outlier_log": "directed"}, "f6_win2_logCTplus_treated.csv"),
    "f6_win2_logCTorig": ({"winsorise_points": 2, "outlier_log": "from_one"}, "f6_win2_logCTorig_treated.csv"),
    "f6_win2_combine": ({"winsorise_points": 2, "log_winsorised": "true"}, "f6_win2_combine_treated.csv"),
}


def framework(index_id: str, recipe: Recipe) -> pd.DataFrame:
    """Return the index's nodes: COINr's tree with the recipe's settings; a setting may name a column of the tree."""
    meta = pd.read_csv(COINR / "ASEM_iMeta.csv")
    meta = meta[meta["Type"].isin(["Indicator", "Aggregate"])]
    meta = meta[~meta["iCode"].isin(recipe.left_out)]
    meta = meta.merge(pd.read_csv(COINR / "e_goalposts.csv").drop(columns="Direction"), on="iCode", how="left")
    if recipe.weights:
        weights = pd.read_csv(COINR / recipe.weights).set_index("iCode")["Weight"]
        meta["Weight"] = meta["iCode"].map(weights)
    rows = []
    for node in meta.to_dict("records"):
        is_indicator = node["Type"] == "Indicator"
        settings = recipe.indicators if is_indicator else {**recipe.parents, **recipe.by_level.get(node["Level"], {})}
        row = {
            "index_id": index_id,
            "node_id": node["iCode"],
            "parent_id": node["Parent"],
            # COINr's index has a weight too, which has nothing to weigh against
            "weight": node["Weight"] if isinstance(node["Parent"], str) else None,
            "direction": node["Direction"] if is_indicator else None,
            "max_missing_share": 1 if is_indicator else None,
            # a setting may name a column of the tree; the grouping columns of the data are used by name
            **{key: node.get(value, value) if isinstance(value, str) else value for key, value in settings.items()},
        }
        if not is_indicator and settings.get("aggregation") != "copeland":
            row |= {key: recipe.indicators[key] for key in ("scale_lower", "scale_upper") if key in recipe.indicators}
        rows.append(row)
    return pd.DataFrame(rows)


def observations(index_id: str, recipe: Recipe, indicators: list[str]) -> pd.DataFrame:
    """Return the recipe's raw data, a row per value."""
    raw = pd.read_csv(COINR / recipe.data)
    raw["period"] = raw["Time"].astype(str) if recipe.data in (PANEL, PANEL_NA15) else "2018"
    long = raw.melt(["uCode", "period"], indicators, var_name="node_id").rename(columns={"uCode": "unit_id"})
    return long.assign(index_id=index_id)


def groups(index_id: str, recipe: Recipe) -> pd.DataFrame:
    """Return the units' groups by the columns that group them."""
    raw = pd.read_csv(COINR / recipe.data).drop_duplicates("uCode")
    columns = ["GDP_group", "EurAsia_group"]
    long = raw.melt("uCode", columns, var_name="grouping_id", value_name="group").rename(columns={"uCode": "unit_id"})
    long["group_id"] = long["grouping_id"] + "_" + long["group"]
    return long[["unit_id", "grouping_id", "group_id"]].assign(index_id=index_id)


def build_recipes(project: Project) -> None:
    """Build an index per recipe in the project, all at once."""
    inputs: dict[str, list[pd.DataFrame]] = {"observations": [], "framework": [], "units": [], "groups": []}
    for index_id, recipe in RECIPES.items():
        nodes = framework(index_id, recipe)
        inputs["framework"].append(nodes)
        indicators = [row["node_id"] for row in nodes.to_dict("records") if isinstance(row.get("normalisation"), str)]
        denominators = [] if "denominator" not in nodes else sorted(set(nodes["denominator"].dropna()))
        values = observations(index_id, recipe, indicators + denominators)
        inputs["observations"].append(values)
        units = values[["unit_id"]].drop_duplicates()
        inputs["units"].append(units.assign(index_id=index_id, cohort_id="asem"))
        if "imputation_grouping" in recipe.indicators or index_id == "a":
            inputs["groups"].append(groups(index_id, recipe))
    synthetic = pd.read_csv(COINR / "f6_synthetic_input.csv")
    for index_id, (settings, _) in SYNTHETIC.items():
        key = {"index_id": index_id}
        nodes = [{**key, "node_id": "index"}]
        for name in synthetic.columns.drop("uCode"):
            leaf = {"parent_id": "index", "weight": 1, "max_missing_share": 1}
            nodes.append({**key, "node_id": name, **leaf, **TREATED, **settings})
        inputs["framework"].append(pd.DataFrame(nodes))
        long = synthetic.melt("uCode", var_name="node_id").rename(columns={"uCode": "unit_id"})
        inputs["observations"].append(long.assign(index_id=index_id, period="2018"))
        inputs["units"].append(long[["unit_id"]].drop_duplicates().assign(index_id=index_id, cohort_id="synthetic"))
    load_inputs(project, inputs)
    build_from_tables(project)


@pytest.fixture(scope="module")
def asem(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project with an index per recipe."""
    project = copy_of_project(tmp_path_factory.mktemp("coinr") / "project")
    build_recipes(project)
    return project


def computed(project: Project, index_id: str) -> pd.DataFrame:
    """Return the scores of one index."""
    with duckdb.connect(str(project.folder / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select period, unit_id, node_id, score from composite_index.index_scores where index_id = ?", [index_id]
        ).df()


def not_comparable(recipe: Recipe) -> set[str]:
    """Return the indicators that a recipe leaves out, those that are not compared, and all nodes above them."""
    parents = pd.read_csv(COINR / "ASEM_iMeta.csv").set_index("iCode")["Parent"]
    found = {*recipe.left_out, *recipe.turned_over, *recipe.split}
    while above := {parents[node] for node in found if isinstance(parents[node], str)} - found:
        found |= above
    return found - set(recipe.turned_over)


# the others are compared by their treated values, weights or screening
COMPARED = [
    name
    for name, recipe in RECIPES.items()
    if not name.startswith("n_")
    and recipe.data != PANEL_NA15
    and recipe.file not in (PANEL, "l_pca_weights_level1.csv")
]


def compare(project: Project, index_id: str) -> pd.DataFrame:
    """Return COINr's results of a recipe that can be compared, beside the scores computed here."""
    published = pd.read_csv(COINR / RECIPES[index_id].file)
    published = published.rename(columns={"uCode": "unit_id", "iCode": "node_id", "value": "published"})
    published["period"] = published["Time"].astype(str) if "Time" in published else "2018"
    is_turned_over = published["node_id"].isin(RECIPES[index_id].turned_over)
    published["published"] = published["published"].where(~is_turned_over, 1 / published["published"])
    both = published.merge(computed(project, index_id), how="left", on=["period", "unit_id", "node_id"], indicator=True)
    return both[~both["node_id"].isin(not_comparable(RECIPES[index_id]))]


@pytest.mark.parametrize("index_id", COMPARED)
def test_recipe_is_matched(index_id: str, asem: Project) -> None:
    """Every score equals COINr's to 1e-9 relative, and is missing where COINr's is."""
    both = compare(asem, index_id)
    assert len(both) >= 2295
    assert (both["_merge"] == "both").all()
    different = both[both["score"].isna() != both["published"].isna()]
    assert different.empty, different.head()
    scored = both.dropna(subset=["score"])
    np.testing.assert_allclose(scored["score"], scored["published"], rtol=1e-9, atol=1e-9)


def test_docs_name_every_recipe() -> None:
    """The table in docs/acceptance.md has a row for each recipe; acceptance_table.py writes it."""
    table = (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8")
    for index_id in COMPARED:
        assert f"| {index_id} | `{RECIPES[index_id].file}` |" in table


def test_ranks_are_matched(asem: Project) -> None:
    """Every rank of recipe a, at every node, equals COINr's, except one tie that float noise splits there.

    COINr ranks scores as they are; here scores that differ by noise alone are equal.
    """
    published = pd.read_csv(COINR / "i_ranks_full.csv").drop(columns="uName", errors="ignore")
    published = published.melt("uCode", var_name="node_id", value_name="published")
    with duckdb.connect(str(asem.folder / "warehouse.duckdb"), read_only=True) as connection:
        ranks = connection.sql(
            'select unit_id as "uCode", node_id, rank from composite_index.index_rankings '
            "where index_id = 'a' and group_id = cohort_id"
        ).df()
    scores = pd.read_csv(COINR / "a_minmax100_amean.csv").rename(columns={"iCode": "node_id"})
    scores["rounded"] = scores.groupby("node_id")["value"].transform(
        lambda column: column.round(10).rank(ascending=False, method="min")
    )
    both = ranks.merge(published, how="outer", on=["uCode", "node_id"]).merge(scores, on=["uCode", "node_id"])
    assert len(both) == 51 * 60
    pd.testing.assert_series_equal(both["rank"].astype(float), both["rounded"], check_names=False)
    split = both[(both["rank"] != both["published"]) & both["published"].notna()]
    assert list(zip(split["uCode"], split["node_id"], strict=True)) == [("GRC", "TolMin")]


def test_ranks_within_groups_are_matched(asem: Project) -> None:
    """Ranks among the units of a group equal COINr's for the index and all aggregated nodes."""
    published = pd.read_csv(COINR / "i_groupranks_EurAsia.csv")
    published = published.melt(["uCode", "EurAsia_group"], var_name="node_id", value_name="published")
    published["group_id"] = "EurAsia_group_" + published["EurAsia_group"]
    with duckdb.connect(str(asem.folder / "warehouse.duckdb"), read_only=True) as connection:
        ranks = connection.sql(
            'select unit_id as "uCode", group_id, node_id, rank from composite_index.index_rankings '
            "where index_id = 'a' and group_id like 'EurAsia%'"
        ).df()
    both = ranks.merge(published, on=["uCode", "group_id", "node_id"])
    assert len(both) == len(published) == 51 * 11
    assert (both["rank"] == both["published"]).all()


@pytest.mark.parametrize(
    ("index_id", "file"),
    [
        ("g_mean", "g1_i_mean_imputed.csv"),
        ("g_median", "g2_i_median_imputed.csv"),
        ("g_group_mean", "g3_i_mean_grp_EurAsia_imputed.csv"),
        ("g4", "g4_i_mean_grp_GDP_imputed.csv"),
        ("g_group_median", "g5_i_median_grp_GDP_imputed.csv"),
        ("g_sibling_mean", "g6_row_mean_lev2_imputed.csv"),
        ("g_indicator_mean", "g7_row_mean_all_imputed.csv"),
        ("h", "h_denominated_values.csv"),
        ("f", "f_treat_default_raw_treated_values.csv"),
        ("f2", "f2_treat_combine_raw_treated_values.csv"),
        ("f3", "f3_treat_winmax1_raw_treated_values.csv"),
        ("f4", "f4_treat_winmax1_logCTplus_raw_treated_values.csv"),
    ],
)
def test_treated_values_are_matched(index_id: str, file: str, asem: Project) -> None:
    """Values after denomination and imputation equal COINr's, and imputed ones are flagged."""
    published = pd.read_csv(COINR / file).rename(columns={"uCode": "unit_id", "iCode": "node_id", "value": "published"})
    with duckdb.connect(str(asem.folder / "warehouse.duckdb"), read_only=True) as connection:
        treated = connection.execute(
            "select unit_id, node_id, value, treated_value, imputed_indicators from composite_index.index_scores "
            "where index_id = ? and is_indicator",
            [index_id],
        ).df()
    both = treated.merge(published, on=["unit_id", "node_id"])
    assert len(both) == len(treated) == 51 * 49
    np.testing.assert_allclose(both["treated_value"], both["published"], rtol=1e-12)
    if index_id.startswith("g"):
        assert (both["imputed_indicators"] == (both["value"].isna() & both["treated_value"].notna())).all()
        assert both["imputed_indicators"].sum() > 100


@pytest.mark.parametrize("index_id", SYNTHETIC)
def test_every_branch_of_the_treatment_is_matched(index_id: str, asem: Project) -> None:
    """Winsorising on either side, ties, missing values and the log that follows give COINr's values."""
    published = pd.read_csv(COINR / SYNTHETIC[index_id][1]).melt("uCode", var_name="node_id", value_name="published")
    with duckdb.connect(str(asem.folder / "warehouse.duckdb"), read_only=True) as connection:
        treated = connection.execute(
            "select unit_id, node_id, value, treated_value, treatment from composite_index.index_scores "
            "where index_id = ? and is_indicator",
            [index_id],
        ).df()
    both = treated.merge(published, left_on=["unit_id", "node_id"], right_on=["uCode", "node_id"])
    assert len(both) == len(treated) == len(published)
    assert (both["treated_value"].isna() == both["published"].isna()).all()
    present = both.dropna(subset=["published"])
    np.testing.assert_allclose(present["treated_value"], present["published"], rtol=1e-9)
    # a value that differs from the raw one says what changed it
    changed = ~np.isclose(present["value"], present["treated_value"], rtol=1e-12)
    assert (changed == present["treatment"].notna()).all()
    assert set(present["treatment"].dropna()) <= {"winsorised", "log", "winsorised, log"}


@pytest.mark.parametrize("index_id", [name for name, recipe in RECIPES.items() if recipe.data == PANEL_NA15])
def test_imputation_between_periods_is_matched(index_id: str, asem: Project) -> None:
    """A unit's values in other periods replace a missing one as in COINr, and the result is flagged."""
    published = pd.read_csv(COINR / RECIPES[index_id].file)
    published = published.rename(columns={"uCode": "unit_id", "iCode": "node_id", "value": "published"})
    published["period"] = published["Time"].astype(str)
    with duckdb.connect(str(asem.folder / "warehouse.duckdb"), read_only=True) as connection:
        treated = connection.execute(
            "select period, unit_id, node_id, value, treated_value, imputed_indicators "
            "from composite_index.index_scores where index_id = ? and is_indicator",
            [index_id],
        ).df()
    both = treated.merge(published, on=["period", "unit_id", "node_id"])
    assert len(both) == len(treated) == 5 * 51 * 49
    assert (both["treated_value"].isna() == both["published"].isna()).all()
    present = both.dropna(subset=["published"])
    np.testing.assert_allclose(present["treated_value"], present["published"], rtol=1e-12)
    imputed = both["value"].isna() & both["treated_value"].notna()
    assert (both["imputed_indicators"] == imputed).all()
    assert imputed.sum() > 1000


def test_statistics_carried_from_an_edition(asem: Project) -> None:
    """Later periods are scored with the first one's minimum and maximum, and may leave the scale."""
    raw = pd.read_csv(COINR / PANEL)
    meta = pd.read_csv(COINR / "ASEM_iMeta.csv").query("Type == 'Indicator'").set_index("iCode")
    values = raw.set_index(["Time", "uCode"])[list(meta.index)] * meta["Direction"]
    first = values.loc[2018]
    expected = (100 * (values - first.min()) / (first.max() - first.min())).stack().rename("expected")
    scores = computed(asem, "j_carried")
    scores = scores[scores["node_id"].isin(meta.index)].assign(Time=scores["period"].astype(int))
    both = scores.merge(expected.dropna(), left_on=["Time", "unit_id", "node_id"], right_index=True)
    assert len(both) == scores["score"].notna().sum() == values.notna().sum().sum()
    np.testing.assert_allclose(both["score"], both["expected"], rtol=1e-9, atol=1e-9)
    assert (both["score"] > 100).any()
    assert both.loc[both["period"] == "2018", "score"].between(-1e-9, 100 + 1e-9).all()


def test_principal_components_are_matched(asem: Project) -> None:
    """Loadings on the first component of a pillar equal COINr's except their sign; weights are their squares."""
    loadings = pd.read_csv(COINR / "l_pca_weights_level1.csv").query("Level == 1")
    deviations = pd.read_csv(COINR / "l_pca_sdev_level1.csv").query("pc == 1").set_index("group")["varprop"]
    with duckdb.connect(str(asem.folder / "warehouse.duckdb"), read_only=True) as connection:
        weights = connection.sql(
            "select w.parent_id, w.node_id, w.weight, w.loading, w.explained_share, w.is_used "
            "from composite_index.index_weights as w inner join composite_index.index_nodes as n "
            "using (index_id, scenario_id, period, cohort_id, node_id) "
            "where w.index_id = 'l' and method = 'pca' and n.is_indicator"
        ).df()
    both = weights.merge(loadings, left_on="node_id", right_on="iCode")
    assert len(both) == len(loadings) == 49
    for _, pillar in both.groupby("parent_id"):
        sign = np.sign((pillar["loading"] * pillar["Weight"]).sum())
        np.testing.assert_allclose(pillar["loading"], sign * pillar["Weight"], rtol=1e-9, atol=1e-12)
        assert pillar["loading"].sum() > 0
        assert pillar["weight"].sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(both["weight"], both["Weight"] ** 2, rtol=1e-9)
    np.testing.assert_allclose(both["explained_share"], both["parent_id"].map(deviations), rtol=1e-9)
    assert not both["is_used"].any()


@pytest.mark.parametrize(
    ("index_id", "name"), [("n_na", "byNA"), ("n_zeros", "byzeros"), ("n_na_zeros", "byNAandzeros")]
)
def test_screening_is_matched(index_id: str, name: str, asem: Project) -> None:
    """The units that COINr leaves out are left out here, each with a reason, and have no scores."""
    published = pd.read_csv(COINR / f"n_screen_{name}.csv")
    with duckdb.connect(str(asem.folder / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select unit_id, data_availability, nonzero_share, is_included, reason "
            "from composite_index.index_screening where index_id = ? order by unit_id",
            [index_id],
        ).df()
    both = rows.merge(published, left_on="unit_id", right_on="uCode")
    assert len(both) == 51
    np.testing.assert_allclose(both["data_availability"], both["Dat_Avail"], rtol=1e-12)
    np.testing.assert_allclose(both["nonzero_share"], both["Non_Zero"], rtol=1e-12)
    assert (both["is_included"] == both["Included"].astype(str).str.upper().eq("TRUE")).all()
    assert (both["is_included"] == both["reason"].isna()).all()
    assert set(computed(asem, index_id)["unit_id"]) == set(both.loc[both["is_included"], "unit_id"])
