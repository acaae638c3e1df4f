"""Writes docs/scale_one_machine.md and its picture from benchmarks/scale_one_machine.csv.

Run with: .venv/bin/python benchmarks/scale_page.py, or by `benchmarks/scale.py --write` after it has measured.
tests/python/test_scale.py compares the page with the results.
"""

from __future__ import annotations

import operator
from pathlib import Path
from typing import Any

import result_tables

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "scale_one_machine.csv"
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

# The columns of a run besides the measurements of each contestant.
OF_THE_RUN = ("layout", "units", "observations", "rounds", "import", "empty_dbt", "measured_on")

Run = dict[str, Any]


def kept() -> list[Run]:
    """Return the kept runs, by layout and size: the measurements of each contestant, and the longest nodes."""
    runs: dict[tuple[str, int], Run] = {}
    for line in result_tables.read(RESULTS):
        run = runs.setdefault(
            (line["layout"], line["units"]),
            {name: line[name] for name in OF_THE_RUN} | {"contestants": {}, "longest": []},
        )
        if line["node"] is None:
            run["contestants"][line["contestant"]] = line
        else:
            run["longest"].append(line)
    return list(runs.values())


def keep(run: Run) -> None:
    """Replace the run of the same size and layout, because the figures of one size come from one run."""
    runs = [other for other in kept() if (other["units"], other["layout"]) != (run["units"], run["layout"])]
    runs = sorted([*runs, run], key=lambda one: (one["layout"] != "unit", one["layout"], one["units"]))
    largest = max((one for one in runs if one["longest"]), key=operator.itemgetter("units"), default=None)
    lines = []
    for one in runs:
        known = {name: one[name] for name in OF_THE_RUN}
        lines += [known | {"contestant": name, "node": None} | turn for name, turn in one["contestants"].items()]
        if one is largest:
            lines += [known | {"contestant": "package"} | node for node in one["longest"][:SHOWN_NODES]]
    result_tables.write(RESULTS, lines)


def number(value: float | None, digits: int = 2) -> str:
    """Return a figure for a person: three significant digits, or nothing if there is none."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.{digits}f}"


def row(*cells: object) -> str:
    """Return a row of a Markdown table."""
    return "| " + " | ".join(map(str, cells)) + " |\n"


def table(runs: list[Run]) -> str:
    """Return the measurements of each contestant at each size."""
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
    for node in run["longest"]:
        text += row(
            f"`{node['node']}`",
            node["kind"],
            number(node["wall"]),
            number(node["peak_memory"] / 1e9),
        )
    return text


def generated(runs: list[Run]) -> str:
    """Return the part of the page between the marks."""
    by_layout: dict[str, list[Run]] = {}
    for run in runs:
        by_layout.setdefault(run["layout"], []).append(run)
    text = ""
    if "unit" in by_layout:
        sizes = by_layout["unit"]
        text += f"Measured on {sizes[-1]['measured_on']}\n"
        rounds = ", ".join(f"{run['units']:,} units {run['rounds']}" for run in sizes)
        text += f"Medians of rounds: {rounds}. "
        text += f"Importing Great Expectations takes {number(sizes[-1]['import'])} s alone"
        text += f", a `dbt build` of an empty project {number(sizes[-1]['empty_dbt'])} s.\n\n"
        text += "![Wall time by units](images/scale.svg)\n\n" + table(sizes)
        largest = [run for run in sizes if run["longest"]]
        if largest:
            text += f"\n### The package's longest nodes at {largest[-1]['units']:,} units\n\n"
            text += "Two nodes run side by side, so they add up to more than the wall time.\n\n"
            text += nodes_table(largest[-1])
    if "shuffled" in by_layout:
        text += "\n### Rows in no order\n\n" + table(by_layout["shuffled"])
    return text


def draw(runs: list[Run]) -> None:
    """Draw the wall time by units, and for the package the part in its nodes."""
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
    """Put the kept results into the page, between its two marks, and draw the picture."""
    runs = kept()
    page = PAGE.read_text(encoding="utf-8")
    start, stop = page.index(BEGIN) + len(BEGIN), page.index(END)
    PAGE.write_text(f"{page[:start]}\n{generated(runs)}\n{page[stop:]}", encoding="utf-8")
    draw(runs)


if __name__ == "__main__":
    write()
