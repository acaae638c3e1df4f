"""The command `composite-index`: it builds an index from files of data, and needs no file of this project edited."""

from __future__ import annotations

import argparse
import csv
import gc
import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from composite_index_gates.versions import difference, of_project

from composite_index.database import open_database
from composite_index.files.catalogue import INPUTS
from composite_index.files.inputs import assemble
from composite_index.files.problems import InputError, Problems, counted, one_line, printable
from composite_index.files.reading import read_tables
from composite_index.files.records import Inputs, slug
from composite_index.files.skeleton import skeleton
from composite_index.progress import run_with_progress
from composite_index.publishing.commands import add_commands
from composite_index.recipes.init import init, is_standard, others
from composite_index.recipes.observations import read_by_recipe
from composite_index.recipes.recipe import RECIPE, read_recipe
from composite_index.spreadsheets import as_text
from composite_index.stopping import stop_in_one_line

if TYPE_CHECKING:
    import duckdb

INPUT_SCHEMA = "composite_index_inputs"
WRONG_INPUT = 2
# The last line of a build of an index that is being set up.
DRAFT = (
    "{} is a draft: its results are not compared with those of the last build. "
    "When it is right, add --publish; from then on the build stops if published results change without --accept-drift"
)
# Files of one input that a message names.
SHOWN_FILES = 2


def main(arguments: list[str] | None = None) -> int:
    """Run a command of the command line; returns its exit code.

    arguments: the words after `composite-index`; None takes them from the command line of the process. The exit code is
    0 if all went well, 2 if the input is wrong, else that of dbt.
    """
    options, rest = _parser().parse_known_args(arguments)
    if options.command in (run_project, run_cluster):
        options.arguments = rest
    elif rest:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    if arguments is None:
        stop_in_one_line()
    for stream in (sys.stdout, sys.stderr):
        # a terminal that cannot show a Chinese name must not stop a build
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    # the cells of files are millions of small objects, and none of them refers to itself
    gc.disable()
    try:
        return options.command(options)
    except InputError as error:
        for line in error.lines:
            print(f"FAILED files · {line}", file=sys.stderr)
        return WRONG_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="composite-index", description="Read files of indicator data and build a ranked composite index from them."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="build an index from a folder or a workbook into a DuckDB file")
    build.set_defaults(command=build_index)
    build.add_argument("--database", type=Path, metavar="FILE", help="DuckDB file to write; default: INDEX.duckdb")
    build.add_argument("--project", type=Path, metavar="DIR", help="folder of the dbt project composite_index")
    build.add_argument("--ranking", type=Path, metavar="FILE", help="also write the ranking as a CSV file for Excel")
    build.add_argument("--replace", action="store_true", help="overwrite a database that holds another published index")
    build.add_argument(
        "--accept-drift",
        action="store_true",
        help="publish although results differ much from the last published ones, because you have revised the data",
    )
    build.add_argument(
        "--publish",
        action="store_true",
        help="end the draft: from now on results are compared with the published ones",
    )
    build.add_argument("--quarantine", action="store_true", help="set aside rows that break a rule, and build the rest")

    run = commands.add_parser("run", help="run dbt build with the gates on any engine; all other arguments go to dbt")
    run.set_defaults(command=run_project)

    cluster = commands.add_parser(
        "cluster", help="deprecated: run benchmarks/spark_cluster.py of the project instead", add_help=False
    )
    cluster.set_defaults(command=run_cluster)

    framework = commands.add_parser("framework", help="write a framework file to fill in, from the observations")
    framework.set_defaults(command=write_framework)
    framework.add_argument(
        "--output", type=Path, metavar="FILE", help="file to write; default: framework.csv beside the observations"
    )

    start = commands.add_parser(
        "init", help="look at files, and write how to read them (a recipe), the framework to fill in, and the units"
    )
    start.set_defaults(command=init_index)

    add_commands(commands)
    for command in (build, framework, start):
        command.add_argument(
            "path", type=Path, nargs="?", default=Path(), metavar="FOLDER_OR_FILE", help="the folder or file to read"
        )
        command.add_argument("--index", metavar="ID", help="index_id; default: the name of the folder or workbook")
        command.add_argument(
            "--period", help="period of the observations, if neither a column nor the name of their file gives one"
        )
        command.add_argument(
            "--encoding", help="encoding of text files that are not UTF-8 and have no byte order mark, such as gb18030"
        )
    return parser


