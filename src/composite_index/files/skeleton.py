"""A framework to fill in, made of the indicators that the observations have."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter, defaultdict

from composite_index.files import cells
from composite_index.files.records import Inputs, Record, slug
from composite_index.files.words import IS_PERIOD, PLAIN_NUMBER

INDEX_NODE = "index"
COLUMNS = (
    "node_id",
    "parent_id",
    "label_en",
    "label_zh",
    "unit_of_measure",
    "weight",
    "weight_standing",
    "direction",
    "normalisation",
    "aggregation",
    "max_missing_share",
    "# observed",
    "# missing",
)
REMARKS = (
    "# A framework to fill in. Lines and columns that start with # are remarks: nothing reads them.",
    "# direction is blank on purpose, since no file can say it: 1 where more is better and -1 where less is better.",
    "# weight 1 is assumed for all. Add rows for dimensions and name them in parent_id. min_max is a start.",
    "# max_missing_share is what is missing now: more stops the build. Lower it if that is too much.",
)
REMARK_ON_CATEGORIES = (
    "# lookup needs a file or sheet lookups that gives each category its score: node_id, category, value."
)
SHOWN_CATEGORIES = 6


def skeleton(inputs: Inputs) -> tuple[str, int]:
    """Return the framework as CSV text, a row for the index and one per indicator, and how many indicators there are.

    Remarks show what the files hold: the range or the categories, and the number of missing values over all units and
    periods. Direction is blank, and `build` refuses a blank one; a column of text gets the normalisation lookup.
    """
    observations = inputs.records["observations"]
    by_node: dict[str, list[Record]] = defaultdict(list)
    for record in observations:
        by_node[str(record.cells["node_id"])].append(record)
    units = {record.cells["unit_id"] for record in inputs.records["units"]}
    expected = len(units) * len({record.cells["period"] for record in observations})

    ids = Counter(_node_id(name, records) for name, records in by_node.items())
    rows = [{"node_id": INDEX_NODE, "aggregation": "arithmetic"}]
    for name, records in by_node.items():
        node_id = _node_id(name, records)
        # two names that differ only in signs keep them
        node_id = node_id if ids[node_id] == 1 and node_id != INDEX_NODE else name
        said = _first(records, "node_label")
        text = said or (name if node_id != name else None)
        label = {"label_en" if text.isascii() else "label_zh": text} if text else {}
        rows.append({"node_id": node_id, "parent_id": INDEX_NODE, **label, **_described(records, len(units), expected)})

    text = io.StringIO(newline="")
    remarks = [*REMARKS, REMARK_ON_CATEGORIES] if any(row.get("normalisation") == "lookup" for row in rows) else REMARKS
    text.write("\r\n".join(remarks) + "\r\n")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue(), len(by_node)


def _node_id(name: str, records: list[Record]) -> str:
    """Return the id of an indicator: unchanged if a column has it, else made from a name."""
    return name if "node_id" in records[0].table.columns else slug(name)


def _described(records: list[Record], units: int, expected: int) -> dict[str, str]:
    """Return the cells that the values of an indicator give."""
    values: dict[str, float] = {}
    texts: Counter[str] = Counter()
    first_text: Record | None = None
    percent = False
    present = numbers = 0
    for record in records:
        text = record.cells.get("value")
        if text is None or text in values:
            present += text is not None
            numbers += text is not None
            continue
        if PLAIN_NUMBER.fullmatch(text):
            values[text] = float(text)
        elif cells.is_null(text):
            continue
        else:
            try:
                found = cells.number(text, record.table.delimiter == ";")
            except cells.CellError:
                present += 1
                texts[text] += 1
                first_text = first_text or record
                continue
            values[found.text] = float(found.text)
            percent = percent or found.percent
        present += 1
        numbers += 1
    missing = expected - present
    remarks = {"# missing": f"{missing} of {expected} ({missing / expected:.0%})" if missing else "none"}
    if missing:
        remarks["max_missing_share"] = _missing_share(records, units)
    described = {"weight": "1", "weight_standing": "assumed", "normalisation": "min_max", **remarks}
    measure = _first(records, "unit_of_measure")
    measure = measure or _measure_in(str(records[0].cells.get("node_label") or records[0].cells["node_id"]))
    if measure:
        described["unit_of_measure"] = measure
    if first_text and all(cells.yes_no(text) for text in texts) and all(value in (0, 1) for value in values.values()):
        return described | {"# observed": f"yes or no, read as 1 and 0: {_counted(texts)}"}
    if first_text and numbers < sum(texts.values()):
        return described | {"normalisation": "lookup", "# observed": f"categories: {_counted(texts)}"}
    if values:
        low, high = min(values, key=values.__getitem__), max(values, key=values.__getitem__)
        described["# observed"] = f"{low} to {high}"
        if percent:
            described["unit_of_measure"] = "percent"
    if first_text:
        place = first_text.place("value")
        described["# observed"] += f"; no number: {_counted(texts)}, the first at {place}"
    return described


def _first(records: list[Record], column: str) -> str | None:
    """Return the first text of a column that the table of the records has."""
    if column not in records[0].cells:
        return None
    return next((text for record in records if (text := record.cells.get(column))), None)


def _is_missing(record: Record) -> bool:
    text = record.cells.get("value")
    return not text or (PLAIN_NUMBER.fullmatch(text) is None and cells.is_null(text))


def _missing_share(records: list[Record], units: int) -> str:
    """Return the largest share of units without a value in a period, rounded up to two decimals."""
    periods = Counter(str(record.cells["period"]) for record in records)
    absent = Counter(str(record.cells["period"]) for record in records if _is_missing(record))
    share = max((units - count + absent[period]) / units for period, count in periods.items())
    return f"{math.ceil(share * 100) / 100:g}"


def _measure_in(name: str) -> str | None:
    """Return the unit of measure at the end of a name, as in GDP (USD), 产值（亿元） or Growth, %; a period is none."""
    if name.rstrip().endswith(("%", "‰", "％")):
        return name.rstrip()[-1]
    found = re.fullmatch(r".*[(（\[]([^()（）\[\]]+)[)）\]]\s*", name)
    return found[1].strip() if found and not IS_PERIOD.fullmatch(found[1].strip()) else None


def _counted(texts: Counter[str]) -> str:
    common = texts.most_common(SHOWN_CATEGORIES)
    more = f" and {len(texts) - len(common)} more" if len(texts) > len(common) else ""
    return ", ".join(f"{text} ({count})" for text, count in common) + more
