"""The third level: its indicators, and raw values that give the points of the second level.

Yes/no, graded and counted items hit their grids exactly. Of each continuous second-level indicator one fine item (a whole
count, or tenths of a per cent) takes what the others leave over.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

EFFECT_POINTS = 7.5


@dataclass(frozen=True)
class Item:
    """A third-level indicator; goalposts as pairs for provinces and cities."""

    node_id: str
    parent_id: str
    label_en: str
    label_zh: str
    kind: str
    method: str
    how: str
    top: tuple[float, float] = (1, 1)
    bottom: tuple[float, float] = (0, 0)
    standing: str = "assumed"

    def framework(self, cohort: int) -> dict[str, object]:
        """What the framework says of it besides names."""
        unit = {
            "yes_no": "yes (1) or no (0)",
            "graded": "grade: 0, 0.5 or 1",
            "count": "number",
            "fine_count": "number",
            "log_per_capita": "number, scored per 10,000 people",
            "root_per_capita": "number, scored per 10,000 people",
            "per_capita": "number, scored per 10,000 people",
            "percent": "per cent",
            "rating": "rating, 1 to 5; 0 where there is no app to rate",
            "log_count": "number",
        }[self.kind]
        row: dict[str, object] = {
            "unit_of_measure": unit,
            "lower": f"{self.bottom[cohort]:g}",
            "upper": f"{self.top[cohort]:g}",
            "value_min": 1 if self.kind == "log_count" else 0,
            "value_max": {"yes_no": 1, "graded": 1, "percent": 100, "rating": 5}.get(self.kind, ""),
            "value_step": {"graded": 0.5, "percent": 0.1, "rating": 0.1}.get(self.kind, 1),
            "transformation": "log" if self.kind.startswith("log") else "sqrt" if self.kind.startswith("root") else "",
        }
        if self.kind.endswith("per_capita"):
            row |= {"denominator": "population", "denominator_scale": 10000}
        if self.kind == "log_per_capita":
            row["value_min"] = 1
        return row

    def share(self, value: float, population: int, cohort: int) -> float:
        """The share of the way between the goalposts, as the package computes it."""
        low, high = float(self.bottom[cohort]), float(self.top[cohort])
        if self.kind.endswith("per_capita"):
            value = value / (population / 10000)
        if self.kind.startswith("log"):
            low, high, value = math.log(low), math.log(high), math.log(value)
        if self.kind.startswith("root"):
            low, high, value = math.sqrt(low), math.sqrt(high), math.sqrt(value)
        return min(max((value - low) / (high - low), 0.0), 1.0)

    def raw(self, share: float, population: int, cohort: int) -> float:
        """The raw value, as it would be counted, that comes nearest to a share."""
        low, high = float(self.bottom[cohort]), float(self.top[cohort])
        if self.kind.startswith("log"):
            value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
        elif self.kind.startswith("root"):
            value = (math.sqrt(low) + share * (math.sqrt(high) - math.sqrt(low))) ** 2
        else:
            value = low + share * (high - low)
        if self.kind in ("percent", "rating"):
            return round(value, 1)
        return round(value * population / 10000 if self.kind.endswith("per_capita") else value)


GRID_15 = "Weight inferred: printed city scores fall on a grid of 0.15."
TOPICS = "Weight inferred: printed scores are multiples of 0.625, which is half of one of six equal topics."
NINTHS = "Weight inferred: printed capability scores fit ninths of 10."


def _many(parent: str, kind: str, method: str, how: str, standing: str, rows: str, **more: object) -> list[Item]:
    items = []
    for row in rows.strip().splitlines():
        node_id, zh, en = (cell.strip() for cell in row.split("|"))
        items.append(Item(node_id, parent, en, zh, kind, method, how, standing=standing, **more))  # type: ignore[arg-type]
    return items


ITEMS = [
    *_many(
        "party_government", "count", "web_search",
        "Counted by searching the government's pages: offices and departments, leading groups and their websites in the"
        f" field. {GRID_15}",
        "inferred",
        """
        egovernment_bodies | 电子政务机构 | Bodies for e-government
        internet_plus_bodies | “互联网+”机构 | Bodies for Internet Plus
        smart_city_bodies | 智慧城市机构 | Bodies for smart cities
        digital_government_bodies | 数字政府机构 | Bodies for digital government
        big_data_bodies | 大数据机构 | Bodies for big data
        """,
        top=(3, 2),
    ),
    *_many(
        "social_organisation", "count", "web_search",
        "Counted by searching registers and pages: associations, alliances and promotion societies of the kind, up to the"
        f" upper goalpost. {GRID_15}",
        "inferred",
        """
        internet_associations | 互联网协会 | Internet associations
        egovernment_associations | 电子政务协会 | E-government associations
        smart_city_associations | 智慧城市协会 | Smart-city associations
        big_data_associations | 大数据行业协会 | Big-data and cloud associations
        ai_associations | 人工智能协会 | Artificial-intelligence associations
        """,
        top=(6, 10),
    ),
    *_many(
        "digital_government_policy", "graded", "content_analysis",
        "Read from policy documents in force in June 2020: 1 a document of its own, 0.5 a part of another, 0 none."
        f" {TOPICS}",
        "inferred",
        """
        policy_overall | 数字政府总体政策 | Overall policy for digital government
        policy_data_management | 数据管理政策 | Policy for data management
        policy_data_standards | 数据标准政策 | Policy for data standards
        policy_data_security | 数据安全政策 | Policy for data security
        policy_internet_supervision | 互联网监管政策 | Policy for supervision by and of the internet
        policy_internet_services | “互联网+”政务政策 | Policy for Internet Plus government services
        """,
    ),
    *_many(
        "digital_ecosystem_policy", "graded", "content_analysis",
        "Read from policy documents in force in June 2020: 1 a document of its own, 0.5 a part of another, 0 none."
        f" {TOPICS}",
        "inferred",
        """
        policy_digital_economy | 数字经济政策 | Policy for the digital economy
        policy_smart_city | 智慧城市政策 | Policy for smart cities
        policy_ai | 人工智能政策 | Policy for artificial intelligence
        policy_big_data | 大数据发展政策 | Policy for big data
        policy_internet_industry | “互联网+”产业政策 | Policy for Internet Plus industry
        policy_internet_livelihood | “互联网+”民生政策 | Policy for Internet Plus livelihood
        """,
    ),
    *_many(
        "platform_management", "yes_no", "web_search",
        f"Looked up on the government's portal. {NINTHS} Which nine functions is assumed; five are named in the report.",
        "inferred",
        """
        site_search | 搜索栏目 | Site search
        privacy_protection | 隐私保护 | Privacy protection
        site_map | 网站地图 | Site map
        language_setting | 语言设置 | Language setting
        personal_page | 市民个人网页 | Personal page for citizens
        accessible_version | 无障碍浏览 | Accessible version
        mobile_version | 移动端适配 | Mobile version
        smart_answers | 智能问答 | Smart question answering
        site_help | 使用帮助 | Help with the site
        """,
    ),
    Item(
        "open_data_platform", "data_openness", "Open-data platform", "数据开放平台", "yes_no", "web_search",
        "Looked up: whether the government runs an open-data platform. Weight assumed.",
    ),
    Item(
        "open_data_departments", "data_openness", "Departments with open data", "开放数据的部门数", "count", "web_search",
        "Counted on the open-data platform: departments that publish data there. Weight and goalpost assumed.", (50, 50),
    ),
    *_many(
        "government_services", "yes_no", "web_search",
        "Looked up: whether the service is open to the public. Weight assumed: equal among the four services named.",
        "assumed",
        """
        services_app | 政务APP | Government app
        services_hall | 网上政务服务大厅 | Online service hall
        services_mini_program | 政务小程序 | Government mini-program
        at_most_one_visit | “最多跑一次” | At most one visit
        """,
    ),
    *_many(
        "civic_interaction", "yes_no", "web_search",
        "Looked up: whether the channel is open. Weight assumed: equal among the ten channels named.",
        "assumed",
        """
        weibo_account | 政务微博 | Government microblog
        wechat_account | 政务微信公众号 | Government WeChat account
        mayors_mailbox | 市长信箱 | Mayor's mailbox
        interview_section | 在线访谈版块 | Online interview section
        hotline_12345 | 12345政务热线 | 12345 hotline
        policy_section | 政策解读版块 | Policy interpretation section
        complaint_channel | 网上投诉举报渠道 | Online complaint channel
        petition_hall | 网上信访大厅 | Online petition hall
        consultation_platform | 网络问政平台 | Online consultation platform
        douyin_account | 政务抖音 | Government Douyin account
        """,
    ),
    Item("app_downloads", "coverage", "App downloads", "政务APP下载量", "root_per_capita", "big_data",
         "Read from app stores: downloads so far.", (4000, 6000)),
    Item("weibo_followers", "coverage", "Microblog followers", "政务微博粉丝量", "log_per_capita", "big_data",
         "Read from the platform: followers of the government's accounts.", (3000, 5000), (5, 5)),
    Item("douyin_followers", "coverage", "Douyin followers", "政务抖音粉丝量", "root_per_capita", "big_data",
         "Read from the platform: followers of the government's accounts.", (1000, 1500), (4, 15)),
    Item("wechat_articles", "coverage", "WeChat articles", "政务微信公众号发文量", "fine_count", "big_data",
         "Read from the platform: articles published in 2019.", (6000, 6000)),
    Item("baidu_index", "penetration", "Baidu search index", "百度指数", "log_count", "big_data",
         "Read from Baidu: mean daily index of searches for the government's digital services.", (3000, 2000), (20, 10)),
    Item("alipay_services", "penetration", "Users of Alipay city services", "支付宝城市服务使用人数", "log_per_capita",
         "big_data", "Provided by the platform: users in a month.", (5000, 5000), (50, 50)),
    Item("wechat_services", "penetration", "Users of WeChat city services", "微信城市服务使用人数", "per_capita", "big_data",
         "Provided by the platform: users in a month.", (5000, 5000)),
    Item("opinion_solicitations", "responsiveness", "Solicitations of opinion", "民意征集数量", "count", "content_analysis",
         "Counted on the portal: solicitations in 2019.", (100, 100)),
    Item("policy_interpretations", "responsiveness", "Policy interpretations", "政策解读数量", "count", "content_analysis",
         "Counted on the portal: interpretations in 2019.", (400, 400)),
    Item("online_interviews", "responsiveness", "Online interviews", "在线访谈数量", "count", "content_analysis",
         "Counted on the portal: interviews in 2019.", (60, 60)),
    Item("reply_ratio_2019", "responsiveness", "Reply ratio of 2019", "2019年回帖比", "percent", "big_data",
         "Provided by the message board for leaders of People's Daily Online: replies to messages of 2019.", (100, 100)),
    Item("reply_ratio_history", "responsiveness", "Reply ratio of all years", "历史回帖比", "percent", "big_data",
         "Provided by the message board for leaders of People's Daily Online: replies to all messages.", (100, 100)),
    Item("app_rating", "satisfaction", "App rating", "政务APP评分", "rating", "big_data",
         "Read from app stores: mean rating.", (5, 5), (1, 1)),
    Item("douyin_likes", "satisfaction", "Douyin likes", "政务抖音点赞数", "root_per_capita", "big_data",
         "Read from the platform: likes of the government's videos.", (20000, 20000), (20, 100)),
    Item("good_reviews", "satisfaction", "Good reviews of services", "政务服务好评数", "per_capita", "big_data",
         "Read from service platforms: reviews with a good mark in 2019. Assumed, as one of the subjective ratings"
         " that the report does not list.", (2000, 2000)),
]  # fmt: skip
FINE = {
    "coverage": "wechat_articles",
    "penetration": "wechat_services",
    "responsiveness": "reply_ratio_history",
    "satisfaction": "good_reviews",
}
BY_PARENT: dict[str, list[Item]] = {}
for _item in ITEMS:
    BY_PARENT.setdefault(_item.parent_id, []).append(_item)


def _spread(total: int, names: list[str], top: int, likely: list[float], draw: random.Random) -> dict[str, int]:
    """Give out a whole number, at most `top` to each."""
    given = dict.fromkeys(names, 0)
    for _ in range(total):
        free = [name for name in names if given[name] < top]
        name = draw.choices(free, [likely[names.index(name)] for name in free])[0]
        given[name] += 1
    return given


def _names(parent: str) -> list[str]:
    return [item.node_id for item in BY_PARENT[parent]]


def discrete(
    unit: str, part: dict[str, int], points: dict[str, float], cohort: int, draw: random.Random
) -> dict[str, float]:
    """Yes/no, graded and counted items."""
    values: dict[str, float] = {}
    values |= _spread(part["party"], _names("party_government"), (3, 2)[cohort], [4, 2, 2, 3, 4], draw)
    social, names = part["social"], _names("social_organisation")
    if unit == "深圳":  # the report counts nine
        values["big_data_associations"] = 9
        social, names = social - 9, [name for name in names if name != "big_data_associations"]
    values |= _spread(social, names, (6, 10)[cohort], [5, 1, 3, 4, 3] if len(names) == 5 else [5, 1, 3, 3], draw)
    for kind in ("government", "ecosystem"):
        grade = part[f"{kind}_policy"]
        documents = part[f"{kind}_documents"] if cohort else min(6, max(math.ceil(grade / 2), round(grade * 0.7)))
        topics = draw.sample(_names(f"digital_{kind}_policy"), 6)
        for place, topic in enumerate(topics):
            values[topic] = 0 if place >= documents else 1 if place < grade - documents else 0.5
    functions = _names("platform_management")
    if cohort == 0 and part["neither"]:
        open_ones = [name for name in functions if name not in ("language_setting", "personal_page")]
        first = []
    else:
        first = ["personal_page" if draw.random() < 0.6 else "language_setting"] if cohort == 0 else []
        open_ones = [name for name in functions if name not in first]
    ranked = sorted(open_ones, key=lambda name: functions.index(name) + draw.uniform(0, 6))
    chosen = (first + ranked)[: part["functions"]]
    values |= {name: int(name in chosen) for name in functions}
    values |= {"open_data_platform": part["platform"], "open_data_departments": part["departments"]}
    app_matters = points["coverage"] > 3.2 or points["satisfaction"] > 2.2
    ranked = ["services_app", "services_hall"] if app_matters else ["services_hall", "services_app"]
    ranked += draw.sample(["services_mini_program", "at_most_one_visit"], 2)
    values |= {name: int(name in ranked[: part["services"]]) for name in ranked}
    channels = _names("civic_interaction")
    if cohort == 0:
        fixed = channels[:4] + ["consultation_platform"] * part["consultation"] + ["douyin_account"] * part["douyin"]
        others = sorted(channels[4:8], key=lambda name: channels.index(name) + draw.uniform(0, 3))
    else:
        needs = points["coverage"] > 3.4 or points["satisfaction"] > 3.2
        fixed = channels[:2] + ["douyin_account"] * needs
        others = sorted(
            (name for name in channels if name not in fixed), key=lambda name: channels.index(name) + draw.uniform(0, 5)
        )
    chosen = (fixed + others)[: part["channels"]]
    values |= {name: int(name in chosen) for name in channels}
    return values


def continuous(
    points: dict[str, float], has: dict[str, float], population: int, cohort: int, draw: random.Random
) -> dict[str, float]:
    """Counts, ratios and ratings: random shares about the right one, and the fine item for what is left over."""
    values: dict[str, float] = {}
    absent = set()
    if not has["services_app"]:
        absent |= {"app_downloads", "app_rating"}
    if not has["douyin_account"]:
        absent |= {"douyin_followers", "douyin_likes"}
    if not has["interview_section"]:
        absent.add("online_interviews")
    if not has["policy_section"]:
        absent.add("policy_interpretations")
    for parent, fine in FINE.items():
        items = BY_PARENT[parent]
        weight = EFFECT_POINTS / len(items)
        live = [item for item in items if item.node_id not in absent]
        wish = points[parent] / weight / len(live)
        for attempt in range(2000):
            width = 0.25 if attempt < 1000 else 0.25 * (2000 - attempt) / 1000
            left = points[parent] / weight
            for item in items:
                if item.node_id in absent:
                    values[item.node_id] = 0
                elif item.node_id != fine:
                    share = min(max(wish + draw.uniform(-width, width), 0.02), 0.98)
                    values[item.node_id] = item.raw(share, population, cohort)
                    left -= item.share(values[item.node_id], population, cohort)
            if 0.03 <= left <= 0.97:
                break
        else:
            raise SystemExit(f"{parent}: {points[parent]} cannot be met with {[item.node_id for item in live]}")
        values[fine] = next(item for item in items if item.node_id == fine).raw(left, population, cohort)
    return values


def tied(points: dict[str, float], populations: dict[str, int], draw: random.Random) -> dict[str, dict[str, float]]:
    """Two cities with exactly the same effectiveness: at or beyond goalposts, or on grids that both populations share."""
    values: dict[str, dict[str, float]] = {}
    likes = 0.0 if points["satisfaction"] < 3.6 else 1.0
    rating = 4.1 if likes == 0 else 1.8
    articles = round((points["coverage"] - 3.75) / 1.875 * 6000)
    wechat = round((points["penetration"] - 5) / 2.5 * 5000)
    good = round((points["satisfaction"] - 2.5 * likes - (rating - 1) / 4 * 2.5) / 2.5 * 2000)
    counted = {"opinion_solicitations": 62, "policy_interpretations": 240, "online_interviews": 38}
    left = points["responsiveness"] / 1.5 - 62 / 100 - 240 / 400 - 38 / 60
    ratios = round(left * 1000)
    first = round(ratios / 2) + 37
    for place, (unit, population) in enumerate(populations.items()):
        people = population / 10000
        values[unit] = {
            "app_downloads": round(people * draw.uniform(6100, 7500)),
            "weibo_followers": round(people * draw.uniform(5200, 8000)),
            "douyin_followers": round(people * draw.uniform(6, 14)),
            "wechat_articles": articles,
            "baidu_index": round(draw.uniform(2050, 2900)),
            "alipay_services": round(people * draw.uniform(5050, 6000)),
            "wechat_services": round(wechat * people),
            **counted,
            "reply_ratio_2019": (first if place else ratios - first) / 10,
            "reply_ratio_history": (ratios - first if place else first) / 10,
            "app_rating": rating,
            "douyin_likes": round(people * (draw.uniform(20, 90) if likes == 0 else draw.uniform(20500, 26000))),
            "good_reviews": round(good * people),
        }
        if not (0 <= articles <= 6000 and 0 <= wechat <= 5000 and 0 <= good <= 2000 and 0 < first < 1000):
            raise SystemExit("the tied cities cannot be told apart and equal at once")
    return values
