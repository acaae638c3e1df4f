"""Find units that may be one: names that are nearly alike, each in periods where the other is absent."""

from __future__ import annotations

import difflib
from collections import defaultdict

from composite_index.files.catalogue import UNIT_LABELS
from composite_index.files.problems import plain
from composite_index.files.records import Inputs

NEAR = 0.75
# Comparing each name with each other takes time that grows with the square of their number.
MOST_NAMES = 2000


def near_names(inputs: Inputs) -> list[tuple[str, str]]:
    """Return pairs of names that may be of one unit: the one that has no value in the last period, and the other."""
    if len({record.cells.get("period") for record in inputs.records["observations"]}) < 2:
        return []
    periods: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for record in inputs.records["observations"]:
        if record.cells.get("value") is None:
            continue
        unit = str(record.cells["unit_id"])
        periods[unit].add(str(record.cells["period"]))
        labels.setdefault(unit, next((str(text) for column in UNIT_LABELS if (text := record.cells.get(column))), unit))
    every = set().union(*periods.values()) if periods else set()
    partial = [unit for unit, of_unit in periods.items() if of_unit != every]
    if len(partial) > MOST_NAMES:
        return []
    pairs = []
    for index, one in enumerate(partial):
        for other in partial[index + 1 :]:
            if periods[one] & periods[other] or not alike(labels[one], labels[other]):
                continue
            old, new = sorted((one, other), key=lambda unit: max(periods[unit]))
            pairs.append((old, new))
    return pairs


def alike(one: str, other: str) -> bool:
    """Tell whether two names may be of one unit."""
    first, second = plain(one), plain(other)
    short, long = sorted((first, second), key=len)
    if short == long or (len(short) > 1 and long.startswith(short)):
        return True
    return difflib.SequenceMatcher(None, first, second).ratio() >= NEAR
