"""Any table in a declared shape comes back from its recipe; what `init` proposes reads it exactly, or is not decided.

COMPOSITE_INDEX_RECIPE_CASES sets the number of tables; 5,000 by hand.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from made_tables import Made, Values, made_table

from composite_index.files.cells import number
from composite_index.files.inputs import assemble
from composite_index.files.problems import InputError, Problems
from composite_index.recipes.init import init
from composite_index.recipes.observations import read_by_recipe
from composite_index.recipes.recipe import RECIPE, read_recipe

CASES = int(os.environ.get("COMPOSITE_INDEX_RECIPE_CASES", "240"))
# The share of tables that init has to decide.
DECIDED = 0.6


def values_of(folder: Path) -> Values:
    """Return the values of a folder with a recipe, by unit, period and indicator."""
    problems = Problems()
    read = read_by_recipe(read_recipe(folder / RECIPE), folder, problems)
    problems.stop()
    inputs = assemble([], problems, "made", need_framework=False, read=read)
    found: Values = {}
    for record in inputs.records["observations"]:
        cells = record.cells
        text = cells["value"]
        found[str(cells["unit_id"]), str(cells["period"]), str(cells["node_id"])] = (
            text and f"{float(number(text).text):.10g}"
        )
    return found


def expected(made: Made) -> Values:
    """Return the values that were written."""
    return {identity: text and f"{float(text):.10g}" for identity, text in made.values.items()}


@pytest.mark.parametrize("part", range(4))
def test_a_table_comes_back_from_its_recipe(tmp_path: Path, part: int) -> None:
    """A recipe that describes the table reads it exactly as it was."""
    for seed in range(part, CASES, 4):
        made = made_table(seed)
        folder = tmp_path / str(seed)
        folder.mkdir()
        made.write(folder)
        (folder / RECIPE).write_text(made.recipe(), encoding="utf-8")
        assert values_of(folder) == expected(made), f"seed {seed}: {made.shape}\n{made.recipe()}"


@pytest.mark.parametrize("part", range(4))
def test_init_reads_a_table_exactly_or_says_that_it_cannot_decide(tmp_path: Path, part: int) -> None:
    """What is decided is right. A choice is a remark in the recipe, and most tables need none."""
    decided = 0
    seeds = range(part, CASES, 4)
    for seed in seeds:
        made = made_table(seed)
        folder = tmp_path / f"index{seed}"
        folder.mkdir()
        path = made.write(folder)
        init(path)
        recipe = (folder / RECIPE).read_text(encoding="utf-8")
        if "# Decide" in recipe:
            continue
        try:
            found = values_of(folder)
        except InputError:
            continue
        decided += 1
        assert found == expected(made), f"seed {seed}: {made.shape}\n{recipe}"
    assert decided >= DECIDED * len(seeds), f"{decided} of {len(seeds)} decided"
