"""Read a delimited text file as a grid, with every line of it: titles, remarks and blank lines too."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from composite_index.files.decoding import decode
from composite_index.files.grids import Grid, Row
from composite_index.files.layouts import clean
from composite_index.files.problems import InputError

# A tab is hardly ever part of a text, and a comma often is; this order decides where two fit alike.
CANDIDATES = ("\t", ";", "|", ",")
LOOKED_AT = 200
# Lines whose quotes are wrong are read without quotes, because they may be titles; so many are no titles.
MOST_WRONG_LINES = 100
_NAMED = re.compile(r"sep=([,;|\t])", re.IGNORECASE)
_NUMBER = re.compile(r"[-+−]?[0-9]+([., '\u00a0\u202f]?[0-9]+)*\s?%?")


def text_grid(
    data: bytes, file: str, path: str, encoding: str | None = None, chinese: bool = False, delimiter: str | None = None
) -> Grid:
    """Return all lines of a text file. Without a delimiter it is the one in a line sep=; or the likeliest one.

    Raises InputError if the bytes cannot be decoded with certainty, or too many lines have wrong quotes.
    """
    text, encoding = decode(data, file, encoding, chinese)
    lines = split_lines(text)
    named = named_delimiter(lines[0]) if lines else None
    if delimiter is None:
        delimiter = named or next(iter(guess_delimiter(text)), ",")
    grid = Grid(file, path, delimiter=delimiter, encoding=encoding)
    grid.rows, grid.refused = read_lines(lines, 1 if named else 0, delimiter, file)
    return grid


def split_lines(text: str) -> list[str]:
    """Return the physical lines with their ends, which are of Unix, Windows or an old Macintosh."""
    return list(io.StringIO(text, newline=""))


def named_delimiter(line: str) -> str | None:
    """Return the delimiter that a line such as sep=; names for Excel, or None."""
    found = _NAMED.fullmatch(line.strip("\r\n"))
    return found[1] if found else None


def read_lines(lines: list[str], start: int, delimiter: str, file: str) -> tuple[list[Row], dict[tuple[int, int], str]]:
    """Return the rows from line `start` (from 0) on, each with the physical line that it starts on.

    A line whose quotes are wrong is split without regard to quotes, and is among the refused ones, by line and 0.
    """
    rows: list[Row] = []
    refused: dict[tuple[int, int], str] = {}
    while start < len(lines):
        reader = csv.reader(iter(lines[start:] if start else lines), delimiter=delimiter, strict=True)
        line = start + 1
        try:
            for cells in reader:
                rows.append(Row(line, [clean(cell) for cell in cells]))
                line = start + reader.line_num + 1
            break
        except csv.Error as error:
            refused[line, 0] = _reason(str(error))
            if len(refused) > MOST_WRONG_LINES:
                first, _ = next(iter(refused))
                raise InputError([f"{file} line {first}: {refused[first, 0]}. Many lines below are like it"]) from None
            rows.append(Row(line, [clean(cell) for cell in lines[line - 1].split(delimiter)]))
            start = line
    return rows, refused


def _reason(error: str) -> str:
    if "unexpected end of data" in error:
        return "a quote is opened and never closed"
    return f"{error}; a quote within a quoted cell is written twice"


def guess_delimiter(text: str) -> list[str]:
    """Return the plausible delimiters of a text, the likeliest first; none if no line has any.

    The likeliest gives most of the first lines the same number of cells, and no cells that look like several.
    """
    lines = []
    for line in io.StringIO(text, newline=""):
        lines.append(line)
        if len(lines) == LOOKED_AT:
            break
    scores = {delimiter: _fit(lines, delimiter) for delimiter in CANDIDATES}
    return [each for each in sorted(scores, key=lambda each: -scores[each]) if scores[each] > 0]


def _fit(lines: list[str], delimiter: str) -> float:
    """Return the share of records with the commonest number of cells, less that of cells with another delimiter."""
    if not any(delimiter in line for line in lines):
        return 0
    try:
        rows, _ = read_lines(lines, 0, delimiter, "")
        records = [row.cells for row in rows if any(row.cells)]
    except InputError:
        records = [line.split(delimiter) for line in lines if line.strip()]
    lengths = Counter(len(record) for record in records if len(record) > 1)
    if not lengths:
        return 0
    length, count = max(lengths.items(), key=lambda each: (each[1], each[0]))
    cells = [cell for record in records if len(record) == length for cell in record]
    others = set(CANDIDATES) - {delimiter}
    mixed = sum(not others.isdisjoint(cell) and not _NUMBER.fullmatch(cell) for cell in cells)
    share_mixed = 0 if delimiter == "\t" else mixed / len(cells)
    return count / len(records) * (1 - share_mixed)
