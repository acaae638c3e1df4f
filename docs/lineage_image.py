"""Draw docs/images/lineage.svg from dbt's manifest of the last build: inputs, steps, gates and marts.

Run with `make images`; needs Graphviz (Debian: graphviz). An edge that another path implies is left out, so that the
picture shows the steps of the method.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COLOURS = {
    "input": "#ffffff",
    "staging": "#e5e7eb",
    "framework": "#99f6e4",
    "values": "#cffafe",
    "treatment": "#dbeafe",
    "normalisation": "#bfdbfe",
    "aggregation": "#93c5fd",
    "ranking": "#c4b5fd",
    "analysis": "#fef3c7",
    "checks": "#fde68a",
    "dgi_2020": "#fbcfe8",
    "marts": "#86efac",
    "publishing": "#4ade80",
}


def lineage(manifest: dict) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Return each shown node's folder and the edges that no other path implies.

    A seed is shown as the input that it belongs to, once for all indices. Reference seeds, tests and models that only
    tests read are left out.
    """
    names: dict[str, str] = {}
    folders: dict[str, str] = {}
    for key, node in manifest["nodes"].items():
        if node["resource_type"] == "model" and not re.search("__printed_|__runner$", node["name"]):
            names[key], folders[node["name"]] = node["name"], node["path"].split("/")[0]
        elif node["resource_type"] == "seed" and (suffix := re.search(r"__(\w+)$", node["name"])):
            names[key] = f"input_{suffix[1]}"
            folders[names[key]] = "input"
    edges = {
        (names[parent], names[key])
        for key in names
        for parent in manifest["parent_map"].get(key, [])
        if parent in names
    }
    children: dict[str, set[str]] = {}
    for parent, child in edges:
        children.setdefault(parent, set()).add(child)

    @functools.cache
    def below(node: str) -> frozenset[str]:
        found = children.get(node, set())
        return frozenset(found).union(*map(below, found))

    implied = {(parent, child) for parent, child in edges if any(child in below(other) for other in children[parent])}
    return folders, edges - implied


def main() -> None:
    """Write the picture."""
    if not shutil.which("dot"):
        sys.exit("The picture of the lineage needs Graphviz: its program `dot` is not on the path")
    manifest = json.loads((ROOT / "target" / "manifest.json").read_text(encoding="utf-8"))
    folders, edges = lineage(manifest)
    lines = [
        "digraph lineage {",
        "rankdir=TB; nodesep=0.15; ranksep=0.25; bgcolor=white;",
        'node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=11, height=0.3, color="#6b7280"];',
        'edge [color="#9ca3af", arrowsize=0.6];',
    ]
    for name, folder in sorted(folders.items()):
        shape = 'box, penwidth=2.5, color="#b45309"' if name.startswith("gate_") else "box"
        lines.append(f'"{name}" [shape={shape}, fillcolor="{COLOURS[folder]}"];')
    lines += [f'"{parent}" -> "{child}";' for parent, child in sorted(edges)]
    (ROOT / "docs" / "images").mkdir(exist_ok=True)
    subprocess.run(
        ["dot", "-Tsvg", "-o", str(ROOT / "docs" / "images" / "lineage.svg")],  # noqa: S607
        input="\n".join([*lines, "}"]),
        text=True,
        check=True,
    )


if __name__ == "__main__":
    main()
