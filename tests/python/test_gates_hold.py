"""A gate holds for every command: data that was never judged is never published.

One host with its own seeds, built once with good data. Each test gives it other data, runs commands of dbt, and checks
the published tables. `test_engines.py` does so on the other engines.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from conftest import LOGS, LONG_TESTS, Project, Run, copy_of_project, long_test, python_path

SEED = "seeds/observations.csv"
GOOD = "livable_towns,2025,ash,clinics,4\n"
# by the rule that it breaks: the suite of the first gate, a rule of structure, the suite of the second
MISSING = "livable_towns,2025,ash,clinics,\n"
UNKNOWN_UNIT = "livable_towns,2025,ashh,clinics,4\n"
DRIFTED = "livable_towns,2025,ash,clinics,4000\n"
NOT_JUDGED = "Nothing is built, because unjudged data would be published: "
Marts = dict[str, list[tuple]]


class Host(Project):
    """The project of `integration_tests/`, beside the package."""

    database = "towns.duckdb"
    # `retry` reads the files of the run before it
    artifacts = True

    def dbt(self, *arguments: str, **variables: str) -> Run:
        """Run dbt, which finds the package's Python beside the package."""
        return super().dbt(*arguments, **{"PYTHONPATH": python_path(self.folder.parent), **variables})

    def marts(self) -> Marts:
        """Return the published tables, doubles to nine digits, because their last digits differ between builds."""
        return {
            name: [tuple(float(f"{cell:.9g}") if isinstance(cell, float) else cell for cell in row) for row in rows]
            for name, rows in super().marts().items()
        }

    def marts_of_readers(self) -> Marts:
        """Return the same from the file that readers open."""
        readers = Host(self.folder)
        readers.database = f"published/{self.database}"
        return readers.marts()

    def rows_in(self, schema: str) -> dict[str, int]:
        """Return the number of rows of each table of a schema."""
        tables = self.query(f"select table_name from information_schema.tables where table_schema = '{schema}'")
        return {name: self.query(f"select count(*) from {schema}.{name}")[0][0] for (name,) in tables}

    def load(self, row: str) -> None:
        """Replace the good row by another one and load the seeds."""
        self.restore()
        if row != GOOD:
            self.edit(SEED, GOOD, row)
        run = self.dbt("seed")
        assert run.exit_code == 0, run.output

    def succeeds(self, *arguments: str) -> Run:
        """Run a command that has to succeed."""
        run = self.dbt(*arguments)
        assert run.exit_code == 0, run.output
        return run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Host, Marts]:
    """Return a host that has published good data, and its published tables."""
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
    """Return the host; after the test its published tables must be the same as before, and what readers get too."""
    host, published = built
    yield host
    assert host.marts() == published
    assert host.marts_of_readers() == published
    host.restore()


def test_every_command_is_stopped_by_the_first_gate(host: Host) -> None:
    """Each names the reason and leaves the published tables: `run` runs no tests, `retry` reads nothing again."""
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
    """The next command does not publish the judged data either, though it is computed by then."""
    host.load(DRIFTED)
    assert "index_scores" in host.dbt("run").line("Not published: ")
    for selection in ("int_index__published+", "index_changes", "index_units"):
        run = host.dbt("run", "--select", selection)
        assert run.exit_code == 2, run.output
        assert f"{NOT_JUDGED}gate_index__scores did not pass in its last run" in run.output


def test_rules_of_structure_hold_without_tests(host: Host) -> None:
    """`run` runs no tests, so the gate runs them."""
    host.load(UNKNOWN_UNIT)
    for command in (("run",), ("build", "--exclude", "test_name:structure")):
        run = host.dbt(*command)
        assert run.exit_code == 1, run.output
        line = run.line("FAILED structure · observations_have_a_known_unit · 1 row: ")
        assert "unit_id = ashh" in line
        assert "(seeds/observations.csv line 2), did you mean ash?" in line


def test_a_selection_without_its_gates_is_stopped(host: Host) -> None:
    """A gate that is left out has not judged the data that the selection would publish."""
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
        assert "Run dbt build without --select and --exclude, or put a + before each selected name: " in run.output


@long_test
def test_gates_that_judged_other_data_do_not_count(host: Host) -> None:
    """Good data are judged, bad data loaded, and all but the gate built."""
    host.load(GOOD)
    host.succeeds("build", "--select", "+gate_index__observations")
    host.load(MISSING)
    run = host.dbt("run", "--exclude", "gate_index__observations")
    assert run.exit_code == 2, run.output
    assert f"{NOT_JUDGED}gate_index__observations is left out, and is older than " in run.output


@long_test
def test_a_selection_of_what_was_judged_is_built(host: Host) -> None:
    """Nothing has changed since the gates passed, or all that depends on a change is built with its gates."""
    host.load(GOOD)
    host.succeeds("run")
    host.succeeds("run", "--select", "index_scores+")
    host.succeeds("run", "--select", "index_changes")
    host.succeeds("build", "--select", "observations+")
    # with other variables the same selection builds other tables
    run = host.dbt("run", "--select", "index_changes", "--vars", "{score_levels: [0]}")
    assert run.exit_code == 2, run.output
    assert "was built with other variables, or by another version of the package" in run.output


@long_test
def test_empty_makes_missing_tables_and_replaces_none(host: Host) -> None:
    """Tables with rows do not change; missing tables are made, without rows."""
    host.load(GOOD)
    host.succeeds("build")
    for command in ("run", "build"):
        # it tests that there are eight rows
        run = host.succeeds(command, "--empty", "--exclude", "town_report")
        assert "Built with --empty: tables of schema composite_index that have rows are left as they are." in run.output
        assert "FAILED" not in run.output
    # the computed tables are empty now, and nothing is published from them
    assert host.dbt("run", "--select", "index_units").exit_code == 2
    host.succeeds("build", "--empty", "--target", "ci", "--exclude", "town_report")
    empty = host.rows_in("ci_composite_index")
    assert set(empty) == {*LOGS, *host.marts()}
    assert not any(empty.values())


@long_test
def test_other_environments_are_not_published_from(host: Host) -> None:
    """Neither `clone` nor `--defer` publishes data that another environment has not judged."""
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
    # views of the other environment's tables replace these
    host.dbt("clone", "--full-refresh", "--state", "state", "--select", "int_index__nodes")
    run = host.dbt("run", "--select", "index_nodes")
    assert run.exit_code == 2, run.output
    assert f"{NOT_JUDGED}int_index__nodes was not built to the end in its last run" in run.output
    host.succeeds("build")
