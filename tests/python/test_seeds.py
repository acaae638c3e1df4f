"""A seed that dbt cannot read gives one line: before dbt starts if it is not UTF-8, else at its end."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, Project

from composite_index.files.seeds import unreadable


def test_a_seed_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    """As a spreadsheet in China saves it; a byte order mark is UTF-8, and other files are ignored."""
    text = "unit_id,label\n1,north\n2,北京\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "units.csv").write_bytes(text.encode("gb18030"))
    (tmp_path / "good.csv").write_bytes(text.encode("utf-8-sig"))
    (tmp_path / "notes.txt").write_bytes(text.encode("gb18030"))
    assert unreadable(tmp_path) == [
        f"{tmp_path}/own/units.csv line 3: byte 0xb1 is not UTF-8. Save the file as UTF-8, "
        "or build it with composite-index build, which reads other encodings"
    ]
    command = [sys.executable, "-m", "composite_index.files.seeds", str(tmp_path), str(ROOT / "seeds")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("FAILED files · ")


def test_the_seeds_of_this_project_can_be_read() -> None:
    """The check that `make build` runs first."""
    command = [sys.executable, "-m", "composite_index.files.seeds", str(ROOT / "seeds")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    commands = "@$(BIN)/python -m composite_index.files.seeds seeds\n\t@$(BIN)/python -m composite_index run"
    assert commands in (ROOT / "Makefile").read_text()


def test_a_row_with_a_cell_too_many_is_named_with_its_line(project: Project) -> None:
    """The line of the file, not dbt's count of rows; index_gates keeps it."""
    path = "seeds/dgi_2020_provinces_published/dgi_2020_provinces_published__units.csv"
    before = project.marts()
    project.edit(path, "110000,provinces,Beijing", "110000,provinces,Beijing,capital")
    run = project.dbt("build", "--exclude-resource-type", "unit_test")
    assert run.exit_code == 1, run.output
    line = run.line("FAILED files · seed_is_readable · ")
    place = (project.folder / path).read_text(encoding="utf-8").splitlines()
    number = next(n for n, row in enumerate(place, start=1) if "Beijing,capital" in row)
    assert f"{path} line {number}: 10 cells, but the header has 9. Put a cell" in line
    assert project.marts() == before
    assert project.query("select count(*) from composite_index.index_gates where suite = 'files'") == [(1,)]


def test_a_copied_project_loads_its_own_seeds(project: Project, tmp_path: Path) -> None:
    """The copy also has dbt's parse of the original, which names the folder of the original."""
    copy = Project(tmp_path / "copy")
    shutil.copytree(project.folder, copy.folder, ignore=shutil.ignore_patterns("*.duckdb"))
    seed = copy.folder / "seeds/dgi_2020_provinces_published/dgi_2020_provinces_published__units.csv"
    lines = seed.read_text(encoding="utf-8").splitlines(keepends=True)
    seed.write_text("".join(lines[:3]), encoding="utf-8")
    run = copy.dbt("seed", "--select", seed.stem)
    assert run.exit_code == 0, run.output
    assert copy.query(f"select count(*) from composite_index_seeds.{seed.stem}") == [(2,)]
