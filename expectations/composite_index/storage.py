"""Where a DuckDB file is made: in a storage that older DuckDBs read too, as other tools have them built in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# The oldest DuckDB that reads the file; profiles.yml says the same to dbt. A file keeps what it was made with.
OPTIONS = {"storage_compatibility_version": "v1.2.0"}


def connect(database: Path | str) -> duckdb.DuckDBPyConnection:
    """Open the file to write into it; make it where there is none."""
    import duckdb  # here, because the checks of the files do without

    return duckdb.connect(str(database), config=dict(OPTIONS))
