"""Periods have one order and one distance however they are written, and excluded units take part in nothing.

All indices are in one build. One has years and no excluded units, and the others must give its results.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest
from conftest import Project, Run, build_from_tables, copy_of_project, load_inputs

from composite_index.cli import write_ranking
from composite_index.files.inputs import assemble
from composite_index.files.problems import InputError, Problems
from composite_index.files.reading import read_tables
from composite_index.files.records import Inputs

Row = dict[str, object]
YEARS = ("2019", "2020", "2021", "2022")
# four periods, in order, with the same distances as the years; and one between the second and third, or None
WRITINGS: dict[str, tuple[tuple[str, str, str, str], str | None]] = {
    "counts": (("8", "9", "10", "11"), "9.5"),
    "hundreds": (("98", "99", "100", "101"), None),
    "negative": (("-1", "0", "1", "2"), None),
    "month_dashes": (("2024-8", "2024-9", "2024-10", "2024-11"), None),
    "month_numbers": (("202011", "202012", "202101", "202102"), None),
    "month_dots": (("2024.9", "2024.10", "2024.11", "2024.12"), None),
    "month_chinese": (("2023年11月", "2023年12月", "2024年1月", "2024年2月"), None),
    "month_names": (("Nov 2023", "Dec 2023", "Jan 2024", "Feb 2024"), None),
    "month_first": (("11/2023", "12/2023", "01/2024", "02/2024"), None),
    "quarters": (("2023Q3", "2023Q4", "2024Q1", "2024Q2"), None),
    "quarter_first": (("Q3 2023", "Q4 2023", "Q1 2024", "Q2 2024"), None),
    "halves": (("2023H1", "2023H2", "2024H1", "2024H2"), None),
    "dates": (("2023-12-30", "2023-12-31", "2024-1-1", "2024-1-2"), None),
    "date_numbers": (("20231230", "20231231", "20240101", "20240102"), None),
    "fiscal": (("2018/19", "2019/20", "2020/21", "2021/22"), None),
    "labelled": (("wave 8", "wave 9", "wave 10", "wave 11"), None),
    "names": (("round A", "round B", "round C", "round D"), "round BB"),
}
# what each imputation between periods uses, besides the mean of the cohort
IMPUTATIONS: dict[str, Row] = {
    "line": {"imputation": "linear"},
    "line_held": {"imputation": "linear_constant"},
    "last": {"imputation": "last_value", "imputation_periods": 1},
    "constant": {"imputation": "constant"},
}
MARTS = (
    "index_scores", "index_rankings", "index_changes", "index_group_summary", "index_group_tiers", "index_weights",
    "index_groups", "index_nodes", "index_screening",
)  # fmt: skip


def panel(index: str, periods: tuple[str, ...], between: str | None) -> dict[str, list[Row]]:
    """Return an index of four periods; one unit joins in the third, another leaves after the second."""
    key: Row = {"index_id": index}
    chance = random.Random(7)  # noqa: S311
    framework: list[Row] = [key | {"node_id": "index"}]
    leaf: Row = key | {"parent_id": "index", "weight": 1, "max_missing_share": 1, "direction": 1}
    for node, cells in IMPUTATIONS.items():
        # statistics of all periods, so that only the values in between show what was imputed
        framework.append(leaf | {"node_id": node, "normalisation": "min_max", "statistics_period": "all"} | cells)
    units: list[Row] = [key | {"unit_id": unit, "cohort_id": "all"} for unit in "ABCD"]
    units[2] |= {"first_period": between or periods[2]}
    units[3] |= {"last_period": between or periods[1]}
    observations: list[Row] = []
    for place, period in enumerate(periods):
        for unit in "ABCD":
            for node in IMPUTATIONS:
                value: object = round(chance.uniform(1, 99), 1)
                # A lacks the two in the middle, B all but the second
                if (unit == "A" and place in (1, 2)) or (unit == "B" and place != 1):
                    value = None
                if (unit == "C" and place < 2) or (unit == "D" and place > 1):
                    continue
                observations.append(key | {"period": period, "unit_id": unit, "node_id": node, "value": value})
    # the order of the rows says nothing
    return {"framework": framework, "units": units, "observations": observations[::-1]}


def cohort(index: str, excluded: bool) -> dict[str, list[Row]]:
    """Return an index of two periods with every comparison of units; with excluded units, or without them."""
    key: Row = {"index_id": index}
    chance = random.Random(21)  # noqa: S311
    leaf: Row = key | {"weight": 1, "max_missing_share": 0.25, "direction": 1, "value_min": 0}
    methods: dict[str, Row] = {
        "mean": {"normalisation": "min_max", "imputation": "mean"},
        "median": {"normalisation": "z_score", "imputation": "median"},
        "group_mean": {"normalisation": "rank", "imputation": "group_mean", "imputation_grouping": "halves"},
        "group_median": {"normalisation": "borda", "imputation": "group_median", "imputation_grouping": "halves"},
        "sibling_mean": {"normalisation": "percentile_rank", "imputation": "sibling_mean"},
        "indicator_mean": {"normalisation": "distance_to_maximum", "imputation": "indicator_mean"},
        "winsorised": {"normalisation": "min_max", "outlier_treatment": "skew_kurtosis"},
        "cut": {"normalisation": "min_max", "outlier_treatment": "percentiles", "winsorise_upper": 0.8},
        "pooled": {"normalisation": "min_max", "statistics_period": "all"},
        "carried": {"normalisation": "min_max", "statistics_period": "2021"},
        "divided": {"normalisation": "fraction_of_maximum", "denominator": "people"},
        "logged": {"normalisation": "min_max", "transformation": "log"},
        "looked_up": {"normalisation": "lookup", "value_min": None},
    }
    framework: list[Row] = [key | {"node_id": "index"}, key | {"node_id": "pillar", "parent_id": "index", "weight": 1}]
    for place, (node, cells) in enumerate(methods.items()):
        framework.append(leaf | {"node_id": node, "parent_id": "pillar" if place % 2 else "index"} | cells)
    members = [f"u{number}" for number in range(1, 10)]
    units: list[Row] = [key | {"unit_id": unit, "cohort_id": "all"} for unit in members]
    groups: list[Row] = [
        key | {"group_id": "odd" if number % 2 else "even", "grouping_id": "halves", "unit_id": unit}
        for number, unit in enumerate(members)
    ]
    observations: list[Row] = []

    def observe(period: str, unit: str, node: str, value: object) -> None:
        observations.append(key | {"period": period, "unit_id": unit, "node_id": node, "value": value})

    for period in ("2021", "2022"):
        for node in (*methods, "people"):
            for number, unit in enumerate(members):
                value: object = round(chance.uniform(1, 99), 1) if node != "looked_up" else chance.choice("ab")
                is_imputed = "imputation" in methods.get(node, {})
                observe(period, unit, node, None if is_imputed and number == 3 else value)
    if excluded:
        barred = {"inclusion": "exclude"}
        # far out, without data, unreadable, in another cohort, and one that leaves; and a group and period of their own
        units += [key | {"unit_id": unit, "cohort_id": "all"} | barred for unit in ("v_far", "w_none", "x_text")]
        units += [
            key | {"unit_id": "y_cohort", "cohort_id": "other"} | barred,
            key | {"unit_id": "z_left", "cohort_id": "all", "inclusion": "Exclude", "last_period": "2021"},
        ]
        groups += [
            key | {"group_id": group, "grouping_id": "halves", "unit_id": unit}
            for group, unit in (("odd", "v_far"), ("even", "w_none"), ("none_else", "x_text"))
        ]
        for node in (*methods, "people"):
            for period in ("2020", "2021", "2022"):
                observe(period, "v_far", node, 1e6)
                observe(period, "x_text", node, "closed")
                # of an unknown indicator, repeated, or below the smallest allowed value
                observe(period, "y_cohort", f"{node}_of_old", -1)
                observe(period, "z_left", node, -1)
                observe(period, "z_left", node, -2)
    lookups = [key | {"node_id": "looked_up", "category": category, "value": value} for category, value in
               (("a", 30), ("b", 70), ("1000000.0", 99))]  # fmt: skip
    tiers = [key | {"tier_id": tier, "sort_order": order, "basis": "percentile", "bound": bound}
             for order, (tier, bound) in enumerate([("first", 0.3), ("rest", None)], 1)]  # fmt: skip
    return {"framework": framework, "units": units, "groups": groups, "observations": observations,
            "lookups": lookups, "tiers": tiers}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """Return a project with all indices built, and its build."""
    project = copy_of_project(tmp_path_factory.mktemp("periods") / "project")
    indices = [panel("years", YEARS, None)]
    indices += [panel(f"panel_{name}", periods, between) for name, (periods, between) in WRITINGS.items()]
    # uneven: half a year, a quarter, and 29 days of February apart
    indices.append(panel("uneven_months", ("202007", "202101", "202104", "202204"), None))
    indices.append(panel("uneven_days", ("2024-2-28", "2024-2-29", "2024-3-1", "2024-3-31"), None))
    indices += [cohort("with_excluded", excluded=True), cohort("without", excluded=False)]
    names = ("observations", "framework", "units", "groups", "lookups", "tiers")
    load_inputs(project, {name: [pd.DataFrame(index[name]) for index in indices if name in index] for name in names})
    run = build_from_tables(project)
    return project, run


def rows(project: Project, table: str, index: str, leave_out: Iterable[str] = ()) -> list[tuple]:
    """Return the rows of an index in a table, in order, without the index's name; numbers to nine digits."""
    columns = [
        name
        for (name,) in project.query(
            f"select column_name from information_schema.columns where table_name = '{table}' and table_schema = "
            "'composite_index' order by ordinal_position"
        )
        if name not in {"index_id", *leave_out}
    ]
    found = project.query(f"select {', '.join(columns)} from composite_index.{table} where index_id = '{index}'")
    shown = [
        tuple(float(f"{cell:.9g}") if isinstance(cell, float) and math.isfinite(cell) else cell for cell in row)
        for row in found
    ]
    return sorted(shown, key=repr)


