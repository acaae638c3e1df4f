"""The catalogue of corruptions: applies one to good inputs, builds as a person would, and tells what catches it.

`make mutations` applies all, and writes tests/mutations/outcomes.csv and the tables of docs/reliability.md. Each is
built by `composite-index build`'s own steps (read, load, dbt build) into a copy of a database in which the good inputs
were published. dbt and Great Expectations are started once, because that takes most of a build's time.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "expectations")]

from composite_index.cli import INPUT_SCHEMA, load  # noqa: E402
from composite_index.files.catalogue import INPUTS  # noqa: E402
from composite_index.files.inputs import assemble  # noqa: E402
from composite_index.files.problems import InputError, Problems  # noqa: E402
from composite_index.files.reading import read_tables  # noqa: E402

CATALOGUE = ROOT / "tests" / "mutations" / "catalogue.yml"
OUTCOMES = ROOT / "tests" / "mutations" / "outcomes.csv"
PAGE = ROOT / "docs" / "reliability.md"
SEED = 20201001
PROVINCES = ("observations", "framework", "units", "groups", "tiers", "bounds")
BASES = {
    "provinces": {
        f"{name}.csv": ROOT / "seeds" / "dgi_2020_provinces" / f"dgi_2020_provinces__{name}.csv" for name in PROVINCES
    },
    "towns": {
        file.name: file for file in sorted((ROOT / "examples" / "panel").glob("*.csv")) if not file.name.startswith("_")
    },
}
# A change of a score by no more than this is none, on a scale of 0 to 100.
THRESHOLD = 0.1
# said in the place of a change if other units or nodes have scores
OTHER_KEYS = "gone"
# Expectations of the suite drift that need nothing published.
WITHIN_A_RUN = ("max_unchanged_share", "max_score_change", "max_rank_change")


@dataclass
class Outcome:
    """What became of a corruption. `change` is the largest of any score, `gone` or `none read`; rules may be blank."""

    id: str
    change: str
    outcome: str
    rule: str
    first_build: str
    first_rule: str


def catalogue(arrives: bool = False) -> list[dict[str, Any]]:
    """Read the corruptions of what is published, or those that arrive with a new period (arrivals.py)."""
    found = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return [mutation for mutation in found if mutation.get("arrives", False) == arrives]


def fingerprint() -> str:
    """Return the hash of the catalogue as it stands."""
    return hashlib.sha256(CATALOGUE.read_bytes()).hexdigest()


class File:
    """A CSV file as a header and rows of text."""

    def __init__(self, path: Path):
        """Read the file, whatever its encoding."""
        data = path.read_bytes()
        self.path, self.encoding = path, "gb18030"
        with contextlib.suppress(UnicodeDecodeError):
            data.decode("utf-8-sig")
            self.encoding = "utf-8-sig"
        rows = list(csv.reader(io.StringIO(data.decode(self.encoding))))
        start = next(number for number, row in enumerate(rows) if not row[0].startswith("#"))
        self.remarks, self.header, self.rows = rows[:start], rows[start], rows[start + 1 :]

    def write(self) -> None:
        """Write the file in its encoding."""
        with self.path.open("w", encoding=self.encoding, newline="") as file:
            csv.writer(file).writerows([*self.remarks, self.header, *self.rows])

    def at(self, column: str) -> int:
        """Return the place of a column."""
        return self.header.index(column)

    def where(self, **cells: str | list[str]) -> list[list[str]]:
        """Return the rows with these cells, of a list any; a corruption of nothing is a mistake of the catalogue."""
        wanted = {self.at(name): text if isinstance(text, list) else [text] for name, text in cells.items()}
        found = [row for row in self.rows if all(row[place] in texts for place, texts in wanted.items())]
        if not found:
            raise ValueError(f"{self.path.name}: no row has {cells}")
        return found

    def chosen(self, operation: dict[str, Any], where: str = "where") -> list[list[str]]:
        """Return the rows that an operation names, or those from the middle of the file on."""
        rows = self.where(**operation.get(where, {}))
        return rows[len(rows) // 2 :] if operation.get("of") == "second_half" else rows

    def value_at(self, unit: str, node: str) -> str:
        """Return the value of a unit's indicator, in a long or a wide file."""
        if "node_id" in self.header:
            return self.where(unit_id=unit, node_id=node)[0][self.at("value")]
        return self.where(unit_id=unit)[0][self.at(node)]


