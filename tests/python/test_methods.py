"""The entries of the methods in macros/methods, beside the formulas and the pages that name them."""

from __future__ import annotations

import re
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
from rules_page import METHODS, framework_parameters

FACTS = {
    "normalisation": {
        "needs",
        "reads",
        "leaves_scale",
        "needs_ranks",
        "needs_median",
        "constant_undefined",
        "disordered_where",
        "undefined_where",
    },
    "aggregation": {
        "needs",
        "reads",
        "leaves_scale",
        "own_scale",
        "adds_up",
        "is_sum",
        "compares_units",
        "undefined_child",
        "undefined_under",
    },
    "imputation": {"from", "needs", "reads"},
    "outlier_treatment": {"needs", "reads"},
}
FORMULAS = {"normalisation": "normalise", "aggregation": "aggregate"}
RANKS = ("value_rank", "ranked_values")


@pytest.mark.parametrize("step", METHODS)
def test_entries_say_what_a_rule_can_read(step: str) -> None:
    """A fact that no rule knows, or a parameter that the framework does not have, is a spelling mistake."""
    for name, entry in METHODS[step].items():
        assert "reads" in entry, name
        assert entry.keys() <= FACTS[step], name
        assert {*entry["reads"], *entry.get("needs", [])} <= framework_parameters().keys(), name
        assert set(entry.get("leaves_scale", [])) <= {"always", "unclipped", "carried"}, name


@pytest.mark.parametrize("step", FORMULAS)
def test_each_entry_has_a_formula_in_a_file_of_its_name(step: str) -> None:
    """And each file has an entry; the formula reads ranks if and only if the entry says so."""
    verb = FORMULAS[step]
    files = {file.stem.removeprefix(f"{verb}_"): file for file in (ROOT / "macros" / step).glob(f"{verb}_*.sql")}
    assert files.keys() == METHODS[step].keys()
    for name, file in files.items():
        text = file.read_text(encoding="utf-8")
        assert f"macro default__{verb}_{name}(" in text
        formula = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
        assert any(rank in formula for rank in RANKS) == METHODS[step][name].get("needs_ranks", False), name


@pytest.mark.parametrize("step", METHODS)
def test_pages_name_every_method(step: str) -> None:
    """The column's description and METHODOLOGY.md."""
    described = (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")
    (column,) = re.findall(rf"\{{% docs {step} %\}}(.*?)\{{% enddocs", described)
    methodology = (ROOT / "METHODOLOGY.md").read_text(encoding="utf-8")
    for name in METHODS[step]:
        assert re.search(rf"\b{name}\b", column), name
        assert f"`{name}`" in methodology, name
