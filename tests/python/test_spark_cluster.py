"""The bundled index on a Spark cluster on this machine: DuckDB's tables, and no process left after the stop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import spark_cluster
import spark_events
from conftest import LONG_TESTS, Project, copy_of_project, long_test
from engines import JAVA, assert_same_rows, hive_rows

from composite_index.cli import main
from composite_index.files.problems import InputError

# a few units each, so that every pool has several ranges
RANGES = "{units_per_range: 10}"
SECONDS = 900
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# tasks read the data quickly; compiling a query would take longer than its rows
SETTINGS = {"spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a copy of the project, built on DuckDB."""
    if not LONG_TESTS:
        pytest.skip("takes minutes: make test-cluster")
    missing = spark_cluster.missing()
    if missing:
        pytest.skip("; ".join(missing))
    project = copy_of_project(tmp_path_factory.mktemp("cluster") / "project")
    project.seconds = SECONDS
    run = project.build()
    assert run.exit_code == 0, run.output
    return project


@pytest.fixture(scope="module")
def cluster(project: Project) -> Iterator[spark_cluster.Cluster]:
    """Have a cluster in the project's folder; at the end none of its processes is left."""
    folder = project.folder / spark_cluster.FOLDER
    # read when Java starts, as in the tests of the session
    os.environ |= JAVA
    with spark_cluster.cluster(folder, settings=SETTINGS | spark_cluster.event_log(folder)) as cluster:
        yield cluster
    assert processes_of(folder) == []
    assert spark_cluster.running(folder) is None


def processes_of(folder: Path) -> list[str]:
    """Return the command lines of this machine's Java processes that name the folder or run in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
            if "java" in command and (str(folder) in command or str(folder) in str((process / "cwd").readlink())):
                found.append(command)
        except OSError:  # it ended meanwhile
            continue
    return found


@pytest.mark.parametrize("arguments", [("--conf", "spark.sql"), ("--workers", "0"), ("--cores", "-1")])
def test_wrong_arguments_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    """Nothing is started, and the message says what to write."""
    assert spark_cluster.main(["start", "--folder", str(tmp_path / "none"), *arguments]) == 2
    assert "a setting is NAME=VALUE, and workers and cores are 1 or more" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_nothing_is_stopped_that_is_not_the_clusters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A process that got the id of an ended one is left alone."""
    assert spark_cluster.main(["stop", "--folder", str(tmp_path)]) == 0
    assert "no cluster runs here" in capsys.readouterr().out
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        written = {"port": 1, "connect_port": 2, "processes": {"server": other.pid}}
        (tmp_path / "cluster.json").write_text(json.dumps(written), encoding="utf-8")
        assert spark_cluster.stop(tmp_path) == []
        assert other.poll() is None
        other.communicate(b"\n")
    assert other.returncode == 0
    assert not (tmp_path / "cluster.json").exists()


def test_the_command_still_starts_and_stops(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It runs the program of the project, and says that it is deprecated."""
    assert main(["cluster", "stop", "--folder", str(tmp_path)]) == 0
    shown = capfd.readouterr()
    assert shown.out == f"{tmp_path}: no cluster runs here\n"
    assert shown.err.startswith("composite-index cluster is deprecated. Run python ")


@long_test
def test_without_a_cluster_the_command_says_how_to_start_one(project: Project) -> None:
    """No statement is sent to a missing server."""
    done = project.command("run", "--target", "spark_cluster")
    assert done.exit_code == 2
    assert "Start one with benchmarks/spark_cluster.py start" in done.line("FAILED files")


@long_test
def test_a_process_that_does_not_come_up_is_told(project: Project) -> None:
    """The message has the end of its log, and the processes that had started are stopped."""
    folder = project.folder / "target/wrong_cluster"
    with pytest.raises(InputError) as raised:
        spark_cluster.start(folder, settings={"spark.executor.memory": "no number"})
    assert "server has ended" in raised.value.lines[0]
    assert any("Executor memory must be a positive number" in line for line in raised.value.lines[1:])
    assert processes_of(folder) == []


def test_tables_are_the_same(project: Project, cluster: spark_cluster.Cluster) -> None:
    """Every published table of the project, with all its tests, has the same rows as on DuckDB."""
    # the cluster is found by the project's folder
    arguments = ("run", "--no-use-colors", "--target", "spark_cluster", "--vars", RANGES, *WITHOUT_UNIT_TESTS)
    done = project.command(*arguments)
    assert done.exit_code == 0, done.output
    marts = cluster.folder / "warehouse" / "composite_index.db"
    published = project.published()
    assert set(published) == {folder.name for folder in marts.iterdir()}
    for name in sorted(set(published) - {"index_gates"}):
        assert_same_rows(name, published[name], hive_rows(marts / name))


def test_large_tables_are_partitioned(cluster: spark_cluster.Cluster) -> None:
    """Each period and cohort has its folder."""
    for name in ("index_scores", "index_rankings"):
        folder = cluster.folder / "warehouse" / "composite_index.db" / name
        places = {str(file.parent.relative_to(folder)) for file in folder.glob("**/*.parquet")}
        assert "period=2020/cohort_id=provinces" in places
        assert len(places) > 1


def test_gates_were_judged_by_spark(cluster: spark_cluster.Cluster) -> None:
    """Great Expectations has asked the server itself, by Spark Connect."""
    queries, _ = spark_events.read(cluster.folder / "events")
    profiles = {table for query in queries for table in spark_events.tables(query.plan) if table.endswith("_profile")}
    asked = [query for query in queries if query.is_of_connect]
    assert len(profiles) == 7
    assert {table for query in asked for table in spark_events.tables(query.plan)} >= profiles


def test_no_task_gets_all_units(cluster: spark_cluster.Cluster) -> None:
    """In the executed statements no window over units is one task, and the framework is broadcast."""
    queries, used = spark_events.read(cluster.folder / "events")
    assert used.tasks > 1000
    assert sum("Window" in str(query.plan) for query in queries) > 20
    for query in queries:
        assert spark_events.windows_in_one_place(query.plan) == [], query.description
        assert spark_events.not_broadcast(query.plan) == [], query.description


def test_wrong_input_fails_closed(project: Project, cluster: spark_cluster.Cluster) -> None:
    """The gates stop the build, with file and line, and no published table is replaced."""
    marts = cluster.folder / "warehouse" / "composite_index.db"
    published = project.published()["index_rankings"]
    seed = "seeds/dgi_2020_provinces_published/dgi_2020_provinces_published__observations.csv"
    project.edit(seed, ",310000,published_score,76.7,", ",310000,published_score,107,")
    try:
        selection = ("--select", f"{Path(seed).stem}+", "--vars", RANGES, *WITHOUT_UNIT_TESTS)
        done = project.command("run", "--no-use-colors", "--target", "spark_cluster", *selection)
    finally:
        project.restore()
    assert done.exit_code == 1, done.output
    assert f"107 is above 100.0 ({seed} line 2)" in done.line("FAILED observations"), done.output
    assert done.line("Not published: ")
    assert_same_rows("index_rankings", published, hive_rows(marts / "index_rankings"))
    assert any(not row["success"] and "107" in row["sample"] for row in hive_rows(marts / "index_gates"))


def test_a_second_cluster_in_the_folder_is_refused(cluster: spark_cluster.Cluster) -> None:
    """A catalogue has one owner."""
    with pytest.raises(InputError, match="runs here already"):
        spark_cluster.start(cluster.folder)
