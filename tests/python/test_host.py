"""The package in another project: `integration_tests/`, built as its README says, beside an installed wheel.

The order of the tests matters: each adds something to the one host, which is built four times.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import ROOT, Project, Run, copy_of_project, in_properties, long_test

OF_THE_BUNDLED_INDEX = {
    "dgi_2020_scoreboard",
    "index_reconciliation",
    "int_dgi_2020__figures_of_counts",
    "int_dgi_2020__figures_of_groups",
    "int_dgi_2020__figures_of_units",
    "int_dgi_2020__printed_firsts",
    "int_dgi_2020__printed_tiers",
    "int_dgi_2020__printed_units",
}


class Host(Project):
    """A copy of the host, and the folder that the wheel is installed in."""

    database = "towns.duckdb"
    artifacts = True

    def __init__(self, folder: Path, site: Path):
        """Take the host in `folder`."""
        super().__init__(folder)
        self.site = site

    def dbt(self, *arguments: str, cwd: Path | None = None, **variables: str) -> Run:
        """Run dbt where the wheel is installed; the host's profile names no module_paths."""
        return super().dbt(*arguments, cwd=cwd, **{"PYTHONPATH": str(self.site), **variables})

    def write(self, files: dict[str, str]) -> None:
        """Add files to the host."""
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text, encoding="utf-8")

    def manifest(self) -> dict:
        """Read dbt's manifest of the last run."""
        return json.loads((self.folder / "target" / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """Follow the host's README up to `dbt build`, with the wheel installed apart from everything else."""
    (said,) = re.findall(r"```sh\n(.*?)```", (ROOT / "integration_tests" / "README.md").read_text("utf-8"), re.DOTALL)
    assert re.sub(r" +#.*", "", said).splitlines() == [
        "pip install ../dist/composite_index-*.whl",
        "dbt deps",
        "dbt build",
    ]
    folder = tmp_path_factory.mktemp("host")
    package = copy_of_project(folder / "package").folder
    subprocess.run(["make", "wheel", f"VENV={sys.prefix}"], cwd=package, check=True, capture_output=True)  # noqa: S607
    (wheel,) = (package / "dist").glob("*.whl")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder / "site"), str(wheel)],
        check=True,
    )
    host = Host(package / "integration_tests", folder / "site")
    run = host.dbt("deps")
    assert run.exit_code == 0, run.output
    return host


@pytest.fixture(scope="module")
def build(host: Host) -> Run:
    """Return the host's first build."""
    run = host.dbt("build")
    assert run.exit_code == 0, run.output
    return run


def test_host_gets_its_ranking(build: Run) -> None:
    """Without a warning, with its own suite judged, and without advice that has no meaning in a host."""
    assert re.search(r"WARN=0 ERROR=0 SKIP=0", build.output), build.output
    assert "[WARNING]" not in build.output
    assert "deprecat" not in build.output.lower()
    assert "livable_towns 2025 towns: 8 units, 9 nodes, 72 scores\n  1  Elmstead" in build.output
    assert build.line("Gates:") == (
        "Gates: close_race 2 of 2, drift 33 of 33, framework 17 of 17, observations 14 of 14, quarantine 2 of 2, "
        "ranks 7 of 7, scores 10 of 10, treated 7 of 7 expectations passed"
    )
    assert build.line("Tables:").startswith("Tables: schema composite_index in published/towns.duckdb, version ")
    assert build.line("Docs:") == "Docs: dbt docs generate --static, writes target/static_index.html"
    assert "Storage:" not in build.output


@pytest.mark.usefixtures("build")
def test_nothing_of_the_bundled_index_is_in_the_host(host: Host) -> None:
    """A host gets the package's models and their tests: no seed, unit test, singular test, exposure or front page."""
    manifest = host.manifest()
    nodes = [node for node in manifest["nodes"].values() if node["package_name"] == "composite_index"]
    models = {node["name"] for node in nodes if node["resource_type"] == "model"}
    files = {file.stem for file in (ROOT / "models").rglob("*") if file.suffix in (".sql", ".py")}
    # the gate of engines that run no Python models, what it compares, and what publishes there
    not_here = {"gate_index__recorded", "int_index__input_digest", "publish_index__in_database"}
    assert models == files - OF_THE_BUNDLED_INDEX - not_here
    assert {node["resource_type"] for node in nodes} == {"model", "test", "operation"}
    assert all("test_metadata" in node for node in nodes if node["resource_type"] == "test")
    assert not [node["unique_id"] for node in nodes if "dgi" in node["unique_id"]]
    for kind in ("unit_tests", "exposures", "saved_queries", "metrics"):
        assert not manifest[kind], kind
    # the published tables are read before this build replaces them
    assert {source["source_name"] for source in manifest["sources"].values()} == {"index_published"}
    assert "doc.composite_index.__overview__" not in manifest["docs"]
    # a ref is an edge, and is not taken for the name of a table
    assert not [node["config"]["meta"]["input_tables"] for node in nodes if node["config"]["meta"].get("input_tables")]
    schemas = {schema for (schema,) in host.query("select distinct table_schema from information_schema.tables")}
    assert schemas == {"main", "composite_index", "composite_index_internal"}


@pytest.mark.usefixtures("build")
def test_host_overrides_and_adds_normalisations(host: Host) -> None:
    """Its min-max starts at a tenth of the scale; its own method scores all or nothing."""
    lowest = host.query("select min(score) from composite_index.index_scores where node_id in ('buses', 'trees')")
    assert lowest == [(pytest.approx(10),)]
    outside = host.query(
        "select unit_id, score from composite_index.index_scores where node_id = 'density' and score < 100 order by 1"
    )
    assert outside == [("birch", 0), ("cedar", 0), ("fern", 0), ("heath", 0)]


@pytest.mark.usefixtures("build")
def test_methods_of_the_host_say_what_they_need(host: Host) -> None:
    """One reads ranks; one has no scale, nor have its parents; an aggregation is above three of them."""
    scores = {
        node: dict(host.query(f"select unit_id, score from composite_index.index_scores where node_id = '{node}'"))
        for node in ("clinics", "rents", "schools", "buses", "services")
    }
    better = {"birch", "elm", "glen", "heath"}
    assert scores["clinics"] == {town: 100 if town in better else 50 for town in scores["clinics"]}
    rents = {"ash": 31, "birch": 44, "cedar": 22, "dale": 28, "elm": 39, "fern": 20, "glen": 35, "heath": 41}
    mean, deviation = statistics.mean(rents.values()), statistics.stdev(rents.values())
    assert scores["rents"] == {town: pytest.approx(50 - 50 * (rent - mean) / deviation) for town, rent in rents.items()}
    assert min(scores["rents"].values()) < 0
    assert max(scores["rents"].values()) > 100
    for town, score in scores["services"].items():
        below = [scores[node][town] for node in ("clinics", "schools", "buses")]
        assert score == pytest.approx((2 * min(below) + max(below)) / 3)
    unscaled = host.query("select node_id from composite_index.index_nodes where not has_scale order by 1")
    assert unscaled == [("index",), ("rents",), ("surroundings",)]


@pytest.mark.usefixtures("build")
def test_inputs_are_united_and_say_where_they_come_from(host: Host) -> None:
    """A seed's rows have file and line, a model's rows the model."""
    places = host.query(
        "select input_file, count(*), min(input_row), max(input_row) "
        "from composite_index_internal.stg_index__observations group by 1 order by 1"
    )
    assert places == [("seeds/observations.csv", 40, 2, 41), ("towns.main.counted_trees", 8, None, None)]


@pytest.mark.usefixtures("build")
def test_host_reads_what_is_published(host: Host) -> None:
    """A model of the host on the public tables."""
    report = host.query("select unit_id, rank from main.town_report order by rank limit 2")
    assert report == [("elm", 1), ("glen", 2)]


FAILING = (
    "{% test NAME(model, columns=none, to=none, to_columns=none, nullable=none, show=none, of=none, expression=none,"
)
FAILING += " column_name=none, step=none, input=none, misspelt=none) %}\nselect 1 as one\n{% endtest %}\n"
PACKAGE_TESTS = sorted(file.stem for file in (ROOT / "tests" / "generic").glob("*.sql"))
NAMESAKES = {
    **{f"tests/generic/{name}.sql": FAILING.replace("NAME", name) for name in PACKAGE_TESTS},
    "macros/clean_text.sql": "{% macro clean_text(column) %}'of the host'{% endmacro %}\n",
    "macros/generate_schema_name.sql": (
        "{% macro generate_schema_name(custom_schema_name, node) %}"
        "{{ 'own' if custom_schema_name is none else 'own_' ~ custom_schema_name }}{% endmacro %}\n"
    ),
    "models/index_units.sql": "select 'of the host' as whose\n",
    "models/namesakes.yml": (
        "groups: [{name: composite_index, owner: {name: Host}}]\n"
        "exposures: [{name: bi_dashboards, type: dashboard, owner: {name: Host}, depends_on: [ref('index_units')]}]\n"
    ),
    "models/namesakes.md": "{% docs __overview__ %}Front page of the host{% enddocs %}\n",
    "seeds/dgi_2020_published_rankings.csv": "whose\nof the host\n",
}


def test_names_of_the_host_do_not_collide_with_the_packages(build: Run, host: Host, tmp_path: Path) -> None:
    """Models, seeds, macros, generic tests, groups, exposures and a rule for schemas with names of the package's.

    From another folder: suites are found in the project, not where dbt is called.
    """
    host.write(NAMESAKES)
    folder = str(host.folder)
    run = host.dbt("build", "--project-dir", folder, "--profiles-dir", folder, "--exclude", "town_report", cwd=tmp_path)
    assert run.exit_code == 0, run.output
    assert re.search(r"WARN=0 ERROR=0 SKIP=0", run.output), run.output
    assert run.line("Gates:") == build.line("Gates:")
    elsewhere = Host(tmp_path, host.site)
    assert elsewhere.query("select whose from own.index_units") == [("of the host",)]
    assert elsewhere.query("select count(*) from own_composite_index.index_units") == [(8,)]


def test_suite_of_the_host_stops_the_build(build: Run, host: Host) -> None:
    """One line names the suite, the expectation and what to do; nothing is published."""
    for path in NAMESAKES:
        (host.folder / path).unlink()
    host.edit("expectations/close_race.json", '"min_value": 8', '"min_value": 9')
    run = host.dbt("build")
    assert run.exit_code == 1, run.output
    line = run.line("FAILED")
    assert line.startswith(
        "FAILED close_race · expect_column_values_to_be_between (scored_units) · 9 rows: livable_towns 2025 towns "
    )
    assert line.endswith(". All eight towns are ranked in everything: ask the town for what is missing.")
    assert run.line("Not published:").startswith(
        "Not published: index_changes, index_group_summary, index_group_tiers, index_groups, index_nodes, "
    )
    host.restore()


def test_without_the_wheel_a_gate_says_what_to_install(build: Run, host: Host, tmp_path: Path) -> None:
    """One line and no traceback; the models before the gate are built."""
    # the environment of the tests may have the module installed; this file comes first and acts as if there were none
    (tmp_path / "composite_index_gates.py").write_text(
        "raise ModuleNotFoundError(name='composite_index_gates')\n", encoding="utf-8"
    )
    run = host.dbt("build", "--select", "+gate_index__observations", PYTHONPATH=str(tmp_path))
    assert run.exit_code == 1, run.output
    assert run.line("FAILED observations · suites_can_be_run") == (
        "FAILED observations · suites_can_be_run · the Python that runs dbt has no module composite_index_gates. "
        "Install the package composite-index there: make wheel writes it."
    )
    assert "Traceback" not in run.output


def test_variables_of_the_host_are_its_own_but_for_slips(build: Run, host: Host) -> None:
    """A global name that is nearly one of the package's is an error, and any other name belongs to the host."""
    run = host.dbt("parse", "--vars", "{mayor: Ann, max_dpeth: 3}")
    assert run.exit_code != 0, run.output
    assert "The package composite_index has no variable max_dpeth, did you mean max_depth?" in run.output
    assert "mayor" not in run.output


@long_test
@pytest.mark.usefixtures("build")
def test_wheel_of_another_version_is_an_error(host: Host) -> None:
    """The gate says it, and so does the command before anything is built: both versions, and what to run."""
    package = Project(host.folder.parent)
    package.edit("dbt_project.yml", "\nversion: 0.2.0\n", "\nversion: 7.0.0\n")
    run = host.dbt("build", "--select", "gate_index__runner", "gate_index__observations")
    command = host.command("run", "--target", "dev", PYTHONPATH=str(host.site))
    package.restore()
    says = (
        "the Python package composite-index has version 0.2.0, the dbt package composite_index version 7.0.0. "
        "Install the same version of both: run make wheel in the folder of the dbt package, then "
        "pip install dist/composite_index-7.0.0-py3-none-any.whl; "
        "or name version 0.2.0 in packages.yml, then run dbt deps"
    )
    assert run.exit_code == 1, run.output
    assert run.line("FAILED observations") == f"FAILED observations · suites_can_be_run · {says}."
    assert "Traceback" not in run.output
    assert command.exit_code == 2
    assert command.output == f"FAILED files · {says}\n"


