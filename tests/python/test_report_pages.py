"""The pages on the 2020 report show the build's results: every query is run, every slip is found."""

from __future__ import annotations

import json
import sys

import duckdb
from conftest import ROOT, Project

sys.path.insert(0, str(ROOT / "docs"))
from report_pages import QUERY, filled, slips


def test_report_can_be_read_from_the_marts(project: Project) -> None:
    """Each table and figure is one query, none is empty, and the first rows are those on the page."""
    page = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    queries = [found[2] for found in QUERY.finditer(page)]
    with duckdb.connect(str(project.folder / project.database), read_only=True) as connection:
        assert filled(page, connection) == page
        assert all(connection.sql(query).fetchall() for query in queries)
    printed = [f"3-{number}" for number in range(1, 7)] + [f"4-{number}" for number in range(1, 19)]
    for number in printed:
        assert f"Figure {number}" in page, number
    for number in ("3-1", "4-1", "4-2", "4-3"):
        assert f"Table {number}" in page, number


def test_page_of_slips_is_what_the_tests_find(project: Project) -> None:
    """Every contradiction of the report is found from what it prints, by a test that any index can use."""
    # the last run may have built only a part, or another database
    run = project.dbt("compile", "--select", "tag:published_slips", DBT_WRITE_JSON="true")
    assert run.exit_code == 0, run.output
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    with duckdb.connect(str(project.folder / project.database), read_only=True) as connection:
        found = slips(manifest, connection)
    assert found == (ROOT / "docs" / "published_slips.md").read_text(encoding="utf-8")
    for name in ("山东", "海南", "浙江", "济南", "44.1", "泸州", "安庆", "泰州 | 台州", "苏州", "西安"):
        assert name in found, name
