"""The published versions that PostgreSQL keeps, read through dbt."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dbt.adapters.factory import get_adapter_by_type
from dbt.cli.main import dbtRunner

from composite_index.files.problems import InputError
from composite_index.publishing.compare import Versions

LOG = "model.composite_index.index_gates"


class DatabaseVersions:
    """The versions behind a target of the project that dbt finds."""

    def __init__(self, target: str):
        """Parse the project. Raises InputError if that fails, or if the engine keeps no versions."""
        self.target = target
        parsed = dbtRunner().invoke(["--quiet", "parse", "--target", target])
        if not parsed.success:
            raise InputError([f"target {target}: dbt cannot read the project, see above"])
        self.manifest: Any = parsed.result
        self.adapter: Any = get_adapter_by_type(self.manifest.metadata.adapter_type)
        if self.adapter.type() != "postgres":
            raise InputError(
                [f"target {target}: {self.adapter.type()} keeps no versions here. PostgreSQL and DuckDB do"]
            )
        self.place = f"schema {self.manifest.nodes[LOG].schema} of target {target}"
        self.schema = self.manifest.nodes[LOG].schema

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.adapter.connection_named("versions"):
            _, cursor = self.adapter.connections.add_query(sql)
            return [tuple(row) for row in cursor.fetchall()]

    def entries(self) -> list[dict[str, Any]]:
        """Return the kept versions, oldest first, with the keys that the manifest of files has."""
        there = self.query(f"select 1 from information_schema.tables where table_schema = '{self.schema}_versions'")  # noqa: S608
        if not there:
            raise InputError([f"target {self.target}: no version is published here. Build first"])
        rows = self.query(f"""
            select versions.version_id, versions.published_at, versions.is_out, runs.source_commit, runs.tables,
                (select string_agg(distinct index_id || ' ' || period, ', ')
                from {self.schema}.index_vintages as vintages
                where vintages.version_id = versions.version_id and not versions.is_out)
            from {self.schema}_versions.published_versions as versions
            left join {self.schema}.index_runs as runs on versions.run_id = runs.run_id
            order by versions.published_at
        """)  # noqa: S608
        return [
            {
                "version": version,
                "published_at": f"{at:%Y-%m-%d %H:%M:%S}",
                "is_out": is_out,
                "source_commit": commit,
                "rows": {name: int(digest.split()[0]) for name, digest in json.loads(tables or "{}").items()},
                "editions": editions,
            }
            for version, at, is_out, commit, tables, editions in rows
        ]

    @contextmanager
    def both(self, first: str, second: str) -> Iterator[Versions]:
        """Give two versions to compare."""
        columns = self.query(
            f"select column_name from information_schema.columns where table_schema = '{self.schema}_versions' "  # noqa: S608
            "and table_name = 'index_nodes' and column_name <> 'published_version' order by ordinal_position"
        )
        yield Versions(self.query, self._of(first), self._of(second), [name for (name,) in columns])

    def put_out(self, version: str) -> None:
        """Give readers a kept version again."""
        self._run("roll_back", version)

    def check(self, version: str) -> str:
        """Return what was checked; raises InputError if a table is not as it was published."""
        return self._run("verify_version", version)

    def _of(self, version: str) -> Callable[[str], str]:
        return lambda table: f"(select * from {self.schema}_versions.{table} where published_version = '{version}')"  # noqa: S608

    def _run(self, macro: str, version: str) -> str:
        """Run a macro of the package; returns what it prints, or raises InputError with its error."""
        arguments = json.dumps({"version": version})
        operation = [
            "--quiet",
            "run-operation",
            f"composite_index.{macro}",
            "--args",
            arguments,
            "--target",
            self.target,
        ]
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            done = dbtRunner(manifest=self.manifest).invoke(operation)
        lines = [line.strip() for line in printed.getvalue().splitlines() if line.strip()]
        if not done.success:
            said = [line for line in lines if "is not as it was published" in line or "There is no version" in line]
            raise InputError([f"target {self.target}: {(said or lines[-1:])[0]}"])
        return lines[-1] if lines else ""
