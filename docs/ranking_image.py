"""Draw docs/images/ranking.png from the published tables: the provinces by tier, the cities by dimension.

Run with `make images` after a build. Chinese names need a font that has them (Debian: fonts-noto-cjk); without one
the names are in English alone.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import matplotlib

matplotlib.use("Agg")
from matplotlib import font_manager
from matplotlib import pyplot as plt

ROOT = Path(__file__).parents[1]
SHOWN = 31
TIERS = {
    "leading": ("引领型 leading", "#14532d"),
    "strong": ("优质型 strong", "#2f855a"),
    "distinctive": ("特色型 distinctive", "#68a67d"),
    "developing": ("发展型 developing", "#a9c9b1"),
    "catching_up": ("追赶型 catching up", "#dbe7dd"),
}
DIMENSIONS = {
    "capability": ("治理能力 capability (40)", "#1d4e89"),
    "effectiveness": ("治理效果 effectiveness (30)", "#4f8fc0"),
    "organisation": ("组织机构 organisation (15)", "#e0a458"),
    "institution": ("制度体系 institution (15)", "#f3d9a4"),
}


def chinese_font() -> str | None:
    """Return the name of an installed font with Chinese characters, or None."""
    names = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in sorted(names) if "CJK" in name and "Sans" in name), None)


def main() -> None:
    """Read the scoreboard and draw both rankings side by side."""
    font = chinese_font()
    if font:
        plt.rcParams["font.family"] = [font, "DejaVu Sans"]

    def text(label: str) -> str:
        return label if font else label.split(" ", 1)[1]

    database = os.environ.get("COMPOSITE_INDEX_DATABASE", str(ROOT / "warehouse.duckdb"))
    with duckdb.connect(database, read_only=True) as connection:
        board = connection.sql("select * from composite_index.dgi_2020_scoreboard order by position").df()
    board["name"] = board["rank"].astype(str) + "  " + ((board["label_zh"] + " ") if font else "") + board["label_en"]
    provinces = board[board["index_id"] == "dgi_2020_provinces_published"]
    cities = board[board["index_id"] == "dgi_2020_cities_published"].head(SHOWN)

    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 8.5), layout="constrained")
    for tier_id, (label, colour) in TIERS.items():
        of_tier = provinces["tier_id"] == tier_id
        left.barh(provinces["name"], provinces["score"].where(of_tier, 0), color=colour, label=text(label))
    left.set_title("31 provinces, by tier")
    start = cities["score"] * 0
    for column, (label, colour) in DIMENSIONS.items():
        points = cities[f"{column}_points"]
        right.barh(cities["name"], points, left=start, color=colour, label=text(label))
        start = start + points
    right.set_title(f"First {SHOWN} of 68 ordinary cities, points by dimension")
    for axes, frame in ((left, provinces), (right, cities)):
        for place, score in enumerate(frame["score"]):
            axes.text(score + 0.6, place, f"{score:.1f}", va="center", fontsize=8)
        axes.invert_yaxis()
        axes.set_xlim(0, 100)
        axes.margins(y=0.01)
        axes.set_xlabel("Index score, 0 to 100")
        axes.tick_params(axis="y", length=0, labelsize=9)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.07), ncols=3, frameon=False, fontsize=9)
    notices = "; ".join(sorted({notice for frame in (provinces, cities) for notice in frame["data_notice"].dropna()}))
    figure.suptitle(f"Digital Government Development Index 2020. {notices}")
    (ROOT / "docs" / "images").mkdir(exist_ok=True)
    figure.savefig(ROOT / "docs" / "images" / "ranking.png", dpi=100)


if __name__ == "__main__":
    main()