def test_host_reads_parquet_where_it_lies(build: Run, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source of dbt that is a file, as docs/howto/parquet.md says, is read and tested like any relation."""
    page = (ROOT / "docs" / "howto" / "parquet.md").read_text(encoding="utf-8")
    (sources,) = re.findall(r"`models/_deliveries.yml`\n```yaml\n(.*?)```", page, re.DOTALL)
    (variable,) = re.findall(r"^    input_observations: (.*source.*)\n", page, re.MULTILINE)
    host.write({"models/_deliveries.yml": sources, "deliveries/observations/.folder": ""})
    seed, part = (host.folder / path for path in ("seeds/observations.csv", "deliveries/observations/part.parquet"))
    duckdb.sql(f"copy (select *, 'x' as batch from read_csv('{seed}', all_varchar = true)) to '{part}'")
    declared = (host.folder / "dbt_project.yml").read_text(encoding="utf-8")
    (of_seeds,) = re.findall(r"    input_observations:\n(?:      - .*\n)+", declared)
    host.edit("dbt_project.yml", of_seeds, f"    input_observations: {variable}\n")
    run = host.dbt("build", "--select", "stg_index__observations")
    host.restore()
    (host.folder / "models" / "_deliveries.yml").unlink()
    assert run.exit_code == 0, run.output
    assert "batch" in run.output
    assert "WARN=1 ERROR=0 SKIP=0" in run.output
    monkeypatch.chdir(host.folder)  # the view names the files from there
    places = host.query("select distinct input_file from composite_index_internal.stg_index__observations")
    assert places == [("read_parquet('deliveries/observations/*.parquet')",)]


@long_test
def test_text_of_seeds_is_kept_or_missed(build: Run, host: Host) -> None:
    """The package loads its inputs as text. If the host does not let it, a cell that dbt changed stops the build."""
    units = (host.folder / "seeds/units.csv").read_text(encoding="utf-8")
    codes = [line.split(",")[1] for line in units.splitlines()[1:]]
    numbered = units
    for number, code in enumerate(codes):
        numbered = numbered.replace(f",{code},", f",00{number},")
    host.edit("seeds/units.csv", units, numbered)
    selection = ("--select", "units", "stg_index__units", "--exclude-resource-type", "test")
    run = host.dbt("build", *selection)
    assert run.exit_code == 0, run.output
    found = host.query("select unit_id from composite_index_internal.stg_index__units order by 1")
    assert found == [(f"00{number}",) for number in range(len(codes))]
    host.edit("dbt_project.yml", "  - macro_namespace: dbt\n    search_order: [towns, composite_index, dbt]\n", "")
    run = host.dbt("build", "--full-refresh", *selection)
    host.restore()
    assert run.exit_code == 1, run.output
    assert run.line("FAILED structure · input_units_is_readable").endswith(
        'input_units: seeds/units.csv, column unit_id: dbt made it integer, which does not keep "000" as it is written'
        '. Let this package load its inputs as text: write "dispatch: [{macro_namespace: dbt, search_order: '
        '[towns, composite_index, dbt]}]" in dbt_project.yml, and run dbt seed.'
    )


def test_page_on_packages_quotes_the_host() -> None:
    """The files that docs/howto/package.md tells people to write are those that are built here."""
    page = (ROOT / "docs" / "howto" / "package.md").read_text(encoding="utf-8")
    quotes = re.findall(r"`(\S+)`\n```\w+\n(.*?)```", page, re.DOTALL)
    assert len(quotes) == page.count("```") / 2 > 5
    for path, quote in quotes:
        assert quote in (ROOT / "integration_tests" / path).read_text(encoding="utf-8"), path


def test_everything_of_the_bundled_index_is_for_this_project_alone() -> None:
    """Seeds, exposures and singular tests say so in their properties, one by one; unit tests all at once."""
    settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    enabled = settings["unit_tests"]["composite_index"]["+enabled"]
    assert enabled == "{{ target.profile_name == 'composite_index' }}"
    for path in [*(ROOT / "models").rglob("*.yml"), *(ROOT / "seeds").rglob("*.yml"), *(ROOT / "tests").rglob("*.yml")]:
        if path.parent.name == "mutations":
            continue  # no properties
        properties = yaml.safe_load(path.read_text(encoding="utf-8"))
        for kind in ("seeds", "exposures", "data_tests"):
            for item in properties.get(kind, []):
                enabled = item.get("config", {}).get("enabled")
                assert enabled == "{{ project_name == 'composite_index' }}", f"{path.name}: {item['name']}"


def test_references_within_the_package_name_it() -> None:
    """dbt looks up a bare name in the host first; properties of exposures and unit tests are this project's own."""
    for path in [*(ROOT / "models").rglob("*"), *(ROOT / "macros").rglob("*.sql"), *(ROOT / "tests").rglob("*.sql")]:
        if path.is_file() and path.parent.name != "unit_tests" and path.name != "_exposures.yml":
            assert not re.findall(r"\bref\(['\"]\w+['\"]\)", path.read_text(encoding="utf-8")), path


def test_keys_of_published_tables_name_the_table() -> None:
    """dbt looks up the model of a test by its bare name; `of` is read if a host has a model of that name."""
    for mart in in_properties("models"):
        if mart["name"].startswith("index_") and mart["name"] not in OF_THE_BUNDLED_INDEX:
            for test in mart.get("data_tests", []):
                ((_, given),) = test.items()
                assert given["arguments"]["of"] == f"ref('composite_index', '{mart['name']}')"


def test_version_is_one() -> None:
    """The dbt package, the wheel and the newest entry of the changelog have one version."""
    package = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["version"]
    (wheel,) = re.findall(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    newest = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[0]
    assert package == wheel == newest
