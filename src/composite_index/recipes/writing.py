"""Write a recipe: YAML that a person reads, with the reason of each guess beside it."""

from __future__ import annotations

import json
import re
from typing import Any

from composite_index.recipes.found import quoted
from composite_index.recipes.names import Draft
from composite_index.recipes.recipe import VERSION

HEAD = """\
# How composite-index reads the files of this folder. composite-index init wrote it, build follows it.
# Behind # stands why something was guessed. Lines after "Decide" are choices: remove the # of the right one.
# In names * is any text, and {period}, {node_id} and {unit_id} take what stands in their place.
# All keys: docs/howto/recipe.md
"""
PLAIN = re.compile(r"[^\W\d_][\w ./\u4e00-\u9fff-]*[\w)]|[^\W\d_]|\d+", re.UNICODE)
# Words that YAML takes for something else than text.
NOT_TEXT = ("true", "false", "null", "yes", "no", "on", "off")
MOST_BESIDE = 120


def recipe_text(index: str, drafts: list[Draft], aliases: list[tuple[str, str]], not_read: list[str]) -> str:
    """Return the text of a recipe.

    aliases: other names that units may have, each with the name that it may mean; written as choices.
    """
    lines = [HEAD.rstrip("\n"), f"recipe: {VERSION}", f"index: {scalar(index)}", "files:"]
    for draft in drafts:
        lines += _entry(draft)
    if aliases:
        lines += [
            "# Decide: a unit may have two names. Left is the name in the files, right the one it gets",
            "# aliases:",
        ]
        lines += [f"#   {scalar(name)}: {scalar(other)}" for name, other in aliases]
    if not_read:
        lines += ["not_read:  # without a table of numbers", *(f"  - {scalar(name)}" for name in not_read)]
    return "\n".join(lines) + "\n"


def _entry(draft: Draft) -> list[str]:
    guess = draft.guess
    keys: dict[str, Any] = {"file": draft.file}
    if draft.sheet is not None:
        keys["sheet"] = draft.sheet
    if guess.grid.encoding and guess.grid.encoding != "utf-8":
        keys["encoding"] = guess.grid.encoding
    if guess.grid.delimiter:
        keys["delimiter"] = guess.grid.delimiter
    keys |= guess.keys
    if draft.titles:
        keys["titles"] = draft.titles
    if draft.constants:
        keys["constants"] = draft.constants
    why = {**guess.why, **draft.why}
    choices = [*guess.choices, *draft.choices]
    lines: list[str] = []
    for name, of in keys.items():
        inside = [(line, reason) for line, reason, under in choices if under == name]
        lines += _key(name, of, why.get(name, ""), inside)
    first = next(index for index, line in enumerate(lines) if not line.startswith("    #"))
    lines[first] = "  - " + lines[first][4:]
    above = ""
    for line, reason, under in choices:
        if under in keys:
            continue
        key = line.partition(":")[0]
        instead = f". If so, write this instead of {key} above" if not under and key in keys else ""
        lines.append(f"    # Decide: {reason}{instead}")
        if under and under != above:
            lines.append(f"    # {under}:")
        lines.append(f"    #   {line}" if under else f"    # {line}")
        above = under
    return lines


def _key(name: str, of: Any, why: str, choices: list[tuple[str, str]]) -> list[str]:
    """Return the lines of a key: in one line, or one below the other if some of its lines are choices."""
    if isinstance(of, dict) and (choices or not of):
        remark = f"  # {why}" if why else ""
        inside = [f"      {scalar(each)}: {value(under)}" for each, under in of.items()]
        for line, reason in choices:
            inside += [f"      # Decide: {reason}", f"      # {line}"]
        return [f"    {name}:{remark}", *inside]
    beside = f"    {name}: {value(of)}"
    if why and len(beside) + len(why) > MOST_BESIDE:
        return [f"    # {why}", beside]
    return [f"{beside}  # {why}" if why else beside]


def value(of: Any) -> str:
    """Return a value as YAML in one line."""
    if isinstance(of, dict):
        return "{" + ", ".join(f"{scalar(str(name))}: {value(each)}" for name, each in of.items()) + "}"
    if isinstance(of, list):
        return "[" + ", ".join(value(each) for each in of) + "]"
    if isinstance(of, bool):
        return "true" if of else "false"
    return scalar(str(of)) if not isinstance(of, int) else str(of)


def scalar(text: str) -> str:
    """Return a text as YAML: plain where that is clear, else in quotes."""
    if PLAIN.fullmatch(text) and text.casefold() not in NOT_TEXT and " #" not in text:
        return text
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        return json.dumps(text, ensure_ascii=False)
    return quoted(text)
