"""PostgreSQL publishes in one transaction, keeps versions, and lets readers read the published tables alone."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from engines import MissingError, connected, running
from small_index import STEP, Small, small_project

ROLE = "readers"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """Return the small project, published twice, for a role that may read."""
    project = small_project(tmp_path_factory.mktemp("postgres") / "project")
    settings = project.folder / "dbt_project.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("  composite_index:\n    #", f"  composite_index:\n    reader_roles: [{ROLE}]\n    #", 1),
        encoding="utf-8",
    )
    try:
        with running("postgres", project.folder) as engine:
            project.engine = engine  # type: ignore[assignment]
            engine.execute(f"create role {ROLE} login")  # type: ignore[attr-defined]
            for value in (47, 46):
                project.revise(value)
                run = project.ended()
                assert run.exit_code == 0, run.output
            yield project
    except MissingError as missing:
        pytest.skip(str(missing))


def test_readers_read_what_is_published_and_nothing_else(published: Small) -> None:
    """As the role itself: no other schema, and no change of a row."""
    import psycopg2

    assert published.engine
    with connected(published.engine.variables | {"PGUSER": ROLE}) as connection:
        cursor = connection.cursor()
        cursor.execute("select table_name from information_schema.tables where table_schema = 'composite_index'")
        tables = {name for (name,) in cursor.fetchall()}
        assert {"index_scores", "index_rankings", "index_runs", "index_vintages"} <= tables
        for table in tables:
            cursor.execute(f"select count(*) from composite_index.{table}")
        connection.rollback()
        refused = [
            "select * from composite_index_build.index_scores",
            "select * from composite_index_internal.int_index__points",
            "select * from composite_index_versions.index_scores",
            "delete from composite_index.index_scores",
            "create table composite_index.mine (x int)",
        ]
        for statement in refused:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
            connection.rollback()


def test_a_second_build_is_told_in_one_line(published: Small) -> None:
    """While another build holds the lock, nothing is built."""
    assert published.engine
    before = published.out()
    with connected(published.engine.variables) as connection:
        connection.cursor().execute("select pg_advisory_lock(hashtext('build'), hashtext('composite_index'))")
        run = published.ended()
        plain = ("run", "--target", "postgres", "--select", "publish_index__in_database", "--vars", "kept_versions: 5")
        alone = published.dbt(*plain, **published.engine.variables)
    assert alone.exit_code == 1
    assert "Not published: schema composite_index: another build is running here. Build again" in alone.output
    assert run.exit_code == 2
    told = "FAILED files · schema composite_index: another build is running here. Build again when it ends"
    assert run.output.splitlines()[-1] == told
    assert published.out() == before


def test_a_publication_that_is_killed_leaves_one_whole_version(published: Small) -> None:
    """The version before stays."""
    before = published.out()
    published.revise(45)
    with published.program("run", "--no-use-colors", "--selector", "small") as process:
        assert process.stdout
        for line in process.stdout:
            found = STEP.search(line)
            if found and "publish_index__in_database" in found["what"]:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert published.out() == before


def test_versions_are_listed_compared_verified_and_rolled_back(published: Small) -> None:
    """As on DuckDB: a revised value is the one difference; a touched table is named."""
    assert published.engine
    listed = published.ended("versions").output.splitlines()
    assert len(listed) == 2, listed
    assert "readers get this one" in listed[0]
    compared = published.ended("diff")
    assert compared.line("towns 2025 towns: ").startswith("towns 2025 towns: 4 of 6 scores differ"), compared.output
    place = compared.line("  raw value  ").removeprefix("  raw value  ash clinics: 47 -> 46 (")
    assert place == "seeds/small/small__observations.csv line 26)"
    assert "clinics: the other units' values" in compared.line("  hazel  score")
    assert compared.line("towns 2024 towns: ").endswith("no difference in 6 units")
    back = published.ended("rollback")
    assert back.exit_code == 0, back.output
    assert published.out()[0] == 47
    assert published.ended("rollback", listed[0].split()[0][:19]).exit_code == 0
    assert published.out()[0] == 46

    published.engine.execute("update composite_index.index_units set label_en = 'x' where unit_id = 'ash'")
    touched = published.ended("verify")
    assert touched.exit_code == 1
    assert "table index_units (what readers get) is not as it was published" in touched.line("FAILED verify")
