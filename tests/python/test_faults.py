"""A build that is killed, stopped or hindered leaves one whole version for readers, and the next build publishes.

`make test` tries a sample of the points at which a build is killed, `make test-long` all of them.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from conftest import LONG_TESTS, long_test, python_path
from engines import MissingError, running
from small_index import BUILD, STEP, Small, small_project
from test_opening import held

from composite_index.stopping import LINE

# Where a build is killed, as a share of its steps.
SHARES = [place / 36 for place in range(36)]
# The largest number of changes of files that a publication makes, which is when it removes an old version.
CHANGES = 13
# Ends this process before a change of a file, counted from 1, with no chance to put anything in order.
KILLED_AT_A_CHANGE = """
import os, signal, sys
from pathlib import Path

left = int(os.environ["KILLED_AT"])

def before(change):
    def changed(self, *arguments, **named):
        global left
        if "published" in self.parts:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return change(self, *arguments, **named)
    return changed

for name in ("replace", "hardlink_to", "unlink", "chmod", "write_text"):
    setattr(Path, name, before(getattr(Path, name)))
from composite_index.cli import main
code = main()
print("changes:", int(os.environ["KILLED_AT"]) - left)
sys.exit(code)
"""

# Builds with no file larger than a number of bytes.
WITHOUT_ROOM = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["LARGEST"]),) * 2)
from composite_index.cli import main
sys.exit(main())
"""


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=long_test)])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Small, list[int]]]:
    """Return the small project, built once, and how many steps each run of dbt has in a build."""
    project = small_project(tmp_path_factory.mktemp("faults") / "project")
    if request.param == "duckdb":
        yield project, steps_of_a_build(project)
        return
    try:
        with running("postgres", project.folder) as engine:
            project.engine = engine  # type: ignore[assignment]
            yield project, steps_of_a_build(project)
    except MissingError as missing:
        pytest.skip(str(missing))


def steps_of_a_build(project: Small) -> list[int]:
    """Build once, and return how many steps each run of dbt has; a build on PostgreSQL is two runs."""
    run = project.ended()
    assert run.exit_code == 0, run.output
    assert project.out()[0] == 47
    return list(dict.fromkeys(int(found["all"]) for found in STEP.finditer(run.output)))


def other_value(value: float) -> int:
    """Return a value that tells the next version from one with the given value."""
    return 45 if value == 46 else 46


def publishes(project: Small, value: int) -> None:
    """The next plain build publishes, without hand-cleaning. In `make test` the next test's build shows it."""
    if not LONG_TESTS:
        return
    run = project.ended()
    assert run.exit_code == 0, run.output
    assert project.out()[0] == value


@pytest.mark.parametrize("share", SHARES if LONG_TESTS else [0.97])
def test_a_build_that_is_killed_leaves_one_whole_version(built: tuple[Small, list[int]], share: float) -> None:
    """At any step: a seed, a model of any layer, a gate, a published table, the publication."""
    project, totals = built
    if project.engine and share in SHARES and SHARES.index(share) % 4:
        pytest.skip("a quarter of the points, because a build takes longer on PostgreSQL")
    before = project.out()
    value = other_value(before[0])
    project.revise(value)
    step, run_of_dbt = int(share * sum(totals)), 0
    while step >= totals[run_of_dbt]:
        step, run_of_dbt = step - totals[run_of_dbt], run_of_dbt + 1
    run = project.stopped_at(totals[run_of_dbt], step + 1)
    assert run.exit_code == -signal.SIGKILL, run.output
    assert project.out() == before
    publishes(project, value)


@pytest.mark.parametrize("change", range(1, CHANGES + 1) if LONG_TESTS else [5])
def test_a_publication_that_is_killed_leaves_one_whole_version(built: tuple[Small, list[int]], change: int) -> None:
    """Before each change of a file: the old version or the new one is out."""
    project, _ = built
    if project.engine:
        pytest.skip("PostgreSQL publishes in one transaction")
    before = project.out()
    value = other_value(before[0])
    project.revise(value)
    run = project.ended(code=KILLED_AT_A_CHANGE, KILLED_AT=str(change))
    # without a version to remove there are fewer changes
    assert run.exit_code == -signal.SIGKILL or (run.exit_code == 0 and change > 10), run.output
    found = project.out()
    assert found == before or found[0] == value
    publishes(project, value)


