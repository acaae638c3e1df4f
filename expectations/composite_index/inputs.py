"""Turn the tables that people have into the inputs of the package: which file is what, wide to long, cells to values.

`assemble` is the one place where files become inputs. It adds nothing that is not in the files but an index_id, a
period and a cohort where the files have none, and it leaves nothing out without a word.
"""

from __future__ import annotations

import dataclasses
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from composite_index import cells
from composite_index.catalogue import (
    COLUMN_NAMES,
    INPUTS,
    KEYS,
    REFERENCES,
    TOTAL_BEGINNINGS,
    TOTAL_ENDINGS,
    TOTAL_LAST_WORDS,
    TOTALS,
    UNIT_LABELS,
    Input,
)
from composite_index.problems import Problems, did_you_mean, plain
from composite_index.reading import REMARK, Table

ONE_COHORT = "all"
# How many other units, and how many values that differ among them, show that a row sums them up.
OTHERS_OF_A_TOTAL, VALUES_OF_A_TOTAL = 3, 2
CHANCE_OF_A_SUM, CHANCE_OF_A_MEAN = 0.01, 0.001
PERIOD_IN_NAME = re.compile(
    r"(?P<rest>.*?)[\s_.\-]*(?<!\d)(?P<period>[0-9]{4}([\-/][0-9]{2,4})?([\s_\-]?[qh][1-4])?)年?", re.IGNORECASE
)


@dataclass
class Record:
    """A row of an input: its cells by column (None where blank), and where it stands."""

    cells: dict[str, str | None]
    table: Table
    line: int
    column: int | None = None
    """Column of the value in a wide table, else None."""
    is_number: bool = False
    """Whether the value is a number of a workbook, of which the point is no question."""

    def place(self, column: str) -> str:
        """Say where the cell is that the record has for a column."""
        if column == "value" and self.column is not None:
            return self.table.place(self.line, self.column)
        index = self.table.columns.index(column) if column in self.table.columns else None
        return f"{self.table.file} line {self.line}" if index is None else self.table.place(self.line, index)


@dataclass
class Source(Table):
    """A table of which it is known what input it is: `columns` has the input's column for each of the header's."""

    input: str = ""
    period: str | None = None
    columns: list[str | None] = field(default_factory=list)

    remarks: list[str] = field(default_factory=list)
    """Names in the header of columns that nobody reads; they start with REMARK and are no column or indicator."""

    def unnamed(self) -> list[str]:
        """Return the names in the header that are no column of the input and no remark."""
        named = zip(self.header, self.columns, strict=True)
        return [name for name, column in named if column is None and name not in self.remarks]


@dataclass
class Inputs:
    """All inputs of one folder, by name: records that hold the columns of INPUTS.

    `name` is the index_id, or the folder's name where the files hold several indices; `wide` has the files whose
    columns are indicators.
    """

    name: str
    records: dict[str, list[Record]]
    sources: list[Source]
    wide: set[str]

    def rows(self, name: str) -> list[tuple[str | int | None, ...]]:
        """Return the rows of an input: its columns, then input_file and input_row."""
        columns = INPUTS[name].columns
        return [
            (*(record.cells.get(column) for column in columns), record.table.file, record.line)
            for record in self.records[name]
        ]


