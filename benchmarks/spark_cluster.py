"""A Spark cluster on this machine, from the package pyspark alone: a master, workers, and a server that dbt talks to.

Each is a separate process that listens on this machine's loopback only. The server (Thrift, and Spark Connect for the
gates) owns the catalogue. One folder has the warehouse, the catalogue, logs and the processes' ids.

    .venv/bin/python benchmarks/spark_cluster.py start --workers 2 --cores 1 --memory 2g
    .venv/bin/composite-index run --target spark_cluster
    .venv/bin/python benchmarks/spark_cluster.py stop
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from composite_index.files.problems import InputError

FOLDER = Path("target/spark_cluster")
HOST = "127.0.0.1"
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
SUBMIT = "org.apache.spark.deploy.SparkSubmit"
SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
CONNECT = "org.apache.spark.sql.connect.SparkConnectPlugin"
NEEDED = {"pyspark": "pyspark", "pyhive": "dbt-spark[PyHive]", "grpc": "pyspark[connect]"}
START_SECONDS = 120
STOP_SECONDS = 20
LOG_LINES = 30


@dataclass(frozen=True)
class Cluster:
    """A running cluster: its addresses, and its processes in the order in which to end them."""

    folder: Path
    port: int
    connect_port: int
    # name to process id
    processes: dict[str, int]

    @property
    def variables(self) -> dict[str, str]:
        """The environment that points the target spark_cluster, and the gates, to it."""
        return {
            "COMPOSITE_INDEX_SPARK_HOST": HOST,
            "COMPOSITE_INDEX_SPARK_PORT": str(self.port),
            "COMPOSITE_INDEX_SPARK_CONNECT": f"sc://{HOST}:{self.connect_port}",
        }


def main(arguments: list[str] | None = None) -> int:
    """Start or stop a cluster; return the exit code: 0, or 2 if that failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    starting = actions.add_parser("start", help="start a cluster; print the environment variables that lead dbt to it")
    starting.add_argument("--workers", type=int, default=2, metavar="N", help="number of workers; default: 2")
    starting.add_argument("--cores", type=int, default=1, metavar="N", help="cores of each worker; default: 1")
    starting.add_argument("--memory", default="2g", help="memory of each worker and of the server; default: 2g")
    starting.add_argument(
        "--conf",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of Spark; may be repeated",
    )
    stopping = actions.add_parser("stop", help="end the processes of a cluster")
    for action in (starting, stopping):
        action.add_argument(
            "--folder",
            type=Path,
            default=Path(os.environ.get("COMPOSITE_INDEX_SPARK_CLUSTER", FOLDER)),
            metavar="DIR",
            help=f"folder of tables, catalogue and logs; default: COMPOSITE_INDEX_SPARK_CLUSTER or {FOLDER}",
        )
    options = parser.parse_args(arguments)
    try:
        if options.action == "stop":
            ended = stop(options.folder)
            print(f"Stopped {', '.join(ended)}" if ended else f"{options.folder}: no cluster runs here")
        else:
            for name, value in _start_as_asked(options).variables.items():
                print(f"export {name}={value}")
    except InputError as error:
        for line in error.lines:
            print(f"FAILED cluster · {line}", file=sys.stderr)
        return 2
    return 0


def _start_as_asked(options: argparse.Namespace) -> Cluster:
    wrong = [setting for setting in options.conf if not re.fullmatch(r"[\w.]+=.*", setting, re.DOTALL)]
    wrong += [f"{name} {getattr(options, name)}" for name in ("workers", "cores") if getattr(options, name) < 1]
    if wrong:
        raise InputError([f"{each}: a setting is NAME=VALUE, and workers and cores are 1 or more" for each in wrong])
    settings = dict(setting.split("=", 1) for setting in options.conf)
    return start(options.folder, options.workers, options.cores, options.memory, settings)


def missing() -> list[str]:
    """Say what to install before a cluster can start."""
    found = [
        f"{module} is not installed: pip install 'composite-index[spark]' (it is of {package})"
        for module, package in NEEDED.items()
        if importlib.util.find_spec(module) is None
    ]
    if shutil.which("java") is None and not (Path(os.environ.get("JAVA_HOME", "")) / "bin/java").is_file():
        found.append("Java is not installed; Spark needs 17 or later")
    return found


