"""Fill in the tables of the reference, `docs/reference/*.md`, from the project's own descriptions.

A table is between `<!-- table: KIND NAME -->` and `<!-- end -->`. People write the rest of a page. Run with
`make pages`; tests/python/test_rules_page.py compares the pages with what this script writes.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("docs", "src", "expectations")]

from composite_index_gates.suite_files import GATES, load_suite  # noqa: E402
from rules_page import METHODS, cell, framework_parameters, header, line, literal  # noqa: E402

from composite_index.files.catalogue import INPUTS  # noqa: E402

BLOCK = re.compile(r"(<!-- table: (\w+)(?: (\w+))? -->\n)(.*?)(<!-- end -->\n)", re.DOTALL)
# columns that staging adds to those of the input
ADDED = {"input_file", "input_row", "filled", "unreadable", "not_supported", "value_text", "is_blank"}
PLACES = {
    "indicator": "indicators",
    "parent": "parents",
    "index": "the index",
    "child": "nodes below the index",
    "any node": "all nodes",
}


def models(manifest: dict) -> dict[str, dict]:
    """Return the models of the package by name."""
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def goes_with(column: str) -> str:
    """Return the nodes whose row may fill in a column of the framework."""
    parameter = framework_parameters().get(column)
    if parameter is None:
        return "all nodes"
    cases = []
    for case in parameter["when"]:
        text = PLACES[case["of"]]
        asked, refused = case.get("with", {}), case.get("without", {})
        for other, words in asked.items():
            if other not in refused:
                shown = "" if words == ["any"] else " " + ", ".join(f"`{one}`" for one in words)
                text += f" with `{other}`{shown}"
        parts = [
            (f"with `{other}` other than " if other in asked else f"whose `{other}` is not ")
            + " or ".join(f"`{one}`" for one in words)
            for other, words in refused.items()
        ]
        text += " " + " and ".join(parts) if parts else ""
        cases.append(text)
    neutral = f" ({parameter['neutral']} is allowed on all)" if "neutral" in parameter else ""
    return "; ".join(cases) + neutral


def input_table(manifest: dict, name: str) -> str:
    """Return the columns of an input, the required ones first and in bold."""
    described = models(manifest)[f"stg_index__{name}"]["columns"]
    known = INPUTS[name]
    framework = name == "framework"
    table = header("column", "type", *(["for"] if framework else []), "meaning")
    for column in known.columns:
        kind = "number" if column in known.numbers else "yes or no" if column in known.yes_no else "text"
        shown = f"**`{column}`**" if column in known.required else f"`{column}`"
        place = [goes_with(column)] if framework else []
        table += line(shown, kind, *place, cell(described[column]["description"]))
    return table


def outputs(manifest: dict) -> str:
    """Return the published tables with the description of a row of each."""
    table = header("table", "contents")
    for name, node in sorted(models(manifest).items()):
        if node["access"] == "public":
            table += line(f"[`{name}`](#{name})", cell(node["description"]))
    return table


def output_table(manifest: dict, name: str) -> str:
    """Return the columns of a published table."""
    table = header("column", "type", "meaning, unit and range")
    for column in models(manifest)[name]["columns"].values():
        table += line(f"`{column['name']}`", column["data_type"], cell(column["description"]))
    return table


def variables() -> str:
    """Return the variables of the package with their meaning and values."""
    kinds = {"relations": "a relation or a list of them", "names": "a name or a list", "levels": "a list of levels"}
    table = header("variable", "meaning", "value", "default")
    for name, variable in literal("package_variables").items():
        least = f" of {variable['least']} or more" if "least" in variable else ""
        words = ", ".join(f"`{word}`" for word in variable.get("words", []))
        kind = kinds.get(variable["is"]) or words or variable["is"].replace("_", " ") + least
        kind = f"a list of some of {words}" if variable["is"] == "words" else kind
        default = variable.get("default")
        shown = ", ".join(default) or "none" if isinstance(default, list) else str(default or "")
        table += line(f"`{name}`", cell(variable["says"]), kind, shown)
    return table


def suites() -> str:
    """Return the suites, the gate that runs each, and the table that it judges."""
    table = header("suite", "gate", "judges", "purpose", "expectations", "of them warnings")
    for gate, names in GATES.items():
        for name in names:
            suite = load_suite(name)
            warnings = [one for one in suite["expectations"] if one["severity"] == "warning"]
            counts = str(len(suite["expectations"])), str(len(warnings))
            link = f"[`{name}`](../rules.md#{name})"
            table += line(
                link, f"`gate_index__{gate}`", f"`{suite['meta']['table']}`", suite["meta"]["purpose"], *counts
            )
    return table


def source_of(step: str, method: str, prefix: str) -> str:
    """Return the first sentence about a method's formula, from the comment at the head of its macro."""
    (file,) = [
        path
        for path in sorted((ROOT / "macros" / step).glob("*.sql"))
        if re.search(rf"macro (default__)?({prefix}_)?{method}\(", path.read_text(encoding="utf-8"))
    ]
    comment = re.findall(r"\{#-?(.*?)-?#\}", file.read_text(encoding="utf-8"), re.DOTALL)[0]
    return cell(comment).split(". ")[0].split(" Source:")[0].rstrip(".")


def methods(step: str) -> str:
    """Return the methods of a step, with the parameters that each needs and the others that it reads."""
    prefix = {"normalisation": "normalise", "aggregation": "aggregate"}.get(step)
    table = header("method", *(["formula"] if prefix else []), "needs", "reads", "notes")
    notes = {
        "leaves_scale": lambda words: (
            "its scores may lie outside the scale" + ("" if words == ["always"] else f" ({', '.join(words)})")
        ),
        "needs_ranks": lambda _: "ranks the cohort",
        "constant_undefined": lambda _: "no score where all values are equal",
        "compares_units": lambda _: "compares units with each other",
        "undefined_under": lambda words: "not under " + ", ".join(f"`{word}`" for word in words),
        "from": lambda word: f"from other {word}",
    }
    for name, entry in METHODS[step].items():
        said = [note(entry[fact]) for fact, note in notes.items() if entry.get(fact)]
        lists = [", ".join(f"`{one}`" for one in entry.get(key, [])) for key in ("needs", "reads")]
        table += line(f"`{name}`", *([source_of(step, name, prefix)] if prefix else []), *lists, "; ".join(said))
    return table


def filled(page: str, manifest: dict) -> str:
    """Return a page with its tables filled in."""

    def table(found: re.Match) -> str:
        kind, name = found[2], found[3]
        if kind == "input":
            return input_table(manifest, name)
        if kind == "output":
            return output_table(manifest, name)
        if kind == "methods":
            return methods(name)
        return {"outputs": lambda: outputs(manifest), "variables": variables, "suites": suites}[kind]()

    return BLOCK.sub(lambda found: f"{found[1]}\n{table(found)}\n{found[5]}", page)


def pages() -> list[Path]:
    """Return the pages of the reference."""
    return sorted((ROOT / "docs" / "reference").glob("*.md"))


def main() -> None:
    """Write the tables from the manifest of the last parse or build."""
    target = Path(os.environ.get("DBT_TARGET_PATH", ROOT / "target"))
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    for path in pages():
        path.write_text(filled(path.read_text(encoding="utf-8"), manifest), encoding="utf-8")


if __name__ == "__main__":
    main()
