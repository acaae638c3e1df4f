"""Cells that a spreadsheet shows as they are."""

from __future__ import annotations

import re

# Signs that make a spreadsheet take a cell for a formula, in half and full width.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def as_text(cell: object) -> object:
    """Return a cell of text so that a spreadsheet shows it and computes nothing: an apostrophe before a formula's sign.

    Numbers stay as they are, and so does a text that is a number, such as the code -1.
    """
    if isinstance(cell, str) and cell.lstrip().startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("\t", "\r", "\n")) else cell
