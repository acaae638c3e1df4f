"""Guess what points, commas, blanks and apostrophes in numbers mean."""

from __future__ import annotations

import re

from composite_index.recipes.found import Guess


def guess_marks(found: Guess, numbers: list[str]) -> None:
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
