"""The command `composite-index`: an index from the files that people have, without editing a file of this project."""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from composite_index import spark_cluster
from composite_index.catalogue import INPUTS
from composite_index.inputs import Inputs, assemble, slug
from composite_index.opening import open_database
from composite_index.problems import InputError, Problems, printable
from composite_index.progress import run_with_progress
from composite_index.reading import read_tables
from composite_index.skeleton import skeleton
from composite_index.versions import difference, of_project

if TYPE_CHECKING:
    import duckdb

INPUT_SCHEMA = "composite_index_inputs"
WRONG_INPUT = 2
# Files of one input that a message names.
SHOWN_FILES = 2
# What makes a spreadsheet take a cell for a formula, in half and full width.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code: 0, 2 where the input is wrong, or dbt's own."""
    options, rest = _parser().parse_known_args(arguments)
    if options.command is run_project:
        options.arguments = rest
    elif rest:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    for stream in (sys.stdout, sys.stderr):
        # a terminal that cannot show a Chinese name must not stop a build
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return options.command(options)
    except InputError as error:
        for line in error.lines:
            print(f"FAILED files · {line}", file=sys.stderr)
        return WRONG_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="composite-index", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="build the index of a folder or workbook into a database")
    build.set_defaults(command=build_index)
    build.add_argument("--database", type=Path, metavar="FILE", help="DuckDB file; default: INDEX.duckdb")
    build.add_argument("--project", type=Path, metavar="DIR", help="where the dbt project composite_index lies")
    build.add_argument("--ranking", type=Path, metavar="FILE", help="write the ranking as CSV too, for Excel")
    build.add_argument(
        "--replace", action="store_true", help="even where the database has published tables of another index"
    )
    build.add_argument(
        "--accept-drift",
        action="store_true",
        help="publish what drifts from the published edition: the revision is meant",
    )
    build.add_argument(
        "--quarantine", action="store_true", help="set rows aside that break a rule, instead of stopping at them"
    )
    run = commands.add_parser(
        "run", help="build the project as dbt build does, judged by the gates on any engine; takes dbt's arguments"
    )
    run.set_defaults(command=run_project)
    cluster = commands.add_parser(
        "cluster", help="start or stop a Spark cluster on this machine, for --target spark_cluster"
    )
    actions = cluster.add_subparsers(required=True, metavar="ACTION")
    start = actions.add_parser(
        "start", help="a master, workers and a Thrift server; prints the environment that leads to it"
    )
    start.set_defaults(command=start_cluster)
    start.add_argument("--workers", type=int, default=2, metavar="N", help="default: 2")
    start.add_argument("--cores", type=int, default=1, metavar="N", help="of each worker; default: 1")
    start.add_argument("--memory", default="2g", help="of each worker, and of the server; default: 2g")
    start.add_argument(
        "--conf", action="append", default=[], metavar="NAME=VALUE", help="a setting of Spark; repeatable"
    )
    stop = actions.add_parser("stop", help="end its processes")
    stop.set_defaults(command=stop_cluster)
    for action in (start, stop):
        action.add_argument(
            "--folder",
            type=Path,
            default=Path(os.environ.get("COMPOSITE_INDEX_SPARK_CLUSTER", spark_cluster.FOLDER)),
            metavar="DIR",
            help=f"of its tables, catalogue and logs; default: COMPOSITE_INDEX_SPARK_CLUSTER or {spark_cluster.FOLDER}",
        )
    framework = commands.add_parser("framework", help="write a framework to fill in, from the observations")
    framework.set_defaults(command=write_framework)
    framework.add_argument("--output", type=Path, metavar="FILE", help="default: framework.csv beside the observations")
    for command in (build, framework):
        command.add_argument("path", type=Path, metavar="FOLDER_OR_XLSX", help="what to read")
        command.add_argument("--index", metavar="ID", help="index_id; default: the name of the folder or workbook")
        command.add_argument("--period", help="period of observations that have none in a column or the file's name")
        command.add_argument("--encoding", help="of text files without byte order mark that are not UTF-8")
    return parser


def read(options: argparse.Namespace, need_framework: bool) -> Inputs:
    """Read what the options name. Raises InputError with all that is wrong, before anything is written."""
    problems = Problems()
    tables = read_tables(options.path, problems, options.encoding)
    problems.stop()
    path = options.path.resolve()
    name = path.name if path.is_dir() else path.stem
    return assemble(tables, problems, name, options.index, options.period, need_framework)


