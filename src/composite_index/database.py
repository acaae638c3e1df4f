"""Open a DuckDB file so that older DuckDBs read it too, or say in one line why it cannot be opened and what to do."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from composite_index.files.problems import InputError

if TYPE_CHECKING:
    import duckdb

# The oldest DuckDB that reads a new file, as in profiles.yml. A file keeps the storage version that it was made with.
OPTIONS = {"storage_compatibility_version": "v1.2.0"}
HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<number>\d+)\)")


def connect(database: Path | str) -> duckdb.DuckDBPyConnection:
    """Open the file to write into it; make it if there is none. Raises what DuckDB raises."""
    import duckdb  # here, because the checks of the files do not need it

    return duckdb.connect(str(database), config=dict(OPTIONS))


def open_database(database: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Connect to the file, to write too unless `read_only`. Raises InputError with the reason if that fails."""
    import duckdb

    try:
        return duckdb.connect(str(database), read_only=True) if read_only else connect(database)
    except duckdb.Error as error:
        raise InputError([f"{database}: cannot be opened: {_why(database, str(error))}"]) from None


def _why(database: Path, said: str) -> str:
    """Return the reason in plain words and what to do, or the first line of DuckDB if the reason is not known."""
    holder = HOLDER.search(said)
    if holder or "Could not set lock" in said or "used by another process" in said or "already attached" in said:
        program = f" ({PurePath(holder['program']).name}, PID {holder['number']})" if holder else ""
        read = f"To read results, open {PurePath('published', database.name)} there"
        return f"it is open in another program{program}. Close it there and build again. {read}"
    if database.is_dir():
        return "it is a folder. Name a file"
    if not database.parent.is_dir():
        return f"there is no folder {database.parent}. Make it, or name another file"
    if "Permission denied" in said or "Read-only file system" in said:
        return "you have no permission to write it. Ask for permission, or name another file"
    if "No space left" in said:
        return "the disk is full. Make room, and build again"
    if "not a valid DuckDB database" in said:
        return "it is not a DuckDB database. Name another file"
    if "with version number" in said:
        return "another version of DuckDB wrote it. Open it with that version, or name another file"
    return f"DuckDB says: {said.splitlines()[0]}"
