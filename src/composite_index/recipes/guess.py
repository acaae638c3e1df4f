"""Guess how a grid is read: its header, its layout, its columns, its numbers. Every guess has a reason.

What cannot be decided is a choice for a person: the recipe has it as a remark, and does not build until it is decided.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from composite_index.files import cells, words
from composite_index.files.grids import Grid, Row, letter
from composite_index.files.problems import plain
from composite_index.files.totals import is_total
from composite_index.recipes.patterns import compiled, literal
from composite_index.recipes.recipe import Entry
from composite_index.recipes.sentinels import SENTINELS, sentinels
from composite_index.recipes.tables import header_names

MOST_HEADER_ROWS = 4
CODES = frozenset(SENTINELS)
# Rows that are looked at to see what a column holds.
SAMPLE = 3000
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


def guess(grid: Grid) -> Guess | None:
    """Guess how a grid is read; None if it has no table with numbers."""
    found = Guess(grid)
    rows = [row for row in grid.rows if any(row.cells)]
    kinds = _kinds(rows)
    first = _first_data_row(rows, kinds)
    if first is None:
        return None
    if first == 0:
        found.choose("header: 1", "no row has the names of the columns. Write them above the first row of the file")
        found.missing |= {"unit_id", "node_id"}
        return found
    header_end = _skip_numbers_of_columns(rows, kinds, first)
    header = _header_rows(grid, rows, kinds, header_end, first)
    lines = [row.line for row in header]
    found.keys["header"] = lines[0] if len(lines) == 1 else lines
    if rows[first].line > lines[-1] + 1 and header_end != first:
        found.keys["first_row"] = rows[first].line
        found.why["first_row"] = "the row above it only counts the columns"
    if len(lines) > 1 and _needs_fill(grid, header):
        found.keys["fill_header"] = True
        found.why["fill_header"] = "a blank cell of an upper row means the same as the one on its left"
    top = rows.index(header[0])
    found.titles = [
        (f"{letter(index)}{row.line}", cell)
        for row in rows[:top]
        for index, cell in enumerate(row.cells)
        if cell and not _is_repeated(grid, row, index)
    ]
    last = _last_data_row(rows, kinds, first)
    _guess_notes(found, rows, last)
    entry = Entry(0, compiled("*"), header=lines, fill_header=bool(found.keys.get("fill_header")))
    names = header_names(grid, entry)
    _guess_columns(found, names, rows[first : last + 1])
    return found


def _kinds(rows: list[Row]) -> list[list[str]]:
    """Return what each cell looks like; of a long table only at its ends, and data between them."""
    return [
        [kind(cell) for cell in row.cells] if not SAMPLE <= index < len(rows) - SAMPLE else ["text", "number"]
        for index, row in enumerate(rows)
    ]


def _is_repeated(grid: Grid, row: Row, index: int) -> bool:
    """Tell whether a cell lies inside a merged range and is not its first."""
    return any(
        each.first_line <= row.line <= each.last_line
        and each.first_column <= index <= each.last_column
        and (each.first_line, each.first_column) != (row.line, index)
        for each in grid.merged
    )


# --- header and rows ---------------------------------------------------------------------------------------------


def _first_data_row(rows: list[Row], kinds: list[list[str]]) -> int | None:
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


def _skip_numbers_of_columns(rows: list[Row], kinds: list[list[str]], first: int) -> int:
    """Return the index below the header: the first row of data, or a row above it that counts the columns."""
    return first - 1 if first > 1 and _counts_columns(rows[first - 1]) else first


def _header_rows(grid: Grid, rows: list[Row], kinds: list[list[str]], end: int, first: int) -> list[Row]:
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


def _needs_fill(grid: Grid, header: list[Row]) -> bool:
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


def _last_data_row(rows: list[Row], kinds: list[list[str]], first: int) -> int:
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


def _guess_notes(found: Guess, rows: list[Row], last: int) -> None:
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


# --- columns -----------------------------------------------------------------------------------------------------


def _guess_columns(found: Guess, names: list[str], rows: list[Row]) -> None:
    """Guess which column is what, and with it the layout."""
    names, rows = _guess_split(found, names, rows)
    columns = [_column(index, name, rows) for index, name in enumerate(names)]
    columns = [column for column in columns if column.filled or any(column.texts)]
    of_periods = _period_headers(found, columns)
    if of_periods:
        keys = [column for column in columns if column.index not in of_periods]
        _keys_of_periods(found, keys, rows)
    else:
        _keys_of_table(found, columns, rows)
    values = _value_cells(found, columns, rows)
    _guess_numbers(found, values, rows)
    _guess_totals(found, columns, rows)


def _guess_split(found: Guess, names: list[str], rows: list[Row]) -> tuple[list[str], list[Row]]:
    """Split a column such as `freq,unit,geo\\TIME_PERIOD` into its parts."""
    for index, name in enumerate(names):
        head = name.partition("\\")[0]
        parts = [part.strip() for part in head.split(",")]
        if len(parts) < 2 or not all(
            len(row.cells) > index and row.cells[index].count(",") == len(parts) - 1 for row in rows
        ):
            continue
        found.keys["split"] = {name: parts}
        found.why["split"] = "each cell has these parts, separated by commas"
        extended = []
        for row in rows:
            padded = row.cells + [""] * (len(names) - len(row.cells))
            extended.append(
                Row(row.line, [*padded, *(text.strip() for text in row.cells[index].split(","))], row.numbers)
            )
            extended[-1].cells[index] = ""
        return [*names, *parts], extended
    return names, rows


def _column(index: int, name: str, rows: list[Row]) -> Column:
    column = Column(index, name, [row.cells[index] if index < len(row.cells) else "" for row in rows])
    for text, count in Counter(column.texts[:SAMPLE]).items():
        of_text = kind(text)
        column.filled += count * bool(of_text)
        column.numbers += count * (of_text == "number")
        column.periods += count * (of_text == "period")
        column.nulls += count * (of_text == "null")
        column.others += count * (of_text == "text")
    return column


def _period_headers(found: Guess, columns: list[Column]) -> set[int]:
    """Find the columns whose names have periods, and write the patterns of these names."""
    numeric = [column for column in columns if column.is_numeric or column.nulls == column.filled]
    whole = [column for column in numeric if words.IS_PERIOD.fullmatch(column.name)]
    if not whole:
        whole = [
            column
            for column in numeric
            if re.fullmatch(r"(?:Y|YR|FY|F|X|year)?[ _]?\d{4} ?(?:\[\w+\]|年度?)?", column.name, re.IGNORECASE)
        ]
    if whole:
        patterns = list(dict.fromkeys(_pattern_of_period(column.name) for column in whole))
        found.keys["values"] = patterns[0] if len(patterns) == 1 else patterns
        found.why["values"] = "the names of these columns are periods"
        found.layout = "periods in columns"
        return {column.index for column in whole}
    parsed = {column.index: _stem_and_period(column.name) for column in numeric}
    parsed = {index: each for index, each in parsed.items() if each}
    shapes = Counter(each[2] for each in parsed.values())
    if not parsed:
        return set()
    periods = {each[1] for each in parsed.values()}
    stems = Counter(each[0] for each in parsed.values())
    if len(parsed) < 2 or (len(periods) > 1 and max(stems.values()) == 1):
        found.choose(
            "values: " + quoted(next(iter(shapes))),
            "names of columns have years, and no indicator has two: the year is the period, or part of the name",
        )
        return set()
    found.keys["values"] = next(iter(shapes)) if len(shapes) == 1 else list(shapes)
    found.why["values"] = "the names of the columns have an indicator and a period"
    found.layout = "indicators and periods in columns"
    return set(parsed)


def _pattern_of_period(name: str) -> str:
    """Return the pattern of a name that is a period: 2020 [YR2020] is {period} [YR*]."""
    found = re.search(words.PERIOD, name)
    assert found is not None
    behind = re.sub(r"\d{4}", "*", literal(name[found.end() :]))
    return literal(name[: found.start()]) + "{period}" + behind


def _stem_and_period(name: str) -> tuple[str, str, str] | None:
    """Return the indicator, the period and the pattern of a name such as hdi_2020, GDP (2020) or 2020_gdp."""
    found = re.fullmatch(
        rf"(?P<stem>.*?[^\s\d_(\[/\-])(?P<sep>[\s_(\[/\-]+)(?P<period>{words.PERIOD})(?P<end>年?[)\]]?)", name
    )
    if found:
        return found["stem"], found["period"], "{node_id}" + literal(found["sep"]) + "{period}" + literal(found["end"])
    found = re.fullmatch(rf"(?P<period>{words.PERIOD})(?P<sep>年?[\s_/\-]+|年)(?P<stem>[^\s\d_/\-].*)", name)
    if found:
        return found["stem"], found["period"], "{period}" + literal(found["sep"]) + "{node_id}"
    return None


def _keys_of_periods(found: Guess, keys: list[Column], rows: list[Row]) -> None:
    """Guess the unit and the indicator of a table with periods in its columns."""
    columns: dict[str, str] = {}
    with_node = "{node_id}" in str(found.keys["values"])
    if not with_node:
        nodes = [column for column in keys if words.is_node_name(column.name)]
        _take_nodes(nodes, columns)
    rest = [column for column in keys if column.name not in columns.values()]
    groups = [columns[key] for key in ("node_id",) if key in columns]
    _take_units(found, rest, columns, groups, keys, rows)
    if not with_node and "node_id" not in columns:
        found.missing.add("node_id")
    unread = [column.name for column in keys if column.is_numeric and column.name not in columns.values()]
    if unread:
        names = ", ".join(quoted(literal(name)) for name in unread)
        found.choose(f"leave_out_columns: [{names}]", "these columns have numbers, and nothing reads them")
    found.keys["columns"] = columns
    _check_unique(found, keys, columns)


def _take_nodes(nodes: list[Column], columns: dict[str, str]) -> None:
    """Take the code of an indicator as its id, and its name as the label."""
    if not nodes:
        return
    coded = [
        column
        for column in nodes
        if words.CODE_WORDS & set(words.words(column.name)) or column.name.endswith(words.CODE_WORDS_ZH)
    ]
    chosen = (coded or nodes)[0]
    columns["node_id"] = chosen.name
    named = [column for column in nodes if column is not chosen and len(column.distinct) == len(chosen.distinct)]
    if named:
        columns["node_label"] = named[0].name


def _keys_of_table(found: Guess, columns: list[Column], rows: list[Row]) -> None:
    """Guess the layout and the keys of a table without periods in the names of its columns."""
    keys: dict[str, str] = {}
    period = next(
        (column for column in columns if plain(column.name) in words.PERIOD_NAMES and _is_period(column)), None
    )
    if period:
        keys["period"] = period.name
    else:
        found.missing.add("period")
    nodes = [column for column in columns if words.is_node_name(column.name) and column.is_text]
    value = next((column for column in columns if plain(column.name) in words.VALUE_NAMES and column.is_numeric), None)
    rest = [column for column in columns if column is not period]
    numeric = [column for column in rest if column.is_numeric and not _is_unit(column)]
    if nodes and (value or len(numeric) == 1) and any(_is_unit(column) for column in rest if column not in nodes):
        _take_nodes(nodes, keys)
        keys["value"] = (value or numeric[0]).name
        found.layout = "long"
    elif value and len([column for column in numeric if column is not value]) == 0:
        keys["value"] = value.name
        found.layout = "long"
        found.missing.add("node_id")
    elif nodes and nodes[0].index == min(column.index for column in rest) and _is_once(nodes[0], period):
        keys["node_id"] = nodes[0].name
        found.layout = "units in columns"
        found.keys["values"] = "{unit_id}"
        found.why["values"] = f"{nodes[0].name} names an indicator in each row, so that columns are units"
        others = [column for column in rest if column is not nodes[0] and not column.is_numeric]
        _leave_out(found, others, keys)
        found.keys["columns"] = keys
        return
    else:
        found.layout = "wide"
        found.keys["values"] = "{node_id}"
        found.why["values"] = "each other column is an indicator"
    taken = set(keys.values())
    candidates = [column for column in columns if column.name not in taken]
    groups = [keys[key] for key in ("period", "node_id") if key in keys]
    _take_units(found, candidates, keys, groups, columns, rows)
    for column in columns:
        if column.name in keys.values():
            continue
        if found.layout == "long":
            if plain(column.name) in words.NOTE_NAMES and "note" not in keys:
                keys["note"] = column.name
            elif plain(column.name) in words.MEASURE_NAMES:
                keys["unit_of_measure"] = column.name
    if found.layout == "wide":
        others = [column for column in columns if column.name not in keys.values()]
        _leave_out(found, [column for column in others if not column.is_numeric], keys)
        if period and not any(key in keys for key in ("unit_id", "label_en", "label_zh")):
            del found.keys["values"]
            found.choose(f"values: {quoted('{unit_id}')}", "each row is a period: its columns are units")
            found.choose(f"values: {quoted('{node_id}')}", "or its columns are indicators, and one unit is meant")
    found.keys["columns"] = keys
    _check_unique(found, columns, keys)


def _is_period(column: Column) -> bool:
    return column.periods == column.filled


def _is_once(column: Column, period: Column | None) -> bool:
    texts = list(zip(column.texts, period.texts, strict=True)) if period else column.texts
    return len(set(texts)) == len(texts)


def _is_unit(column: Column) -> bool:
    return words.is_unit_name(column.name) or words.is_code_name(column.name)


def _leave_out(found: Guess, columns: list[Column], keys: dict[str, str]) -> None:
    """Leave out columns of text that cannot be indicators; a few categories may be one."""
    left = []
    for column in columns:
        few = 1 < len(column.distinct) <= CATEGORIES and len(column.distinct) * 2 <= column.filled
        if plain(column.name) in words.GROUP_NAMES and "region" not in keys:
            keys["region"] = column.name
        elif not few and column.filled > column.nulls:
            left.append(column.name)
    if left:
        found.keys["leave_out_columns"] = [literal(name) for name in left]
        found.why["leave_out_columns"] = "text, not values"


def _take_units(
    found: Guess,
    candidates: list[Column],
    keys: dict[str, str],
    groups: list[str],
    columns: list[Column],
    rows: list[Row],
) -> None:
    """Choose the columns of the unit's code and name: known names first, else what is unique in each period."""
    of_group = [column for column in columns if column.name in groups]

    def unique(column: Column) -> bool:
        texts = list(zip(column.texts, *(each.texts for each in of_group), strict=True))
        return len(set(texts)) == len(texts) and all(column.texts)

    codes = [column for column in candidates if words.is_code_name(column.name)]
    named = [column for column in candidates if words.is_unit_name(column.name)]
    unique_codes, unique_names = ([each for each in some if unique(each)] for some in (codes, named))
    if found.layout == "long" and not unique_codes and not unique_names:
        unique_codes, unique_names = codes[:1], named[:1]
    code = unique_codes[0] if unique_codes else None
    name = next((each for each in unique_names or named if code is None or _pairs(code, each)), None)
    if name is None and code is not None and found.layout == "long":
        name = next((each for each in named if _pairs(code, each)), None)
    if code is None and name is None:
        _take_unknown_unit(found, candidates, keys, unique)
        return
    if code is not None:
        keys["unit_id"] = code.name
    if name is not None:
        keys[label_column(name.texts)] = name.name
    more = [each.name for each in unique_names if each is not name and code is None]
    for other in more:
        found.choose(
            f"unit_id: {quoted(other)}",
            f"{other} is unique too; {name.name if name else ''} was taken",
            "columns",
        )


