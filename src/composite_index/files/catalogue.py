"""The inputs of the package: their columns, and what files and columns of them may be called."""

from __future__ import annotations

from dataclasses import dataclass

UNIT_LABELS = ("label_en", "label_zh")


@dataclass(frozen=True)
class Input:
    """An input of the package: its columns as staging reads them, and what a file of it may be called."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    yes_no: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, the required ones first."""
        return self.required + self.optional


# A test checks that models/staging reads the same columns.
INPUTS = {
    "observations": Input(
        required=("index_id", "period", "unit_id", "node_id", "value"),
        optional=("source", "note"),
        names=("observations", "observation", "data", "values", "观测", "观测值", "数据", "指标数据", "原始数据"),
    ),
    "framework": Input(
        required=("index_id", "node_id", "parent_id", "weight", "normalisation"),
        optional=(
            "period",
            "cohort_id",
            "label_en",
            "label_zh",
            "description",
            "unit_of_measure",
            "collection_method",
            "data_notice",
            "weighting",
            "entropy_offset",
            "weight_standing",
            "direction",
            "denominator",
            "denominator_scale",
            "imputation",
            "imputation_grouping",
            "imputation_periods",
            "outlier_treatment",
            "winsorise_points",
            "winsorise_lower",
            "winsorise_upper",
            "log_winsorised",
            "outlier_log",
            "transformation",
            "statistics_period",
            "lower",
            "upper",
            "clip",
            "target",
            "target_upper",
            "reference_unit",
            "mean",
            "sd",
            "scale_lower",
            "scale_upper",
            "value_min",
            "value_max",
            "value_step",
            "max_missing_share",
            "aggregation",
            "exponent",
            "geometric_floor",
            "missing_rule",
            "min_coverage",
            "coverage_basis",
            "min_children",
            "screen_availability",
            "screen_nonzero",
            "round_digits",
            "round_mode",
            "round_scope",
            "rank_rounded",
            "sort_order",
        ),
        names=("framework", "indicators", "nodes", "框架", "指标体系", "指标框架", "指标"),
        numbers=(
            "weight",
            "direction",
            "lower",
            "upper",
            "target",
            "target_upper",
            "mean",
            "sd",
            "scale_lower",
            "scale_upper",
            "value_min",
            "value_max",
            "value_step",
            "max_missing_share",
            "denominator_scale",
            "imputation_periods",
            "winsorise_points",
            "winsorise_lower",
            "winsorise_upper",
            "exponent",
            "geometric_floor",
            "entropy_offset",
            "min_coverage",
            "min_children",
            "round_digits",
            "screen_availability",
            "screen_nonzero",
            "sort_order",
        ),
        yes_no=("clip", "log_winsorised", "rank_rounded"),
    ),
    "units": Input(
        required=("index_id", "unit_id", "cohort_id"),
        optional=(
            *UNIT_LABELS,
            "parent_unit",
            "parent_label_en",
            "parent_label_zh",
            "region",
            "inclusion",
            "first_period",
            "last_period",
        ),
        names=("units", "unit", "单位", "评价对象", "对象", "地区"),
    ),
    "groups": Input(
        required=("index_id", "group_id", "unit_id"),
        optional=("grouping_id", *UNIT_LABELS),
        names=("groups", "group", "分组", "组"),
    ),
    "tiers": Input(
        required=("index_id", "tier_id", "sort_order", "basis", "bound"),
        optional=("cohort_id", *UNIT_LABELS),
        names=("tiers", "tier", "等级", "分级", "梯队"),
        numbers=("sort_order", "bound"),
    ),
    "lookups": Input(
        required=("index_id", "node_id", "category", "value"),
        optional=(),
        names=("lookups", "lookup", "categories", "赋分", "赋值", "类别", "对照"),
        numbers=("value",),
    ),
    "overrides": Input(
        required=("index_id", "unit_id", "override", "value", "reason"),
        optional=("period", "node_id"),
        names=("overrides", "override", "decisions", "人工调整", "调整", "裁定"),
    ),
    "weights": Input(
        required=("index_id", "method", "node_id", "weight"),
        optional=("period", "cohort_id", "expert_id", "unit_id", "note"),
        names=("weights", "weight", "权重"),
        numbers=("weight",),
    ),
    "comparisons": Input(
        required=("index_id", "node_id", "compared_node_id", "ratio"),
        optional=("expert_id", "note"),
        names=("comparisons", "comparison", "比较", "两两比较", "判断矩阵"),
        numbers=("ratio",),
    ),
    "bounds": Input(
        required=("index_id", "measure", "bound"),
        optional=("node_id", "note"),
        names=("bounds", "bound", "界限", "限值"),
        numbers=("bound",),
    ),
}
# Other names of a column. If an input has several of the columns, the first one gets the name.
COLUMN_NAMES = {
    "index_id": ("指数代码",),
    "period": ("year", "年份", "年度", "年", "时期"),
    "unit_id": (
        "unit",
        "unit_code",
        "code",
        "单位代码",
        "单位编码",
        "地区代码",
        "地区编码",
        "行政区划代码",
        "代码",
        "编码",
    ),
    "node_id": (
        "node",
        "indicator",
        "indicator_id",
        "indicator_code",
        "指标",
        "指标代码",
        "指标编码",
        "code",
        "代码",
        "编码",
    ),
    "parent_id": ("parent", "上级", "上级指标", "父级"),
    "value": ("值", "数值", "指标值"),
    "category": ("类别", "选项"),
    "unit_of_measure": ("unit", "计量单位", "单位"),
    "label_zh": ("名称", "中文名", "中文名称", "单位名称", "地区名称", "指标名称", "单位", "地区", "name_zh"),
    "label_en": ("name", "label", "unit_name", "indicator_name", "英文名", "英文名称", "name_en"),
    "cohort_id": ("cohort", "组别"),
    "weight": ("权重",),
    "direction": ("方向", "指标方向"),
    "normalisation": ("normalization", "标准化", "标准化方法"),
    "aggregation": ("合成方法", "汇总方法"),
    "lower": ("下限", "最小参照值"),
    "upper": ("上限", "最大参照值"),
    "region": ("区域",),
    "group_id": ("group", "分组"),
    "tier_id": ("tier", "等级"),
    "sort_order": ("order", "顺序", "序号"),
    "source": ("来源", "数据来源"),
    "note": ("备注", "说明"),
}
# Columns of names and codes: half-width, so that a code is the same however it was typed.
KEYS = (
    "index_id",
    "period",
    "unit_id",
    "reference_unit",
    "node_id",
    "parent_id",
    "compared_node_id",
    "denominator",
    "cohort_id",
    "group_id",
    "tier_id",
)
# Columns that must name a node or unit of another input.
REFERENCES = (
    ("groups", "unit_id", "unit"),
    ("framework", "parent_id", "node"),
    ("framework", "reference_unit", "unit"),
    ("lookups", "node_id", "node"),
    ("overrides", "unit_id", "unit"),
    ("overrides", "node_id", "node"),
    ("weights", "node_id", "node"),
    ("weights", "unit_id", "unit"),
    ("comparisons", "node_id", "node"),
    ("comparisons", "compared_node_id", "node"),
    ("bounds", "node_id", "node"),
)
# Names of rows that sum up the others, in the languages of tables that people download: complete names, last words,
# beginnings, and endings in scripts without blanks. Compared without case, blanks, signs and brackets.
TOTALS = """
total, totals, grand total, overall, subtotal, sum, aggregate, average, averages, avg, mean, median, world, all,
all units, all countries, all regions, all provinces, all cities, all states, all districts, all municipalities,
合计, 总计, 共计, 小计, 累计, 总和, 总数, 总体, 全部, 全国, 全省, 全市, 全区, 全县, 全球, 世界, 平均, 平均值,
平均数, 均值, 中位数, 中值, 合計, 總計, 總和, 總數, 小計, 全國, 平均數, 総計, 総数, 計, 全国計, 全体, 平均値,
中央値, 합계, 총계, 소계, 계, 전국, 전체, 평균, 중앙값, summe, gesamt, insgesamt, gesamtsumme, durchschnitt,
mittelwert, mittel, zusammen, welt, ensemble, somme, total général, moyenne, moyenne nationale, médiane, monde,
total general, total nacional, suma, promedio, promedio nacional, media nacional, mediana, mundo, totale, somma,
totale generale, soma, total geral, média, média nacional, totaal, gemiddelde, summa, totalt, genomsnitt,
medelvärde, gjennomsnitt, gennemsnit, i alt, yhteensä, keskiarvo, ogółem, razem, średnia, celkem, průměr,
összesen, átlag, σύνολο, всего, итого, сумма, среднее, в среднем, медиана, всього, разом, toplam, genel toplam,
ortalama, المجموع, الإجمالي, المتوسط, סך הכל, ממוצע, jumlah, rata-rata, tổng, tổng cộng, tổng số, trung bình,
cả nước, รวม, ค่าเฉลี่ย, कुल, योग, औसत
"""
TOTAL_LAST_WORDS = ("total", "totals", "subtotal", "average", "avg", "mean", "median", "durchschnitt", "insgesamt")
TOTAL_BEGINNINGS = (
    "total of",
    "sum of",
    "average of",
    "average for",
    "average across",
    "mean of",
    "mean across",
    "median of",
)
TOTAL_ENDINGS = (
    "合计",
    "总计",
    "小计",
    "共计",
    "平均",
    "平均值",
    "平均数",
    "均值",
    "中位数",
    "合計",
    "總計",
    "小計",
    "平均値",
    "평균",
    "합계",
)
