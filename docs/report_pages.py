"""Fill in the pages on the 2020 report from a build: `docs/report.md` and `docs/published_slips.md`.

Run with `make pages`. tests/python/test_report_pages.py compares both pages with a build.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
SHOWN_ROWS = 5
QUERY = re.compile(r"(```sql\n(.*?)```\n)\n*(?:\|[^\n]*\n)*\n*(?:\(\d+ rows[^\n]*\)\n)?\n*", re.DOTALL)
SLIPS = """\
# What the package finds in the published report

The figures that the 2020 report prints are in the seed `dgi_2020_published_figures`. Generic tests of the package,
which any index can use, read these figures alone and compute nothing. Each table below is all that one test finds. The
build passes only if each test finds as many rows as here. `make pages` writes this page.
"""


def table(relation: duckdb.DuckDBPyRelation, shown: int | None = None) -> str:
    """Return a Markdown table of the first rows, and the number of rows if some are left out."""

    def text(cell: object) -> str:
        return "" if cell is None else f"{cell:.10g}" if isinstance(cell, float) else str(cell).replace("|", "\\|")

    rows = relation.fetchall()
    lines = [relation.columns, ["---"] * len(relation.columns), *rows[:shown]]
    found = "".join("| " + " | ".join(map(text, line)) + " |\n" for line in lines)
    return found if shown is None or len(rows) <= shown else f"{found}\n({len(rows)} rows, the first {shown})\n"


def filled(page: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the page with the first rows of each query below it."""
    return QUERY.sub(lambda found: f"{found[1]}\n{table(connection.sql(found[2]), SHOWN_ROWS)}\n", page).rstrip() + "\n"


def slips(manifest: dict, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the page of all rows that the tests tagged `published_slips` find."""
    tests = [node for node in manifest["nodes"].values() if "published_slips" in node["tags"]]
    page = SLIPS
    for test in sorted(tests, key=lambda node: node["name"]):
        found = table(connection.sql(test["compiled_code"]))
        generic, description = test["test_metadata"]["name"], test["description"].strip()
        page += f"\n## {test['name']}\n\nGeneric test `{generic}`. {description}\n\n{found}"
    contradicted = connection.sql("""
        select figure_id, printed_in, as_printed,
            coalesce(computed_text, cast(round(computed, 1) as varchar)) as computed, contradicted_by, rule
        from composite_index.index_reconciliation
        where status = 'contradicted'
        order by printed_in, figure_id
    """)
    return f"""{page}
## Contradicted figures

`index_reconciliation` does not reproduce these figures, because the computed figure agrees with other printed ones. The
computed figures come from synthetic raw data, calibrated to published figures; no raw data are public.

{table(contradicted)}"""


def main() -> None:
    """Write both pages."""
    manifest = json.loads((ROOT / "target" / "manifest.json").read_text(encoding="utf-8"))
    with duckdb.connect(str(ROOT / "warehouse.duckdb"), read_only=True) as connection:
        page = ROOT / "docs" / "report.md"
        page.write_text(filled(page.read_text(encoding="utf-8"), connection), encoding="utf-8")
        (ROOT / "docs" / "published_slips.md").write_text(slips(manifest, connection), encoding="utf-8")


if __name__ == "__main__":
    main()
