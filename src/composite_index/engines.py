"""Build on an engine that runs no Python models, in three steps.

dbt builds the profiles. The gates judge them here. If they pass, dbt builds the rest and publishes it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from composite_index_gates.suite_files import GATES, models_of
from composite_index_gates.versions import difference, of_dbt_package
from dbt.adapters.factory import get_adapter_by_type
from dbt.cli.main import dbtRunner

from composite_index.files.problems import InputError
from composite_index.publishing.one_build import one_build
from composite_index.publishing.source import commit

# Options that say which project runs and how; every command of dbt takes them.
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
# Options that select nodes; `dbt ls` takes them as `dbt build` does.
SELECTION_OPTIONS = (
    "--select", "-s", "--models", "--model", "-m", "--exclude", "--selector", "--indirect-selection",
    "--resource-type", "--resource-types", "--exclude-resource-type", "--exclude-resource-types",
)  # fmt: skip
JUDGED = ("+tag:profile", "+int_index__input_digest")
# These read the tables of the last publication. The lineage has no edge to them, and they must run before publishing.
OF_THE_PUBLISHED = (".stg_index__published_nodes", ".stg_index__published_scores")
GATE = "gate_index__recorded"
RECORDED = f"model.composite_index.{GATE}"
# in the schema that readers read
PUBLISHED = "model.composite_index.index_gates"
# Where a cluster on this machine writes its ports, in cluster.json.
CLUSTER_FOLDER = "target/spark_cluster"
CLUSTER_HOST = "127.0.0.1"
NUMBERS = ("int", "double", "float", "real", "numeric", "decimal", "big", "small")


def run(arguments: list[str]) -> int:
    """Run `dbt build` with the gates on any engine; returns dbt's exit code.

    arguments: those of `dbt build`, such as ["--target", "postgres", "--select", "index_scores"].
    Raises InputError if the dbt package has another version than this code, or if the target is a cluster that does not
    run.
    """
    _find_cluster(arguments)
    parsed = dbtRunner().invoke(["--quiet", "parse", *_project(arguments)])
    if not parsed.success:
        return _exit_code(parsed)
    differs = difference(of_dbt_package())
    if differs:
        raise InputError([". ".join(differs)])
    manifest: Any = parsed.result
    if RECORDED not in manifest.nodes:
        # on DuckDB the gates are models, and dbt runs them
        return _exit_code(dbtRunner(manifest=manifest).invoke(["build", *arguments]))
    adapter = get_adapter_by_type(manifest.metadata.adapter_type)
    # macros cannot ask git
    os.environ.setdefault("COMPOSITE_INDEX_COMMIT", commit() or "")
    with one_build(adapter, manifest.nodes[PUBLISHED].schema):
        return _in_three_steps(manifest, arguments)


def _in_three_steps(manifest: Any, arguments: list[str]) -> int:
    """Build what the gates judge, judge it, and build the rest; returns dbt's exit code."""
    chosen = _listed(manifest, arguments)
    # a test that reads models of both runs belongs to the second one
    judged = ["--select", *JUDGED, "--indirect-selection", "cautious"]
    before = _listed(manifest, [*judged, *_project(arguments)])
    common = ["--indirect-selection", "empty", *_without_selection(arguments)]
    if not any(name.startswith("unit_test:") for name in chosen):
        # to select a model by its name also selects its unit tests
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
        # always with the gate: its table proves that the published data was judged
        published = dbtRunner(manifest=manifest).invoke(["build", "--select", *rest, GATE, *common])
    return _exit_code(published)


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    """Tell the macros of the package, through the environment, which of the two runs of dbt this is."""
    os.environ["COMPOSITE_INDEX_STEP"] = name
    try:
        yield
    finally:
        del os.environ["COMPOSITE_INDEX_STEP"]


def judge(manifest: Any) -> list[dict[str, Any]]:
    """Judge the profiles and violations that dbt has just built.

    manifest: dbt's, which names the tables. Returns a dictionary per expectation, with the columns of RESULT_COLUMNS.
    """
    adapter: Any = get_adapter_by_type(manifest.metadata.adapter_type)
    session = _spark_session(adapter)
    from composite_index_gates.gates import run_gate  # takes seconds

    folders = manifest.nodes[RECORDED].config.meta["suite_paths"]
    found = []
    with adapter.connection_named("gates"):
        for gate, profiles in GATES.items():
            tables = {}
            for profile in profiles:
                judged, violations = (manifest.nodes[f"model.composite_index.{name}"] for name in models_of(profile))
                frame = _spark_frame(session, judged) if session else _read(adapter, judged)
                tables[profile] = (frame, _read(adapter, violations))
            found.append(run_gate(gate, tables, folders))
    rows: list[dict[str, Any]] = json.loads(pd.concat(found).to_json(orient="records", force_ascii=False))
    return rows


