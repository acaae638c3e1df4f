"""The rows and columns of a grid as an entry of a recipe declares them; refused where the two disagree."""

from __future__ import annotations

from dataclasses import dataclass, field

from composite_index.files import cells
from composite_index.files.grids import Grid, Row, letter
from composite_index.files.problems import Problems, did_you_mean
from composite_index.recipes.patterns import one_space
from composite_index.recipes.recipe import Entry, Recipe

JOINED = " / "
# A row with as many numbers is no note.
NUMBERS_OF_DATA = 2
SHOWN = 12


@dataclass
class Declared:
    """A grid read by an entry: names of columns, and the rows that are read, with a cell for each name."""

    grid: Grid
    entry: Entry
    header: list[str]
    rows: list[Row]
    notes: int = 0
    """How many rows below the data are not read."""
    left_out: dict[str, int] = field(default_factory=dict)
    """How many rows each pattern of leave_out_rows left out."""


def declared(grid: Grid, entry: Entry, recipe: Recipe, problems: Problems) -> Declared | None:
    """Return the table that an entry declares in a grid; None, and problems, if the grid is not so."""
    by_line = {row.line: row for row in grid.rows}
    missing = [line for line in entry.header if line not in by_line or not any(by_line[line].cells)]
    if missing:
        problems.add(
            grid.file,
            f"{grid.file} line {missing[0]}: {recipe.place(entry.lines.get('header', entry.line))} says that this row "
            "has the names of the columns, and it is empty",
        )
        return None
    header = header_names(grid, entry)
    rows, notes = _data_rows(grid, entry, recipe, problems)
    table = Declared(grid, entry, header, rows, notes)
    _check_lengths(table, problems)
    _split(table, recipe, problems)
    _fill_down(table, recipe, problems)
    _select(table, recipe, problems)
    return table


def header_names(grid: Grid, entry: Entry) -> list[str]:
    """Return a name for each column: the header's rows joined, `column C` for a blank one, `Rank (2)` for a second."""
    by_line = {row.line: row for row in grid.rows}
    width = max(len(by_line[line].cells) for line in entry.header)
    upper: list[list[str]] = []
    for line in entry.header:
        texts = [one_space(cell) for cell in by_line[line].cells] + [""] * (width - len(by_line[line].cells))
        for merged in grid.merged:
            if merged.first_line <= line <= merged.last_line and merged.first_line in by_line:
                first = by_line[merged.first_line].cells
                text = one_space(first[merged.first_column]) if merged.first_column < len(first) else ""
                for column in range(merged.first_column, min(merged.last_column + 1, width)):
                    texts[column] = text
        if entry.fill_header and line != entry.header[-1]:
            for column in range(1, width):
                texts[column] = texts[column] or texts[column - 1]
        upper.append(texts)
    names: list[str] = []
    for column in range(width):
        parts = [texts[column] for texts in upper if texts[column]]
        parts = [part for index, part in enumerate(parts) if index == 0 or part != parts[index - 1]]
        names.append(_another(JOINED.join(parts) or f"column {letter(column)}", names))
    return names


def _another(name: str, names: list[str]) -> str:
    """Return the name, or `name (2)` and so on if there is such a name already."""
    if name not in names:
        return name
    number = 2
    while f"{name} ({number})" in names:
        number += 1
    return f"{name} ({number})"


def _data_rows(grid: Grid, entry: Entry, recipe: Recipe, problems: Problems) -> tuple[list[Row], int]:
    """Return the rows of the data, and the number of rows with notes below them."""
    first = entry.first_row or entry.header[-1] + 1
    below = [row for row in grid.rows if row.line >= first]
    if entry.notes_from is None:
        return [row for row in below if any(row.cells)], 0
    place = recipe.place(entry.lines["notes_from"])
    end = _notes_begin(below, entry)
    if end is None:
        what = f'with "{entry.notes_from.text}" in its first cell' if entry.notes_from.text else "that is empty"
        problems.add(grid.file, f"{grid.file}: {place} says that notes begin at a row {what}, and there is none")
        return [row for row in below if any(row.cells)], 0
    notes = [row for row in below[end:] if any(row.cells)]
    for row in notes:
        if sum(_is_number(cell) for cell in row.cells[1:]) >= NUMBERS_OF_DATA:
            problems.add(
                grid.file,
                f"{grid.file} line {row.line}: {place} says that notes begin above this row, and it has numbers. "
                "Correct notes_from, so that no data are lost",
                once="numbers in notes",
            )
    return [row for row in below[:end] if any(row.cells)], len(notes)