def slug(name: str) -> str:
    """Return a name as an id: letters and digits of any script, lower case, the rest underscores."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_") or "index"


def assemble(
    tables: list[Table],
    problems: Problems,
    name: str,
    index_id: str | None = None,
    period: str | None = None,
    need_framework: bool = True,
) -> Inputs:
    """Make the inputs of the tables. Raises InputError with all that is wrong.

    `name` gives the index_id where neither the files nor `index_id` do; `period` is for observations that have no
    period in a column or in the file's name. Without `need_framework` the observations may stand alone: every column
    that is not a key is then an indicator, and values stay as they are.
    """
    index_id, period = (cells.key(given) if given else None for given in (index_id, period))
    sources = [source for table in tables if (source := _identify(table, problems)) is not None]
    for needed in ("observations", "framework") if need_framework else ("observations",):
        if not any(source.input == needed for source in sources):
            problems.add("", _missing_input(needed, tables))
    problems.stop()

    observed = [source for source in sources if source.input == "observations"]
    for source in sources:
        if source.input != "observations":
            _name_columns(source, problems)
    problems.stop()
    records: dict[str, list[Record]] = {input_name: [] for input_name in INPUTS}
    units_are_listed = any(source.input == "units" for source in sources)
    for source in sources:
        if source.input != "observations":
            records[source.input] += _records(source, problems)
    framework = records["framework"]
    is_wide = {source.file: _name_observed_columns(source, framework, need_framework, problems) for source in observed}
    problems.stop()
    for needed, of_kind in (("observations", observed), ("framework", [s for s in sources if s.input == "framework"])):
        if of_kind and not any(source.rows for source in of_kind):
            problems.add(of_kind[0].file, f"{of_kind[0].file}: the {needed} have a header and no rows")
    for source in observed:
        records["observations"] += _observations(source, is_wide[source.file], problems)

    index_id = _fill_index(sources, records, name, index_id, problems)
    _fill_period(records["observations"], period, problems)
    problems.stop()
    _resolve_units(records, problems)
    if framework:
        _resolve_nodes(records, problems)
        _check_references(records, problems)
        _check_directions(framework, problems)
        _read_values(records, problems)
        problems.stop()
        if not units_are_listed:
            _refuse_totals_by_value(records["observations"], problems)
    problems.stop()
    return Inputs(index_id, records, sources, {file for file, wide in is_wide.items() if wide})


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


def _identify(table: Table, problems: Problems) -> Source | None:
    input_name, period = input_of(table.name)
    if input_name is None:
        known = [name for declared in INPUTS.values() for name in declared.names]
        hint = (
            did_you_mean(table.name, known) or f". It is one of {', '.join(INPUTS)}; one that starts with _ is left out"
        )
        problems.add(table.file, f"{table.file}: the name {table.name} tells no input{hint}")
        return None
    fields = {each.name: getattr(table, each.name) for each in dataclasses.fields(Table)}
    return Source(**fields, input=input_name, period=period if input_name == "observations" else None)


def _missing_input(needed: str, tables: list[Table]) -> str:
    found = ", ".join(table.file for table in tables) or "nothing"
    advice = "; composite-index framework writes one to fill in" if needed == "framework" else ""
    return f"There is no file or sheet {needed}, only {found}{advice}"


def _columns(source: Source, known: Iterable[str]) -> list[str | None]:
    """Return the input's column for each name of the header, None where it is none."""
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
    """Return the names that begin with the sign of a remark and are no column of the input."""
    return [name for name in source.unnamed() if name.startswith(REMARK)]


def _refuse_twice(source: Source, problems: Problems) -> None:
    for index, column in enumerate(source.columns):
        if column and column in source.columns[:index]:
            first = source.header[source.columns.index(column)]
            problems.add(
                source.file, f"{source.head}: the columns {first} and {source.header[index]} are both {column}"
            )


def _name_columns(source: Source, problems: Problems) -> None:
    """Name the columns of an input that is not observations; a column that it does not have is refused."""
    declared = INPUTS[source.input]
    source.columns = _columns(source, declared.columns)
    source.remarks = _unknown_with_sign(source)
    _refuse_twice(source, problems)
    # where the column is left out its cells are filled
    filled = ("index_id", "cohort_id") if source.input == "units" else ("index_id",)
    missing = [column for column in declared.required if column not in source.columns and column not in filled]
    _refuse_columns(source, source.unnamed(), missing, declared.columns, problems)


