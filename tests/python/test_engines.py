"""The same tables, the same decisions of the gates and the same unit tests on DuckDB and on each other engine.

One build per engine: a panel, an index with every method, and the bundled index. A build of all three takes minutes on
Spark, so `make test` leaves the bundled index out there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import (
    LOGS,
    LONG_TESTS,
    OF_THE_RUN,
    ROOT,
    Project,
    Run,
    copy_of_project,
    in_properties,
    long_test,
)  # fmt: skip
from engines import Engine, MissingError, Spark, assert_same_rows, by_key, running
from parity_indices import HARD_TEXT, every_method, synthetic_panel, words, write_seeds

from composite_index.files.catalogue import INPUTS

BUILD = ("--exclude-resource-type", "unit_test")
OBSERVATIONS = "seeds/dgi_2020_provinces/dgi_2020_provinces__observations.csv"
# the observations and the models after them, when all else is built
AFTER_OBSERVATIONS = ("--select", "dgi_2020_provinces__observations+")
# time for dbt on a busy machine
SECONDS = 1500
# seeds, models and tests of the bundled index alone
OF_THE_BUNDLED_INDEX = [
    "test_type:singular", "path:models/dgi_2020", "path:seeds/reference",
    *(f"path:seeds/{folder.name}" for folder in (ROOT / "seeds").glob("dgi_2020_*")),
]  # fmt: skip
MADE_INDICES = {"every_method", "synthetic_panel"}
MARTS_OF_THE_BUNDLED_INDEX = {"dgi_2020_scoreboard", "index_reconciliation"}
# also the logs, and the empty quarantine
WITHOUT_MADE_INDICES = {*LOGS, "index_quarantine", *MARTS_OF_THE_BUNDLED_INDEX}
Marts = dict[str, list[dict]]


def with_made_indices(folder: Path, bundled: bool = True) -> Project:
    """Return a copy of the project with two more indices, and with the bundled index unless `bundled` is false."""
    project = copy_of_project(folder)
    project.seconds = SECONDS
    seeds = write_seeds(project.folder / "seeds/parity", (synthetic_panel(), every_method()))
    settings = project.folder / "dbt_project.yml"
    text = settings.read_text(encoding="utf-8")
    if not bundled:
        text = re.sub(r"      - .*composite_index\.bundled\(.*\n", "", text)
    for name, seed in seeds.items():
        text = text.replace(f"    input_{name}: []\n", f"    input_{name}:\n")
        entry = f"    input_{name}:\n"
        assert text.count(entry) == 1, name
        text = text.replace(entry, f"{entry}      - \"{{{{ ref('{seed}') }}}}\"\n")
    settings.write_text(text, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a copy of the project with two indices more."""
    return with_made_indices(tmp_path_factory.mktemp("engines") / "project")


@pytest.fixture(scope="module")
def marts(project: Project) -> Marts:
    """Return the rows of every table that DuckDB publishes."""
    run = project.dbt("build", *BUILD)
    assert run.exit_code == 0, run.output
    return project.published()


@pytest.fixture(scope="module", params=["postgres", "spark"])
def engine(request: pytest.FixtureRequest, project: Project) -> Iterator[Engine]:
    """Have the engine ready."""
    try:
        with running(request.param, project.folder) as engine:
            yield engine
    except MissingError as missing:
        pytest.skip(str(missing))


def of_any_run(rows: list[dict]) -> list[dict]:
    """Return the rows without what differs from run to run."""
    return [{name: cell for name, cell in row.items() if name not in OF_THE_RUN} for row in rows]


def plainly(project: Project, engine: Engine, *selection: str) -> Run:
    """Build with dbt alone."""
    return project.dbt("build", "--target", engine.target, *BUILD, *selection, **engine.variables)


def wrapped(project: Project, engine: Engine, *selection: str) -> Run:
    """Run the wrapped command as a person would."""
    arguments = ("run", "--no-use-colors", "--target", engine.target, *(selection or BUILD))
    return project.command(*arguments, **engine.variables)