@pytest.mark.parametrize("name", WRITINGS)
def test_periods_of_any_writing_are_those_of_years(built: tuple[Project, Run], name: str) -> None:
    """Imputed values, scores, changes, present units, the order of periods and drift's previous period."""
    project, _ = built
    periods, _ = WRITINGS[name]
    year_of = dict(zip(periods, YEARS, strict=True))
    for table in ("index_scores", "index_rankings", "index_changes", "index_screening"):
        expected = rows(project, table, "years")
        found = [tuple(year_of.get(cell, cell) for cell in row) for row in rows(project, table, f"panel_{name}")]
        assert expected, table
        assert sorted(found, key=repr) == expected, table
    compared = project.query(
        "select distinct period, compared_period from composite_index_internal.int_index__drift_profile "
        f"where index_id = 'panel_{name}' and comparison = 'previous_period'"
    )
    assert set(compared) == set(zip(periods[1:], periods, strict=False))
    in_order = project.query(
        "select distinct period, period_order from composite_index.index_nodes "
        f"where index_id = 'panel_{name}' order by period_order"
    )
    assert tuple(period for period, _ in in_order) == periods


def test_lines_are_drawn_by_the_calendar(built: tuple[Project, Run]) -> None:
    """A lacks the second and third of four periods: months 0, 6, 9 and 21, and days 0, 1, 2 and 32."""
    project, _ = built
    for index, places in (("uneven_months", (0, 6, 9, 21)), ("uneven_days", (0, 1, 2, 32))):
        found = [
            value
            for (value,) in project.query(
                "select treated_value from composite_index.index_scores join composite_index.index_nodes as nodes "
                "using (index_id, scenario_id, period, cohort_id, node_id) "
                f"where index_id = '{index}' and unit_id = 'A' and node_id = 'line' order by nodes.period_order"
            )
        ]
        first, last = found[0], found[3]
        expected = [first + (last - first) * place / places[3] for place in places]
        assert found == pytest.approx(expected, abs=1e-9), index


