"""Every format reads alike: text, numbers, percent, zeros, dates, errors, merged cells; no dbt runs."""

from __future__ import annotations

import datetime
import io
import json
import time
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from conftest import ROOT
from openpyxl.utils import get_column_letter

from composite_index.files import grids
from composite_index.files.decoding import decode
from composite_index.files.grids import Grid, Merged
from composite_index.files.opening import open_file
from composite_index.files.problems import InputError, Problems
from composite_index.files.reading import Table, read_tables
from composite_index.files.text_files import guess_delimiter, text_grid

OLD_WORKBOOK = ROOT / "tests" / "python" / "data" / "old_workbook.xls"
HEADER = ["代码", "数值", "占比", "年", "年月", "日期", "是否"]
LAYOUTS = ["000", "General", "0.0%", "yyyy", 'yyyy"年"m"月"', "yyyy/m/d", "General"]
MARCH, APRIL = datetime.datetime(2020, 3, 1), datetime.datetime(2021, 4, 1)
VALUES: dict[int, list[object]] = {
    1: list(HEADER),
    2: [7, 0.1, 0.125, MARCH, MARCH, MARCH, True],
    3: ["北京", 1234567890123, 0.07, APRIL, APRIL, APRIL, False],
    5: [None, 1e-7, 0],
}
TEXTS = {
    1: HEADER,
    2: ["007", "0.1", "12.5%", "2020", "2020年3月", "2020-03-01", "TRUE"],
    3: ["北京", "1234567890123", "7%", "2021", "2021年4月", "2021-04-01", "FALSE"],
    5: ["", "1e-07", "0%"],
}
NUMBERS = {1: set(), 2: {0, 1, 2}, 3: {1, 2}, 5: {1, 2}}