def test_every_word_is_used(project: Project, marts: Marts) -> None:
    """The index with every method uses every word that a framework may contain, also words added to the package."""
    made = every_method()
    from_data = {"entropy", "standard_deviation", "critic", "pca"}
    accepted: dict[tuple[str, str], set[str]] = {("framework", "weighting"): {"declared", "equal", "ahp"} | from_data}
    # the rules that list the macros' results, as dbt compiled them
    for file in (project.folder / "target/compiled").rglob("*_structure.sql"):
        text = file.read_text(encoding="utf-8")
        for column, listed in re.findall(r"coalesce\((\w+) not in \(('[^)]+')\), true\)", text):
            accepted["bounds" if column == "measure" else "framework", column] = set(re.findall(r"'([^']+)'", listed))
    # and the rules that list words themselves
    for model in in_properties("models"):
        if not model["name"].startswith("stg_index__"):
            continue
        name = model["name"].removeprefix("stg_index__")
        rules = [
            rule for test in model.get("data_tests", []) for rule in test["structure"]["arguments"].get("rules", [])
        ]
        for rule in rules:
            for column, listed in re.findall(r"(?!not\b)\b(\w+) in \(('[^)]+')\)", rule.get("holds", "")):
                accepted[name, column] = set(re.findall(r"'([^']+)'", listed))
    assert len(accepted) == 16, sorted(accepted)
    for (name, column), needed in accepted.items():
        assert needed <= set(words(made, name, column)), (name, column)
    # every method of the experts' and every column of an input has a use
    assert set(words(made, "weights", "method")) <= set(words(made, "framework", "weighting"))
    for name, declared in INPUTS.items():
        unused = {column for column in declared.columns if not any(words(made, name, column))}
        assert not unused, (name, unused)


def test_made_indices_have_what_is_hard(marts: Marts) -> None:
    """They are in every table, with ties, missing scores, treated values, and units that join, leave or are
    excluded."""
    for mart in set(marts) - WITHOUT_MADE_INDICES:
        assert {row["index_id"] for row in marts[mart]} >= MADE_INDICES, mart
    for index_id in sorted(MADE_INDICES):
        scores = [row for row in marts["index_scores"] if row["index_id"] == index_id]
        ranks = [row for row in marts["index_rankings"] if row["index_id"] == index_id and row["level"] == 0]
        assert any(row["score"] is None for row in scores)
        assert any(row["rank"] != row["position"] for row in ranks)
        assert len({row["unit_id"] for row in ranks if row["period"] == "2019"}) < len(
            {row["unit_id"] for row in ranks}
        )
    treated = {row["treatment"] for row in marts["index_scores"]}
    assert {"winsorised", "log", "winsorised, log"} <= treated
    assert set(HARD_TEXT.values()) < {row["unit_id"] for row in marts["index_units"]}
    assert set(HARD_TEXT.values()) < {row["label_en"] for row in marts["index_units"]}
    assert {"00E5", "01E5"} < {row["region"] for row in marts["index_units"]}
    assert any(row["imputed_indicators"] for row in marts["index_scores"])
    screening = [row for row in marts["index_screening"] if row["index_id"] == "every_method"]
    assert len({row["reason"] for row in screening}) > 2


def test_tables_are_the_same(project: Project, marts: Marts, engine: Engine, tmp_path: Path) -> None:
    """Every published table has the same rows: doubles to 1e-9, all else equal, ranks and tiers among it."""
    if engine.target == "spark" and not LONG_TESTS:
        project = with_made_indices(tmp_path / "project", bundled=False)
        run = wrapped(project, engine, *BUILD, "--exclude", *OF_THE_BUNDLED_INDEX)
        marts = {
            name: [row for row in rows if row.get("index_id") in MADE_INDICES]
            for name, rows in marts.items()
            if name not in MARTS_OF_THE_BUNDLED_INDEX
        }
    else:
        run = wrapped(project, engine)
    assert run.exit_code == 0, run.output
    assert engine.tables() == set(marts)
    for mart in sorted(set(marts) - {*LOGS}):
        assert_same_rows(mart, of_any_run(marts[mart]), of_any_run(engine.rows(mart)))


