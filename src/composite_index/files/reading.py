"""Read the files of a folder, or the sheets of a workbook, as tables of text cells with their line numbers.

The first line that is no remark is the header, and each row below has as many cells. What cannot be read with certainty
is refused with file, line and column, never repaired. `opening` reads the formats.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from composite_index.files.catalogue import COLUMN_NAMES
from composite_index.files.decoding import decode, is_certainly_chinese
from composite_index.files.grids import MOST_CELLS, Grid, Row, letter
from composite_index.files.kinds import READABLE, REFUSED_FILES, TEXT_FILES
from composite_index.files.layouts import clean
from composite_index.files.opening import LEFT_OUT, REMARK, Content, content_of, grids_of, is_left_out
from composite_index.files.problems import InputError, Problems, plain, printable
from composite_index.files.text_files import named_delimiter, read_lines, split_lines

__all__ = ["LEFT_OUT", "REMARK", "Row", "Table", "clean", "decode", "read_tables", "read_text_file"]
DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon"}


@dataclass
class Table:
    """A file or a sheet: every row has as many cells as the header, names in the header are unique and not blank."""

    file: str
    """Its name in messages: the path, with the sheet if there are several."""
    name: str
    """The name that says which input it is: the stem of the file or the name of the sheet."""
    header: list[str]
    rows: list[Row]
    letters: list[str] = field(default_factory=list)
    """Letters of a sheet's columns; empty for a text file."""
    delimiter: str = ""
    """The delimiter of a text file; empty for a sheet."""
    encoding: str = ""
    """Encoding of a text file; empty for a sheet."""
    header_line: int = 1

    @property
    def head(self) -> str:
        """Say where the header is."""
        return f"{self.file} line {self.header_line}"

    def place(self, line: int, column: int) -> str:
        """Say where a cell is."""
        letter = f" ({self.letters[column]})" if self.letters else ""
        return f"{self.file} line {line}, column {self.header[column]}{letter}"


def read_tables(path: Path, problems: Problems, encoding: str | None = None) -> list[Table]:
    """Read a folder (its files, not its subfolders), one text file or one workbook.

    `encoding` is for text files that have no byte order mark and are not UTF-8. A file that cannot be read is a
    problem, and the others are still read. Left out: hidden files, other kinds of files, and files and sheets
    whose name starts with `_`, `#` or `~` or is one of LEFT_OUT.
    """
    if not path.exists():
        raise InputError([f"{path}: there is no such file or folder"])
    candidates = sorted(path.iterdir()) if path.is_dir() else [path]
    files = [file for file in candidates if file.is_file() and not is_left_out(file.stem) and file.name[0] != "."]
    tables: list[Table] = []
    chinese = any(is_certainly_chinese(file) for file in files if file.suffix.casefold() in TEXT_FILES)
    for file in files:
        name = str(file.relative_to(path)) if path.is_dir() else file.name
        if printable(name) != name:
            problems.add(name, f"{name}: the name has characters that cannot be printed. Rename the file")
            continue
        suffix = file.suffix.casefold()
        try:
            if suffix in READABLE or suffix in REFUSED_FILES or not path.is_dir():
                tables += _tables(content_of(file, name), file.stem, problems, encoding, chinese)
        except InputError as error:
            for line in error.lines:
                problems.add(name, line)
        except OSError as error:
            problems.add(name, f"{name}: cannot be opened ({error.strerror or error})")
    return tables


def _tables(content: Content, stem: str, problems: Problems, encoding: str | None, chinese: bool) -> list[Table]:
    """Read a file that is what its name says; a sheet that cannot be read is a problem, and the others are read."""
    if content.kind == "text":
        return [read_text_file(content.data, content.name, stem, encoding, chinese)]
    grids = grids_of(content, encoding, lambda title: not is_left_out(title))
    tables = []
    for grid in grids:
        try:
            records = _sheet_records(grid)
            if records:
                tables.append(_table(grid.file, grid.sheet or stem, records, _letters(grid, records)))
            elif len(grids) == 1:
                problems.add(content.name, f"{grid.file}: the sheet is empty")
        except InputError as error:
            for line in error.lines:
                problems.add(grid.file, line)
    # a single sheet may have any name: the file's name then says which input it is
    if len(grids) == 1 and tables and re.fullmatch(r"(sheet|工作表)\s*\d*", tables[0].name, re.IGNORECASE):
        tables[0].name = stem
    return tables


def read_text_file(data: bytes, file: str, name: str, encoding: str | None = None, chinese: bool = False) -> Table:
    """Read a delimited text file. Raises InputError on the first thing that cannot be read with certainty."""
    text, encoding = decode(data, file, encoding, chinese)
    lines = split_lines(text)
    start, delimiter = 0, None
    while start < len(lines) and (_is_remark(lines[start]) or not lines[start].strip()):
        start += 1
    if start < len(lines) and (delimiter := named_delimiter(lines[start])):
        start += 1
    if start == len(lines):
        raise InputError([f"{file}: the file is empty; its first line must be the names of the columns"])
    if delimiter is None:
        delimiter = _delimiter(lines[start:], file, start + 1)
        if start and _is_remark(lines[start - 1]):
            above, below = (next(csv.reader([line], delimiter=delimiter), []) for line in lines[start - 1 : start + 1])
            start -= _is_header([*map(clean, above)], [*map(clean, below)])
    rows, refused = read_lines(lines, start, delimiter, file)
    for (line, _), reason in refused.items():
        raise InputError([f"{file} line {line}: {reason}"])
    table = _table(file, name, rows)
    table.delimiter, table.encoding = delimiter, encoding
    return table


