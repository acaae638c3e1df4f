"""What is made of the rows of a file: records of an input, which know where each of their cells stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from composite_index.files.catalogue import INPUTS
from composite_index.files.problems import Problems
from composite_index.files.reading import Table

ONE_COHORT = "all"


@dataclass
class Record:
    """A row of an input: its cells by column (None where blank), and where it stands."""

    cells: dict[str, str | None]
    table: Source
    line: int
    column: int | None = None
    """Column of the value in a wide table, else None."""
    is_number: bool = False
    """Whether the value is a number of a workbook, of which the point is no question."""

    def place(self, column: str) -> str:
        """Say where the cell is that the record has for a column."""
        if column == "value" and self.column is not None:
            return self.table.place(self.line, self.column)
        index = self.table.columns.index(column) if column in self.table.columns else None
        return f"{self.table.file} line {self.line}" if index is None else self.table.place(self.line, index)

    def refuse(self, problems: Problems, column: str, sentence: str, once: str = "") -> None:
        """Note what is wrong with the cell of a column.

        once: the rule that is broken, where one sentence a row is enough. A row of a wide table is many records.
        """
        problems.add(self.table.file, f"{self.place(column)}: {sentence}", (once, self.line) if once else None)


@dataclass
class Source(Table):
    """A table of which it is known what input it is: `columns` has the input's column for each of the header's."""

    input: str = ""
    period: str | None = None
    columns: list[str | None] = field(default_factory=list)

    remarks: list[str] = field(default_factory=list)
    """Names in the header of columns that nobody reads; they start with REMARK and are no column or indicator."""

    def unnamed(self) -> list[str]:
        """Return the names in the header that are no column of the input and no remark."""
        named = zip(self.header, self.columns, strict=True)
        return [name for name, column in named if column is None and name not in self.remarks]


@dataclass
class Inputs:
    """All inputs of one folder, by name: records that hold the columns of INPUTS.

    `name` is the index_id, or the folder's name where the files hold several indices; `wide` has the files whose
    columns are indicators.
    """

    name: str
    records: dict[str, list[Record]]
    sources: list[Source]
    wide: set[str]

    def rows(self, name: str) -> list[tuple[str | int | None, ...]]:
        """Return the rows of an input: its columns, then input_file and input_row."""
        columns = INPUTS[name].columns
        return [
            (*(record.cells.get(column) for column in columns), record.table.file, record.line)
            for record in self.records[name]
        ]


def slug(name: str) -> str:
    """Return a name as an id: letters and digits of any script, lower case, the rest underscores."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_") or "index"


def is_excluded(unit: Record) -> bool:
    """Tell whether a unit, or a row that describes one, is excluded from the index."""
    return (unit.cells.get("inclusion") or "").strip().casefold() == "exclude"
