"""A build that is killed, stopped or hindered leaves one whole version for readers, and the next build publishes.

`make test` tries a sample of the points at which a build is killed, `make test-long` all of them.
"""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import LONG_TESTS, Project, Run, copy_of_project, long_test, python_path
from engines import MissingError, Postgres, running
from test_opening import held

from composite_index.publishing.in_files import FileVersions
from composite_index.publishing.store import Store
from composite_index.stopping import LINE

# What the build of the small index runs: its seeds, the package's models and their tests.
BUILD = ("run", "--no-use-colors", "--selector", "small")
UNITS = ("ash", "birch", "cedar", "elm", "fir", "hazel")
INDICATORS = ("clinics", "schools", "parks", "buses")
PERIODS = ("2024", "2025")
SEED = "seeds/small/small__observations.csv"
SELECTOR = """
  - name: small
    definition:
      union:
        - {method: package, value: composite_index}
        - exclude:
            - {method: path, value: seeds/reference}
            - {method: path, value: seeds/dgi_2020_cities}
            - {method: path, value: seeds/dgi_2020_cities_published}
            - {method: path, value: seeds/dgi_2020_provinces}
            - {method: path, value: seeds/dgi_2020_provinces_published}
            - {method: resource_type, value: unit_test}
            - {method: test_type, value: singular}
            - {method: path, value: models/dgi_2020}
"""
# The number of changes of files that a publication makes when one version is there; a test counts them.
CHANGES = 10
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
RUN = "from composite_index.cli import main; import sys; sys.exit(main())"
STEP = re.compile(r"(?P<number>\d+) of (?P<all>\d+) START (?P<what>(?!hook).*?) \.+ \[RUN\]")


class Small(Project):
    """A copy of the project that builds one small index from seeds."""

    engine: Postgres | None = None

    def program(self, *arguments: str, code: str = RUN, **variables: str) -> subprocess.Popen[str]:
        """Start the build as a program of its own, with its output in one pipe."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "COMPOSITE_"))}
        environment |= {"PYTHONPATH": python_path(self.folder), "PYTHONUNBUFFERED": "1", **self._quick(), **variables}
        if self.engine:
            environment |= self.engine.variables
            arguments += ("--target", self.engine.target)
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            # so that a signal reaches what it has started too, as from a terminal
            start_new_session=True,
        )

    def ended(self, *arguments: str, code: str = RUN, **variables: str) -> Run:
        """Build to the end."""
        with self.program(*(arguments or BUILD), code=code, **variables) as process:
            output, _ = process.communicate(timeout=self.seconds)
        return Run(process.returncode, output)

    def steps(self, run: Run) -> list[str]:
        """Return what a build started, in order."""
        return [found["what"] for found in STEP.finditer(run.output)]

    def stopped_at(self, step: int, number: int = signal.SIGKILL, number_of_runs: int = 1) -> Run:
        """Send a signal to the build when it starts a step, counted from 1 in the last of its runs of dbt."""
        lines = []
        with self.program(*BUILD) as process:
            assert process.stdout
            for line in process.stdout:
                lines.append(line)
                found = STEP.search(line)
                number_of_runs -= bool(found and int(found["number"]) == 1)
                if found and number_of_runs <= 0 and int(found["number"]) >= step:
                    os.killpg(process.pid, number)
                    break
            lines += process.stdout.readlines()
        return Run(process.returncode, "".join(lines))

    def revise(self, value: int) -> None:
        """Give one raw value of the newest period; it tells the versions apart."""
        write_observations(self.folder / SEED, value)

    def out(self) -> tuple[float, str]:
        """Return the value and the version that readers get, and check that all tables are of that version."""
        value_query = (
            "select value from composite_index.index_scores where unit_id = 'ash' and node_id = 'clinics' "
            "and period = '2025'"
        )
        version_query = "select distinct version_id from composite_index.index_vintages where period = '2025'"
        if self.engine:
            ((value,),) = [tuple(row.values()) for row in self.engine.query(value_query)]
            ((vintage,),) = [tuple(row.values()) for row in self.engine.query(version_query)]
            listed = self.ended("verify")
            assert listed.exit_code == 0, listed.output
            assert vintage in listed.output
        else:
            store = Store(self.folder / "published/warehouse.duckdb")
            with duckdb.connect(str(store.file), read_only=True) as connection:
                ((value,),) = connection.execute(value_query).fetchall()
                ((vintage,),) = connection.execute(version_query).fetchall()
            assert store.read()["version"] == vintage
            FileVersions(store.file).check(vintage)
        return value, vintage


def write_observations(file: Path, value: int) -> None:
    """Write the raw values of the small index, all whole numbers, with one that is given."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(["index_id", "period", "unit_id", "node_id", "value"])
        for period in PERIODS:
            for place, unit in enumerate(UNITS):
                for number, node in enumerate(INDICATORS):
                    made = 40 + 7 * ((place * 5 + number * 3) % 6) + 2 * number + (period == PERIODS[1])
                    is_revised = (period, unit, node) == (PERIODS[1], "ash", "clinics")
                    writer.writerow(["towns", period, unit, node, value if is_revised else made])


