"""Find numbers that stand for a missing value: -999 among shares. A gate warns of those that a recipe does not name."""

from __future__ import annotations

from collections import Counter

SENTINELS = ("-9", "-99", "-999", "-9999", "-99999", "9999", "99999", "999999")
# How many other values show that one stands apart, and how far it lies from them, in their size.
OTHERS, APART = 2, 2


def sentinels(numbers: Counter[str]) -> dict[str, int]:
    """Return the numbers that stand apart from all others as codes of a missing value do, with their counts."""
    if numbers.keys().isdisjoint(SENTINELS):
        return {}
    by_value: dict[float, str] = {}
    for text in numbers:
        try:
            by_value[float(text)] = text
        except ValueError:
            return {}
    codes = [*map(float, SENTINELS)]
    others = [value for value in by_value if value not in codes]
    if len(others) < OTHERS:
        return {}
    low, high = min(others), max(others)
    size = max(high - low, abs(high), abs(low), 1.0)
    found = {}
    for code in codes:
        if code in by_value and (
            low - code > APART * size or code - high > APART * size or (code < 0 <= low and code <= -99)
        ):
            found[by_value[code]] = numbers[by_value[code]]
    return found
