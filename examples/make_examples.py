"""Make the data of the examples. All of it is invented: no place and no library of these names is meant.

Run it as `python examples/make_examples.py`; it writes the same cells each time.
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import openpyxl

FOLDER = Path(__file__).parent
TREES = (
    ("alder", "桤木"),
    ("birch", "白桦"),
    ("cedar", "雪松"),
    ("elm", "榆树"),
    ("fir", "冷杉"),
    ("hazel", "榛树"),
    ("larch", "落叶松"),
    ("maple", "枫树"),
    ("oak", "橡树"),
    ("pine", "松树"),
    ("rowan", "花楸"),
    ("willow", "柳树"),
)
SYNTHETIC_EN, SYNTHETIC_ZH = "(synthetic)", "（虚构）"

TOWN_INDICATORS = (
    # node, label, dimension, direction, lower, upper, value of a middling town, how far towns differ, change a year
    ("income", "人均收入", "prosperity", 1, 5000, 60000, 26000, 9000, 900),
    ("jobs", "就业率", "prosperity", 1, 40, 90, 66, 7, 0.5),
    ("doctors", "每千人医生数", "services", 1, 0, 6, 2.8, 0.9, 0.1),
    ("broadband", "宽带普及率", "services", 1, 0, 100, 62, 14, 4),
    ("particles", "细颗粒物浓度", "environment", -1, 5, 80, 34, 10, -1.5),
    ("green_space", "人均绿地面积", "environment", 1, 0, 40, 15, 5, 0.3),
)
TOWN_DIMENSIONS = (
    ("prosperity", "繁荣", "Prosperity", 1),
    ("services", "服务", "Services", 1),
    ("environment", "环境", "Environment", 1),
)
FRAMEWORK_COLUMNS = [
    "node_id",
    "parent_id",
    "label_en",
    "label_zh",
    "unit_of_measure",
    "weight",
    "weight_standing",
    "direction",
    "normalisation",
    "lower",
    "upper",
    "scale_lower",
    "aggregation",
    "round_digits",
]
UNITS_OF_MEASURE = {
    "income": "coins a head",
    "jobs": "percent",
    "doctors": "per 1,000",
    "broadband": "percent",
    "particles": "µg/m³",
    "green_space": "m² a head",
}
PERIODS = (2021, 2022, 2023)
PERCENT = ("jobs", "broadband")


def write(path: Path, rows: list[list[object]], encoding: str = "utf-8") -> None:
    """Write rows as CSV, with the line ends of Excel."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def make_panel(folder: Path) -> None:
    """Write twelve towns in three years, a file a year, each of another kind."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(2021)  # noqa: S311
    towns = [f"T{number:02d}" for number in range(1, len(TREES) + 1)]
    levels = {town: chance.gauss(0, 1) for town in towns}
    values: dict[tuple[int, str, str], float] = {}
    for node, _, _, direction, lower, upper, middle, spread, trend in TOWN_INDICATORS:
        for town in towns:
            base = middle + direction * spread * (0.7 * levels[town] + 0.7 * chance.gauss(0, 1))
            for period in PERIODS:
                value = base + trend * (period - PERIODS[0]) + spread * 0.1 * chance.gauss(0, 1)
                margin = (upper - lower) * 0.03
                values[period, town, node] = round(min(max(value, lower + margin), upper - margin), 1)

    framework: list[list[object]] = [
        ["# Synthetic data: the towns are invented. Goalposts are fixed, so that years can be compared."],
        FRAMEWORK_COLUMNS,
        [
            "liveability",
            "",
            f"Liveability of invented towns {SYNTHETIC_EN}",
            f"宜居指数{SYNTHETIC_ZH}",
            *[""] * 7,
            1,
            "geometric",
            1,
        ],
    ]
    for node, label_zh, label_en, weight in TOWN_DIMENSIONS:
        framework.append(
            [node, "liveability", label_en, label_zh, "", weight, "assumed", "", "", "", "", 1, "arithmetic", 1]
        )
        for name, name_zh, parent, direction, lower, upper, *_ in TOWN_INDICATORS:
            if parent == node:
                label = name.replace("_", " ").capitalize()
                described = [name, node, label, name_zh, UNITS_OF_MEASURE[name], 1, "assumed", direction]
                framework.append([*described, "goalposts", lower, upper, 1, "", ""])
    write(folder / "framework.csv", framework)

    units: list[list[object]] = [["unit_id", "label_en", "label_zh", "region"]]
    for number, (town, (name, name_zh)) in enumerate(zip(towns, TREES, strict=True)):
        region = "invented north" if number % 2 else "invented south"
        units.append([town, f"{name.capitalize()} {SYNTHETIC_EN}", f"{name_zh}镇{SYNTHETIC_ZH}", region])
    write(folder / "units.csv", units, "utf-8-sig")

    # 2021: a column per indicator, named in Chinese, as Chinese Excel saves it
    def chinese(node: str, value: float) -> str:
        return f"{value}%" if node in PERCENT else f"{value:,.1f}"

    rows: list[list[object]] = [
        ["代码", "名称", *(name_zh for _, name_zh, *_ in TOWN_INDICATORS), "# 备注"],
        *(
            [town, f"{TREES[number][1]}镇{SYNTHETIC_ZH}"]
            + [chinese(node, values[2021, town, node]) for node, *_ in TOWN_INDICATORS]
            + ["虚构数据"]
            for number, town in enumerate(towns)
        ),
    ]
    write(folder / "观测_2021.csv", rows, "gb18030")

    # 2022: a column per indicator, named by its id
    rows = [["unit_id", *(node for node, *_ in TOWN_INDICATORS), "# data"]]
    for town in towns:
        rows.append([town, *(chinese(node, values[2022, town, node]) for node, *_ in TOWN_INDICATORS), "synthetic"])
    write(folder / "observations_2022.csv", rows, "utf-8-sig")

    # 2023: a row per value
    rows = [["unit_id", "period", "node_id", "value", "source"]]
    for town in towns:
        rows += [
            [town, 2023, node, chinese(node, values[2023, town, node]), "synthetic"] for node, *_ in TOWN_INDICATORS
        ]
    write(folder / "observations_2023.csv", rows)

    tiers = [
        ["tier_id", "sort_order", "basis", "bound", "label_en", "label_zh"],
        ["thriving", 1, "score", 55, "Thriving", "兴旺"],
        ["steady", 2, "score", 45, "Steady", "平稳"],
        ["lagging", 3, "score", "", "Lagging", "滞后"],
    ]
    write(folder / "tiers.csv", tiers)


def make_workbook(path: Path) -> None:
    """Write a workbook on ten libraries: some cells are missing, one indicator is a category, one is yes or no."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(2024)  # noqa: S311
    book = openpyxl.Workbook()
    about = book.active
    about.title = "README"
    about.append(["Synthetic data: these libraries are invented. The numbers were drawn at random."])
    about.append(["虚构数据：图书馆均为虚构，数值随机生成。"])

    framework = book.create_sheet("framework")
    header = "node_id parent_id label_en weight weight_standing direction normalisation imputation max_missing_share"
    framework.append([*header.split(), "missing_rule", "min_coverage"])
    index = f"Service of invented libraries {SYNTHETIC_EN}"
    framework.append(["service", None, index, None, None, None, None, None, None, "renormalise", 0.5])
    for row in (
        ["books", "service", "Books per reader", 3, "assumed", 1, "min_max", "median", 0.2],
        ["hours", "service", "Opening hours a week", 2, "assumed", 1, "min_max", None, 0.3],
        ["waiting", "service", "Days to wait for a book", 2, "assumed", -1, "min_max", None, 0.2],
        ["members", "service", "Members, share of residents", 2, "assumed", 1, "min_max", None, None],
        ["ramp", "service", "Step-free entrance", 1, "assumed", 1, "min_max", None, None],
        ["online", "service", "Online service", 2, "assumed", None, "lookup", None, 0.1],
    ):
        framework.append(row)

    units = book.create_sheet("units")
    units.append(["unit_id", "label_en", "label_zh"])
    data = book.create_sheet("data 2024")
    data.append(
        ["name", "Books per reader", "Opening hours a week", "waiting", "members", "ramp", "Online service", "# data"]
    )
    levels = ["full", "partial", "none"]
    for number, (name, name_zh) in enumerate(TREES[:10], start=1):
        units.append([number, f"{name.capitalize()} {SYNTHETIC_EN}", f"{name_zh}图书馆{SYNTHETIC_ZH}"])
        units.cell(units.max_row, 1).number_format = "000"
        books = round(chance.uniform(1, 9), 2)
        hours: object = chance.randint(20, 70)
        waiting: object = chance.randint(2, 30)
        members = round(chance.uniform(0.05, 0.4), 3)
        online = chance.choice(levels)
        data.append(
            [
                f"{name.capitalize()} {SYNTHETIC_EN}",
                None if number == 3 else books,
                "N/A" if number in (4, 8) else hours,
                "—" if number == 8 else waiting,
                members,
                chance.choice(["yes", "no"]),
                None if number == 6 else online,
                "synthetic",
            ]
        )
        data.cell(data.max_row, 5).number_format = "0.0%"
    lookups = book.create_sheet("lookups")
    lookups.append(["node_id", "category", "value"])
    for level, score in zip(levels, (100, 50, 0), strict=True):
        lookups.append(["online", level, score])
    book.save(path)