def _refuse_columns(
    source: Source, unknown: list[str], missing: list[str], columns: Iterable[str], problems: Problems
) -> None:
    """Refuse unknown and missing columns; one that is unknown because it is misspelt is not told as missing too."""
    spare = [column for column in columns if column not in source.columns]
    known = [*spare, *(alias for column in spare for alias in COLUMN_NAMES.get(column, ()))]
    explained = set()
    for name in unknown:
        hint = did_you_mean(name, known)
        explained.update(column for column in missing if hint and did_you_mean(name, [column]))
        advice = hint or "; to keep it as a remark, start its name with #"
        problems.add(source.file, f"{source.head}: {name} is no column of {source.input}{advice}")
    for column in missing:
        if column not in explained:
            problems.add(source.file, f"{source.head}: the column {column} is missing")


def _records(source: Source, problems: Problems) -> list[Record]:
    """Read the rows of an input that is not observations."""
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
                problems.add(source.file, f"{record.place(column)}: {error}")
        if source.input == "units" and not record.cells.get("cohort_id"):
            if "cohort_id" in source.columns:
                problems.add(
                    source.file,
                    f"{record.place('cohort_id')}: blank; every unit needs a cohort, or none has the column",
                )
            record.cells["cohort_id"] = ONE_COHORT
        if source.input == "lookups" and cells.is_null(record.cells.get("category") or ""):
            problems.add(source.file, f"{record.place('category')}: a category cannot be blank or a null marker")
        records.append(record)
    _take_percent_off_weights(records, problems)
    return records


def _take_percent_off_weights(records: list[Record], problems: Problems) -> None:
    weighted = [record for record in records if record.cells.get("weight")]
    with_sign = [record for record in weighted if str(record.cells["weight"]).endswith("%")]
    without = [record for record in weighted if record not in with_sign]
    if with_sign and without:
        problems.add(with_sign[0].table.file, _mixed_percent(with_sign[0], without[0], "weight"))
    for record in with_sign:
        record.cells["weight"] = str(record.cells["weight"]).removesuffix("%")


def _mixed_percent(with_sign: Record, without: Record, column: str) -> str:
    return f"{with_sign.place(column)}: with a percent sign, but {without.place(column)} without. Write all alike"


def _cell(declared: Input, column: str, text: str, semicolons: bool) -> str | None:
    """Return a cell of a known column in the form that staging reads, None where it is blank."""
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


def _name_observed_columns(source: Source, framework: list[Record], need_framework: bool, problems: Problems) -> bool:
    """Name the columns of observations; indicators of a wide table keep None. Returns whether it is wide."""
    declared = INPUTS["observations"]
    of_units = [column for column in INPUTS["units"].columns if column not in declared.columns]
    source.columns = _columns(source, [*declared.columns, *of_units])
    long = "node_id" in source.columns or "value" in source.columns
    series = _series(framework)
    if not long and series:
        # an indicator's own name goes before what the name may mean elsewhere
        for index, name in enumerate(source.header):
            if name in series and name not in declared.columns:
                source.columns[index] = None
    _refuse_twice(source, problems)
    missing = [column for column in ("node_id", "value") if long and column not in source.columns]
    if not {"unit_id", *UNIT_LABELS} & set(source.columns):
        missing.append("unit_id")
    signed = _unknown_with_sign(source)
    if long:
        source.remarks = signed
        _refuse_columns(source, source.unnamed(), missing, [*declared.columns, *of_units], problems)
        return False
    # "# of beds" may be an indicator as well as a remark
    if need_framework:
        source.remarks = [name for name in signed if _find(name, series) is None]
    else:
        source.remarks = [name for name in signed if not _has_number(source, name)]
    keys = [column for column in (*declared.columns, *of_units) if column not in source.columns]
    names = [*keys, *series, *(label for labels in series.values() for label in labels)]
    parents = {record.cells.get("parent_id") for record in framework}
    columns_of: dict[str, str] = {}
    for name in source.unnamed() if need_framework else ():
        found = _find(name, series)
        if found is not None and columns_of.setdefault(found, name) != name:
            problems.add(source.file, f"{source.head}: the columns {columns_of[found]} and {name} are both {found}")
        if found is None:
            why = (
                "is computed, not observed" if name in parents else "is neither a key nor an indicator of the framework"
            )
            hint = did_you_mean(name, names)
            missing = [column for column in missing if hint != f"; did you mean {column}?"]
            problems.add(source.file, f"{source.head}: the column {name} {why}{hint}")
    unread = [series_id for series_id in series if series_id not in columns_of]
    for name in source.remarks:
        # a remark on purpose has a name of its own
        if hint := did_you_mean(name.lstrip(REMARK), unread):
            problems.add(source.file, f"{source.head}: the column {name} is a remark, because it begins with #{hint}")
    _refuse_columns(source, [], missing, (), problems)
    return True


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