def number(text: str) -> Decimal:
    """Return the number that a cell says, without its separators and percent sign."""
    return Decimal(text.replace(",", "").rstrip("%"))


def plain_text(value: Decimal) -> str:
    """Return a number as a person writes it."""
    return format(value, "f")


def transpose(text: str) -> str:
    """Exchange the first two digits that differ."""
    digits = list(text)
    place = next(n for n in range(len(digits) - 1) if digits[n] != digits[n + 1])
    digits[place : place + 2] = digits[place + 1], digits[place]
    return "".join(digits)


def rounded(text: str, step: str) -> str:
    """Return a number as the nearest multiple of a step."""
    return plain_text((number(text) / Decimal(step)).to_integral_value() * Decimal(step))


def read_as(text: str, written: str, read: str) -> str:
    """Return a text that was written in one encoding and read in another."""
    return text.encode(written).decode(read, errors="ignore")


WAYS: dict[str, Callable[[str], str]] = {
    "transpose": transpose,
    "without_point": lambda text: text.replace(".", ""),
    "append_point_zero": lambda text: f"{text}.0",
    "append_blank": lambda text: f"{text}  ",
    "percent_to_share": lambda text: plain_text(number(text) / 100),
    "whole": lambda text: plain_text(number(text).to_integral_value()),
    "whole_percent": lambda text: plain_text(number(text).to_integral_value()) + ("%" if "%" in text else ""),
    "one_decimal": lambda text: rounded(text, "0.1"),
    "tens": lambda text: rounded(text, "10"),
    "complement": lambda text: plain_text(100 - number(text)) + ("%" if "%" in text else ""),
    "without_last_digit": lambda text: text.partition(".")[0][:-1] + "." + text.partition(".")[2],
    "utf8_as_latin": lambda text: read_as(text, "utf-8", "cp1252"),
    "utf8_as_gbk": lambda text: read_as(text, "utf-8", "gb18030"),
    "gbk_as_latin": lambda text: read_as(text, "gb18030", "latin-1"),
}


def permuted(values: list[str], how: str) -> list[str]:
    """Return the values of a column in another order, or as something else."""
    if how == "shuffle":
        return random.Random(SEED).sample(values, len(values))  # noqa: S311
    if how == "sort":
        return sorted(values, key=number)
    half = len(values) // 2
    if how == "shift":
        return [*values[1:], values[0]]
    if how == "slip_half":
        return [*values[:half], values[-1], *values[half:-1]]
    if how == "sort_half":
        return [*values[:half], *sorted(values[half:], key=number)]
    if how == "reverse":
        return values[::-1]
    if how == "fill_down":
        return [values[0]] * len(values)
    if how == "ranks":
        order = sorted(map(number, values))
        return [str(order.index(number(value)) + 1) for value in values]
    raise ValueError(f"{how} is no order")


