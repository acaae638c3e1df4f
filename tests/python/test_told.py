"""A message speaks to who reads it: of files and options, or to who builds with dbt of inputs and variables."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from composite_index.catalogue import INPUTS
from composite_index.gates import PROFILES, load_suite
from conftest import ROOT
from jinja2 import Environment

FILES = {name: f"{name}.csv" for name in INPUTS}
# What a person who has files only knows nothing of.
FOREIGN = re.compile(r"input_|--vars|\bdbt\b|relation|\bseed|the variable")


class Returned(Exception):  # noqa: N818 - what dbt's `return` does
    """The value that a macro gives back."""


def told(advice: str, files: dict[str, str]) -> str:
    """Return what the macro makes of an advice, as dbt would."""

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
    """Return the descriptions of the data tests in a properties file."""
    if isinstance(found, list):
        return [text for each in found for text in of_tests(each)]
    if not isinstance(found, dict):
        return []
    own = [
        " ".join(test["description"].split())
        for declared in found.get("data_tests") or []
        if isinstance(declared, dict)
        for test in declared.values()
        if isinstance(test, dict) and "description" in test
    ]
    return own + [text for key, each in found.items() if key != "data_tests" for text in of_tests(each)]


def advices() -> list[str]:
    """Return every advice that a failed expectation or test gives."""
    suites = [each["meta"]["advice"] for name in PROFILES for each in load_suite(name)["expectations"]]
    files = [file for file in sorted(Path(ROOT / "models").rglob("_*.yml")) if file.stem != "_unit_tests"]
    tests = [text for file in files for text in of_tests(yaml.safe_load(file.read_text(encoding="utf-8")))]
    assert len(suites) > 50
    assert len(tests) > 60
    return sorted({*suites, *tests})


def test_who_has_files_is_told_of_files() -> None:
    """No advice speaks of inputs, variables or dbt, and each still says something."""
    foreign = {advice: said for advice in advices() if FOREIGN.search(said := told(advice, FILES))}
    assert not foreign
    assert told("raise mean_shift in input_bounds.", FILES) == "raise mean_shift in bounds.csv."
    assert told("say so: --vars 'accept_drift: INDEX_ID'.", FILES) == "say so: --accept-drift."
    assert told("no more than the variable max_winsorised_points (5).", FILES) == "no more than 5."
    said = [told(advice, FILES) for advice in advices()]
    assert all(len(text) > 15 and text.endswith((".", "?")) for text in said)
    assert len(set(said)) == len(said)


def test_who_builds_with_dbt_is_told_of_inputs_and_variables() -> None:
    """As it is written, and no advice speaks of options that dbt has not."""
    for advice in advices():
        assert told(advice, {}) == advice
        assert not re.search(r"--accept-drift|--quarantine|--replace|\.csv", advice), advice
