"""Guess which columns hold the codes and the names of units."""

from __future__ import annotations

from typing import Any

from composite_index.files import words
from composite_index.recipes.found import CATEGORIES, Column, Guess, quoted


def is_unit(column: Column) -> bool:
    """Tell whether a column has the name of units or of their codes; School enrolment has numbers and is none."""
    return words.is_code_name(column.name) or (words.is_unit_name(column.name) and not column.is_numeric)


def take_units(
    found: Guess,
    candidates: list[Column],
    keys: dict[str, str],
    groups: list[str],
    columns: list[Column],
) -> None:
    """Choose the columns of the unit's code and name: known names first, else what is unique in each period."""
    of_group = [column for column in columns if column.name in groups]

    def unique(column: Column) -> bool:
        texts = list(zip(column.texts, *(each.texts for each in of_group), strict=True))
        return len(set(texts)) == len(texts) and all(column.texts)

    codes = [column for column in candidates if words.is_code_name(column.name)]
    named = [column for column in candidates if words.is_unit_name(column.name) and not column.is_numeric]
    unique_codes, unique_names = ([each for each in some if unique(each)] for some in (codes, named))
    if found.layout == "long" and not unique_codes and not unique_names:
        unique_codes, unique_names = codes[:1], named[:1]
    code = unique_codes[0] if unique_codes else None
    name = next((each for each in unique_names or named if code is None or _pairs(code, each)), None)
    if name is None and code is not None and found.layout == "long":
        name = next((each for each in named if _pairs(code, each)), None)
    if code is not None and code.is_numeric and name is None and unique_names:
        # a number of the row, not a code of the unit
        code, name = None, unique_names[0]
    if code is None and name is None:
        _take_unknown_unit(found, candidates, keys, unique)
        return
    if code is not None:
        keys["unit_id"] = code.name
    if name is not None:
        keys[words.label_column(name.texts)] = name.name
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
    keys[words.label_column(first.texts)] = first.name
    found.why["columns"] = f"{first.name} is a text of its own in each row" + (
        f"; so are {', '.join(each.name for each in texts[1:])}" if texts[1:] else ""
    )


def _pairs(one: Column, other: Column) -> bool:
    """Tell whether each text of one column goes with one text of the other, and the other way round."""
    pairs = set(zip(one.texts, other.texts, strict=True))
    return len({first for first, _ in pairs}) == len(pairs) == len({second for _, second in pairs})
