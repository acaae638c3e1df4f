"""Which input a file or sheet is, and which column of the input each name in its header is."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from composite_index.files import cells
from composite_index.files.catalogue import COLUMN_NAMES, INPUTS, UNIT_LABELS
from composite_index.files.problems import Problems, did_you_mean, listed, plain
from composite_index.files.reading import REMARK, Table
from composite_index.files.records import Record, Source
from composite_index.files.references import find, series_of
from composite_index.files.words import PERIOD, is_code_name, is_unit_name, label_column

PERIOD_IN_NAME = re.compile(
    r"(?P<rest>.*?)[\s_.\-]*(?<!\d)(?P<period>[0-9]{4}([\-/][0-9]{2,4})?([\s_\-]?[qh][1-4])?)年?", re.IGNORECASE
)
# Names of columns that are periods: 2024, 2024年, 2020 [YR2020], FY2020.
PERIOD_AS_NAME = re.compile(rf"(?:Y|YR|FY)?[ _]?{PERIOD}(?:年度?)?(?: ?\[\w+\])?", re.IGNORECASE)
# Names that a message lists.
SHOWN = 20


def input_of(name: str) -> tuple[str | None, str | None]:
    """Return which input a file or sheet of this name is, and the period that its name ends with; None if neither.

    The name is one of the input's names, alone or followed by `_` and anything; or it ends with `__` and one.
    """
    name = cells.key(name.strip())
    found = PERIOD_IN_NAME.fullmatch(name)
    rest, period = (found["rest"], found["period"]) if found else (name, None)
    for candidate in (rest, *([rest.rpartition("__")[2]] if "__" in rest else [])):
        first = re.split(r"[\s_.\-]+", candidate)[0]
        for input_name, declared in INPUTS.items():
            names = [plain(each) for each in declared.names]
            if plain(candidate) in names or plain(first) in names:
                return input_name, period
    return None, period


def identify(table: Table, problems: Problems) -> Source | None:
    """Return the table as a source of the input that its name tells; None, and a problem, if the name tells none."""
    input_name, period = input_of(table.name)
    if input_name is None:
        known = [name for declared in INPUTS.values() for name in declared.names]
        hint = (
            did_you_mean(table.name, known)
            or f". Name it as one of {', '.join(INPUTS)}; a name that starts with _ is left out"
        )
        problems.add(table.file, f"{table.file}: cannot tell from the name {table.name} which input this is{hint}")
        return None
    fields = {each.name: getattr(table, each.name) for each in dataclasses.fields(Table)}
    return Source(**fields, input=input_name, period=period if input_name == "observations" else None)


def missing_input(needed: str, tables: list[Table]) -> str:
    """Return the sentence about an input that has no table."""
    found = ", ".join(table.file for table in tables) or "nothing"
    advice = "; composite-index framework writes one to fill in" if needed == "framework" else ""
    return f"There is no file or sheet {needed}, only {found}{advice}"


def name_columns(source: Source, problems: Problems) -> None:
    """Name the columns of an input other than observations; refuse a column that the input does not have."""
    declared = INPUTS[source.input]
    source.columns = _columns(source, declared.columns)
    source.remarks = _unknown_with_sign(source)
    _refuse_twice(source, problems)
    # without this column the units' cohorts are filled in
    filled = ("index_id", "cohort_id") if source.input == "units" else ("index_id",)
    missing = [column for column in declared.required if column not in source.columns and column not in filled]
    _refuse_columns(source, source.unnamed(), missing, declared.columns, problems)


def name_observed_columns(
    source: Source, framework: list[Record], need_framework: bool, problems: Problems, warnings: list[str]
) -> bool:
    """Name the columns of observations; indicators of a wide table keep None. Returns whether it is wide.

    A column that the framework does not know is left out, with a warning, unless its name is nearly that of an
    indicator that no column has.
    """
    declared = INPUTS["observations"]
    of_units = [column for column in INPUTS["units"].columns if column not in declared.columns]
    source.columns = _columns(source, [*declared.columns, *of_units])
    long = "node_id" in source.columns or "value" in source.columns
    series = series_of(framework)
    if not long and series:
        # an indicator's own name takes precedence over what the name may mean elsewhere
        for index, name in enumerate(source.header):
            if name in series and name not in declared.columns:
                source.columns[index] = None
    if not {"unit_id", *UNIT_LABELS} & set(source.columns):
        _name_unit_column(source, series)
    _refuse_twice(source, problems)
    _refuse_periods(source, problems)
    missing = [column for column in ("node_id", "value") if long and column not in source.columns]
    if not {"unit_id", *UNIT_LABELS} & set(source.columns):
        missing.append("unit_id")
    known = [column for column in (*declared.columns, *of_units) if column not in source.columns]
    if not long and not need_framework:
        # without a framework each column is an indicator, but for remarks without a number
        source.remarks = [name for name in _unknown_with_sign(source) if not _has_number(source, name)]
        if source.remarks:
            warnings.append(f"{source.file}: not read, because it has no number: {', '.join(source.remarks)}")
    else:
        _leave_out_unknown(source, {} if long else series, known, missing, problems, warnings)
    _refuse_columns(source, [], missing, (), problems)
    return not long


def _name_unit_column(source: Source, series: dict[str, set[str]]) -> None:
    """Take a column for the unit's code, and one for its name, if one alone is called so."""
    free = [
        (index, name)
        for index, name in enumerate(source.header)
        if source.columns[index] is None and find(name, series) is None
    ]
    of_codes = [index for index, name in free if is_code_name(name)]
    # School enrolment has numbers, and names no school
    of_names = [index for index, name in free if is_unit_name(name) and not _has_number(source, name)]
    if len(of_codes) == 1:
        source.columns[of_codes[0]] = "unit_id"
    if len(of_names) == 1:
        index = of_names[0]
        source.columns[index] = label_column(row.cells[index] for row in source.rows)


