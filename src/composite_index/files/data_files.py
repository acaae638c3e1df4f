"""Read files that programs exchange: a Parquet file, or a list of records in JSON. Both are grids of one table.

The names of the columns are line 1, and the first record is line 2, as if it were a text file.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from composite_index.files.decoding import decode
from composite_index.files.grids import Grid, GridMaker
from composite_index.files.layouts import cell_text
from composite_index.files.problems import InputError

ADVICE = 'Write a list of records, such as [{"unit_id": "a", "value": 1}]'


def json_grid(data: bytes, file: str, path: str, encoding: str | None = None) -> Grid:
    """Return the records of a JSON file: a list of objects, or an object with one such list.

    A record may lack a name that others have. Nested values and NaN are refused cells. Raises InputError if the
    text is no JSON, or has no list of records, or a record has a name twice.
    """
    text, encoding = decode(data, file, encoding)
    try:
        content = json.loads(text, object_pairs_hook=lambda pairs: _record(pairs, file))
    except json.JSONDecodeError as error:
        raise InputError([f"{file} line {error.lineno}, character {error.colno}: no JSON ({error.msg})"]) from None
    except (RecursionError, ValueError) as error:
        raise InputError([f"{file}: no JSON that can be read ({error})"]) from None
    records = _records(content, file)
    names = list(dict.fromkeys(name for record in records for name in record))
    rows = ([record.get(name) for name in names] for record in records)
    grid = _grid(names, rows, file, path)
    grid.encoding = encoding
    return grid


def _record(pairs: list[tuple[str, Any]], file: str) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError([f"{file}: a record has the name {twice!r} twice. Rename one"])
    return record


def _records(content: Any, file: str) -> list[dict[str, Any]]:
    """Return the list of records, wherever it is."""
    if isinstance(content, dict):
        lists = {name: each for name, each in content.items() if _is_records(each)}
        if len(lists) > 1:
            raise InputError([f"{file}: it has several lists of records: {', '.join(lists)}. Write one to a file"])
        content = next(iter(lists.values()), content)
    if not _is_records(content):
        raise InputError([f"{file}: this JSON is no list of records. {ADVICE}"])
    return content


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def parquet_grid(data: bytes, file: str, path: str) -> Grid:
    """Return the rows of a Parquet file. Nested columns are refused cells.

    Raises InputError if DuckDB is not installed or cannot read the file.
    """
    try:
        import duckdb
    except ImportError:
        raise InputError([f"{file}: DuckDB reads Parquet. Install composite-index[duckdb]"]) from None
    with tempfile.TemporaryDirectory() as folder:
        # DuckDB reads files by name, and this one may come out of an archive
        copy = Path(folder) / "data.parquet"
        copy.write_bytes(data)
        try:
            with duckdb.connect() as connection:
                table = connection.read_parquet(str(copy))
                names = list(table.columns)
                columns = [_column(name, str(kind)) for name, kind in zip(names, table.types, strict=True)]
                rows = table.project(", ".join(columns)).fetchall()
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0].replace(str(copy), file)
            raise InputError([f"{file}: cannot be read as a Parquet file ({reason}). Write it again"]) from None
    return _grid(names, rows, file, path)


def _column(name: str, kind: str) -> str:
    """Return the SQL that reads a column, with the digits of a number as they are shown."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == "FLOAT":
        return f"cast(cast({quoted} as varchar) as double)"
    if kind == "TIMESTAMP WITH TIME ZONE":
        # in UTC, whatever the time zone of this machine is
        return f"make_timestamp(epoch_us({quoted}))"
    if kind.startswith(("ENUM", "UUID")):
        return f"cast({quoted} as varchar)"
    return quoted


def _grid(names: Iterable[str], rows: Iterable[Iterable[Any]], file: str, path: str) -> Grid:
    maker = GridMaker(Grid(file, path))
    maker.begin(1)
    for column, name in enumerate(names):
        maker.put(column, cell_text(name)[0])
    maker.end()
    for line, row in enumerate(rows, start=2):
        maker.begin(line)
        for column, value in enumerate(row):
            maker.put(column, *_cell(value))
        maker.end()
    return maker.finish()


def _cell(value: Any) -> tuple[str, bool, str]:
    """Return what a value reads as, whether it is a number, and why it is refused (else '')."""
    if isinstance(value, (dict, list, tuple)):
        return "", False, "a nested value. Write each of its parts to a column of its own"
    if isinstance(value, float) and not math.isfinite(value):
        return "", False, f"{value}, which is no number. Write null for a missing value"
    if isinstance(value, Decimal):
        return f"{value:f}", True, ""
    text, reason = cell_text(value)
    return text, isinstance(value, (int, float)) and not isinstance(value, bool), reason
