"""Guess what the cells of values mean: markers, flags, numbers for a missing value, rows of totals."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from composite_index.files import cells, words
from composite_index.files.grids import Row
from composite_index.files.problems import counted
from composite_index.files.totals import is_total
from composite_index.recipes.found import CATEGORIES, Column, Guess, kind, quoted
from composite_index.recipes.patterns import compiled, literal
from composite_index.recipes.sentinels import SENTINELS, sentinels
from composite_index.recipes.signs import guess_marks

# How many columns may have names, and how many rows at the ends of a long table may be totals.
NAMES, ROWS_AT_END = 4, 50


def value_cells(found: Guess, columns: list[Column], rows: list[Row]) -> list[tuple[Column, list[str]]]:
    """Return the columns of values with the texts of cells that are no numbers of a workbook."""
    keys = found.keys.get("columns", {})
    left = set(found.keys.get("leave_out_columns", ()))
    parts = {name for names in found.keys.get("split", {}).values() for name in names}
    if "value" in keys:
        chosen = [column for column in columns if column.name == keys["value"]]
    else:
        chosen = [
            column
            for column in columns
            if column.name not in keys.values()
            and column.name not in parts
            and literal(column.name) not in left
            and (column.is_numeric or column.nulls)
        ]
        patterns = found.keys.get("values")
        if patterns and "{period}" in str(patterns):
            compiled_ones = [compiled(each) for each in ([patterns] if isinstance(patterns, str) else patterns)]
            chosen = [column for column in chosen if any(each.match(column.name) for each in compiled_ones)]
    return [
        (
            column,
            [
                row.cells[column.index]
                for row in rows
                if column.index < len(row.cells) and row.cells[column.index] and column.index not in row.numbers
            ],
        )
        for column in chosen
    ]


def guess_numbers(found: Guess, values: list[tuple[Column, list[str]]], rows: list[Row]) -> None:
    """Guess the decimal sign, the sign between thousands, the markers of missing values and the flags."""
    markers: dict[str, str] = {}
    flags: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    numbers: list[str] = []
    for column, texts in values:
        if not column.is_numeric and column.nulls < column.filled:
            continue
        for text in texts:
            if text in words.MISSING_MARKERS or cells.is_null(text):
                if not cells.is_null(text):
                    markers[text] = "blank"
                continue
            parts = re.fullmatch(r"(?P<marker>\S+)\s+(?P<flag>\S+)", text)
            if parts and parts["marker"] in words.MISSING_MARKERS and words.FLAG.fullmatch(parts["flag"]):
                flags[parts["flag"]] += 1
                if not cells.is_null(parts["marker"]):
                    markers[parts["marker"]] = "blank"
                continue
            of_number = words.NUMBER.fullmatch(text)
            behind = of_number["behind"].strip() if of_number else ""
            if of_number is None or (behind and not words.FLAG.fullmatch(behind)):
                if not cells.yes_no(text):
                    unknown[text] += 1
                continue
            if behind:
                flags[behind] += 1
            flags.update(of_number["before"].split())
            numbers.append(of_number["number"].replace("−", "-").replace("’", "'").strip(" %％‰"))
    if markers:
        found.keys["markers"] = markers
        found.why["markers"] = "these cells have no value, as in most statistics"
    if flags:
        found.keys["flags"] = sorted(flags)
        found.why["flags"] = "marks beside numbers; they go into note"
    for text, count in unknown.most_common(CATEGORIES):
        found.choose(
            f"{quoted(text)}: blank",
            f"{text} stands in {counted(count, 'cell')} and is no number: blank, or a number",
            "markers",
        )
    guess_marks(found, numbers)
    _guess_sentinels(found, values, rows)


def _guess_sentinels(found: Guess, values: list[tuple[Column, list[str]]], rows: list[Row]) -> None:
    """Find numbers that stand for a missing value: they stand apart from all others of their column."""
    columns = [column.index for column, _ in values]
    if "{unit_id}" in str(found.keys.get("values", "")):
        series = [[row.cells[index] for index in columns if index < len(row.cells)] for row in rows]
    else:
        series = [column.texts for column, _ in values]
    counts: Counter[str] = Counter()
    for texts in series:
        if not any(text.strip("*. 0") in SENTINELS for text in set(texts)):
            continue
        numbers: Counter[str] = Counter()
        for text in texts:
            if (number := _plain(text, found.keys)) is not None:
                numbers[number] += 1
        counts.update(sentinels(numbers))
    if counts:
        found.keys.setdefault("markers", {}).update({text: "blank" for text in counts})
        shown = ", ".join(f"{text} ({counted(count, 'cell')})" for text, count in counts.items())
        found.why["markers"] = "; ".join(
            filter(None, [found.why.get("markers", ""), f"{shown} stands apart from all other values"])
        )


def _plain(text: str, keys: dict[str, Any]) -> str | None:
    """Return the number in a cell without its flags, as the guessed signs say; None if there is none."""
    found = words.NUMBER.fullmatch(text)
    if found is None:
        return None
    number = found["number"].strip(" %％‰").replace("−", "-").replace("’", "'")
    number = re.sub(r"[\u00a0\u202f\u2009]", " ", number).replace(keys.get("thousands", ","), "")
    number = number.replace(keys.get("decimal", "."), ".")
    return number if re.fullmatch(r"[+-]?\d*\.?\d*(?:[eE][+-]?\d+)?", number) and re.search(r"\d", number) else None


def is_row_of_total(row: Row, index: int, rows: int) -> bool:
    """Tell whether a row is named as a total or an average; they stand near an end, or have no code or name."""
    names = row.cells[:NAMES]
    if ROWS_AT_END <= index < rows - ROWS_AT_END and all(names[:2]):
        return False
    return any(is_total(name) for name in names if name and kind(name) == "text")


def guess_totals(found: Guess, names: list[str], rows: list[Row]) -> None:
    """Leave out rows that are named as a total or an average."""
    keys = found.keys.get("columns", {})
    for key in ("label_en", "label_zh", "unit_id"):
        if key not in keys:
            continue
        index = names.index(keys[key])
        texts = dict.fromkeys(
            row.cells[index] for number, row in enumerate(rows) if is_row_of_total(row, number, len(rows))
        )
        totals = [text for text in texts if text and is_total(text)]
        if totals:
            found.keys["leave_out_rows"] = {keys[key]: [literal(text) for text in totals]}
            found.why["leave_out_rows"] = "totals and averages are no units"
            return
