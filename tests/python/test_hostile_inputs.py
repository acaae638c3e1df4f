"""Codes, labels and values are data: text like SQL, Jinja, a path or a formula is built unchanged, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

import pandas as pd
import pytest
from conftest import Project, Run, build_from_tables, copy_of_project, load_inputs

SQL = "x'; drop schema composite_index cascade; --"
JINJA = "{{ run_query('create table pwned as select 1') }}"
HOSTILE = [
    SQL,
    JINJA,
    "{{ 1/0 }}",
    "{% raw %}",
    "{# never closed",
    "{{ env_var('HOME') }}",
    '"; select * from pwned; --',
    "back\\slash and ''quotes''",
    "../../etc/passwd",
    "a/b/../c",
    "100%_sure",
    "=HYPERLINK(1)",
    "null",
    "true",
    "1e5",
    "2024-01-01",
    "指标；“引号”",
    "\u202eright to left",
    "long " + "x" * 10_000,
]
NAMES = ("observations", "framework", "units", "groups", "tiers")


def tables(values: Mapping[str, str] | None = None) -> dict[str, list[pd.DataFrame]]:
    """Return an index per hostile text, which is the id of the index and of its node, unit, group, tier, cohort,
    labels.

    `values` has the value of the hostile unit by index.
    """
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in NAMES}
    for text in HOSTILE:
        key = {"index_id": text}
        rows["framework"] += [
            {**key, "node_id": "index", "label_en": text, "description": text, "value_max": None},
            {**key, "node_id": text, "parent_id": "index", "weight": 1, "normalisation": "min_max", "value_max": 9},
        ]
        for number, unit in enumerate((text, "other")):
            rows["units"].append({**key, "unit_id": unit, "cohort_id": text, "label_en": text, "label_zh": text})
            rows["observations"].append(
                {
                    **key,
                    "period": text,
                    "unit_id": unit,
                    "node_id": text,
                    "value": (values or {}).get(text, "1.5") if unit == text else number,
                    "source": text,
                    "note": text,
                }
            )
        rows["groups"].append({**key, "group_id": f"group of {text}", "unit_id": text, "label_en": text})
        rows["tiers"].append({**key, "tier_id": text, "sort_order": 1, "basis": "score", "bound": None})
    return {name: [pd.DataFrame(found)] for name, found in rows.items()}


def build(project: Project, inputs: dict[str, list[pd.DataFrame]]) -> Run:
    """Build these tables, and accept changes of an index by its hostile name."""
    load_inputs(project, inputs)
    return build_from_tables(project, [SQL], succeeds=None)


def stored(project: Project) -> set[str]:
    """Return every table and every file of the project's folder."""
    found = project.query("select table_schema || '.' || table_name from information_schema.tables")
    return {name for (name,) in found} | {path.name for path in project.folder.iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """Return a project in which all of them are published, from units that have columns with hostile names too."""
    project = copy_of_project(tmp_path_factory.mktemp("hostile") / "project")
    inputs = tables()
    inputs["units"][0]["{{ 1/0 }}"] = "x"
    inputs["units"][0]["a'; drop schema made cascade; --"] = "x"
    return project, build(project, inputs)


def test_hostile_texts_are_published_as_they_are(built: tuple[Project, Run]) -> None:
    """Ids and labels are unchanged in every table, and nothing was executed."""
    project, run = built
    assert run.exit_code == 0, run.output
    line = run.line("WARNING structure · units_columns_are_known")
    assert "column_name = {{ 1/0 }}" in line
    assert "column_name = a'; drop schema made cascade; --" in line
    texts = sorted(HOSTILE)
    for query in (
        "select distinct index_id from composite_index.index_scores",
        "select distinct period from composite_index.index_scores",
        "select distinct unit_id from composite_index.index_rankings where unit_id <> 'other'",
        "select distinct node_id from composite_index.index_nodes where node_id <> 'index'",
        "select distinct tier_id from composite_index.index_rankings where tier_id is not null",
        "select distinct label_zh from composite_index.index_units",
        "select distinct description from composite_index.index_nodes where description is not null",
        "select distinct label_en from composite_index.index_groups where group_id like 'group of %'",
    ):
        assert sorted(text for (text,) in project.query(query)) == texts, query
    levels = project.query("select level, count(*), count(final_weight) from composite_index.index_nodes group by 1")
    assert sorted(levels) == [(0, len(HOSTILE), len(HOSTILE)), (1, len(HOSTILE), len(HOSTILE))]
    assert not [name for name in stored(project) if "pwned" in name]


def test_hostile_texts_in_messages_are_told_and_kept_as_they_are(built: tuple[Project, Run]) -> None:
    """Values that no gate passes: each line is one line, the history has the text, and the published tables stay."""
    project, _ = built
    before, there = project.marts(), stored(project)
    # a line shows three rows, in the order of the indices
    values = dict(zip(sorted(HOSTILE), cycle((JINJA, SQL, "1\x1b[2J\rgone\nnext")), strict=False))
    run = build(project, tables(values))
    assert run.exit_code == 1, run.output
    line = run.line("FAILED observations · expect_column_values_to_be_between (unreadable_values)")
    assert f"{len(HOSTILE)} rows: " in line
    assert "gone" in line
    assert "next" in line
    assert "Traceback" not in run.output
    assert "\x1b[2J" not in run.output
    assert project.marts() == before
    for value in (JINJA, SQL):
        assert value in line
        (count,) = project.query(
            "select count(*) from composite_index.index_gates where not success and contains(sample, $$" + value + "$$)"
        )[0]
        assert count == 1
    assert stored(project) == there


def test_unknown_codes_with_hostile_texts_are_told(built: tuple[Project, Run]) -> None:
    """The messages of dbt tests, which show the rows themselves, and words that name methods."""
    project, _ = built
    before = project.marts()
    inputs = tables()
    inputs["observations"][0].loc[0:3, "unit_id"] = ["{{ 1/0 }} unknown", SQL + "unknown", "{% x", "it's"]
    run = build(project, inputs)
    assert run.exit_code == 1
    line = run.line("FAILED structure · observations_have_a_known_unit")
    assert "unit_id = {{ 1/0 }} unknown" in line
    assert project.marts() == before
    inputs = tables()
    inputs["framework"][0].loc[1, "normalisation"] = JINJA
    inputs["framework"][0].loc[3, "aggregation"] = "mean'); drop table x; --"
    run = build(project, inputs)
    assert run.exit_code == 1
    assert JINJA in run.line("FAILED structure · nodes_normalisation_is_supported")
    assert project.marts() == before
    assert "Traceback" not in run.output
