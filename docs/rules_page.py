"""Write the page of all rules, `docs/rules.md`, from where they stand: dbt's manifest and the suites.

Run with `make pages`; tests/python/test_rules_page.py holds the page equal to what stands there.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "expectations"))

from composite_index.gates import GATES, load_suite  # noqa: E402

INTRODUCTION = """\
# Every rule, where it stands, and what it prints

A rule stands once. How a file is read is the reader's (`composite-index build`). Structure (keys, references, grain,
known words) is a dbt test. Ranges, completeness and drift are Great Expectations suites. `make pages` writes this page
from where the rules stand.

What fails prints one line: `FAILED` stops the build and keeps what is published, `WARNING` stops nothing. The line
begins as the column *prints* says, then come the number of rows, the first three of them, and what to do.
"""
PLACES = ["input_file", "input_row"]
READER = ("reading", "cells", "inputs", "cli")
# What takes the sentence of a refusal, or makes one.
REFUSALS = ("add", "InputError", "CellError")


def cell(text: str) -> str:
    """Return a text as a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def line(*cells: str) -> str:
    """Return a row of a table."""
    return "| " + " | ".join(cells) + " |\n"


def header(*names: str) -> str:
    """Return the first two rows of a table."""
    return line(*names) + line(*["---"] * len(names))


