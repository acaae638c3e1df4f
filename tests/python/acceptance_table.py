"""Write docs/acceptance.md: for each recipe of COINr the largest difference between its results and the package's.

Run it by hand where the acceptance data are: .venv/bin/python tests/python/acceptance_table.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from conftest import ROOT, copy_of_project
from test_acceptance_coinr import COMPARED, RECIPES, build_recipes, compare

HEAD = """\
# What results were compared with

`tests/python/test_acceptance_coinr.py` and `test_acceptance_hdi.py` make these comparisons in every test run that has
the data; `COMPOSITE_INDEX_ACCEPTANCE` names their folder. The project may not redistribute the data.

**Human Development Index** (UNDP, Human Development Report 2023/24): all 5,808 published values of 1990 to 2022 at 3
decimals and 193 of 193 ranks of 2022, from raw values and goalposts, 33 periods in one build. One unit and year, Rwanda
1994, is left out: its life expectancy lies below the goalpost and scores 0. A geometric mean of 0 is an error here, and
no index is published for it.

**COINr 1.1.14**, the ASEM sustainable-connectivity index (51 units, 49 indicators, 8 pillars, 2 sub-indexes): the
table has for each recipe the number of compared results and the largest difference, relative to the result if that is
above 1. Missing results are missing in both. Also compared: ranks of recipe a at every node (equal, except one tie that
float noise splits in COINr) and within groups; values after imputation (along the row and between periods too),
denomination and the treatment of outliers; the units that screening removes; loadings on the first principal component,
except their sign.

Different on purpose:

- Indicators that COINr scores as infinite are an error here: three of `e_fracmax` whose best value is 0, and four of
  `e_dist2ref` where the reference unit is the worst.
- The other eleven of `e_fracmax` where less is better: COINr puts the worst value first. The score here is one over
  its.
- Under ranks one indicator with the values 3.4 and 3.4000000000000004, which are equal here.
- Recipe k5: its Copeland scores with missing values depend on the order of the units.

| recipe | file | results | largest difference |
| --- | --- | --- | --- |
"""


def main() -> None:
    """Build all recipes and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_project(Path(folder) / "project")
        build_recipes(project)
        rows = []
        for index_id in COMPARED:
            both = compare(project, index_id).dropna(subset=["published", "score"])
            difference = (both["score"] - both["published"]).abs() / both["published"].abs().clip(lower=1)
            rows.append(f"| {index_id} | `{RECIPES[index_id].file}` | {len(both):,} | {difference.max():.1e} |")
    (ROOT / "docs" / "acceptance.md").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
