"""The Human Development Index: 33 periods in one build, from raw values and goalposts to the published figures.

Reads ../shared/acceptance/hdi (or the folder in COMPOSITE_INDEX_ACCEPTANCE), which is not the project's to
redistribute; without it these tests are skipped.
"""

from __future__ import annotations

import pandas as pd
import pytest
from composite_index_gates.suite_files import load_suite
from conftest import Project, build_from_tables, copy_of_project, load_inputs
from test_acceptance_coinr import ACCEPTANCE

HDI = ACCEPTANCE / "hdi"
pytestmark = pytest.mark.skipif(not HDI.is_dir(), reason=f"no acceptance data in {HDI}")


def framework() -> pd.DataFrame:
    """Return the nodes: goalposts clipped, income by its log, and a geometric mean shown and ranked at 3 decimals."""
    unit = {"index_id": "hdi", "scale_lower": 0, "scale_upper": 1}
    rows: list[dict[str, object]] = [
        {
            **unit,
            "node_id": "hdi",
            "aggregation": "geometric",
            "missing_rule": "require_all",
            "round_digits": 3,
            "rank_rounded": "true",
        }
    ]
    source = pd.read_csv(HDI / "framework.csv")
    rows += [
        {**unit, "node_id": name, "parent_id": "hdi", "weight": weight, "missing_rule": "require_all"}
        for name, weight in source[["dimension", "dimension_weight"]].drop_duplicates().itertuples(index=False)
    ]
    rows += [
        {
            **unit,
            "node_id": row.indicator,
            "parent_id": row.dimension,
            "weight": row.weight_in_dimension,
            "transformation": "log" if row.transform == "ln" else None,
            "normalisation": "goalposts",
            "lower": row.min,
            "upper": row.max,
            "max_missing_share": 1,
        }
        for row in source.itertuples()
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def hdi(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project with the index of all years and countries, built at once."""
    project = copy_of_project(tmp_path_factory.mktemp("hdi") / "project")
    inputs = pd.read_csv(HDI / "inputs.csv", keep_default_na=False, na_values=[""])
    observations = inputs.rename(columns={"iso3": "unit_id", "indicator": "node_id"}).assign(
        index_id="hdi", period=inputs["year"].astype(str)
    )
    # Rwanda's life expectancy of 1994 is below the goalpost and scores 0. A geometric mean of 0 is an error here, and
    # the UNDP publishes no index for it either.
    observations = observations[~((observations["unit_id"] == "RWA") & (observations["period"] == "1994"))]
    units = inputs[["iso3", "country", "unit_type"]].drop_duplicates()
    units = units.set_axis(["unit_id", "label_en", "cohort_id"], axis=1).assign(index_id="hdi")
    load_inputs(
        project,
        {
            "observations": [observations[["index_id", "period", "unit_id", "node_id", "value"]]],
            "framework": [framework()],
            "units": [units],
        },
    )
    build_from_tables(project)
    return project


def test_every_published_value_is_reproduced(hdi: Project) -> None:
    """All 5,808 published values, to the third decimal."""
    published = pd.read_csv(HDI / "published.csv", keep_default_na=False, na_values=[""]).dropna(subset=["hdi"])
    rows = hdi.query(
        "select unit_id, cast(period as integer), shown_score from composite_index.index_scores where node_id = 'hdi'"
    )
    computed = pd.DataFrame(rows, columns=["iso3", "year", "shown_score"])
    both = published.merge(computed, how="left", on=["iso3", "year"])
    both = both[both["unit_type"] == "country"]
    assert len(both) == 5808
    assert ((both["hdi"] - both["shown_score"]).abs() < 1e-9).all()


def test_every_published_rank_is_reproduced(hdi: Project) -> None:
    """193 of 193 ranks of 2022, compared at 3 decimals."""
    published = pd.read_csv(HDI / "published.csv", keep_default_na=False, na_values=[""])
    published = published[(published["year"] == 2022) & published["published_rank_2022"].notna()]
    ranks = dict(
        hdi.query(
            "select unit_id, rank from composite_index.index_rankings "
            "where node_id = 'hdi' and period = '2022' and group_id = 'country'"
        )
    )
    assert len(published) == 193
    assert [ranks[unit] for unit in published["iso3"]] == published["published_rank_2022"].astype(int).tolist()


def test_real_updates_pass(hdi: Project) -> None:
    """Of the 32 pairs of editions one stops at most, and none has more than five lines of warning."""
    pairs = dict.fromkeys(map(str, range(1991, 2023)), 0)
    stopped, told = set(), pairs.copy()
    for expectation in load_suite("drift")["expectations"]:
        bound, measure = (expectation["kwargs"].get(column) for column in ("column_A", "column_B"))
        # a first build has its bounds in columns of their own, and warns of what stops a new edition
        stops = bound is not None and bound.startswith("max_first_")
        if not stops and (bound is None or expectation["severity"] == "critical"):
            continue
        rows = hdi.query(
            "select distinct period from composite_index_internal.int_index__drift_profile "
            f"where comparison = 'previous_period' and {measure} > {bound}"
        )
        for (period,) in rows:
            if stops:
                stopped.add(period)
            else:
                told[period] += 1
    assert told.keys() == pairs.keys()
    assert len(stopped) <= 1, sorted(stopped)
    assert max(told.values()) <= 5, told
