"""Make the synthetic data of dgi_2020_provinces and dgi_2020_cities, calibrated to the figures that the report prints.

Run by hand with `make calibrate`; needs the dependency group `calibration`. The same seed gives the same files.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

from second_level import (
    CAPITALS,
    EFFECTS,
    HERE,
    SEED,
    STAGES,
    SUB_PROVINCIAL,
    cities,
    provinces,
    read,
    short,
)
from third_level import BY_PARENT, ITEMS, continuous, discrete, tied

SEEDS = HERE.parent / "seeds"
NOTICE = "Synthetic, calibrated to published figures"
PERIOD = "2020"
EQUAL = "Weight inferred: equal within its dimension."
NODES = [
    ("index", "", "Digital Government Development Index", "数字政府发展指数", "", "", "delphi",
     "Weights of the report were set with the Delphi method; the figure that shows them is an image."),
    ("organisation", "index", "Organisation", "组织机构", 15, "inferred", "",
     "Weight inferred: all printed city scores fall on a grid of 0.15, which fits 15."),
    ("institution", "index", "Institution", "制度体系", 15, "inferred", "",
     "Weight inferred: one province reaches 15, and printed scores are multiples of 0.625."),
    ("capability", "index", "Governance capability", "治理能力", 40, "inferred", "",
     "Weight inferred: what the other three leave of 100."),
    ("effectiveness", "index", "Governance effectiveness", "治理效果", 30, "inferred", "",
     "Weight inferred: four parts of 7.5, the best printed scores of which are 6.7, 6.6, 5.1 and 4.9."),
    ("party_government", "organisation", "Party and government bodies", "党政机构", 7.5, "inferred", "", EQUAL),
    ("social_organisation", "organisation", "Social organisations", "社会组织", 7.5, "inferred", "", EQUAL),
    ("digital_government_policy", "institution", "Digital-government policy", "数字政府", 7.5, "inferred", "",
     "Weight inferred: one province reaches 7.5."),
    ("digital_ecosystem_policy", "institution", "Digital-ecosystem policy", "数字生态", 7.5, "inferred", "",
     "Weight inferred: eleven provinces reach 7.5."),
    ("platform_management", "capability", "Platform management", "平台管理", 10, "inferred", "", EQUAL),
    ("data_openness", "capability", "Data openness", "数据开放", 10, "inferred", "", EQUAL),
    ("government_services", "capability", "Government services", "政务服务", 10, "inferred", "", EQUAL),
    ("civic_interaction", "capability", "Civic interaction", "政民互动", 10, "inferred", "", EQUAL),
    ("coverage", "effectiveness", "Coverage", "覆盖度", 7.5, "inferred", "", EQUAL),
    ("penetration", "effectiveness", "Penetration", "渗透度", 7.5, "inferred", "", EQUAL),
    ("responsiveness", "effectiveness", "Responsiveness", "回应度", 7.5, "inferred", "", EQUAL),
    ("satisfaction", "effectiveness", "Satisfaction", "满意度", 7.5, "inferred", "", EQUAL),
]  # fmt: skip
COLUMNS = [
    "index_id",
    "period",
    "cohort_id",
    "node_id",
    "parent_id",
    "label_en",
    "label_zh",
    "description",
    "unit_of_measure",
    "collection_method",
    "data_notice",
    "weight",
    "weight_standing",
    "direction",
    "denominator",
    "denominator_scale",
    "transformation",
    "normalisation",
    "lower",
    "upper",
    "clip",
    "value_min",
    "value_max",
    "value_step",
    "max_missing_share",
    "aggregation",
    "missing_rule",
    "sort_order",
]
TIERS = [
    ("leading", "Leading", "引领型"), ("strong", "Strong", "优质型"), ("distinctive", "Distinctive", "特色型"),
    ("developing", "Developing", "发展型"), ("catching_up", "Catching up", "追赶型"),
]  # fmt: skip
BOUNDS = {"provinces": ("score", [70, 65, 60, 50, ""]), "cities": ("percentile", [0.1, 0.25, 0.45, 0.65, ""])}


def write(path: Path, columns: list[str] | tuple[str, ...], rows: list[dict[str, object]]) -> None:
    """A CSV in the form of the other seeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def framework(index_id: str, cohort: int) -> list[dict[str, object]]:
    """The tree, the same for both populations except for some goalposts."""
    rows: list[dict[str, object]] = []
    for node_id, parent, en, zh, weight, standing, method, description in NODES:
        rows.append({
            "node_id": node_id, "parent_id": parent, "label_en": en, "label_zh": zh, "description": description,
            "unit_of_measure": "points", "collection_method": method, "data_notice": "" if parent else NOTICE,
            "weight": weight, "weight_standing": standing, "aggregation": "arithmetic", "missing_rule": "require_all",
        })  # fmt: skip
    for item in ITEMS:
        rows.append({
            "node_id": item.node_id, "parent_id": item.parent_id, "label_en": item.label_en, "label_zh": item.label_zh,
            "description": item.how, "collection_method": item.method, "weight": 1, "weight_standing": item.standing,
            "direction": 1, "normalisation": "goalposts", "clip": "true", "max_missing_share": 0,
            **item.framework(cohort),
        })  # fmt: skip
    return [row | {"index_id": index_id, "sort_order": place} for place, row in enumerate(rows, 1)]


