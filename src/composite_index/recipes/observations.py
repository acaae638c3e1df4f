"""Observations from the files that a recipe names: `read_by_recipe` is the one way in."""

from __future__ import annotations

import re
from pathlib import Path

from composite_index.files import cells
from composite_index.files.catalogue import KEYS, UNIT_LABELS
from composite_index.files.decoding import is_certainly_chinese
from composite_index.files.grids import Grid, Row, letter
from composite_index.files.kinds import TEXT_FILES
from composite_index.files.opening import open_file
from composite_index.files.problems import InputError, Problems, did_you_mean, listed
from composite_index.files.reading import Table, is_left_out
from composite_index.files.records import Read, Record, Source
from composite_index.recipes.one_unit import name_by_aliases, name_by_codes, without_blank_copies
from composite_index.recipes.patterns import one_space
from composite_index.recipes.recipe import RECIPE, Entry, Recipe
from composite_index.recipes.standard import is_standard
from composite_index.recipes.tables import Declared, declared, position
from composite_index.recipes.values import Values

_CELL = re.compile(r"([A-Za-z]{1,3})([1-9]\d*)")
SHOWN = 12
# Columns that each value of a row has, and not only its first.
SHARED = ("index_id", "period", "unit_id", "node_id", "source", "note")


def read_by_recipe(
    recipe: Recipe,
    folder: Path,
    problems: Problems,
    encoding: str | None = None,
    opened: dict[str, list[Grid]] | None = None,
) -> Read:
    """Read the files of a folder that a recipe names. What disagrees with the recipe is a problem.

    encoding: of text files whose entry names none, that are not UTF-8 and have no byte order mark. opened: workbooks
    that were opened already, by name.
    """
    read = Read()
    files = [file for file in sorted(folder.iterdir()) if file.is_file() and file.name[0] not in ".~"]
    files = [file for file in files if file.name != RECIPE]
    chinese = any(is_certainly_chinese(file) for file in files if file.suffix.casefold() in TEXT_FILES)
    unused: dict[tuple[int, str], int] = {}
    for entry in recipe.entries:
        found = [
            (file, taken)
            for file in files
            if (taken := entry.file.match(file.name)) is not None
            # a pattern is not meant for the framework or the units beside the data
            and (not entry.file.is_open or not is_standard(file))
        ]
        if not found:
            names = ", ".join(file.name for file in files[:SHOWN]) or "none"
            hint = did_you_mean(entry.file.text, [file.name for file in files])
            problems.add(
                RECIPE,
                f"{recipe.place(entry.line)}: no file is called {entry.file.text}{hint or '.'} Files here: {names}",
            )
        line = entry.lines.get("leave_out_rows", entry.line)
        for patterns in entry.leave_out_rows.values():
            unused |= {(line, each.text): 0 for each in patterns}
        for file, taken in found:
            read.files.append(file.name)
            for grid, of_sheet in _grids(file, entry, encoding, chinese, opened or {}, recipe, problems):
                table = declared(grid, entry, recipe, problems)
                if table is None:
                    continue
                for pattern, count in table.left_out.items():
                    unused[line, pattern] += count
                _take(table, taken | of_sheet, recipe, read, problems)
    complete = not problems.lines()
    for (line, pattern), count in unused.items():
        # a file that could not be read may have the row
        if complete and not count:
            problems.add(
                RECIPE, f'{recipe.place(line)}: leave_out_rows names "{pattern}", and no row fits. Delete the name'
            )
    name_by_codes(read.records)
    if complete:
        name_by_aliases(read.records, recipe, problems)
    read.records = without_blank_copies(read.records)
    return read


