"""Print how the models depend on each other, from dbt's manifest: the figures of docs/decisions/0026-the-house.md.

Run after a build or parse: `.venv/bin/python docs/house_figures.py`. tests/python/test_house.py holds the bounds.
"""

from __future__ import annotations

import functools
import json
import os
import statistics
from collections import Counter
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "staging", "framework", "values", "treatment", "normalisation", "aggregation", "ranking", "analysis", "marts",
    "checks", "dgi_2020",
)  # fmt: skip
# the models that a raw value passes, in order
PATH_OF_A_VALUE = (
    "stg_index__observations", "int_index__observations", "int_index__values",
    "int_index__denominated", "int_index__imputed", "int_index__treated", "int_index__normalised", "int_index__scores",
    "int_index__points", "index_scores",
)  # fmt: skip


def main() -> None:
    """Print the figures as Markdown."""
    target = Path(os.environ.get("DBT_TARGET_PATH", ROOT / "target"))
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    nodes = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] != "operation"}
    kinds = Counter(node["resource_type"] for node in nodes.values())
    found = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
    folder = {node["name"]: Path(node["path"]).parts[0] for node in found.values()}
    reads = {
        node["name"]: [found[key]["name"] for key in node["depends_on"]["nodes"] if key in found]
        for node in found.values()
    }
    lines = {
        node["name"]: len((ROOT / node["original_file_path"]).read_text(encoding="utf-8").splitlines())
        for node in found.values()
    }

    print("| folder | models | " + " | ".join(FOLDERS) + " |")
    print("| --- " * (len(FOLDERS) + 2) + "|")
    pairs = Counter((folder[name], folder[other]) for name, others in reads.items() for other in others)
    for reader in FOLDERS:
        counts = [str(pairs[reader, read] or "") for read in FOLDERS]
        print(f"| {reader} | {Counter(folder.values())[reader]} | " + " | ".join(counts) + " |")

    @functools.cache
    def longest(name: str, gates: bool) -> int:
        read = [other for other in reads[name] if gates or not other.startswith("gate_")]
        return 1 + max((longest(other, gates) for other in read), default=0)

    marts = [name for name in folder if folder[name] == "marts"]
    own = sorted(lines[name] for name in lines if folder[name] != "dgi_2020")
    readers = Counter(other for others in reads.values() for other in others)
    for before, after in pairwise(PATH_OF_A_VALUE):
        assert before in reads[after], f"{after} does not read {before}: correct PATH_OF_A_VALUE"
    print(f"\nnodes: {len(nodes)} ({', '.join(f'{kinds[kind]} {kind}s' for kind in ('seed', 'model', 'test'))})")
    print(f"models of the package: {len(own)}; lines: median {statistics.median(own):.0f}, largest {own[-1]}")
    print("over 200 lines: " + ", ".join(f"{name} {count}" for name, count in lines.items() if count > 200))
    print(f"longest path to a published table: {max(longest(name, True) for name in marts)} models, ", end="")
    print(f"{max(longest(name, False) for name in marts)} along data alone")
    print("read by more than eight: " + ", ".join(f"{name} {count}" for name, count in readers.items() if count > 8))
    print(f"path of a value: {len(PATH_OF_A_VALUE)} models: " + " > ".join(PATH_OF_A_VALUE))


if __name__ == "__main__":
    main()
