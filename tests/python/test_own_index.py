"""Your own index beside the bundled ones: seed files, a table and lines in the input lists, no SQL."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
from conftest import Project, copy_of_project, long_test

FRAMEWORK = """\
index_id,period,cohort_id,node_id,parent_id,weight,direction,normalisation,lower,upper,clip,max_missing_share,aggregation,min_coverage
livability,,,index,,,,,,,,,arithmetic,0.5
livability,,,air,index,1,-1,min_max,,,,,,
livability,,,services,index,3,,,,,,,,
livability,,,schools,services,1,1,goalposts,0,10,true,0.5,,
livability,,small,schools,services,1,1,goalposts,0,5,true,0.5,,
livability,,,clinics,services,1,1,goalposts,0,200,true,0.5,,
livability,2021,,clinics,services,3,1,goalposts,0,200,true,0.5,,
"""
UNITS = """\
index_id,unit_id,cohort_id,label_en
livability,001,large,Alpha
livability,002,large,Beta
livability,003,large,Gamma
livability,101,small,Delta
livability,102,small,Epsilon
"""
OBSERVATIONS = """\
index_id,period,unit_id,node_id,value
livability,2020,001,air,10
livability,2020,002,air,30
livability,2020,003,air,20
livability,2020,001,schools,5
livability,2020,002,schools,12
livability,2020,003,schools,
livability,2020,001,clinics,100
livability,2020,002,clinics,50
livability,2020,003,clinics,150
livability,2020,101,air,5
livability,2020,102,air,9
livability,2020,101,schools,4
livability,2020,102,schools,1
livability,2020,101,clinics,20
livability,2020,102,clinics,20
livability,2021,001,air,10
livability,2021,002,air,30
livability,2021,003,air,20
livability,2021,001,schools,5
livability,2021,002,schools,10
livability,2021,003,schools,10
livability,2021,001,clinics,100
livability,2021,002,clinics,50
livability,2021,003,clinics,150
livability,2021,101,air,5
livability,2021,102,air,9
livability,2021,101,schools,4
livability,2021,102,schools,1
livability,2021,101,clinics,20
livability,2021,102,clinics,20
"""
LOOKUPS = """\
index_id,node_id,category,value
livability,parks,many,90
livability,parks,few,30
"""
GROUPS = """\
index_id,group_id,unit_id,label_en
livability,coastal,001,Coastal
livability,coastal,003,Coastal
livability,coastal,102,Coastal
"""
TIERS = """\
index_id,cohort_id,tier_id,sort_order,basis,bound
livability,,good,1,percentile,0.5
livability,,other,2,percentile,
"""
# Text that dbt takes for numbers, a yes, nothing or a date: periods, codes of units, cohorts, labels. Each kind has its
# own index, because dbt guesses one type for a column. The seeds have no properties.
HARD_TEXT = {
    "numbers": (("2020_3", "2020_4"), ("29051_00040", "29051_00041", "1E5", "2e5", "NaN", "-inf")),
    "zeros": (("02020",), ("007", "010", "+5", "0")),
    "answers": (("true",), ("TRUE", "false", "True")),
    "nothings": (("NULL",), ("null", "NULL", "Null")),
    "dates": (("2020-01-01T00:00:00",), ("2020-01-01 00:00:00", "2020-01-02 00:00:00")),
    "codes": (("2020-1", "2020-02"), ("NA", "NO", "None", "N/A", "-", "0x10", "1.50", "'a'", "#1", '"x", y')),
}
INPUTS = {
    "observations": OBSERVATIONS,
    "framework": FRAMEWORK,
    "units": UNITS,
    "tiers": TIERS,
    "lookups": LOOKUPS,
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project with the index `livability` added as docs/howto/seeds.md says, built."""
    project = copy_of_project(tmp_path_factory.mktemp("own") / "project")
    folder = project.folder / "seeds" / "livability"
    folder.mkdir()
    settings = project.folder / "dbt_project.yml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("    input_lookups: []\n", "    input_lookups:\n")
    for name, rows in INPUTS.items():
        (folder / f"livability__{name}.csv").write_text(rows, encoding="utf-8")
    seeds = [(name, f"livability__{name}") for name in INPUTS]
    for index, (periods, units) in HARD_TEXT.items():
        seeds += [(name, f"{index}__{name}") for name in write_hard_text(folder, index, periods, units)]
    for name, seed in seeds:
        text = text.replace(f"    input_{name}:\n", f"    input_{name}:\n      - \"{{{{ ref('{seed}') }}}}\"\n")
    text = text.replace("    input_groups:\n", "    input_groups:\n      - raw.livability_groups\n")
    settings.write_text(text, encoding="utf-8")
    with duckdb.connect(str(project.folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema raw")
        (project.folder / "groups.csv").write_text(GROUPS, encoding="utf-8")
        connection.execute(
            "create table raw.livability_groups as from read_csv(?, all_varchar = true)",
            [str(project.folder / "groups.csv")],
        )
    run = project.build()
    assert run.exit_code == 0, run.output
    assert "livability 2020 large: 3 units, 5 nodes, 14 scores" in run.output
    assert "livability 2021 small: 2 units, 5 nodes, 10 scores" in run.output
    return project


def write_hard_text(folder: Path, index: str, periods: tuple[str, ...], units: tuple[str, ...]) -> list[str]:
    """Write the seeds of an index of one indicator, whose units name cohorts and labels too; return the inputs."""
    rows: dict[str, list[tuple[object, ...]]] = {
        "units": [("index_id", "unit_id", "cohort_id", "label_en", "region")]
        + [(index, unit, units[0], unit, units[-1]) for unit in units],
        "observations": [("index_id", "period", "unit_id", "node_id", "value")]
        + [(index, period, unit, "n", 10 * n) for period in periods for n, unit in enumerate(units, start=1)],
        "framework": [
            ("index_id", "node_id", "parent_id", "weight", "direction", "normalisation", "lower", "upper"),
            (index, "all", None, None, None, None, None, None),
            (index, "n", "all", 1, 1, "goalposts", 0, 100),
        ],
    }
    for name, lines in rows.items():
        with (folder / f"{index}__{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)
    return list(rows)


def scores(project: Project, node: str, period: str) -> dict[str, float]:
    """Return the scores of a node by unit."""
    return dict(
        project.query(
            "select unit_id, score from composite_index.index_scores "
            f"where index_id = 'livability' and node_id = '{node}' and period = '{period}' order by 1"
        )
    )


@pytest.mark.parametrize("index", HARD_TEXT)
def test_text_is_text(own: Project, index: str) -> None:
    """Codes, periods and labels are published as written, though dbt takes them for something else."""
    periods, units = HARD_TEXT[index]
    ranked = own.query(
        "select period, unit_id, cohort_id, score from composite_index.index_rankings "
        f"where index_id = '{index}' and level = 0 and group_id = cohort_id order by period, score"
    )
    assert ranked == [
        (period, unit, units[0], 10 * n) for period in sorted(periods) for n, unit in enumerate(units, start=1)
    ]
    labels = own.query(f"select unit_id, label_en, region from composite_index.index_units where index_id = '{index}'")
    assert sorted(labels) == sorted((unit, unit, units[-1]) for unit in units)


def test_min_max_is_over_the_cohort(own: Project) -> None:
    """Less is better, and the small units do not stretch the scale of the large ones."""
    assert scores(own, "air", "2020") == pytest.approx({"001": 100, "002": 0, "003": 50, "101": 100, "102": 0})


def test_goalposts_differ_by_cohort_and_clip(own: Project) -> None:
    """12 of 10 is clipped; 4 scores 80 if 5 is the best; a missing value stays missing."""
    expected = {"001": 50, "002": 100, "003": None, "101": 80, "102": 20}
    assert scores(own, "schools", "2020") == pytest.approx(expected)


def test_missing_children_and_weights_by_period(own: Project) -> None:
    """Gamma lacks schools in 2020 and has its clinics' score; in 2021 clinics weigh three times as much."""
    assert scores(own, "services", "2020") == pytest.approx({"001": 50, "002": 62.5, "003": 75, "101": 45, "102": 15})
    assert scores(own, "services", "2021") == pytest.approx(
        {"001": 50, "002": 43.75, "003": 81.25, "101": 27.5, "102": 12.5}
    )


def test_index_combines_unequal_branches(own: Project) -> None:
    """An indicator beside a dimension of two: (1 × air + 3 × services) / 4."""
    expected = {"001": 62.5, "002": 46.875, "003": 68.75, "101": 58.75, "102": 11.25}
    assert scores(own, "index", "2020") == pytest.approx(expected)


def test_coverage_and_points_show_what_was_used(own: Project) -> None:
    """Gamma's index rests on air and clinics: 0.25 + 0.375 of the weight, whose points add up to the score."""
    rows = own.query(
        "select node_id, round(coverage, 6), round(final_weight_used, 6), round(points, 6) "
        "from composite_index.index_scores "
        "where index_id = 'livability' and unit_id = '003' and period = '2020' order by node_id"
    )
    assert rows == [
        ("air", 1, 0.25, 12.5),
        ("clinics", 1, 0.75, 56.25),
        ("index", 0.625, 1, 68.75),
        ("schools", 0, 0, None),
        ("services", 0.5, 0.75, 56.25),
    ]


def test_groups_and_tiers(own: Project) -> None:
    """A group is ranked within each cohort; tiers are by percentile of the cohort, whatever the group."""
    rows = own.query(
        "select cohort_id, unit_id, rank, tier_id from composite_index.index_rankings "
        "where index_id = 'livability' and period = '2020' and node_id = 'index' and group_id = 'coastal' "
        "order by cohort_id, rank"
    )
    assert rows == [("large", "003", 1, "good"), ("large", "001", 2, "other"), ("small", "102", 1, "other")]


def test_changes_are_against_the_period_before(own: Project) -> None:
    """Score and rank of the index in 2021 against 2020; the first period has none."""
    rows = own.query(
        "select unit_id, previous_period, round(score_change, 6), rank_change from composite_index.index_changes "
        "where index_id = 'livability' and node_id = 'index' and group_id = 'large' order by unit_id"
    )
    assert rows == [("001", "2020", 0, 0), ("002", "2020", -14.0625, 0), ("003", "2020", 4.6875, 0)]


@long_test
def test_an_indicator_is_a_seed_row(own: Project) -> None:
    """One row in the framework and its observations, here categories, make a new node, without a line of SQL.

    The edition is published, so the build asks whether the change is meant.
    """
    folder = Path("seeds/livability")
    with (own.folder / folder / "livability__framework.csv").open("a", encoding="utf-8") as file:
        file.write("livability,,,parks,services,2,1,lookup,,,,1,,\n")
    with (own.folder / folder / "livability__observations.csv").open("a", encoding="utf-8") as file:
        file.write("livability,2020,001,parks,few\n")
    refused = own.build()
    assert refused.exit_code == 1, refused.output
    assert "livability 2020, small, node parks is new" in refused.output
    run = own.dbt("build", "--exclude-resource-type", "unit_test", "--vars", "accept_drift: livability")
    assert run.exit_code == 0, run.output
    assert scores(own, "services", "2020")["001"] == pytest.approx((50 + 50 + 2 * 30) / 4)
    assert scores(own, "services", "2020")["002"] == pytest.approx(62.5)