def read(options: argparse.Namespace, need_framework: bool) -> Inputs:
    """Read the folder or workbook that the options name, and return its inputs.

    Raises InputError with everything that is wrong, before anything is written.
    """
    problems = Problems()
    path = options.path.resolve()
    name = path.name if path.is_dir() else path.stem
    folder = path if path.is_dir() else path.parent
    recipe = read_recipe(folder / RECIPE) if (folder / RECIPE).is_file() else None
    if recipe is None or not (path.is_dir() or recipe.reads(path.name)):
        tables = read_tables(options.path, problems, options.encoding)
        problems.stop()
        return assemble(tables, problems, name, options.index, options.period, need_framework)
    found = read_by_recipe(recipe, folder, problems, options.encoding)
    tables = []
    for file in others(folder, recipe, found):
        if is_standard(file):
            tables += read_tables(file, problems, options.encoding)
        else:
            found.warnings.append(f"{file.name}: not read, because {RECIPE} does not name it")
    problems.stop()
    name = recipe.index or name
    return assemble(tables, problems, name, options.index, options.period, need_framework, found, recipe.aliases)


def build_index(options: argparse.Namespace) -> int:
    """Read the files, load them into the database and build; returns dbt's exit code."""
    need("dbt.adapters.duckdb", "duckdb")
    project = find_project(options.project)
    inputs = read(options, need_framework=True)
    for source in inputs.sources:
        form = f"{source.input}, wide" if source.file in inputs.wide else source.input
        encoding = f", {source.encoding}" if source.encoding else ""
        print(printable(f"Read {source.file}: {form}, {counted(len(source.rows), 'row')}{encoding}"), flush=True)
    for warning in inputs.warnings:
        print(f"WARN files · {one_line(warning)}", flush=True)
    database = options.database or Path(f"{slug(inputs.name)}.duckdb")
    replaced = load(inputs, database, options.replace)
    drafts = sorted(drafts_of(database))
    exit_code = run_dbt(
        project,
        database,
        inputs,
        # --replace asked to drop the index that was published before
        accept_drift=["all"] if options.accept_drift else replaced,
        draft=drafts,
        on_violation="quarantine" if options.quarantine else "strict",
    )
    if exit_code == 0 and options.ranking:
        write_ranking(database, options.ranking)
    if exit_code == 0 and drafts:
        print(end_drafts(database) if options.publish else DRAFT.format(", ".join(drafts)))
    return exit_code


def run_project(options: argparse.Namespace) -> int:
    """Build the project that dbt finds, on any engine; returns dbt's exit code."""
    need("dbt.cli", "duckdb")
    from composite_index.engines import run  # dbt takes seconds to import

    return run(options.arguments)


def run_cluster(options: argparse.Namespace) -> int:
    """Run the project's own program for a Spark cluster; returns its exit code. Deprecated."""
    program = find_project(None) / "benchmarks" / "spark_cluster.py"
    print(f"composite-index cluster is deprecated. Run python {program} instead", file=sys.stderr)
    return subprocess.run([sys.executable, str(program), *options.arguments], check=False).returncode


def need(module: str, extra: str) -> None:
    """Raise InputError if a module of dbt is not installed: the wheel brings no dbt, so that it changes none."""
    try:
        found = find_spec(module)
    except ModuleNotFoundError:  # its parent package is missing
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
    raise InputError([f"{folders[-1]}: this folder has no dbt project composite_index. Name its folder with --project"])


def load(inputs: Inputs, database: Path, replace: bool = False) -> list[str]:
    """Write the inputs as tables of text into the schema composite_index_inputs of the database, all or none.

    replace: whether published indices that are not among the inputs may go. Returns the ids of these indices. Raises
    InputError if the database cannot be written, or if it has such indices without `replace`.
    """
    import pandas as pd  # here, because the checks of the files do not need it

    indices = {str(record.cells["index_id"]) for record in inputs.records["framework"]}
    with open_database(database) as connection:
        others = sorted(_published(connection) - indices)
        if others and not replace:
            raise InputError(
                [
                    f"{database}: holds the published index {', '.join(others)}, which this build would replace. "
                    "Name another file with --database, or add --replace"
                ]
            )
        connection.begin()
        connection.execute(f"create schema if not exists {INPUT_SCHEMA}")
        # an index that was published by an earlier version is no draft
        connection.execute(f"create table if not exists {INPUT_SCHEMA}.drafts (index_id varchar)")
        known = _published(connection) | {
            name for (name,) in connection.execute(f"from {INPUT_SCHEMA}.drafts").fetchall()
        }
        connection.executemany(
            f"insert into {INPUT_SCHEMA}.drafts values (?)",  # noqa: S608
            [[name] for name in sorted(indices - known)] or [[None]],
        )
        connection.execute(f"delete from {INPUT_SCHEMA}.drafts where index_id is null")  # noqa: S608
        for name, declared in INPUTS.items():
            connection.execute(f"drop table if exists {INPUT_SCHEMA}.{name}")
            columns = [*declared.columns, "input_file", "input_row"]
            if inputs.records[name]:
                frame = pd.DataFrame(inputs.rows(name), columns=columns, dtype=object)
                connection.register("frame", frame)
                casts = [f"cast({column} as varchar) as {column}" for column in columns[:-1]]
                casts.append("cast(input_row as bigint) as input_row")
                # the names are the package's own, not from the files
                connection.execute(f"create table {INPUT_SCHEMA}.{name} as select {', '.join(casts)} from frame")  # noqa: S608
                connection.unregister("frame")
        connection.commit()
    return others


