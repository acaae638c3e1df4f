"""Read the sheets of an XLS workbook, as Excel wrote it until 2003, as grids. xlrd knows the formats of its cells."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from composite_index.files.grids import Grid, GridMaker, Merged
from composite_index.files.layouts import Layout, cell_text, error_reason, layout_of, serial_text


def xls_grids(data: bytes, file: str, path: str, wanted: Callable[[str], bool]) -> list[Grid]:
    """Return the grid of each sheet whose name is wanted, in the workbook's order; hidden ones too.

    Raises InputError if a sheet has too many cells, and many kinds of errors if the workbook is damaged.
    """
    import xlrd

    book = xlrd.open_workbook(
        file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
    )
    codes = {number: each.format_str for number, each in book.format_map.items() if each.format_str}
    layouts = [layout_of(style.format_key, codes) for style in book.xf_list]
    grids = []
    for title in book.sheet_names():
        if wanted(title):
            grid = Grid(f"{file} sheet {title}", path, title, letters=True)
            grids.append(_grid(book, book.sheet_by_name(title), GridMaker(grid), layouts))
            book.unload_sheet(title)
    return grids


def _grid(book: Any, sheet: Any, maker: GridMaker, layouts: list[Layout]) -> Grid:
    for top, bottom, left, right in sheet.merged_cells:
        maker.grid.merged.append(Merged(top + 1, left, bottom, right - 1))
    for row in range(sheet.nrows):
        maker.begin(row + 1)
        for column, cell in enumerate(sheet.row(row)):
            _put(book, maker, column, cell, layouts)
        maker.end()
    return maker.finish()


def _put(book: Any, maker: GridMaker, column: int, cell: Any, layouts: list[Layout]) -> None:
    """Put a cell, unless it is blank."""
    import xlrd

    kind, value = cell.ctype, cell.value
    if kind == xlrd.XL_CELL_TEXT:
        maker.put(column, cell_text(value)[0])
    elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        layout = layouts[cell.xf_index]
        if layout.is_date:
            text, reason = serial_text(value, layout, bool(book.datemode))
        else:
            text, reason = cell_text(value, layout)
        maker.put(column, text, not layout.is_date, reason)
    elif kind == xlrd.XL_CELL_BOOLEAN:
        maker.put(column, cell_text(bool(value))[0])
    elif kind == xlrd.XL_CELL_ERROR:
        maker.put(column, "", reason=error_reason(xlrd.error_text_from_code.get(value, value)))
