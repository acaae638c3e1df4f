"""A gate holds whatever the command: what was never judged is never published.

One host with seeds of its own, built once with good data. Each test gives it other data, runs commands of dbt, and
looks at what is published then. `test_engines.py` does so on the other engines.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from conftest import LONG_TESTS, Project, Run, copy_of_project, python_path

SEED = "seeds/observations.csv"
GOOD = "livable_towns,2025,ash,clinics,4\n"
# by what it breaks: the suite of the first gate, a rule of structure, the suite of the second
MISSING = "livable_towns,2025,ash,clinics,\n"
UNKNOWN_UNIT = "livable_towns,2025,ashh,clinics,4\n"
DRIFTED = "livable_towns,2025,ash,clinics,4000\n"
NOT_JUDGED = "Nothing is built, because what would be published was not judged: "
Marts = dict[str, list[tuple]]


class Host(Project):
    """The project of `integration_tests/`, beside the package."""

    database = "towns.duckdb"
    # `retry` reads what the run before it has written
    artifacts = True

    def dbt(self, *arguments: str, **variables: str) -> Run:
        """Run dbt, which finds the package's Python beside the package."""
        return super().dbt(*arguments, **{"PYTHONPATH": python_path(self.folder.parent), **variables})

    def marts(self) -> Marts:
        """Return what is published, doubles to nine digits: their last ones are others in each build."""
        return {
            name: [tuple(float(f"{cell:.9g}") if isinstance(cell, float) else cell for cell in row) for row in rows]
            for name, rows in super().marts().items()
        }

    def rows_in(self, schema: str) -> dict[str, int]:
        """Return how many rows each table of a schema has."""
        tables = self.query(f"select table_name from information_schema.tables where table_schema = '{schema}'")
        return {name: self.query(f"select count(*) from {schema}.{name}")[0][0] for (name,) in tables}

    def load(self, row: str) -> None:
        """Put a row in the place of the good one and load the seeds."""
        self.restore()
        if row != GOOD:
            self.edit(SEED, GOOD, row)
        run = self.dbt("seed")
        assert run.exit_code == 0, run.output

    def succeeds(self, *arguments: str) -> Run:
        """Run a command that has to end well."""
        run = self.dbt(*arguments)
        assert run.exit_code == 0, run.output
        return run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Host, Marts]:
    """Return a host that has published good data, and what it has published."""
    package = copy_of_project(tmp_path_factory.mktemp("gates") / "package")
    host = Host(package.folder / "integration_tests")
    # a second environment in the same database
    host.edit(
        "profiles.yml",
        "  outputs:\n",
        "  outputs:\n    ci: {type: duckdb, path: towns.duckdb, schema: ci, threads: 2}\n",
    )
    host.edited.clear()
    host.succeeds("deps")
    host.succeeds("build")
    published = host.marts()
    assert len(published) > 10
    assert published["index_scores"]
    return host, published


@pytest.fixture
def host(built: tuple[Host, Marts]) -> Iterator[Host]:
    """Return the host; after the test what is published is what was published before it."""
    host, published = built
    yield host
    assert host.marts() == published
    host.restore()


def test_every_command_is_stopped_by_the_first_gate(host: Host) -> None:
    """Each names the reason, and leaves what is published: `run` knows no tests, `retry` reads nothing anew."""
    host.load(MISSING)
    commands = [("run",), ("retry",), ("build", "--exclude", "resource_type:test")]
    if LONG_TESTS:
        commands += [("run", "--fail-fast"), ("run", "--sample", "3 days")]
    for command in commands:
        run = host.dbt(*command)
        assert run.exit_code == 1, (command, run.output)
        assert "unit ash Ashford Mills, clinics: no value" in run.line("FAILED observations"), command
        assert "index_scores" in run.line("Not published: "), command
        assert "gate_index__observations did not pass: 1 line above that starts with FAILED says why." in run.output


def test_the_second_gate_stops_a_run_as_well(host: Host) -> None:
    """What it judged is not published by the next command either, though it is computed by then."""
    host.load(DRIFTED)
    assert "index_scores" in host.dbt("run").line("Not published: ")
    for selection in ("int_index__published+", "index_changes", "index_units"):
        run = host.dbt("run", "--select", selection)
        assert run.exit_code == 2, run.output
        assert f"{NOT_JUDGED}gate_index__scores did not pass in its last run" in run.output


