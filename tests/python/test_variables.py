"""A variable that is misspelt, or has a value that it cannot have, stops dbt with a line; so does a scoreboard's
name."""

from __future__ import annotations

import ast
import json
import re
import sys

from conftest import ROOT, Project

sys.path.insert(0, str(ROOT / "docs"))
from rules_page import literal

VARIABLES = literal("package_variables")
# How the code reads a variable, with the default if it gives one.
READS = re.compile(
    r"\b(?:var|variable|list_of_names|is_level_of|units_at_a_time|union_inputs|staged_input)"
    r"\(\s*'([a-z_]+)'(?:, (\[\]|[0-9.]+)\))?"
)
# a value that each kind of variable cannot have, and what to write instead
WRONG = {
    "other_columns": ({"a": 1}, "a name or a list of names"),
    "on_violation": ("quarantin", "strict or quarantine. Did you mean quarantine?"),
    "accept_drift": (5, "a name or a list of names"),
    "draft": (7, "a name or a list of names"),
    "suite_paths": ([1], "a name or a list of names"),
    "suggested_weights": (
        ["pcaa"],
        "a list of some of entropy, standard_deviation, critic, pca, or []. Did you mean pca?",
    ),
    "score_levels": (1, "a list of levels, such as [0, 1]; 0 is the index itself."),
    "rank_levels": (["x"], "a list of levels"),
    "more_normalisations": ([["x"]], "a name or a list of names"),
    "more_aggregations": (0.5, "a name or a list of names"),
    "max_depth": ("many", "a whole number of 1 or more."),
    "max_winsorised_points": (-1, "a whole number of 0 or more."),
    "max_consistency_ratio": (-0.1, "a number of 0 or more."),
    "copeland_max_units": (2.5, "a whole number of 1 or more."),
    "published_path": (["a", "b"], "one text"),
    "published_formats": (["csv"], "a list of some of duckdb, parquet, or []."),
    "kept_versions": (0, "a whole number of 1 or more."),
    "parquet_max_rows": (-1, "a whole number of 0 or more."),
    "reader_roles": ({"a": 1}, "a name or a list of names"),
    "units_per_batch": (0, "a whole number of 1 or more."),
    "units_per_range": (True, "a whole number of 1 or more."),
}

REMOVED = "was removed in version 0.2.0: every build computes all editions. Leave it out."


def test_every_variable_that_is_read_is_listed_once() -> None:
    """The code reads no variable that the list lacks, reads each of the list, and has no default of its own."""
    read: dict[str, set[str]] = {}
    for folder in ("macros", "models", "tests/generic", "tests/singular"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".sql", ".yml", ".py"):
                for name, default in READS.findall(file.read_text(encoding="utf-8")):
                    read.setdefault(name, set()).update({default} - {""})
    assert read.keys() == VARIABLES.keys()
    for name, defaults in read.items():
        assert all(ast.literal_eval(default) == VARIABLES[name]["default"] for default in defaults), name


def test_misspelt_variables_and_wrong_values_are_told_all_at_once(project: Project) -> None:
    """On the command line and in dbt_project.yml; other people's variables are ignored."""
    inputs = {name: [1] for name in VARIABLES if name.startswith("input_")}
    wrong = WRONG | {name: (value, "a relation or a list of relations") for name, value in inputs.items()}
    assert wrong.keys() == VARIABLES.keys()
    misspelt = {"input_tier": "input_tiers", "accept_drft": "accept_drift", "on_violaton": "on_violation",
                "Max-Dpeth": "max_depth"}  # fmt: skip
    given = {name: value for name, (value, _) in wrong.items()} | dict.fromkeys(misspelt, "x") | {"threshold": 3}
    given["recompute"] = "touched"
    run = project.dbt("parse", "--vars", json.dumps(given | {"composite_index": {"max_depth": 3}}))
    assert run.exit_code != 0, run.output
    told = [line.strip() for line in run.output.splitlines()]
    for name, nearest in misspelt.items():
        assert f"The package composite_index has no variable {name}, did you mean {nearest}?" in told, run.output
    for name, (_, write) in wrong.items():
        (line,) = [line for line in told if line.startswith(f"The variable {name} is ")]
        assert f". Write {write}" in line
    assert "threshold" not in run.output
    assert f"The variable recompute {REMOVED}" in told
    assert any(line.startswith("--vars gives variables under composite_index") for line in told)


def test_names_under_the_package_are_the_packages(project: Project) -> None:
    """Under vars: composite_index: any other name is an error, and so is a package with nearly this name."""
    project.edit(
        "dbt_project.yml",
        "vars:\n  composite_index:\n",
        "vars:\n  my_own: 1\n  max_deth: 3\n  composit_index: {max_depth: 3}\n"
        "  composite_index:\n    input_scores: []\n    colour: blue\n    recompute: some\n",
    )
    run = project.dbt("compile", "--select", "stg_index__tiers")
    assert run.exit_code != 0, run.output
    told = [line.strip() for line in run.output.splitlines()]
    assert "vars: names the package composit_index, which does not exist, did you mean composite_index?" in told
    assert "The package composite_index has no variable max_deth, did you mean max_depth?" in told
    assert any(line.startswith("The package composite_index has no variable input_scores") for line in told)
    assert any(
        line.startswith("The package composite_index has no variable colour. It has input_observations, ")
        for line in told
    )
    assert f"The variable recompute {REMOVED}" in told
    assert not any("no variable recompute" in line for line in told)
    assert "my_own" not in run.output


def test_accepted_index_that_is_not_there_is_named(project: Project) -> None:
    """With the nearest name; an existing index, and all, are accepted."""
    select = ("test", "--select", "stg_index__framework_structure", "--vars")
    run = project.dbt(*select, "accept_drift: [dgi_2020_province, dgi_2020_cities, all]")
    assert run.exit_code == 1, run.output
    line = run.line("FAILED structure · framework_has_accepted_indices · 1 row: accept_drift = dgi_2020_province, ")
    assert "did you mean dgi_2020_provinces?" in line


def test_scoreboard_names_what_is_there(project: Project) -> None:
    """An unknown name stops the scoreboard with the nearest one; one name is a list of one."""
    boards = {
        "board_index": (
            "index_ids=['dgi_2020_provinces', 'dgi_2020_city']",
            "no index dgi_2020_city, did you mean dgi_2020_cities?",
        ),
        "board_node": (
            "index_ids='dgi_2020_provinces', node_ids=['capability', 'organization']",
            "no node organization of these indices, did you mean organisation?",
        ),
        "board_scenario": (
            "index_ids='dgi_2020_provinces', scenario_id='best'",
            "no scenario best of these indices. There is baseline.",
        ),
        "board_none": ("index_ids=[]", "index_ids names no index."),
        "board_good": ("index_ids='dgi_2020_provinces', node_ids='capability'", ""),
    }
    for name, (arguments, _) in boards.items():
        (project.folder / "models" / f"{name}.sql").write_text(
            f"{{{{ composite_index.scoreboard({arguments}) }}}}\n", encoding="utf-8"
        )
    try:
        run = project.dbt("run", "--select", *boards)
    finally:
        for name in boards:
            (project.folder / "models" / f"{name}.sql").unlink()
    assert run.exit_code == 1, run.output
    for _, says in boards.values():
        assert says in run.output
    assert "PASS=5 WARN=0 ERROR=4" in run.output, run.output
    board = "composite_index_internal.board_good"
    assert len(project.query(f"select capability_points from {board} where score is not null")) == 31
