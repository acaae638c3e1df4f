"""Files that need no recipe: inputs other than observations, in the names and columns that `build` knows."""

from __future__ import annotations

from pathlib import Path

from composite_index.files.columns import identify, input_of, name_columns
from composite_index.files.problems import InputError, Problems
from composite_index.files.reading import read_tables


def is_standard(file: Path) -> bool:
    """Tell whether a file is an input other than observations in the shape that needs no recipe."""
    if input_of(file.stem)[0] in (None, "observations"):
        return False
    problems = Problems()
    try:
        tables = read_tables(file, problems)
        for table in tables:
            source = identify(table, problems)
            if source is not None and source.input != "observations":
                name_columns(source, problems)
    except InputError:
        return False
    return not problems.lines()
