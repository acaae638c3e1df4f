"""The generated pages show the project's own data, and each rule says what to do."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT, copy_of_project

from composite_index.files.catalogue import INPUTS

sys.path.insert(0, str(ROOT / "docs"))
import reference_pages
from rules_page import page, rules_of

MODEL = re.compile(r"(?:int|stg|gate)_index__\w+")
FOLDERS = (
    "benchmarks", "calibration", "docs", "examples", "expectations", "integration_tests", "macros", "models",
    "overview", "src", "tests",
)  # fmt: skip


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Return dbt's manifest. A partial parse would lose the descriptions of singular tests."""
    project = copy_of_project(tmp_path_factory.mktemp("pages") / "project")
    run = project.dbt("parse", "--no-partial-parse", DBT_WRITE_JSON="true")
    assert run.exit_code == 0, run.output
    return json.loads((project.folder / "target" / "manifest.json").read_text(encoding="utf-8"))


def test_page_of_rules_is_what_the_script_writes(manifest: dict) -> None:
    """Every test and every rule has advice to print."""
    assert page(manifest) == (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    rules = [rule for test in tests for rule in rules_of(test)]
    assert len(rules) > 100
    without = [test["name"] for test in tests if not test["description"].strip() and not rules_of(test)]
    assert not without
    assert not [rule["rule"] for rule in rules if not rule["advice"].strip()]


def test_reference_is_what_the_script_writes(manifest: dict) -> None:
    """Each table of each page equals the one from the project's descriptions."""
    for path in reference_pages.pages():
        text = path.read_text(encoding="utf-8")
        assert text == reference_pages.filled(text, manifest), f"{path.name}: run make pages"


def test_reference_has_every_input_and_every_published_table(manifest: dict) -> None:
    """An input or a table without a place on its page would be left out silently."""
    models = reference_pages.models(manifest)
    inputs = (ROOT / "docs" / "reference" / "inputs.md").read_text(encoding="utf-8")
    assert set(re.findall(r"table: input (\w+)", inputs)) == set(INPUTS)
    for name in INPUTS:
        read = models[f"stg_index__{name}"]["columns"].keys() - reference_pages.ADDED
        assert read == set(INPUTS[name].columns), name
    outputs = (ROOT / "docs" / "reference" / "outputs.md").read_text(encoding="utf-8")
    published = {name for name, model in models.items() if model["access"] == "public"}
    assert len(published) > 10
    assert set(re.findall(r"table: output (\w+)", outputs)) == published


def test_methodology_names_models_and_macros_that_exist() -> None:
    """The last column of its tables says where a formula is, and its text names models."""
    page = (ROOT / "METHODOLOGY.md").read_text(encoding="utf-8")
    models = {path.stem for path in (ROOT / "models").rglob("*.sql")}
    named = set(re.findall(r"`((?:stg_|int_)?index_\w+)`", page))
    assert len(named) > 20
    assert named <= models
    macros = set()
    for path in (ROOT / "macros").rglob("*.sql"):
        macros |= set(re.findall(r"macro (?:default__)?(\w+)\(", path.read_text(encoding="utf-8")))
    tables = re.findall(
        r"^\| .*(?:macro|model)(?: or (?:macro|model))? \|\n\| ---.*\n((?:\|.*\n)+)", page, re.MULTILINE
    )
    assert len(tables) > 5
    for table in tables:
        for row in table.splitlines():
            places = re.findall(r"`(\w+)`", row.rsplit("|", 2)[1])
            assert places, row
            assert set(places) <= models | macros, row


def test_methodology_has_every_bound_with_its_default() -> None:
    """The table of bounds lists the entries of the macro `bounds`."""
    page = (ROOT / "METHODOLOGY.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (`\w+`(?:, `\w+`)*) \| [^|]+ \|.*\| ([^|]+) \|$", page.split("## Gates and bounds")[1], re.MULTILINE
    )
    listed = {}
    for names, defaults in rows:
        measures, values = re.findall(r"`(\w+)`", names), defaults.split("; ")
        listed |= dict(zip(measures, values * len(measures) if len(values) == 1 else values, strict=True))
    bounds = (ROOT / "macros" / "validation" / "bounds.sql").read_text(encoding="utf-8")
    declared = dict(re.findall(r"'(\w+)': \{'of': '\w+', 'default': ([\w.]+)", bounds))
    assert len(declared) > 10
    written = {"a twentieth of the scale": "0.05"}
    assert {name: written.get(value, value) for name, value in listed.items()} == declared


def test_links_between_pages_lead_somewhere() -> None:
    """Each relative link has its file, and its heading if it names one."""

    def anchors(path: Path) -> set[str]:
        headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "integration_tests" / "README.md"]
    found = 0
    for page_with_links in pages:
        text = re.sub(r"```.*?```", "", page_with_links.read_text(encoding="utf-8"), flags=re.DOTALL)
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" in link or "{{" in link:
                continue
            file, _, heading = link.partition("#")
            target = (page_with_links.parent / file).resolve() if file else page_with_links
            assert target.exists(), f"{page_with_links.name}: {link}"
            assert not heading or heading in anchors(target), f"{page_with_links.name}: {link}"
            found += 1
    assert found > 50


def test_pages_name_models_and_files_that_exist() -> None:
    """Decisions and the changelog may name earlier ones, and the table of measured nodes has those of its version."""
    files = {path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*")}
    # pages on hosts name files of the host
    files |= {file.removeprefix("integration_tests/") for file in files} | {"models/_deliveries.yml"}
    models = {Path(file).stem for file in files if file.endswith((".sql", ".py"))}
    # the tables that macros write
    models |= {name for path in (ROOT / "macros").rglob("*.sql") for name in MODEL.findall(path.read_text("utf-8"))}
    pages = [ROOT / name for name in ("README.md", "README.zh.md", "METHODOLOGY.md", "CONTRIBUTING.md")]
    pages += [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "howto").glob("*.md")]
    pages += [*(ROOT / "docs" / "reference").glob("*.md"), *(ROOT / "overview").glob("*.md")]
    named = 0
    for shown in pages:
        text = re.sub(r"```.*?```", "", shown.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"### The package's longest nodes.*?^## ", "", text, flags=re.DOTALL | re.MULTILINE)
        for code in re.findall(r"`([^`\n]+)`", text):
            path = code.strip("/")
            if MODEL.fullmatch(code):
                assert code in models, f"{shown.name}: {code}"
            elif path.startswith(tuple(f"{folder}/" for folder in FOLDERS)) and not re.search(r"[<>*{ ]", path):
                assert path in files, f"{shown.name}: {code}"
            else:
                continue
            named += 1
    assert named > 100
