"""Turn the tables that people have into the inputs of the package: which file is which input, wide to long, values.

`assemble` is the one place where files become inputs. It adds only an index_id, a period and a cohort if the files have
none, and it leaves nothing out silently.
"""

from __future__ import annotations

from composite_index.files import cells
from composite_index.files.catalogue import INPUTS
from composite_index.files.columns import identify, missing_input, name_columns, name_observed_columns
from composite_index.files.problems import Problems
from composite_index.files.reading import Table
from composite_index.files.records import Inputs, Read, Record, Source, slug
from composite_index.files.references import check_references, leave_out_unknown, resolve_nodes
from composite_index.files.rows import observations_of, records_of, refuse_twice
from composite_index.files.totals import refuse_totals_by_value
from composite_index.files.units import partial_units, resolve_units
from composite_index.files.values import check_directions, read_values


def assemble(
    tables: list[Table],
    problems: Problems,
    name: str,
    index_id: str | None = None,
    period: str | None = None,
    need_framework: bool = True,
    read: Read | None = None,
    aliases: dict[str, str] | None = None,
) -> Inputs:
    """Make the inputs of the tables. Raises InputError with everything that is wrong.

    `read` has the observations that a recipe describes, `aliases` the names of units that it replaces. `name` gives
    the index_id if neither the files nor `index_id` do; `period` is for observations that have no period in a column
    or in the file's name. Without `need_framework` the observations may come alone: every column
    that is not a key is then an indicator, and values stay as they are.
    """
    index_id, period = (cells.key(given) if given else None for given in (index_id, period))
    tables = [*tables, *(read.tables if read else ())]
    sources = [source for table in tables if (source := identify(table, problems)) is not None]
    for needed in ("observations", "framework") if need_framework else ("observations",):
        if not (any(source.input == needed for source in sources) or (read and needed == "observations")):
            problems.add("", missing_input(needed, tables))
    problems.stop()

    observed = [source for source in sources if source.input == "observations"]
    for source in sources:
        if source.input != "observations":
            name_columns(source, problems)
    problems.stop()
    records: dict[str, list[Record]] = {input_name: [] for input_name in INPUTS}
    units_are_listed = any(source.input == "units" for source in sources)
    for source in sources:
        if source.input != "observations":
            records[source.input] += records_of(source, problems)
    framework = records["framework"]
    warnings: list[str] = []
    is_wide = {
        source.file: name_observed_columns(source, framework, need_framework, problems, warnings) for source in observed
    }
    problems.stop()
    for needed, of_kind in (("observations", observed), ("framework", [s for s in sources if s.input == "framework"])):
        if of_kind and not any(source.rows for source in of_kind):
            problems.add(of_kind[0].file, f"{of_kind[0].file}: the {needed} have a header and no rows")
    for source in observed:
        records["observations"] += observations_of(source, is_wide[source.file], problems)
    if read:
        records["observations"] += read.records
        sources += read.sources
        warnings += read.warnings

    _merge_aliases(records["units"], aliases or {})
    index_id = _fill_index(sources, records, name, index_id, problems)
    _fill_period(records["observations"], period, problems)
    problems.stop()
    resolve_units(records, problems, may_be_empty=not need_framework)
    if framework:
        if read:
            warnings += leave_out_unknown(records, problems)
        resolve_nodes(records, problems)
        check_references(records, problems)
        check_directions(framework, problems)
        read_values(records, problems)
        problems.stop()
        if not units_are_listed:
            refuse_totals_by_value(records["observations"], problems)
    problems.stop()
    if read:
        refuse_twice(read.records, problems)
        problems.stop()
    warnings += partial_units(records)
    return Inputs(index_id, records, sources, {file for file, wide in is_wide.items() if wide}, warnings)


def _merge_aliases(units: list[Record], aliases: dict[str, str]) -> None:
    """Merge the rows of units that the recipe gives one name: the one unit lasts as long as both did."""
    by_id = {str(record.cells.get("unit_id")): record for record in units}
    for name, other in aliases.items():
        old, new = by_id.get(name), by_id.get(other)
        if old is None or old is new:
            continue
        if new is None:
            old.cells["unit_id"] = other
            continue
        for column, earliest in (("first_period", True), ("last_period", False)):
            both = [old.cells.get(column), new.cells.get(column)]
            known = sorted(text for text in both if text)
            new.cells[column] = (known[0] if earliest else known[-1]) if len(known) == len(both) else None
        units.remove(old)


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
            others = ", ".join(sorted(named))
            problems.add(
                source.file, f"{source.head}: the column index_id is missing; other files name the indices {others}"
            )
    for rows in records.values():
        for record in rows:
            if not record.cells.get("index_id"):
                if default is None and "index_id" in record.table.columns:
                    record.refuse(problems, "index_id", "blank, and the files hold several indices")
                record.cells["index_id"] = default
    return default or slug(name)


def _fill_period(observations: list[Record], period: str | None, problems: Problems) -> None:
    """Give every observation a period: its column's, the file name's, or the option's."""
    for record in observations:
        if record.cells.get("period"):
            continue
        if "period" in record.table.columns:
            record.refuse(problems, "period", "blank; every row needs a period", once="period")
        elif period:
            record.cells["period"] = period
        else:
            problems.add(
                record.table.file,
                f"{record.table.file}: there is no column period, and the file's name does not end with a period. "
                "Give one with --period 2024",
                once="period",
            )