def _series(framework: list[Record]) -> dict[str, set[str]]:
    """Return the indicators and denominators of the framework with their labels."""
    parents = {record.cells.get("parent_id") for record in framework}
    series: dict[str, set[str]] = {}
    for record in framework:
        node = record.cells.get("node_id")
        if node and node not in parents:
            labels = series.setdefault(node, set())
            labels.update(label for column in UNIT_LABELS if (label := record.cells.get(column)))
        if denominator := record.cells.get("denominator"):
            series.setdefault(denominator, set())
    return series


def _find(name: str, known: dict[str, set[str]]) -> str | None:
    """Return the one id that a name is, or is the label of; None where there is none or several."""
    if name in known:
        return name
    wanted = cells.fold(name)
    found = [each for each, labels in known.items() if cells.fold(each) == wanted or wanted in map(cells.fold, labels)]
    return found[0] if len(found) == 1 else None


def _observations(source: Source, wide: bool, problems: Problems) -> list[Record]:
    """Read observations; of a wide table a record per row and indicator."""
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
            if not keys["node_id"]:
                problems.add(
                    source.file,
                    f"{Record(keys, source, row.line).place('node_id')}: blank; every row needs an indicator",
                )
            is_number = "value" in source.columns and source.columns.index("value") in row.numbers
            records.append(Record(keys, source, row.line, is_number=is_number))
        for index in indicators if wide else ():
            values = {"node_id": source.header[index], "value": row.cells[index] or None}
            records.append(Record(keys | values, source, row.line, index, index in row.numbers))
    return records


def _fill_index(
    sources: list[Source], records: dict[str, list[Record]], name: str, index_id: str | None, problems: Problems
) -> str:
    """Give every record an index_id: the option's, the one that the files name, or the folder's name."""
    named = {value for rows in records.values() for record in rows if (value := record.cells.get("index_id"))}
    if index_id and named - {index_id}:
        problems.add("", f"--index {index_id}: the files say index_id {', '.join(sorted(named - {index_id}))}")
    default = index_id or (next(iter(named)) if len(named) == 1 else None if named else slug(name))
    for source in sources:
        if default is None and "index_id" not in source.columns:
            problems.add(
                source.file,
                f"{source.head}: the column index_id is missing; others name the indices {', '.join(sorted(named))}",
            )
    for rows in records.values():
        for record in rows:
            if not record.cells.get("index_id"):
                if default is None and "index_id" in getattr(record.table, "columns", ()):
                    problems.add(
                        record.table.file, f"{record.place('index_id')}: blank, and the files hold several indices"
                    )
                record.cells["index_id"] = default
    return default or slug(name)


def _fill_period(observations: list[Record], period: str | None, problems: Problems) -> None:
    """Give every observation a period: its column's, the file name's, or the option's."""
    told = set()
    for record in observations:
        if record.cells.get("period"):
            continue
        if "period" in record.table.columns:
            if (record.table.file, record.line) not in told:
                problems.add(record.table.file, f"{record.place('period')}: blank; every row needs a period")
            told.add((record.table.file, record.line))
        elif period:
            record.cells["period"] = period
        elif record.table.file not in told:
            told.add(record.table.file)
            problems.add(
                record.table.file,
                f"{record.table.file}: there is no column period, and the file's name does not end with one. "
                "Name it, such as --period 2024",
            )


