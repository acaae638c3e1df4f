"""A grid: the cells of a text file or a sheet as text, before anything says which row is the header."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    """Cells that cannot be read, by line and column from 0, with the reason: an error, a formula without a result."""
    letters: bool = False
    """Whether columns are known by letters, as in a sheet."""
    delimiter: str = ""
    """The delimiter of a text file; empty for a sheet."""
    encoding: str = ""
    """The encoding of a text file; empty for a sheet."""