def make_bureau_export(folder: Path) -> None:
    """Write eight provinces in three years as a statistics bureau exports them: a file an indicator, in GB18030."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(13)  # noqa: S311
    provinces = [f"{name_zh.removesuffix('树')}省{SYNTHETIC_ZH}" for _, name_zh in TREES[:8]]
    note = "注：省份均为虚构，数值随机生成。"
    for file, indicator, middle, form, notes in (
        ("分省年度数据.csv", "人均产值(元)", 60000, ",.0f", [note]),
        ("分省年度数据 (1).csv", "每千人床位(张)", 6, ".1f", [note, "数据来源：无"]),
        ("分省年度数据 (2).csv", "单位产值能耗(吨/万元)", 0.5, ".2f", ["数据来源：虚构，数值随机生成"]),
    ):
        rows: list[list[object]] = [
            ["数据库：虚构省份年度数据"],
            [f"指标：{indicator}"],
            ["时间：最近3年"],
            ["地区", "2024年", "2023年", "2022年"],
        ]
        for number, province in enumerate(provinces):
            value = middle * chance.uniform(0.6, 1.6)
            values: list[object] = [format(value * growth, form) for growth in (1, 0.96, 0.93)]
            # the newest number of one province is not yet known
            rows.append([province, *(["", *values[1:]] if middle == 6 and number == 5 else values)])
        write(folder / file, [*rows, *([text] for text in notes)], "gb18030")


def make_world_bank(folder: Path) -> None:
    """Write eight countries in three years as the World Bank does: years in columns."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(14)  # noqa: S311
    years = ["2021", "2022", "2023"]
    rows: list[list[str]] = [
        ["Data Source", "Invented Development Indicators (synthetic)", ""],
        [],
        ["Last Updated Date", "2024-06-28", ""],
        [],
        ["Country Name", "Country Code", "Indicator Name", "Indicator Code", *years, ""],
    ]
    for name, _ in TREES[:8]:
        for indicator, code, middle, digits in (
            ("Access to electricity (% of population)", "EG.ELC.ACCS.ZS", 80, 1),
            ("Infant mortality (per 1,000 live births)", "SP.DYN.IMRT.IN", 20, 1),
            ("Income per head (coins)", "NY.GNP.PCAP.CD", 9000, 0),
        ):
            value = middle * chance.uniform(0.5, 1.2)
            values = [f"{value * growth:.{digits}f}" for growth in (0.96, 0.98, 1)]
            if (name, code) == ("fir", "EG.ELC.ACCS.ZS"):
                values[0] = ""
            rows.append([f"{name.capitalize()} {SYNTHETIC_EN}", f"X{name[:2].upper()}", indicator, code, *values, ""])
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    (folder / "API_invented_2023.csv").write_bytes(text.getvalue().encode("utf-8-sig"))


