"""Good inputs with several periods for the catalogue of corruptions, made anew each time; synthetic.

`counties` has two cohorts, three periods and indicators of different kinds. `provinces_years` is the bundled index with
a period before its own.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEED = 20210401
PERIODS = ("2021", "2022", "2023")

# unit of measure, direction, goalposts, lowest and highest level of a county, growth a year, noise of a year, decimals
COUNTY_INDICATORS = {
    "spending": ("coins a head", 1, (0, 9000), (2100, 7600), 0.04, 0.025, 1),
    "employment": ("percent", 1, (30, 90), (48, 79), 0.005, 0.012, 1),
    "enrolment": ("percent", 1, (50, 100), (71, 97), 0.004, 0.006, 2),
    "waiting": ("days", -1, (0, 120), (18, 95), -0.03, 0.04, 0),
    "accidents": ("per 100,000", -1, (0, 60), (4, 48), -0.02, 0.06, 1),
    "rating": ("1 to 5", 1, (1, 5), (2.1, 4.6), 0.005, 0.02, 1),
    "forest": ("share", 1, (0, 1), (0.06, 0.68), 0.002, 0.004, 3),
    "open_data": ("grade", 1, (0, 1), None, 0, 0, 1),
}
DIMENSIONS = {
    "means": ("spending", "employment"),
    "people": ("enrolment", "waiting", "accidents"),
    "place": ("rating", "forest", "open_data"),
}
NAMES = (
    ("Ashford", "灰津县"), ("Barrowmere", "堤湖县"), ("Coldwater", "冷泉县"), ("Dunmore", "沙岗县"),
    ("Eastwick", "东港县"), ("Fernhollow", "蕨谷县"), ("Glenrock", "岩谷县"), ("Highgate", "高门县"),
    ("Ironbridge", "铁桥县"), ("Jasperfield", "玉田县"), ("Kingsmead", "王原县"), ("Longmarsh", "长泽县"),
    ("Millbrook", "磨溪县"), ("Northolt", "北林县"), ("Oakhampton", "橡堡区"), ("Pinecrest", "松岭区"),
    ("Quarrydale", "采石区"), ("Riverbend", "河湾区"), ("Stonehaven", "石港区"), ("Thornbury", "荆堡区"),
    ("Underhill", "山脚区"), ("Valewood", "溪木区"), ("Westerleigh", "西原区"), ("Yarrowdale", "蓍谷区"),
)  # fmt: skip
URBAN = 14


def write_rows(path: Path, rows: list[list[object]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def counties(folder: Path) -> None:
    """Write the files of an index of 24 counties."""
    randomness = random.Random(SEED)  # noqa: S311
    units = [f"C{number:02}" for number in range(1, len(NAMES) + 1)]
    cohorts = ["urban" if number < URBAN else "rural" for number in range(len(units))]
    write_rows(
        folder / "units.csv",
        [
            ["unit_id", "cohort_id", "label_en", "label_zh"],
            *([unit, cohort, *names] for unit, cohort, names in zip(units, cohorts, NAMES, strict=True)),
        ],
    )
    rows: list[list[object]] = [
        [
            "node_id", "parent_id", "unit_of_measure", "weight", "direction", "normalisation", "lower", "upper",
            "aggregation",
        ],
        ["standing", "", "", "", "", "", "", "", "arithmetic"],
    ]  # fmt: skip
    for dimension, indicators in DIMENSIONS.items():
        rows.append([dimension, "standing", "", 1, "", "", "", "", "arithmetic"])
        for node in indicators:
            unit_of_measure, direction, (lower, upper), *_ = COUNTY_INDICATORS[node]
            rows.append([node, dimension, unit_of_measure, 1, direction, "goalposts", lower, upper, ""])
    write_rows(folder / "framework.csv", rows)
    write_rows(
        folder / "tiers.csv",
        [
            ["tier_id", "sort_order", "basis", "bound"],
            ["ahead", 1, "score", 60],
            ["middle", 2, "score", 48],
            ["behind", 3, "score", ""],
        ],
    )
    levels: dict[tuple[str, str], float] = {}
    for period in PERIODS:
        rows = [["period", "unit_id", "node_id", "value"]]
        for unit in units:
            standing = randomness.random()
            for node, (_, _, _, levels_of, growth, noise, digits) in COUNTY_INDICATORS.items():
                if levels_of is None:
                    level = levels.setdefault((unit, node), randomness.choice((0.0, 0.5, 1.0)))
                    if period != PERIODS[0] and level < 1 and randomness.random() < 0.1:
                        level += 0.5
                elif (unit, node) not in levels:
                    low, high = levels_of
                    place = 0.5 * standing + 0.5 * randomness.random()
                    level = low + (high - low) * place
                else:
                    level = levels[unit, node] * (1 + growth + randomness.gauss(0, noise))
                    upper = COUNTY_INDICATORS[node][2][1]
                    level = min(level, upper)
                levels[unit, node] = level
                rows.append([period, unit, node, f"{level:.{digits}f}"])
        write_rows(folder / f"observations_{period}.csv", rows)


def provinces_years(folder: Path) -> None:
    """Write the files of the bundled index of provinces, and values of the year before made from its own."""
    randomness = random.Random(SEED)  # noqa: S311
    source = ROOT / "seeds" / "dgi_2020_provinces"
    for name in ("framework", "units", "groups", "tiers", "bounds"):
        text = (source / f"dgi_2020_provinces__{name}.csv").read_text(encoding="utf-8")
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with (source / "dgi_2020_provinces__observations.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    period, node, value = (header.index(name) for name in ("period", "node_id", "value"))
    with (folder / "framework.csv").open(encoding="utf-8", newline="") as file:
        steps = {row["node_id"]: row["value_step"] for row in csv.DictReader(file)}
    before = []
    for row in rows:
        early = list(row)
        early[period] = "2019"
        text = row[value]
        number = float(text)
        step = float(steps.get(row[node]) or 0)
        if (step >= 0.5 and number <= 10) or number == 0:
            # a grade or a count of few, which seldom changes
            lower = number - (step or 1)
            if lower >= 0 and randomness.random() < 0.04:
                number = lower
        else:
            # as many digits as the value has, or as few
            digits = len(text.partition(".")[2]) or len(text.rstrip("0")) - len(text)
            number = round(number * (1 - abs(randomness.gauss(0.02, 0.02))), digits)
            if step:
                number = round(round(number / step) * step, 6)
        early[value] = f"{number:g}" if "." in text else f"{number:.0f}"
        before.append(early)
    write_rows(folder / "observations_2019.csv", [header, *before])
    write_rows(folder / "observations_2020.csv", [header, *rows])


MADE = {"counties": counties, "provinces_years": provinces_years}
