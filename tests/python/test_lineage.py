"""The lineage is complete: columns of published tables lead to the inputs, and published tables are declared inputs."""

from __future__ import annotations

import json
import logging
import re

import pytest
from conftest import ROOT, Project, long_test
from dbt_colibri.lineage_extractor.extractor import DbtColumnLineageExtractor

# column of a published table -> columns of the seeds that it must lead to
TRACED = {
    ("index_scores", "score"): {
        "observations": {"value"},
        "framework": {"weight", "direction", "normalisation", "aggregation", "lower", "upper"},
    },
    ("index_rankings", "rank"): {
        "observations": {"value"},
        "framework": {"weight", "direction", "normalisation", "aggregation", "lower", "upper"},
        "groups": {"group_id"},
    },
}
PUBLISHED = {"index_scores", "index_rankings", "index_nodes", "index_tiers", "index_vintages"}


@pytest.fixture
def documented(project: Project) -> Project:
    """Return the built project with its catalog."""
    if not (project.folder / "target" / "catalog.json").exists():
        run = project.dbt("docs", "generate", DBT_WRITE_JSON="true")
        assert run.exit_code == 0, run.output
    return project


@long_test
def test_columns_lead_to_the_seeds(documented: Project, caplog: pytest.LogCaptureFixture) -> None:
    """From the compiled SQL of all models alone, as lineage tools read it."""
    target = documented.folder / "target"
    with caplog.at_level(logging.CRITICAL, logger="colibri"):
        extractor = DbtColumnLineageExtractor(str(target / "manifest.json"), str(target / "catalog.json"))
        columns = extractor.get_columns_lineage_from_sqlglot_lineage_map(extractor.build_lineage_map())
    for (model, column), expected in TRACED.items():
        found: dict[str, set[str]] = {}
        related = extractor.find_all_related(columns, f"model.composite_index.{model}", column)
        for node, read in related.items():
            if node.startswith("seed."):
                found.setdefault(node.split("__")[-1], set()).update(name.lower() for name in read)
        for name, needed in expected.items():
            assert found.get(name, set()) >= needed, (model, name, needed - found.get(name, set()))


def test_what_was_published_last_is_declared(project: Project) -> None:
    """Staging reads it as a source, and the vintages read their own last state; no other model does."""
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    sources = {key: source for key, source in manifest["sources"].items()}
    assert {source["name"] for source in sources.values()} == PUBLISHED
    models = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    for source in sources.values():
        assert source["description"]
        assert source["relation_name"] == models[source["name"]]["relation_name"]
    readers = {
        name: {sources[parent]["name"] for parent in node["depends_on"]["nodes"] if parent in sources}
        for name, node in models.items()
    }
    assert {name: read for name, read in readers.items() if read} == {
        "stg_index__published_nodes": {"index_nodes", "index_tiers"},
        "stg_index__published_scores": {"index_scores", "index_rankings"},
        "index_vintages": {"index_vintages"},
    }


def test_graphs_of_the_front_page_hang_together(project: Project) -> None:
    """Each saved graph has about a dozen existing models, each joined to another by an edge."""
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    page = (ROOT / "overview" / "overview.md").read_text(encoding="utf-8")
    graphs = re.findall(r"\(#!/overview\?g_v=1&g_i=([^)]*)\)", page)
    assert len(graphs) == 2
    for graph in graphs:
        models = {f"model.composite_index.{name}" for name in graph.split("%20")}
        assert 10 <= len(models) <= 15
        edges = [
            {parent, child}
            for child in models
            for parent in manifest["nodes"][child]["depends_on"]["nodes"]
            if parent in models
        ]
        reached = {min(models)}
        for _ in models:
            reached = reached.union(*(edge for edge in edges if edge & reached))
        assert reached == models


def test_suites_before_and_after_the_scores_are_counted(project: Project) -> None:
    """The front page says how many suites each gate has."""
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    page = (ROOT / "overview" / "overview.md").read_text(encoding="utf-8")
    for gate, number in {"observations": "three", "scores": "four"}.items():
        parents = manifest["nodes"][f"model.composite_index.gate_index__{gate}"]["depends_on"]["nodes"]
        profiles = [parent for parent in parents if parent.endswith("_profile")]
        assert len(profiles) == {"three": 3, "four": 4}[number]
        assert re.search(rf"`gate_index__{gate}`: {number}\b", page)
