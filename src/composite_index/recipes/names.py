"""What names of files, sheets and titles say of a table that has no column for it: the period or the indicator."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from composite_index.files import words
from composite_index.files.problems import plain
from composite_index.recipes.found import Guess
from composite_index.recipes.patterns import compiled, literal

LONGEST_TITLE = 60


@dataclass
class Draft:
    """An entry of the recipe to write: a guess, or several alike, and the patterns of their names."""

    guesses: list[Guess]
    file: str
    sheet: str | None = None
    titles: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    choices: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def guess(self) -> Guess:
        """The first of the guesses."""
        return self.guesses[0]


def drafts(guesses: list[Guess]) -> list[Draft]:
    """Return an entry for each kind of table: tables that are read alike and differ in their names are one entry."""
    alike: dict[str, list[Guess]] = defaultdict(list)
    for guess in guesses:
        alike[
            repr((guess.keys, sorted(guess.missing), guess.choices, guess.grid.delimiter, guess.grid.encoding))
        ].append(guess)
    found = []
    for group in alike.values():
        together = _together(group, guesses) if len(group) > 1 else None
        found += [together] if together else [_alone(guess) for guess in group]
    for draft in found:
        _keep_to_its_own(draft, guesses)
    return found


def _keep_to_its_own(draft: Draft, guesses: list[Guess]) -> None:
    """Name the file and the sheet as they are if the pattern fits the table of another entry too."""
    of_draft = {(guess.grid.path, guess.grid.sheet) for guess in draft.guesses}
    file = compiled(draft.file)
    sheet = compiled(draft.sheet) if draft.sheet is not None else None
    for guess in guesses:
        if (guess.grid.path, guess.grid.sheet) in of_draft or file.match(guess.grid.path) is None:
            continue
        if sheet is not None and sheet.match(guess.grid.sheet or "") is None:
            continue
        own = draft.guess.grid
        taken = (file.match(own.path) or {}) | ((sheet.match(own.sheet or "") or {}) if sheet else {})
        draft.file, draft.constants = literal(own.path), {**taken, **draft.constants}
        draft.sheet = literal(own.sheet or "") if sheet is not None else None
        draft.why.pop("file", None)
        draft.why["constants"] = "from the name"
        return


def _sheet_of(guess: Guess) -> str | None:
    """Return the sheet's name if its workbook has several sheets."""
    return guess.grid.sheet if guess.sheets > 1 else None


def _together(group: list[Guess], guesses: list[Guess]) -> Draft | None:
    """Return one entry for tables that are alike, if their names say what each gives; else None."""
    sheets = [_sheet_of(guess) for guess in group]
    files = list(dict.fromkeys(guess.grid.path for guess in group))
    missing = group[0].missing & {"period", "node_id"}
    if not missing:
        return None
    titled = _by_titles(group, guesses, files)
    if titled is not None:
        return titled
    names = files if len(files) == len(group) else [str(sheet) for sheet in sheets] if len(files) == 1 else []
    if not names:
        return None
    pattern, taken = _pattern(names, missing, len(files) == len(group))
    if pattern is None or taken != missing:
        return None
    of_all = (
        {guess.grid.path for guess in guesses}
        if len(files) == len(group)
        else {guess.grid.sheet for guess in guesses if guess.grid.path == files[0]}
    )
    if {name for name in of_all if compiled(pattern).match(str(name)) is not None} != set(names):
        return None
    if len(files) == len(group):
        return Draft(group, pattern, None, why={"file": f"{len(group)} files that are read alike"})
    return Draft(group, literal(files[0]), pattern, why={"sheet": f"{len(group)} sheets that are read alike"})


def _by_titles(group: list[Guess], guesses: list[Guess], files: list[str]) -> Draft | None:
    """Return one entry for files whose titles name the indicator in the same cell; else None."""
    if group[0].missing & {"period", "node_id"} != {"node_id"} or len(files) != len(group):
        return None
    cells = [[cell for cell, text in guess.titles if words.TITLE_OF_NODE.fullmatch(text)][:1] for guess in group]
    if not cells[0] or any(each != cells[0] for each in cells):
        return None
    start, rest = _common([Path(file).stem for file in files])
    suffixes = {Path(file).suffix for file in files}
    pattern = f"{literal(start)}*{literal(rest)}{suffixes.pop() if len(suffixes) == 1 else '.*'}"
    if {guess.grid.path for guess in guesses if compiled(pattern).match(guess.grid.path) is not None} != set(files):
        return None
    draft = Draft(group, pattern, why={"file": f"{len(group)} files that are read alike"})
    _find_node(draft, group[0])
    return draft