def _refuse_periods(source: Source, problems: Problems) -> None:
    """Refuse names of columns that are periods: they are never indicators."""
    names = [name for name in source.unnamed() if PERIOD_AS_NAME.fullmatch(name)]
    if names:
        problems.add(
            source.file,
            f"{source.head}: the column {names[0]} is a period, not an indicator. Run composite-index init, which "
            "writes a recipe for a table with periods in its columns",
        )


def _leave_out_unknown(
    source: Source,
    series: dict[str, set[str]],
    keys: list[str],
    missing: list[str],
    problems: Problems,
    warnings: list[str],
) -> None:
    """Leave out the columns that are no key and no indicator, and warn of them; refuse a name that is nearly one."""
    columns_of: dict[str, str] = {}
    for name in source.unnamed():
        found = find(name, series)
        if found is not None and columns_of.setdefault(found, name) != name:
            problems.add(source.file, f"{source.head}: the columns {columns_of[found]} and {name} both mean {found}")
    unread = [label for node, labels in series.items() if node not in columns_of for label in (node, *labels)]
    left_out = []
    for name in source.unnamed():
        if find(name, series) is not None or PERIOD_AS_NAME.fullmatch(name):
            continue
        if hint := did_you_mean(name.lstrip(REMARK), [*keys, *unread]):
            why = f"the column {name} is neither a key nor an indicator of the framework"
            why = why if series else f"observations has no column {name}"
            problems.add(source.file, f"{source.head}: {why}{hint}")
            missing[:] = [column for column in missing if hint != f"; did you mean {column}?"]
        else:
            left_out.append(name)
    source.remarks = left_out
    if left_out:
        what = "the framework has no such indicator" if series else "the observations have no such column"
        warnings.append(f"{source.file}: not read, because {what}: {listed(left_out, SHOWN)}")


def _columns(source: Source, known: Iterable[str]) -> list[str | None]:
    """Return the input's column for each name of the header, or None."""
    known = list(known)
    by_name = {
        plain(alias): column
        for column in reversed(list(COLUMN_NAMES))
        if column in known
        for alias in COLUMN_NAMES[column]
    }
    by_name |= {plain(column): column for column in known}
    return [by_name.get(plain(name)) for name in source.header]


def _unknown_with_sign(source: Source) -> list[str]:
    """Return the names that begin with the sign of a remark and are not columns of the input."""
    return [name for name in source.unnamed() if name.startswith(REMARK)]


def _refuse_twice(source: Source, problems: Problems) -> None:
    for index, column in enumerate(source.columns):
        if column and column in source.columns[:index]:
            first = source.header[source.columns.index(column)]
            problems.add(
                source.file, f"{source.head}: the columns {first} and {source.header[index]} both mean {column}"
            )


def _refuse_columns(
    source: Source, unknown: list[str], missing: list[str], columns: Iterable[str], problems: Problems
) -> None:
    """Refuse unknown and missing columns; a misspelt column is not reported as missing too."""
    spare = [column for column in columns if column not in source.columns]
    known = [*spare, *(alias for column in spare for alias in COLUMN_NAMES.get(column, ()))]
    explained = set()
    for name in unknown:
        hint = did_you_mean(name, known)
        explained.update(column for column in missing if hint and did_you_mean(name, [column]))
        advice = hint or "; to keep it as a remark, start its name with #"
        problems.add(source.file, f"{source.head}: {source.input} has no column {name}{advice}")
    for column in missing:
        if column not in explained:
            advice = ""
            if column == "unit_id":
                names = ", ".join(source.header[:SHOWN])
                advice = f". The columns are {names}{_likely_unit(source)}. composite-index init writes a recipe"
            problems.add(source.file, f"{source.head}: the column {column} is missing{advice}")


def _likely_unit(source: Source) -> str:
    """Return which column probably names the units: by its name, else the first text that is another in each row."""
    free = [index for index, column in enumerate(source.columns) if column is None]
    named = [index for index in free if is_unit_name(source.header[index]) or is_code_name(source.header[index])]
    unique = [
        index
        for index in free
        if len({row.cells[index] for row in source.rows}) == len(source.rows)
        and not _has_number(source, source.header[index])
    ]
    likely = [index for index in named if index in unique] or named or unique
    return f"; {source.header[likely[0]]} probably names the unit" if likely else ""


def _has_number(source: Source, name: str) -> bool:
    """Tell whether a column of a table has a number."""
    index = source.header.index(name)
    for row in source.rows:
        try:
            if not cells.is_null(row.cells[index]):
                cells.number(row.cells[index], source.delimiter == ";")
                return True
        except cells.CellError:
            continue
    return False
