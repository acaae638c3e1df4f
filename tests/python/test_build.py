"""What a good build prints, publishes and documents."""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
from pathlib import Path

import duckdb
from conftest import ROOT, Project, Run, long_test, python_path

sys.path.insert(0, str(ROOT / "docs"))
from rules_page import rules_of

MARTS = {
    "dgi_2020_scoreboard",
    "index_changes",
    "index_gates",
    "index_group_summary",
    "index_group_tiers",
    "index_groups",
    "index_nodes",
    "index_quarantine",
    "index_rankings",
    "index_reconciliation",
    "index_runs",
    "index_scores",
    "index_screening",
    "index_tiers",
    "index_units",
    "index_vintages",
    "index_weights",
}

RENAMED = ("index_scores", "index_rankings")


def manifest(project: Project) -> dict:
    """Read dbt's manifest of the first build."""
    return json.loads((project.folder / "target" / "manifest.json").read_text(encoding="utf-8"))


def ancestors(manifest: dict, node: str) -> set[str]:
    """Return all that lies upstream of a node."""
    found: set[str] = set()
    stack = [node]
    while stack:
        for parent in manifest["parent_map"].get(stack.pop(), []):
            if parent not in found:
                found.add(parent)
                stack.append(parent)
    return found


def test_first_build_passes_everything(first_build: tuple[Project, Run]) -> None:
    """Models and data tests, without a warning or a deprecation."""
    _, run = first_build
    assert run.exit_code == 0, run.output
    assert re.search(r"WARN=0 ERROR=0 SKIP=0", run.output), run.output
    assert "deprecat" not in run.output.lower()


def test_what_is_computed_is_published_after_all_tests_of_it(project: Project) -> None:
    """A test of two tables stops only the models after both, so both must come before the published tables."""
    found = manifest(project)
    before = ancestors(found, "model.composite_index.int_index__published")
    own = {name for name, node in found["nodes"].items() if "/int_index__" in node["original_file_path"]}
    tests = {
        name: set(node["depends_on"]["nodes"]) & own
        for name, node in found["nodes"].items()
        if node["resource_type"] == "test"
    }
    assert sum(bool(parents) for parents in tests.values()) > 15
    assert {name: parents - before for name, parents in tests.items() if parents - before} == {}


def test_summary_tells_what_was_built(first_build: tuple[Project, Run]) -> None:
    """Units, nodes, scores, leaders, gates, and where the tables and docs are."""
    _, run = first_build
    cities = run.line("dgi_2020_cities_published")
    assert (
        cities
        == "dgi_2020_cities_published 2020 ordinary_cities: 68 units, 5 nodes, 340 scores. Published figures as printed"
    )
    assert "dgi_2020_provinces_published 2020 provinces: 31 units, 2 nodes, 62 scores" in run.output
    notice = "Synthetic, calibrated to published figures"
    assert f"dgi_2020_cities 2020 cities: 101 units, 79 nodes, 7979 scores. {notice}\n  1  深圳市" in run.output
    assert f"dgi_2020_provinces 2020 provinces: 31 units, 79 nodes, 2449 scores. {notice}\n  1  上海" in run.output
    assert "  1  上海 Shanghai  76.7  leading\n  2  浙江 Zhejiang  74.5  leading\n" in run.output
    gates = run.line("Gates:")
    assert gates == (
        "Gates: drift 33 of 33, framework 17 of 17, observations 14 of 14, quarantine 2 of 2, ranks 7 of 7, "
        "scores 10 of 10, treated 7 of 7 expectations passed"
    )
    assert run.line("Tables:").startswith("Tables: schema composite_index in published/warehouse.duckdb, version 20")
    assert "target/static_index.html" in run.line("Docs:")


def test_published_schema_holds_the_marts_and_nothing_else(project: Project) -> None:
    """BI tools see the marts; inputs and steps are in separate schemas."""
    tables = project.query(
        "select table_name, table_type from information_schema.tables where table_schema = 'composite_index'"
    )
    # the two large ones are views over tables that a rename publishes
    assert dict(tables) == dict.fromkeys(MARTS, "BASE TABLE") | dict.fromkeys(RENAMED, "VIEW")


def test_every_mart_stands_behind_the_last_gate(project: Project) -> None:
    """A failed gate must leave each published table as it was; the logs are the exception."""
    found = manifest(project)
    for mart in MARTS - {"index_gates", "index_runs"}:
        above = ancestors(found, f"model.composite_index.{mart}")
        assert "model.composite_index.gate_index__scores" in above, mart
        assert "model.composite_index.gate_index__observations" in above, mart
    assert "model.composite_index.gate_index__observations" in ancestors(
        found, "model.composite_index.int_index__normalised"
    )