def make_xlsx(path: Path) -> None:
    """Write the values, errors, and a hidden sheet with merged cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "数据"
    for line, values in VALUES.items():
        for column, value in enumerate(values):
            cell = sheet.cell(line, column + 1, value)
            cell.number_format = LAYOUTS[column] if line > 1 else "General"
    errors = book.create_sheet("错误")
    for value in ("x", "#N/A", MARCH):
        errors.append([value])
    errors["A3"].number_format = "d-mmm"
    hidden = book.create_sheet("合并")
    hidden.sheet_state = "hidden"
    hidden.append(["标题"])
    hidden.append(["a", "b", "c"])
    hidden.merge_cells("A1:C1")
    book.save(path)


# As LibreOffice writes it: styles of columns, repeated blank cells and rows down to the end of the sheet.
ODS_STYLES = """
<number:number-style style:name="N1"><number:number number:min-integer-digits="3"/></number:number-style>
<number:percentage-style style:name="N2"><number:number number:decimal-places="1"/><number:text> %</number:text>
</number:percentage-style>
<number:date-style style:name="N3"><number:year number:style="long"/></number:date-style>
<number:date-style style:name="N4"><number:year number:style="long"/><number:text>年</number:text><number:month/>
<number:text>月</number:text></number:date-style>
<number:date-style style:name="N5"><number:year number:style="long"/><number:text>/</number:text><number:month/>
<number:text>/</number:text><number:day/></number:date-style>
<number:date-style style:name="N6"><number:day/><number:text>-</number:text><number:month number:textual="true"/>
</number:date-style>
<style:style style:name="parent" style:family="table-cell" style:data-style-name="N3"/>
<style:style style:name="ce3" style:family="table-cell" style:parent-style-name="parent"/>
"""
NAMESPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in {
        "office": "office", "table": "table", "text": "text", "number": "datastyle", "style": "style",
        "calcext": "calc",
    }.items()
)  # fmt: skip


def ods_cell(value: object, style: str = "") -> str:
    """Return the XML of a cell."""
    of = f' table:style-name="{style}"' if style else ""
    if value is None:
        return f"<table:table-cell{of}/>"
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, (int, float)):
        name = "percentage" if style == "ce2" else "float"
        kind = f'office:value-type="{name}" office:value="{value}"'
    elif isinstance(value, datetime.datetime):
        kind = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
    else:
        kind = 'office:value-type="string"'
    remark = "<office:annotation><text:p>a remark</text:p></office:annotation>"
    return f"<table:table-cell{of} {kind}>{remark}<text:p>{value}</text:p></table:table-cell>"


def write_ods(path: Path, tables: str) -> None:
    """Write a spreadsheet with these tables."""
    styles = ODS_STYLES + "".join(
        f'<style:style style:name="ce{n}" style:family="table-cell" style:data-style-name="N{n}"/>'
        for n in (1, 2, 4, 5, 6)
    )
    content = (
        f"<office:document-content{NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)


def make_ods(path: Path) -> None:
    """Write the values, errors, and a table with merged cells."""
    columns = ["ce1", "", "ce2", "ce3", "ce4", "ce5", ""]
    tables = '<table:table table:name="数据">'
    # the years have the style of their column
    tables += '<table:table-column table:number-columns-repeated="3"/><table:table-column '
    tables += 'table:default-cell-style-name="ce3"/><table:table-column table:number-columns-repeated="16380"/>'
    for line, values in VALUES.items():
        own = [ods_cell(value, "" if line == 1 or n == 3 else columns[n]) for n, value in enumerate(values)]
        end = '<table:table-cell table:number-columns-repeated="16377"/>'
        tables += f"<table:table-row>{''.join(own)}{end}</table:table-row>"
        if line == 3:
            tables += '<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    tables += '<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:style-name="ce2" '
    tables += 'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    tables += f'<table:table table:name="错误"><table:table-row>{ods_cell("x")}</table:table-row>'
    tables += '<table:table-row><table:table-cell table:formula="of:=NA()" office:value-type="string" '
    tables += 'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell></table:table-row>'
    tables += (
        f'<table:table-row>{ods_cell(MARCH, "ce6")}</table:table-row></table:table><table:table table:name="合并">'
    )
    tables += '<table:table-row><table:table-cell table:number-columns-spanned="3" office:value-type="string"><text:p>'
    tables += "标<text:span>题</text:span></text:p></table:table-cell><table:covered-table-cell "
    tables += 'table:number-columns-repeated="2"><text:p>hidden</text:p></table:covered-table-cell></table:table-row>'
    tables += f"<table:table-row>{''.join(map(ods_cell, 'abc'))}</table:table-row></table:table>"
    write_ods(path, tables)


def make_xls(path: Path) -> None:
    """Copy the workbook that is kept."""
    path.write_bytes(OLD_WORKBOOK.read_bytes())


def make_zip(path: Path) -> None:
    """Write an archive of a workbook, with what people do not see."""
    make_xlsx(path.with_suffix(".xlsx"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(path.with_suffix(".xlsx"), "folder/data.xlsx")
        archive.writestr("__MACOSX/folder/._data.xlsx", "x")
        archive.writestr("folder/readme.txt", "x")
        archive.writestr("folder/picture.png", "x")
    path.with_suffix(".xlsx").unlink()


WORKBOOKS = {"xlsx": make_xlsx, "xlsm": make_xlsx, "xls": make_xls, "ods": make_ods, "zip": make_zip}


def opened(folder: Path, name: str, content: bytes | str, **options: object) -> list[Grid]:
    """Write a file and open it."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_file(folder / name, name, **options)


def refusal(folder: Path, name: str, content: bytes | str) -> str:
    """Return the one line that a file is refused with, by both ways to read it."""
    with pytest.raises(InputError) as caught:
        opened(folder, name, content)
    (line,) = caught.value.lines
    assert strict(folder / name)[1] == [line]
    return line


def strict(path: Path) -> tuple[list[Table], list[str]]:
    """Return the tables that the strict reader makes of a file, and its problems."""
    problems = Problems()
    return read_tables(path, problems), problems.lines()


def rows_of(grid: Grid) -> dict[int, list[str]]:
    """Return the cells of the rows that are not blank, without blank cells at their ends."""
    found = {}
    for row in grid.rows:
        while row.cells and not row.cells[-1]:
            row.cells.pop()
        if row.cells:
            found[row.line] = row.cells
    return found