def _take_unknown_unit(found: Guess, candidates: list[Column], keys: dict[str, str], unique: Any) -> None:
    texts = [column for column in candidates if column.is_text and unique(column)]
    if not texts:
        found.missing.add("unit_id")
        names = ", ".join(column.name for column in candidates[:CATEGORIES])
        found.choose("unit_id: NAME", f"no column is clearly the unit. The columns are {names}", "columns")
        return
    first = texts[0]
    if first.name.startswith("column ") and found.layout == "wide":
        found.missing.add("unit_id")
        found.keys.pop("values", None)
        found.choose(
            f"unit_id: {quoted(first.name)}", "the first column has no name: its rows may be units, and", "columns"
        )
        found.choose(f"values: {quoted('{node_id}')}", "the columns indicators,")
        found.choose(f"node_id: {quoted(first.name)}", "or its rows indicators, and", "columns")
        found.choose(f"values: {quoted('{unit_id}')}", "the columns units")
        return
    keys[label_column(first.texts)] = first.name
    found.why["columns"] = f"{first.name} is a text of its own in each row" + (
        f"; so are {', '.join(each.name for each in texts[1:])}" if texts[1:] else ""
    )


def label_column(texts: Iterable[str]) -> str:
    """Return the column of labels for names: label_zh if they have Chinese characters, else label_en."""
    return "label_zh" if any("\u4e00" <= sign <= "\u9fff" for text in list(texts)[:50] for sign in text) else "label_en"


