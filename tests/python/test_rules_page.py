"""The page of all rules lists what stands in the project, and each rule says what to do."""

from __future__ import annotations

import json
import sys

from conftest import ROOT, Project

sys.path.insert(0, str(ROOT / "docs"))
from rules_page import page


def test_page_of_rules_is_what_stands(project: Project) -> None:
    """Written anew from the manifest it is the page; every test has a description to print."""
    # a partial parse loses the descriptions of singular tests
    run = project.dbt("parse", "--no-partial-parse", DBT_WRITE_JSON="true")
    assert run.exit_code == 0, run.output
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    assert page(manifest) == (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    assert len(tests) > 100
    without = [test["name"] for test in tests if not test["description"].strip()]
    assert not without