@pytest.mark.parametrize("suffix", WORKBOOKS)
def test_workbooks_read_alike(tmp_path: Path, suffix: str) -> None:
    """Cells as a person sees them, with all digits; sheets in their order, hidden ones too."""
    path = tmp_path / f"data.{suffix}"
    WORKBOOKS[suffix](path)
    values, errors, merged = open_file(path, path.name)
    file = "data.zip/folder/data.xlsx" if suffix == "zip" else path.name
    assert [each.file for each in (values, errors, merged)] == [
        f"{file} sheet {each}" for each in ("数据", "错误", "合并")
    ]
    assert (values.path, values.sheet, values.letters, values.refused, values.merged) == (
        path.name, "数据", True, {}, [],
    )  # fmt: skip
    assert rows_of(values) == TEXTS
    assert {row.line: set(row.numbers) for row in values.rows if row.line in TEXTS} == NUMBERS
    assert rows_of(errors) == {1: ["x"]}
    assert list(errors.refused) == [(2, 0), (3, 0)]
    assert errors.refused[2, 0] == "Excel's error #N/A. Correct the formula, or leave the cell blank"
    assert "shows no year" in errors.refused[3, 0]
    assert merged.merged == [Merged(1, 0, 1, 2)]
    assert rows_of(merged) == {1: ["标题"], 2: ["a", "b", "c"]}


@pytest.mark.parametrize("suffix", WORKBOOKS)
def test_workbooks_are_refused_alike(tmp_path: Path, suffix: str) -> None:
    """By the strict reader: blank rows, errors and merged cells are problems with sheet, line and column."""
    path = tmp_path / f"data.{suffix}"
    WORKBOOKS[suffix](path)
    tables, lines = strict(path)
    assert not tables
    assert [line.partition("sheet ")[2].partition(":")[0] for line in lines] == [
        "数据 line 4", "错误 line 2, column A", "错误 line 3, column A", "合并 line 1, column A",
    ]  # fmt: skip
    assert "cells A1:C1 are merged" in lines[-1]


def parquet(path: Path, query: str) -> bytes:
    """Return a Parquet file with the result of a query."""
    duckdb.sql(query).write_parquet(str(path))
    return path.read_bytes()


def test_parquet(tmp_path: Path) -> None:
    """Line 1 has the names; numbers of every width keep their digits; dates without a time are dates."""
    query = (
        "select * from (values ('007', 0.1::double, 0.1::float, 1234567890123, 1.50::decimal(9, 2), date '2020-03-01', "
        "timestamp '2020-03-01', true), (' 北京 ', 1e-7, null, null, null, null, timestamp '2020-03-01 12:30', false)) "
        'as t("代码", a, b, c, d, e, f, g)'
    )
    (grid,) = opened(tmp_path, "data.parquet", parquet(tmp_path / "x", query))
    assert rows_of(grid) == {
        1: ["代码", "a", "b", "c", "d", "e", "f", "g"],
        2: ["007", "0.1", "0.1", "1234567890123", "1.50", "2020-03-01", "2020-03-01", "TRUE"],
        3: ["北京", "1e-07", "", "", "", "", "2020-03-01T12:30:00", "FALSE"],
    }
    assert [set(row.numbers) for row in grid.rows] == [set(), {1, 2, 3, 4}, {1}]
    ((table,), lines) = strict(tmp_path / "data.parquet")
    assert (table.name, table.header_line, lines) == ("data", 1, [])
    zoned = parquet(tmp_path / "x", "select make_timestamp(0)::timestamptz as t")
    assert opened(tmp_path, "data.parquet", zoned)[0].rows[1].cells == ["1970-01-01"]
    nested = parquet(tmp_path / "x", "select [1, 2] as a, 'nan'::double as b")
    (grid,) = opened(tmp_path, "data.parquet", nested)
    assert grid.refused[2, 0].startswith("a nested value")
    assert grid.refused[2, 1].startswith("nan, which is no number")
    assert strict(tmp_path / "data.parquet")[1][0].startswith("data.parquet line 2, column 1: a nested value")
    assert refusal(tmp_path, "data.parquet", nested[:-9]).startswith("data.parquet: cannot be read as a Parquet file")


RECORDS = [{"代码": "007", "a": 0.1, "b": True}, {"代码": "北京", "a": 1e-7, "c": 1234567890123}, {"代码": None}]


