"""Build where the engine runs no Python models: dbt up to the profiles, the gates, dbt for the rest."""

from __future__ import annotations

import contextlib
import io
import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from dbt.adapters.factory import get_adapter_by_type
from dbt.cli.main import dbtRunner

from composite_index import spark_cluster
from composite_index.problems import InputError
from composite_index.versions import difference, of_dbt_package

PROJECT_OPTIONS = (
    "--target",
    "-t",
    "--project-dir",
    "--profiles-dir",
    "--profile",
    "--vars",
    "--target-path",
    "--threads",
)
# what dbt's list of nodes takes too
SELECTION_OPTIONS = (
    "--select", "-s", "--models", "--model", "-m", "--exclude", "--selector", "--indirect-selection",
    "--resource-type", "--resource-types", "--exclude-resource-type", "--exclude-resource-types",
)  # fmt: skip
JUDGED = ("+tag:profile", "+int_index__input_digest")
# What is published, as it was read: it is another after each publication, and no edge of the lineage leads to it.
OF_THE_PUBLISHED = (".stg_index__published_nodes", ".stg_index__published_scores")
GATE = "gate_index__recorded"
RECORDED = f"model.composite_index.{GATE}"
NUMBERS = ("int", "double", "float", "real", "numeric", "decimal", "big", "small")


def run(arguments: list[str]) -> int:
    """Build what `arguments` of dbt say, judged by the gates on any engine; returns dbt's exit code."""
    _find_cluster(arguments)
    parsed = dbtRunner().invoke(["--quiet", "parse", *_project(arguments)])
    if not parsed.success:
        return _exit_code(parsed)
    differs = difference(of_dbt_package())
    if differs:
        raise InputError([". ".join(differs)])
    manifest: Any = parsed.result
    if RECORDED not in manifest.nodes:
        # the gates are models there
        return _exit_code(dbtRunner(manifest=manifest).invoke(["build", *arguments]))

    chosen = _listed(manifest, arguments)
    # tests of what lies on both sides belong to the second run
    judged = ["--select", *JUDGED, "--indirect-selection", "cautious"]
    before = _listed(manifest, [*judged, *_project(arguments)])
    common = ["--indirect-selection", "empty", *_without_selection(arguments)]
    if not any(name.startswith("unit_test:") for name in chosen):
        # the name of a model is also that of the folder that dbt takes its unit tests to lie in
        common += ["--exclude-resource-type", "unit_test"]
    first = [name for name in before if name in chosen or name.endswith(OF_THE_PUBLISHED)]
    with _step("judge"):
        built = dbtRunner(manifest=manifest).invoke(["build", "--select", *first, *common])
    if not built.success:
        return _exit_code(built)
    rows = judge(manifest)
    operation = ["run-operation", "composite_index.record_gates", "--args", json.dumps({"rows": rows})]
    recorded = dbtRunner(manifest=manifest).invoke(["--quiet", *operation, *_project(arguments)])
    if not recorded.success:
        return _exit_code(recorded)
    rest = [name for name in chosen if name not in before]
    if not rest:
        return 0
    with _step("publish"):
        # the gate, whatever is selected: without it nothing says that what is published was judged
        published = dbtRunner(manifest=manifest).invoke(["build", "--select", *rest, GATE, *common])
    return _exit_code(published)


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    """Tell the package which of the two runs of dbt this is."""
    os.environ["COMPOSITE_INDEX_STEP"] = name
    try:
        yield
    finally:
        del os.environ["COMPOSITE_INDEX_STEP"]


def judge(manifest: Any) -> list[dict[str, Any]]:
    """Read the profiles and violations that dbt has just built and judge them; a dictionary per expectation."""
    adapter: Any = get_adapter_by_type(manifest.metadata.adapter_type)
    session = _spark_session(adapter)
    from composite_index.gates import GATES, run_gate  # takes seconds

    folders = manifest.nodes[RECORDED].config.meta["suite_paths"]
    found = []
    with adapter.connection_named("gates"):
        for gate, profiles in GATES.items():
            tables = {}
            for profile in profiles:
                # the models are named after one row, those suites after all
                name = {"observations": "observation", "scores": "score", "ranks": "rank"}.get(profile, profile)
                judged = manifest.nodes[f"model.composite_index.int_index__{name}_profile"]
                violations = manifest.nodes[f"model.composite_index.int_index__{name}_violations"]
                frame = _spark_frame(session, judged) if session else _read(adapter, judged)
                tables[profile] = (frame, _read(adapter, violations))
            found.append(run_gate(gate, tables, folders))
    rows: list[dict[str, Any]] = json.loads(pd.concat(found).to_json(orient="records", force_ascii=False))
    return rows


