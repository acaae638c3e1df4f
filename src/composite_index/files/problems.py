"""What is wrong with a person's files, collected so that all of it is reported at once."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Hashable, Iterable

from composite_index.files.cells import half_width

FIRST = 5
# Files whose problems are listed; if hundreds are wrong alike, the first ones say what is wrong.
FIRST_FILES = 10
# A line is cut in its middle, because the place is at its beginning and the advice at its end.
LINE_START, LINE_END = 400, 200
# Longer names are not misspelt ones, and comparing them takes time that grows with the square of their length.
LONGEST_NAME = 200
JOINERS = "\u200c\u200d"


class InputError(Exception):
    """The files cannot be used as they are. `lines`: one sentence each, with the place."""

    def __init__(self, lines: Iterable[str]):
        """Take the lines for a person to read."""
        self.lines = [one_line(line) for line in lines]
        super().__init__("\n".join(self.lines))


class Problems:
    """Sentences by file, in the order in which they were found."""

    def __init__(self) -> None:
        """Start with none."""
        self._by_file: dict[str, list[str]] = {}
        self._noted: set[tuple[str, Hashable]] = set()

    def add(self, file: str, sentence: str, once: Hashable = None) -> None:
        """Note one problem of a file.

        sentence: it names the place itself. once: the key of a problem to note only once per file, such as rule and
        line.
        """
        if once is not None and (file, once) in self._noted:
            return
        self._noted.add((file, once))
        self._by_file.setdefault(file, []).append(sentence)

    def lines(self) -> list[str]:
        """Return the first five problems of each of the first ten files, and the number of the others."""
        lines = []
        for file, sentences in list(self._by_file.items())[:FIRST_FILES]:
            lines += sentences[:FIRST]
            if len(sentences) > FIRST:
                lines.append(f"{file}: and {len(sentences) - FIRST} more, {len(sentences)} in all")
        rest = list(self._by_file.values())[FIRST_FILES:]
        if rest:
            lines.append(f"And {sum(map(len, rest))} more in {len(rest)} other files")
        return lines

    def stop(self) -> None:
        """Raise InputError with the problems, if there are any."""
        if self._by_file:
            raise InputError(self.lines())


def printable(text: str) -> str:
    """Return the text with escapes for characters that control a terminal or are invisible, as it comes from data."""
    return "".join(
        character
        if character in JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character.encode("unicode_escape").decode()
        for character in text
    )


def one_line(text: str) -> str:
    """Return a message as one printable line, cut in the middle if a cell in it is very long."""
    line = printable(text)
    if len(line) > LINE_START + LINE_END:
        line = f"{line[:LINE_START]} … {line[-LINE_END:]}"
    return line


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in 1 row or 2 rows."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: list[str], most: int) -> str:
    """Return the first names, and how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def plain(text: str) -> str:
    """Return the text as names are compared: full-width as half-width, one case, no blanks, hyphens or underscores."""
    return "".join(
        character for character in half_width(text).casefold() if not character.isspace() and character not in "-_."
    )


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` with the known name nearest to the text, or '' if none is near."""
    # of an id and a label that are equal, the first is suggested
    names = list(dict.fromkeys(known))[::-1]
    by_plain = {plain(name): name for name in names}
    by_number = {plain(name).lstrip("0"): name for name in names if plain(name).isdigit()}
    wanted = plain(text)
    # a spreadsheet strips the zeros of a code
    near = by_plain.get(wanted) or (by_number.get(wanted.lstrip("0")) if wanted.isdigit() else None)
    if near is None and len(wanted) <= LONGEST_NAME:
        close = difflib.get_close_matches(wanted, by_plain, n=1, cutoff=0.6)
        near = by_plain[close[0]] if close else None
    return f"; did you mean {near}?" if near is not None and near != text else ""