def _read(adapter: Any, node: Any) -> pd.DataFrame:
    """Read a table into a frame as DuckDB would give it.

    Columns of numbers are numbers even if all values are null, and decimals are doubles.
    """
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
    """Return the session of Spark that reads the profiles: dbt's own, or one of Spark Connect at the address that
    COMPOSITE_INDEX_SPARK_CONNECT names. None on other engines, and without an address.
    """
    if adapter.type() != "spark":
        return None
    address = os.environ.get("COMPOSITE_INDEX_SPARK_CONNECT")
    is_here = adapter.config.credentials.method == "session"
    if not is_here and not address:
        return None
    with warnings.catch_warnings():
        # pyspark warns of the version of pandas, which is not used here
        warnings.simplefilter("ignore", FutureWarning)
        from pyspark.sql import SparkSession

        if is_here:
            return SparkSession.builder.getOrCreate()
        # import these before the gates, which hide modules that are not imported yet
        import pyspark.sql.connect.dataframe
        import pyspark.sql.connect.session  # noqa: F401

        # the session of pyspark.sql, so that its functions work with Spark Connect too
        session = SparkSession.builder.remote(address).getOrCreate()
    # for the gates alone: a profile has few rows, and compiling a query takes longer than reading them
    session.conf.set("spark.sql.codegen.wholeStage", "false")
    session.conf.set("spark.sql.shuffle.partitions", "1")
    return session


def _spark_frame(session: Any, node: Any) -> Any:
    # one partition and cached, because each expectation reads it several times
    return session.table(f"{node.schema}.{node.alias}").coalesce(1).cache()


def _find_cluster(arguments: list[str]) -> None:
    """Point the target spark_cluster to the cluster that `benchmarks/spark_cluster.py start` has started."""
    targets = [group[-1].partition("=")[2] or group[-1] for group in _groups(arguments) if _is_target(group)]
    if targets[-1:] != ["spark_cluster"] or "COMPOSITE_INDEX_SPARK_HOST" in os.environ:
        return
    folder = Path(os.environ.get("COMPOSITE_INDEX_SPARK_CLUSTER", CLUSTER_FOLDER))
    try:
        ports = json.loads((folder / "cluster.json").read_text(encoding="utf-8"))
        # a server that has ended may leave its file
        socket.create_connection((CLUSTER_HOST, ports["port"]), timeout=1).close()
    except OSError:
        raise InputError(
            [
                f"{folder}: no cluster runs here. Start one with benchmarks/spark_cluster.py start, or name a server "
                "in COMPOSITE_INDEX_SPARK_HOST and COMPOSITE_INDEX_SPARK_PORT"
            ]
        ) from None
    os.environ["COMPOSITE_INDEX_SPARK_HOST"] = CLUSTER_HOST
    os.environ["COMPOSITE_INDEX_SPARK_PORT"] = str(ports["port"])
    os.environ["COMPOSITE_INDEX_SPARK_CONNECT"] = f"sc://{CLUSTER_HOST}:{ports['connect_port']}"


def _is_target(group: list[str]) -> bool:
    return group[0].partition("=")[0] in ("--target", "-t")


def _groups(arguments: list[str]) -> list[list[str]]:
    """Group the arguments: each option with its values."""
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
    """Return the arguments that every command of dbt takes: which project runs and how."""
    return [argument for group in _groups(arguments) if _is_one_of(group, PROJECT_OPTIONS) for argument in group]


def _selection(arguments: list[str]) -> list[str]:
    return [argument for group in _groups(arguments) if _is_one_of(group, SELECTION_OPTIONS) for argument in group]


def _without_selection(arguments: list[str]) -> list[str]:
    return [argument for group in _groups(arguments) if not _is_one_of(group, SELECTION_OPTIONS) for argument in group]


def _listed(manifest: Any, arguments: list[str]) -> list[str]:
    """Name the nodes that the arguments select, as `--select` takes them."""
    # dbt prints the list, which nobody needs to see
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        found = dbtRunner(manifest=manifest).invoke(["--quiet", "ls", *_selection(arguments), *_project(arguments)])
    if not found.success:
        print(printed.getvalue(), end="")
        raise SystemExit(_exit_code(found))
    names: list[str] = found.result
    return names


def _exit_code(outcome: Any) -> int:
    return 0 if outcome.success else 2 if outcome.exception else 1