@long_test
def test_unit_tests_pass(project: Project, engine: Engine, tmp_path: Path) -> None:
    """Every unit test passes on the engine."""
    # no unit test gives rows of the made indices' inputs
    plain = copy_of_project(tmp_path / "project")
    plain.seconds = SECONDS
    selection = ("--select", "test_type:unit")
    run = plain.dbt("test", *selection, "--target", engine.target, **engine.variables)
    assert run.exit_code == 0, run.output
    expected = {(test["model"], test["name"]) for test in in_properties("unit_tests")}
    passed = set(re.findall(r" PASS (\w+)::(\w+) ", run.output))
    assert passed == expected


@long_test
def test_a_plain_build_passes_on_the_input_that_was_judged(project: Project, engine: Engine) -> None:
    """Judged data may be built again without the command."""
    run = plainly(project, engine, *AFTER_OBSERVATIONS)
    assert run.exit_code == 0, run.output


def test_the_digest_is_of_the_input(project: Project, engine: Engine) -> None:
    """The last digits of a sum and the order of rows do not change the digest; one digit of one value does."""
    if engine.target != "postgres":
        pytest.skip("tables of Spark cannot be changed in place")
    observations = "composite_index_seeds.dgi_2020_provinces__observations"
    ranks = "composite_index_internal.int_index__ranks"
    order = "period, unit_id, node_id"
    digests = [
        engine.query("select input_digest from composite_index_internal.int_index__input_digest", after=statement)
        for statement in (
            "select 1",
            f"update {ranks} set score = score * (1 - 2.3e-16), points = points * (1 + 2.3e-16)",
            f"create temp table turned as select * from {observations} order by {order};"
            f"delete from {observations}; insert into {observations} select * from turned order by {order} desc",
            f"update {observations} set value = value || '1' where ({order}) = "
            f"(select {order} from {observations} where value like '%.%' order by {order} limit 1)",
            f"update {ranks} set rank = rank + 1 where unit_key = (select min(unit_key) from {ranks})",
        )
    ]
    as_built, nudged, turned, *others = digests
    assert nudged == turned == as_built
    assert as_built not in others


@long_test
def test_a_selector_is_kept_to_in_both_runs(project: Project, engine: Engine) -> None:
    """Neither run builds what the selector leaves out, and one of them builds each model that it names."""
    if engine.target != "postgres":
        pytest.skip("the selection is dbt's on any engine, and Spark takes minutes")
    run = wrapped(project, engine, "--selector", "own_index")
    assert run.exit_code == 0, run.output
    built = re.findall(r"OK created .* model \S+\.(\w+) ", run.output)
    assert {"int_index__points", "index_rankings", "index_units"} <= set(built)
    assert len(built) == len(set(built))
    assert not {"dgi_2020_scoreboard", "index_reconciliation"} & set(built)
    assert "unit_test" not in run.output


def test_questions_of_bi_tools_have_an_index(project: Project, engine: Engine) -> None:
    """PostgreSQL finds the first of a ranking, and all rows of a unit, without reading the table."""
    if engine.target != "postgres":
        pytest.skip("Spark's tables have no indexes")
    (first,) = engine.query(
        "select index_id, period, group_id, node_id, unit_id "
        "from composite_index.index_rankings where level = 0 limit 1"
    )
    node = " and ".join(f"{column} = '{first[column]}'" for column in ("index_id", "period", "node_id"))
    unit = first["unit_id"]
    for question in (
        f"index_rankings where {node} and group_id = '{first['group_id']}' order by rank limit 10",
        f"index_rankings where unit_id = '{unit}'",
        f"index_scores where {node}",
        f"index_scores where unit_id = '{unit}'",
    ):
        plan = "\n".join(str(row) for row in engine.query(f"explain select * from composite_index.{question}"))
        assert "Index" in plan, plan