def test_rules_of_structure_hold_without_tests(host: Host) -> None:
    """`run` runs no tests, so that the gate asks for them."""
    host.load(UNKNOWN_UNIT)
    for command in (("run",), ("build", "--exclude", "test_name:structure")):
        run = host.dbt(*command)
        assert run.exit_code == 1, run.output
        line = run.line("FAILED structure · observations_have_a_known_unit · 1 row: ")
        assert "unit_id = ashh" in line
        assert "(seeds/observations.csv line 2), did you mean ash?" in line


def test_a_selection_without_its_gates_is_stopped(host: Host) -> None:
    """A gate that is left out has not judged what the selection would publish."""
    host.succeeds("build")
    host.load(MISSING)
    selections = {
        (
            "--exclude",
            "gate_index__observations",
        ): "gate_index__observations is left out, and is older than int_index__",
        ("--exclude", "tag:gate"): "gate_index__",
        (
            "--exclude",
            "int_index__observation_profile",
        ): "int_index__observation_profile is left out, and is older than ",
        ("--select", "index_scores+"): "stg_index__observations is left out, and is older than observations",
        ("--select", "int_index__points+"): "stg_index__observations is left out, and is older than observations",
        (
            "--select",
            "gate_index__observations",
            "gate_index__scores",
            "int_index__published+",
        ): "is left out, and is older",
    }
    for selection, reason in selections.items():
        run = host.dbt("run", *selection)
        assert run.exit_code == 2, (selection, run.output)
        assert NOT_JUDGED in run.output
        assert reason in run.output, selection
        assert (
            "Run dbt build without --select and --exclude, or put a + before what you select: --select +" in run.output
        )


def test_gates_that_judged_other_data_do_not_count(host: Host) -> None:
    """Good data are judged, bad data loaded, and all but the gate built."""
    host.load(GOOD)
    host.succeeds("build", "--select", "+gate_index__observations")
    host.load(MISSING)
    run = host.dbt("run", "--exclude", "gate_index__observations")
    assert run.exit_code == 2, run.output
    assert f"{NOT_JUDGED}gate_index__observations is left out, and is older than " in run.output


def test_a_selection_of_what_was_judged_is_built(host: Host) -> None:
    """Nothing has changed since the gates passed, or all that hangs on a change is built with its gates."""
    host.load(GOOD)
    host.succeeds("run")
    host.succeeds("run", "--select", "index_scores+")
    host.succeeds("run", "--select", "index_changes")
    host.succeeds("build", "--select", "observations+")
    # the same selection with other variables is of other tables
    run = host.dbt("run", "--select", "index_changes", "--vars", "{score_levels: [0]}")
    assert run.exit_code == 2, run.output
    assert "was built with other variables, or by another version of the package" in run.output


def test_empty_makes_missing_tables_and_replaces_none(host: Host) -> None:
    """Tables with rows stay; in an environment without tables they are made, without rows."""
    host.load(GOOD)
    host.succeeds("build")
    for command in ("run", "build"):
        # which tests that there are eight rows
        run = host.succeeds(command, "--empty", "--exclude", "town_report")
        assert "Built with --empty: tables of schema composite_index that have rows are left as they are." in run.output
        assert "FAILED" not in run.output
    # what is computed is empty now, and is not published from
    assert host.dbt("run", "--select", "index_units").exit_code == 2
    host.succeeds("build", "--empty", "--target", "ci", "--exclude", "town_report")
    empty = host.rows_in("ci_composite_index")
    assert set(empty) == {"index_gates", *host.marts()}
    assert not any(empty.values())


def test_other_environments_are_not_published_from(host: Host) -> None:
    """Neither `clone` nor `--defer` brings what another environment has not judged."""
    host.load(MISSING)
    failed = host.dbt("build", "--target", "ci")
    assert failed.exit_code == 1, failed.output
    state = host.folder / "state"
    state.mkdir(exist_ok=True)
    shutil.copyfile(host.folder / "target/manifest.json", state / "manifest.json")
    host.load(GOOD)
    host.succeeds("build")
    host.succeeds("clone", "--state", "state")
    run = host.dbt("run", "--select", "index_changes", "--defer", "--favor-state", "--state", "state", "--target", "ci")
    assert run.exit_code == 2, run.output
    assert NOT_JUDGED in run.output
    # views of the other environment's tables take the place of these
    host.dbt("clone", "--full-refresh", "--state", "state", "--select", "int_index__nodes")
    run = host.dbt("run", "--select", "index_nodes")
    assert run.exit_code == 2, run.output
    assert f"{NOT_JUDGED}int_index__nodes was not built to the end in its last run" in run.output
    host.succeeds("build")
