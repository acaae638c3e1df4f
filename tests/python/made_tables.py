"""Tables in random shapes, as statistics offices write them, each with its values and the recipe that describes it."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from composite_index.recipes.patterns import literal
from composite_index.recipes.writing import value

LATIN = (
    "Alder",
    "Birch",
    "Cedar Hill",
    "Dogwood",
    "Elm",
    "Fir",
    "Grove-End",
    "Hazel",
    "Ivy",
    "Juniper",
    "Kauri",
    "Larch",
)
CHINESE = ("甲省", "乙省", "丙省", "丁省", "戊省", "己省", "庚省", "辛省", "壬省", "癸省")
NODES = ("water", "roads", "clinics per head", "internet", "green_space", "GDP")
NODES_ZH = ("供水", "道路长度", "床位数", "产值(亿元)", "人口密度")
UNIT_HEADS = ("Country", "unit_id", "Region name", "City", "District", "Municipality", "Entity", "university_name")
UNIT_HEADS_ZH = ("省份", "地区", "城市", "单位名称")
SHAPES = ("wide", "long", "periods", "joint", "two_rows", "units")
MISSING = ("", "..", ":", "*", "-", "n/a", "-999")
NOTES = (
    "Source: national office of statistics",
    "Note: preliminary figures.",
    "* Data of 2019",
    "© The office, all rights reserved",
)
NOTES_ZH = ("注：本表为初步核算数。", "数据来源：统计局")
TITLES = ("Statistical yearbook, table 12", "Selected indicators of development", "Regional accounts")
TITLES_ZH = ("统计年鉴 表12", "主要指标一览", "分地区数据")

Values = dict[tuple[str, str, str], str | None]


@dataclass
class Made:
    """A table: the text of its file, the name of the file, the values, and the recipe that describes it."""

    name: str
    rows: list[list[str]]
    values: Values
    keys: dict[str, Any]
    shape: str
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: bool = False
    numbers: set[tuple[int, int]] = field(default_factory=set)

    def write(self, folder: Path) -> Path:
        """Write the file into a folder."""
        if self.sheet:
            return self._write_workbook(folder)
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator="\r\n").writerows(self.rows)
        path = folder / self.name
        path.write_bytes(text.getvalue().encode(self.encoding))
        return path

    def _write_workbook(self, folder: Path) -> Path:
        import openpyxl

        workbook = openpyxl.Workbook()
        sheet = workbook.active
        for line, row in enumerate(self.rows, start=1):
            for column, text in enumerate(row, start=1):
                if text:
                    sheet.cell(line, column, float(text) if (line - 1, column - 1) in self.numbers else text)
        path = folder / self.name
        workbook.save(path)
        return path

    def recipe(self) -> str:
        """Return the recipe that describes the table."""
        keys = {"file": literal(self.name)} | self.keys
        if not self.sheet:
            keys = {"file": literal(self.name), "delimiter": self.delimiter, "encoding": self.encoding} | self.keys
        lines = [f"    {name}: {value(of)}" for name, of in keys.items()]
        return "\n".join(["recipe: 1", "index: made", "files:", "  - " + lines[0][4:], *lines[1:]]) + "\n"


def made_table(seed: int) -> Made:
    """Return the table of a seed."""
    chance = random.Random(seed)  # noqa: S311
    chinese = chance.random() < 0.35
    units = chance.sample(CHINESE if chinese else LATIN, chance.randint(4, 8))
    nodes = chance.sample(NODES_ZH if chinese else NODES, chance.randint(1, 3))
    periods = sorted(chance.sample([str(year) for year in range(2010, 2025)], chance.randint(1, 3)))
    shape = chance.choice(SHAPES)
    if shape == "periods":
        nodes = nodes[:1]
    if shape == "units":
        periods = periods[:1]
    if shape in ("joint", "two_rows") and len(periods) < 2:
        periods = ["2019", "2020"]
    values: Values = {
        (unit, period, node): _number(chance) if chance.random() > 0.06 else None
        for unit in units
        for period in periods
        for node in nodes
    }
    keys: dict[str, Any] = {}
    style = _style(chance)
    head = chance.choice(UNIT_HEADS_ZH if chinese else UNIT_HEADS)
    label = "unit_id" if head == "unit_id" else "label_zh" if chinese else "label_en"
    rows, keys = _shaped(chance, shape, units, nodes, periods, values, head, label, style, chinese)
    sheet = chance.random() < 0.25
    period_of_file = None
    if "period" in keys.pop("needs", ()):
        period_of_file = periods[0]
    rows = _decorated(chance, rows, keys, label, chinese)
    above: list[list[str]] = []
    titles = chance.sample(TITLES_ZH if chinese else TITLES, chance.randint(0, 2))
    above += [[title] for title in titles]
    node_title = keys.pop("node_title", None)
    if node_title:
        above.append([node_title])
        keys["titles"] = {f"A{len(above)}": literal(node_title[: -len(nodes[0])]) + "{node_id}"}
    if above and chance.random() < 0.5:
        above.append([])
    count = keys.pop("header_rows", 1)
    first = len(above) + 1
    keys["header"] = first if count == 1 else list(range(first, first + count))
    if chance.random() < 0.4:
        notes = chance.sample(NOTES_ZH if chinese else NOTES, chance.randint(1, 2))
        gap = chance.random() < 0.4
        below = [[]] * gap + [[note] for note in notes]
        keys["notes_from"] = "" if gap else literal(notes[0][:4]) + "*"
    else:
        below = []
    delimiter = ";" if style.decimal == "," else chance.choice((",", ",", ";", "\t", "|"))
    table = [*above, *rows, *below]
    width = max(map(len, rows))
    if chance.random() < 0.5:
        table = [row + [""] * (width - len(row)) for row in table]
    else:
        table = [
            row if index < len(above) or index >= len(above) + len(rows) else row + [""] * (width - len(row))
            for index, row in enumerate(table)
        ]
    stem = chance.choice(("export", "table12", "download", "统计" if chinese else "figures"))
    if period_of_file:
        stem += f"_{period_of_file}"
        keys["constants"] = {"period": period_of_file}
    codes = keys.pop("codes", {})
    values = {(codes.get(unit, unit), period, node): number for (unit, period, node), number in values.items()}
    encoding = chance.choice(("utf-8", "utf-8-sig", "gb18030" if chinese else "utf-8", "utf-16"))
    return Made(
        f"{stem}.{'xlsx' if sheet else chance.choice(('csv', 'txt'))}",
        table,
        values,
        keys,
        shape,
        encoding,
        delimiter,
        sheet,
    )


@dataclass
class Style:
    """How numbers are written."""

    decimal: str = "."
    thousands: str = ""
    missing: str = ""
    flags: tuple[str, ...] = ()


def _style(chance: random.Random) -> Style:
    style = Style(missing=chance.choice(MISSING))
    kind = chance.random()
    if kind < 0.2:
        style.decimal, style.thousands = ",", chance.choice(("", ".", " "))
    elif kind < 0.4:
        style.thousands = chance.choice((",", " ", "'"))
    if chance.random() < 0.25:
        style.flags = tuple(chance.sample(("p", "e", "*", "b"), chance.randint(1, 2)))
    return style


def _number(chance: random.Random) -> str:
    size = chance.choice((1, 10, 100, 1000, 20000, 3_000_000))
    digits = chance.choice((0, 1, 2, 3))
    return f"{chance.uniform(0.05, 1) * size:.{digits}f}"


def _written(chance: random.Random, number: str | None, style: Style) -> str:
    if number is None:
        return style.missing
    whole, point, decimals = number.partition(".")
    if style.thousands:
        whole = f"{int(whole):,}".replace(",", style.thousands)
    text = whole + (style.decimal if point else "") + decimals
    if style.flags and chance.random() < 0.2:
        text += chance.choice(("", " ")) + chance.choice(style.flags)
    return text


def _decorated(
    chance: random.Random, rows: list[list[str]], keys: dict[str, Any], label: str, chinese: bool
) -> list[list[str]]:
    """Add what a recipe leaves out: codes of units, a column of text, a row of totals."""
    head = keys.get("columns", {}).get(label)
    count = keys.get("header_rows", 1)
    if head and label != "unit_id" and chance.random() < 0.2:
        # a code for each unit, in front of its name
        column = rows[count - 1].index(head)
        codes: dict[str, str] = {}
        name = chance.choice(("地区代码", "编码") if chinese else ("Code", "ISO3", "FIPS"))
        for number, row in enumerate(rows):
            unit = row[column]
            code = (
                ""
                if number < count - 1
                else name
                if number == count - 1
                else codes.setdefault(unit, f"Q{len(codes) + 11:03d}")
            )
            row.insert(column, code)
        keys["columns"] = {"unit_id": name, **keys["columns"]}
        keys["codes"] = codes
    if head and chance.random() < 0.15 and "value" not in keys["columns"]:
        total = [""] * len(rows[0])
        total[rows[count - 1].index(head)] = "合计" if chinese else "Total"
        for index in range(len(total)):
            if (
                total[index] == ""
                and any(char.isdigit() for char in rows[-1][index])
                and rows[count - 1][index] not in keys["columns"].values()
            ):
                total[index] = "9"
        if "period" not in keys["columns"]:
            rows.append(total)
            keys["leave_out_rows"] = {head: ["合计" if chinese else "Total"]}
    if head and "{node_id}" in str(keys.get("values")) and chance.random() < 0.15 and count == 1:
        for number, row in enumerate(rows):
            row.append(("备注" if chinese else "Remarks") if number == 0 else f"made up, line {number} of the table")
        keys["leave_out_columns"] = ["备注" if chinese else "Remarks"]
    return rows


def _shaped(
    chance: random.Random,
    shape: str,
    units: list[str],
    nodes: list[str],
    periods: list[str],
    values: Values,
    head: str,
    label: str,
    style: Style,
    chinese: bool,
) -> tuple[list[list[str]], dict[str, Any]]:
    """Return the rows of the table from its header on, and the keys of the recipe."""

    def cell(unit: str, period: str, node: str) -> str:
        return _written(chance, values[unit, period, node], style)

    period_head = chance.choice(("年份", "年度") if chinese else ("Year", "year", "TIME_PERIOD"))
    node_head = chance.choice(("指标", "指标名称") if chinese else ("Indicator", "Variable", "indicator"))
    keys: dict[str, Any] = {}
    if style.decimal != ".":
        keys["decimal"] = style.decimal
    if style.thousands:
        keys["thousands"] = style.thousands
    if style.missing:
        keys["markers"] = {style.missing: "blank"}
    if style.flags:
        keys["flags"] = list(style.flags)
    if shape == "wide":
        alone = len(periods) == 1 and chance.random() < 0.6
        rows = [[head, *([] if alone else [period_head]), *nodes]]
        rows += [[u, *([] if alone else [p]), *(cell(u, p, n) for n in nodes)] for p in periods for u in units]
        keys |= {"columns": {label: head} | ({} if alone else {"period": period_head}), "values": "{node_id}"}
        if alone:
            keys["needs"] = ("period",)
    elif shape == "long":
        value_head = chance.choice(("数值", "值") if chinese else ("Value", "OBS_VALUE", "value"))
        rows = [[head, period_head, node_head, value_head]]
        rows += [[u, p, n, cell(u, p, n)] for n in nodes for p in periods for u in units]
        keys |= {"columns": {label: head, "period": period_head, "node_id": node_head, "value": value_head}}
    elif shape == "periods":
        before, behind = chance.choice((("", ""), ("", "年"), ("", " [YR2020]"), ("FY", "")))
        if behind.startswith(" "):
            names = {p: f"{p} [YR{p}]" for p in periods}
            pattern = "{period} [YR*]"
        else:
            names = {p: f"{before}{p}{behind}" for p in periods}
            pattern = f"{before}{{period}}{behind}"
        by_column = chance.random() < 0.5
        rows = [[head, *([node_head] if by_column else []), *names.values()]]
        rows += [[u, *(nodes if by_column else []), *(cell(u, p, nodes[0]) for p in periods)] for u in units]
        keys |= {"columns": {label: head} | ({"node_id": node_head} if by_column else {}), "values": pattern}
        if not by_column:
            keys["node_title"] = ("指标：" if chinese else "Indicator: ") + nodes[0]
    elif shape == "joint":
        name, pattern = chance.choice(
            (
                (lambda n, p: f"{n}_{p}", "{node_id}_{period}"),
                (lambda n, p: f"{n} ({p})", "{node_id} ({period})"),
                (lambda n, p: f"{p} {n}", "{period} {node_id}"),
            )
        )
        rows = [[head, *(name(n, p) for n in nodes for p in periods)]]
        rows += [[u, *(cell(u, p, n) for n in nodes for p in periods)] for u in units]
        keys |= {"columns": {label: head}, "values": pattern}
    elif shape == "two_rows":
        rows = [
            ["", *(n if i == 0 else "" for n in nodes for i, _ in enumerate(periods))],
            [head, *(p for _ in nodes for p in periods)],
        ]
        rows += [[u, *(cell(u, p, n) for n in nodes for p in periods)] for u in units]
        keys |= {"columns": {label: head}, "values": "{node_id} / {period}", "header_rows": 2, "fill_header": True}
    else:
        rows = [[node_head, *units]]
        rows += [[n, *(cell(u, periods[0], n) for u in units)] for n in nodes]
        keys |= {"columns": {"node_id": node_head}, "values": "{unit_id}", "needs": ("period",)}
    return rows, keys