@long_test
def test_no_command_publishes_what_was_not_judged(project: Project, engine: Engine) -> None:
    """Tables do not change, whichever command of dbt runs after a seed changes; `test_gates_hold.py` has more."""

    def published() -> Marts:
        return {mart: by_key(engine.rows(mart)) for mart in ("index_nodes", "index_rankings", "index_units")}

    def dbt(*arguments: str) -> Run:
        return project.dbt(*arguments, "--target", engine.target, **engine.variables)

    before = published()
    # `retry` reads the files of the run before it
    project.artifacts = True
    path = project.folder / OBSERVATIONS
    good = path.read_text(encoding="utf-8")
    header, first, *rest = good.splitlines(keepends=True)
    cells = first.split(",")
    cells[header.split(",").index("value")] = "1e9"
    path.write_text("".join([header, ",".join(cells), *rest]), encoding="utf-8")
    try:
        seeded = dbt("seed", *AFTER_OBSERVATIONS[:1], "dgi_2020_provinces__observations")
        assert seeded.exit_code == 0, seeded.output
        stopped = [("run", "--select", "index_scores+"), ("run", "--exclude", "gate_index__recorded")]
        for command in stopped:
            run = dbt(*command)
            assert run.exit_code == 2, (command, run.output)
            assert "Nothing is built, because unjudged data would be published: " in run.output
            assert f"Run composite-index run --target {engine.target} without --select and --exclude." in run.output
        empty = dbt("run", "--empty", "--select", "index_nodes", "index_units")
        assert empty.exit_code == 0, empty.output
        if engine.target == "postgres":
            for command in (("run", *AFTER_OBSERVATIONS), ("retry",)):
                run = dbt(*command)
                assert run.exit_code == 1, (command, run.output)
                assert run.line("FAILED gates · results_are_recorded")
            run = wrapped(project, engine, "--select", "index_scores+")
            assert run.exit_code == 2, run.output
            assert "was not judged" in run.output
    finally:
        project.artifacts = False
        path.write_text(good, encoding="utf-8")
    assert published() == before


@long_test
def test_the_same_expectations_fail(project: Project, engine: Engine) -> None:
    """Broken input fails closed, with the same expectations, counts and samples."""
    path = project.folder / OBSERVATIONS
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    header = lines[0].strip().split(",")
    column = header.index("value")
    # above the maximum that the framework declares, not a number, and blank
    for line, value in ((12, "1e9"), (2, r"it's \many\n"), (3, "")):
        cells = lines[line].rstrip("\n").split(",")
        cells[column] = value
        lines[line] = ",".join(cells) + "\n"
    path.write_text("".join(lines), encoding="utf-8")
    try:
        plain = plainly(project, engine, *AFTER_OBSERVATIONS)
        assert plain.exit_code == 1, plain.output
        assert "no results of the gates are recorded for this input" in plain.output, plain.output
        ours = project.dbt("build", *BUILD, *AFTER_OBSERVATIONS)
        runs = ours, wrapped(project, engine, *BUILD, *AFTER_OBSERVATIONS)
    finally:
        path.write_text(before, encoding="utf-8")
    failures = [[line for line in run.output.splitlines() if line.startswith("FAILED observations")] for run in runs]
    assert all(run.exit_code == 1 for run in runs), runs[1].output
    assert len(failures[0]) >= 3
    # the lines are the same; engines give them in different orders
    assert sorted(failures[0]) == sorted(failures[1]), runs[1].output


@long_test
def test_nothing_is_published_without_results(project: Project, engine: Engine, tmp_path: Path) -> None:
    """A plain build fails closed and says what to run."""
    selection: tuple[str, ...] = ()
    if engine.target == "spark":
        engine = Spark(tmp_path / "spark")
    else:
        # the computed tables stay, because a complete build would take a minute
        engine.execute("drop schema composite_index cascade; drop table composite_index_internal.gate_index__results")
        selection = ("--select", "gate_index__recorded+", "index_gates")
    run = plainly(project, engine, *selection)
    assert run.exit_code == 1
    assert f"Run composite-index run --target {engine.target}" in run.line("FAILED gates · results_are_recorded")
    assert engine.tables() == {"index_gates"}