def small_project(folder: Path) -> Small:
    """Copy the project, and give it the small index instead of the bundled one."""
    project = Small(copy_of_project(folder).folder)
    seeds = project.folder / "seeds/small"
    seeds.mkdir()
    (seeds / "small__framework.csv").write_text(
        "index_id,node_id,parent_id,direction,weight,normalisation\ntowns,index,,,,\n"
        + "".join(f"towns,{name},index,,1,\n" for name in ("health", "life"))
        + "".join(
            f"towns,{name},{'health' if place < 2 else 'life'},1,1,min_max\n" for place, name in enumerate(INDICATORS)
        ),
        encoding="utf-8",
    )
    (seeds / "small__units.csv").write_text(
        "index_id,unit_id,cohort_id\n" + "".join(f"towns,{unit},towns\n" for unit in UNITS), encoding="utf-8"
    )
    write_observations(seeds / "small__observations.csv", 47)
    settings = project.folder / "dbt_project.yml"
    text = re.sub(r"      - .*composite_index\.bundled\(.*\n", "", settings.read_text(encoding="utf-8"))
    for name in ("observations", "framework", "units"):
        text = text.replace(f"    input_{name}:\n", f"    input_{name}: \"{{{{ ref('small__{name}') }}}}\"\n")
    text = re.sub(r"^(    input_\w+:)\n", r"\1 []\n", text, flags=re.MULTILINE)
    settings.write_text(text, encoding="utf-8")
    with (project.folder / "selectors.yml").open("a", encoding="utf-8") as file:
        file.write(SELECTOR)
    return project


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Small, int]]:
    """Return the small project, built once, and the number of steps of a build."""
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


def steps_of_a_build(project: Small) -> int:
    """Build once, and return the number of steps that the last run of dbt has."""
    run = project.ended()
    assert run.exit_code == 0, run.output
    assert project.out()[0] == 47
    return int(STEP.findall(run.output)[-1][1])


def publishes(project: Small, value: int) -> None:
    """The next plain build publishes, without hand-cleaning."""
    run = project.ended()
    assert run.exit_code == 0, run.output
    assert project.out()[0] == value


@pytest.mark.parametrize("share", [place / 36 for place in range(36)] if LONG_TESTS else [0.97])
def test_a_build_that_is_killed_leaves_one_whole_version(built: tuple[Small, int], share: float) -> None:
    """At any step: a seed, a model of any layer, a gate, a published table, the publication."""
    project, steps = built
    before = project.out()
    value = 45 if before[0] == 46 else 46
    project.revise(value)
    step = 1 + round(share * (steps - 1))
    run = project.stopped_at(step, number_of_runs=2 if project.engine and share > 0.3 else 1)
    assert run.exit_code == -signal.SIGKILL, run.output
    assert project.out() == before
    publishes(project, value)