def _grids(
    file: Path,
    entry: Entry,
    encoding: str | None,
    chinese: bool,
    opened: dict[str, list[Grid]],
    recipe: Recipe,
    problems: Problems,
) -> list[tuple[Grid, dict[str, str]]]:
    """Return the sheets of a file that an entry reads, with what the pattern takes from their names."""
    try:
        grids = opened.get(file.name) or open_file(
            file, file.name, entry.encoding or encoding, chinese, entry.delimiter
        )
    except InputError as error:
        for line in error.lines:
            problems.add(file.name, line)
        return []
    names = ", ".join(grid.sheet or "" for grid in grids)
    if entry.sheet is None:
        filled = [grid for grid in grids if grid.rows and not is_left_out(grid.sheet or "")]
        if len(filled) != 1:
            problems.add(
                file.name,
                f"{file.name}: {recipe.place(entry.line)} names no sheet, and the workbook has {names}. "
                "Write sheet: and the name",
            )
            return []
        return [(filled[0], {})]
    if not any(grid.sheet for grid in grids):
        place = recipe.place(entry.lines["sheet"])
        problems.add(file.name, f"{file.name}: {place} names a sheet, and this file has none. Delete the line")
        return []
    found = [(grid, taken) for grid in grids if (taken := entry.sheet.match(grid.sheet or "")) is not None]
    if not found:
        hint = did_you_mean(entry.sheet.text, [grid.sheet or "" for grid in grids])
        problems.add(
            file.name,
            f"{file.name}: {recipe.place(entry.lines['sheet'])} names the sheet {entry.sheet.text}, and there is "
            f"none{hint or '.'} There are {names}",
        )
    return found


def _take(table: Declared, taken: dict[str, str], recipe: Recipe, read: Read, problems: Problems) -> None:
    """Add the rows of a table to what was read."""
    entry, grid = table.entry, table.grid
    columns: list[str | None] = [None] * len(table.header)
    for column, name in entry.columns.items():
        index = position(table, name, "columns", recipe, problems)
        if index is None:
            continue
        if columns[index] is not None:
            problems.add(
                RECIPE, f"{recipe.place(entry.lines['columns'])}: {name} is both {columns[index]} and {column}"
            )
        columns[index] = column
    source = Source(
        grid.file,
        grid.sheet or Path(grid.path).stem,
        table.header,
        table.rows,
        [letter(index) for index in range(len(table.header))] if grid.letters else [],
        grid.delimiter,
        grid.encoding,
        entry.header[0],
        input=entry.input,
        columns=columns,
        recipe=recipe.path.name,
    )
    if entry.input != "observations":
        _take_other(source, table, recipe, read)
        return
    taken = taken | entry.constants | _from_titles(table, recipe, problems)
    wide, unread = _value_columns(table, columns, recipe, problems)
    if unread:
        read.warnings.append(_not_read(grid, unread))
    source.remarks = unread
    if table.notes:
        rows = "1 row below the data is a note" if table.notes == 1 else f"{table.notes} rows below the data are notes"
        read.warnings.append(f"{grid.file}: not read: {rows}")
    read.sources.append(source)
    read.records += _records(source, table, taken, wide, recipe, problems)


def _not_read(grid: Grid, names: list[str]) -> str:
    return f"{grid.file}: the recipe reads no column {listed(names, SHOWN)}"


def _take_other(source: Source, table: Declared, recipe: Recipe, read: Read) -> None:
    """Add a table of another input under the names that the input has."""
    left_out = _left_out_columns(table)
    keep = [index for index in range(len(source.header)) if index not in left_out]
    # values, because the table is read like any other from here on
    read.tables.append(
        Table(
            source.file,
            source.input,
            [source.columns[index] or source.header[index] for index in keep],
            [Row(row.line, [row.cells[index] for index in keep]) for row in source.rows],
            [source.letters[index] for index in keep] if source.letters else [],
            source.delimiter,
            source.encoding,
            source.header_line,
        )
    )


def _left_out_columns(table: Declared) -> set[int]:
    return {
        index
        for index, name in enumerate(table.header)
        if any(each.match(name) is not None for each in table.entry.leave_out_columns)
    }


def _from_titles(table: Declared, recipe: Recipe, problems: Problems) -> dict[str, str]:
    """Return what the patterns take from cells above the header."""
    taken: dict[str, str] = {}
    by_line = {row.line: row for row in table.grid.rows}
    for cell, pattern in table.entry.titles.items():
        place = recipe.place(table.entry.lines["titles"])
        found = _CELL.fullmatch(cell)
        if found is None:
            problems.add(RECIPE, f"{place}: {cell} is no cell. Write its column and row, as A2")
            continue
        row, column = by_line.get(int(found[2])), _index(found[1])
        text = one_space(row.cells[column]) if row and column < len(row.cells) else ""
        fields = pattern.match(text)
        if fields is None:
            problems.add(
                table.grid.file,
                f'{table.grid.file} cell {cell}: {place} says that "{pattern.text}" stands here, and it is "{text}"',
            )
        else:
            taken |= fields
    return taken


def _index(letters: str) -> int:
    number = 0
    for sign in letters.upper():
        number = number * 26 + ord(sign) - ord("A") + 1
    return number - 1