def test_marts_are_contracted_tables_open_to_others(project: Project) -> None:
    """Contracts are enforced on public models; the steps are private."""
    for node in manifest(project)["nodes"].values():
        if node["resource_type"] == "model":
            is_mart = node["name"] in MARTS
            assert node["config"]["contract"]["enforced"] is is_mart, node["name"]
            assert node["access"] == ("public" if is_mart else "private"), node["name"]
            if is_mart:
                materialized = ("published_view",) if node["name"] in RENAMED else ("published_table", "incremental")
                assert node["config"]["materialized"] in materialized, node["name"]


def test_every_model_and_column_is_described(project: Project) -> None:
    """The static docs hold every model; every column that the database has is described."""
    run = project.dbt("docs", "generate", "--static", DBT_WRITE_JSON="true")
    assert run.exit_code == 0, run.output
    catalog = json.loads((project.folder / "target" / "catalog.json").read_text(encoding="utf-8"))["nodes"]
    nodes = manifest(project)["nodes"]
    undescribed = []
    for key, node in nodes.items():
        if node["resource_type"] in ("model", "seed"):
            described = {name.lower() for name, column in node["columns"].items() if column["description"].strip()}
            columns = {name.lower() for name in catalog[key]["columns"]}
            undescribed += [f"{node['name']}.{column}" for column in sorted(columns - described)]
            undescribed += [f"{node['name']}.{column} (no such column)" for column in sorted(described - columns)]
            if not node["description"].strip():
                undescribed.append(node["name"])
    assert not undescribed
    page = (project.folder / "target" / "static_index.html").read_text(encoding="utf-8")
    assert "Digital Government Development Index" in page
    assert all(node["name"] in page for node in nodes.values())


def test_every_test_says_what_to_do(project: Project) -> None:
    """A person reads the advice of a rule, or the description of another test, when it fails."""
    nodes = manifest(project)["nodes"].values()
    tests = [node for node in nodes if node["resource_type"] == "test" and not rules_of(node)]
    rules = [rule for node in nodes for rule in rules_of(node)]
    assert len(tests) > 10
    assert len(rules) > 80
    assert not [test["name"] for test in tests if not test["description"].strip()]
    assert not [rule["rule"] for rule in rules if not rule["advice"].strip()]


@long_test
def test_plain_dbt_build_passes_everything(project: Project, tmp_path: Path) -> None:
    """Unit tests and all, on a new database, and from another folder than DBT_PROJECT_DIR names."""
    folder = str(project.folder)
    run = project.dbt(
        "build",
        cwd=tmp_path,
        DBT_PROJECT_DIR=folder,
        DBT_PROFILES_DIR=folder,
        COMPOSITE_INDEX_DATABASE=str(tmp_path / "elsewhere.duckdb"),
    )
    assert run.exit_code == 0, run.output
    assert re.search(r"WARN=0 ERROR=0 SKIP=0", run.output), run.output
    (number,) = re.findall(r"(\d+) unit tests", run.output.split("Finished running")[1])
    assert int(number) > 60
    assert run.line("Tables:").endswith("elsewhere.duckdb")


def test_unit_tests_pass(project: Project, tmp_path: Path) -> None:
    """All of them, from another folder than DBT_PROJECT_DIR names."""
    where = dict.fromkeys(("DBT_PROJECT_DIR", "DBT_PROFILES_DIR"), str(project.folder))
    where["COMPOSITE_INDEX_DATABASE"] = str(project.folder / project.database)
    run = project.dbt("test", "--select", "test_type:unit", cwd=tmp_path, **where)
    assert run.exit_code == 0, run.output
    (number,) = re.findall(r"(\d+) unit tests", run.output.split("Finished running")[1])
    assert int(number) > 60


