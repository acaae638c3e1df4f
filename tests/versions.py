"""The main tests on the oldest and the newest dbt-core, dbt-duckdb, duckdb and pandas: `make test-versions`.

    python tests/versions.py [oldest] [newest] [-- ARGUMENTS_OF_PYTEST]

Each runs in its own environment under target/versions, made with the Python that runs this. Oldest are the lowest
versions that pyproject.toml names, newest the newest that it allows. Ends with 1 if a version is not available, or a
test fails.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "target" / "versions"
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "pandas")
# dbt does not need it, and its install downloads a program from outside the package registry
LEFT_OUT = {"dbt-core-experimental-parser"}
TOOLS = ("pytest", "pytest-xdist", "pyyaml")
# the bundled index with its data tests and unit tests, the gates, the command, and the package in a host
TESTS = ("build", "gates", "runner", "cli", "versions", "host")

# the dependencies of the installed packages, except each other
NEEDS = """
import json, sys
from importlib import metadata
print(json.dumps({name: metadata.requires(name) or [] for name in sys.argv[1:]}))
"""


def main(arguments: list[str]) -> int:
    """Test the named ends, else both; the exit code says whether all passed."""
    names = [argument for argument in arguments if argument in ("oldest", "newest")]
    more = [argument for argument in arguments if argument not in ("oldest", "newest", "--")]
    failed = [name for name in names or ["oldest", "newest"] if not test(name, more)]
    print(f"FAILED: {', '.join(failed)}" if failed else "Passed", flush=True)
    return bool(failed)


def test(name: str, more: list[str]) -> bool:
    """Make the environment and run the tests in it; returns whether they passed."""
    folder = FOLDER / name
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    print(f"{name}: {folder}", flush=True)
    venv.create(folder, clear=True, with_pip=True)
    declared = wanted(name)
    # without dependencies, which would otherwise decide the versions
    if not pip(python, "--no-deps", "--upgrade", "--only-binary", ",".join(PACKAGES), *declared):
        print(f"{name}: cannot be had: {' '.join(declared)}", flush=True)
        return False
    found = versions(python)
    print(f"{name}: Python {sys.version.split()[0]}, {', '.join(found)}", flush=True)
    needed = [*needs(python, *PACKAGES), *dependencies("dependencies"), *TOOLS]
    (folder / "constraints.txt").write_text("\n".join(found), encoding="utf-8")
    if not pip(python, "--constraint", str(folder / "constraints.txt"), *needed):
        print(f"{name}: what these versions need cannot be had: {' '.join(needed)}", flush=True)
        return False
    # as in a host: the wheel changes no version
    subprocess.run(["make", "wheel", f"VENV={folder}"], cwd=ROOT, check=True)  # noqa: S607
    wheel = max((ROOT / "dist").glob("composite_index-*.whl"), key=lambda file: file.stat().st_mtime)
    if not pip(python, str(wheel)) or versions(python) != found:
        print(
            f"{name}: the wheel cannot be installed, or moves what is there: {', '.join(versions(python))}", flush=True
        )
        return False
    tests = [f"tests/python/test_{each}.py" for each in TESTS]
    command = [str(python), "-m", "pytest", "--numprocesses=0", "--no-header", *tests, *more]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def wanted(name: str) -> list[str]:
    """Return the requirements for pip: the lowest versions, or all that are allowed."""
    found = []
    for package in PACKAGES:
        (declared,) = {
            each
            for group in ("dependencies", "duckdb")
            for each in dependencies(group)
            if re.match(rf"{package}\b(?!-)", each)
        }
        lowest = re.search(r">=([\d.]+)", declared)
        found.append(f"{package}=={lowest[1]}" if name == "oldest" and lowest else declared)
    return found


def dependencies(group: str) -> list[str]:
    """Return a list of requirements in pyproject.toml; Python 3.10 has no reader of it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^{group} = \[(.*?)\]$", text, re.MULTILINE | re.DOTALL)
    return re.findall(r'"(.+?)"', found)


def needs(python: Path, *packages: str) -> list[str]:
    """Return the dependencies of the installed packages, without each other and what is left out, and of an extra."""
    answer = subprocess.run([python, "-c", NEEDS, *packages], check=True, capture_output=True, text=True).stdout
    found = [need for each in json.loads(answer).values() for need in each if "extra ==" not in need]
    others = LEFT_OUT | set(packages)
    return [need for need in found if re.split(r"[^\w.-]", need)[0] not in others]


def versions(python: Path) -> list[str]:
    """Return the installed packages with their versions."""
    answer = subprocess.run([python, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    return sorted(line for line in answer.splitlines() if line.split("==")[0] in PACKAGES)


def pip(python: Path, *arguments: str) -> bool:
    """Install; returns whether it worked."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
