"""Find the unit of each observation, or make the units from the observations if no file lists them."""

from __future__ import annotations

from collections import defaultdict

from composite_index.files.catalogue import INPUTS, UNIT_LABELS
from composite_index.files.problems import Problems
from composite_index.files.records import ONE_COHORT, Record, is_excluded
from composite_index.files.references import find_ids
from composite_index.files.totals import refuse_totals_by_name

SHOWN_UNITS = 5


def resolve_units(records: dict[str, list[Record]], problems: Problems, may_be_empty: bool = False) -> None:
    """Make units from the observations if no file lists them, and find each observation's unit.

    may_be_empty: whether a row without any value may be a unit although no file lists it.
    """
    listed: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for record in records["units"]:
        labels = {label for column in UNIT_LABELS if (label := record.cells.get(column))}
        if unit := record.cells.get("unit_id"):
            listed[str(record.cells["index_id"])].setdefault(unit, set()).update(labels)
    for record in records["observations"]:
        if record.cells.get("unit_id") or "unit_id" in record.table.columns:
            continue
        # a table that names its units and has no codes
        record.cells["unit_id"] = next((name for column in UNIT_LABELS if (name := record.cells.get(column))), None)
        if record.cells["unit_id"] is None:
            place = f"{record.table.file} line {record.line}"
            problems.add(
                record.table.file,
                f"{place}: the row has neither the code nor the label of a unit",
                ("unit_id", record.line),
            )
    if records["units"]:
        _refuse_unit_columns(records["observations"], problems)
        find_ids(records["observations"], "unit_id", listed, "unit of the index", problems)
        _refuse_labels_of_others(records["observations"], listed, problems)
    else:
        refuse_totals_by_name(records["observations"], problems)
        if not may_be_empty:
            _refuse_rows_without_values(records["observations"], problems)
        records["units"] = _units_of(records["observations"], problems)


def _units_of(observations: list[Record], problems: Problems) -> list[Record]:
    """Return a unit for each one that has observations, with the labels and other columns of its rows."""
    units: dict[tuple[str | None, str | None], Record] = {}
    described = [column for column in INPUTS["units"].columns if column not in ("index_id", "unit_id")]
    of_table = {
        id(table): [column for column in described if column in table.columns]
        for table in {id(record.table): record.table for record in observations}.values()
    }
    for record in observations:
        if not record.cells.get("unit_id"):
            continue
        identity = record.cells["index_id"], record.cells["unit_id"]
        if identity not in units:
            keys = {column: record.cells[column] for column in ("index_id", "unit_id")}
            units[identity] = Record(keys, record.table, record.line)
        unit = units[identity]
        for column in of_table[id(record.table)]:
            value = record.cells.get(column)
            first = unit.cells.get(column)
            if first is None:
                unit.cells[column] = value
            elif value is not None and value != first:
                record.refuse(
                    problems,
                    column,
                    f'"{value}", but {unit.place(column)} says "{first}" for the same unit {unit.cells["unit_id"]}',
                    once=f"another {column}",
                )
    for unit in units.values():
        unit.cells["cohort_id"] = unit.cells.get("cohort_id") or ONE_COHORT
    return list(units.values())


def _refuse_labels_of_others(
    observations: list[Record], listed: dict[str, dict[str, set[str]]], problems: Problems
) -> None:
    """Refuse a row with the code of one unit and the label of another: codes or names were sorted alone."""
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for index, units in listed.items():
        for unit, labels in units.items():
            for label in labels:
                owners[index, label].append(unit)
    for record in observations:
        index, unit = str(record.cells["index_id"]), record.cells.get("unit_id")
        for column in UNIT_LABELS:
            label = record.cells.get(column)
            of_label = owners.get((index, label), []) if label is not None else []
            if of_label and unit not in of_label:
                record.refuse(
                    problems,
                    column,
                    f'"{label}" is the label of {of_label[0]}, not of {unit}',
                    once="label of another",
                )


def _refuse_rows_without_values(observations: list[Record], problems: Problems) -> None:
    """Refuse a row of a wide table without any value: with no file of units a note would become a unit."""
    empty: dict[tuple[str, int], Record] = {}
    for record in observations:
        if record.column is not None and not is_excluded(record):
            place = record.table.file, record.line
            if record.cells.get("value") is None:
                empty.setdefault(place, record)
    for record in observations:
        if record.cells.get("value") is not None:
            empty.pop((record.table.file, record.line), None)
    for (file, line), record in empty.items():
        problems.add(
            file,
            f'{file} line {line}: the row of "{record.cells.get("unit_id")}" has no value. '
            "Delete the row if it is a note, or list the unit in a file of units",
        )


def _refuse_unit_columns(observations: list[Record], problems: Problems) -> None:
    of_units = set(INPUTS["units"].columns) - set(INPUTS["observations"].columns) - set(UNIT_LABELS)
    for table in {id(record.table): record.table for record in observations}.values():
        for column in table.columns:
            if column in of_units:
                problems.add(table.file, f"{table.head}: the column {column} belongs in the file of units")


def partial_units(records: dict[str, list[Record]]) -> list[str]:
    """Return a warning about units that have no row in some period, if no file of units says when they come and go."""
    periods: dict[str, set[str]] = defaultdict(set)
    for record in records["observations"]:
        periods[str(record.cells["unit_id"])].add(str(record.cells["period"]))
    every = set().union(*periods.values()) if periods else set()
    bounded = {
        str(record.cells["unit_id"])
        for record in records["units"]
        if record.cells.get("first_period") or record.cells.get("last_period") or is_excluded(record)
    }
    partial = {unit: every - of_unit for unit, of_unit in periods.items() if of_unit != every and unit not in bounded}
    if not partial:
        return []
    shown = [
        f"{unit} (none in {', '.join(sorted(missing)[:3])})" for unit, missing in list(partial.items())[:SHOWN_UNITS]
    ]
    more = f" and {len(partial) - SHOWN_UNITS} more" if len(partial) > SHOWN_UNITS else ""
    return [
        f"Units without a row in some periods: {', '.join(shown)}{more}. If they came or went, give them a "
        "first_period or last_period in the file of units, which composite-index init writes; "
        "if a name changed, write an alias in the recipe"
    ]