def solve_cities() -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    """The dimensions in turn; each leaves room for the later ones."""
    decided: dict[str, dict[str, int]] = {}
    for stage, effort in ((("organisation", "institution"), 8), (("capability",), 35), (("effectiveness",), 8)):
        population = cities(decided, stage)
        for unit, parts in population.solve(effort).items():
            decided.setdefault(unit, {}).update(parts)
    return decided, population.points


def raw_values(
    name: str, parts: dict[str, dict[str, int]], points: dict[str, dict[str, float]], populations: dict[str, int]
) -> dict[str, dict[str, float]]:
    """All third-level values by unit."""
    cohort = int(name == "cities")
    draw = random.Random(SEED + 10 + cohort)  # noqa: S311
    values = {}
    for unit in sorted(parts, key=list(populations).index):
        values[unit] = discrete(unit, parts[unit], points[unit], cohort, draw)
        if not (cohort and unit in ("深圳", "广州")):
            values[unit] |= continuous(points[unit], values[unit], populations[unit], cohort, draw)
    if cohort:
        pair = {unit: populations[unit] for unit in ("深圳", "广州")}
        for unit, more in tied(points["深圳"], pair, draw).items():
            values[unit] |= more
    return values


def groups(index_id: str, units: list[dict[str, str]]) -> list[dict[str, object]]:
    """Regions, and the three overlapping groups of cities."""
    rows: list[dict[str, object]] = []
    labels = {"east": ("East", "东部"), "central": ("Central", "中部"), "west": ("West", "西部")}
    ordinary = {short(row["city"]) for row in read("table_4_1_ordinary_cities.csv")}
    kinds = {
        "sub_provincial": (set(SUB_PROVINCIAL), "Sub-provincial cities, as the report counts them", "副省级城市"),
        "provincial_capitals": (set(CAPITALS), "Provincial capitals", "省会城市"),
        "ordinary_cities": (ordinary, "Ordinary large and medium cities", "其他大中城市"),
    }
    for unit in units:
        en, zh = labels[unit["region"]]
        rows.append({"group_id": unit["region"], "grouping_id": "region", "unit_id": unit["unit_id"],
                     "label_en": en, "label_zh": zh})  # fmt: skip
        everyone = ("All cities", "全部城市") if index_id == "dgi_2020_cities" else ("All provinces", "全部省级行政区")
        rows.append({"group_id": index_id.removeprefix("dgi_2020_"), "unit_id": unit["unit_id"],
                     "label_en": everyone[0], "label_zh": everyone[1]})  # fmt: skip
        if index_id == "dgi_2020_cities":
            for group_id, (members, en, zh) in kinds.items():
                if unit["short_zh"] in members:
                    rows.append({"group_id": group_id, "unit_id": unit["unit_id"], "label_en": en, "label_zh": zh})
    return sorted((row | {"index_id": index_id} for row in rows), key=lambda row: (row["group_id"], row["unit_id"]))


