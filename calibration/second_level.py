"""Points on every second-level node that agree with the printed figures, found by constraint programming.

All quantities are whole numbers of 1/1800 point, so every grid of the framework is exact: 5/8 for a graded policy
topic in halves, 10/9 for a function of the portal, 3/20 for an association of a city, 1/10 for a department with open
data, and 1/100 for the continuous indicators of effectiveness.
"""

from __future__ import annotations

import csv
import itertools
import random
from dataclasses import dataclass, field
from pathlib import Path

from ortools.sat.python import cp_model

HERE = Path(__file__).parent
SEED = 2020
POINT = 1800
CENT = POINT // 100
# Orders differ by at least this much, and printed figures are met with this much room: the tolerance of the raw values.
MARGIN = 27  # 0.015 points
ROOM = 5  # 0.0028 points
EFFECTS = ("coverage", "penetration", "responsiveness", "satisfaction")
# Assumed parts of effectiveness where nothing is printed, as shares of it.
EFFECT_SHARES = {"coverage": 0.25, "penetration": 0.33, "responsiveness": 0.25, "satisfaction": 0.17}
PLATFORM_STEP, DEPARTMENT_STEP, PLATFORM_OPENED = 2000, 180, 9000
SERVICE_STEP, CHANNEL_STEP, POLICY_STEP = 4500, 1800, 1125

# 深圳 comes first, so statements about the others are about SUB_PROVINCIAL[1:].
SUB_PROVINCIAL = [
    "深圳",
    "杭州",
    "广州",
    "宁波",
    "青岛",
    "厦门",
    "苏州",
    "武汉",
    "南京",
    "成都",
    "济南",
    "沈阳",
    "大连",
    "哈尔滨",
    "长春",
]
CAPITALS = [
    "杭州",
    "广州",
    "贵阳",
    "福州",
    "武汉",
    "南京",
    "成都",
    "济南",
    "石家庄",
    "西安",
    "海口",
    "郑州",
    "合肥",
    "长沙",
    "沈阳",
    "南宁",
    "银川",
    "哈尔滨",
    "南昌",
    "长春",
    "呼和浩特",
    "兰州",
    "昆明",
    "太原",
    "拉萨",
    "西宁",
    "乌鲁木齐",
]


