"""Guess where a table begins and ends: the rows of its header, its first and last row, the notes below."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from composite_index.files import words
from composite_index.files.grids import Grid, Row
from composite_index.recipes.found import SAMPLE, Guess, quoted
from composite_index.recipes.patterns import compiled, literal
from composite_index.recipes.recipe import Entry
from composite_index.recipes.tables import header_names

MOST_HEADER_ROWS = 4


def first_data_row(rows: list[Row], kinds: list[list[str]]) -> int | None:
    """Return the first row that has numbers, with rows like it below."""
    counts = [sum(1 for each in of_row if each) for of_row in kinds]
    with_numbers = sorted(count for count, of_row in zip(counts, kinds, strict=True) if _has_number(of_row))
    if not with_numbers:
        return None
    typical = with_numbers[len(with_numbers) // 2]
    is_data = [
        _has_number(of_row) and count * 2 >= typical and not _counts_columns(row)
        for of_row, count, row in zip(kinds, counts, rows, strict=True)
    ]
    for index, data in enumerate(is_data):
        # one cell is a heading or a note
        following = [
            each or "null" in of_row
            for each, of_row, count in zip(is_data[index:], kinds[index:], counts[index:], strict=True)
            if count > 1
        ][:6]
        if data and sum(following) * 10 >= len(following) * 6:
            return _with_units_without_values(rows, kinds, index)
    return None


def _with_units_without_values(rows: list[Row], kinds: list[list[str]], first: int) -> int:
    """Return the first row of the data: rows of units without any value may stand above the first number.

    Such a row has no number, period or text where the rows below have another of these; a header has text there.
    """
    below = kinds[first : first + SAMPLE]
    width = max(map(len, below))
    usual = []
    for column in range(width):
        counts = Counter(of_row[column] for of_row in below if column < len(of_row))
        usual.append(max(("number", "period", "text"), key=lambda each, counts=counts: counts[each]))
    filled = max(sum(1 for each in of_row if each) for of_row in below)
    for index in range(first - 1, 0, -1):
        row = kinds[index] + [""] * (width - len(kinds[index]))
        if rows[index + 1].line > rows[index].line + 1 or not any(row):
            break
        if not all(
            each == of_column or each == "null" or (not each and of_column != "text")
            for each, of_column in zip(row, usual, strict=False)
        ):
            break
        if any(sum(1 for each in kinds[above] if each) >= filled for above in range(index)):
            first = index
    return first


def _has_number(of_row: list[str]) -> bool:
    """Tell whether a row has a number that is no year, or years beside text, as in a row of a long table."""
    return "number" in of_row


def _counts_columns(row: Row) -> bool:
    """Tell whether a row only counts the columns, as 甲, 1, 2, 3."""
    numbers = [cell for cell in row.cells[1:] if cell]
    return len(numbers) >= 3 and numbers in (
        [str(number) for number in range(1, len(numbers) + 1)],
        [str(number) for number in range(2, len(numbers) + 2)],
        [f"({number})" for number in range(1, len(numbers) + 1)],
    )


def end_of_header(rows: list[Row], kinds: list[list[str]], first: int) -> int:
    """Return the index below the header: the first row of data, or a row above it that counts the columns."""
    return first - 1 if first > 1 and _counts_columns(rows[first - 1]) else first


def header_rows(grid: Grid, rows: list[Row], kinds: list[list[str]], end: int, first: int) -> list[Row]:
    """Return the rows above `end` that give each column its name."""
    used = {index for row in rows[first : first + SAMPLE] for index, cell in enumerate(row.cells) if cell}
    header = [rows[end - 1]]
    index = end - 2
    while index >= 0 and len(header) < MOST_HEADER_ROWS:
        row = rows[index]
        below = header[0]
        if row.line < below.line - 1 and not grid.delimiter:
            break
        if grid.delimiter and _blank_between(grid, row, below):
            break
        names = header_names(grid, Entry(0, compiled("*"), header=[each.line for each in header]))
        texts = [names[i] if i < len(names) and not names[i].startswith("column ") else "" for i in sorted(used)]
        covered = all(texts) and not any(re.search(r" \(\d+\)$", name) for name in names)
        filled = [i for i, cell in enumerate(row.cells) if cell]
        value_names = [text for i, text in zip(sorted(used), texts, strict=True) if i > 0 and text]
        only_periods = bool(value_names) and all(words.IS_PERIOD.fullmatch(text) for text in value_names[-2:])
        if covered and not (only_periods and filled and filled[0] > 0):
            break
        if not covered and (len(filled) < 2 and not (filled and filled[0] > 0)):
            break
        header.insert(0, row)
        index -= 1
    return header


def _blank_between(grid: Grid, above: Row, below: Row) -> bool:
    return any(above.line < row.line < below.line and not any(row.cells) for row in grid.rows)


def needs_fill(grid: Grid, header: list[Row]) -> bool:
    """Tell whether an upper row of the header has blank cells to fill that no merged range fills."""
    for row in header[:-1]:
        merged = {
            column
            for each in grid.merged
            if each.first_line <= row.line <= each.last_line
            for column in range(each.first_column, each.last_column + 1)
        }
        seen = False
        padded = row.cells + [""] * (len(header[-1].cells) - len(row.cells))
        for index, cell in enumerate(padded):
            seen = seen or bool(cell)
            if seen and not cell and index not in merged and index < len(header[-1].cells) and header[-1].cells[index]:
                return True
    return False


def last_data_row(rows: list[Row], kinds: list[list[str]], first: int) -> int:
    """Return the last row of the data: the last with a number, and rows of units without a value below it."""
    last = max(index for index in range(first, len(rows)) if _has_number(kinds[index]) or "null" in kinds[index][1:])
    while last + 1 < len(rows) and rows[last + 1].line == rows[last].line + 1 and not _looks_like_note(rows[last + 1]):
        last += 1
    return last


def _looks_like_note(row: Row) -> bool:
    """Tell whether a row without numbers is a note: one cell of text that is long, has a colon or begins like one."""
    texts = [cell for cell in row.cells if cell]
    text = texts[0]
    return len(texts) == 1 and bool(words.NOTE.match(text) or re.search(r"[:：。]|\.\s|\.$", text) or len(text) > 40)


def guess_notes(found: Guess, rows: list[Row], last: int) -> None:
    """Say where the notes below the data begin, if there are any."""
    below = rows[last + 1 :]
    body = rows[: last + 1]
    if len(body) > 1 and sum(1 for cell in body[-1].cells if cell) == 1:
        name = next(cell for cell in body[-1].cells if cell)
        found.choose(
            f"notes_from: {quoted(literal(name))}",
            f"row {body[-1].line} has a name and no value: it is a unit without values, or a note",
        )
    if not below:
        return
    text = next(cell for cell in below[0].cells if cell)
    gap = below[0].line > rows[last].line + 1
    start = re.match(r"[^:：]{1,20}[:：]", text)
    pattern = literal(start.group() if start else text[:24]) + "*"
    firsts = [next((cell for cell in row.cells if cell), "") for row in body]
    if gap and not any(later.line > row.line + 1 for row, later in itertools.pairwise(body[1:])):
        pattern = ""
    elif any(compiled(pattern).match(each) is not None for each in firsts):
        pattern = literal(text)
    found.keys["notes_from"] = pattern
    found.why["notes_from"] = f"row {below[0].line} and below are no data: {text[:40]}"
