"""Records: the rows of an input, each with the place of every cell in its file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from composite_index.files.catalogue import INPUTS
from composite_index.files.problems import Problems
from composite_index.files.reading import Table

ONE_COHORT = "all"


@dataclass(slots=True)
class Record:
    """A row of an input: its cells by column (None if blank), and its place in the file."""

    cells: dict[str, str | None]
    table: Source
    line: int
    column: int | None = None
    """Column of the value in a wide table, else None."""
    is_number: bool = False
    """Whether the value is a number in a workbook, so that its decimal point is certain."""

    def place(self, column: str) -> str:
        """Return the place of the cell that the record has for a column."""
        if column == "value" and self.column is not None:
            return self.table.place(self.line, self.column)
        index = self.table.columns.index(column) if column in self.table.columns else None
        return f"{self.table.file} line {self.line}" if index is None else self.table.place(self.line, index)

    def refuse(self, problems: Problems, column: str, sentence: str, once: str = "") -> None:
        """Note what is wrong with the cell of a column.

        once: the broken rule, if one sentence per row is enough. A row of a wide table is many records.
        """
        problems.add(self.table.file, f"{self.place(column)}: {sentence}", (once, self.line) if once else None)


@dataclass
class Source(Table):
    """A table of a known input: `columns` has the input's column for each column of the header."""

    input: str = ""
    period: str | None = None
    columns: list[str | None] = field(default_factory=list)

    remarks: list[str] = field(default_factory=list)
    """Names in the header of columns that nothing reads; they start with REMARK and are not columns or indicators."""

    recipe: str = ""
    """The recipe that the table was read by; empty without one."""

    def unnamed(self) -> list[str]:
        """Return the names in the header that are neither columns of the input nor remarks."""
        named = zip(self.header, self.columns, strict=True)
        return [name for name, column in named if column is None and name not in self.remarks]


@dataclass
class Read:
    """What the files of a recipe hold: observations, tables of other inputs, and what was not read."""

    sources: list[Source] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Names of the files that an entry of the recipe reads."""
    warnings: list[str] = field(default_factory=list)


@dataclass
class Inputs:
    """All inputs of one folder, by name: records that hold the columns of INPUTS.

    `name` is the index_id, or the folder's name if the files hold several indices; `wide` has the files whose
    columns are indicators.
    """

    name: str
    records: dict[str, list[Record]]
    sources: list[Source]
    wide: set[str]
    warnings: list[str] = field(default_factory=list)
    """What was left out or looks wrong, and does not stop a build."""

    def rows(self, name: str) -> list[tuple[str | int | None, ...]]:
        """Return the rows of an input: its columns, then input_file and input_row."""
        columns = INPUTS[name].columns
        if name == "observations":
            for record in self.records[name]:
                place, said = record.place("value"), record.cells.get("source")
                record.cells["source"] = f"{said} ({place})" if said else place
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