def _resolve_units(records: dict[str, list[Record]], problems: Problems) -> None:
    """Make units of the observations where there is no file of them, and find each observation's unit."""
    listed: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for record in records["units"]:
        labels = {label for column in UNIT_LABELS if (label := record.cells.get(column))}
        if unit := record.cells.get("unit_id"):
            listed[str(record.cells["index_id"])].setdefault(unit, set()).update(labels)
    told = set()
    for record in records["observations"]:
        if record.cells.get("unit_id") or "unit_id" in record.table.columns:
            continue
        # a table that names its units and has no codes
        record.cells["unit_id"] = next((name for column in UNIT_LABELS if (name := record.cells.get(column))), None)
        if record.cells["unit_id"] is None and (record.table.file, record.line) not in told:
            told.add((record.table.file, record.line))
            problems.add(record.table.file, f"{record.table.file} line {record.line}: no code and no label of a unit")
    if records["units"]:
        _refuse_unit_columns(records["observations"], problems)
        _find_ids(records["observations"], "unit_id", listed, "unit of the index", problems)
        _refuse_labels_of_others(records["observations"], listed, problems)
    else:
        _refuse_totals_by_name(records["observations"], problems)
        _refuse_rows_without_values(records["observations"], problems)
        records["units"] = _units_of(records["observations"], problems)


def _refuse_labels_of_others(
    observations: list[Record], listed: dict[str, dict[str, set[str]]], problems: Problems
) -> None:
    """Refuse a row whose code is one unit's and whose label another's: codes or names were sorted alone."""
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for index, units in listed.items():
        for unit, labels in units.items():
            for label in labels:
                owners[index, label].append(unit)
    told = set()
    for record in observations:
        index, unit = str(record.cells["index_id"]), record.cells.get("unit_id")
        for column in UNIT_LABELS:
            label = record.cells.get(column)
            of_label = owners.get((index, label), []) if label is not None else []
            if of_label and unit not in of_label and (record.table.file, record.line) not in told:
                told.add((record.table.file, record.line))
                problems.add(
                    record.table.file, f'{record.place(column)}: "{label}" is the label of {of_label[0]}, not of {unit}'
                )


def is_total(name: str) -> bool:
    """Tell whether a name is that of a row that sums others up, such as 合 计：, Average (31) or OECD - Total."""
    text = re.sub(r"\(.*\)|\[.*\]", "", cells.half_width(name))
    words = re.findall(r"\w+", cells.fold(text)) or [""]
    return (
        not _TOTALS.isdisjoint((_letters(name), _letters(text)))
        or words[-1] in TOTAL_LAST_WORDS
        or " ".join(words[:2]) in TOTAL_BEGINNINGS
        or _letters(text).endswith(TOTAL_ENDINGS)
    )


def _letters(name: str) -> str:
    # marks of vowels are no letters to Python, and names in India and Thailand are not themselves without
    return "".join(c for c in cells.fold(name) if unicodedata.category(c)[0] in "LMN")


_TOTALS = frozenset(map(_letters, TOTALS.split(",")))


def _refuse_totals_by_name(observations: list[Record], problems: Problems) -> None:
    """Refuse a row that is called a total or an average where no file of units says that it is a unit."""
    told = set()
    total: dict[str, bool] = {}
    for record in observations:
        for column in ("unit_id", *UNIT_LABELS):
            name = record.cells.get(column)
            if name is None:
                continue
            if name not in total:
                total[name] = is_total(name)
            if total[name] and (record.table.file, record.line) not in told:
                told.add((record.table.file, record.line))
                problems.add(
                    record.table.file,
                    f'{record.place(column)}: "{name}" names a total or an average, which is not ranked. {_NO_UNIT}',
                )


_NO_UNIT = "Delete the row, or list it in a file of units if it is a unit"


