"""Has dbt say in one line that a DuckDB file cannot be opened; by itself it prints hundreds.

profiles.yml names this module as a plugin of dbt-duckdb, which asks it before it connects.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from composite_index.opening import open_database
from composite_index.problems import InputError


class Plugin(BasePlugin):  # type: ignore[misc]
    """Tries to open the file that dbt is about to open."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Stop where the file cannot be opened. What dbt takes for its own error it prints without a traceback."""
        del config
        # a database in memory, or elsewhere, is no file
        if creds.path == ":memory:" or creds.is_motherduck or "://" in creds.path:
            return
        try:
            open_database(Path(creds.path)).close()
        except InputError as error:
            raise DbtRuntimeError(error.lines[0]) from None