def apply(folder: Path, operation: dict[str, Any]) -> None:
    """Carry out one operation of the catalogue on the files of a folder."""
    path = folder / f"{operation['file']}.csv"
    do = operation["do"]
    if do == "cut":
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * operation["share"])])
        return
    file = File(path)
    column = operation.get("column")
    where = operation.get("where", {})
    if do == "set":
        for row in file.chosen(operation):
            old = row[file.at(column)]
            if "multiply" in operation:
                row[file.at(column)] = plain_text(number(old) * Decimal(str(operation["multiply"])))
            else:
                row[file.at(column)] = WAYS[operation["how"]](old) if "how" in operation else operation["value"]
    elif do == "exchange":
        one, other = operation["values"]
        file.where(**{column: one}), file.where(**{column: other})
        for row in file.rows:
            row[file.at(column)] = {one: other, other: one}.get(row[file.at(column)], row[file.at(column)])
    elif do == "exchange_cells":
        (one,), (other,) = (file.where(**row) for row in operation["rows"])
        place = file.at(column)
        one[place], other[place] = other[place], one[place]
    elif do == "exchange_headers":
        one, other = map(file.at, operation["values"])
        file.header[one], file.header[other] = file.header[other], file.header[one]
    elif do == "rename":
        file.header[file.at(operation["from"])] = operation["to"]
    elif do == "permute":
        rows = file.where(**where)
        for row, value in zip(rows, permuted([row[file.at(column)] for row in rows], operation["how"]), strict=True):
            row[file.at(column)] = value
    elif do == "copy":
        match, place = file.at(operation["match"]), file.at(column)
        values = {row[match]: row[place] for row in file.where(**operation["from"])}
        for row in file.chosen(operation, "to"):
            row[place] = values[row[match]]
    elif do == "drop":
        gone = [id(row) for row in file.where(**where)]
        file.rows = [row for row in file.rows if id(row) not in gone]
    elif do == "drop_last":
        file.rows = file.rows[: -operation["rows"]]
    elif do == "add":
        file.rows.append([operation["row"].get(name, "") for name in file.header])
    elif do == "add_column":
        file.header.append(column)
        for row in file.rows:
            row.append(operation["value"])
    elif do == "repeat":
        for row in file.where(**where):
            again = list(row)
            if "value" in operation:
                again[file.at("value")] = operation["value"]
            for name, text in operation.get("set", {}).items():
                again[file.at(name)] = text
            file.rows.append(again)
    elif do == "stale":
        early = File(folder / f"{operation['from']}.csv")
        units = list(dict.fromkeys(row[early.at("unit_id")] for row in early.rows))
        stale = units[: round(len(units) * operation["share"])]
        for row in file.rows:
            unit, node = row[file.at("unit_id")], row[file.at("node_id")]
            if unit in stale and node in operation.get("nodes", [node]):
                row[file.at("value")] = early.value_at(unit, node)
    elif do == "override":
        if "period" not in file.header:
            file.header.append("period")
            for row in file.rows:
                row.append("")
        again = list(file.where(node_id=operation["node"])[0])
        again[file.at("period")] = operation["period"]
        again[file.at(operation["column"])] = operation["value"]
        for name in operation.get("blank", []):
            again[file.at(name)] = ""
        file.rows.append(again)
    elif do == "shift_units":
        place = file.at("unit_id")
        units = list(dict.fromkeys(row[place] for row in file.rows))
        following = dict(zip(units, [*units[1:], units[0]], strict=True))
        for row in file.rows:
            row[place] = following[row[place]]
    elif do == "add_sum":
        for node in dict.fromkeys(row[file.at("node_id")] for row in file.rows):
            parts = file.where(unit_id=operation["of"], node_id=node)
            added = list(parts[0])
            added[file.at("unit_id")] = operation["unit"]
            added[file.at("value")] = plain_text(sum((number(row[file.at("value")]) for row in parts), Decimal()))
            file.rows.append(added)
    else:
        raise ValueError(f"{do} is no operation")
    file.write()


def copy_for_dbt(folder: Path) -> None:
    """Copy the project to `folder`: what dbt reads of it, and not what pytest does."""
    ignored = shutil.ignore_patterns(
        *(".git", ".venv*", "target", "logs", "published", "*.duckdb*", "examples", "tests", "__pycache__"),
        *("build", "dist"),
    )
    shutil.copytree(ROOT, folder, ignore=ignored)
    for part in ("generic", "singular", "fixtures"):
        shutil.copytree(ROOT / "tests" / part, folder / "tests" / part)