@pytest.mark.parametrize("content", [RECORDS, {"meta": {"page": 1}, "tags": [], "data": RECORDS}])
def test_json(tmp_path: Path, content: object) -> None:
    """A list of records, or an object with one. A record may lack a name."""
    (grid,) = opened(tmp_path, "data.json", json.dumps(content))
    assert rows_of(grid) == {
        1: ["代码", "a", "b", "c"],
        2: ["007", "0.1", "TRUE"],
        3: ["北京", "1e-07", "", "1234567890123"],
    }
    assert set(grid.rows[2].numbers) == {1, 3}
    ((table,), lines) = strict(tmp_path / "data.json")
    assert ([len(row.cells) for row in table.rows], table.letters, lines) == ([4, 4], [], [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"a": 1},]', "data.json line 1, character "),
        ("", "data.json line 1, character 1: no JSON"),
        ('{"a": {"0": 1}}', "data.json: this JSON is no list of records"),
        ("[[1, 2]]", "data.json: this JSON is no list of records"),
        ('{"a": [{"x": 1}], "b": [{"x": 1}]}', "data.json: it has several lists of records: a, b"),
        ('[{"a": 1, "a": 2}]', "data.json: a record has the name 'a' twice"),
        ("[" * 100_000, "data.json: no JSON that can be read"),
    ],
)
def test_json_that_is_no_table(tmp_path: Path, content: str, message: str) -> None:
    """With the place, or what to write."""
    assert refusal(tmp_path, "data.json", content).startswith(message)


def test_nested_json_is_refused(tmp_path: Path) -> None:
    """By cell."""
    (grid,) = opened(tmp_path, "data.json", '[{"a": {"b": 1}, "c": NaN}]')
    assert list(grid.refused) == [(2, 0), (2, 1)]


def test_text_keeps_every_line(tmp_path: Path) -> None:
    """Titles, remarks and blank lines; lines are those of the file; rows may differ in length."""
    text = 'Table 1, by region\n# a remark\n\n地区,数值\n北京,1,\n"上\n海",2\n,,\nSource: office\n'
    (grid,) = opened(tmp_path, "data.csv", text.encode("gb18030"))
    assert (grid.delimiter, grid.encoding, grid.sheet, grid.letters) == (",", "gb18030", None, False)
    assert [(row.line, row.cells) for row in grid.rows] == [
        (1, ["Table 1", "by region"]), (2, ["# a remark"]), (3, []), (4, ["地区", "数值"]), (5, ["北京", "1", ""]),
        (6, ["上\n海", "2"]), (8, ["", "", ""]), (9, ["Source: office"]),
    ]  # fmt: skip
    (grid,) = opened(tmp_path, "data.txt", "sep=|\na|b\n")
    assert [(row.line, row.cells) for row in grid.rows] == [(2, ["a", "b"])]
    (grid,) = opened(tmp_path, "data.csv", "a;b,c\n", delimiter=",")
    assert grid.rows[0].cells == ["a;b", "c"]
    assert opened(tmp_path, "data.csv", "")[0].rows == []


@pytest.mark.parametrize("title", ['"Table 1" GDP, by region', '"Table 1. GDP', 'GDP,"by" region'])
def test_a_title_with_wrong_quotes(tmp_path: Path, title: str) -> None:
    """It is refused as a line, and the lines below are read strictly."""
    (grid,) = opened(tmp_path, "data.csv", f'{title}\na,b\n"Korea, Rep.",1\n')
    assert list(grid.refused) == [(1, 0)]
    assert [(row.line, row.cells) for row in grid.rows[1:]] == [(2, ["a", "b"]), (3, ["Korea, Rep.", "1"])]
    (line,) = strict(tmp_path / "data.csv")[1]
    assert line.startswith("data.csv line 1: ")


def test_many_wrong_quotes(tmp_path: Path) -> None:
    """They are no titles, and each might be looked for until the end of the file."""
    (tmp_path / "data.csv").write_text('a,"b"c\n' * 5000, encoding="utf-8")
    with pytest.raises(InputError, match=r"data.csv line 1: .* Many lines below are like it"):
        open_file(tmp_path / "data.csv", "data.csv")


