"""The versions of this code and of the dbt package, which must be equal."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

UNKNOWN = "unknown"


def of_this_code(folder: Path | None = None) -> str:
    """Return the version of the checkout or of the wheel that this code lies in.

    The installed version may differ, because Python or dbt may have been given another path to the code.
    """
    folder = folder or Path(__file__).resolve().parent
    checkout = folder.parents[1] / "pyproject.toml"
    text = checkout.read_text(encoding="utf-8") if checkout.is_file() else ""
    if re.search(r'^name = "composite-index"', text, re.MULTILINE):
        return _first(r'^version = "(.+?)"', text)
    for found in metadata.distributions(name="composite-index", path=[str(folder.parent)]):
        return found.version
    return UNKNOWN


def of_project(file: Path) -> str:
    """Return the version that a dbt_project.yml names."""
    return _first(r"""^version:\s*["']?([^\s"'#]+)""", file.read_text(encoding="utf-8"))


def of_dbt_package() -> str | None:
    """Return the version of the dbt package that this process builds; None where dbt builds nothing."""
    factory = sys.modules.get("dbt.adapters.factory")
    for adapter in factory.FACTORY.adapters.values() if factory else ():
        return str(adapter.config.load_dependencies()["composite_index"].version)
    return None


def difference(package: str | None) -> tuple[str, str] | None:
    """Return what is wrong and what to run, if the dbt package has another version than this code."""
    code = of_this_code()
    if package is None or package == code:
        return None
    return (
        f"the Python package composite-index has version {code}, the dbt package composite_index version {package}",
        f"Install the same version of both: run make wheel in the folder of the dbt package, then "
        f"pip install dist/composite_index-{package}-py3-none-any.whl; "
        f"or name version {code} in packages.yml, then run dbt deps",
    )


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1] if found else UNKNOWN
