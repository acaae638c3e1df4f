"""Give each unit one name, and each value one row, across the tables of a recipe."""

from __future__ import annotations

from composite_index.files.catalogue import UNIT_LABELS
from composite_index.files.problems import Problems
from composite_index.files.records import Record
from composite_index.files.rows import identity
from composite_index.recipes.recipe import RECIPE, Recipe


def name_by_codes(records: list[Record]) -> None:
    """Give a unit that one table only names the code that another table has beside the name."""
    codes: dict[tuple[str, str], set[str]] = {}
    for record in records:
        if "unit_id" in record.table.columns:
            for column in UNIT_LABELS:
                if label := record.cells.get(column):
                    codes.setdefault((column, label), set()).add(str(record.cells.get("unit_id")))
    for record in records if codes else ():
        if "unit_id" in record.table.columns:
            continue
        for column in UNIT_LABELS:
            # the first value of a row has the label, the others have it as their code
            label = record.cells.get(column) or record.cells.get("unit_id")
            found = codes.get((column, str(label)), set())
            if len(found) == 1:
                record.cells["unit_id"] = next(iter(found))
                break


def without_blank_copies(records: list[Record]) -> list[Record]:
    """Leave out a blank cell where another row has the value of the same unit, period and indicator."""
    blank = [record for record in records if record.cells.get("value") is None]
    if not blank:
        return records
    absent = set(map(identity, blank))
    valued = {
        of_one for record in records if record.cells.get("value") is not None and (of_one := identity(record)) in absent
    }
    seen: set[tuple[str | None, ...]] = set()
    kept = []
    for record in records:
        if record.cells.get("value") is None:
            of_one = identity(record)
            if of_one in valued or of_one in seen:
                continue
            seen.add(of_one)
        kept.append(record)
    return kept


def name_by_aliases(records: list[Record], recipe: Recipe, problems: Problems) -> None:
    """Give each unit the name that the recipe says; an alias that no row has is a problem."""
    if not recipe.aliases:
        return
    unused = set(recipe.aliases)
    for record in records:
        for column in ("unit_id", *UNIT_LABELS):
            name = record.cells.get(column)
            if name in recipe.aliases:
                record.cells[column] = recipe.aliases[name]
                unused.discard(name)
    for name in sorted(unused):
        place = recipe.place(recipe.lines["aliases"])
        problems.add(RECIPE, f'{place}: aliases names "{name}", and no row has this unit. Delete the name')