def test_summary_and_ranking_are_in_the_order_of_periods(built: tuple[Project, Run], tmp_path: Path) -> None:
    """8, 9, 10 and 11, not 10 and 11 first."""
    project, run = built
    ours = [line.split()[1] for line in run.output.splitlines() if line.startswith("panel_counts ")]
    assert ours == ["8", "9", "10", "11"]
    write_ranking(project.folder / project.database, tmp_path / "ranking.csv")
    with (tmp_path / "ranking.csv").open(encoding="utf-8-sig", newline="") as file:
        written = [row["period"] for row in csv.DictReader(file) if row["index_id"] == "panel_month_first"]
    assert list(dict.fromkeys(written)) == ["11/2023", "12/2023", "01/2024", "02/2024"]


def test_excluded_units_take_part_in_nothing(built: tuple[Project, Run]) -> None:
    """Every published row is the same as without them; they are listed as excluded, in their own periods."""
    project, run = built
    for table in MARTS:
        found = rows(project, table, "with_excluded")
        if table == "index_screening":
            found = [row for row in found if "excluded by the units" not in row]
        assert found == rows(project, table, "without"), table
    told = project.query(
        "select unit_id, period, is_included, data_availability, reason from composite_index.index_screening "
        "where index_id = 'with_excluded' and inclusion = 'exclude' order by all"
    )
    both = [(unit, period) for unit in ("v_far", "w_none", "x_text") for period in ("2021", "2022")]
    assert told == [(*cell, False, None, "excluded by the units") for cell in [*both, ("z_left", "2021")]]
    listed = project.query("select count(*) from composite_index.index_units where index_id = 'with_excluded'")
    assert listed == [(14,)]
    of_index = [line for line in run.output.splitlines() if line.startswith("with_excluded ")]
    assert not [line for line in of_index if "9 units" not in line]