class Builder:
    """Builds the files of a base, changed or not, each time into copies of the database and the published files of its
    good build.
    """

    def __init__(self, base: str, folder: Path):
        """Build the good files of the base in `folder`."""
        self.base, self.folder = base, folder
        self.good_files, self.files = folder / "good", folder / base
        self.good, self.database = folder / "good.duckdb", folder / "own.duckdb"
        self.good_published, self.published = folder / "good_published", folder / "published"
        self.good_files.mkdir(parents=True)
        for name, source in BASES[base].items():
            shutil.copyfile(source, self.good_files / name)
        project = folder / "project"
        copy_for_dbt(project)
        self.project, self.manifest, self.variables, self.are_scored = project, None, None, False
        self._restore()
        outcome = self._build()
        if outcome:
            raise RuntimeError(f"the good files of {base} are not built: {outcome}")
        shutil.copyfile(self.database, self.good)
        shutil.copytree(self.published, self.good_published)
        self.scores = scores_in(self.database)

    def run(self, mutation: dict[str, Any], past_the_gates: bool = True) -> Outcome:
        """Apply one corruption and build; `past_the_gates`: say also what the scores of a stopped build would be."""
        self._restore()
        for operation in mutation["operations"]:
            apply(self.files, operation)
        try:
            failed = self._build()
        except InputError as error:
            rule = f"files · {error.lines[0]}"
            return Outcome(mutation["id"], "none read", "stopped", rule, "stopped", rule)
        rules = [(severity, name) for severity, name, _ in failed]
        first = [
            # between periods of a first build it is a warning
            ("warning", name.replace("(max_", "(max_first_")) if name.startswith("drift ·") else (severity, name)
            for severity, name, needs_history in failed
            if not needs_history
        ]
        change = self._change() if past_the_gates or self.are_scored else ""
        return Outcome(mutation["id"], change, *self._told(rules), *self._told(first))

    def _restore(self) -> None:
        shutil.rmtree(self.files, ignore_errors=True)
        shutil.copytree(self.good_files, self.files)
        self.database.unlink(missing_ok=True)
        shutil.rmtree(self.published, ignore_errors=True)
        if self.good.exists():
            shutil.copyfile(self.good, self.database)
            shutil.copytree(self.good_published, self.published)

    @staticmethod
    def _told(rules: list[tuple[str, str]]) -> tuple[str, str]:
        for severity, outcome in (("critical", "stopped"), ("warning", "reported")):
            found = [name for level, name in rules if level == severity]
            if found:
                return outcome, found[0]
        return "missed", ""

    def _build(self) -> list[tuple[str, str, bool]]:
        """Read, load and build; return severity and rule of what failed, and whether it needs what is published."""
        problems = Problems()
        tables = read_tables(self.files, problems)
        problems.stop()
        inputs = assemble(tables, problems, self.base)
        load(inputs, self.database, replace=True)
        variables = {f"input_{name}": f"{INPUT_SCHEMA}.{name}" if inputs.records[name] else [] for name in INPUTS}
        if variables != self.variables:
            self.manifest, self.variables = None, variables
        runs = self._runs()
        result = self._dbt("build", "--selector", "own_index")
        self.are_scored = any(
            item.node.name == "int_index__points" and item.status == "success" for item in result.result or []
        )
        with duckdb.connect(str(self.database), read_only=True) as connection:
            failed = connection.sql("""
                select severity, suite, expectation, column_name from composite_index.index_gates
                where not success and run_id = (select arg_max(run_id, run_at) from composite_index.index_gates)
            """).fetchall()
            crashed = [
                item for item in result.result or [] if item.status == "error" and "meta" not in item.node.config.extra
            ]
            within = self._moved_within_a_run(connection) if failed and self._table(connection, "drift") else set()
        if self._runs() == runs and not result.success:
            raise RuntimeError(f"{self.base}: dbt ended without a word: {result.exception or crashed}")
        if not failed and not result.success:
            raise RuntimeError(f"{self.base}: {[(item.node.name, item.message) for item in crashed]}")
        return [
            (
                severity,
                f"{suite} · {expectation}" + (f" ({column})" if column else ""),
                suite == "drift" and not column.startswith(WITHIN_A_RUN) and column.split(",")[0] not in within,
            )
            for severity, suite, expectation, column in failed
        ]

    def _runs(self) -> int:
        with duckdb.connect(str(self.database)) as connection:
            known = connection.sql(
                "select 1 from information_schema.tables where table_name = 'index_gates'"
            ).fetchall()
            query = "select count(distinct run_id) from composite_index.index_gates"
            return connection.execute(query).fetchall()[0][0] if known else 0

    @staticmethod
    def _table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
        query = f"select 1 from information_schema.tables where table_name = 'int_index__{name}_profile'"
        return bool(connection.sql(query).fetchall())

    @staticmethod
    def _moved_within_a_run(connection: duckdb.DuckDBPyConnection) -> set[str]:
        """Return the bounds of a distribution's shift that are broken between two periods of the run itself."""
        return {
            f"max_{measure}"
            for measure in ("mean_shift", "spread_shift")
            if connection.sql(f"""
                select 1 from composite_index_internal.int_index__drift_profile
                where comparison = 'previous_period' and {measure} > max_{measure}
            """).fetchall()
        }

    def _dbt(self, *arguments: str) -> Any:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        environment = {
            "COMPOSITE_INDEX_DATABASE": str(self.database),
            "DBT_PROJECT_DIR": str(self.project),
            "DBT_PROFILES_DIR": str(self.project),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_LOG_LEVEL_FILE": "none",
            "DBT_WRITE_JSON": "false",
        }
        os.environ.update(environment)
        runner = dbtRunner(manifest=self.manifest)
        with contextlib.redirect_stdout(io.StringIO()):
            if self.manifest is None:
                parsed = dbtRunner().invoke(["--quiet", "parse", "--vars", json.dumps(self.variables)])
                if not parsed.success:
                    raise RuntimeError(f"{self.base}: {parsed.exception}")
                self.manifest = parsed.result
                runner = dbtRunner(manifest=self.manifest)
            result = runner.invoke(["--quiet", *arguments, "--vars", json.dumps(self.variables)])
        # the file is copied over before the next build
        DuckDBConnectionManager.close_all_connections()
        return result

    def _change(self) -> str:
        """Return the largest change of a score, computed past the gates where they stopped the build before it."""
        if not self.are_scored:
            # a gate that does not pass stops every model after it
            result = self._dbt("run", "--select", "+int_index__points", "--exclude", "tag:gate")
            if not result.success:
                return "none computed"
        return largest_change(self.scores, scores_in(self.database))