def _refuse_totals_by_value(observations: list[Record], problems: Problems) -> None:
    """Refuse the first or the last unit of an index where its every value is the sum or the mean of the others'."""
    indices: dict[str | None, dict[str, dict[tuple[str, str], str]]] = defaultdict(dict)
    rows: dict[tuple[str | None, str], Record] = {}
    for record in observations:
        index, unit, value = record.cells["index_id"], str(record.cells["unit_id"]), record.cells["value"]
        rows.setdefault((index, unit), record)
        values = indices[index].setdefault(unit, {})
        if value is not None:
            values[str(record.cells["period"]), str(record.cells["node_id"])] = value
    for index, units in indices.items():
        names = list(units)
        for unit in dict.fromkeys((names[0], names[-1])):
            if found := _sums_up(units[unit], [units[other] for other in names if other != unit]):
                record = rows[index, unit]
                problems.add(
                    record.table.file,
                    f'{record.place("unit_id")}: each value of "{unit}" is the {found} of all others. {_NO_UNIT}',
                )


def _sums_up(values: dict[tuple[str, str], str], others: list[dict[tuple[str, str], str]]) -> str:
    """Return 'sum' or 'mean' where all values are that of the others as far as they are written, or ''.

    One such value is no proof, and few digits are little: the chance that all are so is that of each, which is the last
    digit's step in the range of the others. A mean lies among the others, so that it is more often one by chance.
    """
    kinds: dict[str, list[float]] = {"sum": [], "mean": []}
    for cell, value in values.items():
        try:
            number, known = Decimal(value), [Decimal(other[cell]) for other in others if cell in other]
        except InvalidOperation:
            # a category
            continue
        if len(known) < OTHERS_OF_A_TOTAL:
            return ""
        total, spread = sum(known), max(known) - min(known)
        step = Decimal(1).scaleb(min(0, int(number.as_tuple().exponent)))
        if abs(number - total) <= step / 2:
            kind = "sum"
        elif abs(number - total / len(known)) <= step / 2:
            kind = "mean"
        else:
            return ""
        if spread:
            kinds[kind].append(min(1.0, float(step / spread)))
    found = [kind for kind, chances in kinds.items() if chances]
    chances = kinds["sum"] + kinds["mean"]
    at_most = CHANCE_OF_A_MEAN if kinds["mean"] else CHANCE_OF_A_SUM
    if len(chances) < VALUES_OF_A_TOTAL or math.prod(chances) > at_most:
        return ""
    return " or the ".join(found)


def _refuse_rows_without_values(observations: list[Record], problems: Problems) -> None:
    """Refuse a row of a wide table that has no value at all: with no file of units a note would become one."""
    empty: dict[tuple[str, int], Record] = {}
    for record in observations:
        if record.column is not None and not _is_excluded(record):
            place = record.table.file, record.line
            if record.cells.get("value") is None:
                empty.setdefault(place, record)
    for record in observations:
        if record.cells.get("value") is not None:
            empty.pop((record.table.file, record.line), None)
    for (file, line), record in empty.items():
        problems.add(
            file,
            f'{file} line {line}: no value of "{record.cells.get("unit_id")}". '
            "Delete the row if it is a note, or list the unit in a file of units",
        )


def _is_excluded(unit: Record) -> bool:
    """Tell whether a unit, or a row that describes one, is excluded from the index."""
    return (unit.cells.get("inclusion") or "").strip().casefold() == "exclude"


def _refuse_unit_columns(observations: list[Record], problems: Problems) -> None:
    of_units = set(INPUTS["units"].columns) - set(INPUTS["observations"].columns) - set(UNIT_LABELS)
    for table in {id(record.table): record.table for record in observations}.values():
        for column in table.columns:
            if column in of_units:
                problems.add(
                    table.file, f"{table.head}: the column {column} belongs into the units, of which there is a file"
                )


def _units_of(observations: list[Record], problems: Problems) -> list[Record]:
    """Return a unit for each that has observations, with the labels and other columns that stand beside them."""
    units: dict[tuple[str | None, str | None], Record] = {}
    described = [column for column in INPUTS["units"].columns if column not in ("index_id", "unit_id")]
    of_table = {
        id(table): [column for column in described if column in table.columns]
        for table in {id(record.table): record.table for record in observations}.values()
    }
    told = set()
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
            elif value is not None and value != first and (record.table.file, record.line, column) not in told:
                told.add((record.table.file, record.line, column))
                other = f'{unit.place(column)} says "{first}" of the same unit {unit.cells["unit_id"]}'
                problems.add(record.table.file, f'{record.place(column)}: "{value}", but {other}')
    for unit in units.values():
        unit.cells["cohort_id"] = unit.cells.get("cohort_id") or ONE_COHORT
    return list(units.values())


