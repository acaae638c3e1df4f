"""A broken input stops the build with a line that says what and where, and the published tables stay.

The mistakes that one step finds share a build: each keeps its own line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from conftest import Project, copy_of_project, long_test

PROVINCES = "seeds/dgi_2020_provinces_published/dgi_2020_provinces_published__"
CITIES = "seeds/dgi_2020_cities_published/dgi_2020_cities_published__"
ZHUHAI = "".join(
    f"dgi_2020_cities_published,2020,440400,{node},{value},table 4-1,\n"
    for node, value in (
        ("organisation", "8.0"),
        ("institution", "8.8"),
        ("capability", "34.0"),
        ("effectiveness", "14.5"),
    )
)


@dataclass
class Corruption:
    """An edit of an input, the step that finds it, and the start and other parts of the line that reports it."""

    step: str
    path: str
    old: str
    new: str
    reported_by: str
    says: tuple[str, ...]


CORRUPTIONS = {
    "a missing city": Corruption(
        "first gate",
        CITIES + "observations.csv",
        ZHUHAI,
        "",
        "FAILED observations · expect_column_pair_values_a_to_be_greater_than_b (max_missing_share, missing_share)",
        ("4 rows", "unit 440400 珠海市, capability: no value"),
    ),
    "a score of 107": Corruption(
        "first gate",
        PROVINCES + "observations.csv",
        "310000,published_score,76.7",
        "310000,published_score,107",
        "FAILED observations · expect_column_pair_values_a_to_be_greater_than_b (value_max, maximum)",
        ("1 row:", "unit 310000 上海, published_score: 107 is above 100", PROVINCES + "observations.csv line 2"),
    ),
    "a duplicate row": Corruption(
        "observations",
        PROVINCES + "observations.csv",
        "dgi_2020_provinces_published,2020,310000,published_score,76.7,table 3-1,\n",
        "dgi_2020_provinces_published,2020,310000,published_score,76.7,table 3-1,\n" * 2,
        "FAILED structure · observations_are_unique",
        ("2 rows", "unit_id = 310000", PROVINCES + "observations.csv line 2", "line 3"),
    ),
    "a grade of 0.7": Corruption(
        "first gate",
        "seeds/dgi_2020_provinces/dgi_2020_provinces__observations.csv",
        "310000,policy_ai,1,",
        "310000,policy_ai,0.7,",
        "FAILED observations · expect_column_values_to_be_between (off_step_values)",
        ("1 row:", "unit 310000 上海, policy_ai: 0.7 is no multiple of 0.5", "value_step of the indicator"),
    ),
    "an unknown unit": Corruption(
        "observations",
        PROVINCES + "observations.csv",
        "330000,published_score",
        "330001,published_score",
        "FAILED structure · observations_have_a_known_unit",
        ("1 row:", "unit_id = 330001", PROVINCES + "observations.csv line 4), did you mean 330000? The unit is not"),
    ),
    "text in a number": Corruption(
        "first gate",
        CITIES + "observations.csv",
        "440600,capability,34.1",
        "440600,capability,34.l",
        "FAILED observations · expect_column_values_to_be_between (unreadable_values)",
        ("1 row:", 'unit 440600 佛山市, capability: "34.l" is no number', CITIES + "observations.csv line 4"),
    ),
    "text in the framework": Corruption(
        "inputs",
        CITIES + "framework.csv",
        "points of 40,40,inferred",
        "points of 40,forty,inferred",
        "FAILED structure · framework_cells_are_readable",
        ("1 row:", "node_id = capability", 'weight "forty"', CITIES + "framework.csv line 5"),
    ),
    "a negative weight": Corruption(
        "first gate",
        CITIES + "framework.csv",
        "points of 40,40,inferred",
        "points of 40,-40,inferred",
        "FAILED framework · expect_column_values_to_be_between (weight)",
        ("1 row:", "index/capability: weight = -40.0 (", CITIES + "framework.csv line 5", "set direction to -1"),
    ),
    "a cycle": Corruption(
        "nodes",
        CITIES + "framework.csv",
        ",capability,index,",
        ",capability,capability,",
        "FAILED structure · nodes_are_connected",
        ("1 row:", "node_id = capability", CITIES + "framework.csv line 5", "cycle"),
    ),
    "a node without its parent": Corruption(
        "inputs",
        CITIES + "framework.csv",
        ",capability,index,",
        ",capability,indx,",
        "FAILED structure · framework_parent_is_a_node",
        ("1 row:", "parent_id = indx, node_id = capability", CITIES + "framework.csv line 5), did you mean index?"),
    ),
    "a second node without parent": Corruption(
        "nodes",
        CITIES + "framework.csv",
        ",effectiveness,index,",
        ",effectiveness,,",
        "FAILED structure · nodes_have_one_index",
        ("index_id = dgi_2020_cities_published", "first_node = effectiveness, last_node = index"),
    ),
    "an unknown method": Corruption(
        "nodes",
        CITIES + "framework.csv",
        "制度体系,points of 15,15,inferred,1,goalposts",
        "制度体系,points of 15,15,inferred,1,goalpost",
        "FAILED structure · nodes_normalisation_is_supported",
        ("1 row:", "normalisation = goalpost,", "supported = identity, min_max, goalposts, scaled"),
    ),
    "a misspelt column": Corruption(
        "inputs",
        PROVINCES + "units.csv",
        "cohort_id,label_en,label_zh",
        "cohort_id,lable_en,label_zh",
        "FAILED structure · units_columns_are_spelt",
        ("1 row: column_name = lable_en (" + PROVINCES + "units.csv), did you mean label_en?", "Rename the column"),
    ),
    "a misspelt column that is required": Corruption(
        "columns",
        PROVINCES + "observations.csv",
        "period,unit_id,node_id",
        "period,unitid,node_id",
        "FAILED structure · input_observations_is_readable",
        (
            PROVINCES
            + "observations.csv has no column unit_id (did you mean unitid?). It has index_id, period, unitid,",
        ),
    ),
    "a score beyond the scale": Corruption(
        "second gate",
        CITIES + "framework.csv",
        "goalposts,0,40,false,0,40",
        "goalposts,0,10,false,0,40",
        "FAILED scores · expect_column_pair_values_a_to_be_greater_than_b (highest_score, maximum)",
        ("index: score 1", "on a scale of 0.0 to 100.0", "clip"),
    ),
    "weights that no longer add up": Corruption(
        "first gate",
        CITIES + "framework.csv",
        "组织机构,points of 15,15,inferred",
        "组织机构,points of 15,16,inferred",
        "FAILED framework · expect_column_values_to_be_between (weights_gap)",
        (
            "1 row:",
            # with the negative weight
            "ordinary_cities, index: the weights of its children add up to 21.0 and not to 100.0",
            "weights_sum",
        ),
    ),
    "a city without a province": Corruption(
        "inputs",
        CITIES + "units.csv",
        "Qinhuangdao,秦皇岛市,130000,Hebei,河北,east",
        "Qinhuangdao,秦皇岛市,,,,east",
        "FAILED structure · units_have_a_parent",
        ("1 row:", "unit_id = 130300, label_zh = 秦皇岛市", CITIES + "units.csv line 4", "a city's province"),
    ),
    "a city in the wrong province": Corruption(
        "inputs",
        CITIES + "units.csv",
        "510500,ordinary_cities,Luzhou,泸州市,510000,Sichuan,四川,west",
        "510500,ordinary_cities,Luzhou,泸州市,360000,Jiangxi,江西,west",
        "FAILED structure · bundled_units_are_in_the_province_of_their_code",
        ("1 row: unit_id = 510500, parent_unit = 360000", "label_zh = 泸州市, parent_label_zh = 江西"),
    ),
    "a unit in two cohorts": Corruption(
        "inputs",
        CITIES + "units.csv",
        "dgi_2020_cities_published,130200,ordinary_cities,Tangshan,唐山市,130000,Hebei,河北,east\n",
        "dgi_2020_cities_published,130200,ordinary_cities,Tangshan,唐山市,130000,Hebei,河北,east\n"
        "dgi_2020_cities_published,130200,capitals,Tangshan,唐山市,130000,Hebei,河北,east\n",
        "FAILED structure · units_are_unique",
        ("2 rows", "unit_id = 130200, cohort_id = capitals", "line 2", "line 3", "in one cohort"),
    ),
}


@pytest.mark.parametrize("step", dict.fromkeys(corruption.step for corruption in CORRUPTIONS.values()))
def test_broken_input_stops_the_build(step: str, project: Project) -> None:
    """The build fails, one line says what and where, `index_gates` keeps it, and the marts do not change."""
    corruptions = [corruption for corruption in CORRUPTIONS.values() if corruption.step == step]
    before = project.marts()
    for corruption in corruptions:
        project.edit(corruption.path, corruption.old, corruption.new)

    run = project.build()

    assert run.exit_code == 1, run.output
    recorded = project.query(
        "select suite, expectation, unexpected_count, sample from composite_index.index_gates "
        "where not success and severity = 'critical' "
        "and run_at = (select max(run_at) from composite_index.index_gates)"
    )
    for corruption in corruptions:
        line = run.line(corruption.reported_by)
        for text in corruption.says:
            assert text in line
        assert any(
            f"FAILED {suite} · {expectation}" in line and sample in line for suite, expectation, _, sample in recorded
        ), line
    assert run.line("Not published:")
    assert project.marts() == before


def test_first_build_with_a_broken_input_publishes_nothing(tmp_path: Path) -> None:
    """Without an earlier build there are no tables to keep, and none appear; the gates still report."""
    project = copy_of_project(tmp_path / "project")
    corruption = CORRUPTIONS["a score of 107"]
    project.edit(corruption.path, corruption.old, corruption.new)

    run = project.build()

    assert run.exit_code == 1, run.output
    assert run.line(corruption.reported_by)
    assert project.marts() == {}
    assert project.query("select count(*) from composite_index.index_gates where not success") == [(1,)]


@long_test
def test_mended_input_gives_the_same_again(project: Project) -> None:
    """After a failure the mended input publishes the old results: equal keys, ranks and tiers, scores within 1e-12.

    The history of gates has both runs.
    """
    before = project.marts()
    last_passed = "select bool_and(success) from composite_index.index_gates group by run_id order by max(run_at) desc"
    # otherwise the test before this one has left it broken
    if project.query(last_passed)[0] == (True,):
        corruption = CORRUPTIONS["a score beyond the scale"]
        project.edit(corruption.path, corruption.old, corruption.new)
        assert project.build().exit_code == 1
        project.restore()

    run = project.build()

    assert run.exit_code == 0, run.output
    after = project.marts()
    assert before.keys() == after.keys()
    for name, rows in before.items():
        assert len(rows) == len(after[name]), name
        for old, new in zip(rows, after[name], strict=True):
            assert new == pytest.approx(old, abs=1e-12), name
    runs = project.query(
        "select bool_and(success), count(*) from composite_index.index_gates group by run_id order by min(run_at)"
    )
    assert [passed for passed, _ in runs[-2:]] == [False, True]
    # as many expectations as the first build
    assert runs[-1] == runs[0]


@long_test
def test_column_that_nobody_reads_is_a_warning(project: Project) -> None:
    """A name that is like no known column stops nothing, and `other_columns` ends the warning; in any relation."""
    with duckdb.connect(str(project.folder / project.database)) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.units as select *, 1 as mayor from composite_index_internal.stg_index__units"
        )
        connection.execute("alter table raw.units drop input_file")
        connection.execute("alter table raw.units drop input_row")
    # by its name, because it compares with the framework too
    select = ("build", "--select", "stg_index__units", "stg_index__units_structure", "--indirect-selection", "cautious")

    run = project.dbt(*select, "--vars", "{input_units: raw.units}")
    assert run.exit_code == 0, run.output
    line = run.line("WARNING structure · units_columns_are_known")
    assert "1 row: column_name = mayor (raw.units). Staging does not read this column." in line

    run = project.dbt(*select, "--vars", "{input_units: raw.units, other_columns: [mayor]}")
    assert run.exit_code == 0, run.output
    assert "WARNING" not in run.output

    with duckdb.connect(str(project.folder / project.database)) as connection:
        connection.execute("alter table raw.units rename region to regions")
        connection.execute("alter table raw.units rename unit_id to code")
    run = project.dbt(*select, "--vars", "{input_units: raw.units}")
    assert "input_units: raw.units has no column unit_id. It has index_id, code, cohort_id" in run.line("FAILED")


@long_test
def test_required_input_that_is_left_out_is_named(project: Project) -> None:
    """The variable's name and what a row needs; parsing and compiling go on without it."""
    nothing = ("--select", "stg_index__units", "--vars", "{input_units: []}")
    assert project.dbt("compile", *nothing).exit_code == 0
    run = project.dbt("build", *nothing)
    assert run.exit_code == 1, run.output
    assert run.line("FAILED") == (
        "FAILED structure · input_units_is_readable · The variable input_units names no relation. "
        "Name one under vars: composite_index: in dbt_project.yml; each row needs index_id, unit_id, cohort_id."
    )
