"""Words that tell what a column, a title or a cell is. They only make a guess; the recipe then says what holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from composite_index.files.problems import plain

# A year alone, two years, a quarter, a half-year or a month of a year.
PERIOD = r"(?:1[6-9]|20|21)\d\d(?:\s?[-/–]\s?\d{1,4}(?:[-/]\d{1,2})?|[\s_-]?[QqHhMm]\d{1,2}|年\d{1,2}(?=月))?"

# Words of a name that say that its column holds units, and those that say that it holds their codes.
_UNIT_WORDS = """
country countries entity economy territory province provinces state states county counties district districts
municipality municipalities city cities town towns region regions area areas geo geography location nuts lsoa msoa ward
parish prefecture canton department departement commune community neighbourhood neighborhood tract university
universities institution institutions school schools college hospital hospitals organisation organization company firm
bank unit units
"""
_CODE_WORDS = "code codes id iso iso2 iso3 iso3c iso2c iso3166 fips geoid alpha2 alpha3 nuts cd"
_CODE_NAMES = "id iso iso2 iso3 iso3c iso2c iso_code fips geoid stcnty geo code wbcode m49 lsoacode"
_UNIT_NAMES_ZH = """
省份 省市 省 城市 市 地区 区县 县 国家 学校 高校 大学 院校 科室 医院 单位 单位名称 企业 机构 部门 区域 名称 评价对象
地市 县区 街道 乡镇 省区市
"""
_PERIOD_NAMES = """
year years period time time_period date yr jahr année annee año ano anno edition 年份 年度 年 时期 时间 期间 年月
"""
_VALUE_NAMES = "value values obs_value observation amount data_value numeric figure 值 数值 指标值 观测值 数据值"
_NOTE_NAMES = "note notes flag flags obs_flag obs_status footnote footnotes comment 备注 说明 注"
_MEASURE_NAMES = "unit_of_measure unit_measure uom 计量单位"
_GROUP_NAMES = "region continent 区域 大区 板块"
_GENERIC = """
sheet sheet1 data dataset table values observations 数据 表 工作表 观测 观测值 原始数据 指标数据 download export
"""
_MISSING_MARKERS = """
: * ** x X c z Z m # … — n/a na n.d. nd suppressed confidential .. ... - -- ··· S (x) (s) [x] [c] [z] :c
"""


def _plain(text: str) -> frozenset[str]:
    return frozenset(map(plain, text.split()))


UNIT_WORDS, CODE_WORDS, CODE_NAMES = frozenset(_UNIT_WORDS.split()), frozenset(_CODE_WORDS.split()), _plain(_CODE_NAMES)
UNIT_NAMES_ZH = frozenset(_UNIT_NAMES_ZH.split())
CODE_WORDS_ZH = ("代码", "编码", "编号")
PERIOD_NAMES, VALUE_NAMES, NOTE_NAMES = _plain(_PERIOD_NAMES), _plain(_VALUE_NAMES), _plain(_NOTE_NAMES)
MEASURE_NAMES, GROUP_NAMES = _plain(_MEASURE_NAMES), _plain(_GROUP_NAMES)
# Names of files and sheets that say nothing of what is in them.
GENERIC = _plain(_GENERIC)
NODE_WORDS = frozenset(
    ("indicator", "indicators", "variable", "variables", "series", "measure", "metric", "item", "indic")
)
NODE_NAMES_ZH = ("指标", "指标名称", "指标代码", "项目", "变量", "指标编码")
# Markers of a missing or suppressed value, beside those that every file may have.
MISSING_MARKERS = frozenset(_MISSING_MARKERS.split()) | {"no data", "not available"}
# Marks behind or before a number that say how good it is, not how large. k, m and M may mean thousand or million.
FLAG = re.compile(r"(?:\(?(?:[abcdefinoprsuz]|ep|be|bp|de|ce)\)?|\[[a-z]{1,2}\]|[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰①-⑳#^]+|[=~≈])")
_GAP = "\u00a0\u202f\u2009 "
NUMBER = re.compile(
    rf"(?P<before>(?:\s*[=~≈])*)\s*(?P<number>[+\-−]?"
    rf"(?:\d{{1,3}}(?:[.,'’{_GAP}]\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?\s*[%％‰]?)"
    r"\s*(?P<behind>.*)"
)
# A number that is no year, in digits alone.
PLAIN_NUMBER = re.compile(r"[+-]?(?:\d{1,3}|\d{5,}|\d*\.\d+)")
IS_PERIOD = re.compile(rf"{PERIOD}(?:年度?)?(?:月)?")
# A title that names the one indicator of a table.
TITLE_OF_NODE = re.compile(
    r"(?P<before>\s*(?:指标名称|指标|indicator name|indicator|variable|series)\s*[:：]\s*)(?P<name>.+)", re.IGNORECASE
)
NOTE = re.compile(
    r"\s*(?:注|备注|说明|资料来源|数据来源|来源|note|notes|source|sources|footnote|copyright|©|\*|†|\(\d\)|\d\)|#)",
    re.IGNORECASE,
)


def words(name: str) -> list[str]:
    """Return the words of a name in lower case: `LSOA code (2011)` has lsoa, code, 2011."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[a-zà-ÿ]+\d*[a-z]*|\d+", spaced.casefold().replace("_", " "))


def is_code_name(name: str) -> bool:
    """Tell whether a name is that of a column with codes of units."""
    of_name = words(name)
    found = CODE_WORDS & set(of_name)
    return (
        plain(name) in CODE_NAMES
        or (bool(found) and not NODE_WORDS & set(of_name) and (found != {"id"} or bool(UNIT_WORDS & set(of_name))))
        or (name.strip().endswith(CODE_WORDS_ZH) and "指标" not in name)
    )


def is_unit_name(name: str) -> bool:
    """Tell whether a name is that of a column with names of units."""
    if is_code_name(name) or NODE_WORDS & set(words(name)):
        return False
    text = "".join(name.split())
    return (
        bool(UNIT_WORDS & set(words(name)))
        or text in UNIT_NAMES_ZH
        or plain(text) in {"name", "label", "名称"}
        or (text.endswith("名称") and "指标" not in text)
    )


def is_node_name(name: str) -> bool:
    """Tell whether a name is that of a column with indicators."""
    return plain(name) in ("node", "nodeid") or name.strip() in NODE_NAMES_ZH or bool(NODE_WORDS & set(words(name)))


def label_column(texts: Iterable[str]) -> str:
    """Return the column of labels for names: label_zh if they have Chinese characters, else label_en."""
    return "label_zh" if any("\u4e00" <= sign <= "\u9fff" for text in list(texts)[:50] for sign in text) else "label_en"