def _is_remark(line: str) -> bool:
    return line.startswith((REMARK, f'"{REMARK}'))


def _is_header(remark: list[str], below: list[str]) -> bool:
    """Tell whether a row that begins with the sign of a remark is the header, as #,name,beds over 1,Alpha,10.

    It has a name for each cell of the row below. Some of these names are known, or the row below is not a header.
    """
    while remark and not remark[-1]:
        remark = remark[:-1]
    while below and not below[-1]:
        below = below[:-1]
    if len(remark) < 2 or len(below) > len(remark) or not all(remark):
        return False
    known = {plain(name) for column, names in COLUMN_NAMES.items() for name in (column, *names)}
    numbers = [cell for cell in below if re.fullmatch(r"[0-9.,]+%?", cell) and not re.fullmatch(r"[12][0-9]{3}", cell)]
    return bool(numbers) or (len(below) == len(remark) and any(plain(name) in known for name in remark[1:]))


def _delimiter(lines: list[str], file: str, line: int) -> str:
    """Return the one delimiter that the header has outside quotes."""
    header, quoted = [], False
    for character in "".join(lines[:50]):
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "\r\n":
            break
        elif not quoted:
            header.append(character)
    found = [delimiter for delimiter in DELIMITERS if delimiter in header]
    if not found and "，" in header:
        raise InputError([f"{file} line {line}: full-width commas (，) do not separate columns. Write half-width ones"])
    if len(found) > 1:
        names = " and ".join(f"{header.count(delimiter)} {DELIMITERS[delimiter]}s" for delimiter in found)
        raise InputError(
            [
                f"{file} line {line}: the header has {names}, so the delimiter is not clear. "
                "Put names that contain one in double quotes, or rename them"
            ]
        )
    return found[0] if found else ","


def _table(file: str, name: str, records: list[Row], letters: list[str] | None = None) -> Table:
    """Check that the records are a table. Raises InputError with everything wrong with header and row lengths."""
    problems = Problems()
    header, *rows = records
    while rows and not any(rows[-1].cells):
        rows.pop()
    # a spreadsheet also writes empty columns that were used once
    while header.cells and not header.cells[-1] and not any(row.cells[len(header.cells) - 1 :] != [""] for row in rows):
        header.cells.pop()
        for row in rows:
            row.cells.pop()
    names = [" ".join(cell.split()) for cell in header.cells]
    width = len(names)
    for number, column in enumerate(names, start=1):
        where = f"{file} line {header.line}, column {letters[number - 1] if letters else number}"
        if not column:
            hint = " (is it a title? Start it with #)" if sum(1 for each in names if each) <= 1 else ""
            problems.add(file, f"{where}: the column has no name in the header{hint}")
        elif column in names[: number - 1]:
            first = names.index(column)
            problems.add(
                file, f"{where}: {column} is the name of column {letters[first] if letters else first + 1} too"
            )
    for row in rows:
        if len(row.cells) != width:
            last = row.cells[width] if len(row.cells) > width else None
            hint = f"; the first one too many is {last!r}" if last is not None else ""
            problems.add(
                file,
                f"{file} line {row.line}: {len(row.cells)} cells, but the header has {width}{hint}. "
                "Quote a cell that contains the delimiter",
            )
        elif not any(row.cells):
            problems.add(file, f"{file} line {row.line}: the row is empty, but rows follow. Delete it")
    problems.stop()
    return Table(file, name, names, rows, (letters or [])[:width], header_line=header.line)


def _sheet_records(grid: Grid) -> list[Row]:
    """Return header and rows of a sheet as a rectangle. Raises InputError for merged and for refused cells."""
    problems, place = Problems(), grid.file
    width = max((len(row.cells) for row in grid.rows), default=0)
    height = grid.rows[-1].line if grid.rows else 0
    if width * height > MOST_CELLS:
        last = f"{_column(grid, width - 1)}{height}"
        problems.add(
            place,
            f"{place}: it reaches down to cell {last}, which makes more than {MOST_CELLS:,} cells. "
            "Delete the cells that strayed there, or save it as .csv",
        )
        problems.stop()
    for merged in grid.merged:
        first = _column(grid, merged.first_column)
        cells = f"{first}{merged.first_line}:{_column(grid, merged.last_column)}{merged.last_line}"
        problems.add(
            place,
            f"{place} line {merged.first_line}, column {first}: cells {cells} are "
            "merged, and only the first of them has a value. Unmerge them and fill each",
        )
    for (line, number), reason in grid.refused.items():
        column = _column(grid, number)
        problems.add(place, f"{place} line {line}, column {column}: {reason}")
    problems.stop()
    return _below_remarks(grid, width)


def _below_remarks(grid: Grid, width: int) -> list[Row]:
    """Return the rows from the header on, as long as the widest, with the blank ones between them."""
    records: list[Row] = []
    remark: Row | None = None
    for row in grid.rows:
        row = Row(row.line, row.cells + [""] * (width - len(row.cells)), row.numbers)
        before = records[-1].line + 1 if records else row.line
        if not records:
            if not any(row.cells) or row.cells[0].startswith(REMARK):
                remark = row if any(row.cells) else None
                continue
            if remark and remark.line == row.line - 1 and _is_header(remark.cells, row.cells):
                records.append(remark)
        records += [Row(line, [""] * width) for line in range(before, row.line)]
        records.append(row)
    return records


def _letters(grid: Grid, records: list[Row]) -> list[str]:
    return [_column(grid, column) for column in range(len(records[0].cells))] if grid.letters else []


def _column(grid: Grid, column: int) -> str:
    """Return how messages call a column: by letters in a sheet, by its number elsewhere."""
    return letter(column) if grid.letters else str(column + 1)
