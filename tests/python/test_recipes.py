"""Files as they are downloaded: `init`, at most three lines of the recipe edited, and a build has the right values.

All inputs are made up. Every case is an index; one dbt build computes them all.
"""

from __future__ import annotations

import io
import zipfile
from argparse import Namespace
from pathlib import Path

import duckdb
import openpyxl
import pytest
from conftest import ROOT

from composite_index.cli import load, main, read, run_dbt
from composite_index.files.catalogue import INPUTS
from composite_index.files.problems import InputError
from composite_index.files.records import Inputs
from composite_index.recipes.recipe import RECIPE

Sheets = dict[str, list[list[object]]]
Values = dict[tuple[str, str, str], float | None]


class Case:
    """Files of one kind, the lines of the recipe that a person edits, and the values that are right."""

    def __init__(self, files: dict[str, str | bytes | Sheets], values: Values, edits: tuple[tuple[str, str], ...] = ()):
        """Take the case."""
        assert len(edits) <= 3
        self.files, self.values, self.edits = files, values, edits

    def write(self, folder: Path) -> None:
        """Write the files."""
        folder.mkdir()
        for name, content in self.files.items():
            if isinstance(content, dict):
                book = openpyxl.Workbook()
                book.remove(book.active)
                for title, rows in content.items():
                    sheet = book.create_sheet(title)
                    for row in rows:
                        sheet.append(row)
                    # a cell such as "A1:C1" in the last column of a row asks to merge
                    for merged in [cell for row in rows for cell in row if isinstance(cell, Merge)]:
                        sheet.merge_cells(merged.range)
                book.save(folder / name)
            else:
                (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


class Merge(str):
    """A cell whose text is written into the first of these merged cells."""

    __slots__ = ("range",)

    def __new__(cls, text: str, cells: str) -> Merge:
        """Make the cell."""
        made = super().__new__(cls, text)
        made.range = cells
        return made


def panel(text: str) -> Values:
    """Return values from lines `unit period indicator value`, with - for a missing one."""
    found: Values = {}
    for line in text.strip().splitlines():
        unit, period, node, value = line.split("|")
        found[unit.strip(), period.strip(), node.strip()] = None if value.strip() == "-" else float(value)
    return found


def archive(name: str, text: str) -> bytes:
    """Return an archive of one file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(name, text)
    return data.getvalue()


CITIES = panel(
    "甲市|2024|空气|90\n甲市|2024|水质|80\n乙市|2024|空气|70\n乙市|2024|水质|85\n丙市|2024|空气|75\n丙市|2024|水质|60"
)
TWO = panel("A|2024|air|90\nA|2024|water|80\nB|2024|air|70\nB|2024|water|85\nC|2024|air|50\nC|2024|water|60")
OUTPUT = panel(
    "甲省|2024|产值|100\n乙省|2024|产值|80\n丙省|2024|产值|60\n甲省|2023|产值|90\n乙省|2023|产值|82\n丙省|2023|产值|50"
)
CASES = {
    "a_header_that_begins_with_a_number_sign": Case(
        {"data_2024.csv": "#rank,name,air,water\n1,A,90,80\n2,B,70,85\n3,C,50,60\n"},
        TWO | panel("A|2024|rank|1\nB|2024|rank|2\nC|2024|rank|3"),
    ),
    "years_as_columns": Case(
        {"数据_2024.csv": "地区,2024年,2023年\n甲省,100,90\n乙省,80,82\n丙省,60,50\n"},
        OUTPUT,
        (("    # constants:\n    #   node_id: NAME\n", "    constants:\n      node_id: 产值\n"),),
    ),
    "a_file_of_years_for_each_indicator": Case(
        {
            "数据 产值.csv": "地区,2024年,2023年\n甲省,100,90\n乙省,80,82\n丙省,60,50\n",
            "数据 人口.csv": "地区,2024年,2023年\n甲省,10,11\n乙省,12,13\n丙省,14,15\n",
        },
        OUTPUT
        | panel(
            "甲省|2024|人口|10\n乙省|2024|人口|12\n丙省|2024|人口|14\n甲省|2023|人口|11\n乙省|2023|人口|13\n丙省|2023|人口|15"
        ),
    ),
    "a_sentinel": Case(
        {
            "data_2024.csv": "unit_id,air,water\n"
            + "".join(
                f"{u},{a},{w}\n" for u, a, w in zip("ABCDEF", (9, 8, -999, 7, 5, 6), (1, 2, 3, 4, 5, 6), strict=True)
            )
        },
        panel(
            "\n".join(
                f"{u}|2024|air|{a}\n{u}|2024|water|{w}"
                for u, a, w in zip("ABCDEF", (9, 8, "-", 7, 5, 6), (1, 2, 3, 4, 5, 6), strict=True)
            )
        ),
    ),
    "a_title_merged_over_all_columns": Case(
        {
            "t.xlsx": {
                "data 2024": [
                    [Merge("Title", "A1:XFD1")],
                    ["unit_id", "air", "water"],
                    ["A", 90, 80],
                    ["B", 70, 85],
                    ["C", 50, 60],
                ]
            }
        },
        TWO,
    ),
    "a_sheet_of_notes": Case(
        {
            "表.xlsx": {
                "数据说明": [["数据来源", "统计局"]],
                "数据 2024": [["单位", "air", "water"], ["A", 90, 80], ["B", 70, 85], ["C", 50, 60]],
            }
        },
        TWO,
    ),
    "country": Case({"data_2024.csv": "Country,air,water\nA,90,80\nB,70,85\nC,50,60\n"}, TWO),
    "entity_code_year": Case(
        {"data.csv": "Entity,Code,Year,air,water\nAlpha,A,2024,90,80\nBeta,B,2024,70,85\nGamma,C,2024,50,60\n"}, TWO
    ),
    "城市": Case({"data_2024.csv": "城市,空气,水质\n甲市,90,80\n乙市,70,85\n丙市,75,60\n"}, CITIES),
    "省份_年份": Case(
        {"data_2024.csv": "省份,年份,空气,水质\n甲市,2024,90,80\n乙市,2024,70,85\n丙市,2024,75,60\n"}, CITIES
    ),
    "another_name": Case({"cities_2024.csv": "unit_id,air,water\nA,90,80\nB,70,85\nC,50,60\n"}, TWO),
    "units_that_come_and_go": Case(
        {
            "data.csv": "unit_id,year,air,water\nA,2023,10,8\nB,2023,5,6\nC,2023,4,2\nA,2024,11,8\nB,2024,6,6\nD,2024,3,9\n"
        },
        panel(
            "A|2023|air|10\nB|2023|air|5\nC|2023|air|4\nA|2024|air|11\nB|2024|air|6\nD|2024|air|3\n"
            "A|2023|water|8\nB|2023|water|6\nC|2023|water|2\nA|2024|water|8\nB|2024|water|6\nD|2024|water|9"
        ),
    ),
    "two_blanks_in_a_name": Case(
        {
            "data_2024.csv": "unit_id,Ocean  clean,water\nA,90,80\nB,70,85\nC,50,60\n",
            "framework.csv": "node_id,parent_id,label_en,weight,direction,normalisation,aggregation\n"
            "index,,,,,,arithmetic\nair,index,Ocean  clean,1,1,min_max,\nwater,index,,1,1,min_max,\n",
        },
        TWO,
    ),
    "a_bureau_export": Case(
        {
            "数据_2024.csv": (
                "数据库：分省年度数据\r\n指标：产值(亿元)\r\n时间：最近3年\r\n地区,2024年,2023年\r\n甲省,100,90\r\n乙省,80,82\r\n"
                "丙省,60,50\r\n注：本表为初步核算数。\r\n数据来源：统计局\r\n"
            ).encode("gb18030")
        },
        {(unit, period, "产值_亿元"): value for (unit, period, _), value in OUTPUT.items()},
    ),
    "a_world_bank_export": Case(
        {
            "data.csv": '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
            '"Country Name","Country Code","Indicator Name","Indicator Code","2020","2021",\n'
            '"Alpha","A","Access (%)","EG.ACC","90.1","91.2",\n"Beta","B","Access (%)","EG.ACC","80.1","",\n'
            '"Gamma","C","Access (%)","EG.ACC","70.5","72",\n'
        },
        panel(
            "A|2020|EG.ACC|90.1\nA|2021|EG.ACC|91.2\nB|2020|EG.ACC|80.1\nB|2021|EG.ACC|-\nC|2020|EG.ACC|70.5\nC|2021|EG.ACC|72"
        ),
    ),
    "a_tail_of_codes": Case(
        {
            "data.tsv": "freq,unit,geo\\TIME_PERIOD\t2020 \t2021 \nA,PC,AA\t12.3 b\t: \nA,PC,BB\t10.1 \t11.2 e\nA,PC,CC\t9.1 \t8.2\n"
        },
        panel(
            "AA|2020|rate|12.3\nAA|2021|rate|-\nBB|2020|rate|10.1\nBB|2021|rate|11.2\nCC|2020|rate|9.1\nCC|2021|rate|8.2"
        ),
        (("    # constants:\n    #   node_id: NAME\n", "    constants:\n      node_id: rate\n"),),
    ),
    "decimal_commas": Case(
        {"data_2024.csv": "unit_id;air;water\nA;10,5;8,25\nB;5,1;6,75\nC;4,9;2,5\n"},
        panel(
            "A|2024|air|10.5\nB|2024|air|5.1\nC|2024|air|4.9\nA|2024|water|8.25\nB|2024|water|6.75\nC|2024|water|2.5"
        ),
    ),
    "suppressed_values": Case(
        {"data_2024.csv": "unit_id,air,water\nA,10,8\nB,*,6\nC,4,2\n"},
        panel("A|2024|air|10\nB|2024|air|-\nC|2024|air|4\nA|2024|water|8\nB|2024|water|6\nC|2024|water|2"),
    ),
    "ranks_with_ties": Case(
        {"data_2024.csv": "unit_id,world_rank,score\nA,=1,90\nB,=1,80\nC,201-250,70\n"},
        panel(
            "A|2024|world_rank|1\nB|2024|world_rank|1\nC|2024|world_rank|225\nA|2024|score|90\nB|2024|score|80\nC|2024|score|70"
        ),
        (("    # markers:\n    #   '201-250': blank\n", "    markers:\n      '201-250': 225\n"),),
    ),
    "two_header_rows": Case(
        {
            "t.xlsx": {
                "Table 1": [
                    ["Made-up figures"],
                    ["Country", Merge("air", "B2:C2"), None, Merge("water", "D2:E2"), None],
                    [None, 2023, 2024, 2023, 2024],
                    ["A", 10, 11, 8, 8],
                    ["B", 5, 6, 6, 6],
                    ["C", 4, 3, 2, 9],
                    ["Source: made up"],
                ]
            }
        },
        panel(
            "A|2023|air|10\nB|2023|air|5\nC|2023|air|4\nA|2024|air|11\nB|2024|air|6\nC|2024|air|3\n"
            "A|2023|water|8\nB|2023|water|6\nC|2023|water|2\nA|2024|water|8\nB|2024|water|6\nC|2024|water|9"
        ),
    ),
    "a_sheet_a_year": Case(
        {
            "t.xlsx": {
                "2023": [["Country", "air", "water"], ["A", 10, 8], ["B", 5, 6], ["C", 4, 2]],
                "2024": [["Country", "air", "water"], ["A", 11, 8], ["B", 6, 6], ["C", 3, 9]],
            }
        },
        panel(
            "A|2023|air|10\nB|2023|air|5\nC|2023|air|4\nA|2024|air|11\nB|2024|air|6\nC|2024|air|3\n"
            "A|2023|water|8\nB|2023|water|6\nC|2023|water|2\nA|2024|water|8\nB|2024|water|6\nC|2024|water|9"
        ),
    ),
    "indicators_in_rows": Case({"t_2024.csv": "Indicator,A,B,C\nair,90,70,50\nwater,80,85,60\n"}, TWO),
    "a_row_of_totals": Case({"t_2024.csv": "Region,air,water\nA,90,80\nB,70,85\nC,50,60\nTotal,210,225\n"}, TWO),
    "an_archive_with_thousands": Case(
        {"t_2024.zip": archive("t.csv", 'City,air,water\nA,"1,090.5",80\nB,70,85\nC,50,"12,060"\n')},
        panel("A|2024|air|1090.5\nA|2024|water|80\nB|2024|air|70\nB|2024|water|85\nC|2024|air|50\nC|2024|water|12060"),
    ),
    "a_year_and_an_indicator_in_a_name": Case(
        {
            "t.csv": "iso3,country,hdi_2020,hdi_2021,le_2020,le_2021\nA,Alpha,.9,.91,80,81\nB,Beta,.8,.8,70,71\nC,Gamma,.5,.6,60,61\n"
        },
        panel(
            "A|2020|hdi|.9\nA|2021|hdi|.91\nB|2020|hdi|.8\nB|2021|hdi|.8\nC|2020|hdi|.5\nC|2021|hdi|.6\n"
            "A|2020|le|80\nA|2021|le|81\nB|2020|le|70\nB|2021|le|71\nC|2020|le|60\nC|2021|le|61"
        ),
    ),
    "a_spelling_that_changed": Case(
        {"t.csv": "Country,Year,air\nViet Nam,2024,5\nA,2024,3\nB,2024,1\nVietnam,2023,4\nA,2023,2\nB,2023,1\n"},
        panel("Viet Nam|2024|air|5\nViet Nam|2023|air|4\nA|2024|air|3\nA|2023|air|2\nB|2024|air|1\nB|2023|air|1"),
        (("# aliases:\n#   Vietnam: Viet Nam\n", "aliases:\n  Vietnam: Viet Nam\n"),),
    ),
}


def options(path: Path) -> Namespace:
    """Return the options of a build of a folder."""
    return Namespace(path=path, encoding=None, index=None, period=None)


def initialised(folder: Path, case: Case) -> Inputs:
    """Write a case, run init as a person would, fill in what it asks, and read the folder."""
    case.write(folder)
    assert main(["init", str(folder)]) == 0
    recipe = folder / RECIPE
    for old, new in case.edits:
        text = recipe.read_text(encoding="utf-8")
        assert old in text, text
        recipe.write_text(text.replace(old, new), encoding="utf-8")
    if case.edits:
        assert main(["init", str(folder)]) == 0
    framework = folder / "framework.csv"
    text = framework.read_text(encoding="utf-8-sig").replace(",1,assumed,,", ",1,assumed,1,")
    framework.write_text(text, encoding="utf-8")
    return read(options(folder), need_framework=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Values, dict[tuple[str, str], float]]]:
    """Build all cases at once; return their values and their scores of the index."""
    folder = tmp_path_factory.mktemp("recipes")
    every = Inputs("cases", {name: [] for name in INPUTS}, [], set())
    for name, case in CASES.items():
        inputs = initialised(folder / name, case)
        for each, records in inputs.records.items():
            every.records[each] += records
    database = folder / "cases.duckdb"
    load(every, database)
    assert run_dbt(ROOT, database, every, draft=list(CASES), accept_drift=[], on_violation="strict") == 0
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.sql(
            "select index_id, unit_id, period, node_id, is_indicator, value, score from composite_index.index_scores"
        ).fetchall()
    found: dict[str, tuple[Values, dict[tuple[str, str], float]]] = {name: ({}, {}) for name in CASES}
    for index, unit, period, node, is_indicator, value, score in rows:
        if is_indicator:
            found[index][0][unit, period, node] = value
        else:
            found[index][1][unit, period] = score
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_download_becomes_a_ranking(name: str, built: dict) -> None:
    """Each value is published as the file has it, and the scores are those of these values."""
    values, scores = built[name]
    expected = CASES[name].values
    assert values == {identity: value for identity, value in expected.items()}
    for (unit, period), score in scores.items():
        parts = []
        for node in {node for _, _, node in expected}:
            of_node = [
                value
                for (_, when, which), value in expected.items()
                if (when, which) == (period, node) and value is not None
            ]
            value = expected[unit, period, node]
            if value is not None and max(of_node) > min(of_node):
                parts.append(100 * (value - min(of_node)) / (max(of_node) - min(of_node)))
        assert (score is None) == (not parts)
        if parts:
            assert score == pytest.approx(sum(parts) / len(parts), abs=1e-9)


def refused(folder: Path) -> list[str]:
    """Return the lines with which a folder is refused."""
    with pytest.raises(InputError) as error:
        read(options(folder), need_framework=False)
    return error.value.lines


RECIPE_OF_TWO = """\
recipe: 1
files:
  - file: 'data_{period}.csv'
    header: 1
    columns: {unit_id: code}
    values: '{node_id}'
"""
FRAMEWORK = "node_id,parent_id,weight,direction,normalisation\nindex,,,,\nair,index,1,1,min_max\n"
DATA = "code,air,water\nA,90,80\nB,70,85\nC,50,60\n"
REFUSED = {
    "no such file": (
        ("data_{period}", "date_{period}"),
        "recipe.yml line 3: no file is called date_{period}.csv. Files here: data_2024.csv",
    ),
    "no such column": (
        ("unit_id: code", "unit_id: cod"),
        "data_2024.csv line 1: recipe.yml line 5 names the column cod, and the header has none; did you mean code? "
        "It has code, air, water",
    ),
    "an unknown key": (
        ("header: 1", "headers: 1"),
        "recipe.yml line 4: headers is no key of a file; did you mean header?",
    ),
    "nothing decided": (
        ("header: 1", "header:"),
        "recipe.yml line 4: header: nothing is written after it. Decide, or delete the line",
    ),
    "no unit": (("unit_id: code", "note: code"), "recipe.yml line 3: columns: no column is the unit."),
    "given twice": (
        ("values:", "constants: {period: 2024}\n    values:"),
        "recipe.yml line 3: period is given twice: it comes from a column, a name, a title or a constant",
    ),
    "an unknown field": (("{node_id}", "{nodeid}"), 'recipe.yml line 6: "{nodeid}": {nodeid} is no field.'),
    "no YAML": (("columns: {unit_id: code}", "columns: {unit_id: code"), "recipe.yml line 6: this is no YAML ("),
    "no such row of totals": (
        ("values:", "leave_out_rows: {code: Total}\n    values:"),
        'recipe.yml line 6: leave_out_rows names "Total", and no row fits. Delete the name',
    ),
    "no such notes": (
        ("values:", "notes_from: 'Source*'\n    values:"),
        'data_2024.csv: recipe.yml line 6 says that notes begin at a row with "Source*" in its first cell, and there is none',
    ),
    "notes with numbers": (
        ("values:", "notes_from: 'B'\n    values:"),
        "data_2024.csv line 3: recipe.yml line 6 says that notes begin above this row, and it has numbers.",
    ),
    "another decimal sign": (
        ("values:", "decimal: ','\n    values:"),
        'data_2024.csv line 2, column air: "90.5" is no such number: recipe.yml line 6 says that the decimal sign is ","',
    ),
    "an empty header": (
        ("header: 1", "header: 9"),
        "data_2024.csv line 9: recipe.yml line 4 says that this row has the names",
    ),
    "an alias of nobody": (
        ("files:", "aliases: {Z: A}\nfiles:"),
        'recipe.yml line 2: aliases names "Z", and no row has this unit. Delete the name',
    ),
    "two values of one": (
        ("'{node_id}'", "['{node_id}', 'x']"),
        "data_2024.csv line 1: recipe.yml line 6 says that columns are called x, and none is.",
    ),
    "a marker without a meaning": (
        ("values:", "markers: {'*': gone}\n    values:"),
        'recipe.yml line 6: markers: "*" means gone, which is neither blank nor a number',
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_recipe_that_disagrees_is_refused(tmp_path: Path, case: str) -> None:
    """The line names file, row, column and the line of the recipe."""
    (old, new), expected = REFUSED[case]
    assert old in RECIPE_OF_TWO
    (tmp_path / RECIPE).write_text(RECIPE_OF_TWO.replace(old, new, 1), encoding="utf-8")
    data = DATA.replace("90", "90.5") if case == "another decimal sign" else DATA
    (tmp_path / "data_2024.csv").write_text(data, encoding="utf-8")
    lines = refused(tmp_path)
    assert any(line.startswith(expected) for line in lines), lines


def test_what_the_refused_are_edits_of_is_read(tmp_path: Path) -> None:
    """The recipe of these cases reads the file."""
    (tmp_path / RECIPE).write_text(RECIPE_OF_TWO, encoding="utf-8")
    (tmp_path / "data_2024.csv").write_text(DATA, encoding="utf-8")
    inputs = read(options(tmp_path), need_framework=False)
    assert len(inputs.records["observations"]) == 6


def test_rows_of_one_unit_are_refused_with_both_places(tmp_path: Path) -> None:
    """Two values of one unit, period and indicator are never added or overwritten."""
    (tmp_path / RECIPE).write_text(RECIPE_OF_TWO, encoding="utf-8")
    (tmp_path / "data_2024.csv").write_text(DATA + "A,1,2\n", encoding="utf-8")
    assert refused(tmp_path)[0] == (
        "data_2024.csv line 5, column air: A has a value of air in 2024 already, at data_2024.csv line 2, column air. "
        "Say in the recipe which rows are meant, with keep or leave_out_rows"
    )


def test_init_overwrites_nothing_and_says_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new file and a renamed column are named; the files of the first run stay as they are."""
    (tmp_path / "data_2024.csv").write_text(DATA, encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0
    before = {name: (tmp_path / name).read_bytes() for name in (RECIPE, "framework.csv", "units.csv")}
    assert main(["init", str(tmp_path)]) == 0
    assert "the files are as it says" in capsys.readouterr().out
    (tmp_path / "data_2024.csv").write_text(DATA.replace("code", "kode"), encoding="utf-8")
    (tmp_path / "roads.csv").write_text("code;2023;2024\nA;1,5;2,5\nB;3,5;4\nC;5;6\n", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "names the column code, and the header has none; did you mean kode?" in said
    assert "  - file: roads.csv\n" in said
    assert "node_id: roads" in said
    assert before == {name: (tmp_path / name).read_bytes() for name in before}


def test_a_file_alone_is_read_by_the_recipe_beside_it(tmp_path: Path) -> None:
    """`init FILE` looks at this file only, and `build FILE` finds what it wrote."""
    (tmp_path / "cities_2024.csv").write_text(DATA, encoding="utf-8")
    (tmp_path / "other.csv").write_text("nothing to do with it\n", encoding="utf-8")
    assert main(["init", str(tmp_path / "cities_2024.csv")]) == 0
    (tmp_path / "framework.csv").write_text(FRAMEWORK, encoding="utf-8")
    inputs = read(options(tmp_path / "cities_2024.csv"), need_framework=True)
    assert inputs.name == "cities_2024"
    assert [record.cells["value"] for record in inputs.records["observations"]] == ["90", "70", "50"]


def test_complete_files_in_the_known_shape_need_no_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`init` says so and writes none, but a file of units if some of them come or go."""
    (tmp_path / "data.csv").write_text("unit_id,period,air\nA,2023,1\nB,2023,2\nA,2024,3\nC,2024,4\n", encoding="utf-8")
    (tmp_path / "framework.csv").write_text(FRAMEWORK, encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0
    assert "No recipe is needed" in capsys.readouterr().out
    assert not (tmp_path / RECIPE).exists()
    assert (tmp_path / "units.csv").read_text(encoding="utf-8-sig") == (
        "unit_id,cohort_id,first_period,last_period\nA,all,,\nB,all,,2023\nC,all,2024,\n"
    )
    assert read(options(tmp_path), need_framework=True).warnings == []
    (tmp_path / "units.csv").write_text("unit_id,cohort_id\nA,all\nB,all\nC,all\n", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0, "a file of units is there, and stays as it is"
    assert (tmp_path / "units.csv").read_text(encoding="utf-8").startswith("unit_id,cohort_id\nA,all\n")


def test_a_pattern_does_not_read_the_files_that_init_wrote(tmp_path: Path) -> None:
    """Three files of years give `{node_id}.csv`, which fits framework.csv and units.csv too."""
    for name in ("births", "deaths", "moves"):
        (tmp_path / f"{name}.csv").write_text("Town,2023,2024\nA,1,2\nB,3,4\nC,5,6\n", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0
    assert "'{node_id}.csv'" in (tmp_path / RECIPE).read_text(encoding="utf-8")
    framework = (tmp_path / "framework.csv").read_text(encoding="utf-8-sig").replace("assumed,,", "assumed,1,")
    (tmp_path / "framework.csv").write_text(framework, encoding="utf-8")
    assert len(read(options(tmp_path), need_framework=True).records["observations"]) == 18


def test_a_name_alone_is_the_unit_whose_code_another_file_has(tmp_path: Path) -> None:
    """One unit stays one, however the files name it."""
    (tmp_path / "air_2024.csv").write_text("Code,Town,air\nT1,Ash,1\nT2,Elm,2\nT3,Oak,3\n", encoding="utf-8")
    (tmp_path / "water_2024.csv").write_text("Town,water\nAsh,1\nElm,2\nOak,3\n", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0
    assert (tmp_path / "units.csv").read_text(encoding="utf-8-sig").split() == [
        "unit_id,cohort_id,label_en",
        "T1,all,Ash",
        "T2,all,Elm",
        "T3,all,Oak",
    ]


def test_a_file_that_nobody_names_is_told(tmp_path: Path) -> None:
    """A recipe reads what it names, and the others are told; a framework and units need no entry."""
    (tmp_path / "data_2024.csv").write_text(DATA, encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0
    (tmp_path / "framework.csv").unlink()
    (tmp_path / "framework.csv").write_text(FRAMEWORK, encoding="utf-8")
    (tmp_path / "more.csv").write_text(DATA, encoding="utf-8")
    inputs = read(options(tmp_path), need_framework=False)
    assert f"more.csv: not read, because {RECIPE} does not name it" in inputs.warnings
    assert {source.file for source in inputs.sources} == {"framework.csv", "units.csv", "data_2024.csv"}


def test_unknown_columns_are_left_out_with_one_warning(tmp_path: Path) -> None:
    """With a recipe and without; a column with nearly the name of an indicator that is missing is refused."""
    (tmp_path / "framework.csv").write_text(FRAMEWORK, encoding="utf-8")
    (tmp_path / "data_2024.csv").write_text(DATA, encoding="utf-8")
    without = read(options(tmp_path), need_framework=True)
    assert without.warnings == ["data_2024.csv: not read, because the framework has no such indicator: water"]
    (tmp_path / RECIPE).write_text(RECIPE_OF_TWO, encoding="utf-8")
    inputs = read(options(tmp_path), need_framework=True)
    assert inputs.warnings == ["Not read, because the framework has no such indicator: water"]
    (tmp_path / "data_2024.csv").write_text(DATA.replace("air", "aair"), encoding="utf-8")
    with pytest.raises(InputError, match='"aair" is no indicator of the framework; did you mean air'):
        read(options(tmp_path), need_framework=True)


def test_a_marker_and_a_flag_go_into_the_note(tmp_path: Path) -> None:
    """What stood in the cell is not lost."""
    (tmp_path / RECIPE).write_text(
        RECIPE_OF_TWO + "    markers: {'*': blank, '<5': 2.5}\n    flags: [p]\n", encoding="utf-8"
    )
    (tmp_path / "data_2024.csv").write_text("code,air,water\nA,90 p,*\nB,<5,85\nC,50p,60\n", encoding="utf-8")
    inputs = read(options(tmp_path), need_framework=False)
    found = [(r.cells["value"], r.cells.get("note")) for r in inputs.records["observations"]]
    assert found == [("90", "p"), (None, "*"), ("2.5", "<5"), ("85", None), ("50", "p"), ("60", None)]
    assert inputs.rows("observations")[1][5] == "data_2024.csv line 2, column water"


def test_an_alias_merges_the_rows_of_units(tmp_path: Path) -> None:
    """The one unit lasts as long as both did."""
    case = CASES["a_spelling_that_changed"]
    inputs = initialised(tmp_path / "index", case)
    units = {
        r.cells["unit_id"]: (r.cells.get("first_period"), r.cells.get("last_period")) for r in inputs.records["units"]
    }
    assert units == {"Viet Nam": (None, None), "A": (None, None), "B": (None, None)}