def _resolve_nodes(records: dict[str, list[Record]], problems: Problems) -> None:
    """Find each observation's indicator, which it may name by id or by label."""
    by_index: dict[str, list[Record]] = defaultdict(list)
    for record in records["framework"]:
        by_index[str(record.cells["index_id"])].append(record)
    series = {index: _series(framework) for index, framework in by_index.items()}
    _find_ids(records["observations"], "node_id", series, "indicator of the framework", problems)


def _find_ids(
    observations: list[Record], column: str, known: dict[str, dict[str, set[str]]], what: str, problems: Problems
) -> None:
    """Replace labels in a column by ids; an unknown name is told once a line, with what it may have meant."""
    found: dict[tuple[str, str], str | None] = {}
    told = set()
    for record in observations:
        name = record.cells.get(column)
        index = str(record.cells["index_id"])
        if name is None or index not in known:
            continue
        if (index, name) not in found:
            found[index, name] = _find(name, known[index])
        identity = found[index, name]
        if identity is not None:
            record.cells[column] = identity
        elif (record.table.file, record.line, name) not in told:
            told.add((record.table.file, record.line, name))
            labels = [label for of_one in known[index].values() for label in of_one]
            hint = did_you_mean(name, [*known[index], *labels])
            if labels.count(name) > 1:
                hint = "; several have this label, so write the code"
            problems.add(record.table.file, f'{record.place(column)}: "{name}" is no {what}{hint}')


def _check_references(records: dict[str, list[Record]], problems: Problems) -> None:
    """Refuse names of units and nodes in the other inputs that are not listed, with what they may have meant."""
    known = {
        "unit": _ids(records["units"], "unit_id"),
        "node": _ids(records["framework"], "node_id"),
    }
    for input_name, column, what in REFERENCES:
        for record in records[input_name]:
            name = record.cells.get(column)
            listed = known[what].get(str(record.cells["index_id"]), [])
            if name is not None and listed and name not in listed:
                hint = did_you_mean(name, listed)
                problems.add(record.table.file, f'{record.place(column)}: "{name}" is no {what} of the index{hint}')


def _ids(records: list[Record], column: str) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.cells.get(column):
            ids[str(record.cells["index_id"])].append(str(record.cells[column]))
    return {index: list(dict.fromkeys(names)) for index, names in ids.items()}


def _check_directions(framework: list[Record], problems: Problems) -> None:
    """Refuse a blank direction where the framework has the column: a person decides what is better, not a default."""
    series = _series(framework)
    for record in framework:
        if (
            record.cells.get("node_id") in series
            and record.cells.get("normalisation") != "lookup"
            and "direction" in record.table.columns
            and record.cells.get("direction") is None
        ):
            problems.add(
                record.table.file,
                f"{record.place('direction')}: blank for the indicator {record.cells['node_id']}. "
                "Write 1 where more is better, -1 where less is better",
            )


def _read_values(records: dict[str, list[Record]], problems: Problems) -> None:
    """Read the values, indicator by indicator; categories of indicators that are looked up stay as they are."""
    looked_up = {
        (record.cells["index_id"], record.cells["node_id"])
        for record in records["framework"]
        if record.cells.get("normalisation") == "lookup"
    }
    by_node: dict[tuple[str | None, str | None], list[Record]] = defaultdict(list)
    excluded = {
        (record.cells["index_id"], record.cells.get("unit_id")) for record in records["units"] if _is_excluded(record)
    }
    for record in records["observations"]:
        value = record.cells.get("value")
        if (record.cells["index_id"], record.cells.get("unit_id")) in excluded:
            continue  # takes part in nothing, so that nothing is asked of its values
        if value is None or cells.is_null(value):
            record.cells["value"] = None
        else:
            by_node[record.cells["index_id"], record.cells["node_id"]].append(record)
    bounds = _bounds_of_values(records["framework"])
    for node, of_node in by_node.items():
        if node not in looked_up:
            _read_indicator(of_node, bounds.get(node), problems)