@pytest.mark.parametrize("change", range(1, CHANGES + 1) if LONG_TESTS else [5])
def test_a_publication_that_is_killed_leaves_one_whole_version(built: tuple[Small, int], change: int) -> None:
    """Before each change of a file: the old version or the new one is out."""
    project, _ = built
    if project.engine:
        pytest.skip("PostgreSQL publishes in one transaction")
    before = project.out()
    value = 45 if before[0] == 46 else 46
    project.revise(value)
    run = project.ended(code=KILLED_AT_A_CHANGE, KILLED_AT=str(change))
    assert run.exit_code == -signal.SIGKILL, run.output
    found = project.out()
    assert found == before or found[0] == value
    publishes(project, value)


@long_test
def test_these_are_all_changes_of_files(built: tuple[Small, int]) -> None:
    """A publication makes no more changes of files than those at which it is killed above."""
    project, _ = built
    if project.engine:
        pytest.skip("PostgreSQL publishes in one transaction")
    run = project.ended(code=KILLED_AT_A_CHANGE, KILLED_AT="1000")
    assert run.exit_code == 0, run.output
    assert run.line("changes: ") == f"changes: {CHANGES}"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM] if LONG_TESTS else [signal.SIGINT])
def test_a_build_that_is_stopped_ends_with_one_line(built: tuple[Small, int], number: int) -> None:
    """Ctrl-C, or a system that shuts down: no traceback, the version before stays, the next build publishes."""
    project, steps = built
    before = project.out()
    value = 45 if before[0] == 46 else 46
    project.revise(value)
    run = project.stopped_at(steps // 2, number)
    assert run.exit_code == 128 + number, run.output
    assert run.output.splitlines()[-1] == LINE
    assert "Traceback" not in run.output
    assert project.out() == before
    publishes(project, value)


def test_of_two_builds_at_once_one_publishes(built: tuple[Small, int]) -> None:
    """The other says in one line what to do."""
    project, _ = built
    first, second = project.program(*BUILD), project.program(*BUILD)
    outputs = {process: process.communicate(timeout=project.seconds)[0] for process in (first, second)}
    ended = sorted((first, second), key=lambda process: process.returncode)
    assert ended[0].returncode == 0, outputs[ended[0]]
    assert ended[1].returncode == 2, outputs[ended[1]]
    said = outputs[ended[1]]
    assert "Traceback" not in said
    assert said.splitlines()[-1].endswith("uild again when it ends" if project.engine else "build again"), said
    assert project.out()[1] in project.ended("versions").output.splitlines()[0]


def test_a_database_that_a_tool_holds_is_told_in_one_line(built: tuple[Small, int]) -> None:
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
def test_a_full_disk_is_told_in_one_line(built: tuple[Small, int], room: str) -> None:
    """Where the versions lie there is no room: for the new file, or for its Parquet files."""
    project, _ = built
    if project.engine:
        pytest.skip("PostgreSQL's server has the disk")
    before = project.out()
    published = project.folder / "published"
    mounted = f"mount -t tmpfs -o size={room} none {published}/versions"
    try:
        able = subprocess.run(["unshare", "-rm", "sh", "-c", mounted], capture_output=True, check=False).returncode == 0
    except OSError:
        able = False
    if not able:
        pytest.skip("no file system of a given size can be made here")
    command = " ".join([sys.executable, "-m", "composite_index", *BUILD])
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", f"{mounted} && exec {command}"],
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
def test_a_server_that_starts_again_leaves_one_whole_version(built: tuple[Small, int]) -> None:
    """PostgreSQL is restarted while a build publishes."""
    project, steps = built
    if not project.engine:
        pytest.skip("DuckDB has no server")
    before = project.out()
    project.revise(45 if before[0] == 46 else 46)
    restarted = False
    with project.program(*BUILD) as process:
        assert process.stdout
        for line in process.stdout:
            found = STEP.search(line)
            if not restarted and found and int(found["number"]) == steps - 1:
                project.engine.restart()
                restarted = True
    assert restarted
    assert process.returncode != 0
    assert project.out() == before
    publishes(project, 45 if before[0] == 46 else 46)