def _pairs(one: Column, other: Column) -> bool:
    """Tell whether each text of one column goes with one text of the other, and the other way round."""
    pairs = set(zip(one.texts, other.texts, strict=True))
    return len({first for first, _ in pairs}) == len(pairs) == len({second for _, second in pairs})


def _check_unique(found: Guess, columns: list[Column], keys: dict[str, str]) -> None:
    """Leave out columns that are the same in all rows; ask which rows are meant if a unit has several."""
    chosen = [column for column in columns if column.name in keys.values() and column.name != keys.get("value")]
    identity = [column for column in chosen if column.name not in (keys.get("note"), keys.get("unit_of_measure"))]
    texts = list(zip(*(column.texts for column in identity), strict=True)) if identity else []
    if not texts or len(set(texts)) == len(texts):
        return
    others = [column for column in columns if column not in chosen and column.others and len(column.distinct) > 1]
    for column in others:
        shown = " | ".join(column.distinct[:CATEGORIES])
        found.choose(
            f"{quoted(column.name)}: {quoted(column.distinct[0])}",
            f"a unit has several rows; {column.name} tells them apart: {shown}",
            "keep",
        )
    found.missing.add("one row")
    if not others:
        twice = next(text for text, count in Counter(texts).items() if count > 1)
        found.choose("leave_out_rows: {COLUMN: NAME}", f"several rows are of {', '.join(filter(None, twice))}")