def build_index(options: argparse.Namespace) -> int:
    """Read the files, load them into the database and build; returns dbt's exit code."""
    need("dbt.adapters.duckdb", "duckdb")
    project = find_project(options.project)
    inputs = read(options, need_framework=True)
    for source in inputs.sources:
        form = f"{source.input}, wide" if source.file in inputs.wide else source.input
        encoding = f", {source.encoding}" if source.encoding else ""
        remarks = f"; not read: {', '.join(source.remarks)}" if source.remarks else ""
        said = f"Read {source.file}: {form}, {_counted(len(source.rows), 'row')}{encoding}{remarks}"
        print(printable(said), flush=True)
    database = options.database or Path(f"{slug(inputs.name)}.duckdb")
    replaced = load(inputs, database, options.replace)
    exit_code = run_dbt(
        project,
        database,
        inputs,
        # an index that is replaced is gone, as was asked
        accept_drift=["all"] if options.accept_drift else replaced,
        on_violation="quarantine" if options.quarantine else "strict",
    )
    if exit_code == 0 and options.ranking:
        write_ranking(database, options.ranking)
    return exit_code


def run_project(options: argparse.Namespace) -> int:
    """Build the project that dbt finds, on any engine; returns dbt's exit code."""
    need("dbt.cli", "duckdb")
    from composite_index.engines import run  # dbt takes seconds to import

    return run(options.arguments)


def start_cluster(options: argparse.Namespace) -> int:
    """Start a cluster and print, as a shell takes it, the environment that leads dbt to it."""
    wrong = [setting for setting in options.conf if not re.fullmatch(r"[\w.]+=.*", setting, re.DOTALL)]
    wrong += [f"{name} {getattr(options, name)}" for name in ("workers", "cores") if getattr(options, name) < 1]
    if wrong:
        raise InputError([f"{each}: a setting is NAME=VALUE, and workers and cores are 1 or more" for each in wrong])
    settings = dict(setting.split("=", 1) for setting in options.conf)
    found = spark_cluster.start(options.folder, options.workers, options.cores, options.memory, settings)
    for name, value in found.variables.items():
        print(f"export {name}={value}")
    return 0


def stop_cluster(options: argparse.Namespace) -> int:
    """End the processes of a cluster."""
    ended = spark_cluster.stop(options.folder)
    print(f"Stopped {', '.join(ended)}" if ended else f"{options.folder}: no cluster runs here")
    return 0


def need(module: str, extra: str) -> None:
    """Raise InputError where a module of dbt is not installed: the wheel brings no dbt, so that it moves none."""
    try:
        found = find_spec(module)
    except ModuleNotFoundError:  # what it lies in is not there
        found = None
    if not found:
        raise InputError([f"{module} is not installed here: pip install 'composite-index[{extra}]'"])


def find_project(named: Path | None) -> Path:
    """Return the folder of the dbt project: the one named, else the one this code lies in, else DBT_PROJECT_DIR."""
    folders = [named] if named else [Path(__file__).resolve().parents[2], Path(os.environ.get("DBT_PROJECT_DIR", "."))]
    for folder in folders:
        file = folder / "dbt_project.yml"
        if file.is_file() and re.search(r"^name: composite_index$", file.read_text(encoding="utf-8"), re.MULTILINE):
            differs = difference(of_project(file))
            if differs:
                what, do = differs
                raise InputError([f"{file}: {what}. {do}, or name a folder of that version with --project"])
            return folder.resolve()
    raise InputError([f"{folders[-1]}: here is no dbt project composite_index. Name its folder with --project"])


def load(inputs: Inputs, database: Path, replace: bool = False) -> list[str]:
    """Put the inputs into the database as tables of text in the schema composite_index_inputs, all or none.

    Returns the published indices that are not among the inputs. Raises InputError where the database cannot be written,
    or has such indices, which would be gone after the build, and `replace` does not say that they may.
    """
    import pandas as pd  # here, because the checks of the files do without

    indices = {str(record.cells["index_id"]) for record in inputs.records["framework"]}
    with open_database(database) as connection:
        others = sorted(_published(connection) - indices)
        if others and not replace:
            raise InputError(
                [
                    f"{database}: holds the published index {', '.join(others)}, which this build would replace. "
                    "Name another file with --database, or say --replace"
                ]
            )
        connection.begin()
        connection.execute(f"create schema if not exists {INPUT_SCHEMA}")
        for name, declared in INPUTS.items():
            connection.execute(f"drop table if exists {INPUT_SCHEMA}.{name}")
            columns = [*declared.columns, "input_file", "input_row"]
            if inputs.records[name]:
                frame = pd.DataFrame(inputs.rows(name), columns=columns, dtype=object)
                connection.register("frame", frame)
                casts = [f"cast({column} as varchar) as {column}" for column in columns[:-1]]
                casts.append("cast(input_row as bigint) as input_row")
                # the names are the package's own, nothing of the files
                connection.execute(f"create table {INPUT_SCHEMA}.{name} as select {', '.join(casts)} from frame")  # noqa: S608
                connection.unregister("frame")
        connection.commit()
    return others


def _published(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = 'composite_index' and table_name = 'index_scores'"
    ).fetchall()
    query = "select distinct index_id from composite_index.index_scores"
    return {index_id for (index_id,) in connection.execute(query).fetchall()} if found else set()


