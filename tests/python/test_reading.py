"""Files as people have them are read as they are meant, or refused with file, line and column; no dbt runs."""

from __future__ import annotations

import csv
import datetime
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from conftest import ROOT, python_path
from hypothesis import given, settings
from hypothesis import strategies as st

from composite_index.cli import INPUT_SCHEMA, load, main
from composite_index.files import cells
from composite_index.files.catalogue import COLUMN_NAMES, INPUTS
from composite_index.files.columns import input_of
from composite_index.files.inputs import assemble
from composite_index.files.problems import InputError, Problems, did_you_mean
from composite_index.files.reading import LEFT_OUT, clean, decode, read_tables, read_text_file
from composite_index.files.records import Inputs
from composite_index.files.skeleton import skeleton

FRAMEWORK = """\
node_id,parent_id,weight,direction,normalisation,label_zh
index,,,,,指数
gdp,index,1,1,min_max,人均产值
online,index,1,1,min_max,能否网办
share,index,2,-1,min_max,占比
level,index,1,,lookup,水平
"""
LOOKUPS = "node_id,category,value\nlevel,高,90\nlevel,低,10\n"
UNITS = "unit_id,label_zh\n01,北京市\n02,上海市\n03,广东省\n"
# A header and a cell with a line break, full-width forms, thousands, percent signs, null markers, yes and no.
WIDE = (
    'unit_id,"人均\n产值",能否网办,占比,水平,"备注"\r\n'
    '01,"1,234,567.8",是,12.5%,高,"第一行\r\n第二行"\r\n'
    "０２,１２３．５,否,７％,低,\r\n"
    '03,—,缺失,N/A,-,"含""引号"""\r\n'
)
EXPECTED = [
    ("01", "gdp", "1234567.8", 3),
    ("01", "online", "1", 3),
    ("01", "share", "12.5", 3),
    ("01", "level", "高", 3),
    ("02", "gdp", "123.5", 5),
    ("02", "online", "0", 5),
    ("02", "share", "7", 5),
    ("02", "level", "低", 5),
    ("03", "gdp", None, 6),
    ("03", "online", None, 6),
    ("03", "share", None, 6),
    ("03", "level", None, 6),
]
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8 with a byte order mark": "utf-8-sig",
    "gb18030": "gb18030",
    "gbk": "gbk",
    "utf-16 with a byte order mark": "utf-16",
    "utf-16 little end first": "utf-16-le",
    "utf-16 big end first": "utf-16-be",
    "utf-32 with a byte order mark": "utf-32",
}


def read(folder: Path, files: dict[str, str | bytes], **options: object) -> Inputs:
    """Write the files and read them as the command does."""
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    problems = Problems()
    tables = read_tables(folder, problems, options.pop("encoding", None))
    problems.stop()
    return assemble(tables, problems, "town index", **{"period": "2024", **options})


def refusal(folder: Path, files: dict[str, str | bytes], **options: object) -> list[str]:
    """Return the lines that the reader refuses the files with."""
    with pytest.raises(InputError) as caught:
        read(folder, files, **options)
    return caught.value.lines


def values(inputs: Inputs) -> list[tuple]:
    """Return unit, node and value of the observations, and the line."""
    return [
        (record.cells["unit_id"], record.cells["node_id"], record.cells["value"], record.line)
        for record in inputs.records["observations"]
    ]


def test_importing_the_reader_does_not_import_what_is_slow() -> None:
    """Importing Great Expectations takes seconds; a refusal should not."""
    slow = ("great_expectations", "pandas", "dbt", "openpyxl")
    code = f"import sys, composite_index.cli; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": python_path(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=list(ENCODINGS))