def scores_in(database: Path) -> dict[tuple[str, ...], float | None]:
    """Return the scores of the last build by index, period, unit and node."""
    query = """
        select nodes.index_id, nodes.period, units.unit_id, nodes.node_id, points.score
        from composite_index_internal.int_index__points as points
        inner join composite_index_internal.int_index__nodes as nodes using (node_key)
        inner join composite_index_internal.int_index__units as units using (unit_key)
        where nodes.scenario_id = 'baseline'
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        return {tuple(key): score for *key, score in connection.sql(query).fetchall()}


def largest_change(good: dict[tuple[str, ...], float | None], found: dict[tuple[str, ...], float | None]) -> str:
    """Return the largest change of a score, or that other things are scored."""
    if good.keys() != found.keys() or any((good[key] is None) != (found[key] is None) for key in good):
        return OTHER_KEYS
    jumps = (abs(good[key] - found[key]) for key in good if good[key] is not None)  # type: ignore[operator]
    return f"{max(jumps, default=0.0):.3f}"


def changes_a_score(outcome: Any, mutation: dict[str, Any]) -> bool:
    """Whether a corruption changes a score by more than the threshold, or what is scored; benign ones do not.

    outcome: an Outcome, or an Arrived of arrivals.py.
    """
    if mutation.get("benign"):
        return False
    try:
        return float(outcome.change) > THRESHOLD
    except ValueError:
        return True


def builders(folder: Path) -> Iterator[Callable[..., Outcome]]:
    """Give a function that runs a corruption on its base, and makes the base's good build when it is first needed.

    It takes what `Builder.run` takes.
    """
    made: dict[str, Builder] = {}
    environment = dict(os.environ)

    def run(mutation: dict[str, Any], past_the_gates: bool = True) -> Outcome:
        base = mutation["base"]
        if base not in made:
            made[base] = Builder(base, folder / base)
        return made[base].run(mutation, past_the_gates)

    try:
        yield run
    finally:
        os.environ.clear()
        os.environ.update(environment)


def committed() -> dict[str, Outcome]:
    """Read the outcomes that are committed, by id."""
    with OUTCOMES.open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: Outcome(**{name.name: row[name.name] for name in fields(Outcome)})
            for row in csv.DictReader(file)
        }


def write(outcomes: list[Outcome]) -> None:
    """Write the outcomes."""
    names = [name.name for name in fields(Outcome)]
    with OUTCOMES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([getattr(outcome, name) for name in names] for outcome in outcomes)


REASONS = {
    "reported": "a single value that is plausible in itself: the warning shows what it was, no more can be known",
    "missed": "plausible in itself, and there is nothing published to hold it against",
}
BEGIN, END = "<!-- made by make mutations -->\n", "<!-- end -->\n"


def tables(mutations: list[dict[str, Any]], outcomes: dict[str, Outcome]) -> str:
    """Return the tables of the page: how many of each class, and which of them are not stopped."""

    def counts(chosen: list[Outcome], way: str) -> list[int]:
        return [sum(getattr(outcome, way) == word for outcome in chosen) for word in ("stopped", "reported", "missed")]

    def row(*cells: object) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |\n"

    groups: dict[str, list[Outcome]] = {}
    benign = []
    for mutation in mutations:
        outcome = outcomes[mutation["id"]]
        if mutation.get("benign"):
            benign.append((mutation, outcome))
        elif changes_a_score(outcome, mutation):
            groups.setdefault(mutation["class"], []).append(outcome)
    head = "| class | change a score | stopped | reported | missed | first build: stopped | reported | missed |\n"
    text = head + "|" + " --- |" * 8 + "\n"
    everything = [outcome for group in groups.values() for outcome in group]
    for name, group in [*groups.items(), ("all", everything)]:
        text += row(name, len(group), *counts(group, "outcome"), *counts(group, "first_build"))
    shares = [
        f"{100 * sum(getattr(outcome, way) == 'stopped' for outcome in everything) / len(everything):.0f} %"
        for way in ("outcome", "first_build")
    ]
    text += f"\nStopped: {shares[0]} where the good inputs were published before, {shares[1]} on a first build.\n"
    text += "\n### Not stopped, with what was published\n\n" + row(
        "corruption", "largest change of a score", "rule", "why"
    )
    text += row(*["---"] * 4)
    says = {mutation["id"]: mutation["says"] for mutation in mutations}
    for outcome in everything:
        if outcome.outcome != "stopped":
            text += row(
                f"`{outcome.id}`: {says[outcome.id]}", outcome.change, outcome.rule or "none", REASONS[outcome.outcome]
            )
    text += "\n### Not stopped on a first build\n\n"
    text += f"Each is {REASONS['missed']}: "
    text += ", ".join(f"`{outcome.id}`" for outcome in everything if outcome.first_build != "stopped") + ".\n"
    text += "\n### Benign\n\n" + row("corruption", "outcome", "rule") + row(*["---"] * 3)
    for mutation, outcome in benign:
        built = "built" if outcome.outcome == "missed" else outcome.outcome
        text += row(f"`{outcome.id}`: {mutation['says']}", built, outcome.rule)
    return text


def write_page(outcomes: dict[str, Outcome]) -> None:
    """Put the tables into the page, between their two marks."""
    page = PAGE.read_text(encoding="utf-8")
    start, stop = page.index(BEGIN) + len(BEGIN), page.index(END)
    PAGE.write_text(f"{page[:start]}\n{tables(catalogue(), outcomes)}\n{page[stop:]}", encoding="utf-8")


def main() -> None:
    """Apply all, and write what became of them."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        run = next(made := builders(Path(folder)))
        outcomes = []
        for mutation in catalogue():
            if len(sys.argv) > 1 and sys.argv[1] not in mutation["id"]:
                continue
            outcomes.append(run(mutation))
            print(*vars(outcomes[-1]).values(), sep=" | ", flush=True)
        made.close()
    if len(sys.argv) == 1:
        write(outcomes)
        write_page(committed())


if __name__ == "__main__":
    main()
