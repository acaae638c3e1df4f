"""The command `composite-index init`: look at files, and write the recipe, the framework to fill in, and the units."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from composite_index.files.catalogue import INPUTS, UNIT_LABELS
from composite_index.files.columns import input_of
from composite_index.files.decoding import is_certainly_chinese
from composite_index.files.grids import Grid
from composite_index.files.inputs import assemble
from composite_index.files.kinds import TEXT_FILES
from composite_index.files.opening import is_readable, open_file
from composite_index.files.problems import InputError, Problems, counted, printable
from composite_index.files.reading import is_left_out, read_tables
from composite_index.files.records import Inputs, Read, slug
from composite_index.files.skeleton import skeleton
from composite_index.files.units import partial_units
from composite_index.recipes.aliases import near_names
from composite_index.recipes.found import Guess
from composite_index.recipes.guess import guess
from composite_index.recipes.names import Draft, drafts
from composite_index.recipes.observations import read_by_recipe
from composite_index.recipes.recipe import RECIPE, Recipe, read_recipe
from composite_index.recipes.sentinels import SENTINELS
from composite_index.recipes.standard import is_standard
from composite_index.recipes.writing import recipe_text

SAMPLE = 3
WIDEST = 28
FRAMEWORK, UNITS = "framework.csv", "units.csv"


def init(path: Path, index_id: str | None = None, period: str | None = None, encoding: str | None = None) -> list[str]:
    """Look at a file or a folder and write what is missing of recipe, framework and units; return lines to print.

    Nothing that is there is overwritten. Raises InputError if no file has a table.
    """
    if not path.exists():
        raise InputError([f"{path}: there is no such file or folder"])
    folder = path if path.is_dir() else path.parent
    recipe_file = folder / RECIPE
    name = index_id or slug((path if path.is_dir() else path.with_suffix("")).resolve().name)
    if recipe_file.exists():
        lines = _changes(folder, encoding)
        try:
            inputs = _inputs(folder, name, period, encoding, {})
        except InputError as error:
            return lines + _undecided(error)
        return lines + _rest(folder, inputs)
    opened: dict[str, list[Grid]] = {}
    found, skipped = _guesses(path, encoding, opened)
    if not found:
        names = f"; not read: {', '.join(skipped)}" if skipped else ""
        raise InputError([f"{path}: no file here has a table with numbers{names}"])
    complete = _without_recipe(path, name, period, encoding) if _has_framework(path, opened) else None
    # only a number that stands for a missing value is read without a complaint
    if complete is not None and not any(set(SENTINELS).intersection(guess.keys.get("markers", ())) for guess in found):
        return [
            "No recipe is needed: build reads these files as they are",
            *_sample(complete),
            *_units(folder if path.is_dir() else None, complete),
            f"Run composite-index build {path}",
        ]
    entries = drafts(found)
    _write(recipe_file, recipe_text(name, entries, [], skipped))
    lines = _table(entries)
    lines.append(f"Wrote {recipe_file}: how the files are read. Look through it before you build")
    choices = sum(len(draft.guess.choices) + len(draft.choices) for draft in entries)
    if choices:
        lines.append(f"To decide: {counted(choices, 'line')} after the word Decide in {RECIPE}")
    try:
        inputs = _inputs(folder, name, period, encoding, opened)
    except InputError as error:
        return lines + _undecided(error)
    # the names of units can only be compared once the files are read
    pairs = near_names(inputs)
    if pairs:
        recipe_file.write_text(recipe_text(name, entries, pairs, skipped), encoding="utf-8")
        lines.append(f"{counted(len(pairs), 'unit')} may have two names: see aliases at the end of {RECIPE}")
    return lines + _rest(folder, inputs)


def _has_framework(path: Path, opened: dict[str, list[Grid]]) -> bool:
    """Tell whether a file or a sheet is called as a framework."""
    files = path.iterdir() if path.is_dir() else [path]
    names = [file.stem for file in files] + [grid.sheet or "" for grids in opened.values() for grid in grids]
    return any(input_of(name)[0] == "framework" for name in names)


def _without_recipe(path: Path, name: str, period: str | None, encoding: str | None) -> Inputs | None:
    """Return the inputs if the files, framework included, have the shape that needs no recipe."""
    problems = Problems()
    try:
        tables = read_tables(path, problems, encoding)
        problems.stop()
        return assemble(tables, problems, name, None, period)
    except InputError:
        return None


def _units(folder: Path | None, inputs: Inputs) -> list[str]:
    """Write the units of a folder if some of them come or go; the first file that lists them is never replaced."""
    if folder is None or "units" in _standard_inputs(folder) or not partial_units(inputs.records):
        return []
    _write(folder / UNITS, units_text(inputs), "utf-8-sig")
    return [f"Wrote {folder / UNITS}: {counted(len(inputs.records['units']), 'unit')}, some of which come or go"]


def _write(file: Path, text: str, encoding: str = "utf-8") -> None:
    try:
        with file.open("x", encoding=encoding, newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise InputError([f"{file}: cannot be written ({error.strerror})"]) from None


def _guesses(path: Path, encoding: str | None, opened: dict[str, list[Grid]]) -> tuple[list[Guess], list[str]]:
    """Return a guess for each table of the files, and the names of files without one; keep workbooks in `opened`."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    problems = Problems()
    chinese = any(is_certainly_chinese(file) for file in files if file.suffix.casefold() in TEXT_FILES)
    found: list[Guess] = []
    skipped: list[str] = []
    for file in files:
        if not file.is_file() or file.name.startswith((".", "~")) or not is_readable(file):
            continue
        if is_standard(file) or is_left_out(file.stem):
            continue
        try:
            grids = open_file(file, file.name, encoding, chinese)
        except InputError as error:
            for line in error.lines:
                problems.add(file.name, line)
            continue
        if grids and grids[0].letters:
            opened[file.name] = grids
        of_file = [each for grid in grids if (each := _guess(grid)) is not None]
        for each in of_file:
            each.sheets = sum(bool(grid.rows) and not is_left_out(grid.sheet or "") for grid in grids)
        found += of_file
        if not of_file:
            skipped.append(file.name)
    problems.stop()
    return found, skipped


