"""The commands about published versions: versions, rollback, diff, verify."""

from __future__ import annotations

import argparse
import csv
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from composite_index.files.problems import InputError, counted, printable
from composite_index.publishing.compare import Edition, Versions, compare
from composite_index.publishing.in_files import FileVersions
from composite_index.publishing.source import shown
from composite_index.spreadsheets import as_text

# Units that a terminal shows; a file has all.
SHOWN_UNITS = 20
SHOWN_LINES = 10
ALL = 10_000_000
DIFFERS = 1


def add_commands(commands: Any) -> None:
    """Add the commands to the command line."""
    listed = commands.add_parser("versions", help="list the published versions that are kept")
    listed.set_defaults(command=list_versions)
    back = commands.add_parser("rollback", help="give readers an earlier published version again")
    back.set_defaults(command=roll_back)
    back.add_argument(
        "version", nargs="?", default="previous", help="the version, or the start of its id; default: previous"
    )
    diff = commands.add_parser("diff", help="show what differs between two published versions, and why")
    diff.set_defaults(command=show_difference)
    diff.add_argument(
        "first", nargs="?", default="previous", help="a version, or the start of its id; default: previous"
    )
    diff.add_argument("second", nargs="?", default="current", help="the other version; default: current, which is out")
    diff.add_argument("--output", type=Path, metavar="FILE", help="also write every unit that differs as a CSV file")
    check = commands.add_parser("verify", help="check that a published version is as it was published")
    check.set_defaults(command=verify)
    check.add_argument(
        "version", nargs="?", default="current", help="the version, or the start of its id; default: current"
    )
    for command in (listed, back, diff, check):
        command.add_argument(
            "--database", type=Path, metavar="FILE",
            help="the database or its published file; default: the one below the folder published",
        )  # fmt: skip
        command.add_argument("--target", help="a target of dbt on PostgreSQL, instead of a file")


class Kept(Protocol):
    """The published versions that are kept, wherever."""

    # as a message names it
    place: str

    def entries(self) -> list[dict[str, Any]]:
        """Return the versions, oldest first, each with `version`, `published_at`, `is_out`, `rows` and more."""

    def both(self, first: str, second: str) -> AbstractContextManager[Versions]:
        """Give two versions to compare."""

    def put_out(self, version: str) -> None:
        """Give readers a kept version again."""

    def check(self, version: str) -> str:
        """Return what was checked; raises InputError if a table is not as it was published."""


def _kept(options: argparse.Namespace) -> Kept:
    if options.target:
        from composite_index.publishing.in_database import DatabaseVersions  # dbt takes seconds to import

        return DatabaseVersions(options.target)
    return FileVersions(options.database)


def _find(kept: Kept, name: str) -> dict[str, Any]:
    """Return a version that is named by its id, the start of it, `current` or `previous`.

    Raises InputError if there is none, or more than one.
    """
    entries = kept.entries()
    ids = [entry["version"] for entry in entries]
    if not ids:
        raise InputError([f"{kept.place}: no version is published here. Build first"])
    place = next((place for place, entry in enumerate(entries) if entry["is_out"]), len(ids) - 1)
    if name == "previous" and place == 0:
        raise InputError([f"{kept.place}: no version before {ids[0]} is kept"])
    if name in ("current", "previous"):
        return entries[place - (name == "previous")]
    found = [entry for entry in entries if entry["version"].startswith(name)]
    if len(found) != 1:
        what = "several versions begin with" if found else "there is no version"
        raise InputError([f"{kept.place}: {what} {name}. The kept versions are {', '.join(ids)}"])
    return found[0]


def list_versions(options: argparse.Namespace) -> int:
    """Print a line per kept version, newest first."""
    kept = _kept(options)
    for entry in reversed(kept.entries()):
        line = f"{entry['version']}  {entry['published_at']}  {counted(entry['rows'].get('index_scores', 0), 'score')}"
        if entry["source_commit"]:
            line += f"  {shown(entry['source_commit'])}"
        if entry["is_out"]:
            line += "  <- readers get this one"
        if entry["editions"]:
            line += f"  has the editions {entry['editions']} as they were published"
        print(printable(line))
    return 0