DELIMITERS = {
    "commas": ("a,b,c\n1,2,3\n", ","),
    "tabs": ("a\tb\n1\t2\n", "\t"),
    "bars": ("a|b\n1|2\n", "|"),
    "decimal commas": ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
    "decimal commas everywhere": ("n, 1;m, 2\n1,5;2,5\n3,5;4,5\n", ";"),
    "a unit in the header": ("Population, by region\nregion;value, in %\nNord;1,5\nSüd;2,5\n", ";"),
    "Eurostat": ("freq,unit,geo\\TIME_PERIOD\t2020 \t2021 \nA,PC,AT\t1.5 \t: \nA,PC,BE\t2 b\t3 \n", "\t"),
    "Eurostat, one year": ("freq,unit,geo\\TIME_PERIOD\t2020 \nA,PC,AT\t1.5 \nA,PC,BE\t2 b\n", "\t"),
    "titles and notes": ("Data\n\nTitle; more\na,b,c\n1,2,3\n4,5,6\nNote: x; y, z\n", ","),
    "notes with commas": ("Report, of 2020, by us\na;b\nx;1\ny;2\nSource: a, b, c\n", ";"),
    "lists in cells": ("code,names\n1,x;y;z\n2,x;y\n", ","),
    "quoted semicolons": ('a,b\n"x; y",1\n"z; w",2\n', ","),
    "quoted commas": ('a;b\n"x, y";1\n"z, w";2\n', ";"),
    "thousands": ("a;b\nx;1,234,567\ny;2,345,678\n", ";"),
    "an open quote": ('"Title\na;b\n1;2\n3;4\n', ";"),
}


@pytest.mark.parametrize("case", DELIMITERS)
def test_the_likeliest_delimiter(case: str) -> None:
    """Most lines have the same number of cells, and no cell looks like several."""
    text, delimiter = DELIMITERS[case]
    assert guess_delimiter(text)[0] == delimiter
    assert text_grid(text.encode(), "x.csv", "x.csv").delimiter == delimiter


def test_no_delimiter() -> None:
    """A column alone has none, and a comma then separates nothing."""
    assert guess_delimiter("a\n1\n2\n") == []
    assert text_grid(b"a\n1\n", "x.csv", "x.csv").delimiter == ","
    assert set(guess_delimiter("a,b;c\n1,2;3\n")) == {",", ";"}


