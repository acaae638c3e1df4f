"""Find the rows that sum up or average the others. They are not units, but would be ranked."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from decimal import Decimal, InvalidOperation

from composite_index.files import cells
from composite_index.files.catalogue import TOTAL_BEGINNINGS, TOTAL_ENDINGS, TOTAL_LAST_WORDS, TOTALS, UNIT_LABELS
from composite_index.files.problems import Problems
from composite_index.files.records import Record

# The number of other units, and of different values among them, that show that a row sums them up.
OTHERS_OF_A_TOTAL, VALUES_OF_A_TOTAL = 3, 2
CHANCE_OF_A_SUM, CHANCE_OF_A_MEAN = 0.01, 0.001
_NO_UNIT = "Delete the row, or list it in a file of units if it is a unit"


def is_total(name: str) -> bool:
    """Tell whether a name is that of a row that sums up others, such as 合 计：, Average (31) or OECD - Total."""
    text = re.sub(r"\(.*\)|\[.*\]", "", cells.half_width(name))
    words = re.findall(r"\w+", cells.fold(text)) or [""]
    return (
        not _TOTALS.isdisjoint((_letters(name), _letters(text)))
        or words[-1] in TOTAL_LAST_WORDS
        or " ".join(words[:2]) in TOTAL_BEGINNINGS
        or _letters(text).endswith(TOTAL_ENDINGS)
    )


def _advice(record: Record) -> str:
    in_recipe = f", or name it in leave_out_rows of {record.table.recipe}" if record.table.recipe else ""
    return _NO_UNIT + in_recipe


def _letters(name: str) -> str:
    if name.isascii():
        return "".join(filter(str.isalnum, name)).lower()
    # Python does not count vowel marks as letters, and names in India and Thailand need them
    return "".join(c for c in cells.fold(name) if unicodedata.category(c)[0] in "LMN")


_TOTALS = frozenset(map(_letters, TOTALS.split(",")))


def refuse_totals_by_name(observations: list[Record], problems: Problems) -> None:
    """Refuse a row named as a total or an average, unless a file of units says that it is a unit."""
    total: dict[str, bool] = {}
    for record in observations:
        for column in ("unit_id", *UNIT_LABELS):
            name = record.cells.get(column)
            if name is None:
                continue
            if name not in total:
                total[name] = is_total(name)
            if total[name]:
                record.refuse(
                    problems,
                    column,
                    f'"{name}" is the name of a total or an average, not of a unit. {_advice(record)}',
                    once="total",
                )


def refuse_totals_by_value(observations: list[Record], problems: Problems) -> None:
    """Refuse the first or the last unit of an index if its every value is the sum or the mean of the others'."""
    indices: dict[str | None, dict[str, dict[tuple[str, str], str]]] = defaultdict(dict)
    rows: dict[tuple[str | None, str], Record] = {}
    for record in observations:
        index, unit, value = record.cells["index_id"], str(record.cells["unit_id"]), record.cells["value"]
        rows.setdefault((index, unit), record)
        values = indices[index].setdefault(unit, {})
        if value is not None:
            values[str(record.cells["period"]), str(record.cells["node_id"])] = value
    for index, units in indices.items():
        names = list(units)
        for unit in dict.fromkeys((names[0], names[-1])):
            if found := _sums_up(units[unit], [units[other] for other in names if other != unit]):
                rows[index, unit].refuse(
                    problems,
                    "unit_id",
                    f'each value of "{unit}" is the {found} of all others. {_advice(rows[index, unit])}',
                )


def _sums_up(values: dict[tuple[str, str], str], others: list[dict[tuple[str, str], str]]) -> str:
    """Return 'sum' or 'mean' if all values equal that of the others, to the digits written, else ''.

    One such value proves little, and so do few digits. The chance that all agree is the product of each value's chance,
    which is the step of its last digit in the range of the others. A mean lies among the others, so chance hits it
    more.
    """
    kinds: dict[str, list[float]] = {"sum": [], "mean": []}
    for cell, value in values.items():
        try:
            number, known = Decimal(value), [Decimal(other[cell]) for other in others if cell in other]
        except InvalidOperation:
            # a category
            continue
        if len(known) < OTHERS_OF_A_TOTAL:
            return ""
        total, spread = sum(known), max(known) - min(known)
        step = Decimal(1).scaleb(min(0, int(number.as_tuple().exponent)))
        if abs(number - total) <= step / 2:
            kind = "sum"
        elif abs(number - total / len(known)) <= step / 2:
            kind = "mean"
        else:
            return ""
        if spread:
            kinds[kind].append(min(1.0, float(step / spread)))
    found = [kind for kind, chances in kinds.items() if chances]
    chances = kinds["sum"] + kinds["mean"]
    at_most = CHANCE_OF_A_MEAN if kinds["mean"] else CHANCE_OF_A_SUM
    if len(chances) < VALUES_OF_A_TOTAL or math.prod(chances) > at_most:
        return ""
    return " or the ".join(found)
