"""Read the cells of values as an entry of a recipe declares them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from composite_index.files import cells
from composite_index.files.grids import Row
from composite_index.files.problems import Problems
from composite_index.files.records import Source
from composite_index.recipes.recipe import Recipe
from composite_index.recipes.tables import Declared


class Values:
    """Reads the cells of values as an entry declares: markers, flags, decimal sign and thousands."""

    def __init__(self, table: Declared, recipe: Recipe):
        """Take what the entry of the table says."""
        entry = table.entry
        self.entry, self.recipe = entry, recipe
        self.markers = {cells.fold(text): value for text, value in entry.markers.items()}
        self.numbers = {
            number: value for text, value in entry.markers.items() if (number := _decimal(text)) is not None
        }
        flags = sorted(map(re.escape, entry.flags), key=len, reverse=True)
        marks = "|".join(flags)
        self.flags = (
            re.compile(rf"^(?P<before>(?:(?:{marks})\s*)*)(?P<rest>.*?)(?P<behind>(?:\s*(?:{marks}))*)$")
            if flags
            else None
        )
        self.declared = entry.decimal is not None or entry.thousands is not None
        decimal = entry.decimal or "."
        thousands = entry.thousands
        grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|" if thousands else ""
        self.number = re.compile(
            rf"[+-]?(?:(?:{grouped}\d+)(?:{re.escape(decimal)}\d*)?|{re.escape(decimal)}\d+)(?:[eE][+-]?\d+)?\s*%?"
        )

    def read(self, row: Row, index: int, source: Source, problems: Problems) -> tuple[str | None, str, bool]:
        """Return the value of a cell as text (None if it is missing), its note, and whether its point is certain."""
        text = row.cells[index]
        if not text:
            return None, "", False
        is_number = index in row.numbers
        if is_number and not self.numbers:
            return text, "", True
        folded = cells.fold(text) if self.markers else text
        if folded in self.markers:
            return self.markers[folded], text, True
        if self.numbers and (number := _decimal(text)) is not None and number in self.numbers:
            return self.numbers[number], text, True
        if is_number:
            return text, "", True
        note = ""
        if self.flags and (found := self.flags.match(text)) and (found["before"] or found["behind"]):
            note = " ".join(f"{found['before']} {found['behind']}".split())
            text = found["rest"].strip()
            folded = cells.fold(text)
            if folded in self.markers:
                return self.markers[folded], f"{text} {note}", True
        if cells.is_null(text):
            return None, note, False
        if not self.declared:
            return text, note, False
        plain = cells.half_width(text).strip().replace("\u2212", "-").replace("\u2019", "'")
        plain = re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", plain)
        if not self.number.fullmatch(plain):
            if any(sign.isdigit() for sign in plain) and not any(sign.isalpha() for sign in plain):
                marks = f'the decimal sign is "{self.entry.decimal or "."}"'
                marks += f' and thousands have "{self.entry.thousands}"' if self.entry.thousands else ""
                line = self.entry.lines.get("decimal") or self.entry.lines["thousands"]
                problems.add(
                    source.file,
                    f'{source.place(row.line, index)}: "{text}" is no such number: {self.recipe.place(line)} says that '
                    f"{marks}",
                )
            return text, note, False
        if self.entry.thousands:
            plain = plain.replace(self.entry.thousands, "")
        return plain.replace(self.entry.decimal or ".", "."), note, True


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