def start(
    folder: Path = FOLDER,
    workers: int = 2,
    cores: int = 1,
    memory: str = "2g",
    settings: Mapping[str, str] | None = None,
) -> Cluster:
    """Start a cluster in the folder and wait until it answers.

    cores, memory: of each worker. settings: of Spark, in addition to `_settings` or instead of them. Raises InputError
    if something is missing, if a cluster runs there already, or with the end of the log if a process ends.
    """
    lacking = missing()
    if lacking:
        raise InputError(lacking)
    folder = folder.resolve()
    if running(folder):
        raise InputError([f"{folder}: a cluster runs here already. Stop it with benchmarks/spark_cluster.py stop"])
    for name in ("events", "local", "logs", "work"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    master_port, port, connect_port = _spare_ports(3)
    master = f"spark://{HOST}:{master_port}"
    processes: dict[str, int] = {}
    cluster = Cluster(folder, port, connect_port, processes)
    try:
        _launch(cluster, "master", [MASTER, "--host", HOST, "--port", str(master_port), "--webui-port", "0"])
        _wait_for_port(cluster, "master", master_port)
        for number in range(1, workers + 1):
            arguments = ["--host", HOST, "--webui-port", "0", "--cores", str(cores), "--memory", memory]
            _launch(cluster, f"worker_{number}", [WORKER, *arguments, "--work-dir", str(folder / "work"), master])
        _wait_for_workers(cluster, workers)
        chosen = _settings(folder, connect_port, workers, cores, memory) | dict(settings or {})
        _launch(
            cluster,
            "server",
            [
                *(SUBMIT, "--class", SERVER, "--name", "composite_index", "--master", master),
                *(part for name, value in chosen.items() for part in ("--conf", f"{name}={value}")),
                *("spark-internal", "--hiveconf", f"hive.server2.thrift.port={port}"),
                *("--hiveconf", f"hive.server2.thrift.bind.host={HOST}"),
                # a request for the state of a statement is answered when it is done, or after so long
                *("--hiveconf", "hive.server2.long.polling.timeout=5000ms"),
            ],
            memory,
        )
        _wait_for_port(cluster, "server", port)
        _wait_for_port(cluster, "server", connect_port)
    except BaseException:
        stop(folder)
        raise
    return cluster


def stop(folder: Path = FOLDER) -> list[str]:
    """End the processes of the folder's cluster and wait for them; return their names, or None if nothing ran."""
    found = _read(folder.resolve())
    if found is None:
        return []
    ended = []
    # the server first, because it would take a worker that ends for one that failed
    for name, process in reversed(found.processes.items()):
        if _is_ours(process, name):
            ended.append(name)
            _end(process)
    _file(found.folder).unlink()
    return ended


def running(folder: Path = FOLDER) -> Cluster | None:
    """Return the cluster that runs in the folder, if one does."""
    found = _read(folder.resolve())
    if found is None or "server" not in found.processes or not _is_ours(found.processes["server"], "server"):
        return None
    return found


def event_log(folder: Path) -> dict[str, str]:
    """Return the settings that make Spark log what it executes into the cluster's folder, as lines of JSON."""
    return {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": (folder.resolve() / "events").as_uri(),
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.compress": "false",
    }


@contextmanager
def cluster(folder: Path, **options: object) -> Iterator[Cluster]:
    """Have a cluster while the context lasts; `options` as `start` takes them."""
    try:
        yield start(folder, **options)  # type: ignore[arg-type]
    finally:
        stop(folder)


def _settings(folder: Path, connect_port: int, workers: int, cores: int, memory: str) -> dict[str, str]:
    catalogue = f"jdbc:derby:;databaseName={folder / 'metastore'};create=true"
    return {
        "spark.driver.host": HOST,
        "spark.driver.bindAddress": HOST,
        "spark.driver.extraJavaOptions": f"-Dderby.stream.error.file={folder / 'logs' / 'derby.log'}",
        "spark.executor.cores": str(cores),
        "spark.executor.memory": memory,
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": catalogue,
        "spark.sql.session.timeZone": "UTC",
        # partitions that a task sorts in memory; small ones are joined
        "spark.sql.shuffle.partitions": str(4 * workers * cores),
        "spark.sql.leafNodeDefaultParallelism": "1",
        "spark.plugins": CONNECT,
        "spark.connect.grpc.binding.address": HOST,
        "spark.connect.grpc.binding.port": str(connect_port),
        "spark.ui.enabled": "false",
        "spark.log.level": "WARN",
    }


def _spare_ports(number: int) -> list[int]:
    # all at once, or the second port may be the first again
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _launch(cluster: Cluster, name: str, arguments: list[str], memory: str = "256m") -> None:
    import pyspark

    home = Path(pyspark.__file__).parent
    # ignore a Spark that is installed elsewhere, or a session on another server
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SPARK_")}
    environment |= {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        # for the server too, whatever its settings say
        "SPARK_DAEMON_MEMORY": memory,
        # the master's REST server, which has its own port, is off
        "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dspark.master.rest.enabled=false",
        "PYSPARK_PYTHON": sys.executable,
    }
    with _log(cluster, name).open("wb") as log:
        # spark-class becomes the Java process; in its own session it outlives the process that starts it
        process = subprocess.Popen(
            [str(home / "bin" / "spark-class"), *arguments],
            cwd=cluster.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # ended by its id, also from another process
    process.returncode = 0
    cluster.processes[name] = process.pid
    written = {"port": cluster.port, "connect_port": cluster.connect_port, "processes": cluster.processes}
    _file(cluster.folder).write_text(json.dumps(written), encoding="utf-8")


def _file(folder: Path) -> Path:
    return folder / "cluster.json"


def _log(cluster: Cluster, name: str) -> Path:
    return cluster.folder / "logs" / f"{name}.log"


def _read(folder: Path) -> Cluster | None:
    try:
        read = json.loads(_file(folder).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Cluster(folder, read["port"], read["connect_port"], read["processes"])


def _wait_for_port(cluster: Cluster, name: str, port: int) -> None:
    def answers() -> bool:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return True
        return False

    _wait(cluster, name, answers)


def _wait_for_workers(cluster: Cluster, workers: int) -> None:
    def are_registered() -> bool:
        text = _log(cluster, "master").read_text(encoding="utf-8", errors="replace")
        return text.count("Registering worker") >= workers

    _wait(cluster, f"worker_{workers}", are_registered)


def _wait(cluster: Cluster, name: str, is_ready: Callable[[], bool]) -> None:
    until = time.monotonic() + START_SECONDS
    while not is_ready():
        _reap(cluster.processes[name])
        ended = not _is_alive(cluster.processes[name])
        if ended or time.monotonic() > until:
            log = _log(cluster, name)
            tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
            what = "has ended" if ended else f"does not answer after {START_SECONDS} seconds"
            raise InputError([f"The cluster's {name} {what}. The end of {log}:", *tail])
        time.sleep(0.2)


def _is_alive(process: int) -> bool:
    try:
        os.killpg(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS raises it for a group of ended processes
        return False
    return True


def _reap(process: int) -> None:
    """Release an ended process that this one started."""
    with suppress(ChildProcessError):
        os.waitpid(process, os.WNOHANG)


def _is_ours(process: int, name: str) -> bool:
    """Tell whether the id is still that of the started process, because ids are reused."""
    _reap(process)
    named = {"master": MASTER, "server": SERVER}.get(name, WORKER)
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self/cmdline").exists():
            return False
        shown = subprocess.run(
            ["ps", "-p", str(process), "-o", "command="],  # noqa: S607 - without /proc
            capture_output=True,
            text=True,
            check=False,
        )
        command = shown.stdout
    # before it becomes Java, it is the script that starts Java
    return named in command or "spark-class" in command


def _end(process: int) -> None:
    """End a process and its group, which it started; by force if it takes too long."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process, how)
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until:
            _reap(process)
            if not _is_alive(process):
                return
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
