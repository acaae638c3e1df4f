"""Reads and writes the small tables of results: benchmarks/*.csv, a row per measurement.

A page of docs with figures is written from one such table, so that each measurement is kept once.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

# Seconds are kept to a millionth, because no operating system's clock is finer.
DECIMALS = 6

Row = dict[str, Any]


def read(file: Path) -> list[Row]:
    """Return the rows of a table: numbers as numbers, blank cells as None. A missing table has no rows."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as text:
        return [{name: _value(cell) for name, cell in row.items()} for row in csv.DictReader(text)]


def write(file: Path, rows: list[Row]) -> None:
    """Write the rows as a table; its columns are all that any row has, in the order of their first appearance."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)


def _value(cell: str) -> float | int | str | None:
    if not cell:
        return None
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


def _cell(value: object) -> object:
    """Return a number without its meaningless last digits."""
    if isinstance(value, float):
        value = round(value, DECIMALS)
        return int(value) if value.is_integer() else value
    return value
