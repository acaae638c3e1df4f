"""A grid: the cells of a text file or a sheet as text, before anything says which row is the header."""

from __future__ import annotations

from dataclasses import dataclass, field

from composite_index.files.problems import InputError

# Cells that a sheet may have, with the blank ones before the last cell of a row: about 500 MB of memory.
MOST_CELLS = 5_000_000


@dataclass
class Row:
    """A row of cells as text, '' for a blank cell, and the line of the file (row of the sheet) that it starts on."""

    line: int
    cells: list[str]
    numbers: frozenset[int] = frozenset()
    """Columns whose cell is a number in the workbook, not text that looks like one."""


@dataclass
class Merged:
    """A range of merged cells: lines as a sheet counts them, columns from 0; both ends belong to it."""

    first_line: int
    first_column: int
    last_line: int
    last_column: int


@dataclass
class Grid:
    """All cells of a text file or a sheet, trimmed. Rows may differ in length; blank rows of a sheet may be absent."""

    file: str
    """Its name in messages: the path, with the sheet if there are several."""
    path: str
    """The name of the file alone."""
    sheet: str | None = None
    """The name of the sheet, None for a file without sheets."""
    rows: list[Row] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    refused: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells that cannot be read, by line and column from 0, with the reason: an error, a formula without a result.

    In a text file it is a line whose quotes are wrong, by line and 0. Its cells are then those without quotes."""
    letters: bool = False
    """Whether columns are known by letters, as in a sheet."""
    delimiter: str = ""
    """The delimiter of a text file; empty for a sheet."""
    encoding: str = ""
    """The encoding of a text file; empty for a sheet."""


class GridMaker:
    """Fills the grid of a sheet, row by row from above and in a row from the left. Blank cells may be left out."""

    def __init__(self, grid: Grid) -> None:
        """Start above the first row."""
        self.grid = grid
        self._row = Row(0, [])
        self._numbers: list[int] = []
        self._same: dict[frozenset[int], frozenset[int]] = {}
        self._count = 0

    def begin(self, line: int) -> None:
        """Begin a row."""
        self._row = Row(line, [])
        self._numbers = []

    def put(self, column: int, text: str, number: bool = False, reason: str = "") -> None:
        """Put a cell; with a reason it is refused. Raises InputError if the sheet has too many cells."""
        cells = self._row.cells
        if column > len(cells):
            self._check(column)
            cells.extend([""] * (column - len(cells)))
        if column == len(cells):
            cells.append(text)
        else:
            cells[column] = text
        if number:
            self._numbers.append(column)
        if reason:
            self.grid.refused[self._row.line, column] = reason

    def end(self) -> None:
        """End the row. A row without cells is left out."""
        cells = self._row.cells
        if cells:
            self._check(len(cells))
            self._count += len(cells)
            # most rows of a table have their numbers in the same columns
            numbers = frozenset(self._numbers)
            self._row.numbers = self._same.setdefault(numbers, numbers)
            self.grid.rows.append(self._row)

    def finish(self) -> Grid:
        """Blank what merged cells hide, and return the grid."""
        by_line = {row.line: row for row in self.grid.rows} if self.grid.merged else {}
        for merged in self.grid.merged:
            lines = range(merged.first_line, merged.last_line + 1)
            for line in lines if len(lines) < len(by_line) else [line for line in by_line if line in lines]:
                if line in by_line:
                    _hide(by_line[line], merged, self.grid.refused)
        return self.grid

    def _check(self, more: int) -> None:
        if self._count + more > MOST_CELLS:
            file = self.grid.file
            raise InputError([f"{file}: it has more than {MOST_CELLS:,} cells. Save it as .csv, or as several files"])


def _hide(row: Row, merged: Merged, refused: dict[tuple[int, int], str]) -> None:
    """Blank the cells of a row that a person does not see, because they are merged into the first one."""
    first = merged.first_column + (row.line == merged.first_line)
    hidden = range(first, min(merged.last_column + 1, len(row.cells)))
    for column in hidden:
        row.cells[column] = ""
        refused.pop((row.line, column), None)
    row.numbers = row.numbers - set(hidden) if row.numbers.intersection(hidden) else row.numbers


def letter(index: int) -> str:
    """Return the letters of a sheet's column, which counts from 0."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters
