"""A message fits its reader: files and options for one, inputs and variables for a person who builds with dbt."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from composite_index_gates.suite_files import PROFILES, load_suite
from conftest import ROOT, in_properties
from jinja2 import Environment

from composite_index.files.catalogue import INPUTS

FILES = {name: f"{name}.csv" for name in INPUTS}
# Words that mean nothing to a person who has only files.
FOREIGN = re.compile(r"input_|--vars|\bdbt\b|relation|\bseed|the variable")


class Returned(Exception):  # noqa: N818 - what dbt's `return` does
    """The value that a macro gives back."""


def told(advice: str, files: dict[str, str]) -> str:
    """Return the macro's version of an advice, as dbt would."""

    def give_back(value: Any) -> None:
        raise Returned(value)

    names = {
        "fromjson": json.loads,
        "env_var": lambda _, default: json.dumps(files) if files else default,
        "return": give_back,
        "modules": SimpleNamespace(re=re),
    }
    text = (ROOT / "macros/reporting/told.sql").read_text(encoding="utf-8")
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701 - no HTML
    with pytest.raises(Returned) as returned:
        environment.from_string(text, globals=names).module.told(advice)  # type: ignore[attr-defined]
    return str(returned.value.args[0])


def of_tests(found: Any) -> list[str]:
    """Return the descriptions of the data tests in a properties file, and the advices of their rules."""
    if isinstance(found, list):
        return [text for each in found for text in of_tests(each)]
    if not isinstance(found, dict):
        return []
    tests = [test for each in found.get("data_tests") or [] if isinstance(each, dict) for test in each.values()]
    rules = [rule for test in tests for rule in test.get("arguments", {}).get("rules", [])]
    texts = [test["description"] for test in tests if "description" in test] + [rule["advice"] for rule in rules]
    own = [" ".join(text.split()) for text in texts]
    return own + [text for key, each in found.items() if key != "data_tests" for text in of_tests(each)]


def advices() -> list[str]:
    """Return every advice that a failed expectation or test gives."""
    suites = [each["meta"]["advice"] for name in PROFILES for each in load_suite(name)["expectations"]]
    tests = [text for model in in_properties("models") for text in of_tests(model)]
    assert len(suites) > 50
    assert len(tests) > 60
    return sorted({*suites, *tests})


def test_who_has_files_is_told_of_files() -> None:
    """No advice mentions inputs, variables or dbt, and each still says something."""
    foreign = {advice: said for advice in advices() if FOREIGN.search(said := told(advice, FILES))}
    assert not foreign
    assert told("raise mean_shift in input_bounds.", FILES) == "raise mean_shift in bounds.csv."
    assert told("say so: --vars 'accept_drift: INDEX_ID'.", FILES) == "say so: --accept-drift."
    assert told("no more than the variable max_winsorised_points (5).", FILES) == "no more than 5."
    said = [told(advice, FILES) for advice in advices()]
    assert all(len(text) > 15 and text.endswith((".", "?")) for text in said)
    assert len(set(said)) == len(said)


def test_who_builds_with_dbt_is_told_of_inputs_and_variables() -> None:
    """Unchanged, and no advice mentions options that dbt does not have."""
    for advice in advices():
        assert told(advice, {}) == advice
        assert not re.search(r"--accept-drift|--quarantine|--replace|\.csv", advice), advice