def _read(adapter: Any, node: Any) -> pd.DataFrame:
    """Read a table as DuckDB would give it: numbers as such even where all are null, no decimals."""
    relation = adapter.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)
    types = {column.name: str(column.dtype).lower() for column in adapter.get_columns_in_relation(relation)}
    _, cursor = adapter.connections.add_query(f"select * from {relation}")  # noqa: S608 - the package's own table
    names = [column[0] for column in cursor.description]
    frame = pd.DataFrame([tuple(row) for row in cursor.fetchall()], columns=names)
    for name in names:
        if types[name].startswith(NUMBERS):
            whole = "int" in types[name] and frame[name].notna().all()
            frame[name] = frame[name].astype("int64" if whole else "float64")
    return frame


def _spark_session(adapter: Any) -> Any:
    """Return dbt's own session of Spark, or one at the server of Spark Connect that is named, or None."""
    if adapter.type() != "spark":
        return None
    address = os.environ.get("COMPOSITE_INDEX_SPARK_CONNECT")
    is_here = adapter.config.credentials.method == "session"
    if not is_here and not address:
        return None
    with warnings.catch_warnings():
        # of versions of pandas, which is not used here
        warnings.simplefilter("ignore", FutureWarning)
        from pyspark.sql import SparkSession

        if is_here:
            return SparkSession.builder.getOrCreate()
        # before the gates, which leave out what is not imported yet
        import pyspark.sql.connect.dataframe
        import pyspark.sql.connect.session  # noqa: F401

        # of pyspark.sql, whose functions then are those of Spark Connect too
        session = SparkSession.builder.remote(address).getOrCreate()
    # of the gates alone: to compile a query takes longer than a profile's rows
    session.conf.set("spark.sql.codegen.wholeStage", "false")
    session.conf.set("spark.sql.shuffle.partitions", "1")
    return session


def _spark_frame(session: Any, node: Any) -> Any:
    # in one part, because each expectation reads it several times
    return session.table(f"{node.schema}.{node.alias}").coalesce(1).cache()


def _find_cluster(arguments: list[str]) -> None:
    """Lead the target spark_cluster to the cluster that `composite-index cluster start` has started here."""
    targets = [group[-1].partition("=")[2] or group[-1] for group in _groups(arguments) if _is_target(group)]
    if targets[-1:] != ["spark_cluster"] or "COMPOSITE_INDEX_SPARK_HOST" in os.environ:
        return
    folder = Path(os.environ.get("COMPOSITE_INDEX_SPARK_CLUSTER", spark_cluster.FOLDER))
    found = spark_cluster.running(folder)
    if found is None:
        raise InputError(
            [
                f"{folder}: no cluster runs here. Start one with composite-index cluster start, or name a server "
                "in COMPOSITE_INDEX_SPARK_HOST and COMPOSITE_INDEX_SPARK_PORT"
            ]
        )
    os.environ.update(found.variables)


def _is_target(group: list[str]) -> bool:
    return group[0].partition("=")[0] in ("--target", "-t")


def _groups(arguments: list[str]) -> list[list[str]]:
    """Each option with its values."""
    groups: list[list[str]] = []
    for argument in arguments:
        if argument.startswith("-") or not groups:
            groups.append([argument])
        else:
            groups[-1].append(argument)
    return groups


def _is_one_of(group: list[str], options: tuple[str, ...]) -> bool:
    return group[0].partition("=")[0] in options


def _project(arguments: list[str]) -> list[str]:
    """Those of the arguments that say which project is run and how, which every command of dbt takes."""
    return [argument for group in _groups(arguments) if _is_one_of(group, PROJECT_OPTIONS) for argument in group]


def _selection(arguments: list[str]) -> list[str]:
    return [argument for group in _groups(arguments) if _is_one_of(group, SELECTION_OPTIONS) for argument in group]


def _without_selection(arguments: list[str]) -> list[str]:
    return [argument for group in _groups(arguments) if not _is_one_of(group, SELECTION_OPTIONS) for argument in group]


def _listed(manifest: Any, arguments: list[str]) -> list[str]:
    """Name the nodes that the arguments select, as `--select` takes them."""
    # the list itself is nothing to show
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        found = dbtRunner(manifest=manifest).invoke(["--quiet", "ls", *_selection(arguments), *_project(arguments)])
    if not found.success:
        print(printed.getvalue(), end="")
        raise SystemExit(_exit_code(found))
    names: list[str] = found.result
    return names


def _exit_code(outcome: Any) -> int:
    return 0 if outcome.success else 2 if outcome.exception else 1
