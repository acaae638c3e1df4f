"""Turn the rows of a table into records, cell by cell; a wide table gives a record per row and indicator."""

from __future__ import annotations

from composite_index.files import cells
from composite_index.files.catalogue import INPUTS, KEYS, Input
from composite_index.files.problems import Problems
from composite_index.files.records import ONE_COHORT, Record, Source


def records_of(source: Source, problems: Problems) -> list[Record]:
    """Read the rows of an input other than observations."""
    declared = INPUTS[source.input]
    records = []
    for row in source.rows:
        record = Record({}, source, row.line)
        for column, text in zip(source.columns, row.cells, strict=True):
            if column is None:
                continue
            try:
                record.cells[column] = _cell(declared, column, text, bool(source.delimiter == ";"))
            except cells.CellError as error:
                record.refuse(problems, column, str(error))
        if source.input == "units" and not record.cells.get("cohort_id"):
            if "cohort_id" in source.columns:
                record.refuse(problems, "cohort_id", "blank; every unit needs a cohort, or none has the column")
            record.cells["cohort_id"] = ONE_COHORT
        if source.input == "lookups" and cells.is_null(record.cells.get("category") or ""):
            record.refuse(problems, "category", "a category cannot be blank or a null marker")
        records.append(record)
    _take_percent_off_weights(records, problems)
    return records


def observations_of(source: Source, wide: bool, problems: Problems) -> list[Record]:
    """Read observations; a wide table gives a record per row and indicator."""
    known = [index for index, column in enumerate(source.columns) if column is not None]
    indicators = [
        index
        for index, column in enumerate(source.columns)
        if column is None and source.header[index] not in source.remarks
    ]
    records = []
    for row in source.rows:
        keys: dict[str, str | None] = {}
        for index in known:
            column, text = str(source.columns[index]), row.cells[index]
            keys[column] = (cells.key(text) if column in KEYS else text) or None
        keys.setdefault("period", source.period)
        if "unit_id" in source.columns and not keys["unit_id"]:
            index = source.columns.index("unit_id")
            problems.add(source.file, f"{source.place(row.line, index)}: blank; every row needs a unit")
        if not wide:
            is_number = "value" in source.columns and source.columns.index("value") in row.numbers
            records.append(Record(keys, source, row.line, is_number=is_number))
            if not keys["node_id"]:
                records[-1].refuse(problems, "node_id", "blank; every row needs an indicator")
        for index in indicators if wide else ():
            values = {"node_id": source.header[index], "value": row.cells[index] or None}
            records.append(Record(keys | values, source, row.line, index, index in row.numbers))
    return records


def _cell(declared: Input, column: str, text: str, semicolons: bool) -> str | None:
    """Return a cell of a known column in the form that staging reads, None if it is blank."""
    if not text:
        return None
    if column == "direction":
        return cells.direction(text)
    if column in declared.numbers:
        if cells.is_null(text):
            return None
        found = cells.number(text, semicolons)
        if found.percent and column != "weight":
            raise cells.CellError(f'"{text}" has a percent sign. Write it as a plain number')
        return found.text + ("%" if found.percent else "")
    if column in declared.yes_no:
        if cells.is_null(text):
            return None
        answer = cells.yes_no(text)
        if answer is None:
            raise cells.CellError(f'"{text}" is neither yes nor no')
        return "true" if answer == "1" else "false"
    return cells.key(text) if column in KEYS else text


def _take_percent_off_weights(records: list[Record], problems: Problems) -> None:
    weighted = [record for record in records if record.cells.get("weight")]
    with_sign = [record for record in weighted if str(record.cells["weight"]).endswith("%")]
    without = [record for record in weighted if record not in with_sign]
    if with_sign and without:
        refuse_mixed_percent(with_sign[0], without[0], "weight", problems)
    for record in with_sign:
        record.cells["weight"] = str(record.cells["weight"]).removesuffix("%")


def refuse_mixed_percent(with_sign: Record, without: Record, column: str, problems: Problems) -> None:
    """Refuse a column with a percent sign in some cells only: the others may mean the same, or a hundred times it."""
    with_sign.refuse(
        problems, column, f"has a percent sign, but {without.place(column)} has none. Write all in the same way"
    )


def refuse_twice(records: list[Record], problems: Problems) -> None:
    """Refuse a second value of the same unit, period and indicator, with the place of the first."""
    if len({hash(identity(record)) for record in records}) == len(records):
        return  # a million numbers take less memory than a million places
    first: dict[tuple[str | None, ...], Record] = {}
    for record in records:
        of_one = record.cells
        before = first.setdefault(identity(record), record)
        if before is not record:
            record.refuse(
                problems,
                "value",
                f"{of_one.get('unit_id')} has a value of {of_one.get('node_id')} in {of_one.get('period')} already, at "
                f"{before.place('value')}. Say in the recipe which rows are meant, with keep or leave_out_rows",
                once="twice",
            )


def identity(record: Record) -> tuple[str | None, ...]:
    """Return what no two values share: index, period, unit and indicator."""
    of_one = record.cells
    return of_one.get("index_id"), of_one.get("period"), of_one.get("unit_id"), of_one.get("node_id")