def _guess(grid: Grid) -> Guess | None:
    return None if is_left_out(grid.sheet or "") else guess(grid)


def others(folder: Path, recipe: Recipe, read: Read) -> list[Path]:
    """Return the files that could be read and that the recipe does not name."""
    return [
        file
        for file in sorted(folder.iterdir())
        if file.is_file()
        and is_readable(file)
        and not file.name.startswith((".", "~"))
        and file.name not in read.files
        and not is_left_out(file.stem)
        and not any(each.match(file.name) is not None for each in recipe.not_read)
    ]


def _inputs(folder: Path, name: str, period: str | None, encoding: str | None, opened: dict[str, list[Grid]]) -> Inputs:
    """Read the folder by its recipe, without the framework."""
    problems = Problems()
    recipe = read_recipe(folder / RECIPE)
    read = read_by_recipe(recipe, folder, problems, encoding, opened)
    problems.stop()
    return assemble([], problems, recipe.index or name, None, period, need_framework=False, read=read)


def _undecided(error: InputError) -> list[str]:
    """Say what keeps the files from being read."""
    again = "Decide these in the recipe, and run composite-index init again: it then writes what is missing"
    return [*(f"  {line}" for line in error.lines), again]


def _standard_inputs(folder: Path) -> set[str | None]:
    """Return which inputs a folder has in files that need no recipe."""
    return {input_of(file.stem)[0] for file in folder.iterdir() if file.is_file() and is_standard(file)}


def _rest(folder: Path, inputs: Inputs) -> list[str]:
    """Write the framework and the units if they are missing."""
    have = _standard_inputs(folder)
    lines = _sample(inputs)
    if "framework" not in have:
        text, indicators = skeleton(inputs)
        _write(folder / FRAMEWORK, text, "utf-8-sig")
        lines.append(
            f"Wrote {folder / FRAMEWORK}: {counted(indicators, 'indicator')}. "
            "Write 1 or -1 in the column direction, check weight and parent_id"
        )
    if "units" not in have:
        _write(folder / UNITS, units_text(inputs), "utf-8-sig")
        lines.append(f"Wrote {folder / UNITS}: {counted(len(inputs.records['units']), 'unit')}")
    lines.append(f"Then run composite-index build {folder}")
    return lines


