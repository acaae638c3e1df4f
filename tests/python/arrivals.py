"""The corruptions of the catalogue that arrive with a new period, each judged in three arrivals, all in a few builds.

    known: the good inputs of all periods were published before
    first: nothing was published
    new:   the earlier periods were published, the newest arrives corrupted

Each corruption is an index of its own, named as the corruption, so that one build judges all. What a rule says of an
index is found by its index_id: in the profiles, which the suites judge, and in the rows of the tests of structure.
`python tests/python/arrivals.py` applies all and prints what each meets; with `--write` it writes
tests/mutations/arrivals.csv and a part of docs/reliability.md.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import re
import shutil
import tempfile
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from made_panels import MADE
from mutations import BASES, PAGE, ROOT, apply, catalogue, changes_a_score, copy_for_dbt, largest_change, scores_in

from composite_index.database import connect
from composite_index.engines import JUDGED, OF_THE_PUBLISHED
from composite_index.files.catalogue import INPUTS
from composite_index.files.inputs import assemble
from composite_index.files.problems import InputError, Problems
from composite_index.files.reading import read_tables

ARRIVALS = ("known", "first", "new")
OUTCOMES = ROOT / "tests" / "mutations" / "arrivals.csv"
# What met the same corruptions before there were rules for them.
BEFORE = ROOT / "tests" / "mutations" / "arrivals_before.csv"
BEGIN, END = "<!-- made by tests/python/arrivals.py -->\n", "<!-- end of arrivals -->\n"
# The file that brings the newest period.
NEWEST = {
    "towns": "observations_2023.csv",
    "counties": "observations_2023.csv",
    "provinces_years": "observations_2020.csv",
}
STOPPED, REPORTED, MISSED = "stopped", "reported", "missed"
NOT_READ = "none read"

Failure = tuple[str, str]


@dataclass
class Arrived:
    """What became of a corruption. `change` is the largest of any score, `gone` or `none read`; rules may be blank."""

    id: str
    change: str
    known: str
    known_rule: str
    first: str
    first_rule: str
    new: str
    new_rule: str


def arriving() -> list[dict[str, Any]]:
    """Return the corruptions that arrive with a new period."""
    return catalogue(arrives=True)


def unchanged() -> list[dict[str, Any]]:
    """Return the good inputs of each base as a corruption that changes nothing. No rule may name it."""
    return [{"id": f"unchanged-{base}", "base": base, "operations": []} for base in NEWEST]


def write_base(base: str, folder: Path) -> None:
    """Write the good files of a base."""
    folder.mkdir(parents=True)
    if base in MADE:
        MADE[base](folder)
        return
    for name, source in BASES[base].items():
        shutil.copyfile(source, folder / name)


def read_folder(folder: Path, index_id: str) -> dict[str, pd.DataFrame]:
    """Read the files as the command does, as the inputs of an index of this name; raises InputError."""
    problems = Problems()
    tables = read_tables(folder, problems)
    problems.stop()
    inputs = assemble(tables, problems, index_id)
    found = {}
    for name, declared in INPUTS.items():
        columns = [*declared.columns, "input_file", "input_row"]
        found[name] = pd.DataFrame(inputs.rows(name), columns=columns, dtype=object)
        found[name]["index_id"] = index_id
    return found


def load(database: Path, indices: list[dict[str, pd.DataFrame]]) -> None:
    """Put the inputs of the indices into the database, as tables of text in the schema `arrived`."""
    with connect(database) as connection:
        connection.execute("create schema if not exists arrived")
        for name, declared in INPUTS.items():
            columns = [*declared.columns, "input_file"]
            frame = pd.concat([index[name] for index in indices], ignore_index=True)
            connection.register("frame", frame.astype(object).where(frame.notna(), None))
            casts = [f'cast("{column}" as varchar) as "{column}"' for column in columns]
            casts.append("cast(input_row as bigint) as input_row")
            connection.execute(f"create or replace table arrived.{name} as select {', '.join(casts)} from frame")
            connection.unregister("frame")


class Bench:
    """A copy of the project that builds what is loaded, and judges it index by index."""

    def __init__(self, folder: Path):
        """Copy the project to `folder`."""
        self.folder, self.project = folder, folder / "project"
        self.database = folder / "bench.duckdb"
        copy_for_dbt(self.project)
        self.variables = {f"input_{name}": f"arrived.{name}" for name in INPUTS} | {"max_depth": 4}
        self.manifest: Any = None

    def dbt(self, *arguments: str) -> Any:
        """Run dbt in this process."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        os.environ.update(
            {
                "COMPOSITE_INDEX_DATABASE": str(self.database),
                "DBT_PROJECT_DIR": str(self.project),
                "DBT_PROFILES_DIR": str(self.project),
                "DBT_TARGET_PATH": str(self.folder / "target"),
                "DBT_LOG_PATH": str(self.folder / "logs"),
                "DBT_LOG_LEVEL_FILE": "none",
                "DBT_WRITE_JSON": "false",
            }
        )
        variables = ["--vars", json.dumps(self.variables)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            if self.manifest is None:
                parsed = dbtRunner().invoke(["--quiet", "parse", *variables])
                if not parsed.success:
                    raise RuntimeError(parsed.exception)
                self.manifest = parsed.result
            result = dbtRunner(manifest=self.manifest).invoke(["--quiet", *arguments, *variables])
        DuckDBConnectionManager.close_all_connections()
        return result, said.getvalue()

    def publish(self, indices: list[dict[str, pd.DataFrame]]) -> None:
        """Build and publish good inputs."""
        load(self.database, indices)
        result, said = self.dbt("build", "--selector", "own_index")
        if not result.success:
            raise RuntimeError(said or result.exception)

    def judge(self, indices: list[dict[str, pd.DataFrame]]) -> dict[str, list[Failure]]:
        """Build what the gates judge, and return what fails by index: severity and rule, in the order of the gates."""
        from composite_index_gates.gates import _validator
        from composite_index_gates.suite_files import GATES, load_suite, models_of

        load(self.database, indices)
        published = [f"+{name.lstrip('.')}" for name in OF_THE_PUBLISHED]
        result, said = self.dbt("run", "--select", *JUDGED, *published, "--exclude", "tag:gate", "gate_index__runner")
        if not result.success:
            raise RuntimeError(said or result.exception)
        failures: dict[str, list[Failure]] = {}
        for severity, rule, shown in self._structure([item.node.name for item in result.result]):
            for index_id in {name for index in indices for name in index["framework"]["index_id"].head(1)}:
                if re.search(rf"(?<![\w-]){re.escape(index_id)}(?![\w-])", shown):
                    failures.setdefault(index_id, []).append((severity, f"structure · {rule}"))
        with duckdb.connect(str(self.database), read_only=True) as connection:
            for profiles in GATES.values():
                for name in profiles:
                    profile, _ = models_of(name)
                    frame = connection.sql(f"select * from composite_index_internal.{profile}").df()
                    for outcome in _validator(frame)(name, name, load_suite(name)):
                        config = outcome["expectation_config"]
                        kwargs = config["kwargs"]
                        columns = [str(kwargs[key]) for key in ("column", "column_A", "column_B") if key in kwargs]
                        rule = f"{name} · {config['type']}" + (f" ({', '.join(columns)})" if columns else "")
                        rows = (outcome.get("result") or {}).get("unexpected_index_list") or []
                        for index_id in {row["index_id"] for row in rows}:
                            failures.setdefault(index_id, []).append((str(config["severity"]), rule))
        return failures

    def _structure(self, built: list[str]) -> list[tuple[str, str, str]]:
        """Run the tests of structure of what was built; return severity, rule and row of what breaks them."""
        chosen = " ".join(built)
        result, said = self.dbt(
            "test", "--select", *chosen.split(), "--exclude-resource-type", "unit_test", "--indirect-selection",
            "cautious", "--store-failures",
        )  # fmt: skip
        found = []
        with duckdb.connect(str(self.database), read_only=True) as connection:
            for item in result.result:
                if item.status == "error":
                    raise RuntimeError(f"{item.node.name}: {item.message} {said}")
                if item.status in ("fail", "warn"):
                    table = connection.sql(f"select * from {item.node.relation_name}").df()
                    if "shown" in table:
                        found += list(zip(table["severity"], table["rule"], table["shown"], strict=True))
                    else:
                        rows = table.astype(str).agg(" ".join, axis=1)
                        found += [("critical", item.node.name, row) for row in rows]
        return found

    def scores(self) -> dict[str, dict[tuple[str, ...], float | None]]:
        """Return the scores of the last build, by index, then period, unit and node."""
        found: dict[str, dict[tuple[str, ...], float | None]] = {}
        for (index_id, *key), score in scores_in(self.database).items():
            found.setdefault(index_id, {})[tuple(key)] = score
        return found


def told(failures: list[Failure]) -> tuple[str, str]:
    """Return what became of an index with these failures, and the first rule that says so."""
    for severity, outcome in (("critical", STOPPED), ("warning", REPORTED)):
        for found, rule in failures:
            if found == severity:
                return outcome, rule
    return MISSED, ""


def good_and_bad(
    folder: Path, mutations: list[dict[str, Any]], arrival: str
) -> tuple[list[dict[str, pd.DataFrame]], list[dict[str, pd.DataFrame]], dict[str, str]]:
    """Return what was published in an arrival, what arrives, and by id what the reader says of what it refuses."""
    good, bad, unread = [], [], {}
    for mutation in mutations:
        base, name = mutation["base"], mutation["id"]
        source, files = folder / "good" / base, folder / arrival / name
        if not source.exists():
            write_base(base, source)
        shutil.copytree(source, files)
        for operation in mutation["operations"]:
            apply(files, operation)
        try:
            bad.append(read_folder(files, name))
        except InputError as error:
            unread[name] = f"files · {error.lines[0]}"
            continue
        if arrival == "known":
            good.append(read_folder(source, name))
        elif arrival == "new":
            earlier = folder / "earlier" / base
            if not earlier.exists():
                shutil.copytree(source, earlier)
                (earlier / NEWEST[base]).unlink()
            good.append(read_folder(earlier, name))
    return good, bad, unread


def apply_all(folder: Path, mutations: list[dict[str, Any]]) -> list[Arrived]:
    """Apply each corruption in each arrival, and return what becomes of them."""
    bench = Bench(folder / "bench")
    failures: dict[str, dict[str, list[Failure]]] = {}
    scores: list[dict[str, dict[tuple[str, ...], float | None]]] = []
    unread: dict[str, str] = {}
    for arrival in ARRIVALS:
        good, bad, unread = good_and_bad(folder, mutations, arrival)
        bench.database.unlink(missing_ok=True)
        shutil.rmtree(bench.folder / "published", ignore_errors=True)
        if good:
            bench.publish(good)
        if arrival == "known":
            scores.append(bench.scores())
        failures[arrival] = bench.judge(bad)
        if arrival == "known":
            scores.append(bench.scores())
    found = []
    for mutation in mutations:
        name = mutation["id"]
        if name in unread:
            found.append(Arrived(name, NOT_READ, *[STOPPED, unread[name]] * 3))
            continue
        change = largest_change(*(by_index.get(name, {}) for by_index in scores))
        outcomes = [told(failures[arrival].get(name, [])) for arrival in ARRIVALS]
        found.append(Arrived(name, change, *[text for outcome in outcomes for text in outcome]))
    return found


def write(outcomes: list[Arrived], path: Path) -> None:
    """Write the outcomes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name.name for name in fields(Arrived)])
        writer.writerows(map(astuple, outcomes))


def committed(path: Path = OUTCOMES) -> dict[str, Arrived]:
    """Read the outcomes that are committed, by id."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: Arrived(**row) for row in csv.DictReader(file)}


def counts(outcomes: dict[str, Arrived], mutations: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Return how many of those that change a score are stopped, reported and missed, by arrival."""
    chosen = [outcomes[mutation["id"]] for mutation in mutations if changes_a_score(outcomes[mutation["id"]], mutation)]
    return {
        arrival: [sum(getattr(outcome, arrival) == word for outcome in chosen) for word in (STOPPED, REPORTED, MISSED)]
        for arrival in ARRIVALS
    }


def tables() -> str:
    """Return the tables of the page: what is caught in each arrival, before and now, and what is missed."""
    mutations = arriving()
    before, now = committed(BEFORE), committed()
    text = (
        "| arrival | before: stopped | reported | missed | now: stopped | reported | missed | caught before | now |\n"
    )
    text += "|" + " --- |" * 9 + "\n"
    names = {"known": "known", "first": "first build", "new": "new period"}
    for arrival, name in names.items():
        cells = [counts(outcomes, mutations)[arrival] for outcomes in (before, now)]
        shares = [f"{1 - missed / (stopped + reported + missed):.0%}" for stopped, reported, missed in cells]
        text += f"| {name} | " + " | ".join(map(str, [*cells[0], *cells[1], *shares])).replace("%", " %") + " |\n"
    text += "\nCaught of each kind, before and now:\n\n"
    text += "| kind | change a score | known | first build | new period |\n| --- | --- | --- | --- | --- |\n"
    for kind in dict.fromkeys(mutation["class"] for mutation in mutations):
        chosen = [mutation for mutation in mutations if mutation["class"] == kind]
        found = [counts(outcomes, chosen) for outcomes in (before, now)]
        caught = [[sum(of[arrival][:2]) for of in found] for arrival in ARRIVALS]
        cells = [f"{early} → {late}" for early, late in caught]
        text += f"| {kind.removeprefix('year-')} | {sum(found[1]['new'])} | " + " | ".join(cells) + " |\n"
    missed = {
        names[arrival]: [
            f"`{mutation['id']}` ({mutation['says']}: {now[mutation['id']].change})"
            for mutation in mutations
            if getattr(now[mutation["id"]], arrival) == MISSED and changes_a_score(now[mutation["id"]], mutation)
        ]
        for arrival in ARRIVALS
    }
    for name, found in missed.items():
        text += f"\nMissed, {name}: {', '.join(found) or 'none'}.\n"
    return text


def write_page() -> None:
    """Put the tables into the page, between their two marks."""
    page = PAGE.read_text(encoding="utf-8")
    start, stop = page.index(BEGIN) + len(BEGIN), page.index(END)
    PAGE.write_text(f"{page[:start]}\n{tables()}\n{page[stop:]}", encoding="utf-8")


def main() -> None:
    """Apply those whose id has the given text, and print or write what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("part", nargs="?", default="", help="of the ids; default: all")
    parser.add_argument("--write", action="store_true", help="write the outcomes of all, and the page")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="build there, and leave the last database")
    options = parser.parse_args()
    mutations = [mutation for mutation in arriving() if options.part in mutation["id"]] + unchanged()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = apply_all(options.keep or Path(folder), mutations)
    for outcome in outcomes:
        print(*astuple(outcome), sep=" | ")
    if options.write and not options.part:
        write(outcomes, OUTCOMES)
        write_page()


if __name__ == "__main__":
    main()