def zipped(files: dict[str, bytes | str]) -> bytes:
    """Return a ZIP archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def made(suffix: str, folder: Path) -> bytes:
    """Return the bytes of a workbook."""
    path = folder / f"made.{suffix}"
    WORKBOOKS[suffix](path)
    data = path.read_bytes()
    path.unlink()
    return data


XML_SPREADSHEET = '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
NAMED_WRONGLY = [
    ("data.csv", "xlsx", "this is an Excel workbook (XLSX) named .csv. Rename it to data.xlsx"),
    ("data.txt", "xls", "this is an old Excel workbook (XLS) named .txt. Rename it to data.xls"),
    ("data.xls", "xlsx", "this is an Excel workbook (XLSX) named .xls. Rename it to data.xlsx"),
    ("data.xlsx", "xls", "this is an old Excel workbook (XLS) named .xlsx. Rename it to data.xls"),
    ("data.xlsx", "ods", "this is an OpenDocument spreadsheet (ODS) named .xlsx. Rename it to data.ods"),
    ("data.xls", "a\tb\n1\t2\n", "this is a text file named .xls. Rename it to data.csv"),
    ("data.xls", "地区,值\n北京,2\n".encode("gbk"), "this is a text file named .xls. Rename it to data.csv"),
    ("数据.CSV", b"PAR1PAR1", "this is a Parquet file named .csv. Rename it to 数据.parquet"),
    ("data.csv", zipped({"a.csv": "x"}), "this is a ZIP archive named .csv. Rename it to data.zip"),
    ("data.csv", '[{"a": 1}]', "this is a JSON file named .csv. Rename it to data.json"),
    ("data.xls", "\ufeff\r\n<HTML><body><table>", "this is an HTML page named .xls. Open it in a spreadsheet program"),
    ("data.csv", "<!DOCTYPE html>\n<html>", "this is an HTML page named .csv. Open it in a spreadsheet program and"),
    ("data.xls", XML_SPREADSHEET, "this is an XML Spreadsheet or another XML file named .xls. Open it in"),
    ("data.xls", "MIME-Version: 1.0\n", "this is a web page (MHTML) named .xls"),
    ("data.xlsx", zipped({"xl/workbook.bin": "x"}), "this is a binary Excel workbook (XLSB) named .xlsx"),
    ("data.csv", b"%PDF-1.7\n", "this is a PDF named .csv"),
    ("data.csv", b"\x1f\x8b\x08", "this is a gzip archive named .csv. Unpack it"),
    (
        "data.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "this is a workbook with a password. Save it without a password",
    ),
    ("data.xlsx", b"\x00\x01\n" * 9, "cannot be read as a workbook"),
    ("data.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read as a workbook"),
]


@pytest.mark.parametrize(("name", "content", "message"), NAMED_WRONGLY)
def test_a_file_with_a_wrong_name(tmp_path: Path, name: str, content: bytes | str, message: str) -> None:
    """The line says what it is and what to do."""
    content = made(content, tmp_path) if content in WORKBOOKS else content
    assert refusal(tmp_path, name, content).startswith(f"{name}: {message}")


@pytest.mark.parametrize("suffix", [".xlsb", ".numbers", ".et", ".pdf"])
def test_formats_that_are_not_read(tmp_path: Path, suffix: str) -> None:
    """Whatever is in them."""
    assert refusal(tmp_path, f"data{suffix}", "a,b\n") == (
        f"data{suffix}: {suffix} files are not read; save it as .xlsx or .csv"
    )


def test_archives(tmp_path: Path) -> None:
    """One table, whose name Windows may have written in Chinese; several, none, an archive in it, a wrong name."""
    data = zipped({"XX.csv": "地区,值\n北京,1\n"}).replace(b"XX.csv", "乙.csv".encode("gbk"))
    (grid,) = opened(tmp_path, "data.zip", data)
    assert (grid.file, grid.path) == ("data.zip/乙.csv", "data.zip")
    ((table,), lines) = strict(tmp_path / "data.zip")
    assert (table.name, table.file, lines) == ("data", "data.zip/乙.csv", [])
    for files, message in (
        (
            {"a.csv": "x", "b/c.xlsx": "y"},
            "data.zip: the archive has 2 tables: a.csv, b/c.xlsx. Unpack it, and keep one",
        ),
        ({"a.png": "x", "b.zip": "y"}, "data.zip: the archive has no table"),
        ({"a.csv": "<html>"}, "data.zip/a.csv: this is an HTML page named .csv"),
    ):
        assert refusal(tmp_path, "data.zip", zipped(files)).startswith(message)
    assert refusal(tmp_path, "data.zip", zipped({"a.csv": "x" * 99})[:-30]).startswith(
        "data.zip: cannot be read as a ZIP"
    )


def xlsx_of(sheet: str, styles: str = "", strings: str = "", prefix: str = "") -> bytes:
    """Return a workbook of one sheet of which only the XML of the rows is given."""
    main = f'xmlns{":x" if prefix else ""}="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="r{{}}" Type="{office}/{{}}" Target="{{}}"/>'
    parts = {
        "xl/workbook.xml": f'<workbook {main.replace(":x", "")} xmlns:r="{office}"><sheets><sheet name="S" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + relation.format(1, "worksheet", "worksheets/sheet1.xml")
        + relation.format(2, "styles", "/xl/styles.xml")
        + relation.format(3, "sharedStrings", "sharedStrings.xml")
        + "</Relationships>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
        "xl/worksheets/sheet1.xml": f"<{prefix}worksheet {main}><{prefix}sheetData>{sheet}</{prefix}sheetData>"
        f"</{prefix}worksheet>",
    }
    return zipped(parts)


def test_the_xml_of_a_sheet(tmp_path: Path) -> None:
    """Rich and phonetic text, escapes, inline text, results of formulas, cells and rows without a place, a prefix."""
    strings = "<si><r><t>北</t></r><r><t> 京</t></r><rPh><t>ペキン</t></rPh></si><si><t>a_x000D_\nb</t></si><si/>"
    sheet = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="inlineStr"><is><t>in</t></is></c>'
        "</row>"
        '<row r="3"><c r="B3"><f>1+1</f><v>2</v></c><c t="str"><f>""</f><v></v></c><c r="E3"><f>1+1</f><v/></c>'
        '<c r="F3" t="b"><v>1</v></c><c r="G3" t="d"><v>2020-03-01</v></c><c r="H3"><v>x</v></c></row>'
    )
    (grid,) = opened(tmp_path, "data.xlsx", xlsx_of(sheet, strings=strings))
    assert rows_of(grid) == {1: ["北 京", "a\r\nb", "", "in"], 3: ["", "2", "", "", "", "TRUE", "2020-03-01"]}
    assert list(grid.refused) == [(3, 4), (3, 7)]
    assert grid.refused[3, 4].startswith("a formula whose result is not saved")
    prefixed = '<x:row r="2"><x:c r="C2"><x:v>0.5</x:v></x:c></x:row>'
    (grid,) = opened(tmp_path, "data.xlsx", xlsx_of(prefixed, prefix="x:"))
    assert rows_of(grid) == {2: ["", "", "0.5"]}


@pytest.mark.parametrize(
    ("number", "code", "value", "text"),
    [
        (57, "", "43891", None),
        (57, 'yyyy"年"m"月"', "43891", "2020年3月"),
        (14, "", "43891", "2020-03-01"),
        (10, "", "0.125", "12.5%"),
        (164, '0"%"', "7", "7%"),
        (164, "[$-411]ge", "43891", None),
        (164, "h:mm", "0.5", None),
        (164, "yyyy", "99999999", None),
        (2, "", "0.10000000000000001", "0.1"),
        (164, "#,##0.0", "1234.56", "1234.56"),
        (164, "0000", "12", "0012"),
    ],
)
def test_number_formats(tmp_path: Path, number: int, code: str, value: str, text: str | None) -> None:
    """By number or by code; what is not certain is refused."""
    code = code.replace('"', "&quot;")
    styles = f'<numFmts><numFmt numFmtId="{number}" formatCode="{code}"/></numFmts>' if code else ""
    styles += f'<cellXfs><xf/><xf numFmtId="{number}"/></cellXfs>'
    sheet = f'<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>'
    (grid,) = opened(tmp_path, "data.xlsx", xlsx_of(sheet, styles))
    assert (grid.rows[0].cells, list(grid.refused)) == ([text or ""], [] if text else [(1, 0)])


def test_styles_out_to_the_last_column_cost_little(tmp_path: Path) -> None:
    """A sheet that was formatted as a whole has millions of styled cells; only those with content are kept."""
    styled = "".join(f'<c r="{get_column_letter(n)}{{0}}" s="1"/>' for n in range(2, 10_000))
    sheet = "".join(
        f'<row r="{line}"><c r="A{line}"><v>{line}</v></c>{styled.format(line)}<c r="XFD{line}" s="1"/></row>'
        for line in range(1, 51)
    )
    data = xlsx_of(sheet, "<cellXfs><xf/><xf/></cellXfs>")
    before = time.process_time()
    (grid,) = opened(tmp_path, "data.xlsx", data)
    seconds = time.process_time() - before
    assert [row.cells for row in grid.rows] == [[str(line)] for line in range(1, 51)]
    # half a million cells of styles take about a third of a second; as objects they took five
    assert seconds < 2.5
    ((table,), _) = strict(tmp_path / "data.xlsx")
    assert table.header == ["1"]


def test_a_stray_cell_is_kept_sparse(tmp_path: Path) -> None:
    """The grid costs what its cells cost; the strict reader refuses it, because a table is a rectangle."""
    sheet = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    (grid,) = opened(tmp_path, "data.xlsx", xlsx_of(sheet))
    assert [(row.line, len(row.cells)) for row in grid.rows] == [(1, 1), (1048576, 16384)]
    (line,) = strict(tmp_path / "data.xlsx")[1]
    assert line.startswith("data.xlsx sheet S: it reaches down to cell XFD1048576")


def test_too_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content that a table file repeats without end is not unrolled into memory."""
    monkeypatch.setattr(grids, "MOST_CELLS", 1000)
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    write_ods(tmp_path / "x.ods", f'<table:table table:name="S">{row}</table:table>')
    with pytest.raises(InputError, match="it has more than 1,000 cells"):
        open_file(tmp_path / "x.ods", "x.ods")


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_xml_with_a_document_type_is_refused(tmp_path: Path, suffix: str) -> None:
    """Its entities may grow to gigabytes, and no spreadsheet has one."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    if suffix == "xlsx":
        data = zipped({"xl/workbook.xml": bomb})
    else:
        data = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": bomb})
    assert "declares a document type" in refusal(tmp_path, f"data.{suffix}", data)


def test_a_text_in_another_encoding(tmp_path: Path) -> None:
    """The option and the neighbours in Chinese are for text and JSON too."""
    assert decode("é".encode("latin-1"), "x", "latin-1")[0] == "é"
    (grid,) = opened(tmp_path, "data.csv", "a,Zürich\n".encode("latin-1"), encoding="latin-1")
    assert grid.rows[0].cells == ["a", "Zürich"]
    (grid,) = opened(tmp_path, "data.csv", "a,甲\n".encode("gbk"), chinese=True)
    assert grid.rows[0].cells == ["a", "甲"]
