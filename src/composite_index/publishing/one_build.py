"""Keep a second build away from the tables that a first one is making."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from composite_index.files.problems import InputError


@contextmanager
def one_build(adapter: Any, schema: str) -> Iterator[None]:
    """Hold a lock of PostgreSQL while a build runs; it ends with the connection, however the build ends.

    adapter: dbt's. schema: the published schema. Raises InputError if another build holds it. DuckDB lets only one
    program write a file, and Spark within this process one program its catalogue; on a cluster nothing holds a second
    build back.
    """
    if adapter.type() != "postgres":
        yield
        return
    from dbt.adapters.contracts.connection import Connection

    # a connection of its own, because dbt closes its connections after each command
    held = adapter.connections.open(
        Connection(type="postgres", name="one_build", credentials=adapter.config.credentials)
    )
    try:
        with held.handle.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(hashtext('build'), hashtext(%s))", [schema])
            (is_alone,) = cursor.fetchone()
        # a transaction would keep the server from removing old rows
        held.handle.commit()
        if not is_alone:
            raise InputError([f"schema {schema}: another build is running here. Build again when it ends"])
        yield
    finally:
        held.handle.close()