def _bounds_of_values(framework: list[Record]) -> dict[tuple[str | None, str | None], tuple[float, float]]:
    """Return the widest bounds that the framework sets to the values of each indicator that has an upper one."""
    bounds: dict[tuple[str | None, str | None], tuple[float, float]] = {}
    unbounded = set()
    for record in framework:
        node = record.cells["index_id"], record.cells.get("node_id")
        upper = record.cells.get("value_max")
        if upper is None:
            unbounded.add(node)
            continue
        lower = float(record.cells.get("value_min") or "-inf")
        before = bounds.get(node, (lower, float(upper)))
        bounds[node] = min(lower, before[0]), max(float(upper), before[1])
    return {node: found for node, found in bounds.items() if node not in unbounded}


def _read_indicator(observations: list[Record], bounds: tuple[float, float] | None, problems: Problems) -> None:
    """Read the values of one indicator: yes and no as 1 and 0, or numbers with a percent sign all or none."""
    answers = [cells.yes_no(str(record.cells["value"])) for record in observations]
    words = [
        record
        for record, answer in zip(observations, answers, strict=True)
        if answer is not None and cells.fold(str(record.cells["value"])) not in ("0", "1")
    ]
    others = [record for record, answer in zip(observations, answers, strict=True) if answer is None]
    if words and others:
        problems.add(
            others[0].table.file,
            f'{others[0].place("value")}: "{others[0].cells["value"]}", but {words[0].place("value")} says '
            f'"{words[0].cells["value"]}". An indicator has yes and no, or numbers',
        )
        return
    if words:
        for record, answer in zip(observations, answers, strict=True):
            record.cells["value"] = answer
        return
    with_sign: list[Record] = []
    without: list[Record] = []
    for record in observations:
        try:
            found = cells.number(str(record.cells["value"]), record.table.delimiter == ";")
        except cells.CellError as error:
            problems.add(record.table.file, f"{record.place('value')}: {error}")
            continue
        record.cells["value"] = found.text
        if found.percent:
            with_sign.append(record)
        elif float(found.text):
            without.append(record)
    if with_sign and without:
        problems.add(with_sign[0].table.file, _mixed_percent(with_sign[0], without[0], "value"))
    _refuse_points_of_thousands(observations, bool(with_sign), bounds, problems)


def _refuse_points_of_thousands(
    observations: list[Record], percent: bool, bounds: tuple[float, float] | None, problems: Problems
) -> None:
    """Refuse an indicator whose points may all stand between thousands, as in 12.345 beside 987.

    Between semicolons these points alone are a doubt, since a comma is the decimal sign there. Elsewhere they are one
    beside a value without a point: decimals have theirs in all values, or not always three of them.
    """
    values = [(record, str(record.cells["value"])) for record in observations]
    pointed = [(record, value) for record, value in values if "." in value]
    if not pointed or not all(cells.may_be_thousands(value) for _, value in pointed):
        return
    in_text = [(record, value) for record, value in pointed if not record.is_number]
    whole = [(record, value) for record, value in values if "." not in value and float(value)]
    semicolons = [record for record, _ in pointed if record.table.delimiter == ";"]
    if not (semicolons or (in_text and whole and not percent)):
        return
    if bounds and any(not bounds[0] <= float(value.replace(".", "")) <= bounds[1] for _, value in in_text):
        return
    record, value = in_text[0]
    beside = ""
    if not semicolons:
        beside = f' beside "{whole[0][1]}" at {whole[0][0].place("value")}'
    problems.add(
        record.table.file,
        f'{record.place("value")}: "{value}" may have its point between thousands, as all values of the indicator that '
        f"have one{beside}. Write thousands without a point; if it is decimal, write one value with another number "
        "of decimals (12.3450), or give the indicator a value_max in the framework",
    )