def run_dbt(project: Path, database: Path, inputs: Inputs, **variables: object) -> int:
    """Build the project on the loaded inputs, and nothing of the bundled index; returns dbt's exit code.

    variables: those of the package besides its inputs.
    """
    variables |= {f"input_{name}": f"{INPUT_SCHEMA}.{name}" if inputs.records[name] else [] for name in INPUTS}
    environment = os.environ | {
        "COMPOSITE_INDEX_DATABASE": str(database.resolve()),
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
        # apart from the bundled build's, whose parsed project and docs stay as they are
        "DBT_TARGET_PATH": str(project / "target" / "own_index"),
        "DO_NOT_TRACK": "1",
        "PYTHONUTF8": "1",
        # who reads has files, of which the messages speak (macro `told`)
        "COMPOSITE_INDEX_FILES": json.dumps(_files(inputs)),
    }
    command = [sys.executable, "-c", "import sys; from dbt.cli.main import cli; sys.exit(cli())"]
    # the file of the log keeps its form
    command += ["--log-format", "json", "--log-format-file", "debug", "--log-level", "info", "--no-use-colors"]
    command += ["build", "--target", "duckdb", "--selector", "own_index", "--vars", json.dumps(variables)]
    units = len({record.cells["unit_id"] for record in inputs.records["units"]})
    return run_with_progress(command, environment, _counted(units, "unit"))


def _files(inputs: Inputs) -> dict[str, str]:
    """Return what file, or sheet, each input was read from; where there is none, the one to make."""
    found = {}
    # a sheet of a workbook has no encoding
    new = "{}.csv" if any(source.encoding for source in inputs.sources) else "a sheet {}"
    for name in INPUTS:
        files = list(dict.fromkeys(source.file for source in inputs.sources if source.input == name))
        more = f" and {len(files) - SHOWN_FILES} more files" if len(files) > SHOWN_FILES else ""
        found[name] = printable(", ".join(files[:SHOWN_FILES])) + more if files else new.format(name)
    return found


def write_ranking(database: Path, output: Path) -> None:
    """Write the published ranking as CSV that Excel opens: a row per index, period, cohort and unit, best first."""
    with open_database(database, read_only=True) as connection:
        found = connection.execute("""
            select
                index_id, period, cohort_id, rank, unit_id, units.label_en, units.label_zh, score, tier_id, round_digits
            from composite_index.index_rankings as rankings
            left join composite_index.index_units as units using (index_id, unit_id, cohort_id)
            left join composite_index.index_nodes as nodes using (index_id, scenario_id, period, cohort_id, node_id)
            where scenario_id = 'baseline' and rankings.level = 0 and group_id = cohort_id
            order by index_id, nodes.period_order, cohort_id, position
        """)
        columns = [column for column, *_ in found.description][:-1]
        score = columns.index("score")
        rows = [columns]
        for *row, digits in found.fetchall():
            row[score] = shown_score(row[score], digits)
            rows.append([*map(as_text, row)])
    try:
        with output.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    except OSError as error:
        raise InputError([f"{output}: cannot be written ({error.strerror})"]) from None
    print(f"Ranking: {_counted(len(rows) - 1, 'row')} in {output}")


def shown_score(score: float | None, digits: int | None) -> str | float | None:
    """Return a score with the decimals that the framework declares, else without the noise of its last digits."""
    if score is None:
        return None
    # scores that are ranked apart are so in 13 digits
    return float(f"{score:.13g}") if digits is None else f"{score:.{digits}f}"


def as_text(cell: object) -> object:
    """Return a cell of text so that a spreadsheet shows it and computes nothing: an apostrophe before a formula's sign.

    Numbers stay as they are, and so does a text that is a number, such as the code -1.
    """
    if isinstance(cell, str) and cell.lstrip().startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("\t", "\r", "\n")) else cell


def write_framework(options: argparse.Namespace) -> int:
    """Write a framework to fill in; a file that is there already is never overwritten."""
    inputs = read(options, need_framework=False)
    output = options.output or (options.path if options.path.is_dir() else options.path.parent) / "framework.csv"
    if inputs.records["framework"]:
        files = {record.table.file for record in inputs.records["framework"]}
        raise InputError([f"{', '.join(files)}: there is a framework already"])
    text, indicators = skeleton(inputs)
    try:
        with output.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise InputError([f"{output}: is there already. Name another file with --output"]) from None
    except OSError as error:
        raise InputError([f"{output}: cannot be written ({error.strerror})"]) from None
    for source in inputs.sources:
        if source.remarks:
            print(printable(f"Not read in {source.file}: {', '.join(source.remarks)}"))
    units = _counted(len(inputs.records["units"]), "unit")
    periods = _counted(len({record.cells["period"] for record in inputs.records["observations"]}), "period")
    print(f"Wrote {output}: {_counted(indicators, 'indicator')} of {units} in {periods}")
    print("Write 1 or -1 into direction, look at weight, parent_id and normalisation, then run composite-index build")
    return 0


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


if __name__ == "__main__":
    sys.exit(main())
