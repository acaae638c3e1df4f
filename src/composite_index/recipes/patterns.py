"""Patterns of names: `*` is any text, and a field in braces takes what stands in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from composite_index.files.cells import key
from composite_index.files.words import PERIOD

# What a field of a pattern gives: a column of the observations.
FIELDS = ("period", "unit_id", "node_id", "unit_of_measure", "note")
_PARTS = re.compile(r"\\(.)|\{(\w+)\}|(\*)|(.)", re.DOTALL)


class PatternError(ValueError):
    """A pattern that cannot be used; the message ends a sentence that begins with the pattern's place."""


@dataclass(frozen=True)
class Pattern:
    """A pattern of a name, with the fields that it takes from it."""

    text: str
    expression: re.Pattern[str]

    @property
    def is_open(self) -> bool:
        """Whether several names may fit."""
        return bool(self.fields) or ".*?" in self.expression.pattern

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in the pattern."""
        return tuple(self.expression.groupindex)

    def match(self, name: str) -> dict[str, str] | None:
        """Return what the fields take from a name; None if the name does not fit."""
        found = self.expression.fullmatch(one_space(name))
        if found is None:
            return None
        taken = {field: text.strip() for field, text in found.groupdict().items()}
        if "period" in taken:
            taken["period"] = key(taken["period"])
        return taken if all(taken.values()) else None


def one_space(name: str) -> str:
    """Return a name with each run of blanks as one space, as names are compared."""
    return " ".join(name.split())


def compiled(text: str) -> Pattern:
    r"""Return the pattern that a text describes. Raises PatternError.

    `\*`, `\{` and `\\` stand for these signs themselves.
    """
    parts, seen = [], set()
    for escaped, name, star, sign in _PARTS.findall(one_space(text)):
        if name:
            if name not in FIELDS:
                raise PatternError(f"{{{name}}} is no field. Fields are {', '.join(FIELDS)}")
            if name in seen:
                raise PatternError(f"{{{name}}} stands twice")
            seen.add(name)
            parts.append(f"(?P<{name}>{PERIOD if name == 'period' else '.+?'})")
        elif star:
            parts.append(".*?")
        else:
            parts.append(re.escape(escaped or sign))
    return Pattern(text, re.compile("".join(parts), re.DOTALL))


def literal(name: str) -> str:
    """Return the pattern that only this name fits."""
    return re.sub(r"([\\{}*])", r"\\\1", name)
