"""Statements about versions are true, package and wheel have one version, and an older DuckDB reads the tables."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml
from composite_index_gates import versions
from conftest import ROOT, Project, long_test, older_duckdb_reads, python_path

from composite_index import cli
from composite_index.database import OPTIONS, connect
from composite_index.files.problems import InputError

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
VERSION = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["version"]


def bounds(package: str) -> set[tuple[str, str]]:
    """Return each lowest version of a package that pyproject.toml names, with the version that it must stay below."""
    return set(re.findall(rf'"{package}(?:\[.*?\])?>=([\d.]+)(?:,<([\d.]+))?"', PYPROJECT))


def test_no_dbt_below_2_is_shut_out() -> None:
    """Neither by dbt's own check nor by an extra; both have the same oldest version."""
    oldest = {"dbt-core": "1.11.2", "dbt-duckdb": "1.10", "dbt-postgres": "1.10", "dbt-spark": "1.10"}
    for package, version in oldest.items():
        assert bounds(package) == {(version, "2")}, package
    assert bounds("duckdb") == {("1.4.1", "")}
    assert bounds("pandas") == {("2.2", "")}
    for project in ("dbt_project.yml", "integration_tests/dbt_project.yml"):
        declared = yaml.safe_load((ROOT / project).read_text(encoding="utf-8"))
        assert declared.get("require-dbt-version", [">=1.11.2", "<2.0.0"]) == [">=1.11.2", "<2.0.0"]


def test_wheel_brings_no_dbt() -> None:
    """Installing it changes no other package; an extra that a person asks for does."""
    (needed,) = re.findall(r"^dependencies = \[(.*?)^\]", PYPROJECT, re.MULTILINE | re.DOTALL)
    assert re.findall(r'"([\w-]+)', needed) == ["great-expectations", "openpyxl", "pandas", "xlrd"]