def test_what_tells_no_order_is_refused(tmp_path: Path) -> None:
    """Two spellings of one period, years at the end or short, first and last reversed, an excluded reference."""
    index_of = {
        "twins": ("2024-9", "2024-09"),
        "year_last": ("31/12/2023", "01/02/2024"),
        "short_year": ("Dec-23", "Jan-24"),
        "turned": ("9", "10"),
        "barred": ("2020", "2021"),
    }
    tables: dict[str, list[Row]] = {"framework": [], "units": [], "observations": []}
    for index, periods in index_of.items():
        key: Row = {"index_id": index}
        leaf = key | {"node_id": "a", "parent_id": "index", "weight": 1, "normalisation": "min_max"}
        if index == "barred":
            leaf |= {"normalisation": "distance_to_reference", "reference_unit": "B"}
        tables["framework"] += [key | {"node_id": "index"}, leaf]
        tables["units"] += [key | {"unit_id": unit, "cohort_id": "all"} for unit in "ABC"]
        tables["units"][-2] |= {
            "turned": {"first_period": "10", "last_period": "9"},
            "barred": {"inclusion": "exclude"},
        }.get(index, {})
        tables["observations"] += [
            key | {"period": period, "unit_id": unit, "node_id": "a", "value": value}
            for period in periods
            for value, unit in enumerate("ABC")
            if not (index == "turned" and unit == "B")
        ]
    project = copy_of_project(tmp_path / "project")
    load_inputs(project, {name: [pd.DataFrame(found)] for name, found in tables.items()})
    run = build_from_tables(project, succeeds=False)
    refused = {
        "periods_are_written_alike": ("twins", "period = 2024-09", "other_writing = 2024-9"),
        "periods_begin_with_the_year": ("01/02/2024", "Dec-23", "Jan-24", "and 1 more"),
        "units_periods_are_in_order": ("index_id = turned", "first_period = 10, last_period = 9"),
        "framework_reference_unit_is_known": ("index_id = barred", "reference_unit = B"),
    }
    for rule, texts in refused.items():
        line = run.line(f"FAILED structure · {rule}")
        assert not [text for text in texts if text not in line], line
    assert len([line for line in run.output.splitlines() if line.startswith("FAILED")]) == len(refused), run.output


def test_files_ask_nothing_of_excluded_units(tmp_path: Path) -> None:
    """They need no observation, no value and no readable one; with a file of units, or the column beside the values."""
    (tmp_path / "framework.csv").write_text(
        "node_id,parent_id,weight,direction,normalisation\nidx,,,,\nbeds,idx,1,1,min_max\n", "utf-8"
    )
    observations = tmp_path / "observations.csv"
    units = tmp_path / "units.csv"
    units.write_text("unit_id,inclusion\nA,\nX,exclude\nY,Exclude\n", "utf-8")
    observations.write_text("unit_id,period,beds\nA,2023,10\nX,2023,closed *\n", "utf-8")
    observed = assembled(tmp_path).records["observations"]
    assert [record.cells["value"] for record in observed] == ["10", "closed *"]
    units.unlink()
    observations.write_text("unit_id,inclusion,period,beds\nA,,2023,10\nX,exclude,2023,\nY,exclude,2023,12%\n", "utf-8")
    found = assembled(tmp_path).records["units"]
    assert [record.cells["inclusion"] for record in found] == [None, "exclude", "exclude"]
    observations.write_text("unit_id,inclusion,period,beds\nA,,2023,closed *\nX,,2023,1\n", "utf-8")
    with pytest.raises(InputError, match="closed"):
        assembled(tmp_path)


def assembled(folder: Path) -> Inputs:
    """Return the inputs of a folder."""
    problems = Problems()
    tables = read_tables(folder, problems)
    return assemble(tables, problems, "folder")
