"""What is wrong with the files that a person gave, collected so that it is told all at once."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Hashable, Iterable

from composite_index.files.cells import half_width

FIRST = 5
# Files whose problems are told each; of hundreds that are wrong alike the first say what is wrong.
FIRST_FILES = 10
# A line is cut in its middle: the place stands at its beginning, the advice at its end.
LINE_START, LINE_END = 400, 200
# Names longer than this are no slip of the pen, and likening them takes time that grows with the square.
LONGEST_NAME = 200
JOINERS = "\u200c\u200d"


class InputError(Exception):
    """The files cannot be taken as they are. `lines`: one sentence each, with the place."""

    def __init__(self, lines: Iterable[str]):
        """Take the lines that a person is to read."""
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

        sentence: it names the place itself. once: what is noted a single time in the file, such as a rule and a line.
        """
        if once is not None and (file, once) in self._noted:
            return
        self._noted.add((file, once))
        self._by_file.setdefault(file, []).append(sentence)

    def lines(self) -> list[str]:
        """Return the first five of each of the first ten files, and how many more there are."""
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
        """Raise InputError with what was found; nothing where nothing was."""
        if self._by_file:
            raise InputError(self.lines())


def printable(text: str) -> str:
    """Return the text with escapes for what controls a terminal or hides: it is data, and is printed in one line."""
    return "".join(
        character
        if character in JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character.encode("unicode_escape").decode()
        for character in text
    )


def one_line(text: str) -> str:
    """Return a message as one printable line, cut in the middle where a cell in it is very long."""
    line = printable(text)
    if len(line) > LINE_START + LINE_END:
        line = f"{line[:LINE_START]} … {line[-LINE_END:]}"
    return line


def plain(text: str) -> str:
    """Return the text as names are compared: full-width as half-width, one case, no blanks, hyphens or underscores."""
    return "".join(
        character for character in half_width(text).casefold() if not character.isspace() and character not in "-_."
    )


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` with the known name nearest to the text, or '' where none is near."""
    # of an id and a label that are alike the first is told
    names = list(dict.fromkeys(known))[::-1]
    by_plain = {plain(name): name for name in names}
    by_number = {plain(name).lstrip("0"): name for name in names if plain(name).isdigit()}
    wanted = plain(text)
    # a spreadsheet takes the zeros off a code
    near = by_plain.get(wanted) or (by_number.get(wanted.lstrip("0")) if wanted.isdigit() else None)
    if near is None and len(wanted) <= LONGEST_NAME:
        close = difflib.get_close_matches(wanted, by_plain, n=1, cutoff=0.6)
        near = by_plain[close[0]] if close else None
    return f"; did you mean {near}?" if near is not None and near != text else ""
