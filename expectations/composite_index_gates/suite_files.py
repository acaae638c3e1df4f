"""Find and read the suites: those of this package, and those in a project's own folders.

A project's file with the name of a suite of this package replaces that suite. Any other file names with `"profile"` the
profile that it judges.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

# The profiles of each gate: the first judges before anything is computed, the second before anything is published.
# The suite of a profile has its name.
GATES = {
    "observations": ("framework", "observations", "quarantine"),
    "scores": ("treated", "scores", "ranks", "drift"),
}
PROFILES = tuple(profile for profiles in GATES.values() for profile in profiles)


class SuiteError(ValueError):
    """A suite cannot be judged; the message is one line that names the file and says what to do."""


@dataclass(frozen=True)
class Suite:
    """A suite of a gate: its name, the profile that it judges, its file, and its content or why it has none."""

    name: str
    profile: str
    file: Any
    content: dict[str, Any] | SuiteError


def suites_of(gate: str, folders: Iterable[str | Path] | str | None = ()) -> list[Suite]:
    """Read the suites of a gate, in the order of its profiles: the package's first, then those in `folders`.

    A file that cannot be read is a suite too: of the profile that its name gives, else of the gate's last profile.
    Raises SuiteError if a folder cannot be used.
    """
    own = []
    for file in suite_files(folders):
        content: dict[str, Any] | SuiteError
        try:
            content = _read(file)
            profile = _profile_of(file, content)
        except SuiteError as error:
            # it may belong to either gate, so each gate has to fail
            content, profile = error, file.stem if file.stem in PROFILES else GATES[gate][-1]
        own.append(Suite(file.stem, profile, file, content))
    replaced = {suite.name for suite in own}
    found = []
    for profile in GATES[gate]:
        if profile not in replaced:
            file = _file_of_package(profile)
            found.append(Suite(profile, profile, file, _read(file)))
        found += [suite for suite in own if suite.profile == profile]
    return found


def load_suite(name: str, folders: Iterable[str | Path] = ()) -> dict[str, Any]:
    """Read the suite `name`: from the first of `folders` that has it, else from the package.

    Raises SuiteError if it is missing, is not JSON, or has no expectations: a gate that checks nothing must not pass.
    """
    own = next((file for file in suite_files(folders) if file.stem == name), None)
    return _read(own or _file_of_package(name))


def models_of(profile: str) -> tuple[str, str]:
    """Return the two models that a suite judges: the profile, which the suite names, and its violations."""
    model = load_suite(profile)["meta"]["table"]
    return model, model.replace("_profile", "_violations")


def suite_files(folders: Iterable[str | Path] | str | None) -> list[Path]:
    """List the suites in `folders` (or one folder, or none), relative to the project; of two with one name the first.

    Raises SuiteError if a folder is missing or holds none, as a misspelt one would.
    """
    found: dict[str, Path] = {}
    project = project_folder()
    for folder in [folders] if isinstance(folders, str) else folders or []:
        if not (project / folder).is_dir():
            raise SuiteError(f"{folder}: there is no such folder in {project}. Correct the variable suite_paths.")
        files = sorted((project / folder).glob("*.json"))
        if not files:
            raise SuiteError(f"{folder}: no suite (*.json) is in this folder. Correct the variable suite_paths.")
        for file in files:
            found.setdefault(file.stem, file)
    return list(found.values())


def project_folder() -> Path:
    """Return the folder of the project that dbt runs, or the working directory if dbt does not run."""
    flags = sys.modules.get("dbt.flags")
    return Path(getattr(flags.get_flags(), "PROJECT_DIR", None) or ".").resolve() if flags else Path.cwd()


def shown(file: Any) -> str:
    """Return the path of a file as a message shows it: relative if the file lies in the project."""
    return str(file).removeprefix(f"{project_folder()}{os.sep}")


def _file_of_package(name: str) -> Any:
    return resources.files("composite_index_gates") / "suites" / f"{name}.json"


def _read(file: Any) -> dict[str, Any]:
    try:
        suite = json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SuiteError(f"{shown(file)}: there is no such suite") from None
    except json.JSONDecodeError as error:
        raise SuiteError(f"{shown(file)}, line {error.lineno}: not JSON ({error.msg})") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{shown(file)}: not UTF-8. Save the file in this encoding.") from None
    if not isinstance(suite, dict) or not isinstance(suite.get("expectations"), list) or not suite["expectations"]:
        raise SuiteError(f'{shown(file)}: the suite has no expectations. List them under "expectations".')
    return suite


def _profile_of(file: Path, suite: dict[str, Any]) -> str:
    """Return the profile that a suite of a project judges: the one it names, or the one that has its name."""
    profile = suite.get("profile", file.stem)
    if profile not in PROFILES or (file.stem in PROFILES and profile != file.stem):
        names = " or ".join(f'"profile": "{name}"' for name in ([file.stem] if file.stem in PROFILES else PROFILES))
        said = f"{profile!r} is not its profile" if "profile" in suite else "it does not say which profile it judges"
        raise SuiteError(f"{shown(file)}: {said}. Write {names}.")
    return profile
