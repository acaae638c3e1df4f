"""Read the values of each indicator: numbers, percentages, yes and no. Categories stay as they are."""

from __future__ import annotations

from collections import defaultdict

from composite_index.files import cells
from composite_index.files.problems import Problems
from composite_index.files.records import Record, is_excluded
from composite_index.files.references import series_of
from composite_index.files.rows import refuse_mixed_percent


def check_directions(framework: list[Record], problems: Problems) -> None:
    """Refuse a blank direction if the framework has the column: a person decides what is better, not a default."""
    series = series_of(framework)
    for record in framework:
        if (
            record.cells.get("node_id") in series
            and record.cells.get("normalisation") != "lookup"
            and "direction" in record.table.columns
            and record.cells.get("direction") is None
        ):
            record.refuse(
                problems,
                "direction",
                f"blank for the indicator {record.cells['node_id']}. "
                "Write 1 where more is better, -1 where less is better",
            )


def read_values(records: dict[str, list[Record]], problems: Problems) -> None:
    """Read the values, indicator by indicator; categories that lookups score stay as they are."""
    looked_up = {
        (record.cells["index_id"], record.cells["node_id"])
        for record in records["framework"]
        if record.cells.get("normalisation") == "lookup"
    }
    by_node: dict[tuple[str | None, str | None], list[Record]] = defaultdict(list)
    excluded = {
        (record.cells["index_id"], record.cells.get("unit_id")) for record in records["units"] if is_excluded(record)
    }
    for record in records["observations"]:
        value = record.cells.get("value")
        if (record.cells["index_id"], record.cells.get("unit_id")) in excluded:
            continue  # takes part in nothing, so its values are not checked
        if value is None or cells.is_null(value):
            record.cells["value"] = None
        else:
            by_node[record.cells["index_id"], record.cells["node_id"]].append(record)
    bounds = _bounds_of_values(records["framework"])
    for node, of_node in by_node.items():
        if node not in looked_up:
            _read_indicator(of_node, bounds.get(node), problems)


def _bounds_of_values(framework: list[Record]) -> dict[tuple[str | None, str | None], tuple[float, float]]:
    """Return the widest bounds that the framework sets for the values of each indicator with an upper bound."""
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
    """Read the values of one indicator: yes and no as 1 and 0, or numbers that all have a percent sign or none."""
    answers = [cells.yes_no(str(record.cells["value"])) for record in observations]
    words = [
        record
        for record, answer in zip(observations, answers, strict=True)
        if answer is not None and cells.fold(str(record.cells["value"])) not in ("0", "1")
    ]
    others = [record for record, answer in zip(observations, answers, strict=True) if answer is None]
    if words and others:
        others[0].refuse(
            problems,
            "value",
            f'"{others[0].cells["value"]}", but {words[0].place("value")} says "{words[0].cells["value"]}". '
            "An indicator has yes and no, or numbers",
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
            record.refuse(problems, "value", f"{error}{_in_recipe(record, 'markers or flags')}")
            continue
        record.cells["value"] = found.text
        if found.percent:
            with_sign.append(record)
        elif float(found.text):
            without.append(record)
    if with_sign and without:
        refuse_mixed_percent(with_sign[0], without[0], "value", problems)
    _refuse_points_of_thousands(observations, bool(with_sign), bounds, problems)


def _refuse_points_of_thousands(
    observations: list[Record], percent: bool, bounds: tuple[float, float] | None, problems: Problems
) -> None:
    """Refuse an indicator whose points may all separate thousands, as in 12.345 beside 987.

    In a file with semicolons such points are doubtful, because a comma is the decimal sign there. In other files they
    are doubtful beside a value without a point: decimals would have one in all values, or not always three digits.
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
    record.refuse(
        problems,
        "value",
        f'"{value}" may have its point between thousands: every value of the indicator with a point has three digits '
        f"after it{beside}. Write thousands without a point. If it is a decimal point, write one value with another "
        "number of decimals (12.3450), or give the indicator a value_max in the framework"
        + _in_recipe(record, "decimal or thousands"),
    )


def _in_recipe(record: Record, keys: str) -> str:
    """Return the advice to say in the recipe what a cell means, if there is one."""
    return f", or say in {record.table.recipe} what it means, with {keys}" if record.table.recipe else ""
