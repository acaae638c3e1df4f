"""The published versions of a database of DuckDB, which are files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from composite_index.database import open_database
from composite_index.files.problems import InputError, counted
from composite_index.publishing.compare import Versions
from composite_index.publishing.store import Store, digest_of_file, vintages


class FileVersions:
    """The versions behind a database, which is named by its own file or by the one that readers open."""

    def __init__(self, database: Path | None):
        """Find them. Raises InputError if nothing is published there, or if none is named and there are several."""
        self.store = _find(database)
        self.place = str(self.store.file)

    def entries(self) -> list[dict[str, Any]]:
        """Return the kept versions, oldest first: what the manifest says, `is_out`, and the kept `editions`."""
        manifest = self.store.read()
        editions: dict[str, list[str]] = {}
        for (index_id, period), version in vintages(manifest["versions"]).items():
            editions.setdefault(version, []).append(f"{index_id} {period}")
        return [
            entry
            | {
                "is_out": entry["version"] == manifest["version"],
                "editions": ", ".join(editions.get(entry["version"], [])),
            }
            for entry in manifest["versions"]
        ]

    @contextmanager
    def both(self, first: str, second: str) -> Iterator[Versions]:
        """Give two versions to compare."""
        import duckdb

        with duckdb.connect() as connection:
            for name, version in (("first_version", first), ("second_version", second)):
                path = str(self.store.path(version)).replace("'", "''")
                connection.execute(f"attach '{path}' as {name} (read_only)")
            schema = connection.execute(
                "select schema_name from duckdb_views() where view_name = 'index_scores' limit 1"
            ).fetchall()[0][0]
            columns = connection.execute(
                "select column_name from duckdb_columns() where table_name = 'index_nodes' "
                "group by column_name having count(*) = 2 order by min(column_index)"
            ).fetchall()
            yield Versions(
                lambda sql: connection.execute(sql).fetchall(),
                lambda table: f'first_version."{schema}".{table}',
                lambda table: f'second_version."{schema}".{table}',
                [name for (name,) in columns],
            )

    def put_out(self, version: str) -> None:
        """Give readers a kept version again."""
        try:
            with self.store.lock():
                self.store.roll_back(version)
        except OSError as error:
            raise InputError([f"{self.store.file}: cannot be written ({error.strerror})"]) from None

    def check(self, version: str) -> str:
        """Return what was checked; raises InputError if a file is not as it was published."""
        entry = next(entry for entry in self.entries() if entry["version"] == version)
        file = self.store.path(version)
        problems = []
        if digest_of_file(file) != entry["sha256"]:
            changed = _changed_tables(file, entry)
            what = f"table {', '.join(changed)} is" if changed else "the tables are as published, but the file is"
            problems.append(f"{file}: {what} not as it was published")
        for name, parquet in entry["parquet"].items():
            path = self.store.file.parent / parquet["file"]
            if not path.is_file() or digest_of_file(path) != parquet["sha256"]:
                problems.append(
                    f"{path}: table {name} {'is not as it was published' if path.is_file() else 'is missing'}"
                )
        if problems:
            raise InputError([f"{problem}. Publish again, or roll back to another version" for problem in problems])
        files = counted(1 + len(entry["parquet"]), "file")
        return f"Version {version} is as it was published: {counted(len(entry['rows']), 'table')} in {files}"


def _find(database: Path | None) -> Store:
    if database is None:
        found = sorted(Path("published").glob("*.duckdb"))
        if len(found) != 1:
            there = (
                f"published versions of {', '.join(file.name for file in found)}" if found else "no published version"
            )
            raise InputError([f"published: there is {there} here. Name one with --database"])
        return Store(found[0])
    stores = [Store(database), Store(database.parent / "published" / database.name)]
    for store in stores:
        if store.manifest.is_file() or store.versions.is_dir():
            return store
    raise InputError(
        [f"{stores[1].file}: there is no published version. Build first, or name another file with --database"]
    )


def _changed_tables(file: Path, entry: dict[str, Any]) -> list[str]:
    """Return the published tables of a file whose rows are not those that the manifest digests."""
    with open_database(file, read_only=True) as connection:
        version = connection.execute("select version()").fetchall()[0][0]
        if version != entry["digested_by"]:
            raise InputError(
                [
                    f"{file}: not as it was published. DuckDB {version} cannot tell which table was changed: install "
                    f"DuckDB {entry['digested_by'].strip('v')}"
                ]
            )
        schema = connection.execute(
            "select schema_name from duckdb_views() where view_name = 'published_digests'"
        ).fetchall()[0][0]
        digests = connection.execute(f'select table_name, digest from "{schema}".published_digests').fetchall()  # noqa: S608
    return sorted(name for name, digest in digests if digest != entry["digests"].get(name))