def test_a_cell_that_is_there_twice_is_found(project: Project, tmp_path: Path) -> None:
    """It finds the repeated row, even if another is missing and the number of rows is right; and only that one."""
    database = tmp_path / "warehouse.duckdb"
    shutil.copyfile(project.folder / project.database, database)
    names = {
        "scores_are_unique": "published__points",
        "ranks_are_unique": "published__ranks",
        "values_are_unique": "int_index__values",
    }
    tests = [f"int_index__{name}_structure" for name in ("points", "ranks", "denominated")]
    run = project.dbt("test", "--select", *tests, COMPOSITE_INDEX_DATABASE=str(database))
    assert run.exit_code == 0, run.output
    schema = "composite_index_internal"
    with duckdb.connect(str(database)) as connection:
        # two nodes that are counted together, because node_key // 60 is equal
        [(index_id, node_id, twice, missing)] = connection.sql(f"""
            select nodes.index_id, nodes.node_id, one.node_key, other.node_key
            from {schema}.int_index__values as one
            inner join {schema}.int_index__values as other
                on one.unit_key = other.unit_key and one.node_key // 60 = other.node_key // 60
            inner join {schema}.int_index__nodes as nodes on one.node_key = nodes.node_key
            where one.unit_key = 7 and one.node_key < other.node_key
            order by one.node_key, other.node_key
            limit 1
        """).fetchall()
        for table in names.values():
            connection.execute(f"delete from {schema}.{table} where unit_key = 7 and node_key = {missing}")
            connection.execute(
                f"insert into {schema}.{table} select * from {schema}.{table} where unit_key = 7 and node_key = {twice}"
            )
    # a model counts the rows of the inputs, as in a build
    run = project.dbt("run", "--select", "int_index__suspected_observations", COMPOSITE_INDEX_DATABASE=str(database))
    assert run.exit_code == 0, run.output
    run = project.dbt("test", "--select", *tests, COMPOSITE_INDEX_DATABASE=str(database))
    assert run.exit_code == 1, run.output
    for name in names:
        line = run.line(f"FAILED structure · {name}")
        found = re.findall(r"index_id = ([^,]+), .*? node_id = ([^,]+), .*?unit_key = ([^,]+), .*?copies = (\d+)", line)
        assert set(found) == {(index_id, node_id, "7", "2")}, line


def test_locks_pin_versions_and_name_no_registry() -> None:
    """Plain pip can install the locks anywhere."""
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[^\s;/]+( ; [^/]+)?", line), f"{name}: {line}"


def test_picture_of_the_lineage_is_the_lineage(project: Project) -> None:
    """The picture in the README shows the edges that dbt has; `make images` draws it."""
    sys.path.insert(0, str(ROOT / "docs"))
    from lineage_image import lineage

    folders, edges = lineage(manifest(project))
    picture = html.unescape((ROOT / "docs" / "images" / "lineage.svg").read_text(encoding="utf-8"))
    titles = set(re.findall(r"<title>(.+?)</title>", picture)) - {"lineage"}
    assert titles == folders.keys() | {f"{parent}->{child}" for parent, child in edges}


@long_test
def test_process_for_the_gates_is_started(project: Project, tmp_path: Path) -> None:
    """In a Python that has not imported Great Expectations, like a person's; the process ends with dbt."""
    database = tmp_path / "warehouse.duckdb"
    environment = {
        "PYTHONPATH": python_path(project.folder),
        "COMPOSITE_INDEX_DATABASE": str(database),
    }
    started = Project(project.folder)
    started.imports_anew = True
    run = started.dbt("run", "--select", "gate_index__runner", **environment)
    assert run.exit_code == 0, run.output
    with duckdb.connect(str(database), read_only=True) as connection:
        [found] = connection.sql(
            "select python, has_own_process from composite_index_internal.gate_index__runner"
        ).fetchall()
    assert found == (sys.version.split()[0], True)


def test_published_views_read_what_was_promoted(project: Project, tmp_path: Path) -> None:
    """Their models name the computed tables, and the views the published ones; tables of older versions are dropped."""
    left = ["int_index__editions", "published__editions", "published__points_in_full"]
    database = tmp_path / "warehouse.duckdb"
    shutil.copyfile(project.folder / project.database, database)
    with duckdb.connect(str(database)) as connection:
        connection.execute("use composite_index_internal")
        connection.execute(f"create table {left[1]} as select 1 as edition_key")
        connection.execute(f"create view {left[0]} as from {left[1]}")
        connection.execute(f"create view {left[2]} as from published__points")
        connection.execute("create or replace view composite_index.index_scores as from published__points_in_full")
    run = project.dbt("run", "--select", *RENAMED, COMPOSITE_INDEX_DATABASE=str(database))
    assert run.exit_code == 0, run.output
    with duckdb.connect(str(database), read_only=True) as connection:
        views = dict(connection.sql("select view_name, sql from duckdb_views() where not internal").fetchall())
        tables = {name for (name,) in connection.sql("select table_name from duckdb_tables()").fetchall()}
    assert not {*views, *tables}.intersection(left)
    for name in RENAMED:
        node = manifest(project)["nodes"][f"model.composite_index.{name}"]
        computed = {parent.split(".")[-1] for parent in node["depends_on"]["nodes"]}
        read = set(re.findall(r"\b(?:published|int_index)__\w+", re.sub("--.*", "", views[name])))
        assert read == {table.replace("int_index__", "published__") for table in computed} & read
        assert read >= {"published__nodes", "published__units"}
