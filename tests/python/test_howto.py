"""The commands of the how-to pages are typed in a copy of the project, and print what the pages say."""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import shutil
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest
from conftest import LONG_TESTS, ROOT, copy_of_project

from composite_index.files.catalogue import INPUTS
from composite_index.files.inputs import assemble
from composite_index.files.opening import is_readable, open_file
from composite_index.files.problems import Problems
from composite_index.files.reading import read_tables
from composite_index.recipes.init import init

PAGES = (
    "docs/howto/panel.md", "docs/howto/parquet.md", "docs/howto/wide_xlsx.md", "docs/howto/bureau_export.md",
    "docs/howto/world_bank.md", "docs/howto/two_header_rows.md", "README.md",
)  # fmt: skip
# the commands to type of a page that has others too
SECTIONS = {"README.md": "## From your own file to a ranking"}


def steps(page: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a page, and the lines that it says they print."""
    text = (ROOT / page).read_text(encoding="utf-8")
    if page in SECTIONS:
        text = text.split(SECTIONS[page])[1].split("\n## ")[0]
    found = re.findall(r"^```sh\n(.*?)^```\n(?:\n^```text\n(.*?)^```\n)?", text, re.MULTILINE | re.DOTALL)
    return [(typed, printed.splitlines()) for typed, printed in found]


def install(folder: Path) -> None:
    """Make `.venv` like `make build`: with what is installed here, the project's package and its command."""
    environment = folder / ".venv"
    venv.create(environment, with_pip=False)
    binaries = environment / "bin"
    python = binaries / "python"
    packages = Path(
        subprocess.run(
            [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    )
    (packages / "0_project.pth").write_text(f"{folder / 'src'}\n{folder / 'expectations'}\n", encoding="utf-8")
    (packages / "1_installed.pth").write_text(
        f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n", encoding="utf-8"
    )
    project = (folder / "pyproject.toml").read_text(encoding="utf-8")
    for command, module, function in re.findall(r'^([\w-]+) = "([\w.]+):(\w+)"$', project, re.MULTILINE):
        script = binaries / command
        script.write_text(f"#!{python}\nimport sys\nfrom {module} import {function}\nsys.exit({function}())\n")
        script.chmod(0o755)


@pytest.mark.parametrize("page", PAGES if LONG_TESTS else PAGES[-1:])
def test_page_does_what_it_says(page: str, tmp_path: Path) -> None:
    """Every block of commands, in order; commands that should be refused fail, all others succeed."""
    project = copy_of_project(tmp_path / "project")
    install(project.folder)
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "COMPOSITE_", "PYTHON"))
    }
    typed_all = steps(page)
    assert len(typed_all) >= (1 if page in SECTIONS else 2)
    for typed, printed in typed_all:
        done = subprocess.run(
            ["bash", "-e", "-c", typed],  # noqa: S607
            cwd=project.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        output = done.stdout + done.stderr
        refused = any(line.startswith("FAILED") for line in printed)
        assert (done.returncode != 0) == refused, f"{typed}\n{output}"
        assert "Traceback" not in output, output
        rest = output
        for line in printed:
            assert line in rest, f"{typed}\nafter what was found, {line!r} is not in:\n{rest}"
            rest = rest[rest.index(line) + len(line) :]


def test_pages_print_something() -> None:
    """A page without expected output would always pass."""
    for page in PAGES:
        assert sum(len(printed) for _, printed in steps(page)) > 3


def test_examples_are_what_the_script_makes(tmp_path: Path) -> None:
    """Cell by cell, because a workbook's bytes hold the time of writing."""
    script = ROOT / "examples" / "make_examples.py"
    spec = importlib.util.spec_from_file_location("make_examples", script)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make_panel(tmp_path / "panel")
    module.make_workbook(tmp_path / "wide_xlsx" / "libraries.xlsx")
    for example in ("panel", "wide_xlsx"):
        problems = Problems()
        committed, made = (
            {
                table.file: (table.header, table.rows, table.encoding)
                for table in read_tables(folder / example, problems)
            }
            for folder in (ROOT / "examples", tmp_path)
        )
        problems.stop()
        assert committed == made
    module.make_bureau_export(tmp_path / "bureau_export")
    module.make_world_bank(tmp_path / "world_bank")
    module.make_two_header_rows(tmp_path / "two_header_rows" / "cities.xlsx")
    for example in ("bureau_export", "world_bank", "two_header_rows"):
        committed_files, made_files = (
            {
                file.name: [(grid.rows, grid.merged) for grid in open_file(file, file.name, chinese=True)]
                for file in sorted((folder / example).iterdir())
                if is_readable(file)
            }
            for folder in (ROOT / "examples", tmp_path)
        )
        assert committed_files == made_files


@pytest.mark.parametrize("example", ["panel", "wide_xlsx/libraries.xlsx"])
def test_examples_say_that_they_are_synthetic(example: str) -> None:
    """Wherever a person sees a name: in the labels of the units and of the index."""
    problems = Problems()
    inputs = assemble(read_tables(ROOT / "examples" / example, problems), problems, "example")
    for record in inputs.records["units"]:
        assert str(record.cells["label_en"]).endswith("(synthetic)")
        assert str(record.cells["label_zh"]).endswith("（虚构）")
    index = [record for record in inputs.records["framework"] if record.cells["parent_id"] is None]
    assert [str(record.cells["label_en"]).endswith("(synthetic)") for record in index] == [True]
    assert set(INPUTS) == set(inputs.records)


@pytest.mark.parametrize("example", ["bureau_export", "world_bank", "two_header_rows"])
def test_exports_say_that_they_are_synthetic(example: str, tmp_path: Path) -> None:
    """Files as others publish them have no labels of an index: the names of the units say it."""
    folder = shutil.copytree(ROOT / "examples" / example, tmp_path / example)
    init(folder)
    with (folder / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [unit.get("label_en") or unit["label_zh"] for unit in csv.DictReader(file)]
    assert len(names) == 8
    assert [name for name in names if not name.endswith(("(synthetic)", "（虚构）"))] == []