def roll_back(options: argparse.Namespace) -> int:
    """Put an earlier version out again."""
    kept = _kept(options)
    entry = _find(kept, options.version)
    if entry["is_out"]:
        raise InputError([f"{kept.place}: readers get {entry['version']} already"])
    kept.put_out(entry["version"])
    print(f"Readers of {kept.place} now get version {entry['version']}, published {entry['published_at']}")
    print("The next build compares its results with this version, and publishes a new one")
    return 0


def show_difference(options: argparse.Namespace) -> int:
    """Print how two versions differ."""
    kept = _kept(options)
    first, second = _find(kept, options.first), _find(kept, options.second)
    with kept.both(first["version"], second["version"]) as versions:
        editions = compare(versions, ALL if options.output else SHOWN_UNITS)
    print(f"From {first['version']} to {second['version']}")
    for edition in editions:
        _print_edition(edition)
    if options.output:
        _write_units(editions, options.output)
    return 0


def verify(options: argparse.Namespace) -> int:
    """Check that a version is as it was published; returns 1 if it is not."""
    kept = _kept(options)
    entry = _find(kept, options.version)
    try:
        print(kept.check(entry["version"]))
    except InputError as error:
        for line in error.lines:
            print(f"FAILED verify · {line}")
        return DIFFERS
    return 0


def _print_edition(edition: Edition) -> None:
    index_id, scenario, period, cohort = edition.key
    name = f"{index_id} {period} {cohort}" + (f" ({scenario})" if scenario != "baseline" else "")
    if not edition.differs:
        print(printable(f"{name}: no difference in {counted(edition.both, 'unit')}"))
        return
    parts = (
        [f"{edition.scores} of {edition.both} scores differ, by up to {edition.largest:.4g}"] if edition.scores else []
    )
    parts += [f"{edition.ranks} ranks"] if edition.ranks else []
    parts += [f"{edition.tiers} tiers"] if edition.tiers else []
    parts += [counted(edition.values, "raw value")] if edition.values else []
    parts += [f"{counted(edition.only_second, 'unit')} new"] if edition.only_second else []
    parts += [f"{counted(edition.only_first, 'unit')} gone"] if edition.only_first else []
    parts += [counted(len(edition.parameters), "parameter")] if edition.parameters else []
    print(printable(f"{name}: {', '.join(parts)}"))
    for kind, lines, number in (
        ("framework", edition.parameters, len(edition.parameters)),
        ("raw value", edition.moved, edition.values),
    ):
        for line in lines[:SHOWN_LINES]:
            print(printable(f"  {kind}  {line}"))
        if number > len(lines[:SHOWN_LINES]):
            print(f"  {kind}  and {number - len(lines[:SHOWN_LINES])} more")
    for unit in edition.units[:SHOWN_UNITS]:
        tiers = (
            f", tier {unit['tier_before']} -> {unit['tier_after']}" if unit["tier_before"] != unit["tier_after"] else ""
        )
        print(
            printable(
                f"  {unit['unit_id']}  score {_number(unit['score_before'])} -> {_number(unit['score_after'])}, "
                f"rank {unit['rank_before'] or 'none'} -> {unit['rank_after'] or 'none'}{tiers}: {unit['why']}"
            )
        )


def _number(score: float | None) -> str:
    return "none" if score is None else f"{score:.8g}"


def _write_units(editions: list[Edition], output: Path) -> None:
    columns = [
        "unit_id",
        "score_before",
        "score_after",
        "rank_before",
        "rank_after",
        "tier_before",
        "tier_after",
        "why",
    ]
    try:
        with output.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["index_id", "scenario_id", "period", "cohort_id", *columns])
            for edition in editions:
                for unit in edition.units:
                    writer.writerow([as_text(cell) for cell in [*edition.key, *(unit[column] for column in columns)]])
    except OSError as error:
        raise InputError([f"{output}: cannot be written ({error.strerror})"]) from None
    print(f"Units: {counted(sum(len(edition.units) for edition in editions), 'row')} in {output}")
