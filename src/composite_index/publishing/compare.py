"""What differs between two published versions, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Rows = list[tuple[Any, ...]]
EDITION = ("index_id", "scenario_id", "period", "cohort_id")
# Columns of index_nodes that change no score.
NOT_SCORING = {
    *("path", "label_en", "label_zh", "description", "unit_of_measure", "collection_method", "data_notice"),
    *("sort_order", "weight_standing", "period_order", "level", "is_indicator", "value_min", "value_max"),
    *("value_step", "max_missing_share"),
}
# Smaller differences come from the order in which doubles are added.
NOISE = 1e-9


@dataclass
class Edition:
    """How one edition (index, scenario, period and cohort) differs; `units` are those that do."""

    key: tuple[str, ...]
    # of all units: in both versions, only in the first, only in the second
    both: int = 0
    only_first: int = 0
    only_second: int = 0
    scores: int = 0
    ranks: int = 0
    tiers: int = 0
    largest: float = 0.0
    values: int = 0
    # the first of the raw values that differ, with the place of the second one
    moved: list[str] = field(default_factory=list)
    units: list[dict[str, Any]] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return bool(self.units or self.parameters or self.values or self.only_first or self.only_second)


@dataclass(frozen=True)
class Versions:
    """Two versions to compare: `query` runs SQL; `first` and `second` name the relation of a published table."""

    query: Callable[[str], Rows]
    first: Callable[[str], str]
    second: Callable[[str], str]
    # the columns of index_nodes that both versions have
    node_columns: list[str]


def compare(versions: Versions, shown: int) -> list[Edition]:
    """Return how each edition of two versions differs, those without a difference too.

    shown: the largest number of units in `Edition.units` of all editions; those whose rank changes most come first.
    """
    found: dict[tuple[str, ...], Edition] = {}
    first, second, query = versions.first, versions.second, versions.query
    keys = [*EDITION, "unit_id"]
    same = " and ".join(f"a.{key} = b.{key}" for key in keys)
    either = ", ".join(f"coalesce(a.{key}, b.{key}) as {key}" for key in keys)
    of_index = "where level = 0 and group_id = cohort_id"
    differs = {
        "score": f"(abs(a.score - b.score) > {NOISE} or (a.score is null) <> (b.score is null))",
        "rank": "a.rank is distinct from b.rank",
        "tier": "a.tier_id is distinct from b.tier_id",
    }
    in_both = "a.unit_id is not null and b.unit_id is not null"
    flags = [f"case when {in_both} and {text} then 1 else 0 end as {name}_differs" for name, text in differs.items()]
    joined = f"""
        select {either}, a.score as score_before, b.score as score_after, a.rank as rank_before, b.rank as rank_after,
            a.tier_id as tier_before, b.tier_id as tier_after,
            case when {in_both} then 1 else 0 end as in_both, case when b.unit_id is null then 1 else 0 end as gone,
            case when a.unit_id is null then 1 else 0 end as is_new,
            {", ".join(flags)}
        from (select * from {first("index_rankings")} as rankings {of_index}) as a
        full outer join (select * from {second("index_rankings")} as rankings {of_index}) as b on {same}
    """  # noqa: S608
    for *edition, both, gone, is_new, scores, ranks, tiers, largest in query(f"""
        select {", ".join(EDITION)}, sum(in_both), sum(gone), sum(is_new), sum(score_differs), sum(rank_differs),
            sum(tier_differs), max(case when score_differs = 1 then abs(score_after - score_before) else 0 end)
        from ({joined}) as joined group by {", ".join(EDITION)} order by {", ".join(EDITION)}
    """):  # noqa: S608
        found[tuple(edition)] = Edition(
            tuple(edition), int(both), int(gone), int(is_new), int(scores), int(ranks), int(tiers), float(largest or 0)
        )
    names = ["score_before", "score_after", "rank_before", "rank_after", "tier_before", "tier_after"]
    for *key, unit, score_before, score_after, rank_before, rank_after, tier_before, tier_after in query(f"""
        select {", ".join(keys)}, {", ".join(names)} from ({joined}) as joined
        where gone = 1 or is_new = 1 or score_differs = 1 or rank_differs = 1 or tier_differs = 1
        order by gone + is_new desc, abs(coalesce(rank_after - rank_before, 0)) desc,
            abs(coalesce(score_after - score_before, 0)) desc, {", ".join(keys)}
        limit {shown}
    """):  # noqa: S608
        cells = [score_before, score_after, rank_before, rank_after, tier_before, tier_after]
        found[tuple(key)].units.append({"unit_id": unit, **dict(zip(names, cells, strict=True))})
    _add_parameters(versions, found)
    _add_values(versions, found, shown)
    for edition in found.values():
        for unit in edition.units:
            unit["why"] = _why(versions, edition, unit)
    return list(found.values())


def _add_parameters(versions: Versions, found: dict[tuple[str, ...], Edition]) -> None:
    """Add the parameters of nodes that differ, and nodes that only one version has."""
    columns = [name for name in versions.node_columns if name not in NOT_SCORING and name not in (*EDITION, "node_id")]
    tables = []
    for relation in (versions.first("index_nodes"), versions.second("index_nodes")):
        rows = versions.query(f"select {', '.join(EDITION)}, node_id, {', '.join(columns)} from {relation} as nodes")  # noqa: S608
        tables.append({row[:5]: row[5:] for row in rows})
    before, after = tables
    for key in sorted(before.keys() | after.keys()):
        edition = found.get(key[:4])
        if edition is None:
            continue
        if key not in before or key not in after:
            edition.parameters.append(f"{key[4]}: {'new' if key in after else 'left out'}")
            continue
        for column, was, is_now in zip(columns, before[key], after[key], strict=True):
            if was != is_now and not (_are_numbers(was, is_now) and abs(was - is_now) <= NOISE * max(1, abs(was))):
                edition.parameters.append(f"{key[4]}: {column} {_from_to((was, is_now))}")


def _add_values(versions: Versions, found: dict[tuple[str, ...], Edition], shown: int) -> None:
    """Add the raw values that differ: their number, and the first ones."""
    same = " and ".join(f"a.{key} = b.{key}" for key in (*EDITION, "unit_id", "node_id"))
    of_edition = ", ".join(f"a.{key}" for key in EDITION)
    moved = f"""
        from {versions.first("index_scores")} as a inner join {versions.second("index_scores")} as b on {same}
        where a.is_indicator and a.value is distinct from b.value
    """
    for *key, count in versions.query(f"select {of_edition}, count(*) {moved} group by {of_edition}"):
        if tuple(key) in found:
            found[tuple(key)].values = int(count)
    for *key, unit, node, was, is_now, file, row in versions.query(f"""
        select {of_edition}, a.unit_id, a.node_id, a.value, b.value, b.input_file, b.input_row
        {moved} order by {of_edition}, a.unit_id, a.node_id limit {shown}
    """):
        if tuple(key) in found:
            place = "" if file is None else f" ({file})" if row is None else f" ({file} line {row})"
            found[tuple(key)].moved.append(f"{unit} {node}: {_from_to((was, is_now))}{place}")


def _why(versions: Versions, edition: Edition, unit: dict[str, Any]) -> str:
    """Return why a unit's score or rank differs: the indicator whose points changed most, and what changed there."""
    if unit["score_before"] is None or unit["score_after"] is None:
        return "has no score before" if unit["score_before"] is None else "has no score now"
    if abs(unit["score_after"] - unit["score_before"]) <= NOISE:
        return "the scores of others changed"
    of = " and ".join(f"a.{name} = '{cell}'" for name, cell in zip(EDITION, map(_escaped, edition.key), strict=True))
    same = " and ".join(f"a.{key} = b.{key}" for key in (*EDITION, "unit_id", "node_id"))
    rows = versions.query(f"""
        select a.node_id, a.override, b.override, a.value, b.value, a.treated_value, b.treated_value, a.score, b.score,
            a.weight_used, b.weight_used, a.points, b.points
        from {versions.first("index_scores")} as a inner join {versions.second("index_scores")} as b on {same}
        where {of} and a.unit_id = '{_escaped(unit["unit_id"])}' and a.is_indicator
        order by abs(coalesce(b.points, b.score, 0) - coalesce(a.points, a.score, 0)) desc, a.node_id
        limit 1
    """)  # noqa: S608
    for node, *cells in rows:
        override, value, treated, score, used, points = zip(cells[::2], cells[1::2], strict=True)
        if override[0] != override[1]:
            cause = "the publisher's decision"
        elif value[0] != value[1]:
            cause = f"value {_from_to(value)}"
        elif treated[0] != treated[1]:
            cause = f"value after treatment {_from_to(treated)}"
        elif any(text.startswith(f"{node}: ") for text in edition.parameters):
            cause = next(text for text in edition.parameters if text.startswith(f"{node}: ")).partition(": ")[2]
        elif _differ(*score):
            cause = f"the other units' values, score {_from_to(score)}"
        elif _differ(*used):
            cause = f"share of the parent {_from_to(used)}"
        elif edition.parameters:
            return edition.parameters[0]
        else:
            cause = "a method above it"
        change = f" ({points[1] - points[0]:+.4g} points)" if _are_numbers(*points) else ""
        return f"{node}: {cause}{change}"
    return "another framework"


def _differ(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > NOISE


def _are_numbers(*cells: Any) -> bool:
    return all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells)


def _shown(cell: Any) -> str:
    if cell is None:
        return "blank"
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def _from_to(cells: tuple[Any, Any]) -> str:
    return f"{_shown(cells[0])} -> {_shown(cells[1])}"


def _escaped(text: str) -> str:
    return text.replace("'", "''")