def main() -> None:
    """Solve both populations and write their seeds."""
    with (HERE / "units.csv").open(encoding="utf-8") as file:
        all_units = list(csv.DictReader(file))
    for name in ("provinces", "cities"):
        index_id = f"dgi_2020_{name}"
        folder = SEEDS / index_id
        units = [row for row in all_units if row["index_id"] == index_id]
        populations = {row["short_zh"]: int(row["population"]) for row in units}
        if name == "provinces":
            model = provinces()
            parts, points = model.solve(20), model.points
        else:
            parts, points = solve_cities()
        values = raw_values(name, parts, points, populations)
        second = [node for dimension in STAGES for node, parent, *_ in NODES if parent == dimension]
        write(
            HERE / f"second_level_{name}.csv",
            ("unit_id", "node_id", "points"),
            [
                {"unit_id": row["unit_id"], "node_id": node, "points": round(points[row["short_zh"]][node], 10)}
                for row in units
                for node in second
            ],
        )
        order = ["population", *(item.node_id for item in ITEMS)]
        rows = []
        for row in units:
            of_unit = values[row["short_zh"]] | {"population": populations[row["short_zh"]]}
            for node in order:
                note = "Approximate resident population, a denominator" if node == "population" else ""
                rows.append({"index_id": index_id, "period": PERIOD, "unit_id": row["unit_id"], "node_id": node,
                             "value": f"{of_unit[node]:.10g}" if of_unit[node] < 1e9 else of_unit[node],
                             "source": NOTICE, "note": note})  # fmt: skip
        write(folder / f"{index_id}__observations.csv",
              ("index_id", "period", "unit_id", "node_id", "value", "source", "note"), rows)  # fmt: skip
        write(folder / f"{index_id}__framework.csv", COLUMNS, framework(index_id, int(name == "cities")))
        write(
            folder / f"{index_id}__units.csv",
            ("index_id", "unit_id", "cohort_id", "label_en", "label_zh", "parent_unit", "parent_label_en",
             "parent_label_zh", "region"),
            [{key: value for key, value in row.items() if key not in ("short_zh", "population")} | {"cohort_id": name}
             for row in units],
        )  # fmt: skip
        write(folder / f"{index_id}__groups.csv",
              ("index_id", "group_id", "grouping_id", "unit_id", "label_en", "label_zh"), groups(index_id, units))  # fmt: skip
        basis, bounds = BOUNDS[name]
        write(
            folder / f"{index_id}__tiers.csv",
            ("index_id", "cohort_id", "tier_id", "sort_order", "basis", "bound", "label_en", "label_zh"),
            [{"index_id": index_id, "tier_id": tier, "sort_order": place, "basis": basis, "bound": bound, "label_en": en,
              "label_zh": zh} for place, ((tier, en, zh), bound) in enumerate(zip(TIERS, bounds, strict=True), 1)],
        )  # fmt: skip
        weight = {node: 7.5 for node in EFFECTS}
        worst = 0.0
        for row in units:
            for node in EFFECTS:
                items = BY_PARENT[node]
                got = sum(item.share(values[row["short_zh"]][item.node_id], populations[row["short_zh"]],
                                     int(name == "cities")) for item in items) / len(items) * weight[node]  # fmt: skip
                worst = max(worst, abs(got - points[row["short_zh"]][node]))
        print(f"{name}: {len(units)} units, {len(rows)} values; a second-level indicator misses by at most {worst:.5f}")


if __name__ == "__main__":
    main()
