"""Writes docs/scale_one_machine.md and its picture from benchmarks/scale_results.json.

Run with: .venv/bin/python benchmarks/scale_page.py, or by `benchmarks/scale.py --write` after it has measured.
tests/python/test_scale.py holds the page equal to the results.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "scale_results.json"
PAGE = ROOT / "docs" / "scale_one_machine.md"
PICTURE = ROOT / "docs" / "images" / "scale.svg"
BEGIN, END = "<!-- made by make bench -->\n", "<!-- end -->\n"
RIVAL = "single query"
SHOWN_NODES = 12
COLOURS = {
    "package": "#1d4ed8",
    "package, all levels": "#93c5fd",
    "single query": "#b45309",
    "batches": "#f59e0b",
    "pandas": "#15803d",
    "polars": "#be185d",
}

Run = dict[str, Any]


def kept() -> list[Run]:
    """Return the results that are kept, by layout and size."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []


def keep(run: Run) -> None:
    """Put a run in the place of the one of the same size and layout: figures of one size are of one run."""
    runs = [other for other in kept() if (other["units"], other["layout"]) != (run["units"], run["layout"])]
    runs = sorted([*runs, run], key=lambda one: (one["layout"] != "unit", one["layout"], one["units"]))
    RESULTS.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")


def number(value: float | None, digits: int = 2) -> str:
    """Return a figure for a person: three digits that count, nothing where there is none."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.{digits}f}"


def row(*cells: object) -> str:
    """Return a row of a Markdown table."""
    return "| " + " | ".join(map(str, cells)) + " |\n"


def table(runs: list[Run]) -> str:
    """Return what each contestant took at each size."""
    columns = (
        "units", "contestant", "wall, s", "CPU, s", "start", "nodes", "gates",
        "memory, GB", "spilled, GB", "disk, GB", "µs per unit", "wall / query", "nodes / query",
    )  # fmt: skip
    text = row(*columns) + "|" + " --- |" * len(columns) + "\n"
    for run in runs:
        of_query = run["contestants"].get(RIVAL, {}).get("wall")
        for name, turn in run["contestants"].items():
            spans = turn["wall"], turn["nodes"]
            ratios = [None if of_query is None or took is None else took / of_query for took in spans]
            text += row(
                f"{run['units']:,}",
                name,
                number(turn["wall"]),
                number(turn["cpu"]),
                number(turn["start"]),
                number(turn["nodes"]),
                number(turn["gates"]),
                *(number(turn[size] / 1e9) for size in ("peak_memory", "spilled", "peak_disk")),
                number(turn["wall"] / run["units"] * 1e6),
                *map(number, ratios),
            )
    return text


def nodes_table(run: Run) -> str:
    """Return the longest of the package's nodes in one run."""
    text = row("node", "kind", "s", "memory while it ran, GB") + row(*["---"] * 4)
    for node in run["longest"][:SHOWN_NODES]:
        text += row(
            f"`{node['name']}`",
            node["materialised"] or node["kind"],
            number(node["seconds"]),
            number(node["peak_memory"] / 1e9),
        )
    return text


def measured_on(run: Run) -> str:
    """Return one sentence on the machine and the versions."""
    machine = run["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return f"{machine['cores']} cores, {number(machine['memory'] / 1e9)} GB of memory, {machine['system']}; {versions}."


def generated(runs: list[Run]) -> str:
    """Return the part of the page between the marks."""
    by_layout: dict[str, list[Run]] = {}
    for run in runs:
        by_layout.setdefault(run["layout"], []).append(run)
    text = ""
    if "unit" in by_layout:
        sizes = by_layout["unit"]
        text += f"Measured on {measured_on(sizes[-1])}\n"
        rounds = ", ".join(f"{run['units']:,} units {run['rounds']}" for run in sizes)
        text += f"Medians of rounds: {rounds}. "
        text += f"Importing Great Expectations takes {number(sizes[-1]['import'])} s alone"
        text += f", a `dbt build` of an empty project {number(sizes[-1]['empty_dbt'])} s.\n\n"
        text += "![Wall time by units](images/scale.svg)\n\n" + table(sizes)
        largest = [run for run in sizes if run["longest"]]
        if largest:
            text += f"\n### The package's longest nodes at {largest[-1]['units']:,} units\n\n"
            text += "Two run side by side, so that they add up to more than the wall time.\n\n"
            text += nodes_table(largest[-1])
    if "shuffled" in by_layout:
        text += "\n### Rows in no order\n\n" + table(by_layout["shuffled"])
    return text


def draw(runs: list[Run]) -> None:
    """Draw the wall time by units, and of the package the part in its nodes."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    # the same figures give the same file
    plt.rcParams["svg.hashsalt"] = "scale"
    figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    runs = [run for run in runs if run["layout"] == "unit"]
    for name, colour in COLOURS.items():
        taken = [(run["units"], run["contestants"][name]) for run in runs if name in run["contestants"]]
        if not taken:
            continue
        units = [size for size, _ in taken]
        axes.plot(units, [turn["wall"] for _, turn in taken], marker="o", color=colour, label=name)
        if name == "package":
            work = [turn["nodes"] for _, turn in taken]
            axes.plot(units, work, marker="o", linestyle="--", color=colour, label="package, its nodes")
    axes.set(xscale="log", yscale="log", xlabel="units, 60 indicators each", ylabel="seconds, in a process of its own")
    axes.grid(which="major", color="#e5e7eb")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, metadata={"Date": None})
    plt.close(figure)


def write() -> None:
    """Put what is kept into the page, between its two marks, and draw the picture."""
    runs = kept()
    page = PAGE.read_text(encoding="utf-8")
    start, stop = page.index(BEGIN) + len(BEGIN), page.index(END)
    PAGE.write_text(f"{page[:start]}\n{generated(runs)}\n{page[stop:]}", encoding="utf-8")
    draw(runs)


if __name__ == "__main__":
    write()
