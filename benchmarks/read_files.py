"""CPU seconds and peak memory of reading large files as grids, each in a process of its own.

The files are made first: 32,844 rows of 39 columns as .csv, .xlsx, .ods, .parquet and .json, and a sheet of 193 rows
that is formatted out to the last column. Of .xlsx two other readers are measured too: python-calamine, if it is
installed, and openpyxl's read-only mode. It needs Linux, which knows a process's peak. The figures are in
docs/decisions/0029-readers-of-file-formats.md.

Run: .venv/bin/python benchmarks/read_files.py
"""

from __future__ import annotations

import csv
import gc
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
from openpyxl.utils import get_column_letter

from composite_index.files.opening import open_file
from composite_index.recipes.init import init

ROWS, COLUMNS, STYLED_ROWS, LAST_COLUMN = 32_844, 39, 193, 16_384
NUMBER = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
TEXT = '<table:table-cell office:value-type="string"><text:p>{0}</text:p></table:table-cell>'


def rows() -> Iterator[list[object]]:
    """Give a header, and rows of three keys and numbers, of which one in five is missing."""
    chance = random.Random(1)  # noqa: S311  # not a secret
    yield ["code", "name", "year", *(f"indicator_{n}" for n in range(COLUMNS - 3))]
    for n in range(ROWS - 1):
        numbers = [None if chance.random() < 0.2 else chance.random() * 10 ** (n % 9) for n in range(COLUMNS - 3)]
        yield [f"C{n // 100:03d}", f"Country {n // 100}", 1900 + n % 100, *numbers]


def make_files(folder: Path) -> None:
    """Write the files."""
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows())
    duckdb.read_csv(str(folder / "data.csv")).write_parquet(str(folder / "data.parquet"))
    header, *records = rows()
    text = json.dumps([dict(zip(header, record, strict=True)) for record in records])
    (folder / "data.json").write_text(text, encoding="utf-8")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("data")
    for row in rows():
        sheet.append(row)
    book.save(folder / "data.xlsx")
    make_styled(folder)
    lines = (
        "".join((TEXT if isinstance(value, str) else NUMBER).format("" if value is None else value) for value in row)
        for row in rows()
    )
    content = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    empty = '<table:table-cell office:value-type="float" office:value=""><text:p></text:p></table:table-cell>'
    with zipfile.ZipFile(folder / "data.ods", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        table = f'<table:table table:name="data">{content.replace(empty, "<table:table-cell/>")}</table:table>'
        spaces = "".join(f' xmlns:{name}="urn:{name}"' for name in ("office", "table", "text"))
        archive.writestr("content.xml", f"<office:document-content{spaces}>{table}</office:document-content>")


def make_styled(folder: Path) -> None:
    """Write a sheet of three columns that is formatted out to column XFD, by replacing the XML of an empty one."""
    book = openpyxl.Workbook()
    book.save(folder / "empty.xlsx")
    letters = [get_column_letter(n + 1) for n in range(LAST_COLUMN)]
    with (
        zipfile.ZipFile(folder / "empty.xlsx") as empty,
        zipfile.ZipFile(folder / "styled.xlsx", "w", zipfile.ZIP_DEFLATED) as styled,
    ):
        for name in empty.namelist():
            part = empty.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                cells = (
                    "".join(
                        f'<c r="{letter}{line}" s="0"><v>{n}</v></c>' if n < 3 else f'<c r="{letter}{line}" s="0"/>'
                        for n, letter in enumerate(letters)
                    )
                    for line in range(1, STYLED_ROWS + 1)
                )
                data = "".join(f'<row r="{line}">{each}</row>' for line, each in enumerate(cells, start=1))
                part = re.sub("<sheetData.*?(/>|</sheetData>)", f"<sheetData>{data}</sheetData>", part)
            styled.writestr(name, part)


def read(reader: str, path: Path) -> int:
    """Read a file, and return the number of rows. The reader `init` does all that composite-index init does."""
    if reader == "init":
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(path, folder)
            init(Path(folder) / path.name, period="2024")
            return len((Path(folder) / "units.csv").read_text(encoding="utf-8").splitlines())
    if reader == "calamine":
        from python_calamine import CalamineWorkbook

        return len(list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()))
    if reader == "openpyxl, read-only":
        sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
        return len([[cell.value for cell in row] for row in sheet.iter_rows()])
    return len(open_file(path, path.name)[0].rows)


def main() -> None:
    """Print a line per file and reader."""
    if len(sys.argv) > 1:
        gc.disable()  # as the command does
        before = time.process_time()
        count = read(sys.argv[1], Path(sys.argv[2]))
        seconds = time.process_time() - before
        # the usage that Python reports begins with that of the process that started this one
        (peak,) = re.findall(r"VmHWM:\s+([0-9]+)", Path("/proc/self/status").read_text(encoding="utf-8"))
        print(f"{count:,} rows | {seconds:.1f} | {int(peak) / 1024:.0f}")
        return
    print("file | reader | rows | CPU seconds | peak memory, MB")
    with tempfile.TemporaryDirectory() as folder:
        make_files(Path(folder))
        runs = [("init", "data.xlsx")]
        runs += [("open_file", f"data.{suffix}") for suffix in ("csv", "xlsx", "ods", "parquet", "json")]
        others = ("open_file", "calamine", "openpyxl, read-only")
        runs += [
            (reader, name) for name in ("data.xlsx", "styled.xlsx") for reader in others if (reader, name) not in runs
        ]
        for reader, name in runs:
            done = subprocess.run(
                [sys.executable, __file__, reader, str(Path(folder) / name)],
                capture_output=True,
                text=True,
                check=False,
            )
            print(f"{name} | {reader} | {done.stdout.strip() or done.stderr.strip().splitlines()[-1]}", flush=True)


if __name__ == "__main__":
    main()
