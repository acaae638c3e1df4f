"""What was found in a grid: the guess of an entry, the columns, and what cells look like."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from composite_index.files import cells, words
from composite_index.files.grids import Grid, Row

# Rows that are looked at to see what a column holds.
SAMPLE = 3000
# Names that a line lists, and different texts of a column that may be categories.
CATEGORIES = 12


@dataclass
class Guess:
    """What an entry of the recipe would say of a grid, in the words of the recipe."""

    grid: Grid
    keys: dict[str, Any] = field(default_factory=dict)
    """Keys of the entry and their values, without file and sheet."""
    why: dict[str, str] = field(default_factory=dict)
    """The reason for a key, which is written as a remark beside it."""
    choices: list[tuple[str, str, str]] = field(default_factory=list)
    """Lines to choose from, without their remark sign; what is not clear; and the key that a line stands under."""
    layout: str = ""
    sheets: int = 1
    """How many sheets with cells the workbook has."""
    missing: set[str] = field(default_factory=set)
    """Columns of the observations that nothing in the grid gives: period, node_id, or the unit."""
    titles: list[tuple[str, str]] = field(default_factory=list)
    """Texts above the header, each with its cell, such as A2."""

    def choose(self, line: str, reason: str, under: str = "") -> None:
        """Add a line that a person has to decide."""
        if (line, reason, under) not in self.choices:
            self.choices.append((line, reason, under))


@dataclass
class Column:
    """What a column holds, over the rows of the data."""

    index: int
    name: str
    texts: list[str]
    numbers: int = 0
    periods: int = 0
    nulls: int = 0
    others: int = 0
    filled: int = 0
    """These are counts over the first rows."""

    @property
    def is_numeric(self) -> bool:
        """Whether most filled cells are numbers, or have no value."""
        return self.numbers + self.periods > 0 and (self.numbers + self.periods) * 2 > self.filled - self.nulls

    @property
    def is_text(self) -> bool:
        """Whether the column has text."""
        return self.others > 0 and not self.is_numeric

    @property
    def distinct(self) -> list[str]:
        """The different texts, in their order."""
        return list(dict.fromkeys(text for text in self.texts if text))


def kind(text: str) -> str:
    """Return what a cell looks like: '', 'null', 'period', 'number' or 'text'."""
    if not text:
        return ""
    if words.PLAIN_NUMBER.fullmatch(text):
        return "number"
    if words.IS_PERIOD.fullmatch(text):
        return "period"
    if cells.is_null(text) or text in words.MISSING_MARKERS:
        return "null"
    found = words.NUMBER.fullmatch(text)
    if found and (not found["behind"] or words.FLAG.fullmatch(found["behind"].strip())):
        return "number"
    flagged = re.fullmatch(r"(?P<marker>\S+)\s+(?P<flag>\S+)", text)
    if flagged and flagged["marker"] in words.MISSING_MARKERS and words.FLAG.fullmatch(flagged["flag"]):
        return "null"
    return "text"


def column_of(index: int, name: str, rows: list[Row]) -> Column:
    """Return a column with its texts, and what they look like."""
    column = Column(index, name, [row.cells[index] if index < len(row.cells) else "" for row in rows])
    for text, count in Counter(column.texts[:SAMPLE]).items():
        of_text = kind(text)
        column.filled += count * bool(of_text)
        column.numbers += count * (of_text == "number")
        column.periods += count * (of_text == "period")
        column.nulls += count * (of_text == "null")
        column.others += count * (of_text == "text")
    return column


def quoted(text: str) -> str:
    """Return a text as YAML, in single quotes."""
    return "'" + text.replace("'", "''") + "'"
