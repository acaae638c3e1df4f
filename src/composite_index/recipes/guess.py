"""Guess how a grid is read: its header, its layout, its columns, its numbers. Every guess has a reason.

What cannot be decided is a choice for a person: the recipe has it as a remark, and does not build until it is decided.
"""

from __future__ import annotations

from composite_index.files.grids import Grid, Row, letter
from composite_index.recipes.found import SAMPLE, Guess, kind
from composite_index.recipes.headers import (
    end_of_header,
    first_data_row,
    guess_notes,
    header_rows,
    last_data_row,
    needs_fill,
)
from composite_index.recipes.keys import guess_columns
from composite_index.recipes.patterns import compiled
from composite_index.recipes.recipe import Entry
from composite_index.recipes.tables import header_names


def guess(grid: Grid) -> Guess | None:
    """Guess how a grid is read; None if it has no table with numbers."""
    found = Guess(grid)
    rows = [row for row in grid.rows if any(row.cells)]
    kinds = _kinds(rows)
    first = first_data_row(rows, kinds)
    if first is None:
        return None
    if first == 0:
        found.choose("header: 1", "no row has the names of the columns. Write them above the first row of the file")
        found.missing |= {"unit_id", "node_id"}
        return found
    header_end = end_of_header(rows, kinds, first)
    header = header_rows(grid, rows, kinds, header_end, first)
    lines = [row.line for row in header]
    found.keys["header"] = lines[0] if len(lines) == 1 else lines
    if rows[first].line > lines[-1] + 1 and header_end != first:
        found.keys["first_row"] = rows[first].line
        found.why["first_row"] = "the row above it only counts the columns"
    if len(lines) > 1 and needs_fill(grid, header):
        found.keys["fill_header"] = True
        found.why["fill_header"] = "a blank cell of an upper row means the same as the one on its left"
    top = rows.index(header[0])
    found.titles = [
        (f"{letter(index)}{row.line}", cell)
        for row in rows[:top]
        for index, cell in enumerate(row.cells)
        if cell and not _is_repeated(grid, row, index)
    ]
    last = last_data_row(rows, kinds, first)
    guess_notes(found, rows, last)
    entry = Entry(0, compiled("*"), header=lines, fill_header=bool(found.keys.get("fill_header")))
    names = header_names(grid, entry)
    guess_columns(found, names, rows[first : last + 1])
    return found


def _kinds(rows: list[Row]) -> list[list[str]]:
    """Return what each cell looks like; of a long table only at its ends, and data between them."""
    return [
        [kind(cell) for cell in row.cells] if not SAMPLE <= index < len(rows) - SAMPLE else ["text", "number"]
        for index, row in enumerate(rows)
    ]


def _is_repeated(grid: Grid, row: Row, index: int) -> bool:
    """Tell whether a cell lies inside a merged range and is not its first."""
    return any(
        each.first_line <= row.line <= each.last_line
        and each.first_column <= index <= each.last_column
        and (each.first_line, each.first_column) != (row.line, index)
        for each in grid.merged
    )
