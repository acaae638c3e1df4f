"""Write the page of all rules, `docs/rules.md`, from dbt's manifest, the suites and the reader's code.

Run with `make pages`. tests/python/test_rules_page.py compares the page with these sources.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "expectations"))

from composite_index_gates.suite_files import GATES, load_suite, models_of  # noqa: E402

INTRODUCTION = """\
# Every rule, where it is, and what it prints

Each rule is in one place. The reader of files (`composite-index build`) judges files and cells. dbt tests judge
structure: keys, references, grain, known words. Great Expectations suites judge ranges, completeness and drift. `make
pages` writes this page from the code. The reference has the [variables](reference/variables.md) and says
[which rows of the framework each cell is for](reference/inputs.md#input_framework).

A broken rule prints one line. `FAILED` stops the build and keeps the published tables; `WARNING` stops nothing. The
line begins as the column *prints* says. Then come the number of rows, the first three of them, and what to do.
"""
PLACES = ["input_file", "input_row"]
READER = (
    "files/reading", "files/opening", "files/kinds", "files/decoding", "files/text_files", "files/data_files",
    "files/grids", "files/columns", "files/rows", "files/cells", "files/inputs", "files/units", "files/totals",
    "files/references", "files/values", "recipes/recipe", "recipes/patterns", "recipes/tables", "recipes/observations",
    "recipes/init", "cli",
)  # fmt: skip
# Functions and errors that take the sentence of a refusal.
REFUSALS = ("add", "refuse", "wrong", "InputError", "CellError", "PatternError")


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
    """Return a text of the code as a sentence, with each inserted value as `<name>`."""
    if isinstance(node, ast.JoinedStr):
        return "".join(template(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
        return f"<{names[0]}>" if names else "<…>"
    return str(node.value) if isinstance(node, ast.Constant) else "<…>"


def is_text(node: ast.AST) -> bool:
    """Tell whether a part of the code is a text."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def reader() -> str:
    """Return the sentences of the reader's refusals, from its code."""
    page = "## Files: the reader\n\nEach line is `FAILED files · ` and one of these sentences; exit code 2.\n"
    for module in READER:
        tree = ast.parse((ROOT / "src" / "composite_index" / f"{module}.py").read_text(encoding="utf-8"))
        found = []
        for call in ast.walk(tree):
            called = getattr(call, "func", None)
            name = getattr(called, "attr", getattr(called, "id", None))
            if name in REFUSALS:
                texts = [template(part) for part in ast.walk(call) if is_text(part)]
                # the longest text is the sentence, the others are parts of it
                longest = max(texts, key=len, default="")
                # a function that adds the line to a sentence has no sentence of its own
                if len(longest) > 15 and not longest.endswith("<sentence>"):
                    found.append((call.lineno, f"<place>: {longest}" if name == "refuse" else longest))
        page += f"\n### {module}.py\n\n"
        page += "".join(f"- {cell(text)}\n" for _, text in sorted(dict.fromkeys(found)))
    return page


def selected(sql: str) -> list[str]:
    """Return the columns of a test's last select, or of the relation that it selects all columns from."""
    everything = re.search(r"^select \*\s+from (\w+)", sql, re.MULTILINE)
    query = rf"^{everything[1]} as \(\s+select\n(.*?)^ *from" if everything else r"^select\n(.*?)^(?:from|\{\{ 'where)"
    selects = re.findall(query, sql, re.DOTALL | re.MULTILINE)
    names = [
        re.split(r" as |\.", column.strip().removesuffix(","))[-1]
        for column in (selects[-1].splitlines() if selects else [])
    ]
    return [name for name in names if re.fullmatch(r"[a-z_]+", name)]


def rules_of(test: dict) -> list[dict]:
    """Return the rules of a test `structure`, those on the columns of an input first; none for another test."""
    metadata = test.get("test_metadata") or {}
    if metadata.get("name") != "structure":
        return []
    name = metadata["kwargs"].get("input", "").removeprefix("input_")
    shown = {"show": ["column_name", PLACES[0]]}
    columns = [{**shown, **rule, "rule": f"{name}_{key}"} for key, rule in literal("column_rules").items() if name]
    return columns + metadata["kwargs"].get("rules", [])


def rule_of_test(test: dict) -> dict:
    """Return a test that is one rule, in the form of a rule."""
    kwargs = (test.get("test_metadata") or {}).get("kwargs") or {}
    shown = kwargs.get("show") or selected(test["raw_code"])
    return {"rule": test["name"], "advice": test["description"], "show": shown}


def structure(manifest: dict) -> str:
    """Return the structural rules by model: what each prints, the columns that it shows, and its advice."""
    models: dict[str, list[dict]] = {}
    for node in sorted(manifest["nodes"].values(), key=lambda node: node["name"]):
        if node["resource_type"] == "test" and "gate" not in node["tags"] and "published_slips" not in node["tags"]:
            attached = (node.get("attached_node") or "").split(".")[-1] or "several tables"
            models.setdefault(attached, []).extend(rules_of(node) or [rule_of_test(node)])
    page = "## Structure: dbt tests\n"
    order = ["stg_", "int_", "index_", ""]
    for model in sorted(models, key=lambda name: (next(n for n, p in enumerate(order) if name.startswith(p)), name)):
        page += f"\n### {model}\n\n" + header("prints", "rows show", "what it says")
        for rule in models[model]:
            severity = "WARNING" if rule.get("severity") == "warning" else "FAILED"
            shown = [*rule.get("unique", []), rule.get("column"), *rule.get("columns", []), *rule.get("show", [])]
            columns = [name for name in dict.fromkeys(shown) if name and name not in PLACES]
            place = [*columns, "file and line"] if PLACES[0] in shown else columns
            page += line(f"`{severity} structure · {rule['rule']}`", ", ".join(place), cell(rule["advice"]))
    return page


def suites() -> str:
    """Return the expectations of the package's suites."""
    page = "## Ranges, completeness and drift: suites\n"
    for gate, names in GATES.items():
        for name in names:
            suite = load_suite(name)
            table, violations = models_of(name)
            page += f"\n### {name}\n\n{suite['meta']['purpose']} Judged at `gate_index__{gate}` on "
            page += f"`{table}`.\n\n" + header("prints", "rows show", "what it says")
            for expectation in suite["expectations"]:
                kwargs, meta = expectation["kwargs"], expectation["meta"]
                severity = "WARNING" if expectation["severity"] == "warning" else "FAILED"
                columns = ", ".join(kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs)
                prints = f"`{severity} {name} · {expectation['type']}{f' ({columns})' if columns else ''}`"
                shows = f"rule `{meta['rule']}` of `{violations}`" if "rule" in meta else "the row of the profile"
                page += line(prints, shows, cell(meta["advice"]))
    return page


def literal(macro: str) -> dict:
    """Return the data of a macro: the one literal of its file that has content."""
    (file,) = (ROOT / "macros").rglob(f"{macro}.sql")
    (text,) = re.findall(r"return\((\{[^}].*?\})\)\s*\}\}", file.read_text(encoding="utf-8"), re.DOTALL)
    return ast.literal_eval(text)


# The needs of each method of a step, by the column of the framework that names the method.
METHODS = {
    "normalisation": literal("normalisations"),
    "aggregation": literal("aggregations"),
    "imputation": literal("imputations"),
    "outlier_treatment": literal("outlier_treatments"),
}


def framework_parameters() -> dict:
    """Return the rows that each column of the framework is for, with the names of the methods that read it."""
    found = literal("framework_parameters")
    for column, parameter in found.items():
        for case in parameter["when"]:
            for step, methods in METHODS.items():
                readers = [name for name, one in methods.items() if column in one["reads"] + one.get("needs", [])]
                if case.get("with", {}).get(step) == "readers":
                    case["with"][step] = readers
                if case.get("without", {}).get(step) == "others":
                    case["without"][step] = [name for name in methods if name not in readers]
    return found


def page(manifest: dict) -> str:
    """Return the page."""
    return f"{INTRODUCTION}\n{suites()}\n{structure(manifest)}\n{reader()}"


def main() -> None:
    """Write the page from the manifest of the last build."""
    target = Path(os.environ.get("DBT_TARGET_PATH", ROOT / "target"))
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    (ROOT / "docs" / "rules.md").write_text(page(manifest), encoding="utf-8")


if __name__ == "__main__":
    main()
