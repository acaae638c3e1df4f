"""Seconds of each model, test and hook of dbt's last run, and the memory while it ran if that was watched.

Run with: .venv/bin/python benchmarks/node_times.py target [rows]
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from measured import Measured


@dataclass
class Node:
    """One node of a run."""

    name: str
    kind: str
    materialised: str
    started: float
    ended: float
    peak_memory: int = 0

    @property
    def seconds(self) -> float:
        """From compiling it to its result."""
        return self.ended - self.started


def nodes(target: Path, measured: Measured | None = None) -> list[Node]:
    """Return the nodes of the last run whose artifacts are in `target`, those that took longest first."""
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    known = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    found = []
    for result in results:
        times = [
            datetime.fromisoformat(step[when].replace("Z", "+00:00")).timestamp()
            for step in result["timing"]
            for when in ("started_at", "completed_at")
            if step[when]
        ]
        if not times:
            continue
        node = known.get(result["unique_id"], {})
        name = result["unique_id"].split(".")[2]
        materialised = "python" if node.get("language") == "python" else node.get("config", {}).get("materialized", "")
        found.append(Node(name, node.get("resource_type", "hook"), materialised, min(times), max(times)))
    for node in found if measured else []:
        # a node may be shorter than the time between two samples
        during = [bytes_ for at, bytes_, *_ in measured.samples if node.started - 0.1 <= at <= node.ended + 0.1]
        node.peak_memory = max(during, default=0)
    return sorted(found, key=lambda node: -node.seconds)


def span(found: list[Node]) -> float:
    """Wall time from the first node's start to the last one's end, hooks aside."""
    of_run = [node for node in found if node.kind != "operation"]
    return max(node.ended for node in of_run) - min(node.started for node in of_run)


def table(found: list[Node], rows: int) -> str:
    """Return the longest nodes as text."""
    lines = [f"{'seconds':>8} {'MB':>7}  node"]
    lines += [
        f"{node.seconds:8.2f} {node.peak_memory / 1e6:7.0f}  {node.name} ({node.materialised or node.kind})"
        for node in found[:rows]
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    of_last_run = nodes(Path(sys.argv[1]))
    print(f"{span(of_last_run):8.2f} s from the first node's start to the last one's end")
    print(table(of_last_run, int(sys.argv[2]) if len(sys.argv) > 2 else 40))
