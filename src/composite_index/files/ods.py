"""Read the tables of an OpenDocument spreadsheet as grids, in one pass over its XML.

A repeated row or cell is written once: a sheet ends in a blank row that is repeated a million times, which costs
nothing here. Number formats are translated into those of Excel, so that a cell reads as in a workbook of Excel.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

from composite_index.files.grids import Grid, GridMaker, Merged
from composite_index.files.layouts import NO_RESULT, Layout, cell_text, clean, error_reason, plain_number
from composite_index.files.markup import stream_parser
from composite_index.files.ods_layouts import LayoutReader

PERCENT = Layout("0%")
CELLS = ("table:table-cell", "table:covered-table-cell")


def ods_grids(data: bytes, file: str, path: str, wanted: Callable[[str], bool]) -> list[Grid]:
    """Return the grid of each table whose name is wanted, in the file's order; hidden ones too.

    Raises InputError if a table has too many cells, and what the libraries for zip and XML raise if it is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        reader = _TablesReader(file, path, wanted)
        for part in ("styles.xml", "content.xml"):
            if part in archive.namelist() or part == "content.xml":
                with archive.open(part) as source:
                    reader.read(source)
    return reader.grids


class _TablesReader:
    """Makes grids of the elements of the document's XML."""

    def __init__(self, file: str, path: str, wanted: Callable[[str], bool]) -> None:
        self.file, self.path, self.wanted = file, path, wanted
        self.grids: list[Grid] = []
        self.layouts = LayoutReader()
        self.maker: GridMaker | None = None
        self.elements: list[str] = []
        self.line = 0
        # the style of each column, with the number of columns that have it
        self.columns: list[tuple[int, str]] = []
        self.row: dict[str, str] = {}
        self.cells: list[tuple[int, str, bool, str]] = []
        self.column = 0
        self.cell: dict[str, str] = {}
        self.paragraphs: list[str] = []

    def read(self, source: Any) -> None:
        """Read the styles or the content."""
        stream_parser(self.start, self.end, self.text).ParseFile(source)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a table, a row, a cell, or a paragraph in a cell."""
        self.elements.append(name)
        if name in CELLS:
            self.cell = attributes
            self.paragraphs = []
        elif name == "table:table-row":
            self.row = attributes
            self.cells, self.column = [], 0
        elif name == "table:table" and self.elements.count(name) == 1:
            title = attributes.get("table:name", "")
            grid = Grid(f"{self.file} sheet {title}", self.path, title, letters=True)
            self.maker = GridMaker(grid) if self.wanted(title) else None
            self.line, self.columns = 0, []
        elif name == "table:table-column":
            repeated = int(attributes.get("table:number-columns-repeated", 1))
            self.columns.append((repeated, attributes.get("table:default-cell-style-name", "")))
        elif self.maker is None:
            self.layouts.start(name, attributes)
        elif name == "text:p" and self.elements[-2] in CELLS:
            self.paragraphs.append("")
        elif name == "text:s" and self._in_paragraph():
            self.paragraphs[-1] += " " * int(attributes.get("text:c", 1))
        elif name in ("text:tab", "text:line-break") and self._in_paragraph():
            self.paragraphs[-1] += "\n" if name == "text:line-break" else "\t"

    def text(self, text: str) -> None:
        """Add to the paragraph or the number format that is being read."""
        if self.maker is None:
            self.layouts.text(text)
        elif (self.elements[-1] == "text:p" and self.elements[-2] in CELLS) or self._in_paragraph():
            self.paragraphs[-1] += text

    def end(self, name: str) -> None:
        """End a cell, a row or a table."""
        self.elements.pop()
        if name in CELLS:
            if self.maker:
                self._end_cell(covered=name != CELLS[0])
        elif name == "table:table-row":
            if self.maker:
                self._end_row(self.maker)
        elif name == "table:table" and name not in self.elements:
            if self.maker:
                self.grids.append(self.maker.finish())
            self.maker = None
        elif self.maker is None:
            self.layouts.end(name)

    def _in_paragraph(self) -> bool:
        """Tell whether this is text of the cell itself, not of a remark or a picture in it."""
        for depth in range(len(self.elements) - 1, 0, -1):
            if self.elements[depth] == "text:p":
                return self.elements[depth - 1] in CELLS
            if not self.elements[depth].startswith("text:"):
                return False
        return False

    def _end_cell(self, covered: bool) -> None:
        """Keep the cell for its row, unless it is blank."""
        repeated = int(self.cell.get("table:number-columns-repeated", 1))
        text, number, reason = ("", False, "") if covered else self._shown()
        if text or reason or self.paragraphs:
            # the limit is checked as cells are put, and a row cannot be longer than this
            self.cells += [(self.column + n, text, number, reason) for n in range(min(repeated, 1 << 14))]
        across = int(self.cell.get("table:number-columns-spanned", 1))
        down = int(self.cell.get("table:number-rows-spanned", 1))
        if self.maker and (across > 1 or down > 1):
            line = self.line + 1
            merged = Merged(line, self.column, line + down - 1, self.column + across - 1)
            self.maker.grid.merged.append(merged)
        self.column += repeated

    def _end_row(self, maker: GridMaker) -> None:
        """Put the row as often as it is repeated; blank rows only count."""
        repeated = int(self.row.get("table:number-rows-repeated", 1))
        for line in range(self.line + 1, self.line + 1 + repeated) if self.cells else ():
            maker.begin(line)
            for cell in self.cells:
                maker.put(*cell)
            maker.end()
        self.line += repeated

    def _shown(self) -> tuple[str, bool, str]:
        """Return what the cell reads as, whether it is a number, and why it is refused (else '')."""
        kind = self.cell.get("office:value-type", "")
        shown = "\n".join(self.paragraphs)
        if self.cell.get("calcext:value-type") == "error" or (
            "table:formula" in self.cell and shown.startswith(("#", "Err:"))
        ):
            return "", False, error_reason(clean(shown))
        if kind in ("float", "currency", "percentage"):
            return self._number(self.cell["office:value"], kind)
        if kind == "date":
            return self._date(self.cell["office:date-value"])
        if kind == "boolean":
            return cell_text(self.cell["office:boolean-value"] == "true")[0], False, ""
        if kind == "time":
            return "", False, f"a time ({shown}), which is neither text nor number"
        if "table:formula" in self.cell and not kind and not shown:
            return "", False, NO_RESULT
        return clean(shown or self.cell.get("office:string-value", "")), False, ""

    def _number(self, raw: str, kind: str) -> tuple[str, bool, str]:
        try:
            value = float(raw) if set(raw) & set(".eE") else int(raw)
        except ValueError:
            return "", False, f"{raw[:50]!r} where a number belongs. Correct it"
        layout = self._layout()
        if kind == "percentage" and "%" not in layout.code:
            layout = PERCENT
        if layout.is_plain or layout.is_date:
            return plain_number(value), True, ""
        text, reason = cell_text(value, layout)
        return text, True, reason

    def _date(self, raw: str) -> tuple[str, bool, str]:
        try:
            date = datetime.datetime.fromisoformat(raw.partition(".")[0].rstrip("Z"))
        except ValueError:
            return "", False, f"{raw[:50]!r} where a date belongs. Correct it"
        text, reason = cell_text(date, self._layout())
        return text, False, reason

    def _layout(self) -> Layout:
        """Return the number format of the cell: its own, that of its row, or that of its column."""
        style = self.cell.get("table:style-name") or self.row.get("table:default-cell-style-name")
        before = 0
        # without a style of its own; most files that programs write have no styles of columns either
        for repeated, of_column in () if style else self.columns:
            before += repeated
            if self.column < before:
                style = of_column
                break
        return self.layouts.layout(style or "Default")