def make_two_header_rows(path: Path) -> None:
    """Write a workbook on eight cities: indicators in merged cells of the first header row, years in the second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(3)  # noqa: S311
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Cities"
    sheet.append(["Invented cities (synthetic data)"])
    sheet.append(["City", "Parks (ha)", None, "Commute (minutes)", None, "Libraries", None])
    sheet.append([None, *[2022, 2023] * 3])
    for cells in ("A2:A3", "B2:C2", "D2:E2", "F2:G2", "A1:G1"):
        sheet.merge_cells(cells)
    totals = [0, 0]
    for name, _ in TREES[:8]:
        parks, minutes, libraries = chance.randint(40, 400), chance.randint(18, 55), chance.randint(2, 30)
        later = [parks + chance.randint(0, 60), minutes + chance.randint(-6, 4), libraries + chance.randint(-1, 5)]
        row = [parks, later[0], minutes, later[1], libraries, later[2]]
        sheet.append([f"{name.capitalize()} {SYNTHETIC_EN}", *row])
        totals = [totals[0] + libraries, totals[1] + later[2]]
    sheet.append(["Total", None, None, None, None, *totals])
    sheet.append([])
    sheet.append(["Note: the numbers were drawn at random."])
    book.save(path)


if __name__ == "__main__":
    make_panel(FOLDER / "panel")
    make_workbook(FOLDER / "wide_xlsx" / "libraries.xlsx")
    make_bureau_export(FOLDER / "bureau_export")
    make_world_bank(FOLDER / "world_bank")
    make_two_header_rows(FOLDER / "two_header_rows" / "cities.xlsx")