@pytest.mark.parametrize(("page", "says"), [("README.md", "or later"), ("README.zh.md", "或更高版本")])
def test_readme_says_what_is_supported(page: str, says: str) -> None:
    """The oldest versions are those of pyproject.toml."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (lowest,) = re.findall(r'^requires-python = ">=(.+)"', PYPROJECT, re.MULTILINE)
    assert re.search(rf"Python {re.escape(lowest)} {says}", text)
    for package in ("dbt-core", "dbt-duckdb", "dbt-postgres", "dbt-spark", "duckdb", "pandas"):
        (bound,) = bounds(package)
        assert f"{package} {bound[0]}" in text, package


def test_code_knows_its_version(tmp_path: Path) -> None:
    """Of the checkout or the wheel that the code lies in, whatever else is installed."""
    assert versions.of_this_code() == VERSION
    code, site = tmp_path / "site" / "composite_index", tmp_path / "site" / "composite_index-7.0.0.dist-info"
    code.mkdir(parents=True)
    assert versions.of_this_code(code) == "unknown"
    site.mkdir()
    (site / "METADATA").write_text("Metadata-Version: 2.1\nName: composite-index\nVersion: 7.0.0\n", encoding="utf-8")
    # of the project whose folder has the environment
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "host"\nversion = "3.0.0"\n', encoding="utf-8")
    assert versions.of_this_code(code) == "7.0.0"


@pytest.mark.parametrize("written", ["version: 7.0.0", "version: '7.0.0'", 'version: "7.0.0" # the next one'])
def test_command_refuses_a_project_of_another_version(tmp_path: Path, written: str) -> None:
    """Before anything is read: the line names both versions, and what to run."""
    (tmp_path / "dbt_project.yml").write_text(f"name: composite_index\n{written}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        cli.find_project(tmp_path)
    (line,) = error.value.lines
    assert line.startswith(
        f"{tmp_path}/dbt_project.yml: the Python package composite-index has version {VERSION}, "
        "the dbt package composite_index version 7.0.0. Install the same version of both: run make wheel "
    )
    assert "pip install dist/composite_index-7.0.0-py3-none-any.whl" in line
    assert line.endswith("or name a folder of that version with --project")
    (tmp_path / "dbt_project.yml").write_text(f"name: composite_index\nversion: {VERSION}\n", encoding="utf-8")
    assert cli.find_project(tmp_path) == tmp_path


def test_command_says_what_to_install(tmp_path: Path) -> None:
    """The wheel brings no dbt: without it there is a line, before anything is written."""
    (tmp_path / "dbt.py").write_text("# a namesake in which nothing lies\n", encoding="utf-8")
    for command, module in (("build", "dbt.adapters.duckdb"), ("run", "dbt.cli")):
        done = subprocess.run(
            [sys.executable, "-m", "composite_index", command, *(["own"] if command == "build" else [])],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{python_path(ROOT)}"},
            capture_output=True,
            text=True,
            check=False,
        )
        line = f"FAILED files · {module} is not installed here: pip install 'composite-index[duckdb]'\n"
        assert (done.returncode, done.stdout + done.stderr) == (2, line)


def test_an_older_duckdb_reads_what_is_published(project: Project) -> None:
    """Every table and view, from the file of a build of the project."""
    read = older_duckdb_reads(project.folder / project.database)
    tables = project.query("select table_name from information_schema.tables where table_schema = 'composite_index'")
    assert set(read) == {name for (name,) in tables}
    assert read == {name: project.query(f"select count(*) from composite_index.{name}")[0][0] for name in read}
    assert read["index_scores"] > 9000


def test_storage_is_one() -> None:
    """Of the profiles, of the page on hosts, of the line that a build prints, and of the command's files."""
    for profile, host in (("profiles.yml", "composite_index"), ("integration_tests/profiles.yml", "towns")):
        (declared, *_) = yaml.safe_load((ROOT / profile).read_text(encoding="utf-8"))[host]["outputs"].values()
        assert declared["config_options"] == OPTIONS
    line = "config_options: {storage_compatibility_version: v1.2.0}"
    assert yaml.safe_load(line)["config_options"] == OPTIONS
    for page in ("docs/howto/package.md", "profiles.yml"):
        assert line in (ROOT / page).read_text(encoding="utf-8"), page
    macro = (ROOT / "macros" / "reporting" / "print_storage.sql").read_text(encoding="utf-8")
    assert "> (1, 2)" in macro
    assert "storage_compatibility_version: v1.2.0" in macro


@long_test
def test_a_file_that_older_duckdbs_cannot_read_is_told(project: Project, tmp_path: Path) -> None:
    """It keeps its storage version: a line says so, and how to get a file that they read."""
    database = tmp_path / "newer.duckdb"
    with duckdb.connect(str(database), config={"storage_compatibility_version": "latest"}) as connection:
        connection.execute(f"attach '{project.folder / project.database}' as good (read_only)")
        connection.execute("copy from database good to newer")
        (tags,) = connection.execute("select tags from duckdb_databases() where database_name = 'newer'").fetchone()
    # another test may have rebuilt only a part of the table's inputs
    build = ("build", "--exclude-resource-type", "unit_test", "--select", "+index_tiers")
    run = project.dbt(*build, COMPOSITE_INDEX_DATABASE=str(database))
    assert run.exit_code == 0, run.output
    assert run.line("Storage:") == (
        f"Storage: only DuckDB {tags['storage_version'].strip('v+')} and later read {database}. A new file is read by "
        "DuckDB 1.2 too where the profile says config_options: {storage_compatibility_version: v1.2.0}"
    )
    with connect(tmp_path / "older.duckdb") as connection:
        connection.execute(f"attach '{database}' as newer (read_only)")
        connection.execute("copy from database newer to older")
    run = project.dbt(*build, COMPOSITE_INDEX_DATABASE=str(tmp_path / "older.duckdb"))
    assert run.exit_code == 0, run.output
    assert "Storage:" not in run.output