def template(node: ast.AST) -> str:
    """Return a text of the code as a sentence, with what is put in as `<name>`."""
    if isinstance(node, ast.JoinedStr):
        return "".join(template(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
        return f"<{names[0]}>" if names else "<…>"
    return str(node.value) if isinstance(node, ast.Constant) else "<…>"


def reader() -> str:
    """Return the sentences with which the reader refuses, from its code."""
    page = "## Files: the reader\n\nEach line is `FAILED files · ` and one of these sentences; exit code 2.\n"
    for module in READER:
        tree = ast.parse((ROOT / "expectations" / "composite_index" / f"{module}.py").read_text(encoding="utf-8"))
        found = []
        for call in ast.walk(tree):
            name = getattr(call, "func", None)
            if getattr(name, "attr", getattr(name, "id", None)) in REFUSALS:
                texts = [part for part in ast.walk(call) if isinstance(part, ast.JoinedStr)]
                # the longest is the sentence, others are parts of it
                if texts and len(longest := max(map(template, texts), key=len)) > 15:
                    found.append((call.lineno, longest))
        page += f"\n### {module}.py\n\n"
        page += "".join(f"- {cell(text)}\n" for _, text in sorted(dict.fromkeys(found)))
    return page


def selected(sql: str) -> list[str]:
    """Return the columns that a test's last select gives, from itself or from what it takes all of."""
    everything = re.search(r"^select \*\s+from (\w+)", sql, re.MULTILINE)
    query = rf"^{everything[1]} as \(\s+select\n(.*?)^ *from" if everything else r"^select\n(.*?)^(?:from|\{\{ 'where)"
    selects = re.findall(query, sql, re.DOTALL | re.MULTILINE)
    names = [
        re.split(r" as |\.", column.strip().removesuffix(","))[-1]
        for column in (selects[-1].splitlines() if selects else [])
    ]
    return [name for name in names if re.fullmatch(r"[a-z_]+", name)]


def structure(manifest: dict) -> str:
    """Return the tests of the package: what each is a test of, what it prints, which columns it shows, what it says."""
    models: dict[str, list[dict]] = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and "gate" not in node["tags"] and "published_slips" not in node["tags"]:
            attached = (node.get("attached_node") or "").split(".")[-1] or "several tables"
            models.setdefault(attached, []).append(node)
    page = "## Structure: dbt tests\n"
    order = ["stg_", "int_", "index_", ""]
    for model in sorted(models, key=lambda name: (next(n for n, p in enumerate(order) if name.startswith(p)), name)):
        page += f"\n### {model}\n\n" + header("prints", "rows show", "what it says")
        for test in sorted(models[model], key=lambda node: node["name"]):
            severity = "WARNING" if test["config"]["severity"].lower() == "warn" else "FAILED"
            kwargs = (test.get("test_metadata") or {}).get("kwargs") or {}
            shown = [*(kwargs.get("columns") or []), kwargs.get("column_name"), *(kwargs.get("show") or [])]
            if not any(shown):
                test_macro = f"macro.composite_index.test_{(test.get('test_metadata') or {}).get('name')}"
                shown = selected(manifest["macros"].get(test_macro, {}).get("macro_sql") or test["raw_code"])
            columns = [name for name in dict.fromkeys(shown) if name and name not in PLACES]
            place = [*columns, "file and line"] if PLACES[0] in shown else columns
            page += line(f"`{severity} structure · {test['name']}`", ", ".join(place), cell(test["description"]))
    return page


def suites() -> str:
    """Return the expectations of the package's suites."""
    page = "## Ranges, completeness and drift: suites\n"
    for gate, names in GATES.items():
        for name in names:
            suite = load_suite(name)
            page += f"\n### {name}\n\n{suite['meta']['purpose']} Judged at `gate_index__{gate}` on "
            page += f"`{suite['meta']['table']}`.\n\n" + header("prints", "rows show", "what it says")
            for expectation in suite["expectations"]:
                kwargs, meta = expectation["kwargs"], expectation["meta"]
                severity = "WARNING" if expectation["severity"] == "warning" else "FAILED"
                columns = ", ".join(kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs)
                prints = f"`{severity} {name} · {expectation['type']}{f' ({columns})' if columns else ''}`"
                table = suite["meta"]["table"].replace("_profile", "_violations")
                shows = f"rule `{meta['rule']}` of `{table}`" if "rule" in meta else "the row of the profile"
                page += line(prints, shows, cell(meta["advice"]))
    return page


def literal(macro: str) -> dict:
    """Return what a macro of data says: the one literal that it returns."""
    (file,) = (ROOT / "macros").rglob(f"{macro}.sql")
    (text,) = re.findall(r"return\((\{.*?\})\)\s*\}\}", file.read_text(encoding="utf-8"), re.DOTALL)
    return ast.literal_eval(text)


def variables() -> str:
    """Return the variables of the package, with what a value of each is."""
    page = (
        "## Variables\n\nA variable that is misspelt, or has another value, stops every command of dbt and says so.\n\n"
    )
    page += header("variable", "what it says", "value", "default")
    kinds = {"relations": "a relation or a list of them", "names": "a name or a list", "levels": "a list of levels"}
    for name, variable in literal("package_variables").items():
        least = f" of {variable['least']} or more" if "least" in variable else ""
        words = ", ".join(f"`{word}`" for word in variable.get("words", []))
        kind = kinds.get(variable["is"]) or words or variable["is"].replace("_", " ") + least
        kind = f"a list of some of {words}" if variable["is"] == "words" else kind
        default = variable.get("default")
        shown = ", ".join(default) or "none" if isinstance(default, list) else str(default or "")
        page += line(f"`{name}`", variable["says"], kind, shown)
    return page


def parameters() -> str:
    """Return which parameter of the framework goes with what."""
    page = "## Parameters of the framework\n\n"
    page += "A cell that is filled elsewhere is an error, whatever stands in it. Any other is for all nodes.\n\n"
    page += header("column", "is for", "may stand elsewhere")
    places = {
        "indicator": "indicators", "parent": "nodes with children", "index": "the row of the index",
        "child": "nodes below the index", "any node": "nodes",
    }  # fmt: skip
    for name, parameter in literal("framework_parameters").items():
        cases = []
        for case in parameter["when"]:
            text = places[case["of"]]
            for word in ("with", "without"):
                for column, words in case.get(word, {}).items():
                    shown = "" if words == ["any"] else " " + ", ".join(f"`{one}`" for one in words)
                    text += f" {word} `{column}`{shown}"
            cases.append(text)
        page += line(f"`{name}`", " and ".join(cases), str(parameter.get("neutral", "")))
    return page


def page(manifest: dict) -> str:
    """Return the page."""
    return f"{INTRODUCTION}\n{variables()}\n{parameters()}\n{suites()}\n{structure(manifest)}\n{reader()}"


def main() -> None:
    """Write the page from the manifest of the last build."""
    manifest = json.loads((ROOT / "target" / "manifest.json").read_text(encoding="utf-8"))
    (ROOT / "docs" / "rules.md").write_text(page(manifest), encoding="utf-8")


if __name__ == "__main__":
    main()
