"""How the Python modules depend on each other: no circular import, and the judge needs nothing else."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import composite_index_gates.runner
from composite_index_gates.suite_files import GATES, models_of
from conftest import ROOT

import composite_index.runner

ROOTS = (ROOT / "src", ROOT / "expectations")


def modules() -> dict[str, Path]:
    """Return the modules of both packages by name."""
    found = {}
    for root in ROOTS:
        for file in root.rglob("*.py"):
            parts = file.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports() -> dict[str, set[str]]:
    """Return which modules of both packages each of them imports, also within functions and for types alone."""
    known = modules()
    found: dict[str, set[str]] = {}
    for name, file in known.items():
        names = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: a relative import"
                names |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
        found[name] = names & set(known)
    return found


def test_nothing_imports_in_a_circle() -> None:
    """The imports can be put in an order; graphlib names the circle if they cannot."""
    graph = imports()
    assert {"composite_index.cli", "composite_index.files.reading", "composite_index_gates.gates"} <= set(graph)
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("composite_index_gates.gates") < order.index("composite_index_gates.runner")


def test_each_part_imports_only_what_is_below_it() -> None:
    """The judge imports nothing of the command, and the reader of files imports only itself."""
    for part in ("composite_index_gates", "composite_index.files"):
        for name, used in imports().items():
            if name.startswith(part):
                assert all(each.startswith(part) for each in used), f"{name} imports {used}"


def test_the_judge_is_found_without_the_command(tmp_path: Path) -> None:
    """A process with only the judge on its path reads every suite, and does not import Great Expectations for it."""
    program = """
import sys
from composite_index_gates.suite_files import PROFILES, load_suite
for name in PROFILES: load_suite(name)
print([name for name in ("composite_index", "great_expectations", "pandas") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "expectations")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_a_suite_names_the_models_that_it_judges() -> None:
    """Both are models of the folder of checks, and the gate of the suite reads them."""
    for gate, profiles in GATES.items():
        text = (ROOT / "models" / "checks" / f"gate_index__{gate}.py").read_text(encoding="utf-8")
        for profile in profiles:
            for model in models_of(profile):
                assert (ROOT / "models" / "checks" / f"{model}.sql").is_file()
                assert f'dbt.ref("composite_index", "{model}")' in text


def test_names_of_the_last_version_are_there() -> None:
    """The models of the dbt package 0.1.0 import these, and the gate then says that the versions differ."""
    for name in ("close_event_loop", "gate_runner", "spare_collector", "start", "versions"):
        assert getattr(composite_index.runner, name) is getattr(composite_index_gates.runner, name)