def read(name: str) -> list[dict[str, str]]:
    """Rows of a file of published figures."""
    with (HERE / "published" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def short(city: str) -> str:
    """A city without its kind, as table 4-2 writes it."""
    return "大理" if city.startswith("大理") else city.removesuffix("市")


def tenths(printed: str) -> int:
    """A figure printed to one decimal, in tenths."""
    return round(float(printed) * 10)


class Absent:
    """A quantity that the current stage does not decide yet: statements about it are left for later."""

    def _same(self, *_: object) -> Absent:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _same
    __le__ = __ge__ = __lt__ = __gt__ = __eq__ = only_enforce_if = _same
    __hash__ = None


class Model(cp_model.CpModel):
    """A model that skips quantities that are not decided yet, and those that earlier stages have decided."""

    def add(self, constraint: object) -> object:
        """A constraint, unless it is about something absent or about numbers only."""
        if isinstance(constraint, Absent):
            return constraint
        if isinstance(constraint, bool):
            if not constraint:
                raise SystemExit("a stage contradicts the ones before")
            return Absent()
        return super().add(constraint)

    def add_linear_constraint(self, expression: object, low: int, high: int) -> object:
        """Bounds, unless they are of something absent or a number."""
        if isinstance(expression, int):
            return self.add(low <= expression <= high)
        return expression if isinstance(expression, Absent) else super().add_linear_constraint(expression, low, high)


def add_up(*terms: object) -> object:
    """A sum, absent if one of its terms is."""
    return next((term for term in terms if isinstance(term, Absent)), None) or sum(terms)


STAGES = {
    "organisation": ("party", "social"),
    "institution": ("government_policy", "ecosystem_policy", "government_documents", "ecosystem_documents"),
    "capability": ("functions", "platform", "departments", "services", "channels"),
    "effectiveness": EFFECTS,
}


@dataclass
class Population:
    """The variables of one population: parts by unit, and the nodes as sums of them."""

    name: str
    units: list[str]
    party_step: int
    social_step: int
    party_top: int
    social_top: int
    decided: dict[str, dict[str, int]] = field(default_factory=dict)
    active: tuple[str, ...] = tuple(STAGES)
    model: Model = field(default_factory=Model)
    parts: dict[str, dict[str, cp_model.IntVar]] = field(default_factory=dict)
    node: dict[str, dict[str, cp_model.LinearExpr]] = field(default_factory=dict)
    costs: list[cp_model.LinearExpr] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Declare the parts and the nodes."""
        tops = {
            "party": self.party_top, "social": self.social_top, "government_policy": 12, "ecosystem_policy": 12,
            "government_documents": 6, "ecosystem_documents": 6, "functions": 9, "platform": 1, "departments": 50,
            "services": 4, "channels": 10,
        }  # fmt: skip
        for unit in self.units:
            part = {name: (0, top) for name, top in tops.items()} | {name: (50, 720) for name in EFFECTS}
            deciding = {name for stage in self.active for name in STAGES[stage]}
            for name, bounds in part.items():
                if name in deciding:
                    part[name] = self.model.new_int_var(*bounds, f"{name} {unit}")
                else:
                    part[name] = self.decided[unit][name] if name in self.decided.get(unit, {}) else Absent()
            self.parts[unit] = part
            self.node[unit] = node = {
                "party_government": part["party"] * self.party_step,
                "social_organisation": part["social"] * self.social_step,
                "digital_government_policy": part["government_policy"] * POLICY_STEP,
                "digital_ecosystem_policy": part["ecosystem_policy"] * POLICY_STEP,
                "platform_management": part["functions"] * PLATFORM_STEP,
                "data_openness": part["platform"] * PLATFORM_OPENED + part["departments"] * DEPARTMENT_STEP,
                "government_services": part["services"] * SERVICE_STEP,
                "civic_interaction": part["channels"] * CHANNEL_STEP,
                **{name: part[name] * CENT for name in EFFECTS},
            }
            node["organisation"] = node["party_government"] + node["social_organisation"]
            node["institution"] = node["digital_government_policy"] + node["digital_ecosystem_policy"]
            node["capability"] = (
                node["platform_management"] + node["data_openness"] + node["government_services"]
                + node["civic_interaction"]
            )  # fmt: skip
            node["effectiveness"] = sum(node[name] for name in EFFECTS)
            node["index"] = add_up(*(node[dimension] for dimension in STAGES))
            # departments publish on a platform, and a platform has some
            self.model.add(part["departments"] <= 50 * part["platform"])
            self.model.add(part["departments"] >= 3 * part["platform"])
            # one document for each topic with a grade above 0, which is a half or a whole
            for kind in ("government", "ecosystem"):
                grade, documents = part[f"{kind}_policy"], part[f"{kind}_documents"]
                self.model.add(2 * documents >= grade)
                self.model.add(documents <= grade)

    def printed(self, unit: str, node: str, figure: str, continuous: bool) -> None:
        """A figure printed to one decimal, halves up; with room where raw values cannot hit it exactly."""
        low, high = (tenths(figure) * 2 - 1) * 90, (tenths(figure) * 2 + 1) * 90 - 1
        room = ROOM if continuous else 0
        self.model.add_linear_constraint(self.node[unit][node], low + room, high - room)

    def within(self, expression: cp_model.LinearExpr, low: float, high: float) -> None:
        """Bounds in points, kept with room."""
        self.model.add_linear_constraint(expression, round(low * POINT) + ROOM, round(high * POINT) - ROOM)

    def order(self, node: str, units: list[str], below: list[str] | None = None, margin: int = MARGIN) -> None:
        """Strictly falling, and whoever is in `below` lower than the last."""
        for better, worse in itertools.pairwise(units):
            self.model.add(self.node[better][node] >= self.node[worse][node] + margin)
        for worse in below or []:
            if worse not in units:
                self.model.add(self.node[units[-1]][node] >= self.node[worse][node] + margin)

    def tied(self, node: str, units: list[str], below: list[str], margin: int = MARGIN) -> None:
        """Equal, and higher than whoever else is in `below`."""
        for unit in units[1:]:
            self.model.add(self.node[unit][node] == self.node[units[0]][node])
        for worse in below:
            if worse not in units:
                self.model.add(self.node[units[0]][node] >= self.node[worse][node] + margin)

    def total(self, node: str, units: list[str]) -> cp_model.LinearExpr:
        """Sum over units."""
        return sum(self.node[unit][node] for unit in units)

    def gap(self, node: str, high: list[str], low: list[str], least: float, most: float) -> None:
        """The difference of two means lies between bounds."""
        scale = len(high) * len(low)
        difference = self.total(node, high) * len(low) - self.total(node, low) * len(high)
        room = 3 * scale
        self.model.add_linear_constraint(
            difference, round(least * POINT * scale) + room, round(most * POINT * scale) - room
        )

    def near(self, expression: cp_model.LinearExpr, wish: int, cost: int, reach: int) -> None:
        """A wish: the distance to it costs."""
        if isinstance(expression, (Absent, int)):
            return
        distance = self.model.new_int_var(0, reach, "")
        self.model.add(distance >= expression - wish)
        self.model.add(distance >= wish - expression)
        self.costs.append(distance * cost)

    def solve(self, effort: float) -> dict[str, dict[str, int]]:
        """The parts by unit, with the least distance to the wishes found within a deterministic effort."""
        self.model.minimize(sum(self.costs))
        solver = cp_model.CpSolver()
        solver.parameters.random_seed = SEED
        solver.parameters.num_workers = 8
        solver.parameters.interleave_search = True
        solver.parameters.max_deterministic_time = effort
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise SystemExit(f"{self.name}: {solver.status_name(status)}")
        print(
            f"{self.name}: {solver.status_name(status)}, distance {solver.objective_value:.0f}"
            f" (bound {solver.best_objective_bound:.0f}), {solver.wall_time:.0f} s"
        )
        self.points = {
            unit: {
                node: solver.value(expression) / POINT
                for node, expression in nodes.items()
                if not isinstance(expression, Absent)
            }
            for unit, nodes in self.node.items()
        }
        return {
            unit: {name: solver.value(var) for name, var in part.items() if not isinstance(var, Absent)}
            for unit, part in self.parts.items()
        }


def provinces() -> Population:
    """31 provinces: table 3-1 and section 3.3."""
    table = read("table_3_1_provinces.csv")
    units = [row["province"] for row in table]
    p = Population("provinces", units, 900, 450, 15, 30)
    draw = random.Random(SEED)  # noqa: S311
    for row in table:
        p.printed(row["province"], "index", row["score"], continuous=True)
    p.order("index", units)

    first, second = ["安徽", "江苏", "黑龙江", "广东"], ["上海", "北京", "河南", "四川", "山东"]
    p.tied("organisation", first, second)
    p.tied("organisation", second, [unit for unit in units if unit not in first])
    p.model.add(p.node["安徽"]["organisation"] == 10 * POINT)
    p.model.add(p.node["上海"]["organisation"] == 9 * POINT)
    p.model.add(p.node["安徽"]["party_government"] == 7 * POINT)
    p.order("party_government", ["安徽"], units)
    p.model.add(p.node["广东"]["social_organisation"] == 5 * POINT)
    p.order("social_organisation", ["广东"], units)
    for unit in units:
        if unit != "广东":
            p.model.add(p.node[unit]["party_government"] > p.node[unit]["social_organisation"])

    first, second = ["浙江"], ["福建", "上海", "广东", "山东"]
    third = ["贵州", "安徽", "广西"]
    for group, steps in ((first, 24), (second, 21), (third, 19)):
        for unit in group:
            p.model.add(p.node[unit]["institution"] == steps * POLICY_STEP)
    best = ["浙江", "福建", "上海", "广东", "山东", "安徽", "广西", "河南", "天津", "四川", "陕西"]
    for unit in units:
        part = p.parts[unit]
        if unit not in first + second + third:
            p.model.add(part["government_policy"] + part["ecosystem_policy"] <= 18)
        p.model.add(part["ecosystem_policy"] == 12 if unit in best else part["ecosystem_policy"] <= 11)
        p.model.add(part["ecosystem_policy"] >= 4)
        p.model.add(part["government_policy"] >= 1)
        if unit != "浙江":
            p.model.add(part["government_policy"] <= 11)
    p.within(p.total("digital_government_policy", units), 3.35 * 31, 3.45 * 31)
    p.within(p.total("digital_ecosystem_policy", units), 6.05 * 31, 6.15 * 31)

    first, second, third = ["四川", "海南"], ["上海", "浙江"], ["福建", "贵州"]
    p.tied("capability", first, units)
    p.tied("capability", second, [unit for unit in units if unit not in first])
    p.tied("capability", third, [unit for unit in units if unit not in first + second])
    p.tied(
        "platform_management", ["四川", "海南", "上海", "浙江", "福建", "贵州", "北京", "广西", "吉林", "新疆"], units
    )
    p.model.add(p.parts["四川"]["functions"] == 8)
    p.model.add(sum(p.parts[unit]["platform"] for unit in units) == 17)
    neither = {unit: p.model.new_bool_var(f"neither {unit}") for unit in units}
    p.model.add(sum(neither.values()) == 12)
    enough = {}
    for unit in units:
        part = p.parts[unit]
        # no language setting and no personal page leave seven functions at most
        p.model.add(part["functions"] <= 7).only_enforce_if(neither[unit])
        p.model.add(part["functions"] >= 3)
        for number in (3, 4):
            enough[unit, number] = p.model.new_bool_var("")
            p.model.add(part["services"] >= number).only_enforce_if(enough[unit, number])
            p.model.add(part["services"] < number).only_enforce_if(~enough[unit, number])
        p.model.add(part["services"] >= 2)
        part["neither"] = neither[unit]
        part["consultation"] = p.model.new_bool_var("")
        part["douyin"] = p.model.new_bool_var("")
        others = p.model.new_int_var(1, 4, "")
        p.model.add(part["channels"] == 4 + part["consultation"] + part["douyin"] + others)
        # without an account there are no followers and no likes
        p.model.add(part["coverage"] <= 540).only_enforce_if(~part["douyin"])
        p.model.add(part["satisfaction"] <= 480).only_enforce_if(~part["douyin"])
    p.model.add(sum(enough[unit, 4] for unit in units) == 16)
    p.model.add(sum(enough[unit, 3] for unit in units) == 28)
    p.model.add(sum(p.parts[unit]["consultation"] for unit in units) == 20)
    p.model.add(sum(p.parts[unit]["douyin"] for unit in units) == 13)
    p.tied("civic_interaction", ["四川", "海南", "北京", "天津", "宁夏", "重庆", "安徽"], units)

    for unit, figure in {"北京": "18.8", "上海": "17.4", "天津": "15.3", "浙江": "14.4", "重庆": "13.2"}.items():
        p.printed(unit, "effectiveness", figure, continuous=True)
    p.order("effectiveness", ["北京", "上海", "天津", "浙江", "重庆"], units)
    for node, unit, figure in (
        ("coverage", "上海", "6.7"), ("satisfaction", "浙江", "4.9"), ("satisfaction", "湖南", "4.8"),
        ("penetration", "北京", "6.6"), ("penetration", "上海", "6.1"), ("responsiveness", "重庆", "5.1"),
        ("responsiveness", "四川", "5.1"), ("responsiveness", "北京", "4.4"),
    ):  # fmt: skip
        p.printed(unit, node, figure, continuous=True)
    p.order("coverage", ["上海"], units)
    p.model.add(31 * p.node["上海"]["coverage"] >= 2 * p.total("coverage", units) + 31 * 90)
    p.order("satisfaction", ["浙江", "湖南"])
    p.order("penetration", ["北京", "上海"])
    p.order("responsiveness", ["重庆", "四川", "北京"], units)
    for unit in units:  # "clearly higher than other provinces"
        if unit not in ("浙江", "湖南"):
            p.model.add(p.node[unit]["satisfaction"] <= round(4.2 * POINT))
        if unit not in ("北京", "上海"):
            p.model.add(p.node[unit]["penetration"] <= round(5.4 * POINT))

    large = dict(zip(units, (0.0 for _ in units), strict=True))
    for rank, unit in enumerate(units):
        large[unit] = 1 - rank / 30
    for unit in units:
        part = p.parts[unit]
        size = large[unit]
        effect = 8.5 + 4 * size
        for name in EFFECTS:
            wish = round(100 * effect * EFFECT_SHARES[name] * draw.uniform(0.8, 1.2))
            p.near(part[name], wish, 2, 800)
        p.near(part["functions"], round(5 + 3 * size + draw.uniform(-1, 1)), 40, 20)
        p.near(part["departments"], 50 * part["platform"] - round(30 - 25 * size), 2, 100)
        p.near(part["channels"], round(7 + 1.5 * size + draw.uniform(-0.6, 0.6)), 30, 20)
        p.near(part["party"], round(7 + 3 * size + draw.uniform(-2, 2)), 10, 40)
        p.near(part["social"], round(4 + 6 * size + draw.uniform(-2, 2)), 6, 40)
        p.near(part["government_policy"], round(3 + 5 * size + draw.uniform(-1, 1)), 15, 40)
        p.near(part["ecosystem_policy"], round(8 + 3 * size + draw.uniform(-1, 1)), 15, 40)
    return p


# What the index of the other cities is expected to be, where their neighbours in table 4-2 leave it open.
# With it, what effectiveness and capability are expected to be, so that the dimensions can be decided in turn.
EXPECTED = {
    "深圳": (79.9, 18.6, 38.6), "杭州": (79.3, 17.0, 38.0), "广州": (77.6, 18.6, 38.6), "宁波": (75.6, 16.6, 37.6),
    "青岛": (73.2, 16.2, 36.8), "厦门": (71.2, 16.0, 34.2), "贵阳": (69.1, 14.9, 37.0), "苏州": (68.9, 15.8, 36.3),
    "福州": (68.4, 15.0, 31.0), "武汉": (67.9, 17.8, 33.8), "南京": (67.3, 15.0, 33.0), "成都": (66.8, 15.0, 35.8),
    "济南": (66.3, 15.0, 34.6), "石家庄": (65.8, 14.8, 34.5), "西安": (65.3, 14.8, 34.5), "海口": (64.7, 14.5, 38.6),
    "郑州": (63.7, 14.6, 27.5), "合肥": (63.3, 16.2, 34.0), "长沙": (62.9, 17.2, 33.0), "沈阳": (59.2, 14.0, 28.0),
    "南宁": (58.2, 13.8, 30.0), "银川": (56.3, 13.6, 31.0), "大连": (55.4, 13.4, 25.0), "哈尔滨": (54.9, 13.2, 25.0),
    "南昌": (51.2, 12.8, 26.0), "长春": (49.7, 12.4, 23.0), "呼和浩特": (48.2, 12.2, 26.7), "兰州": (47.2, 12.0, 24.3),
    "昆明": (44.0, 11.4, 24.3), "太原": (41.6, 11.0, 22.2), "拉萨": (40.7, 10.9, 23.6), "西宁": (40.2, 10.8, 23.1),
    "乌鲁木齐": (37.6, 10.8, 20.7),
}  # fmt: skip


def cities(decided: dict[str, dict[str, int]] | None = None, active: tuple[str, ...] = tuple(STAGES)) -> Population:
    """101 cities: tables 4-1 and 4-2, sections 4.1 to 4.3, and the means that the press printed."""
    units = [row["city"] for row in read("table_4_2_city_tiers.csv")]
    table = {short(row["city"]): row for row in read("table_4_1_ordinary_cities.csv")}
    ordinary = [unit for unit in units if unit in table]
    p = Population("cities " + " ".join(active), units, 1350, 270, 10, 50, decided or {}, active)
    draw = random.Random(SEED + 1)  # noqa: S311
    m = p.model
    for unit, row in table.items():
        for node in ("organisation", "institution", "capability"):
            p.printed(unit, node, row[node], continuous=False)
        p.printed(unit, "effectiveness", row["effectiveness"], continuous=True)
        p.printed(unit, "index", row["score"], continuous=True)
    if "effectiveness" not in active and "capability" in active:
        # a total for effectiveness, to be divided by the next stage, shows that the indices can be met
        for unit in units:
            low, high = (800, 1990) if unit not in table else (0, 3000)
            p.node[unit]["effectiveness"] = m.new_int_var(low, high, "") * CENT
            p.node[unit]["index"] = add_up(*(p.node[unit][dimension] for dimension in STAGES))
        for unit, row in table.items():
            p.printed(unit, "effectiveness", row["effectiveness"], continuous=True)
            p.printed(unit, "index", row["score"], continuous=True)
    p.order("index", units)

    def expected_effect(unit: str) -> float:
        return float(table[unit]["effectiveness"]) if unit in table else EXPECTED[unit][1]

    # what effectiveness, which is decided last, must leave room for
    for unit in units:
        node = p.node[unit]
        rest = add_up(node["organisation"], node["institution"], node["capability"])
        if unit in table:
            aim = float(table[unit]["score"]) - float(table[unit]["effectiveness"])
            p.within(rest, aim - 0.092, aim + 0.092)
        else:
            index, effect, capability = EXPECTED[unit]
            p.within(rest, index - effect - 1.5, index - effect + 1.5)
            aim = index - effect - capability
            p.within(add_up(node["organisation"], node["institution"]), aim - 1, aim + 1)
    for unit in ["深圳", "杭州", "广州", "宁波"]:
        p.within(p.node[unit]["index"], 75.05, 82)
    for unit in ["青岛", "厦门", "苏州", "武汉", "南京", "成都", "济南"]:
        p.within(p.node[unit]["index"], 65.05, 74.9)
    for unit in ["沈阳", "大连", "哈尔滨", "长春"]:
        m.add(p.node[unit]["index"] <= round(64.9 * POINT))
    for unit in ["沈阳", "大连"]:
        p.within(p.node[unit]["index"], 55.05, 64.9)
    # ends of the printed range 65.3 to 69.1, within which ten capitals lie also before rounding
    p.within(p.node["贵阳"]["index"], 69.05, 69.1)
    p.within(p.node["西安"]["index"], 65.3, 65.35)

    top = ["杭州", "深圳", "厦门", "广州", "苏州", "郑州", "福州", "南京", "大连", "青岛"]
    p.order("organisation", top, units)
    m.add(p.parts["杭州"]["party"] == 10)
    second = ["深圳", "厦门", "郑州", "青岛", "石家庄", "临沂", "绍兴"]
    eighth = {unit: m.new_bool_var("") for unit in units if unit not in [*second, "杭州", "广州", "福州", "大连"]}
    m.add(sum(eighth.values()) == 1)
    for unit in second:
        m.add(p.parts[unit]["party"] == 9)
    for unit in ["广州", "福州", "大连"]:
        m.add(p.parts[unit]["party"] == 8)
    for unit, chosen in eighth.items() if "organisation" in active else ():
        m.add(p.parts[unit]["party"] == 9).only_enforce_if(chosen)
        m.add(p.parts[unit]["party"] <= 8).only_enforce_if(~chosen)
    m.add(p.parts["深圳"]["social"] >= 25)
    for unit in units:
        m.add(p.node[unit]["party_government"] >= p.node[unit]["social_organisation"])
    groups = SUB_PROVINCIAL, CAPITALS, ordinary
    p.gap("organisation", SUB_PROVINCIAL, CAPITALS, 2.65, 2.75)
    p.gap("organisation", CAPITALS, ordinary, 2.15, 2.25)
    p.gap("party_government", SUB_PROVINCIAL, CAPITALS, 1.15, 1.25)
    p.gap("social_organisation", SUB_PROVINCIAL, CAPITALS, 1.55, 1.65)

    third = ["杭州", "宁波", "济南"]
    p.tied("institution", third, SUB_PROVINCIAL)
    p.order("institution", ["贵阳", "福州"])
    p.tied("institution", ["福州", "郑州"], [unit for unit in CAPITALS if unit != "贵阳"])
    p.order("institution", ["福州", "杭州"])
    p.tied("institution", ["杭州", "济南"], [unit for unit in CAPITALS if unit not in ("贵阳", "福州", "郑州")])
    m.add(sum(p.parts[unit]["ecosystem_documents"] for unit in units) == 317)
    m.add(sum(p.parts[unit]["government_documents"] for unit in units) == 175)
    for group, least, most in ((SUB_PROVINCIAL, 183, 217), (CAPITALS, 183, 217), (ordinary, 166, 174)):
        government = sum(p.parts[unit]["government_policy"] for unit in group)
        ecosystem = sum(p.parts[unit]["ecosystem_policy"] for unit in group)
        m.add(100 * ecosystem >= least * government)
        m.add(100 * ecosystem <= most * government)
    p.order("digital_ecosystem_policy", ["绍兴", "嘉兴"])
    p.tied("digital_ecosystem_policy", ["嘉兴", "泸州"], [unit for unit in ordinary if unit != "绍兴"])

    p.tied("capability", ["深圳", "广州"], SUB_PROVINCIAL)
    p.order("capability", ["广州", "杭州", "宁波", "青岛", "苏州", "成都", "济南", "厦门", "武汉"], SUB_PROVINCIAL[1:])
    p.tied("capability", ["广州", "海口"], CAPITALS)
    p.order("capability", ["海口", "杭州", "贵阳", "成都"], [unit for unit in CAPITALS if unit != "广州"])
    order = ["civic_interaction", "government_services", "data_openness", "platform_management"]
    for better, worse in itertools.pairwise(order):
        m.add(p.total(better, units) >= p.total(worse, units) + 101 * 180)
    capable = ["台州", "赣州", "无锡", "佛山", "珠海", "威海", "潍坊", "常德", "中山", "安庆"]
    for unit in capable:
        part = p.parts[unit]
        m.add(part["services"] == 4 if unit in ["台州", "赣州", "佛山", "潍坊", "常德"] else part["services"] <= 3)
        m.add(part["channels"] == 10 if unit in ["佛山", "中山", "安庆"] else part["channels"] <= 9)
    m.add(p.parts["佛山"]["functions"] <= 5)
    for unit in units:
        part = p.parts[unit]
        m.add(part["functions"] >= 3)
        m.add(part["services"] >= 1)
        m.add(part["channels"] >= 4)

    p.tied("effectiveness", ["深圳", "广州"], units)
    for name in EFFECTS:
        m.add(p.parts["深圳"][name] == p.parts["广州"][name])
    p.order("effectiveness", ["广州", "武汉", "杭州"], SUB_PROVINCIAL[1:])
    p.order("effectiveness", ["广州", "武汉", "长沙", "杭州", "合肥"], CAPITALS)
    for unit in units:
        m.add(p.node[unit]["effectiveness"] <= 20 * POINT)
        if unit not in table:
            m.add(p.node[unit]["effectiveness"] >= 8 * POINT)
    p.order("penetration", ["广州", "杭州"], CAPITALS)
    p.order("coverage", ["杭州"], CAPITALS)
    p.order("satisfaction", ["长沙"], CAPITALS)
    for unit in ["武汉", "成都", "广州", "郑州"]:  # named for their responsiveness
        for other in CAPITALS:
            if other not in ["武汉", "成都", "广州", "郑州"]:
                m.add(p.parts[unit]["responsiveness"] >= p.parts[other]["responsiveness"] + 2)
    for unit in ["南京", "深圳", "武汉", "宁波"]:  # named for their satisfaction
        for other in SUB_PROVINCIAL:
            if other not in ["南京", "深圳", "武汉", "宁波", "广州"]:
                m.add(p.parts[unit]["satisfaction"] >= p.parts[other]["satisfaction"] + 2)
    effective = sorted(ordinary, key=lambda unit: -float(table[unit]["effectiveness"]))[:10]
    for unit in effective:
        for other in effective:
            if unit in ["东莞", "珠海", "佛山", "中山"] and other not in ["东莞", "珠海", "佛山", "中山"]:
                m.add(p.parts[unit]["penetration"] >= p.parts[other]["penetration"] + 30)
            if unit in ["洛阳", "漳州", "潍坊"] and other not in ["洛阳", "漳州", "潍坊"]:
                m.add(p.parts[unit]["satisfaction"] >= p.parts[other]["satisfaction"] + 10)
    for name in EFFECTS[:3]:
        p.gap(name, SUB_PROVINCIAL, CAPITALS, 0.05, 7)
        p.gap(name, SUB_PROVINCIAL, ordinary, 0.05, 7)
    for group in groups:
        for name in EFFECTS:
            if name != "penetration":
                m.add(p.total("penetration", group) >= p.total(name, group) + 90 * len(group))
            if name != "satisfaction":
                m.add(p.total("satisfaction", group) <= p.total(name, group) - 90 * len(group))
    for node, least in (("organisation", 0.05), ("institution", 0.05)):
        p.gap(node, SUB_PROVINCIAL, CAPITALS, least, 9)
        p.gap(node, CAPITALS, ordinary, least, 9)
    p.gap("capability", SUB_PROVINCIAL, CAPITALS, 0.05, 20)
    p.gap("capability", SUB_PROVINCIAL, ordinary, 0.05, 20)

    # the means in the press summary
    p.within(p.total("index", SUB_PROVINCIAL), 67.455 * 15, 67.545 * 15)
    p.gap("index", SUB_PROVINCIAL, CAPITALS, 8.955, 9.045)
    p.gap("index", CAPITALS, ordinary, 7.855, 7.945)
    p.within(p.total("index", units), 53.755 * 101, 53.845 * 101)

    for rank, unit in enumerate(units):
        part = p.parts[unit]
        size = 1 - rank / 100
        effect = expected_effect(unit)
        for name in EFFECTS:
            wish = round(100 * effect * EFFECT_SHARES[name] * draw.uniform(0.8, 1.2))
            p.near(part[name], wish, 2, 800)
        p.near(part["functions"], round(4 + 3 * size + draw.uniform(-1, 1)), 40, 20)
        p.near(part["channels"], round(7 + 2 * size + draw.uniform(-1, 1)), 30, 20)
        p.near(part["departments"], 50 * part["platform"] - round(30 - 20 * size), 2, 100)
        p.near(part["social"] - part["party"], -2, 4, 80)
        # about as far apart as the means of the two policy indicators
        p.near(17 * part["government_policy"] - 10 * part["ecosystem_policy"], 0, 1, 400)
        if unit not in table:
            p.near(part["party"], round(3 + 5 * size), 10, 40)
            p.near(part["government_policy"], round(2 + 4 * size), 10, 40)
            p.near(part["ecosystem_policy"], round(5 + 5 * size), 10, 40)
    return p