def in_order(period: str) -> list[tuple[int, str]]:
    """Return the key by which periods are in order: 2024-9 comes before 2024-10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"[0-9]+|[^0-9]+", period)]


def units_text(inputs: Inputs) -> str:
    """Return the units as CSV: those that come or go have the first and the last period of their rows."""
    periods: dict[str, list[str]] = defaultdict(list)
    order = sorted({str(record.cells["period"]) for record in inputs.records["observations"]}, key=in_order)
    present: dict[str, set[str]] = defaultdict(set)
    for record in inputs.records["observations"]:
        present[str(record.cells["unit_id"])].add(str(record.cells["period"]))
    for unit, of_unit in present.items():
        periods[unit] = sorted(of_unit, key=in_order)
    used = [
        column
        for column in INPUTS["units"].columns
        if any(record.cells.get(column) for record in inputs.records["units"])
    ]
    columns = [column for column in used if column not in ("index_id", "first_period", "last_period")]
    comes = any(of_unit and of_unit[0] != order[0] for of_unit in periods.values())
    goes = any(of_unit and of_unit[-1] != order[-1] for of_unit in periods.values())
    columns += ["first_period"] * comes + ["last_period"] * goes
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for record in inputs.records["units"]:
        of_unit = periods.get(str(record.cells["unit_id"]), [])
        cells = dict(record.cells)
        if of_unit and of_unit[0] != order[0]:
            cells["first_period"] = of_unit[0]
        if of_unit and of_unit[-1] != order[-1]:
            cells["last_period"] = of_unit[-1]
        writer.writerow([cells.get(column) or "" for column in columns])
    return text.getvalue()


# --- what a person sees ------------------------------------------------------------------------------------------


def _table(entries: list[Draft]) -> list[str]:
    """Return a table of what was guessed, a row per entry of the recipe."""
    rows = [("file", "header", "layout", "unit", "period", "indicator")]
    for draft in entries:
        guess = draft.guess
        keys = guess.keys.get("columns", {})
        unit = [keys[key] for key in ("unit_id", *UNIT_LABELS) if key in keys]
        values = str(guess.keys.get("values", ""))
        unit = unit or (["names of columns"] if "{unit_id}" in values else ["?"])
        rows.append(
            (
                draft.file + (f" · {draft.sheet}" if draft.sheet else ""),
                str(guess.keys.get("header", "?")),
                guess.layout or "?",
                ", ".join(unit),
                _given("period", draft, keys, values),
                _given("node_id", draft, keys, values),
            )
        )
    return aligned(rows)


def _given(column: str, draft: Draft, keys: dict[str, str], values: str) -> str:
    """Say where a column of the observations comes from."""
    field = f"{{{column}}}"
    if column in keys:
        return f"column {keys[column]}"
    if column in draft.constants:
        return draft.constants[column]
    if field in values:
        return "names of columns"
    for name, what in ((draft.file, "name of the file"), (draft.sheet or "", "name of the sheet")):
        if field in name:
            return what
    return "a title" if any(field in each for each in draft.titles.values()) else "?"


def _sample(inputs: Inputs) -> list[str]:
    """Return the first values as they are read, with their places."""
    rows = [("unit", "period", "indicator", "value", "from")]
    observations = inputs.records["observations"]
    step = max(1, len(observations) // SAMPLE)
    for record in observations[::step][:SAMPLE]:
        cells = record.cells
        rows.append(
            (
                str(cells.get("unit_id")),
                str(cells.get("period")),
                str(cells.get("node_id")),
                str(cells.get("value") if cells.get("value") is not None else "(missing)"),
                record.place("value"),
            )
        )
    units = {record.cells["unit_id"] for record in observations}
    periods = {record.cells["period"] for record in observations}
    nodes = {record.cells["node_id"] for record in observations}
    lines = aligned(rows)
    of_what = f"{counted(len(units), 'unit')}, {counted(len(periods), 'period')} and {counted(len(nodes), 'indicator')}"
    return [f"{counted(len(observations), 'value')} of {of_what}:", *lines]


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Return rows as lines with columns of one width; a Chinese character takes two places."""
    rows = [tuple(printable(cell) for cell in row) for row in rows]
    widths = [min(max(map(width, column)), WIDEST) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [_cut(cell, limit) for cell, limit in zip(row[:-1], widths, strict=False)]
        padded = [cell + " " * (limit - width(cell)) for cell, limit in zip(cells, widths, strict=False)]
        lines.append("  " + "  ".join([*padded, row[-1]]).rstrip())
    return lines


def width(text: str) -> int:
    """Return how many places a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _cut(text: str, limit: int) -> str:
    if width(text) <= limit:
        return text
    while width(text) > limit - 1:
        text = text[:-1]
    return text + "…"


def _changes(folder: Path, encoding: str | None) -> list[str]:
    """Say what of the files the recipe does not say, or says otherwise."""
    recipe = read_recipe(folder / RECIPE)
    problems = Problems()
    read = read_by_recipe(recipe, folder, problems, encoding)
    lines = [f"{folder / RECIPE} is there already, and stays as it is"]
    lines += [f"  {line}" for line in problems.lines()]
    lines += [f"  {line}" for line in read.warnings]
    new = [file for file in others(folder, recipe, read) if not is_standard(file)]
    guesses = []
    for file in new:
        guesses += [each for grid in open_file(file, file.name, encoding) if (each := _guess(grid)) is not None]
    if guesses:
        lines.append("  new files, which the recipe does not read. To read them, add under files:")
        lines += ["    " + line for line in recipe_text("", drafts(guesses), [], []).split("files:\n")[1].splitlines()]
    if len(lines) == 1:
        lines.append("  the files are as it says")
    return lines