@long_test
def test_these_are_all_changes_of_files(built: tuple[Small, list[int]]) -> None:
    """A publication makes no more changes of files than those at which it is killed above."""
    project, _ = built
    if project.engine:
        pytest.skip("PostgreSQL publishes in one transaction")
    run = project.ended(code=KILLED_AT_A_CHANGE, KILLED_AT="1000")
    assert run.exit_code == 0, run.output
    assert int(run.line("changes: ").removeprefix("changes: ")) <= CHANGES


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM] if LONG_TESTS else [signal.SIGINT])
def test_a_build_that_is_stopped_ends_with_one_line(built: tuple[Small, list[int]], number: int) -> None:
    """Ctrl-C, or a system that shuts down: no traceback, the version before stays, the next build publishes."""
    project, totals = built
    before = project.out()
    value = other_value(before[0])
    project.revise(value)
    run = project.stopped_at(totals[-1], totals[-1] // 2, number)
    assert run.exit_code == 128 + number, run.output
    assert run.output.splitlines()[-1] == LINE
    assert "Traceback" not in run.output
    assert project.out() == before
    publishes(project, value)


def test_of_two_builds_at_once_one_publishes(built: tuple[Small, list[int]]) -> None:
    """The other says in one line what to do."""
    project, _ = built
    first, second = project.program(*BUILD), project.program(*BUILD)
    outputs = {process: process.communicate(timeout=project.seconds)[0] for process in (first, second)}
    ended = sorted((first, second), key=lambda process: process.returncode)
    assert ended[0].returncode == 0, outputs[ended[0]]
    assert ended[1].returncode == 2, outputs[ended[1]]
    said = outputs[ended[1]]
    assert "Traceback" not in said
    told = "Build again when it ends" if project.engine else "Close it there and build again"
    assert told in said.splitlines()[-1], said
    assert project.out()[1] in project.ended("versions").output.splitlines()[0]


def test_a_database_that_a_tool_holds_is_told_in_one_line(built: tuple[Small, list[int]]) -> None:
    """The published version stays, and can be read meanwhile."""
    project, _ = built
    if project.engine:
        pytest.skip("PostgreSQL lets several programs in")
    before = project.out()
    with held(project.folder / "warehouse.duckdb", read_only=True) as number:
        run = project.ended()
        assert project.out() == before
    assert run.exit_code == 2
    assert f"PID {number}). Close it there and build again" in run.output.splitlines()[-1]
    assert "Traceback" not in run.output
    publishes(project, int(before[0]))


@pytest.mark.parametrize("room", ["100k", "3m"] if LONG_TESTS else ["100k"])
def test_a_full_disk_is_told_in_one_line(built: tuple[Small, list[int]], room: str) -> None:
    """Where the versions lie there is no room: for the new file, or for its Parquet files."""
    project, _ = built
    if project.engine:
        pytest.skip("PostgreSQL's server has the disk")
    before = project.out()
    published = project.folder / "published"
    mounted = f"mount -t tmpfs -o size={room} none {published}/versions"
    alone = shutil.which("unshare") or pytest.skip("unshare is not installed")
    if subprocess.run([alone, "-rm", "sh", "-c", mounted], capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system of a given size can be made here")
    command = " ".join([sys.executable, "-m", "composite_index", *BUILD])
    done = subprocess.run(
        [alone, "-rm", "sh", "-c", f"{mounted} && exec {command}"],
        cwd=project.folder,
        env=os.environ | {"PYTHONPATH": python_path(project.folder)},
        capture_output=True,
        text=True,
        timeout=project.seconds,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert "Not published: published/warehouse.duckdb: the disk is full. Make room, and build again" in done.stdout, (
        done.stdout[-2000:]
    )
    assert "Traceback" not in done.stdout
    assert project.out() == before
    publishes(project, int(before[0]))


@long_test
def test_a_disk_that_fills_while_tables_are_made_changes_nothing(built: tuple[Small, list[int]]) -> None:
    """The database of the build cannot grow: the build fails, and a later one succeeds."""
    project, _ = built
    if project.engine:
        pytest.skip("PostgreSQL's server has the disk")
    before = project.out()
    value = other_value(before[0])
    project.revise(value)
    size = (project.folder / project.database).stat().st_size
    run = project.ended(code=WITHOUT_ROOM, LARGEST=str(size))
    assert run.exit_code == 1, run.output
    assert "Traceback" not in run.output
    assert project.out() == before
    publishes(project, value)


@long_test
def test_a_server_that_starts_again_leaves_one_whole_version(built: tuple[Small, list[int]]) -> None:
    """PostgreSQL is restarted while a build makes the tables that it would publish."""
    project, _ = built
    if not project.engine:
        pytest.skip("DuckDB has no server")
    before = project.out()
    value = other_value(before[0])
    project.revise(value)
    lines, is_restarted = [], False
    with project.program(*BUILD) as process:
        assert process.stdout
        for line in process.stdout:
            lines.append(line)
            found = STEP.search(line)
            if found and "published_table" in found["what"] and not is_restarted:
                project.engine.restart()
                is_restarted = True
    output = "".join(lines)
    assert process.returncode != 0, output
    assert project.out() == before
    publishes(project, value)