# --- values ------------------------------------------------------------------------------------------------------


def _value_cells(found: Guess, columns: list[Column], rows: list[Row]) -> list[tuple[Column, list[str]]]:
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


def _guess_numbers(found: Guess, values: list[tuple[Column, list[str]]], rows: list[Row]) -> None:
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
            f"{text} stands in {_cells(count)} and is no number: blank, or a number",
            "markers",
        )
    _guess_marks(found, numbers)
    _guess_sentinels(found, values, rows)


def _guess_marks(found: Guess, numbers: list[str]) -> None:
    """Guess what points, commas, blanks and apostrophes mean in numbers."""
    numbers = [
        re.sub(r"[eE][+-]?\d+$", "", text).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
        for text in numbers
    ]
    commas = [text for text in numbers if "," in text]
    points = [text for text in numbers if "." in text]
    if any(" " in text for text in numbers):
        found.keys["thousands"] = " "
    if any("'" in text for text in numbers):
        found.keys["thousands"] = "'"
    if not commas:
        _guess_points(found, points, numbers)
        return
    comma = _meaning(commas, ",", ".")
    point = _meaning(points, ".", ",")
    if found.grid.delimiter == "," and comma == "unclear" and point != "thousands":
        comma = "thousands"
    if comma == "unclear" and point == "decimal":
        comma = "thousands"
    if point == "unclear" and comma == "decimal":
        point = "thousands"
    if point == "unclear" and comma == "thousands":
        point = "decimal"
    if comma == "unclear" and point == "thousands":
        comma = "decimal"
    if (comma, point) in (("decimal", "decimal"), ("thousands", "thousands")) or "mixed" in (comma, point):
        found.choose(
            'decimal: "."',
            f"decimals have a point in some numbers and a comma in others: {commas[0]}, {(points or commas)[-1]}",
        )
        found.missing.add("decimal")
    elif comma == "unclear":
        found.choose('decimal: ","', f"the comma of {commas[0]} is a decimal sign, or")
        found.choose('thousands: ","', "it separates thousands")
        found.missing.add("decimal")
    elif comma == "decimal":
        found.keys["decimal"] = ","
        found.why["decimal"] = f"as in {commas[0]}"
        if points:
            found.keys["thousands"] = "."
    else:
        found.keys["decimal"] = "."
        found.keys["thousands"] = ","
        found.why["thousands"] = f"as in {commas[0]}"


