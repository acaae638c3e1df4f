"""Guess the layout of a table, and which column is the period, the indicator, the unit, the value."""

from __future__ import annotations

import re
from collections import Counter

from composite_index.files import words
from composite_index.files.grids import Row
from composite_index.files.problems import plain
from composite_index.recipes.found import CATEGORIES, Column, Guess, column_of, quoted
from composite_index.recipes.numbers import guess_numbers, guess_totals, is_row_of_total, value_cells
from composite_index.recipes.patterns import literal
from composite_index.recipes.units import is_unit, take_units


def guess_columns(found: Guess, names: list[str], rows: list[Row]) -> None:
    """Guess which column is what, and with it the layout."""
    names, rows = _guess_split(found, names, rows)
    units = [row for index, row in enumerate(rows) if not is_row_of_total(row, index, len(rows))]
    columns = [column_of(index, name, units) for index, name in enumerate(names)]
    columns = [column for column in columns if column.filled or any(column.texts)]
    of_periods = _period_headers(found, columns)
    if of_periods:
        keys = [column for column in columns if column.index not in of_periods]
        _keys_of_periods(found, keys, rows)
    else:
        _keys_of_table(found, columns, rows)
    values = value_cells(found, columns, rows)
    guess_numbers(found, values, rows)
    guess_totals(found, names, rows)


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
    take_units(found, rest, columns, groups, keys)
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
        (column for column in columns if plain(column.name) in words.PERIOD_NAMES and is_period(column)), None
    )
    if period:
        keys["period"] = period.name
    else:
        found.missing.add("period")
    nodes = [column for column in columns if words.is_node_name(column.name) and column.is_text]
    value = next((column for column in columns if plain(column.name) in words.VALUE_NAMES and column.is_numeric), None)
    rest = [column for column in columns if column is not period]
    numeric = [column for column in rest if column.is_numeric and not is_unit(column)]
    if nodes and (value or len(numeric) == 1) and any(is_unit(column) for column in rest if column not in nodes):
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
    take_units(found, candidates, keys, groups, columns)
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
        _leave_out(
            found, [column for column in others if not column.is_numeric or words.is_code_name(column.name)], keys
        )
        if period and not any(key in keys for key in ("unit_id", "label_en", "label_zh")):
            del found.keys["values"]
            found.choose(f"values: {quoted('{unit_id}')}", "each row is a period: its columns are units")
            found.choose(f"values: {quoted('{node_id}')}", "or its columns are indicators, and one unit is meant")
    found.keys["columns"] = keys
    _check_unique(found, columns, keys)


def is_period(column: Column) -> bool:
    """Tell whether each filled cell of a column is a period."""
    return column.periods == column.filled


def _is_once(column: Column, period: Column | None) -> bool:
    texts = list(zip(column.texts, period.texts, strict=True)) if period else column.texts
    return len(set(texts)) == len(texts)


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
