"""What the unused methods cost an index with min-max and arithmetic means only.

Builds one generated index (60 indicators, 12 nodes above them, 4 above these, 5% missing) with the project and with a
copy that has no other method: one normalisation, one aggregation, no imputation, no outlier treatment, no ranks of
values, no other weights. Both take turns. The time is that of dbt's models, without dbt's start and the import of Great
Expectations.

Run with: .venv/bin/python benchmarks/cost_of_methods.py [units] [rounds]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from composite_index.database import connect

ROOT = Path(__file__).parents[1]
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", "target", "logs", "published", "*.duckdb", "*.duckdb.wal", "__pycache__"
)
INPUTS = ("observations", "framework", "units")

KEYS = "edition_key, unit_key, node_key"
NOTHING = "select {columns} from {{{{ ref('composite_index', '{source}') }}}} where false"
# replacements of models and macros in the copy that has no other method
ONE_METHOD = {
    "models/treatment/int_index__imputed.sql": (
        f"select {KEYS}, value, treated_value, false as is_imputed "
        "from {{ ref('composite_index', 'int_index__denominated') }}"
    ),
    **{
        f"models/treatment/int_index__imputations_from_{source}.sql": NOTHING.format(
            columns=f"{KEYS}, treated_value as imputed_value", source="int_index__denominated"
        )
        for source in ("units", "indicators", "periods")
    },
    "models/treatment/int_index__winsorised.sql": NOTHING.format(
        columns=f"{KEYS}, treated_value, cast(null as varchar) as outlier_step", source="int_index__imputed"
    ),
    "models/normalisation/int_index__value_ranks.sql": NOTHING.format(
        columns=f"{KEYS}, 1 as value_rank, 1.0 as value_rank_average, 1 as ranked_values", source="int_index__treated"
    ),
    "macros/methods/normalisations.sql": (
        "{% macro normalisations() %}{{ return({'min_max': {}}) }}{% endmacro %}"
        "{% macro own_normalisations() %}{{ return({'min_max': {}}) }}{% endmacro %}"
        "{% macro methods_that_may_need_ranks() %}{{ return(['rank']) }}{% endmacro %}"
    ),
    "macros/methods/aggregations.sql": (
        "{% macro aggregations() %}{{ return({'arithmetic': {}}) }}{% endmacro %}"
        "{% macro own_aggregations() %}{{ return({'arithmetic': {}}) }}{% endmacro %}"
    ),
    "macros/aggregation/aggregate_copeland.sql": (
        "{% macro default__aggregate_copeland(children) %}"
        "select node_key, unit_key, 0.0 as score from {{ children }} where false"
        "{% endmacro %}"
    ),
}
OF_THE_BUNDLED_INDEX = ("dgi_2020_scoreboard", "index_reconciliation", "reconciliation")


def generate(database: Path, units: int) -> None:
    """Write the inputs of one index into a new database."""
    with connect(database) as connection:
        connection.execute("create schema made")
        connection.execute(
            "create table made.units as select 'made' as index_id, 'u' || i as unit_id, 'all' as cohort_id "
            f"from range({units}) as r(i)"
        )
        connection.execute(
            "create table made.framework as "
            "select 'made' as index_id, 'index' as node_id, null as parent_id, null as weight, "
            "null as normalisation, null as direction, null as max_missing_share "
            "union all select 'made', 'd' || i, 'index', cast(i + 1 as varchar), null, null, null "
            "from range(4) as r(i) "
            "union all select 'made', 's' || i, 'd' || (i // 3), cast(i % 3 + 1 as varchar), null, null, null "
            "from range(12) as r(i) "
            "union all select 'made', 'n' || i, 's' || (i // 5), cast(i % 5 + 1 as varchar), 'min_max', "
            "case when i % 5 = 0 then '-1' end, '1' from range(60) as r(i)"
        )
        connection.execute("select setseed(0.2020)")
        connection.execute(
            "create table made.observations as select 'made' as index_id, '2020' as period, 'u' || u as unit_id, "
            "'n' || i as node_id, cast(random() * 100 as varchar) as value "
            f"from range({units}) as r(u), range(60) as s(i) where (u * 7 + i * 13) % 20 <> 0"
        )


def seconds(project: Path, *arguments: str) -> dict[str, float]:
    """Build and return the seconds of each model, and of all of them by the clock."""
    variables = ", ".join(
        [
            *(f"input_{name}: made.{name}" for name in INPUTS),
            "input_groups: []",
            "input_tiers: []",
            "input_bounds: []",
            *arguments,
        ]
    )
    dbt = str(Path(sys.executable).parent / "dbt")
    done = subprocess.run(
        [dbt, "run", "--exclude", *OF_THE_BUNDLED_INDEX, "--vars", f"{{{variables}}}"],
        cwd=project,
        env={key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "COMPOSITE_"))},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    run = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))
    spent = {
        result["unique_id"].rsplit(".", 1)[-1]: result["execution_time"]
        for result in run["results"]
        if result["unique_id"].startswith("model.")
    }
    gates = [name for name in spent if name.startswith("gate_")]
    spent["all models"] = sum(time for name, time in spent.items() if name not in gates)
    return spent


def main(units: int, rounds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        projects = {name: Path(temporary) / name for name in ("all methods", "one method")}
        for project in projects.values():
            shutil.copytree(ROOT, project, ignore=IGNORED)
            generate(project / "warehouse.duckdb", units)
        for path, text in ONE_METHOD.items():
            file = projects["one method"] / path
            if not file.exists():
                sys.exit(f"{path} is no more: correct ONE_METHOD")
            file.write_text(text + "\n", encoding="utf-8")
        times: dict[str, dict[str, list[float]]] = {}
        for turn in range(rounds + 1):
            for name, arguments in (
                ("all methods", []),
                ("no suggested weights", ["suggested_weights: []"]),
                ("one method", []),
            ):
                spent = seconds(projects.get(name, projects["all methods"]), *arguments)
                if turn:  # the first round warms up
                    for model, time in spent.items():
                        times.setdefault(name, defaultdict(list))[model].append(time)
        print(f"{units:,} units, 60 indicators, median of {rounds} rounds, seconds of models without gates")
        median = {name: {model: statistics.median(spent) for model, spent in of.items()} for name, of in times.items()}
        for name, of in median.items():
            ratios = [a / b for a, b in zip(times[name]["all models"], times["one method"]["all models"], strict=True)]
            print(f"{name:22} {of['all models']:7.2f} s   {statistics.median(ratios):5.2f} of one method")
        print("The models that differ most:")
        gap = {model: time - median["one method"].get(model, 0) for model, time in median["all methods"].items()}
        for model in sorted(gap, key=gap.get, reverse=True)[1:9]:
            print(
                f"  {model:34} {median['all methods'][model]:6.2f} s against {median['one method'].get(model, 0):6.2f}"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