def _notes_begin(rows: list[Row], entry: Entry) -> int | None:
    """Return the index of the first row of the notes: in a sheet a row that is absent is an empty one."""
    assert entry.notes_from is not None
    if not entry.notes_from.text:
        for index, row in enumerate(rows):
            if not any(row.cells) or (index and row.line > rows[index - 1].line + 1 and not entry.delimiter):
                return index if index else None
        return len(rows)
    for index, row in enumerate(rows):
        first = next((cell for cell in row.cells if cell), "")
        if first and entry.notes_from.match(first) is not None:
            return index
    return None


def _is_number(text: str) -> bool:
    try:
        return bool(cells.number(text))
    except cells.CellError:
        return False


def _check_lengths(table: Declared, problems: Problems) -> None:
    """Refuse a row of a text file without as many cells as the header, and fill the rows of a sheet."""
    grid, width = table.grid, len(table.header)
    for row in table.rows:
        more = [cell for cell in row.cells[width:] if cell]
        if more or (not grid.letters and len(row.cells) < width):
            hint = f"; the first one too many is {more[0]!r}" if more else ""
            problems.add(
                grid.file,
                f"{grid.file} line {row.line}: {len(row.cells)} cells, but the header has {width}{hint}. "
                "Correct header, delimiter or notes_from in the recipe, or quote a cell that contains the delimiter",
            )
    table.rows = [
        Row(row.line, (row.cells + [""] * (width - len(row.cells)))[:width], row.numbers)
        if len(row.cells) != width
        else row
        for row in table.rows
    ]


def position(table: Declared, name: str, key: str, recipe: Recipe, problems: Problems) -> int | None:
    """Return the index of a column that the recipe names; None, and a problem, if the header has no such name."""
    wanted = one_space(name)
    if wanted in table.header:
        return table.header.index(wanted)
    hint = did_you_mean(wanted, table.header)
    names = ", ".join(table.header[:SHOWN]) + (" …" if len(table.header) > SHOWN else "")
    line = table.entry.header[0]
    problems.add(
        table.grid.file,
        f"{table.grid.file} line {line}: {recipe.place(table.entry.lines.get(key, table.entry.line))} names the column "
        f"{name}, and the header has none{hint or '.'} It has {names}",
    )
    return None


def _split(table: Declared, recipe: Recipe, problems: Problems) -> None:
    """Add a column for each part of a column that holds several."""
    for name, parts in table.entry.split.items():
        index = position(table, name, "split", recipe, problems)
        if index is None:
            continue
        table.header += parts
        rows = []
        for row in table.rows:
            texts = [text.strip() for text in row.cells[index].split(",")]
            if len(texts) != len(parts):
                problems.add(
                    table.grid.file,
                    f'{table.grid.file} line {row.line}: "{row.cells[index]}" has {len(texts)} parts, and '
                    f"{recipe.place(table.entry.lines['split'])} names {len(parts)}: {', '.join(parts)}",
                )
            rows.append(Row(row.line, [*row.cells, *(texts + [""] * len(parts))[: len(parts)]], row.numbers))
        table.rows = rows


def _fill_down(table: Declared, recipe: Recipe, problems: Problems) -> None:
    for name in table.entry.fill_down:
        index = position(table, name, "fill_down", recipe, problems)
        above = ""
        for number, row in enumerate(table.rows if index is not None else ()):
            assert index is not None
            if row.cells[index]:
                above = row.cells[index]
            elif above:
                table.rows[number] = Row(row.line, [*row.cells[:index], above, *row.cells[index + 1 :]], row.numbers)


def _select(table: Declared, recipe: Recipe, problems: Problems) -> None:
    """Keep the rows that `keep` names, and leave out those that `leave_out_rows` names."""
    for name, patterns in table.entry.keep.items():
        index = position(table, name, "keep", recipe, problems)
        if index is None:
            continue
        kept = [row for row in table.rows if any(each.match(row.cells[index]) is not None for each in patterns)]
        if not kept and table.rows:
            found = list(dict.fromkeys(row.cells[index] for row in table.rows))
            problems.add(
                table.grid.file,
                f"{table.grid.file}: {recipe.place(table.entry.lines['keep'])} keeps the rows whose {name} is "
                f"{' or '.join(each.text for each in patterns)}, and there is none. "
                f"There are {', '.join(found[:SHOWN])}",
            )
        table.rows = kept
    for name, patterns in table.entry.leave_out_rows.items():
        index = position(table, name, "leave_out_rows", recipe, problems)
        if index is None:
            continue
        kept = []
        for row in table.rows:
            found = next((each for each in patterns if each.match(row.cells[index]) is not None), None)
            if found is None:
                kept.append(row)
            else:
                table.left_out[found.text] = table.left_out.get(found.text, 0) + 1
        table.rows = kept