def _meaning(texts: list[str], sign: str, other: str) -> str:
    """Return what a sign in numbers means: decimal, thousands, unclear, or mixed."""
    found = set()
    for text in texts:
        parts = text.lstrip("+-").split(sign)
        grouped = (
            all(len(part.partition(other)[0]) == 3 for part in parts[1:])
            and 1 <= len(parts[0]) <= 3
            and parts[0] != "0"
        )
        if len(parts) > 2:
            found.add("thousands" if grouped else "mixed")
        elif other in text:
            found.add("decimal" if text.index(other) < text.index(sign) else "thousands")
        else:
            found.add("unclear" if grouped and not parts[0].startswith("0") else "decimal")
    clear = found - {"unclear"}
    return "mixed" if len(clear) > 1 else clear.pop() if clear else "unclear"


def _guess_points(found: Guess, points: list[str], numbers: list[str]) -> None:
    meaning = _meaning(points, ".", ",") if points else "decimal"
    if meaning == "thousands":
        found.keys |= {"decimal": ",", "thousands": "."}
        found.why["thousands"] = f"as in {next(text for text in points if text.count('.') > 1)}"
    elif meaning == "mixed":
        found.choose('decimal: "."', f"points mean two things: {points[0]}")
        found.missing.add("decimal")
    elif meaning == "unclear" and any("." not in text and text.strip("+-0") for text in numbers):
        found.choose('decimal: "."', f"the point of {points[0]} is a decimal sign, or")
        found.choose('thousands: "."', "it separates thousands, as numbers without a point suggest")
        found.missing.add("decimal")


