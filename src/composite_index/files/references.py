"""Find the node or unit that a cell names by id or by label, and refuse a name that is not listed."""

from __future__ import annotations

from collections import defaultdict

from composite_index.files import cells
from composite_index.files.catalogue import REFERENCES, UNIT_LABELS
from composite_index.files.problems import Problems, did_you_mean, listed
from composite_index.files.records import Record

# Names that a warning lists.
SHOWN = 20


def series_of(framework: list[Record]) -> dict[str, set[str]]:
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


def find(name: str, known: dict[str, set[str]]) -> str | None:
    """Return the one id that a name equals, or is the label of; None if there is none or several."""
    if name in known:
        return name
    wanted = cells.fold(name)
    found = [each for each, labels in known.items() if cells.fold(each) == wanted or wanted in map(cells.fold, labels)]
    return found[0] if len(found) == 1 else None


def find_ids(
    observations: list[Record], column: str, known: dict[str, dict[str, set[str]]], what: str, problems: Problems
) -> None:
    """Replace labels in a column by ids; refuse an unknown name once per line, with the name that it may mean."""
    found: dict[tuple[str, str], str | None] = {}
    hints: dict[tuple[str, str], str] = {}
    for record in observations:
        name = record.cells.get(column)
        index = str(record.cells["index_id"])
        if name is None or index not in known:
            continue
        if (index, name) not in found:
            found[index, name] = find(name, known[index])
        identity = found[index, name]
        if identity is not None:
            record.cells[column] = identity
        else:
            if (index, name) not in hints:
                hints[index, name] = _hint(name, known[index])
            hint = hints[index, name]
            record.refuse(problems, column, f'"{name}" is no {what}{hint}', once=f"{column} {name}")


def _hint(name: str, known: dict[str, set[str]]) -> str:
    """Return the name that an unknown name may mean, or '' if none is near."""
    labels = [label for of_one in known.values() for label in of_one]
    if labels.count(name) > 1:
        return "; several have this label, so write the code"
    return did_you_mean(name, [*known, *labels])


def resolve_nodes(records: dict[str, list[Record]], problems: Problems) -> None:
    """Find each observation's indicator, which the row may name by id or by label."""
    by_index: dict[str, list[Record]] = defaultdict(list)
    for record in records["framework"]:
        by_index[str(record.cells["index_id"])].append(record)
    series = {index: series_of(framework) for index, framework in by_index.items()}
    find_ids(records["observations"], "node_id", series, "indicator of the framework", problems)


def leave_out_unknown(records: dict[str, list[Record]], problems: Problems) -> list[str]:
    """Leave out the observations of indicators that the framework does not know; return a warning that lists them.

    A name that is nearly that of an indicator without any observation is refused: it is probably the same.
    """
    series: dict[str, dict[str, set[str]]] = {}
    for record in records["framework"]:
        series.setdefault(str(record.cells["index_id"]), {})
    for index in series:
        series[index] = series_of([each for each in records["framework"] if str(each.cells["index_id"]) == index])
    found: dict[tuple[str, str], str | None] = {}
    for record in records["observations"]:
        identity = str(record.cells["index_id"]), str(record.cells.get("node_id"))
        if identity not in found:
            found[identity] = find(identity[1], series.get(identity[0], {}))
    observed = set(found.values())
    unknown: dict[str, Record] = {}
    kept = []
    for record in records["observations"]:
        identity = str(record.cells["index_id"]), str(record.cells.get("node_id"))
        if found[identity] is None:
            unknown.setdefault(identity[1], record)
        else:
            kept.append(record)
    for name, record in unknown.items():
        known = series.get(str(record.cells["index_id"]), {})
        unread = [label for node, labels in known.items() if node not in observed for label in (node, *labels)]
        if hint := did_you_mean(name, unread):
            record.refuse(problems, "node_id", f'"{name}" is no indicator of the framework{hint}', once=f"node {name}")
    records["observations"] = kept
    if not unknown:
        return []
    return [f"Not read, because the framework has no such indicator: {listed(list(unknown), SHOWN)}"]


def check_references(records: dict[str, list[Record]], problems: Problems) -> None:
    """Refuse names of units and nodes in the other inputs that are not listed, with the names that they may mean."""
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
                record.refuse(problems, column, f'"{name}" is no {what} of the index{hint}')


def _ids(records: list[Record], column: str) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.cells.get(column):
            ids[str(record.cells["index_id"])].append(str(record.cells[column]))
    return {index: list(dict.fromkeys(names)) for index, names in ids.items()}
