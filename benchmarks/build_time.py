"""Where the seconds of a warm build go, against an empty project with as many nodes.

The contestants take turns, so that a change of the machine affects all alike: what `make build` runs; `dbt build` of a
project with as many seeds, models and tests that do nothing; `dbt build` of a project of one model; the import of Great
Expectations in a process that has imported pandas, like the empty project's. Prints the medians of wall time and of the
seconds of all cores, which other work on the machine changes less, the ratios, and the build's time by step from dbt's
timing of its last run.

Run with `make bench`, or: .venv/bin/python benchmarks/build_time.py [rounds]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", "target", "logs", "dbt_packages", "published", "*.duckdb", "*.duckdb.wal", "__pycache__"
)
LABELS = {
    "build": "make build, warm",
    "empty": "empty project, as many nodes",
    "one": "project of one model",
    "import": "import of Great Expectations",
}
RATIOS = {
    "build / empty": lambda build, empty, one, imported: build / empty,
    "(build - import) / empty": lambda build, empty, one, imported: (build - imported) / empty,
    "build / one model": lambda build, empty, one, imported: build / one,
}
DBT = [str(Path(sys.executable).parent / "dbt")]


class Spent(NamedTuple):
    """Seconds that a command took."""

    wall: float
    cpu: float


def spent_by(command: list[str], folder: Path) -> Spent:
    """Run a command to its end; its output is shown only if it fails."""
    environment = {key: value for key, value in os.environ.items() if key != "COMPOSITE_INDEX_DATABASE"}
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{done.stdout}{done.stderr}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(wall, cpu)


def spent_by_import(project: Path) -> Spent:
    """Import Great Expectations as the gates do, minus the time of a process that imports only pandas."""
    path = f"import sys; sys.path.insert(0, {str(project / 'expectations')!r}); import pandas"
    pandas, both = (
        spent_by([sys.executable, "-c", program], project) for program in (path, f"{path}, composite_index_gates.gates")
    )
    return Spent(both.wall - pandas.wall, both.cpu - pandas.cpu)


def kinds(project: Path) -> Counter[str]:
    """Return the number of nodes of each kind in the project's last build."""
    manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))
    found: Counter[str] = Counter()
    for node in manifest["nodes"].values():
        kind = node["resource_type"]
        if kind == "operation":
            continue
        if kind == "model":
            made = "python" if node["language"] == "python" else node["config"]["materialized"]
            # the package's own materialisations
            kind = made if made in ("python", "incremental") else "view" if made.startswith("view") else "table"
        found[kind] += 1
    return found


def write_empty_project(folder: Path, counts: Counter[str]) -> None:
    """Write as many nodes of each kind as `counts` says, each as small as possible."""
    for name in ("models", "seeds", "tests"):
        (folder / name).mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(
        "name: empty\nversion: '1.0'\nprofile: empty\nflags:\n  send_anonymous_usage_stats: false\n", encoding="utf-8"
    )
    (folder / "profiles.yml").write_text(
        "empty:\n  target: duckdb\n  outputs:\n    duckdb: {type: duckdb, path: empty.duckdb, threads: 2}\n",
        encoding="utf-8",
    )
    for kind in ("view", "table", "incremental"):
        for number in range(counts[kind]):
            sql = f"{{{{ config(materialized='{kind}') }}}}\nselect 1 as one\n"
            (folder / "models" / f"{kind}_{number}.sql").write_text(sql, encoding="utf-8")
    for number in range(counts["python"]):
        code = "import pandas as pd\n\n\ndef model(dbt, session):\n    return pd.DataFrame({'one': [1]})\n"
        (folder / "models" / f"python_{number}.py").write_text(code, encoding="utf-8")
    for number in range(counts["seed"]):
        (folder / "seeds" / f"seed_{number}.csv").write_text("one\n1\n", encoding="utf-8")
    for number in range(counts["test"]):
        (folder / "tests" / f"test_{number}.sql").write_text("select 1 as one where false\n", encoding="utf-8")


def steps(project: Path) -> dict[str, float]:
    """Seconds of the last build by kind of node; two threads run side by side, so they add up to more than its wall."""
    run = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))
    manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    spent: dict[str, float] = defaultdict(float)
    for result in run["results"]:
        node = manifest.get(result["unique_id"])
        if node is None:
            spent["closing summary"] += result["execution_time"]
        elif "gate" in node["tags"] and node["resource_type"] == "model":
            spent[f"{node['name']}"] += result["execution_time"]
        else:
            spent[f"{node['resource_type']}s"] += result["execution_time"]
    spent["wall time of all nodes"] = run["elapsed_time"]
    return spent


def main(rounds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        project, empty, one = (Path(temporary) / name for name in ("project", "empty", "one"))
        shutil.copytree(ROOT, project, ignore=IGNORED)
        # what `make build` runs after the installation
        build = [*DBT, "build", "--exclude-resource-type", "unit_test"]
        spent_by(build, project)
        counts = kinds(project)
        write_empty_project(empty, counts)
        write_empty_project(one, Counter(table=1))
        for folder in (empty, one):
            spent_by([*DBT, "build"], folder)

        runs: dict[str, list[Spent]] = defaultdict(list)
        for _ in range(rounds):
            runs["build"].append(spent_by(build, project))
            runs["empty"].append(spent_by([*DBT, "build"], empty))
            runs["one"].append(spent_by([*DBT, "build"], one))
            runs["import"].append(spent_by_import(project))

        print(f"Nodes: {', '.join(f'{number} {kind}' for kind, number in sorted(counts.items()))}; {rounds} rounds")
        print(f"{'':34} wall    CPU")
        for name, label in LABELS.items():
            wall, cpu = (statistics.median(each) for each in zip(*runs[name], strict=True))
            print(f"{label:32} {wall:5.2f}  {cpu:5.2f} s")
        rounds_of_all = list(zip(*(runs[name] for name in LABELS), strict=True))
        for label, ratio in RATIOS.items():
            # wall and CPU of each round
            of_rounds = [[ratio(*spent) for spent in zip(*of_round, strict=True)] for of_round in rounds_of_all]
            wall, cpu = map(statistics.median, zip(*of_rounds, strict=True))
            print(f"{label:32} {wall:5.2f}  {cpu:5.2f}")
        print("The last build, by dbt's timing:")
        for name, spent in sorted(steps(project).items(), key=lambda item: -item[1]):
            print(f"  {name:28} {spent:6.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