def _value_columns(
    table: Declared, columns: list[str | None], recipe: Recipe, problems: Problems
) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Return the columns of values with what their names give, and the names of columns that nothing reads."""
    entry = table.entry
    used = {index for index, column in enumerate(columns) if column is not None} | _left_out_columns(table)
    for name in (*entry.keep, *entry.leave_out_rows, *entry.split, *entry.fill_down, *_parts(entry)):
        if one_space(name) in table.header:
            used.add(table.header.index(one_space(name)))
    wide, unread = [], []
    for pattern in entry.leave_out_columns:
        if not any(pattern.match(name) is not None for name in table.header):
            problems.add(
                table.grid.file,
                f"{table.grid.file} line {entry.header[0]}: {recipe.place(entry.lines['leave_out_columns'])} leaves "
                f"out the column {pattern.text}, and the header has none. Delete the name",
            )
    fitting = dict.fromkeys((pattern.text for pattern in entry.values), 0)
    for index, name in enumerate(table.header):
        if index in used:
            continue
        for pattern in entry.values:
            taken = pattern.match(name)
            if taken is not None:
                fitting[pattern.text] += 1
                wide.append((index, taken))
                break
        else:
            if any(row.cells[index] for row in table.rows):
                unread.append(name)
    for text, count in fitting.items():
        if not count:
            names = ", ".join(table.header[:SHOWN])
            problems.add(
                table.grid.file,
                f"{table.grid.file} line {entry.header[0]}: {recipe.place(entry.lines['values'])} says that columns "
                f"are called {text}, and none is. The header has {names}",
            )
    return wide, unread


def _parts(entry: Entry) -> list[str]:
    return [name for names in entry.split.values() for name in names]


def _records(
    source: Source,
    table: Declared,
    taken: dict[str, str],
    wide: list[tuple[int, dict[str, str]]],
    recipe: Recipe,
    problems: Problems,
) -> list[Record]:
    """Return a record for each value of the table."""
    reader = Values(table, recipe)
    known = [(index, column) for index, column in enumerate(source.columns) if column is not None]
    constants = {column: cells.key(text) if column in KEYS else text for column, text in taken.items()}
    of_headers = [
        (index, {column: cells.key(text) if column in KEYS else text for column, text in fields.items()})
        for index, fields in wide
    ]
    first = of_headers[0][0] if of_headers and not any("unit_id" in fields for _, fields in wide) else None
    of_value = source.columns.index("value") if "value" in source.columns else None
    records: list[Record] = []
    for row in source.rows:
        keys: dict[str, str | None] = dict(constants)
        for index, column in known:
            _refuse_cell(source, table, row, index, problems)
            text = row.cells[index]
            keys[column] = (cells.key(text) if column in KEYS else text) or None
        if "unit_id" in keys and not keys["unit_id"]:
            index = source.columns.index("unit_id")
            problems.add(source.file, f"{source.place(row.line, index)}: blank; every row needs a unit")
        if "unit_id" not in keys:
            # a table without codes: the name is the code
            name = next((text for column in UNIT_LABELS if (text := keys.get(column))), None)
            if name is not None:
                keys["unit_id"] = name
        if of_value is not None:
            value, note, certain = reader.read(row, of_value, source, problems)
            record = Record(keys | {"value": value}, source, row.line, is_number=certain)
            _add_note(record.cells, note)
            if not keys.get("node_id"):
                record.refuse(problems, "node_id", "blank; every row needs an indicator")
            records.append(record)
        for index, fields in of_headers:
            _refuse_cell(source, table, row, index, problems)
            value, note, certain = reader.read(row, index, source, problems)
            of_one = {**keys, **fields, "value": value}
            if note:
                _add_note(of_one, note)
            records.append(Record(of_one, source, row.line, index, certain))
            # the first value of a row describes its unit: a large table is smaller so
            keys = {column: text for column, text in keys.items() if column in SHARED} if index == first else keys
    return records


def _refuse_cell(source: Source, table: Declared, row: Row, index: int, problems: Problems) -> None:
    reason = table.grid.refused.get((row.line, index)) if table.grid.refused else None
    if reason:
        problems.add(source.file, f"{source.place(row.line, index)}: {reason}")


def _add_note(of_one: dict[str, str | None], note: str) -> None:
    if note:
        of_one["note"] = f"{of_one['note']}; {note}" if of_one.get("note") else note