def _guess_sentinels(found: Guess, values: list[tuple[Column, list[str]]], rows: list[Row]) -> None:
    """Find numbers that stand for a missing value: they stand apart from all others of their column."""
    columns = [column.index for column, _ in values]
    if "{unit_id}" in str(found.keys.get("values", "")):
        series = [[row.cells[index] for index in columns if index < len(row.cells)] for row in rows]
    else:
        series = [column.texts for column, _ in values]
    counts: Counter[str] = Counter()
    for texts in series:
        if not any(text.strip("*. 0") in CODES for text in set(texts)):
            continue
        numbers: Counter[str] = Counter()
        for text in texts:
            if (number := _plain(text, found.keys)) is not None:
                numbers[number] += 1
        counts.update(sentinels(numbers))
    if counts:
        found.keys.setdefault("markers", {}).update({text: "blank" for text in counts})
        shown = ", ".join(f"{text} ({_cells(count)})" for text, count in counts.items())
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


def _guess_totals(found: Guess, columns: list[Column], rows: list[Row]) -> None:
    """Leave out rows that are named as a total or an average."""
    keys = found.keys.get("columns", {})
    for key in ("label_en", "label_zh", "unit_id"):
        column = next((each for each in columns if each.name == keys.get(key)), None)
        totals = [text for text in column.distinct if is_total(text)] if column else []
        if totals and column:
            found.keys["leave_out_rows"] = {column.name: [literal(text) for text in totals]}
            found.why["leave_out_rows"] = "totals and averages are no units"
            return


def _cells(count: int) -> str:
    return f"{count} cell" if count == 1 else f"{count} cells"


def quoted(text: str) -> str:
    """Return a text as YAML, in single quotes."""
    return "'" + text.replace("'", "''") + "'"
