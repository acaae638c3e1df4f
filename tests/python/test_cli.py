"""`composite-index build` publishes an index from files; a failure leaves the published tables as they were."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Run, long_test, older_duckdb_reads, python_path

from composite_index.progress import STEPS

PROVINCES = "dgi_2020_provinces_published"
# The seeds of the bundled provinces, in encodings that dbt cannot read.
ENCODINGS = {
    "observations": "gb18030",
    "framework": "utf-8-sig",
    "units": "utf-16",
    "groups": "gbk",
    "tiers": "gb18030",
}


def command(*arguments: str | Path, cwd: Path) -> Run:
    """Run the installed command, from a folder outside the project."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "COMPOSITE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "composite_index", *map(str, arguments)],
        cwd=cwd,
        env=environment | {"PYTHONPATH": python_path(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return Run(done.returncode, done.stdout + done.stderr)


def published(database: Path) -> dict[str, list[tuple]]:
    """Return the rows of every table that readers of a database get."""
    with duckdb.connect(str(database.parent / "published" / database.name), read_only=True) as connection:
        tables = connection.sql(
            "select table_name from information_schema.tables where table_schema = 'composite_index' order by 1"
        ).fetchall()
        return {
            name: connection.sql(f"select * from composite_index.{name} order by all").fetchall() for (name,) in tables
        }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """Build the provinces from their files in several encodings; return the folder, which has the files in `files`."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "files").mkdir()
    for name, encoding in ENCODINGS.items():
        text = (ROOT / "seeds" / PROVINCES / f"{PROVINCES}__{name}.csv").read_text(encoding="utf-8")
        (folder / "files" / f"{name}.csv").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    run = command("build", "files", "--database", "own.duckdb", "--ranking", "ranking.csv", cwd=folder)
    assert run.exit_code == 0, run.output
    return folder, run


def test_build_reproduces_the_published_ranks(built: tuple[Path, Run]) -> None:
    """31 provinces from GB18030, UTF-16 and UTF-8 with a mark: every rank that printed figures decide."""
    folder, run = built
    assert "Read groups.csv: groups, 62 rows, gb18030" in run.output
    assert "Read units.csv: units, 31 rows, utf-16-le" in run.output
    assert f"{PROVINCES} 2020 provinces: 31 units, 2 nodes, 62 scores" in run.output
    tables = published(folder / "own.duckdb")
    assert "dgi_2020_scoreboard" not in tables, "the bundled index is not published with one's own"
    with duckdb.connect(str(folder / "own.duckdb"), read_only=True) as connection:
        schemas = {name for (name,) in connection.sql("select schema_name from information_schema.schemata").fetchall()}
        ranks = dict(
            connection.sql(
                "select unit_id, rank from composite_index.index_rankings where level = 0 and group_id = cohort_id"
            ).fetchall()
        )
    assert "composite_index_seeds" not in schemas
    reference = ROOT / "seeds" / "reference"
    with (reference / "dgi_2020_published_rankings.csv").open(encoding="utf-8") as file:
        expected = {row["unit_id"]: int(row["rank"]) for row in csv.DictReader(file) if row["index_id"] == PROVINCES}
    with (reference / "dgi_2020_undecided_pairs.csv").open(encoding="utf-8") as file:
        undecided = {row["tied_unit_id"] for row in csv.DictReader(file)}
    assert {unit: rank for unit, rank in ranks.items() if unit not in undecided} == {
        unit: rank for unit, rank in expected.items() if unit not in undecided
    }
    assert len(ranks) == len(expected) == 31
    with (folder / "ranking.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["unit_id"]: int(row["rank"]) for row in rows} == ranks
    assert (rows[0]["rank"], rows[0]["label_zh"], rows[0]["tier_id"]) == ("1", "上海", "leading")
    assert (folder / "ranking.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the mark"


def test_an_older_duckdb_reads_what_the_command_made(built: tuple[Path, Run]) -> None:
    """The command makes the file, not dbt."""
    folder, run = built
    assert "Storage:" not in run.output
    read = older_duckdb_reads(folder / "own.duckdb")
    assert (read["index_units"], read["index_scores"], read["index_nodes"]) == (31, 62, 2)


def test_a_gate_names_the_file_and_keeps_what_is_published(built: tuple[Path, Run]) -> None:
    """The line names the person's own file."""
    folder, _ = built
    before = published(folder / "own.duckdb")
    file = folder / "files" / "observations.csv"
    good = file.read_bytes()
    text = good.decode("gb18030")
    line = next(number for number, row in enumerate(text.splitlines(), start=1) if ",440000," in row)
    cells = text.splitlines()[line - 1].split(",")
    file.write_bytes(text.replace(",".join(cells), ",".join([*cells[:4], "107", *cells[5:]])).encode("gb18030"))
    run = command("build", "files", "--database", "own.duckdb", cwd=folder)
    file.write_bytes(good)
    assert run.exit_code == 1
    failed = run.line("FAILED observations")
    assert f"107 is above 100.0 (observations.csv line {line})" in failed
    assert "Traceback" not in run.output
    assert "Not published: " in run.output
    assert published(folder / "own.duckdb") == before


def test_refused_files_change_nothing(built: tuple[Path, Run], tmp_path: Path) -> None:
    """All mistakes are reported at once, with exit code 2, and neither the inputs nor the tables change."""
    folder, _ = built
    before = (folder / "own.duckdb").read_bytes()
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    (wrong / "observations.csv").write_text("unit_id,period,n\na,2020,12O\nb,2020,1;5\n", encoding="utf-8")
    (wrong / "framework.csv").write_text("node_id,parent_id,weight,normalisation\nindex,,,\nn,index,1,min_max\n")
    run = command("build", wrong, "--database", folder / "own.duckdb", cwd=tmp_path)
    assert run.exit_code == 2
    lines = run.output.splitlines()
    assert [line.split(". ")[0] for line in lines] == [
        'FAILED files · observations.csv line 2, column n: "12O" is no number',
        'FAILED files · observations.csv line 3, column n: "1;5" is no number',
    ]
    assert (folder / "own.duckdb").read_bytes() == before


def test_another_index_is_not_replaced_unless_asked(built: tuple[Path, Run], tmp_path: Path) -> None:
    """A build publishes its own inputs only, so it would drop another index in the same file."""
    folder, _ = built
    before = published(folder / "own.duckdb")
    other = tmp_path / "other"
    other.mkdir()
    (other / "observations.csv").write_text("unit_id,period,n\na,2020,1\n", encoding="utf-8")
    (other / "framework.csv").write_text("node_id,parent_id,weight,normalisation\nindex,,,\nn,index,1,min_max\n")
    run = command("build", other, "--database", folder / "own.duckdb", cwd=tmp_path)
    assert run.exit_code == 2
    assert f"own.duckdb: holds the published index {PROVINCES}, which this build would replace" in run.output
    assert published(folder / "own.duckdb") == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("build", "nowhere"), "FAILED files · nowhere: there is no such file or folder"),
        (("build", "own", "--project", "own"), "FAILED files · own: this folder has no dbt project composite_index"),
        (("build", "own", "--database", "own"), "FAILED files · own: cannot be opened"),
        (("framework", "own"), "FAILED files · framework.csv: there is a framework already"),
        (
            ("framework", "bare", "--output", "own/framework.csv"),
            "FAILED files · own/framework.csv: this file exists already",
        ),
        (("framework", "bare", "--output", "none/x.csv"), "FAILED files · none/x.csv: cannot be written"),
    ],
)
def test_wrong_arguments_are_a_line(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """No traceback, exit code 2, and existing files are not overwritten."""
    for name in ("own", "bare"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "observations.csv").write_text("unit_id,period,n\na,2020,1\n", encoding="utf-8")
    framework = tmp_path / "own" / "framework.csv"
    framework.write_text("node_id,parent_id,weight,normalisation\nindex,,,\nn,index,1,min_max\n", encoding="utf-8")
    before = framework.read_bytes()
    run = command(*arguments, cwd=tmp_path)
    assert run.exit_code == 2
    lines = [line for line in run.output.splitlines() if not line.startswith("Read ")]
    assert [line.startswith(says) for line in lines] == [True], run.output
    assert framework.read_bytes() == before


# Words that mean nothing to a person who has only files.
FOREIGN = re.compile(r"input_[a-z]|--vars|\bdbt\b|relation|\bseed")


def test_build_says_what_it_does_in_plain_words(built: tuple[Path, Run]) -> None:
    """A line as each step begins, in order, and no word about dbt."""
    _, run = built
    lines = [line for line in run.output.splitlines() if line in STEPS.values() or " of 31 units" in line]
    assert [line.removesuffix(" of 31 units") for line in lines] == list(STEPS.values())
    assert "Preparing the build" in run.output
    assert not FOREIGN.search(run.output), run.output


@long_test
def test_gaps_that_are_allowed_are_a_line_and_a_zero_is_named(tmp_path: Path) -> None:
    """Forty units without a value give one line; a zero under a geometric mean gives its unit, indicator and value."""
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "framework.csv").write_text(
        "node_id,parent_id,weight,direction,normalisation,aggregation,max_missing_share\nindex,,,,,geometric,\n"
        "a,index,1,1,min_max,,\nb,index,1,1,min_max,,0.9\nk,index,1,1,min_max,,\n",
        encoding="utf-8",
    )
    rows = [f"u{n:02},{n + 3},{n if n < 10 else ''},5" for n in range(50)]
    (folder / "observations_2020.csv").write_text("\n".join(["unit_id,a,b,k", *rows]), encoding="utf-8")
    run = command("build", folder, "--database", "many.duckdb", cwd=tmp_path)
    assert run.exit_code == 1
    assert "many 2020, unit u10, b: no score, no value" in run.line("WARNING scores")
    failed = run.line("FAILED scores · expect_column_values_to_be_between (undefined_means) · 2 rows: ")
    assert "many 2020, unit u00, index: no geometric mean with the score 0.0 of a, whose value is 3.0;" in failed
    assert "with the score 0.0 of b, whose value is 0.0. " in failed
    assert "many 2020, unit u00, k: 5.0, as for all others" in run.line("WARNING treated")
    assert not FOREIGN.search(run.output), run.output
    assert len(run.output.splitlines()) < 20


def test_a_draft_changes_freely_and_a_published_index_does_not(built: tuple[Path, Run]) -> None:
    """A first build makes a draft, which says so; `--publish` ends it, and from then on changed results stop."""
    folder, run = built
    assert run.output.splitlines()[-1].startswith(f"{PROVINCES} is a draft: its results are not compared")
    file = folder / "files" / "observations.csv"
    good = file.read_bytes()
    text = good.decode("gb18030")
    row = next(row for row in text.splitlines() if ",440000," in row)
    cells = row.split(",")
    changed = text.replace(row, ",".join([*cells[:4], "5", *cells[5:]])).encode("gb18030")
    file.write_bytes(changed)
    run = command("build", "files", "--database", "own.duckdb", "--publish", cwd=folder)
    assert run.exit_code == 0, run.output
    assert run.output.splitlines()[-1] == "Published: the next build compares its results with these"
    file.write_bytes(good)
    run = command("build", "files", "--database", "own.duckdb", cwd=folder)
    assert run.exit_code == 1
    assert "FAILED drift" in run.output
    assert "draft" not in run.output
