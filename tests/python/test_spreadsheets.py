"""A file for a spreadsheet shows texts and computes nothing: the ranking, and what `composite-index diff` writes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from composite_index.publishing.commands import _write_units
from composite_index.publishing.compare import Edition
from composite_index.spreadsheets import as_text

UNIT = {
    f"{what}_{when}": None for what in ("score", "rank", "tier") for when in ("before", "after")
} | {"why": "another framework"}  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", " @SUM(A1)", "+x", "-x", "＝1", "\t=1"])
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    """Also with a blank before it, and in full width."""
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [-1.5, 3, None, "-1", "ash", "北京"])
def test_numbers_and_other_texts_stay(cell: object) -> None:
    """A code that is a number is no formula."""
    assert as_text(cell) == cell


def test_the_units_of_a_difference_are_texts(tmp_path: Path) -> None:
    """In the file that `--output` names."""
    edition = Edition(("towns", "baseline", "2025", "towns"), units=[{"unit_id": "=cmd()", **UNIT}])
    _write_units([edition], tmp_path / "units.csv")
    with (tmp_path / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["unit_id"] for row in csv.DictReader(file)] == ["'=cmd()"]
