"""A build publishes its tables as one version: all or nothing, with readers, a memory, and digests."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Project, older_duckdb_reads

from composite_index.publishing.store import Store, digest_of_file, vintages

PUBLISHED = "published/warehouse.duckdb"


def put_version(store: Store, number: int, kept: int = 5, periods: dict[str, str] | None = None) -> str:
    """Publish a small file with two tables that both name the version, as a build does."""
    version = f"v{number:03}"
    with store.lock():
        store.clear()
        made = store.versions / f".{version}.duckdb"
        with duckdb.connect(str(made)) as connection:
            for table in ("one", "other"):
                connection.execute(f"create table {table} as select '{version}' as version from range(1000)")
        entry = {"version": version, "sha256": digest_of_file(made), "newest_periods": periods or {}}
        store.add(entry, made, kept)
    return version


def versions_in(file: Path) -> set[str]:
    """Return the versions that the tables of a file name."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return {
            version
            for table in ("one", "other")
            for (version,) in connection.execute(f"select distinct version from {table}").fetchall()
        }


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", range(1, 12))
def test_a_publication_that_is_killed_leaves_one_whole_version(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before any of its changes of files: the old version or the new one is out, and the next one publishes."""
    store = Store(tmp_path / "published" / "made.duckdb")
    first = put_version(store, 1)
    done = 0

    def counted(change: Any) -> Any:
        def changed(*arguments: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done == step:
                raise Killed
            return change(*arguments, **named)

        return changed

    with monkeypatch.context() as patched:
        for name in ("replace", "hardlink_to", "unlink", "chmod", "write_text"):
            patched.setattr(Path, name, counted(getattr(Path, name)))
        try:
            put_version(store, 2)
        except Killed:
            pass
        else:
            assert done < step
    out = versions_in(store.file)
    assert out in ({first}, {"v002"})
    assert {store.read()["version"]} == out
    put_version(store, 3)
    assert versions_in(store.file) == {"v003"}
    assert {path.suffix for path in store.versions.iterdir() if path.name != ".lock"} == {".duckdb", ".json"}
    assert not list(store.file.parent.glob(".*.next.*"))


def test_readers_get_one_version_and_never_wait(tmp_path: Path) -> None:
    """Readers in other processes open the file all the time while versions are published."""
    store = Store(tmp_path / "published" / "made.duckdb")
    put_version(store, 0)
    program = (
        "import duckdb, sys\n"
        "while True:\n"
        "    with duckdb.connect(sys.argv[1], read_only=True) as c:\n"
        "        query = 'select min(version), max(version) from '\n"
        "        a, b = (c.execute(query + table).fetchall() for table in ('one', 'other'))\n"
        "    assert a == b and a[0][0] == a[0][1], (a, b)\n"
        "    print(a[0][0], flush=True)\n"
    )
    command = [sys.executable, "-c", program, str(store.file)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    read: list[list[bytes]] = [[] for _ in readers]

    def collect(place: int) -> None:
        read[place] = list(readers[place].stdout or [])

    threads = [threading.Thread(target=collect, args=(place,)) for place in range(len(readers))]
    for thread in threads:
        thread.start()
    for number in range(1, 21):
        put_version(store, number)
    for reader in readers:
        assert reader.poll() is None, reader.stderr and reader.stderr.read().decode()
        reader.kill()
    for thread in threads:
        thread.join()
    assert all(len(lines) > 1 for lines in read)


def test_old_versions_go_but_the_last_of_each_edition_stays(tmp_path: Path) -> None:
    """The edition of a year stays as it was published while the year was the newest."""
    store = Store(tmp_path / "published" / "made.duckdb")
    for number, period in enumerate(["2022", "2022", "2023", "2023", "2024", "2024", "2024"]):
        put_version(store, number, kept=2, periods={"towns": period})
    manifest = store.read()
    assert [entry["version"] for entry in manifest["versions"]] == ["v001", "v003", "v005", "v006"]
    assert vintages(manifest["versions"]) == {("towns", "2022"): "v001", ("towns", "2023"): "v003"}
    assert sorted(path.name for path in store.versions.glob("*.duckdb")) == [
        f"{entry['version']}.duckdb" for entry in manifest["versions"]
    ]


def test_a_build_publishes_one_read_only_file(project: Project) -> None:
    """It has the published tables, equal to those of the database, and neither inputs nor staging."""
    file = project.folder / PUBLISHED
    counts = older_duckdb_reads(file)
    with duckdb.connect(str(file), read_only=True) as connection:
        schemas = {
            name for (name,) in connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
        }
        assert schemas == {"composite_index", "composite_index_internal"}
        connection.execute(f"attach '{project.folder / project.database}' as workshop (read_only)")
        for table in counts.keys() - {"index_gates", "index_runs"}:
            query = f"from composite_index.{table} except all from workshop.composite_index.{table}"
            assert connection.execute(query).fetchall() == [], table
        (run,) = connection.execute("select outcome, version_id, gates from composite_index.index_runs").fetchall()
        judged = connection.execute("select count(distinct run_id) from composite_index.index_gates").fetchall()
    assert run[0] == "published"
    assert json.loads(run[2])["framework"] == "17 of 17"
    assert judged == [(1,)]
    manifest = json.loads((project.folder / "published/warehouse.json").read_text(encoding="utf-8"))
    assert manifest["version"] == run[1]
    (entry,) = manifest["versions"]
    assert entry["rows"]["index_scores"] == counts["index_scores"]
    for name, parquet in entry["parquet"].items():
        path = project.folder / "published" / parquet["file"]
        assert digest_of_file(path) == parquet["sha256"]
        assert duckdb.sql(f"select count(*) from '{path}'").fetchall() == [(entry["rows"][name],)]


def test_versions_are_listed_compared_verified_and_rolled_back(project: Project) -> None:
    """A revised value is the one difference, and its reason; a touched table is named."""
    path = "seeds/dgi_2020_provinces/dgi_2020_provinces__observations.csv"
    project.edit(
        path,
        "dgi_2020_provinces,2020,110000,egovernment_bodies,3,",
        "dgi_2020_provinces,2020,110000,egovernment_bodies,2,",
    )
    assert project.dbt("seed").exit_code == 0
    run = project.dbt("run")
    assert run.exit_code == 0, run.output
    listed = project.command("versions")
    assert listed.output.count("scores") == 2
    assert "readers get this one" in listed.output.splitlines()[0]
    compared = project.command("diff")
    assert compared.line("dgi_2020_provinces 2020 provinces: ").startswith(
        "dgi_2020_provinces 2020 provinces: 1 of 31 scores differ"
    )
    assert "egovernment_bodies: value 3 -> 2" in compared.line("  110000  score")
    assert f"  raw value  110000 egovernment_bodies: 3 -> 2 ({path} line " in compared.output
    assert compared.line("dgi_2020_cities 2020 cities: ").endswith("no difference in 101 units")
    assert project.command("verify").output.startswith("Version ")
    back = project.command("rollback")
    assert back.exit_code == 0, back.output
    assert "readers get this one" in project.command("versions").output.splitlines()[1]
    again = project.command("rollback")
    assert again.line("FAILED files").endswith("is kept")

    file = (project.folder / PUBLISHED).resolve()
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute("update composite_index.index_units set label_en = 'x' where unit_id = '110000'")
    touched = project.command("verify")
    assert touched.exit_code == 1
    assert "table index_units is not as it was published" in touched.line("FAILED verify")


def test_equal_inputs_give_equal_digests(project: Project) -> None:
    """Whatever the order of the rows and the number of threads: of each input and of each published table."""
    for name in ("provinces", "cities"):
        file = project.folder / f"seeds/dgi_2020_{name}/dgi_2020_{name}__observations.csv"
        project.edited[file] = file.read_text(encoding="utf-8")
        header, *rows = project.edited[file].splitlines(keepends=True)
        file.write_text(header + "".join(reversed(rows)), encoding="utf-8")
    run = project.dbt("build", "--exclude-resource-type", "unit_test", "test", "--threads", "4")
    assert run.exit_code == 0, run.output
    with duckdb.connect(str(project.folder / PUBLISHED), read_only=True) as connection:
        runs = connection.execute("select inputs, tables from composite_index.index_runs").fetchall()
    first, second = ([json.loads(text) for text in row] for row in runs)
    assert first == second
    assert len(first[0]) > 5
    assert len(first[1]) > 10


def test_parquet_files_of_large_tables_are_left_out(project: Project) -> None:
    """The variable says what is large; the manifest then names no Parquet file."""
    assert project.dbt("run", "--vars", "{parquet_max_rows: 30000}").exit_code == 0
    manifest = json.loads((project.folder / "published/warehouse.json").read_text(encoding="utf-8"))
    assert [bool(entry["parquet"]) for entry in manifest["versions"]] == [True, False]


def test_a_folder_that_cannot_be_written_is_told_in_a_line(project: Project) -> None:
    """Nothing is published, the version before stays, and the next build succeeds."""
    before = (project.folder / PUBLISHED).stat().st_ino
    build = ("run", "--vars", json.dumps({"published_path": str(project.folder / "dbt_project.yml" / "x.duckdb")}))
    run = project.dbt(*build)
    assert run.exit_code == 1
    assert "Not published: " in run.output
    assert "Traceback" not in run.output
    assert (project.folder / PUBLISHED).stat().st_ino == before
    assert project.dbt("run").exit_code == 0
    assert (project.folder / PUBLISHED).stat().st_ino != before


def test_commands_say_where_nothing_is_published(project: Project, tmp_path: Path) -> None:
    """Without a version there is a line that says what to do."""
    run = project.command("versions", "--database", str(tmp_path / "none.duckdb"))
    assert run.exit_code == 2
    assert run.line("FAILED files").endswith("Build first, or name another file with --database")