@pytest.mark.parametrize("delimiter", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
def test_every_encoding_with_every_feature(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Line breaks in quotes, full-width digits, thousands, percent, markers; lines are those of the file."""
    text = WIDE.replace(",备注", ",# 备注").replace('"备注"', "# 备注")
    # cells with a comma are quoted, so that every other comma separates
    parts = re.split(r'("(?:[^"]|"")*")', text)
    text = "".join(part if part.startswith('"') else part.replace(",", delimiter) for part in parts)
    files = {
        "观测.csv": text.encode(encoding),
        "框架.csv": FRAMEWORK.replace("人均产值", "人均 产值").encode(encoding),
        "赋分.csv": LOOKUPS.encode(encoding),
        "单位.csv": UNITS.encode(encoding),
    }
    inputs = read(tmp_path, files)
    assert values(inputs) == EXPECTED
    assert {record.cells["period"] for record in inputs.records["observations"]} == {"2024"}
    assert {record.cells["index_id"] for record in inputs.records["units"]} == {"town_index"}
    assert [record.cells["label_zh"] for record in inputs.records["units"]] == ["北京市", "上海市", "广东省"]


CELLS = st.text(alphabet='北京上海数据指标年份 ab1-,;\t"\n，％', max_size=6).map(clean)


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(any), max_size=5),
    encoding=st.sampled_from(list(ENCODINGS.values())),
    delimiter=st.sampled_from([",", ";", "\t"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_comes_back_as_it_was_written(
    rows: list[list[str]], encoding: str, delimiter: str, line_end: str
) -> None:
    """Every cell, and the line that each row starts on, whatever the cells contain."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(["代码", "名称", "数据"])
    lines = []
    for row in rows:
        lines.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    table = read_text_file(text.getvalue().encode(encoding), "x.csv", "x")
    assert [(row.line, row.cells) for row in table.rows] == list(zip(lines, rows, strict=True))


@settings(deadline=None)
@given(data=st.binary(max_size=60) | st.text(alphabet='a,;"\n北', max_size=20).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """The only error is the one that names the file, and rows are as long as the header."""
    try:
        table = read_text_file(data, "x.csv", "x")
    except InputError as error:
        assert all(line.startswith("x.csv") for line in error.lines)
    else:
        assert {len(row.cells) for row in table.rows} <= {len(table.header)}


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    """Whatever its libraries raise."""
    file = tmp_path / "book.xlsx"
    workbook(file, SHEETS)
    whole = file.read_bytes()
    for cut in range(20, len(whole) - 20, len(whole) // 40):
        file.write_bytes(whole[:cut] + bytes([whole[cut] ^ 0xFF, whole[cut + 1] ^ 0x55]) + whole[cut + 2 :])
        try:
            inputs = read(tmp_path, {}, period=None)
        except InputError as error:
            assert error.lines[0].startswith("book.xlsx")
        else:
            assert len(inputs.records["observations"]) == 4


LONG = "unit_id,node_id,period,value\na,n,2020,1\n"
SMALL = "node_id,parent_id,weight,normalisation\nindex,,,\nn,index,1,min_max\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_line_ends_and_trailing_blanks(tmp_path: Path, line_end: str) -> None:
    """Empty rows at the end and columns without name and cells, as spreadsheets leave them, are ignored."""
    text = "unit_id,period,n,\na,2020,1,\nb,2021,2,\n,,,\n\n".replace("\n", line_end)
    inputs = read(tmp_path, {"data.csv": text, "framework.csv": SMALL.replace("\n", line_end)})
    assert values(inputs) == [("a", "n", "1", 2), ("b", "n", "2", 3)]


def test_remarks_are_not_read(tmp_path: Path) -> None:
    """Lines before the header and columns that start with #, files that start with _ and READMEs."""
    files = {
        "data.csv": "# title, with a comma\n\n" + LONG.replace("value", "value,# seen by").replace(",1\n", ",1,me\n"),
        "framework.csv": SMALL,
        "README.txt": "no table; at all",
        "_draft.csv": "neither, is, this",
        "notes.md": "nor this",
    }
    assert values(read(tmp_path, files)) == [("a", "n", "1", 4)]


def test_several_files_and_their_periods(tmp_path: Path) -> None:
    """Observations by year in the files' names, sheets' names in Chinese; an exported list with sep=; at its head."""
    files = {
        "observations_2020.csv": "sep=;\nunit_id;n\na;1\n",
        "观测 2021年.csv": "代码,n\na,2\n",
        "my__observations.csv": "unit_id,year,n\na,2022,3\n",
        "framework.csv": SMALL,
    }
    inputs = read(tmp_path, files, period=None)
    found = {record.cells["period"]: record.cells["value"] for record in inputs.records["observations"]}
    assert found == {"2020": "1", "2021": "2", "2022": "3"}
    assert [record.cells["cohort_id"] for record in inputs.records["units"]] == ["all"]


def test_names_and_labels_stand_for_codes(tmp_path: Path) -> None:
    """A table with only names, beside units with codes; and the labels of indicators in long form."""
    inputs = read(tmp_path, {"数据.csv": "地区,指标,数值\n广东省,占比,3%\n", "框架.csv": FRAMEWORK, "单位.csv": UNITS})
    assert values(inputs) == [("03", "share", "3", 2)]
    assert inputs.records["observations"][0].cells["index_id"] == "town_index"


def test_units_are_made_of_the_observations(tmp_path: Path) -> None:
    """Without a file of units, labels and cohorts come from the observations."""
    text = "unit_id,label_en,cohort_id,period,n\na,Alpha,x,2020,1\na,Alpha,x,2021,2\nb,Beta,y,2020,3\n"
    inputs = read(tmp_path, {"data.csv": text, "framework.csv": SMALL})
    assert [
        tuple(record.cells[c] for c in ("unit_id", "cohort_id", "label_en")) for record in inputs.records["units"]
    ] == [
        ("a", "x", "Alpha"),
        ("b", "y", "Beta"),
    ]
    lines = refusal(tmp_path, {"data.csv": text.replace("a,Alpha,x,2021", "a,Alfa,x,2021")})
    assert lines == [
        'data.csv line 3, column label_en: "Alfa", but data.csv line 2, column label_en says "Alpha" '
        "for the same unit a"
    ]


def test_null_markers_mean_nothing_in_names(tmp_path: Path) -> None:
    """NA is a country's code, and a label may be a dash."""
    text = "unit_id,label_en,period,n\nNA,-,2020,1\nb,Beta,2020,na\n"
    inputs = read(tmp_path, {"data.csv": text, "framework.csv": SMALL})
    assert values(inputs) == [("NA", "n", "1", 2), ("b", "n", None, 3)]
    assert inputs.records["units"][0].cells["label_en"] == "-"


def test_the_framework_is_read_as_people_write_it(tmp_path: Path) -> None:
    """Percent in weights, directions and yes/no as words, Chinese names of columns."""
    text = (
        "指标代码,上级,权重,方向,标准化,clip,lower,名称\nindex,,,,,,,\n"
        'n,index,40%,正向,goalposts,是,"1,000",甲\nm,index,60%,负向,goalposts,否,−5,乙\n'
    )
    inputs = read(tmp_path, {"指标体系.csv": text, "data.csv": "unit_id,甲,乙\na,1,2\n"})
    columns = ("node_id", "weight", "direction", "clip", "lower", "label_zh")
    assert [tuple(record.cells[column] for column in columns) for record in inputs.records["framework"]] == [
        ("index", None, None, None, None, None),
        ("n", "40", "1", "true", "1000", "甲"),
        ("m", "60", "-1", "false", "-5", "乙"),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("1,234,567.8", "1234567.8"),
        ("1，234", "1234"),
        ("1 234", "1234"),
        ("1\u00a0234.50", "1234.50"),
        ("1'234", "1234"),
        ("１２．５", "12.5"),
        ("−3", "-3"),
        ("+4", "4"),
        ("1.5E-3", "1.5e-3"),
        ("0.1234567890123456789", "0.1234567890123456789"),
    ],
)
def test_numbers(cell: str, text: str) -> None:
    """As people write them, with every digit."""
    assert cells.number(cell) == cells.Number(text)
    assert cells.number(cell + " %") == cells.Number(text, percent=True)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("1,5", "decimal comma"),
        ("12,34", "decimal comma"),
        ("0,123", "decimal comma"),
        ("1.234,5", "decimal comma"),
        ("1,23,456", "is no number"),
        ("1_000", "is no number"),
        ("12O", "is no number"),
        ("1.2万", "is no number"),
        ("(5)", "is no number"),
        ("5%%", "is no number"),
        ("inf", "is no number"),
        ("1e999", "too large"),
        ("-1e101", "too large"),
        ("1e-101", "too close to 0"),
        ("#N/A", "Excel's error"),
        ("#DIV/0!", "Excel's error"),
    ],
)
def test_what_is_no_number(cell: str, message: str) -> None:
    """It is neither guessed nor made null, and #N/A may be a lookup that found nothing."""
    assert not cells.is_null(cell)
    with pytest.raises(cells.CellError, match=message):
        cells.number(cell)


def test_a_comma_is_not_clear_between_semicolons() -> None:
    """In a file with semicolons a comma is often the decimal sign."""
    assert cells.number("1,234,567", semicolons=True).text == "1234567"
    with pytest.raises(cells.CellError, match="decimal comma"):
        cells.number("1,234", semicolons=True)


@pytest.mark.parametrize(
    ("delimiter", "cells"),
    [
        (";", ["12.345", "0.5"]),
        (";", ["12.345", "0.123"]),
        *((delimiter, cells) for delimiter in ",\t" for cells in (
            ["12.345"],
            ["45.123", "52.456", "61.789"],
            ["12.345", "0"],
            ["12.345", "7", "12.3"],
            ["12.345", "987", "0.123"],
            ["12.345", "987", "1234.567"],
            ["12.345%", "7%"],
        )),
    ],
)  # fmt: skip
def test_a_point_is_decimal_where_a_value_or_the_file_shows_it(
    tmp_path: Path, delimiter: str, cells: list[str]
) -> None:
    """12.345 between semicolons, or beside 987, may be thousands; beside other decimals it is not."""
    rows = [["unit_id", "period", "n"], *([f"u{n}", "2020", cell] for n, cell in enumerate(cells))]
    text = "".join(delimiter.join(row) + "\n" for row in rows)
    assert [value for *_, value, _ in values(read(tmp_path, GOOD | {"data.csv": text}))] == [
        cell.removesuffix("%") for cell in cells
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize(
    "cells", [["12.345", "987"], ["987", "-8.450", "12.345", "0"], ["1.000", "12"], ["12.345", "12345"]]
)
def test_a_point_beside_a_value_without_one_may_be_of_thousands(
    tmp_path: Path, delimiter: str, cells: list[str]
) -> None:
    """In wide and in long tables; the bounds of the indicator settle the meaning."""
    wide = [["unit_id", "period", "n"], *([f"u{n}", "2020", cell] for n, cell in enumerate(cells))]
    long = [["unit_id", "period", "node_id", "value"], *([unit, year, "n", cell] for unit, year, cell in wide[1:])]
    for rows in (wide, long):
        text = "".join(delimiter.join(row) + "\n" for row in rows)
        (line,) = refusal(tmp_path, GOOD | {"data.csv": text})
        assert re.match(
            r'data.csv line \d, column (n|value): "-?\d+\.\d{3}" may have its point between thousands', line
        )
        bounds = SMALL.replace("normalisation", "normalisation,value_max").replace("min_max", "min_max,999")
        inputs = read(tmp_path, {"data.csv": text, "framework.csv": bounds.replace("index,,,\n", "index,,,,\n")})
        assert [value for _, _, value, _ in values(inputs)] == cells


def test_a_point_in_a_cell_of_text_of_a_workbook(tmp_path: Path) -> None:
    """A number in a workbook is certain, and text that looks like one is treated as in a file."""
    rows: list[list[object]] = [["unit_id", "n"], ["a", 12.345], ["b", 987]]
    workbook(tmp_path / "data.xlsx", {"Sheet1": rows})
    assert [value for _, _, value, _ in values(read(tmp_path, {"framework.csv": SMALL}))] == ["12.345", "987"]
    rows[1][1] = "12.345"
    workbook(tmp_path / "data.xlsx", {"Sheet1": rows})
    (line,) = refusal(tmp_path, {})
    assert line.startswith('data.xlsx sheet Sheet1 line 2, column n (B): "12.345" may have its point between thousands')


MARKED = [
    "45¹",
    "45①",
    "12.3²",
    "4⁵",
    "½",
    "3½",
    "Ⅷ",
    "ⅷ",
    "5㎏",
    "45⑴",
    "1٣",
    "۵",
    "45ª",
    "12.3*",
    "12.3†",
    "⁺5",
    "45₁",
    "🄂",
    "５¹",
]


@pytest.mark.parametrize("cell", MARKED)
def test_a_mark_is_no_digit(tmp_path: Path, cell: str) -> None:
    """In a value, a weight and a direction; the line names the mark. Full-width characters are read as plain ones."""
    for files in (
        {"data.csv": f"unit_id,period,n\na,2020,{cell}\n"},
        {"framework.csv": SMALL.replace("index,1,", f"index,{cell},")},
    ):
        (line,) = refusal(tmp_path, GOOD | files)
        assert f'"{cell}" is no number: it has the mark ' in line
    direction = "node_id,parent_id,weight,normalisation,direction\nindex,,,,\nn,index,1,min_max,"
    assert "is no direction" in refusal(tmp_path, GOOD | {"framework.csv": f"{direction}{cell}\n"})[0]
    assert values(read(tmp_path, GOOD | {"framework.csv": f"{direction}－１\n"}))


def test_text_is_not_made_of_other_characters(tmp_path: Path) -> None:
    """A² is not A2, nor ① yes; ０１ is 01, in a cell, a name of a file and an option."""
    units = "unit_id,name\nA2,two\nA²,square\n㎏,mass\nⅧ,eighth\n"
    text = "code,n\nA²,1\nA2,2\n㎏,3\nⅧ,4\n"
    inputs = read(tmp_path, {"data_２０２０年.csv": text, "units.csv": units, "framework.csv": SMALL}, period=None)
    assert values(inputs) == [("A²", "n", "1", 2), ("A2", "n", "2", 3), ("㎏", "n", "3", 4), ("Ⅷ", "n", "4", 5)]
    assert {record.cells["period"] for record in inputs.records["observations"]} == {"2020"}
    for name in ("A①", "VIII", "kg"):
        lines = refusal(tmp_path, {"data_２０２０年.csv": f"code,n\n{name},1\n"}, period=None)
        assert f'"{name}" is no unit of the index' in lines[0]
    assert cells.yes_no("①") is None
    assert not cells.is_null("‥")
    (tmp_path / "data_２０２０年.csv").unlink()
    found = read(tmp_path, {"data.csv": text}, period="２０２１").records["observations"]
    assert {record.cells["period"] for record in found} == {"2021"}


@pytest.mark.parametrize(
    "name", ["None", "NA", "NaN", "nan", "null", "NULL", "N/A", "-", "—", "nil", "true", "1E5", "#1", "缺失"]
)
def test_codes_and_labels_are_text(tmp_path: Path, name: str) -> None:
    """Whatever else they look like: in files of units, of observations, of groups, and in the database."""
    files = {
        "units.csv": f"unit_id,label_en,region\nU1,Alder,x\n{name},{name},{name}\n",
        "groups.csv": f"group_id,unit_id,label_en\n{name},{name},{name}\n",
        "data.csv": f"unit_id,period,n\nU1,{name},1\n{name},{name},2\n",
        "framework.csv": SMALL,
    }
    inputs = read(tmp_path, files)
    load(inputs, tmp_path / "x.duckdb")
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        found = connection.sql(f"select unit_id, label_en, region from {INPUT_SCHEMA}.units").fetchall()
        assert found == [("U1", "Alder", "x"), (name, name, name)]
        assert connection.sql(f"select group_id, label_en from {INPUT_SCHEMA}.groups").fetchall() == [(name, name)]
        assert connection.sql(f"select distinct period from {INPUT_SCHEMA}.observations").fetchall() == [(name,)]
    # without a file of units, and by the label alone
    (tmp_path / "units.csv").unlink()
    (tmp_path / "groups.csv").unlink()
    inputs = read(tmp_path, {"data.csv": f"unit_id,label_en,period,n\nU1,Alder,2020,1\nU2,{name},2020,2\n"})
    assert [record.cells["label_en"] for record in inputs.records["units"]] == ["Alder", name]
    inputs = read(tmp_path, {"data.csv": f"name,period,n\nAlder,2020,1\n{name},2020,2\n"})
    assert [record.cells["unit_id"] for record in inputs.records["units"]] == ["Alder", name]


TOTAL_NAMES = """
Total, TOTAL:, 合计, 合 计：, 总计, （合计）, 全国, 全国平均, 31省平均, 平均,
Average, average (12), Mean, Sum, Median, World,
OECD - Total, EU average, Grand total, Average of 31 provinces, Insgesamt, Moyenne, Média, Всего, कुल, 합계, 合計
""".strip()


@pytest.mark.parametrize("name", re.split(r",\s+", TOTAL_NAMES))
def test_a_total_is_no_unit(tmp_path: Path, name: str) -> None:
    """By code or by label, unless a file of units lists it as a unit."""
    text = f"unit_id,period,n\na,2020,1\nb,2020,2\n{name},2020,5\n"
    message = (
        f'"{name}" is the name of a total or an average, not of a unit. Delete the row, or list it in a file of units'
    )
    assert refusal(tmp_path, GOOD | {"data.csv": text})[0].startswith(f"data.csv line 4, column unit_id: {message}")
    labelled = f"code,name,year,n\n1,a,2020,1\n0,{name},2020,5\n"
    assert refusal(tmp_path, GOOD | {"data.csv": labelled})[0].startswith(f"data.csv line 3, column name: {message}")
    assert refusal(tmp_path, {"data.csv": text}, need_framework=False)
    inputs = read(tmp_path, GOOD | {"data.csv": text, "units.csv": f"unit_id\na\nb\n{name}\n"})
    assert len(inputs.records["units"]) == 3


@pytest.mark.parametrize(
    "name", ["北京", "Media", "Meanland", "平均村", "Total Wine", "Worldham", "Summit", "None", "—", "U1"]
)
def test_a_name_like_a_total_is_a_unit(tmp_path: Path, name: str) -> None:
    """A word for a total within a longer name does not count."""
    inputs = read(tmp_path, GOOD | {"data.csv": f"unit_id,period,n\na,2020,1\n{name},2020,5\n"})
    assert [record.cells["unit_id"] for record in inputs.records["units"]] == ["a", name]


def table_of(rows: list[list[object]]) -> str:
    """Return a wide table of units a, b, c … with the indicators n and m."""
    return "unit_id,year,n,m\n" + "".join(f"{chr(97 + n)},2020,{row[0]},{row[1]}\n" for n, row in enumerate(rows))


def test_a_row_that_sums_the_others_up_is_no_unit(tmp_path: Path) -> None:
    """The last or the first, by sum or mean, whatever its name; one equal value, or a few small numbers, are chance."""
    framework = SMALL + "m,index,1,min_max\n"
    rows: list[list[object]] = [[13, 5.5], [28, 7.25], [94, 3.5], [51, 9.75], [77, 8]]
    total, mean, both = [263, 34], ["52.6", "6.80"], [263, 6.8]
    for extra, what in ((total, "sum"), (mean, "mean"), (both, "sum or the mean")):
        for table, line in ((table_of([*rows, extra]), 7), (table_of([extra, *rows]), 2)):
            lines = refusal(tmp_path, {"data.csv": table, "framework.csv": framework})
            name = "f" if line == 7 else "a"
            assert lines[0].startswith(
                f'data.csv line {line}, column unit_id: each value of "{name}" is the {what} of all others. Delete'
            )
        listed = {"units.csv": "unit_id\n" + "".join(f"{unit}\n" for unit in "abcdef")}
        assert read(tmp_path, {"data.csv": table_of([*rows, extra]), "framework.csv": framework} | listed)
        (tmp_path / "units.csv").unlink()
    for table in (
        table_of([*rows, [263, 6]]),
        table_of([*rows[:2], total, *rows[2:]]),
        table_of([[10, 5], [20, 10], [30, 15], [40, 20], [50, 25]]),
        table_of([[1, 1], [2, 2], [3, 3], [4, 2], [3, 2]]),
        table_of([[1, 1], [1, 1], [1, 1], [1, 1], [1, 1]]),
    ):
        assert read(tmp_path, {"data.csv": table, "framework.csv": framework}), table


def test_a_name_may_begin_with_the_sign_of_a_remark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An indicator by id or label, or a column with numbers if there is no framework; any other is reported."""
    text = "unit_id,year,# of beds,# seen by,n\na,2020,10,me,1\nb,2020,20,,2\n"
    labelled = "node_id,parent_id,weight,normalisation,label_en\nindex,,,,\n"
    labelled += "beds,index,1,min_max,# of beds\nn,index,1,min_max,\n"
    for framework, node in ((labelled, "beds"), (SMALL + "# of beds,index,1,min_max\n", "# of beds")):
        inputs = read(tmp_path, {"data.csv": text, "framework.csv": framework})
        assert [value for _, found, value, _ in values(inputs) if found == node] == ["10", "20"]
        assert [source.remarks for source in inputs.sources] == [["# seen by"], []]
    assert refusal(tmp_path, {"framework.csv": SMALL + "of_beds,index,1,min_max\n"}) == [
        "data.csv line 1: the column # of beds is neither a key nor an indicator of the framework; "
        "did you mean of_beds?"
    ]
    (tmp_path / "framework.csv").unlink()
    assert main(["framework", str(tmp_path), "--output", str(tmp_path / "_made.csv")]) == 0
    assert "data.csv: not read, because it has no number: # seen by\n" in capsys.readouterr().out
    rows = (tmp_path / "_made.csv").read_text(encoding="utf-8-sig")
    assert "\nof_beds,index,# of beds,,,1,assumed,,min_max,,,10 to 20,none" in rows
    assert "seen" not in rows


@pytest.mark.parametrize("first", ["#rank", "#", "# of beds"])
def test_a_header_may_begin_with_the_sign_of_a_remark(tmp_path: Path, first: str) -> None:
    """In a file and in a sheet; a title above a header is not a header."""
    table = [[first, "name", "n"], ["1", "Alpha", "90"], ["2", "Beta", "70"]]
    framework = SMALL + f"{first},index,1,min_max\n"
    titled = [["# towns, 2020"], *table[:1], *table[1:]]
    for rows in (table, titled):
        text = "".join(",".join(row) + "\n" for row in rows)
        inputs = read(tmp_path, {"data.csv": text, "framework.csv": framework})
        assert [(unit, node, value) for unit, node, value, _ in values(inputs)] == [
            ("Alpha", first, "1"), ("Alpha", "n", "90"), ("Beta", first, "2"), ("Beta", "n", "70"),
        ]  # fmt: skip
        (tmp_path / "data.csv").unlink()
        workbook(
            tmp_path / "data.xlsx",
            {"Sheet1": [[int(cell) if cell.isdigit() else cell for cell in row] for row in rows]},
        )
        assert len(values(read(tmp_path, {}))) == 4
        (tmp_path / "data.xlsx").unlink()
    inputs = read(tmp_path, {"data.csv": "# towns, 2020\nname,n\nAlpha,1\n"})
    assert values(inputs) == [("Alpha", "n", "1", 3)]


SHOWN_DATES = [
    ("yyyy", "2020"),
    ("YYYY", "2020"),
    ('yyyy"年"', "2020年"),
    ("yyyy\\年", "2020年"),
    ("[$-804]yyyy", "2020"),
    ("yyyy;@", "2020"),
    ("yy", "2020"),
    ("yyyy-mm", "2020-03"),
    ("yyyy/m", "2020/3"),
    ('yyyy"年"m"月"', "2020年3月"),
    ("mm/yyyy", "03/2020"),
    ("mmm-yy", "2020-03"),
    ("[$-409]mmmm yyyy", "2020-03"),
    ('yyyy"Q1"', "2020Q1"),
    ("yyyy-mm-dd", "2020-03-01"),
    ("mm-dd-yy", "2020-03-01"),
    ("d-mmm-yy", "2020-03-01"),
    ('yyyy"年"m"月"d"日"', "2020-03-01"),
    ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2020-03-01"),
    ("yyyy-mm-dd h:mm", "2020-03-01"),
]


@pytest.mark.parametrize(("layout", "shown"), SHOWN_DATES)
def test_a_date_is_what_is_shown_of_it(tmp_path: Path, layout: str, shown: str) -> None:
    """In the column of periods."""
    date = datetime.datetime(2020, 3, 1)
    book = workbook(tmp_path / "data.xlsx", {"Sheet1": [["unit_id", "period", "n"], ["a", date, 10], ["b", date, 20]]})
    for cell in ("B2", "B3"):
        book["Sheet1"][cell].number_format = layout
    book.save(tmp_path / "data.xlsx")
    inputs = read(tmp_path, {"framework.csv": SMALL})
    assert {record.cells["period"] for record in inputs.records["observations"]} == {shown}


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ("d-mmm", "a date whose format (d-mmm) shows no year. Show all of it (yyyy-mm-dd), or write it as text"),
        ('m"月"', "shows no year"),
        ("[$-411]ge", "shows the year of an era"),
        ("[$-411]ggge.m.d", "shows the year of an era"),
    ],
)
def test_a_date_without_a_year_is_refused(tmp_path: Path, layout: str, message: str) -> None:
    """A code such as 3-1 that Excel made a date, and years that count from an emperor."""
    date = datetime.datetime(2020, 3, 1)
    book = workbook(tmp_path / "data.xlsx", {"Sheet1": [["unit_id", "period", "n"], [date, 2020, 10]]})
    book["Sheet1"]["A2"].number_format = layout
    book.save(tmp_path / "data.xlsx")
    (line,) = refusal(tmp_path, {"framework.csv": SMALL})
    assert line.startswith("data.xlsx sheet Sheet1 line 2, column A: ")
    assert message in line


def test_a_date_in_a_format_that_the_file_does_not_have(tmp_path: Path) -> None:
    """Excel in Chinese has formats of dates by number only; 43891 would be read for 2020年3月."""
    book = workbook(tmp_path / "data.xlsx", {"Sheet1": [["unit_id", "period", "n"], ["a", 43891, 10]]})
    book["Sheet1"]["B2"].number_format = "0.00"
    book.save(tmp_path / "data.xlsx")
    with zipfile.ZipFile(tmp_path / "data.xlsx") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'numFmtId="2"', b'numFmtId="57"')
    with zipfile.ZipFile(tmp_path / "data.xlsx", "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    (line,) = refusal(tmp_path, {"framework.csv": SMALL})
    assert line.startswith("data.xlsx sheet Sheet1 line 2, column B: a date whose format is not in the file")


GOOD = {"data.csv": LONG, "framework.csv": SMALL}
CHINESE = "unit_id,label_zh,n\n"
REFUSED: dict[str, tuple[dict[str, str | bytes | None], str]] = {
    "latin-1": (
        {"data.csv": "unit_id,label_en,n\na,Alpha,1\nb,Zürich,2\n".encode("latin-1")},
        "data.csv line 3, byte 4: byte 0xFC is not UTF-8, and read as GB18030 it does not look Chinese ('黵'). "
        "Save the file as UTF-8, or name its encoding, such as --encoding latin-1 or --encoding gb18030",
    ),
    "latin-1 that is no gb18030": (
        {"data.csv": "unit_id,label_en,n\nb,José,2\n".encode("latin-1")},
        "data.csv line 2, byte 6: byte 0xE9 is not UTF-8, and line 2, byte 6 is not GB18030 either",
    ),
    "cyrillic": (
        {"data.csv": "unit_id,label_en,n\nb,МОСКВА,2\n".encode("cp1251")},
        "data.csv line 2, byte 3: byte 0xCC is not UTF-8, and read as GB18030 it has few of the characters",
    ),
    "cyrillic small": (
        {"data.csv": "unit_id,label_en,n\nb,Москва,2\n".encode("cp1251")},
        "data.csv line 2, byte 3: byte 0xCC is not UTF-8, and read as GB18030 it does not look Chinese",
    ),
    "korean": (
        {"data.csv": "unit_id,label_en,n\nb,서울특별시,2\n".encode("euc_kr")},
        "data.csv line 2, byte 3: byte 0xBC is not UTF-8, and read as GB18030 it has few of the characters",
    ),
    "japanese without kana": (
        {"data.csv": "unit_id,label_en,n\nb,東京都,2\nc,札幌市,3\n".encode("euc_jp")},
        "data.csv line 2, byte 3: byte 0xC5 is not UTF-8, and read as GB18030 it has few of the characters",
    ),
    "big5": (
        {"data.csv": "unit_id,label_zh,n\nb,臺北市的數據,2\n".encode("big5")},
        "data.csv line 2, byte 3: byte 0xBB is not UTF-8, and read as GB18030 it does not look Chinese",
    ),
    "shift-jis": (
        {"data.csv": "unit_id,label_en,n\nb,とうきょう,2\n".encode("shift_jis")},
        "data.csv line 2, byte 3: byte 0x82 is not UTF-8, and read as GB18030 it does not look Chinese",
    ),
    "gb18030 with a broken byte": (
        {
            "data.csv": "unit_id,label_zh,n\na,广东,1\nb,河南,2\n".encode("gb18030").replace(
                "河".encode("gbk"), b"\xba,"
            )
        },
        "data.csv line 2, byte 3: byte 0xB9 is not UTF-8, and line 3, byte 3 is not GB18030 either",
    ),
    "utf-8 with a broken byte": (
        {"data.csv": "unit_id,label_zh,n\na,广东,1\n".encode()[:-4] + b",1\n"},
        "data.csv line 2, byte 6: byte 0xE4 is not UTF-8",
    ),
    "a null byte": (
        {"data.csv": LONG.encode() * 9 + b"\x00\n"},
        "data.csv line 19, byte 1: a null byte; this is no text file",
    ),
    "characters lost before": (
        {"data.csv": LONG.replace("a,n", "a\ufffd,n")},
        "data.csv line 2, character 2: '\ufffd' shows that an earlier program lost a character",
    ),
    "an empty file": (
        {"data.csv": b""},
        "data.csv: the file is empty; its first line must be the names of the columns",
    ),
    "two delimiters": (
        {"data.csv": "unit_id,period,GDP (a;b)\na,2020,1\n"},
        "data.csv line 1: the header has 2 commas and 1 semicolons, so the delimiter is not clear",
    ),
    "a row too long": (
        {"data.csv": LONG + "b,n,2020,1,234\n"},
        "data.csv line 3: 5 cells, but the header has 4; the first one too many is '234'. Quote a cell that contains",
    ),
    "a row too short": ({"data.csv": LONG + "b,n,2020\n"}, "data.csv line 3: 3 cells, but the header has 4"),
    "a row too short after a quoted line break": (
        {"data.csv": 'unit_id,node_id,period,value,note\na,n,2020,1,"x\n\ny"\nb,n\n'},
        "data.csv line 5: 2 cells, but the header has 5",
    ),
    "an empty row": ({"data.csv": LONG + "\nb,n,2020,2\n"}, "data.csv line 3: 0 cells, but the header has 4"),
    "an empty row of commas": (
        {"data.csv": LONG + ",,,\nb,n,2020,2\n"},
        "data.csv line 3: the row is empty, but rows follow. Delete it",
    ),
    "an open quote": (
        {"data.csv": LONG + 'b,n,2020,"2\nc,n,2020,3\n'},
        "data.csv line 3: a quote is opened and never closed",
    ),
    "a stray quote": (
        {"data.csv": LONG + 'b,n,2020,"2"3\n'},
        "data.csv line 3: ',' expected after '\"'; a quote within a quoted cell is written twice",
    ),
    "a blank name": (
        {"data.csv": "unit_id,,period,value,node_id\na,x,2020,1,n\n"},
        "data.csv line 1, column 2: the column has no name in the header",
    ),
    "a title over the header": (
        {"data.csv": "My data,,,\n" + LONG},
        "data.csv line 1, column 2: the column has no name in the header (is it a title? Start it with #)",
    ),
    "a name twice": (
        {"data.csv": "unit_id,n,period,n\na,1,2020,2\n"},
        "data.csv line 1, column 4: n is the name of column 2 too",
    ),
    "two names of one column": (
        {"data.csv": "unit_id,代码,period,n\na,b,2020,1\n"},
        "data.csv line 1: the columns unit_id and 代码 both mean unit_id",
    ),
    "a misspelt column": (
        {"data.csv": LONG.replace("value", "valeu")},
        "data.csv line 1: observations has no column valeu; did you mean value?",
    ),
    "a misspelt column of the framework": (
        {"framework.csv": SMALL.replace("normalisation", "normalistaion")},
        "framework.csv line 1: framework has no column normalistaion; did you mean normalisation?",
    ),
    "a missing column": (
        {"framework.csv": "node_id,parent_id,weight\nindex,,\nn,index,1\n"},
        "framework.csv line 1: the column normalisation is missing",
    ),
    "no column of units": (
        {"data.csv": "uint_id,period,n\na,2020,1\n"},
        "data.csv line 1: the column uint_id is neither a key nor an indicator of the framework; did you mean unit_id?",
    ),
    "a misspelt indicator in a wide table": (
        {"data.csv": "unit_id,period,clinic\na,2020,1\n", "framework.csv": SMALL.replace("n,index", "clinics,index")},
        "data.csv line 1: the column clinic is neither a key nor an indicator of the framework; did you mean clinics?",
    ),
    "a period in the header": (
        {"data.csv": "unit_id,2020年\na,1\n", "framework.csv": SMALL.replace("n,index", "2020年,index")},
        "data.csv line 1: the column 2020年 is a period, not an indicator. Run composite-index init, which "
        "writes a recipe for a table with periods in its columns",
    ),
    "no column that may be the unit": (
        {"data.csv": "place,period,n\na,2020,1\nb,2020,2\n"},
        "data.csv line 1: the column unit_id is missing. The columns are place, period, n; "
        "place probably names the unit. composite-index init writes a recipe",
    ),
    "a misspelt node": (
        {"data.csv": LONG + "a,clnics,2020,1\n", "framework.csv": SMALL + "clinics,index,1,min_max\n"},
        'data.csv line 3, column node_id: "clnics" is no indicator of the framework; did you mean clinics?',
    ),
    "a misspelt unit": (
        {"data.csv": LONG.replace("a,n", "shangai,n"), "units.csv": "unit_id\nshanghai\nbeijing\n"},
        'data.csv line 2, column unit_id: "shangai" is no unit of the index; did you mean shanghai?',
    ),
    "a code without its zeros": (
        {"data.csv": LONG.replace("a,n", "1,n"), "units.csv": "unit_id\n001\n002\n"},
        'data.csv line 2, column unit_id: "1" is no unit of the index; did you mean 001?',
    ),
    "a misspelt unit in a group": (
        {"groups.csv": "group_id,unit_id\ng,b\n"},
        'groups.csv line 2, column unit_id: "b" is no unit of the index',
    ),
    "a misspelt parent": (
        {"framework.csv": SMALL + "m,idnex,1,min_max\n"},
        'framework.csv line 4, column parent_id: "idnex" is no node of the index; did you mean index?',
    ),
    "the label of another unit": (
        {"data.csv": "unit_id,name,period,n\na,Beta,2020,1\n", "units.csv": "unit_id,name\na,Alpha\nb,Beta\n"},
        'data.csv line 2, column name: "Beta" is the label of b, not of a',
    ),
    "a label of two units": (
        {"data.csv": "name,period,n\nAlpha,2020,1\n", "units.csv": "unit_id,name\na,Alpha\nb,Alpha\n"},
        'data.csv line 2: "Alpha" is no unit of the index; several have this label, so write the code',
    ),
    "neither code nor label": (
        {"data.csv": "name,period,n\nAlpha,2020,1\n,2020,2\n"},
        "data.csv line 3: the row has neither the code nor the label of a unit",
    ),
    "a note under a wide table": (
        {"data.csv": "unit_id,period,n\na,2020,1\nSource: office,2020,\n"},
        'data.csv line 3: the row of "Source: office" has no value. Delete the row if it is a note, or list the unit',
    ),
    "an indicator twice": (
        {"data.csv": "unit_id,period,n,N\na,2020,1,2\n"},
        "data.csv line 1: the columns n and N both mean n",
    ),
    "a header alone": ({"data.csv": "unit_id,period,n\n"}, "data.csv: the observations have a header and no rows"),
    "full-width commas": (
        {"data.csv": "unit_id，period，n\na，2020，1\n"},
        "data.csv line 1: full-width commas (，) do not separate columns",
    ),
    "a date in the name": (
        {"data.csv": None, "observations_20210115.csv": "unit_id,n\na,1\n"},
        "observations_20210115.csv: there is no column period, and the file's name does not end with a period",
    ),
    "a blank unit": (
        {"data.csv": LONG + ",n,2021,2\n"},
        "data.csv line 3, column unit_id: blank; every row needs a unit",
    ),
    "a blank indicator": (
        {"data.csv": LONG + "a,,2021,2\n"},
        "data.csv line 3, column node_id: blank; every row needs an indicator",
    ),
    "a blank period": (
        {"data.csv": LONG + "b,n,,2\n"},
        "data.csv line 3, column period: blank; every row needs a period",
    ),
    "no period": (
        {"data.csv": "unit_id,n\na,1\n"},
        "data.csv: there is no column period, and the file's name does not end with a period. Give one",
    ),
    "a blank cohort": (
        {"units.csv": "unit_id,cohort_id\na,x\nb,\n"},
        "units.csv line 3, column cohort_id: blank; every unit needs a cohort, or none has the column",
    ),
    "a column of units beside a file of units": (
        {"data.csv": "unit_id,period,cohort_id,n\na,2020,x,1\n", "units.csv": "unit_id\na\n"},
        "data.csv line 1: the column cohort_id belongs in the file of units",
    ),
    "text among numbers": (
        {"data.csv": LONG + "b,n,2020,12O\n"},
        'data.csv line 3, column value: "12O" is no number. Correct it, or leave the cell blank',
    ),
    "text in a wide table": (
        {"data.csv": "unit_id,period,n\na,2020,x\n"},
        'data.csv line 2, column n: "x" is no number',
    ),
    "an error of Excel": ({"data.csv": LONG + "b,n,2020,#N/A\n"}, "data.csv line 3, column value: Excel's error #N/A"),
    "a decimal comma": (
        {"data.csv": "unit_id;period;n\na;2020;1,5\n"},
        'data.csv line 2, column n: "1,5" may have a decimal comma. Write a decimal point',
    ),
    "points between thousands": (
        {"data.csv": "unit_id;period;n\na;2020;12.345\nb;2020;7\n"},
        'data.csv line 2, column n: "12.345" may have its point between thousands: every value of the indicator',
    ),
    "percent signs on some": (
        {"data.csv": LONG + "b,n,2020,0\nc,n,2020,5%\n"},
        "data.csv line 4, column value: has a percent sign, but data.csv line 2, column value has none. Write",
    ),
    "yes and a number": (
        {"data.csv": LONG + "b,n,2020,是\nc,n,2020,3\n"},
        'data.csv line 4, column value: "3", but data.csv line 3, column value says "是". An indicator has yes',
    ),
    "percent signs on some weights": (
        {"framework.csv": SMALL.replace("index,1,", "index,40%,") + "m,index,60,min_max\n"},
        "framework.csv line 3, column weight: has a percent sign, but framework.csv line 4, column weight has none",
    ),
    "a percent sign on a parameter": (
        {
            "framework.csv": "node_id,parent_id,weight,normalisation,max_missing_share\nindex,,,,\n"
            "n,index,1,min_max,20%\n"
        },
        'framework.csv line 3, column max_missing_share: "20%" has a percent sign. Write it as a plain number',
    ),
    "a word for a number": (
        {"framework.csv": SMALL.replace("index,1,", "index,one,")},
        'framework.csv line 3, column weight: "one" is no number',
    ),
    "neither yes nor no": (
        {"framework.csv": "node_id,parent_id,weight,normalisation,clip\nindex,,,,\nn,index,1,min_max,maybe\n"},
        'framework.csv line 3, column clip: "maybe" is neither yes nor no',
    ),
    "no direction": (
        {"framework.csv": "node_id,parent_id,weight,normalisation,direction\nindex,,,,\nn,index,1,min_max,up\n"},
        'framework.csv line 3, column direction: "up" is no direction. Write 1 (more is better) or -1 (less is better)',
    ),
    "a blank direction": (
        {"framework.csv": "node_id,parent_id,weight,normalisation,direction\nindex,,,,\nn,index,1,min_max,\n"},
        "framework.csv line 3, column direction: blank for the indicator n. Write 1 where more is better, -1",
    ),
    "a null marker as a category": (
        {"lookups.csv": "node_id,category,value\nn,-,1\n"},
        "lookups.csv line 2, column category: a category cannot be blank or a null marker",
    ),
    "a misspelt file": (
        {"tirs.csv": "tier_id,sort_order,basis,bound\nx,1,score,\n"},
        "tirs.csv: cannot tell from the name tirs which input this is; did you mean tiers?",
    ),
    "an unknown file": (
        {"budget.csv": "x\n1\n"},
        "budget.csv: cannot tell from the name budget which input this is. "
        "Name it as one of observations, framework, units, groups, tiers, "
        "lookups, overrides, weights, comparisons, bounds; a name that starts with _ is left out",
    ),
    "an old workbook": ({"units.xls": b"\xd0\xcf"}, "units.xls: cannot be read as a workbook"),
    "a binary workbook": (
        {"units.xlsb": b"PK"},
        "units.xlsb: .xlsb files are not read; save it as .xlsx or .csv",
    ),
    "no workbook": ({"units.xlsx": b"PK"}, "units.xlsx: cannot be read as a workbook"),
    "two indices": (
        {"framework.csv": "index_id," + SMALL.replace("\n", "\nx,")[:-2] + "y,n,index,1,min_max\n"},
        "data.csv line 1: the column index_id is missing; other files name the indices x, y",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_says_where(tmp_path: Path, case: str) -> None:
    """File, line and column or byte, what is wrong, and what to do."""
    files, message = REFUSED[case]
    wanted = {name: content for name, content in (GOOD | files).items() if content is not None}
    lines = refusal(tmp_path, wanted, period=None)
    assert lines[0].startswith(message), lines


def test_what_the_refused_are_edits_of_is_read(tmp_path: Path) -> None:
    """Otherwise they might be refused for another reason."""
    assert values(read(tmp_path, dict(GOOD), period=None)) == [("a", "n", "1", 2)]


def test_chinese_is_told_from_other_alphabets_in_short_files() -> None:
    """Names of provinces with the words of a header are enough; the option settles a doubt."""
    for text in ("地区,数值\n北京,1\n", "代码,名称\n亳州市,濮阳市\n", "PM2.5（μg/m³）,单位：℃\n城市,省份\n"):
        assert decode(text.encode("gb18030"), "x.csv") == (text, "gb18030")
    assert decode("a,Zürich\n".encode("latin-1"), "x.csv", "latin-1") == ("a,Zürich\n", "latin-1")
    assert decode("a,北京\n".encode("gbk"), "x.csv", "gb18030")[0] == "a,北京\n"
    # UTF-8 is certain; the option is for files that are not
    assert decode("a,北京\n".encode(), "x.csv", "latin-1") == ("a,北京\n", "utf-8")
    with pytest.raises(InputError, match="there is no such encoding"):
        decode("é".encode("latin-1"), "x.csv", "klingon")


def test_problems_are_told_all_at_once(tmp_path: Path) -> None:
    """The first five of each file and the number of the others."""
    rows = "".join(f"u{number},n,2020,x{number}\n" for number in range(8))
    framework = SMALL.replace("index,1,", "index,one,")
    lines = refusal(
        tmp_path, {"data.csv": LONG + rows, "observations.csv": LONG.replace(",1\n", ",z\n"), "framework.csv": SMALL}
    )
    assert len(lines) == 7
    assert lines[4].startswith('data.csv line 7, column value: "x4"')
    assert lines[5] == "data.csv: and 3 more, 8 in all"
    assert lines[6].startswith("observations.csv line 2")
    assert refusal(tmp_path, {"framework.csv": framework})


def test_a_folder_without_observations_or_framework(tmp_path: Path) -> None:
    """The files that exist, and the command that helps."""
    lines = refusal(tmp_path, {"data.csv": LONG})
    assert lines == [
        "There is no file or sheet framework, only data.csv; composite-index framework writes one to fill in"
    ]
    with pytest.raises(InputError, match="there is no such file or folder"):
        read_tables(tmp_path / "nowhere", Problems())


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> openpyxl.Workbook:
    """Write a workbook; return it for further edits."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book


SHEETS: dict[str, list[list[object]]] = {
    "说明": [["anything"], [None, "goes here"]],
    "框架": [
        ["node_id", "parent_id", "weight", "normalisation"],
        ["index"],
        ["n", "index", 0.4, "min_max"],
        ["m", "index", 0.6, "min_max"],
    ],
    "数据2023": [
        ["# a title"],
        ["unit_id", "n", "m", "# seen"],
        [7, 3.0, 0.125, None],
        [8, 0.1, 0.07, "x"],
        [None, None],
    ],
}


def test_workbook(tmp_path: Path) -> None:
    """Sheets by name; cells as a person sees them, with all digits; rows are those of the sheet."""
    book = workbook(tmp_path / "book.xlsx", SHEETS)
    sheet = book["数据2023"]
    for cell in ("A3", "A4"):
        sheet[cell].number_format = "000"
    sheet["C3"].number_format = "0.0%"
    # here the format only prints the sign after the number
    sheet["C4"].number_format = '0.0"%"'
    sheet["C4"] = 7.0
    book.save(tmp_path / "book.xlsx")
    inputs = read(tmp_path, {}, period=None)
    assert values(inputs) == [
        ("007", "n", "3", 3),
        ("007", "m", "12.5", 3),
        ("008", "n", "0.1", 4),
        ("008", "m", "7", 4),
    ]
    assert {record.cells["period"] for record in inputs.records["observations"]} == {"2023"}
    assert {record.table.file for record in inputs.records["framework"]} == {"book.xlsx sheet 框架"}


def test_one_sheet_of_no_name_is_what_the_file_says(tmp_path: Path) -> None:
    """Excel calls it Sheet1; a period may be a date, a yes a boolean."""
    rows = [
        ["unit_id", "period", "n"],
        ["a", datetime.date(2020, 1, 1), True],
        ["b", datetime.datetime(2020, 1, 1), False],
    ]
    workbook(tmp_path / "observations.xlsx", {"Sheet1": rows})
    inputs = read(tmp_path, {"framework.csv": SMALL})
    assert values(inputs) == [("a", "n", "1", 2), ("b", "n", "0", 3)]
    assert {record.cells["period"] for record in inputs.records["observations"]} == {"2020-01-01"}
    # a code that Excel took for a boolean is shown in capitals
    workbook(tmp_path / "observations.xlsx", {"Sheet1": [["unit_id", "period", "n"], [True, 2020, 1]]})
    assert values(read(tmp_path, {})) == [("TRUE", "n", "1", 2)]


def test_what_a_workbook_is_refused_for(tmp_path: Path) -> None:
    """Sheet, row and column letter: merged cells, formulas without result, errors, dates for numbers."""
    file = tmp_path / "book.xlsx"
    place = "book.xlsx sheet 数据2023 line"

    def lines(cell: str, value: object) -> list[str]:
        book = workbook(file, SHEETS)
        book["数据2023"][cell] = value
        book.save(file)
        return refusal(tmp_path, {}, period=None)

    assert lines("B3", "=1+1") == [
        f"{place} 3, column B: a formula whose result is not saved in the file. Open the file in Excel and save it"
    ]
    assert lines("B4", "#DIV/0!")[0].startswith(f"{place} 4, column B: Excel's error #DIV/0!")
    assert lines("B4", datetime.date(2020, 5, 1))[0].startswith(f'{place} 4, column n (B): "2020-05-01" is no number')
    assert lines("B3", "12O")[0].startswith(f'{place} 3, column n (B): "12O" is no number')
    assert lines("B2", None)[0].startswith(f"{place} 2, column B: the column has no name")
    assert lines("B2", "m")[0].startswith(f"{place} 2, column C: m is the name of column B too")
    assert lines("B2", "nn")[0].startswith(
        "book.xlsx sheet 数据2023 line 2: the column nn is neither a key nor an indicator"
    )
    book = workbook(file, SHEETS)
    book["数据2023"].merge_cells("B3:B4")
    book.save(file)
    assert refusal(tmp_path, {}, period=None)[0].startswith(f"{place} 3, column B: cells B3:B4 are merged")
    book = workbook(file, SHEETS | {"obervations": [["x"], [1]]})
    assert refusal(tmp_path, {}, period=None) == [
        "book.xlsx sheet obervations: cannot tell from the name obervations which input this is; "
        "did you mean observations?"
    ]


def test_skeleton_says_what_the_files_show(tmp_path: Path) -> None:
    """Names, range or categories, missing share; direction blank, which `build` then refuses."""
    text = (
        "unit_id,period,GDP per head (US$),占比,level,online\n"
        'a,2020,"1,200",5%,high,yes\nb,2020,900,7%,low,no\nc,2020,-,8%,high,\n'
    )
    inputs = read(tmp_path, {"data.csv": text}, need_framework=False)
    framework, count = skeleton(inputs)
    assert count == 4
    assert "gives each category its score" in framework
    rows = [line for line in framework.splitlines() if not line.startswith("#")]
    assert rows == [
        "node_id,parent_id,label_en,label_zh,unit_of_measure,weight,weight_standing,direction,normalisation,aggregation,"
        "max_missing_share,# observed,# missing",
        "index,,,,,,,,,arithmetic,,,",
        "gdp_per_head_us,index,GDP per head (US$),,US$,1,assumed,,min_max,,0.34,900 to 1200,1 of 3 (33%)",
        "占比,index,,,percent,1,assumed,,min_max,,,5 to 8,none",
        'level,index,,,,1,assumed,,lookup,,,"categories: high (2), low (1)",none',
        'online,index,,,,1,assumed,,min_max,,0.34,"yes or no, read as 1 and 0: yes (1), no (1)",1 of 3 (33%)',
    ]
    lines = refusal(tmp_path, {"framework.csv": "\ufeff" + framework})
    assert [line.split(": ")[1].split(". ")[0] for line in lines] == [
        f"blank for the indicator {node}" for node in ("gdp_per_head_us", "占比", "online")
    ]
    filled = framework.replace("assumed,,min_max", "assumed,1,min_max")
    filled_inputs = read(
        tmp_path, {"framework.csv": filled, "lookups.csv": "node_id,category,value\nlevel,high,1\nlevel,low,0\n"}
    )
    assert ("a", "gdp_per_head_us", "1200", 2) in values(filled_inputs)


def test_inputs_are_those_that_staging_reads() -> None:
    """Columns, required or optional, numbers, yes/no: written once in SQL and once in Python, and equal."""
    models = sorted((ROOT / "models" / "staging").glob("stg_index__*.sql"))
    assert len(models) >= 6
    read = set()
    for model in models:
        sql = model.read_text(encoding="utf-8")
        for name in re.findall(r"(?:union_inputs|staged_input)\(\s*'input_(\w+)'", sql):
            declared = INPUTS[name]
            read.add(name)

            # columns are declared as data, or read one by one
            kinds = dict(re.findall(r"^    '(\w+)': \{(?:'is': '(\w+)')?", sql, re.MULTILINE))
            required = re.search(r"(?:set required = |required_columns=)\[(.*?)\]", sql, re.DOTALL)
            optional = re.search(r"optional_columns=\[(.*?)\]", sql, re.DOTALL)
            needed = set(re.findall(r"'(\w+)'", required[1]))
            others = set(re.findall(r"'(\w+)'", optional[1])) if optional else kinds.keys() - needed
            assert set(declared.required) == needed, model.name
            assert set(declared.optional) == others, model.name
            numbers = {column for column, kind in kinds.items() if kind in ("number", "whole_number")}
            assert set(declared.numbers) == numbers, model.name
            assert set(declared.yes_no) == {column for column, kind in kinds.items() if kind == "boolean"}, model.name
    assert read == INPUTS.keys()
    macro = (ROOT / "macros" / "inputs" / "number_columns.sql").read_text(encoding="utf-8")
    of_inputs = {name for declared in INPUTS.values() for name in (*declared.numbers, *declared.yes_no)}
    assert set(re.findall(r"'(\w+)'", macro)) == of_inputs | {"value", "input_row"}


def listed_in_page(heading: str) -> list[str]:
    """Return the texts in backticks in the paragraph or table under a heading of the page on files."""
    page = (ROOT / "docs" / "howto" / "files.md").read_text(encoding="utf-8")
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    assert section, heading
    return re.findall(r"`([^`]+)`", section[1])


def test_the_page_lists_the_markers() -> None:
    """Null markers, yes and no, directions, names of files and columns: the page and the code say the same."""
    assert listed_in_page("Null markers") == list(cells.NULL_MARKERS)
    assert listed_in_page("Yes and no") == [*cells.YES, *cells.NO]
    assert listed_in_page("Directions") == [word for words in cells.DIRECTIONS.values() for word in words]
    assert listed_in_page("Names of files and sheets") == [name for each in INPUTS.values() for name in each.names]
    columns = [word for column, names in COLUMN_NAMES.items() for word in (column, *names)]
    assert listed_in_page("Names of columns") == columns
    assert set(LEFT_OUT) <= set(listed_in_page("What is left out"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("observations", ("observations", None)),
        ("Observations-2020", ("observations", "2020")),
        ("data_2019-2020", ("observations", "2019-2020")),
        ("data 2021Q3", ("observations", "2021Q3")),
        ("数据2023年", ("observations", "2023")),
        ("livability__units", ("units", None)),
        ("Framework final", ("framework", None)),
        ("budget", (None, None)),
    ],
)
def test_names_of_files(name: str, expected: tuple[str | None, str | None]) -> None:
    """Case, year and text after an underscore do not matter."""
    assert input_of(name) == expected


def test_suggestions() -> None:
    """The nearest name, or none if no name is near."""
    assert did_you_mean("normalization", ["normalisation", "node_id"]) == "; did you mean normalisation?"
    assert did_you_mean("０１", ["01", "02"]) == "; did you mean 01?"
    assert did_you_mean("zebra", ["weight", "node_id"]) == ""


def test_problems_of_many_files_are_few_lines() -> None:
    """Of thousands of equal faults the line shows the first of the first files, and the number of the others."""
    problems = Problems()
    for n in range(2000):
        problems.add(f"file_{n // 100}.csv", f"file_{n // 100}.csv line {n % 100 + 2}: wrong")
    lines = problems.lines()
    assert len(lines) == 61
    assert lines[:6] == [*(f"file_0.csv line {n}: wrong" for n in range(2, 7)), "file_0.csv: and 95 more, 100 in all"]
    assert lines[-1] == "And 1000 more in 10 other files"