def _pattern(names: list[str], missing: set[str], are_files: bool) -> tuple[str | None, set[str]]:
    """Return a pattern that takes what is missing from each of the names, and what it takes."""
    stems = [Path(name).stem if are_files else name for name in names]
    suffixes = {Path(name).suffix for name in names} if are_files else {""}
    if len(suffixes) > 1:
        return None, set()
    end = literal(suffixes.pop())
    taken: set[str] = set()
    if "period" in missing:
        found = [re.fullmatch(rf"(?P<before>.*?)(?P<period>{words.PERIOD})(?P<behind>\D*)", stem) for stem in stems]
        if not all(found):
            return None, set()
        parts = [(each["before"], each["behind"]) for each in found if each]
        taken.add("period")
        if missing == {"period"}:
            if len(set(parts)) > 1:
                return None, set()
            before, behind = parts[0]
            return literal(before) + "{period}" + literal(behind) + end, taken
        befores, behinds = {before for before, _ in parts}, {behind for _, behind in parts}
        if len(behinds) == 1 and len(befores) > 1:
            start, rest = _common(sorted(befores))
            return f"{literal(start)}{{node_id}}{literal(rest)}{{period}}{literal(behinds.pop())}{end}", {
                "period",
                "node_id",
            }
        return None, set()
    start, rest = _common(stems)
    if any(len(stem) <= len(start) + len(rest) for stem in stems):
        return None, set()
    return f"{literal(start)}{{node_id}}{literal(rest)}{end}", {"node_id"}


def _common(names: list[str]) -> tuple[str, str]:
    """Return the common beginning and end of names, cut where a word ends."""
    start = _start(names)
    start = start[: max((start.rfind(sign) + 1 for sign in " _-.（("), default=0)]
    rest = _start([name[len(start) :][::-1] for name in names])[::-1]
    cut = [rest.find(sign) for sign in " _-.)）" if sign in rest]
    return start, rest[min(cut) :] if cut else ""


def _start(names: list[str]) -> str:
    """Return the longest text that all names begin with."""
    first, last = min(names), max(names)
    return first[: next((i for i, sign in enumerate(first) if last[i : i + 1] != sign), len(first))]


def _alone(guess: Guess) -> Draft:
    """Return an entry for one table, with what the names and titles say and the table does not."""
    draft = Draft([guess], literal(guess.grid.path))
    sheet = _sheet_of(guess)
    draft.sheet = literal(sheet) if sheet is not None else None
    if "period" in guess.missing:
        _find_period(draft, guess)
    if "node_id" in guess.missing:
        _find_node(draft, guess)
    return draft


def _find_period(draft: Draft, guess: Guess) -> None:
    for name, where in ((draft.sheet, "sheet"), (draft.file, "file")):
        found = list(re.finditer(rf"(?<!\d){words.PERIOD}(?!\d)", name or ""))
        if name and len(found) == 1:
            pattern = name[: found[0].start()] + "{period}" + name[found[0].end() :]
            setattr(draft, where, pattern)
            draft.why[where] = "the period is in the name"
            return
    grid_sheet = guess.grid.sheet or ""
    found = re.findall(rf"(?<!\d){words.PERIOD}(?!\d)", grid_sheet)
    if len(found) == 1:
        draft.constants["period"] = found[0]
        draft.why["constants"] = f"from the sheet's name, {grid_sheet}"
        return
    in_titles = [(cell, text, re.findall(rf"(?<!\d){words.PERIOD}(?!\d)", text)) for cell, text in guess.titles]
    periods = {period for _, _, found in in_titles for period in found}
    if len(periods) == 1:
        draft.constants["period"] = periods.pop()
        cell = next(cell for cell, _, found in in_titles if found)
        draft.why["constants"] = f"from the title in {cell}"
        return
    draft.choices.append(("period: 2024", "no column, name or title gives one period", "constants"))


def _find_node(draft: Draft, guess: Guess) -> None:
    for cell, text in guess.titles:
        found = words.TITLE_OF_NODE.fullmatch(text)
        if found:
            draft.titles[cell] = (
                literal(" ".join(found["before"].split()) + (" " if found["before"].endswith(" ") else ""))
                + "{node_id}"
            )
            draft.why["titles"] = f"the title names the indicator: {found['name']}"
            return
    for name, what in (
        (draft.sheet and guess.grid.sheet, "sheet"),
        (Path(guess.grid.path).stem, "file"),
        (guess.grid.sheet, "sheet"),
    ):
        text = re.sub(rf"[\s_.\-]*{words.PERIOD}年?[\s_.\-]*", " ", name or "").strip(" _-.")
        if text and plain(text) not in words.GENERIC:
            draft.constants["node_id"] = text
            draft.why["constants"] = f"the indicator is what the {what} is called"
            return
    if len(guess.titles) == 1 and len(guess.titles[0][1]) <= LONGEST_TITLE:
        cell, text = guess.titles[0]
        draft.titles[cell] = "{node_id}"
        draft.why["titles"] = f"the title names the indicator: {text}"
        return
    draft.choices.append(("node_id: NAME", "nothing says which indicator the values are", "constants"))
