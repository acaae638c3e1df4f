"""Makes dbt say in one line that a DuckDB file cannot be opened. Without it dbt prints hundreds of lines.

profiles.yml names this module as a plugin of dbt-duckdb, which asks it before it connects.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from composite_index.database import open_database
from composite_index.files.problems import InputError


class Plugin(BasePlugin):  # type: ignore[misc]
    """Opens and closes the file that dbt is about to open."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Stop if the file cannot be opened, with an error of dbt, which dbt prints without a traceback."""
        del config
        # a database in memory or on a server is not a file
        if creds.path == ":memory:" or creds.is_motherduck or "://" in creds.path:
            return
        try:
            open_database(Path(creds.path)).close()
        except InputError as error:
            raise DbtRuntimeError(error.lines[0]) from None
