"""The shape of the project, from dbt's manifest: which folder reads which, how long paths and models are."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, copy_of_project

# The folders of models in the order of the method. A model reads folders before its own, and its own.
ORDER = (
    "staging", "framework", "values", "treatment", "normalisation", "aggregation", "ranking", "analysis", "marts",
    "dgi_2020", "publishing",
)  # fmt: skip
GATES = {"gate_index__observations", "gate_index__recorded", "gate_index__scores"}
BEHIND_GATES = {"treatment", "marts", "dgi_2020", "publishing"}
LONG_MODELS = {
    "int_index__scores": 216,
}

Nodes = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Nodes:
    """Every node of the project as dbt parses it; nothing is built."""
    project = copy_of_project(tmp_path_factory.mktemp("house") / "project")
    run = project.dbt("parse", DBT_WRITE_JSON="true")
    assert run.exit_code == 0, run.output
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    return {name: node for name, node in manifest["nodes"].items() if node["resource_type"] != "operation"}


@pytest.fixture(scope="module")
def models(nodes: Nodes) -> Nodes:
    """The models by name; what they read is the names of models."""
    found = {node["name"]: node for node in nodes.values() if node["resource_type"] == "model"}
    for node in found.values():
        node["folder"] = Path(node["path"]).parts[0]
        node["reads"] = [
            nodes[name]["name"]
            for name in node["depends_on"]["nodes"]
            if name in nodes and nodes[name]["resource_type"] == "model"
        ]
    return found


def test_data_goes_one_way(models: Nodes) -> None:
    """A model reads folders before its own; nothing reads the checks but the gates."""
    assert {node["folder"] for node in models.values()} == {*ORDER, "checks"}
    up = {
        (name, read)
        for name, node in models.items()
        for read in node["reads"]
        if node["folder"] != "checks"
        and models[read]["folder"] != "checks"
        and ORDER.index(models[read]["folder"]) > ORDER.index(node["folder"])
    }
    assert up == set()
    readers = {
        (node["folder"], read)
        for node in models.values()
        for read in node["reads"]
        if node["folder"] != "checks" and models[read]["folder"] == "checks"
    }
    assert {read for _, read in readers} <= GATES
    assert {folder for folder, _ in readers} <= BEHIND_GATES


def test_violations_hang_on_their_step(models: Nodes) -> None:
    """A violation reads no profile and no other violation, so that the gate does not wait for one after the other."""
    profiles = re.compile("_(profile|violations)$")
    chained = {
        (name, read)
        for name, node in models.items()
        for read in node["reads"]
        if profiles.search(name) and profiles.search(read)
    }
    # The few rows of the violations explain the profile; neither lies on the longest path.
    assert chained <= {
        ("int_index__framework_violations", "int_index__framework_profile"),
        ("int_index__quarantine_violations", "int_index__quarantine_profile"),
        ("int_index__treated_violations", "int_index__treated_profile"),
    }


def test_paths_are_short(models: Nodes) -> None:
    """From the inputs to a published table of the package."""

    @functools.cache
    def path(name: str) -> tuple[str, ...]:
        return (*max((path(read) for read in models[name]["reads"]), key=len, default=()), name)

    published = [name for name, node in models.items() if node["folder"] == "marts"]
    longest = max(map(path, published), key=len)
    assert len(longest) <= 36, longest


def test_project_is_small(nodes: Nodes, models: Nodes) -> None:
    """The bundled project, the models of the package, and the tests."""
    assert len(nodes) <= 182
    of_package = [name for name, node in models.items() if node["folder"] != "dgi_2020"]
    assert len(of_package) <= 88
    assert len([name for name in of_package if models[name]["folder"] == "checks"]) <= 26
    tests = [node for node in nodes.values() if node["resource_type"] == "test"]
    assert len(tests) <= 60


def test_models_fit_on_a_screen(models: Nodes) -> None:
    """No model has over 200 lines, except the few that LONG_MODELS lists."""
    lines = {
        name: len((ROOT / node["original_file_path"]).read_text(encoding="utf-8").splitlines())
        for name, node in models.items()
    }
    long = {name: number for name, number in lines.items() if number > 200}
    assert {name: number for name, number in long.items() if number > LONG_MODELS.get(name, 200)} == {}
