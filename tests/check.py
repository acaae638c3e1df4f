"""The inner loop, in a minute: lint, and the unit tests and tests of what differs from main.

    python tests/check.py [BASE]

It checks files that differ from the branch `main`, or from BASE, and files that git does not know. `make test` checks
all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
# a separate folder, so that the tables and the parsed project of `make build` stay as they are
OWN = {
    "COMPOSITE_INDEX_DATABASE": str(ROOT / "target" / "check" / "check.duckdb"),
    "DBT_TARGET_PATH": str(ROOT / "target" / "check"),
    "DBT_LOG_PATH": str(ROOT / "target" / "check"),
    "DBT_LOG_LEVEL_FILE": "none",
    "DO_NOT_TRACK": "1",
}


def main(arguments: list[str]) -> int:
    """Check the files that differ; the exit code says whether all is well."""
    os.chdir(ROOT)
    (ROOT / "target" / "check").mkdir(parents=True, exist_ok=True)
    changed = differing(arguments[0] if arguments else "main")
    passed = [run("ruff", "check", "."), run("ruff", "format", "--check", ".")]
    linted = [path for path in changed if path.endswith(".sql") and path.startswith(("models/", "tests/"))]
    if linted:
        passed.append(run("sqlfluff", "lint", "--disable-progress-bar", "--processes", "2", *linted))
    if any(path.startswith(("models/", "macros/")) for path in changed):
        passed.append(run("dbt", "--quiet", "parse"))
        if models := with_unit_tests(changed):
            above = [f"+{model}" for model in models]
            # a unit test asks the database for the columns of its inputs
            kinds = ("--exclude-resource-types", "test", "unit_test")
            passed.append(run("dbt", "--quiet", "build", "--empty", *kinds, "--select", *above))
            passed.append(run("dbt", "test", "--select", *[f"{model},test_type:unit" for model in models]))
    if tests := python_tests(changed):
        passed.append(run("pytest", "--quiet", *tests))
    print("Passed" if all(passed) else "FAILED", flush=True)
    return not all(passed)


def differing(base: str) -> list[str]:
    """Return the files that differ from the point where this branch left the base, and those that git does not know."""
    left = git("merge-base", "HEAD", base) or ["HEAD"]
    found = {*git("diff", "--name-only", left[0]), *git("ls-files", "--others", "--exclude-standard")}
    return sorted(path for path in found if (ROOT / path).exists())


def git(*arguments: str) -> list[str]:
    """Return the lines of git's answer."""
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)  # noqa: S607
    return done.stdout.split() if done.returncode == 0 else []


def run(*command: str) -> bool:
    """Run a program of the virtual environment and tell whether it passed."""
    print("$", *command, flush=True)
    return subprocess.run([BIN / command[0], *command[1:]], env=os.environ | OWN, check=False).returncode == 0


def with_unit_tests(changed: list[str]) -> list[str]:
    """Return the models with unit tests whose SQL, a macro that it calls, or a unit test has changed."""
    manifest = json.loads((ROOT / "target" / "check" / "manifest.json").read_text(encoding="utf-8"))
    macros = {name for name, macro in manifest["macros"].items() if macro["original_file_path"] in changed}
    known = -1
    while known < len(macros):
        known = len(macros)
        macros |= {
            name for name, macro in manifest["macros"].items() if macros.intersection(macro["depends_on"]["macros"])
        }
    found = set()
    for test in manifest["unit_tests"].values():
        node = manifest["nodes"][f"model.composite_index.{test['model']}"]
        files = {node["original_file_path"], test["original_file_path"]}
        if files.intersection(changed) or macros.intersection(node["depends_on"]["macros"]):
            found.add(test["model"])
    return sorted(found)


def python_tests(changed: list[str]) -> list[str]:
    """Return the test files that changed or are named after a module that did; print the names of the slow ones.

    A model that only dbt tests has none here.
    """
    sys.path.insert(0, str(ROOT / "tests" / "python"))
    from conftest import LONGEST_FIRST

    tests = ROOT / "tests" / "python"
    stems = {Path(path).stem for path in changed if path.endswith(".py")}
    names = {stem for stem in stems if stem.startswith("test_")} | {f"test_{stem}" for stem in stems}
    files = sorted(file for file in tests.glob("test_*.py") if file.stem in names)
    long = [str(file.relative_to(ROOT)) for file in files if file.stem in LONGEST_FIRST]
    if long:
        print("These take minutes, and are left out: pytest", *long, flush=True)
    return [str(file.relative_to(ROOT)) for file in files if file.stem not in LONGEST_FIRST]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
