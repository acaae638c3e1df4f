"""Read the sheets of an XLSX workbook as grids, in one pass over the XML of each sheet.

A cell is read with its number format, so that 0.125 shown as 12.5% is 12.5%. Styles without content cost next to
nothing. See docs/decisions/0029-readers-of-file-formats.md for why no library does this.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator

from composite_index.files.grids import Grid, GridMaker, Merged
from composite_index.files.layouts import (
    NO_RESULT,
    PLAIN,
    Layout,
    cell_text,
    clean,
    error_reason,
    layout_of,
    plain_number,
    serial_text,
)
from composite_index.files.markup import small_tree, stream_parser

CHUNK = 1 << 18
# A cell with a style and nothing else, before another cell or the end of the row, which then keep their places.
_STYLED_BLANK = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: [st]="\w+")*\s*/>(?=<(?:c r="|/row>))')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"


def xlsx_grids(data: bytes, file: str, path: str, wanted: Callable[[str], bool]) -> list[Grid]:
    """Return the grid of each sheet whose name is wanted, in the workbook's order; hidden ones too.

    Raises InputError if a sheet has too many cells, and what the libraries for zip and XML raise if it is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = _Book(archive)
        grids = []
        for title, part in book.sheets:
            if wanted(title):
                grid = Grid(f"{file} sheet {title}", path, title, letters=True)
                grids.append(_SheetReader(book, grid).read(archive, part))
        return grids


class _Book:
    """What the sheets of a workbook share: their names and parts, strings, formats, the day that dates count from."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        home = next((target for kind, target in _relations(archive, "") if kind == "officeDocument"), "xl/workbook.xml")
        book = small_tree(archive.read(home))
        relations = {number: (kind, target) for number, kind, target in _numbered_relations(archive, home)}
        parts = dict(relations.values())
        self.sheets = [
            (sheet.get("name", ""), relations[number][1])
            for sheet in book.iterfind("{*}sheets/{*}sheet")
            for key, number in sheet.attrib.items()
            # a sheet may also be a chart alone
            if key.endswith("}id") and relations.get(number, ("",))[0] == "worksheet"
        ]
        properties = book.find("{*}workbookPr")
        self.of_1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
        self.strings = _strings(archive, parts["sharedStrings"]) if "sharedStrings" in parts else []
        self.layouts = _layouts(archive.read(parts["styles"])) if "styles" in parts else []


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    for _, kind, target in _numbered_relations(archive, part):
        yield kind, target


def _numbered_relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """Give the id, kind and path of each part that a part of the workbook refers to."""
    folder, name = posixpath.split(part)
    beside = posixpath.join(folder, "_rels", f"{name}.rels")
    if beside not in archive.namelist():
        return
    for relation in small_tree(archive.read(beside)):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        yield relation.get("Id", ""), posixpath.basename(relation.get("Type", "")), target.lstrip("/")


def _layouts(styles: bytes) -> list[Layout]:
    """Return the number format of each style of cells."""
    root = small_tree(styles)
    codes = {
        int(each.get("numFmtId", "0")): each.get("formatCode", "") for each in root.iterfind("{*}numFmts/{*}numFmt")
    }
    numbers = [int(style.get("numFmtId", "0")) for style in root.iterfind("{*}cellXfs/{*}xf")]
    known = {number: layout_of(number, codes) for number in set(numbers)}
    return [known[number] for number in numbers]


def _strings(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the texts that cells refer to by number."""
    strings: list[str] = []
    texts: list[str] = []
    phonetic = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal phonetic
        tag = name.rpartition(":")[2]
        if tag == "si":
            texts.clear()
        elif tag == "rPh":
            phonetic = True
        elif tag == "t" and not phonetic:
            parser.CharacterDataHandler = texts.append

    def end(name: str) -> None:
        nonlocal phonetic
        tag = name.rpartition(":")[2]
        if tag == "si":
            strings.append(_text(texts))
        elif tag == "rPh":
            phonetic = False
        elif tag == "t":
            parser.CharacterDataHandler = None

    parser = stream_parser(start, end)
    with archive.open(part) as file:
        parser.ParseFile(file)
    return strings


def _text(parts: list[str]) -> str:
    """Join a text, with the characters that XML cannot hold as _x000D_."""
    text = "".join(parts)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if int(found[1], 16) else "", text)
    return clean(text)


