"""Engines other than DuckDB for the tests: a PostgreSQL server of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVERS = Path("/usr/lib/postgresql")


def server_programs() -> Path | None:
    """Find the folder of PostgreSQL's server programs, the newest where there are several."""
    found = sorted(SERVERS.glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]))
    on_path = shutil.which("postgres")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def postgres_server(programs: Path) -> Iterator[dict[str, str]]:
    """Run a server with no data on a spare port of this machine alone; gives the variables that lead to it."""
    # not in pytest's folder, which another user may not enter
    folder = Path(tempfile.mkdtemp(prefix="composite_index_postgres_"))
    # the server refuses to run as root
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")
    with socket.socket() as spare:
        spare.bind(("127.0.0.1", 0))
        port = str(spare.getsockname()[1])
    control = [*user, str(programs / "pg_ctl"), "--pgdata", str(folder / "data")]
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    try:
        _run([*control, "initdb", "-o", "--username=postgres --auth=trust --encoding=UTF8 --locale=C"], folder)
        _run([*control, "start", "--wait", "--log", str(folder / "log"), "-o", settings], folder)
        try:
            yield {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "postgres", "PGDATABASE": "postgres"}
        finally:
            # pg_ctl ends the process that the data directory names
            _run([*control, "stop", "--wait", "--mode", "immediate"], folder)
    finally:
        shutil.rmtree(folder)


def _run(command: list[str], folder: Path) -> None:
    log = folder / "commands"
    # into a file: the server keeps a pipe open
    with log.open("ab") as output:
        done = subprocess.run(command, cwd=folder, stdout=output, stderr=output, timeout=60, check=False)
    assert done.returncode == 0, log.read_text(encoding="utf-8")