def drafts_of(database: Path) -> set[str]:
    """Return the indices of a database that are being set up: loaded, and never published with --publish."""
    with open_database(database, read_only=True) as connection:
        return {index_id for (index_id,) in connection.execute(f"from {INPUT_SCHEMA}.drafts").fetchall()}


def end_drafts(database: Path) -> str:
    """Note that the indices of a database are published; returns the sentence that says so."""
    with open_database(database) as connection:
        connection.execute(f"delete from {INPUT_SCHEMA}.drafts")  # noqa: S608
    return "Published: the next build compares its results with these"


def _published(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = 'composite_index' and table_name = 'index_scores'"
    ).fetchall()
    query = "select distinct index_id from composite_index.index_scores"
    return {index_id for (index_id,) in connection.execute(query).fetchall()} if found else set()


def run_dbt(project: Path, database: Path, inputs: Inputs, **variables: object) -> int:
    """Build the project from the loaded inputs, without the bundled index; returns dbt's exit code.

    variables: other variables of the package by name.
    """
    variables |= {f"input_{name}": f"{INPUT_SCHEMA}.{name}" if inputs.records[name] else [] for name in INPUTS}
    environment = os.environ | {
        "COMPOSITE_INDEX_DATABASE": str(database.resolve()),
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
        # a separate folder, so that the bundled build keeps its parsed project and its docs
        "DBT_TARGET_PATH": str(project / "target" / "own_index"),
        "DO_NOT_TRACK": "1",
        "PYTHONUTF8": "1",
        # messages name the files of the person who builds (macro `told`)
        "COMPOSITE_INDEX_FILES": json.dumps(_files(inputs)),
    }
    command = [sys.executable, "-c", "import sys; from dbt.cli.main import cli; sys.exit(cli())"]
    # the format of the log file does not change
    command += ["--log-format", "json", "--log-format-file", "debug", "--log-level", "info", "--no-use-colors"]
    command += ["build", "--target", "duckdb", "--selector", "own_index", "--vars", json.dumps(variables)]
    units = len({record.cells["unit_id"] for record in inputs.records["units"]})
    return run_with_progress(command, environment, counted(units, "unit"))


def _files(inputs: Inputs) -> dict[str, str]:
    """Return the file, or sheet, that each input was read from, or the file to make if there is none."""
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
    print(f"Ranking: {counted(len(rows) - 1, 'row')} in {output}")


def shown_score(score: float | None, digits: int | None) -> str | float | None:
    """Return a score with the decimals that the framework declares, else without the noise of its last digits."""
    if score is None:
        return None
    # scores with different ranks differ within 13 digits
    return float(f"{score:.13g}") if digits is None else f"{score:.{digits}f}"


def init_index(options: argparse.Namespace) -> int:
    """Write what a folder or a file needs to be built, and say what was guessed."""
    for line in init(options.path, options.index, options.period, options.encoding):
        print(printable(line))
    return 0


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
        raise InputError([f"{output}: this file exists already. Name another one with --output"]) from None
    except OSError as error:
        raise InputError([f"{output}: cannot be written ({error.strerror})"]) from None
    for warning in inputs.warnings:
        print(printable(warning))
    units = counted(len(inputs.records["units"]), "unit")
    periods = counted(len({record.cells["period"] for record in inputs.records["observations"]}), "period")
    print(f"Wrote {output}: {counted(indicators, 'indicator')} of {units} in {periods}")
    print("Write 1 or -1 in the column direction, check weight, parent_id and normalisation.")
    print("Then run composite-index build")
    return 0


if __name__ == "__main__":
    sys.exit(main())