class _SheetReader:
    """Fills a grid from the elements of a sheet's XML."""

    def __init__(self, book: _Book, grid: Grid) -> None:
        self.book = book
        self.maker = GridMaker(grid)
        self.line, self.column = 0, -1
        self.cell: dict[str, str] = {}
        # the parts of the value, None if the cell has none
        self.texts: list[str] | None = None
        self.has_formula = self.in_phonetic = False
        self.columns: dict[str, int] = {}
        # most styles of most workbooks change nothing about how a number reads
        self.plain: set[str | None] = {str(n) for n, layout in enumerate(book.layouts) if layout.is_plain}
        if "0" in self.plain or not book.layouts:
            self.plain.add(None)
        self.parser = stream_parser(self.start, self.end)

    def read(self, archive: zipfile.ZipFile, part: str) -> Grid:
        """Read the whole sheet. The last incomplete part of a chunk waits for the next one."""
        rest = b""
        with archive.open(part) as file:
            while chunk := file.read(CHUNK):
                chunk = rest + chunk
                cut = max(chunk.rfind(b"<c "), 0)
                rest, chunk = chunk[cut:], chunk[:cut]
                self.parser.Parse(_STYLED_BLANK.sub(b"", chunk) if b"/>" in chunk else chunk)
        self.parser.Parse(rest, True)
        return self.maker.finish()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note where the cell is, and listen to its text."""
        if name == "c":
            self.cell = attributes
            self.texts, self.has_formula = None, False
        elif name == "v" or (name == "t" and self.texts is not None and not self.in_phonetic):
            self.texts = [] if name == "v" or self.texts is None else self.texts
            self.parser.CharacterDataHandler = self.texts.append
        elif name == "row":
            self.line = int(attributes.get("r", self.line + 1))
            self.column = -1
            self.maker.begin(self.line)
        elif name == "f":
            self.has_formula = True
        elif name == "is":
            self.texts = []
        elif name == "rPh":
            self.in_phonetic = True
        elif name == "mergeCell":
            self.merge(attributes["ref"])
        elif ":" in name:
            # some programs write x:worksheet, x:row, x:c
            self.start(name.rpartition(":")[2], attributes)

    def end(self, name: str) -> None:
        """Put the cell, or end the row."""
        if name == "v" or name == "t":
            self.parser.CharacterDataHandler = None
        elif name == "c":
            place = self.cell.get("r")
            self.column = self.index(place.rstrip(_DIGITS)) if place else self.column + 1
            if self.texts is not None or self.has_formula:
                self.put()
        elif name == "row":
            self.maker.end()
        elif name == "rPh":
            self.in_phonetic = False
        elif ":" in name:
            self.end(name.rpartition(":")[2])

    def put(self) -> None:
        """Put the cell that has just ended."""
        kind, style = self.cell.get("t", "n"), self.cell.get("s")
        raw = "".join(self.texts or ())
        if raw and kind == "n":
            self.put_number(raw, style)
        elif not raw:
            # a program that does not compute writes an empty result; the text '' is a result
            if self.has_formula and (self.texts is None or kind != "str"):
                self.maker.put(self.column, "", reason=NO_RESULT)
        elif kind == "s":
            self.maker.put(self.column, self.book.strings[int(raw)])
        elif kind in ("str", "inlineStr"):
            self.maker.put(self.column, _text([raw]))
        elif kind == "b":
            self.maker.put(self.column, cell_text(raw not in ("0", "false"))[0])
        elif kind == "e":
            self.maker.put(self.column, "", reason=error_reason(raw))
        else:
            self.put_date(raw, style)

    def put_number(self, raw: str, style: str | None) -> None:
        """Put a number, or the date that its format makes of it."""
        try:
            value = float(raw) if "." in raw or "e" in raw or "E" in raw else int(raw)
        except ValueError:
            self.maker.put(self.column, "", reason=f"{raw[:50]!r} where a number belongs. Correct it")
            return
        if style in self.plain:
            self.maker.put(self.column, plain_number(value), True)
            return
        layout = self.layout(style)
        if layout.is_date:
            text, reason = serial_text(value, layout, self.book.of_1904)
        else:
            text, reason = cell_text(value, layout)
        self.maker.put(self.column, text, not layout.is_date, reason)

    def put_date(self, raw: str, style: str | None) -> None:
        """Put a date that is written as one, which few programs do."""
        from openpyxl.utils.datetime import from_ISO8601

        try:
            text, reason = cell_text(from_ISO8601(raw), self.layout(style))
        except ValueError:
            text, reason = "", f"{raw[:50]!r} where a date belongs. Correct it"
        self.maker.put(self.column, text, reason=reason)

    def layout(self, style: str | None) -> Layout:
        """Return the number format of a cell."""
        number = int(style or 0)
        return self.book.layouts[number] if number < len(self.book.layouts) else PLAIN

    def index(self, letters: str) -> int:
        """Return the number of a column from 0."""
        try:
            return self.columns[letters]
        except KeyError:
            from openpyxl.utils import column_index_from_string

            self.columns[letters] = column_index_from_string(letters) - 1
            return self.columns[letters]

    def merge(self, ref: str) -> None:
        """Note a range of merged cells."""
        from openpyxl.utils import range_boundaries

        left, top, right, bottom = range_boundaries(ref)
        self.maker.grid.merged.append(Merged(top, left - 1, bottom, right - 1))
