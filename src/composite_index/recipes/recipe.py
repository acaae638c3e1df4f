"""A reading recipe: what each file is and how its cells are read. `read_recipe` reads and checks the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from composite_index.files.catalogue import INPUTS, UNIT_LABELS
from composite_index.files.cells import CellError, number
from composite_index.files.problems import InputError, Problems, did_you_mean
from composite_index.recipes.patterns import Pattern, PatternError, compiled

RECIPE = "recipe.yml"
VERSION = "1"
# What a cell without a number means, beside a number.
BLANK = "blank"
DECIMALS = (".", ",")
THOUSANDS = (",", ".", " ", "'")
# Columns of an observation that a column of the file, a name or a constant can give.
OBSERVED = ("period", "unit_id", *UNIT_LABELS, "node_id", "value", "unit_of_measure", "source", "note")
# The name of an indicator, which only the framework to fill in reads.
NODE_LABEL = "node_label"
OF_UNITS = tuple(column for column in INPUTS["units"].columns if column not in ("index_id", "unit_id", *UNIT_LABELS))


@dataclass
class Entry:
    """How one file, one sheet, or all files and sheets of one kind are read. `line`: its line in the recipe."""

    line: int
    file: Pattern
    sheet: Pattern | None = None
    input: str = "observations"
    encoding: str | None = None
    delimiter: str | None = None
    header: list[int] = field(default_factory=lambda: [1])
    """Rows that hold the names of the columns; names of several rows are joined by ` / `."""
    fill_header: bool = False
    """Whether a blank cell of an upper row of the header means the same as the cell on its left."""
    first_row: int | None = None
    """The first row below the header that is read; None: the next one."""
    notes_from: Pattern | None = None
    """The first cell of the row where notes begin; an empty pattern is an empty row. None: no notes."""
    titles: dict[str, Pattern] = field(default_factory=dict)
    """Cells above the header that say something, such as A2: '指标：{node_id}'."""
    columns: dict[str, str] = field(default_factory=dict)
    """The column of the file for a column of the input."""
    values: list[Pattern] = field(default_factory=list)
    """Names of the columns that hold values; the fields say what a name gives."""
    constants: dict[str, str] = field(default_factory=dict)
    split: dict[str, list[str]] = field(default_factory=dict)
    """A column that holds several, separated by commas, and the names of these."""
    fill_down: list[str] = field(default_factory=list)
    """Columns where a blank cell means the same as the one above it."""
    keep: dict[str, list[Pattern]] = field(default_factory=dict)
    """Only rows with one of these texts in the column are read."""
    leave_out_rows: dict[str, list[Pattern]] = field(default_factory=dict)
    leave_out_columns: list[Pattern] = field(default_factory=list)
    decimal: str | None = None
    thousands: str | None = None
    markers: dict[str, str | None] = field(default_factory=dict)
    """What a cell of this text means: None for a blank, else a number."""
    flags: list[str] = field(default_factory=list)
    """Marks before or behind a number, which go into the note of the observation."""
    lines: dict[str, int] = field(default_factory=dict)
    """The line of each key."""


@dataclass
class Recipe:
    """All entries of a recipe, and other names of units."""

    path: Path
    index: str | None = None
    entries: list[Entry] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    not_read: list[Pattern] = field(default_factory=list)
    """Names of files that are not read, and need no mention."""
    lines: dict[str, int] = field(default_factory=dict)
    """The line of each key."""

    def reads(self, name: str) -> bool:
        """Tell whether an entry reads the file of this name."""
        return any(entry.file.match(name) is not None for entry in self.entries)

    def place(self, line: int) -> str:
        """Say where a line of the recipe is."""
        return f"{self.path.name} line {line}"


def read_recipe(path: Path) -> Recipe:
    """Read a recipe. Raises InputError with everything that is wrong, each with its line."""
    from ruamel.yaml import YAML  # here, because a folder without a recipe does without it
    from ruamel.yaml.error import YAMLError

    problems = Problems()
    try:
        tree = YAML().compose(path.read_text(encoding="utf-8-sig"))
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path.name} line {mark.line + 1}" if mark else path.name
        what = getattr(error, "problem", None) or error
        raise InputError([f"{place}: this is no YAML ({what}). Put names with signs in single quotes"]) from None
    recipe = _Reader(path, problems).recipe(tree)
    problems.stop()
    return recipe


class _Reader:
    """Reads the nodes of a YAML tree and notes what is wrong."""

    def __init__(self, path: Path, problems: Problems):
        self.name, self.path, self.problems = path.name, path, problems

    def wrong(self, node: object, sentence: str) -> None:
        line = node.start_mark.line + 1 if node is not None else 1  # type: ignore[attr-defined]
        self.problems.add(self.name, f"{self.name} line {line}: {sentence}")

    def recipe(self, tree: object) -> Recipe:
        recipe = Recipe(self.path)
        found = dict(self.items(tree, "the recipe", ("recipe", "index", "files", "aliases", "not_read")))
        if "recipe" in found and self.text(found["recipe"]) != VERSION:
            self.wrong(found["recipe"], f"recipe: this version reads recipes of version {VERSION}")
        recipe.lines = {name: node.start_mark.line + 1 for name, node in found.items()}  # type: ignore[attr-defined]
        recipe.index = self.text(found["index"]) if "index" in found else None
        recipe.aliases = {name: self.text(node) for name, node in self.items(found.get("aliases"), "aliases")}
        recipe.not_read = self.patterns(found.get("not_read"))
        files = found.get("files")
        if files is None or not self.is_sequence(files) or not files.value:
            self.wrong(files or tree, "files: name at least one file, as - file: data.csv")
            return recipe
        for node in files.value:
            entry = self.entry(node)
            if entry is not None:
                recipe.entries.append(entry)
        return recipe

    def entry(self, node: object) -> Entry | None:
        known = {
            "file": self.pattern,
            "sheet": self.pattern,
            "input": self.text,
            "encoding": self.text,
            "delimiter": self.text,
            "header": self.rows,
            "fill_header": self.yes_no,
            "first_row": self.row,
            "notes_from": self.pattern,
            "titles": lambda value: {name: self.pattern(each) for name, each in self.items(value, "titles")},
            "columns": self.columns,
            "values": self.patterns,
            "constants": self.constants,
            "split": lambda value: {name: self.texts(each) for name, each in self.items(value, "split")},
            "fill_down": self.texts,
            "keep": lambda value: {name: self.patterns(each) for name, each in self.items(value, "keep")},
            "leave_out_rows": lambda value: {
                name: self.patterns(each) for name, each in self.items(value, "leave_out_rows")
            },
            "leave_out_columns": self.patterns,
            "decimal": lambda value: self.one_of(value, "decimal", DECIMALS),
            "thousands": lambda value: self.one_of(value, "thousands", THOUSANDS),
            "markers": self.markers,
            "flags": self.texts,
        }
        found = list(self.items(node, "a file", tuple(known)))
        lines = {name: value.start_mark.line + 1 for name, value in found}
        cells = {name: known[name](value) for name, value in found}
        if not cells.get("file"):
            self.wrong(node, "file: the name of the file is missing")
            return None
        entry = Entry(node.start_mark.line + 1, lines=lines, **cells)  # type: ignore[attr-defined]
        self.check(node, entry)
        return entry

    def check(self, node: object, entry: Entry) -> None:
        """Note what does not go together in an entry."""
        if entry.input not in INPUTS:
            self.wrong(node, f"input: {entry.input} is none of {', '.join(INPUTS)}")
        elif entry.input != "observations" and (entry.values or entry.constants or entry.titles):
            self.wrong(node, f"values, titles and constants are for observations, not for {entry.input}")
        if entry.thousands and entry.thousands == (entry.decimal or "."):
            self.wrong(node, f'thousands and decimal are both "{entry.thousands}"')
        if entry.input != "observations":
            return
        sources = [*entry.columns, *entry.constants]
        for pattern in (entry.file, entry.sheet, *entry.titles.values()):
            sources += pattern.fields if pattern else ()
        from_header = {name for pattern in entry.values for name in pattern.fields}
        for name in dict.fromkeys(sources):
            if sources.count(name) > 1 or name in from_header:
                self.wrong(node, f"{name} is given twice: it comes from a column, a name, a title or a constant")
        given = {*sources, *from_header}
        if not {"unit_id", *UNIT_LABELS} & given:
            self.wrong(node, "columns: no column is the unit. Write unit_id (a code) or label_en or label_zh (a name)")
        if "value" in entry.columns and entry.values:
            self.wrong(node, "values and the column value exclude each other: a table is wide or long")
        if "value" not in entry.columns and not entry.values:
            self.wrong(
                node, "values: no column has values. Write values for a wide table, or columns: value for a long one"
            )
        if "node_id" not in given:
            self.wrong(node, "node_id: nothing says which indicator it is. Write it in columns, values or constants")

    def items(self, node: object, what: str, known: tuple[str, ...] | None = None) -> Iterator[tuple[str, object]]:
        """Give the keys and values of a mapping; a key without a value is not decided."""
        if node is None:
            return
        if not hasattr(node, "value") or node.id != "mapping":  # type: ignore[attr-defined]
            self.wrong(node, f"{what} must be keys and values, as key: value")
            return
        seen = set()
        for name, value in node.value:  # type: ignore[attr-defined]
            if known and name.value not in known:
                self.wrong(name, f"{name.value} is no key of {what}{did_you_mean(name.value, known)}")
            elif name.value in seen:
                self.wrong(name, f"{name.value} stands twice")
            elif value.id == "scalar" and value.tag.endswith(":null") and not value.style:
                self.wrong(name, f"{name.value}: nothing is written after it. Decide, or delete the line")
            else:
                seen.add(name.value)
                yield name.value, value

    @staticmethod
    def is_sequence(node: object) -> bool:
        return node.id == "sequence"  # type: ignore[attr-defined]

    def text(self, node: object) -> str:
        if node.id != "scalar":  # type: ignore[attr-defined]
            self.wrong(node, "one text is expected here")
            return ""
        return str(node.value)  # type: ignore[attr-defined]

    def texts(self, node: object) -> list[str]:
        return [self.text(each) for each in (node.value if self.is_sequence(node) else [node])]  # type: ignore[attr-defined]

    def pattern(self, node: object) -> Pattern:
        text = self.text(node)
        try:
            return compiled(text)
        except PatternError as error:
            self.wrong(node, f'"{text}": {error}')
            return compiled("")

    def patterns(self, node: object) -> list[Pattern]:
        if node is None:
            return []
        return [self.pattern(each) for each in (node.value if self.is_sequence(node) else [node])]  # type: ignore[attr-defined]

    def row(self, node: object) -> int:
        text = self.text(node)
        if not re.fullmatch(r"[1-9]\d*", text):
            self.wrong(node, f'"{text}" is no row. Rows count from 1')
            return 1
        return int(text)

    def rows(self, node: object) -> list[int]:
        rows = [self.row(each) for each in (node.value if self.is_sequence(node) else [node])]  # type: ignore[attr-defined]
        if rows != sorted(set(rows)) or not rows:
            self.wrong(node, "header: write its rows from top to bottom, as [3, 4]")
        return rows or [1]

    def yes_no(self, node: object) -> bool:
        return self.one_of(node, "this", ("true", "false")) == "true"

    def one_of(self, node: object, what: str, known: tuple[str, ...]) -> str:
        text = self.text(node)
        if text not in known:
            self.wrong(node, f'{what}: "{text}" is none of {", ".join(map(repr, known))}')
            return known[0]
        return text

    def columns(self, node: object) -> dict[str, str]:
        return {name: self.text(value) for name, value in self.items(node, "columns", self.known_columns())}

    def constants(self, node: object) -> dict[str, str]:
        return {name: self.text(value) for name, value in self.items(node, "constants", (*OBSERVED, *OF_UNITS))}

    @staticmethod
    def known_columns() -> tuple[str, ...]:
        return tuple(
            dict.fromkeys((*OBSERVED, NODE_LABEL, *(name for each in INPUTS.values() for name in each.columns)))
        )

    def markers(self, node: object) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for name, value in self.items(node, "markers"):
            text = self.text(value)
            try:
                found[name] = None if text == BLANK else number(text).text
            except CellError:
                self.wrong(value, f'markers: "{name}" means {text}, which is neither {BLANK} nor a number')
        return found
