"""A new period is judged as strictly as a revision: corruptions of the newest period meet a rule that names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from arrivals import (
    ARRIVALS,
    MISSED,
    NEWEST,
    PAGE,
    apply_all,
    arriving,
    changes_a_score,
    committed,
    good_and_bad,
    tables,
    unchanged,
)
from conftest import LONG_TESTS, Project, Run, build_from_tables, copy_of_project, load_inputs

MUTATIONS = {mutation["id"]: mutation for mutation in arriving()}
DRIFT, OBSERVATIONS, STRUCTURE = "drift", "observations", "structure"
# One corruption for each rule, and what its line says of it.
SAMPLE = {
    "year-columns-exchanged": (DRIFT, "order_shift", "(the rank correlation of the two periods is "),
    "year-column-miles": (DRIFT, "median_shift", "(the median change is a factor of 1.6"),
    "year-half-pounds": (DRIFT, "change_spread", " times as much as in the period before)"),
    "year-cell-times-10": (
        DRIFT,
        "leap",
        "unit T05 冷杉镇（虚构）, income: 198383.0 was 20009.0 in 2022 (the median change is a factor of 1.",
    ),
    "year-zeros-of-two": (DRIFT, "emptied_values", "unit T04 榆树镇（虚构）, doctors: 0.0 was 2."),
    "year-stale-column": (DRIFT, "stale_share", "spending: "),
    "year-rounded-whole": (DRIFT, "rounded_share", "doctors: 2.0 was "),
    "year-stale-units": (DRIFT, "stale_units", "unit C01 灰津县: all its values are those of 2022"),
    "year-direction": (DRIFT, "period_parameters", "all, particles: direction 1 was -1 in 2022"),
    "year-tier-bound": (DRIFT, "changed_parameters", "tiers thriving score 58.0, steady score 45.0, lagging score was"),
    "year-rows-thousands": (OBSERVATIONS, "mixed_values", "income: 28.4488 is far from the usual "),
    "year-zero-of-one": (OBSERVATIONS, "lone_zeros", "green_space: 0.0 is far from the usual "),
    "year-column-copied": (OBSERVATIONS, "copied_share", "100.0 % of the units have the same value of "),
    "year-row-copied": (OBSERVATIONS, "copied_units", "this value and others are those of unit T0"),
    "year-unit-traditional": (STRUCTURE, "units_are_not_alike", "unit_id = C04, label_zh = 沙岗县"),
    "year-labels-gbk": (STRUCTURE, "units_labels_are_readable", "unit_id = C01, label_zh = 鐏版触"),
}


@pytest.fixture(scope="module")
def arrived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """Return a project that has published the earlier periods, and the build in which the newest ones arrive."""
    folder = tmp_path_factory.mktemp("arrivals")
    mutations = [MUTATIONS[name] for name in SAMPLE] + unchanged()
    good, bad, _ = good_and_bad(folder, mutations, "new")
    project = copy_of_project(folder / "project")
    for indices, succeeds in ((good, True), (bad, None)):
        load_inputs(project, {name: [index[name] for index in indices] for name in indices[0]})
        run = build_from_tables(project, [], succeeds)
    return project, run


def test_most_is_caught_in_each_arrival() -> None:
    """Of what changes a score: known, first and new; and good inputs are published without a word."""
    outcomes = committed()
    assert list(outcomes) == [*MUTATIONS, *(one["id"] for one in unchanged())]
    assert len(MUTATIONS) >= 50
    chosen = [outcomes[name] for name in MUTATIONS if changes_a_score(outcomes[name], MUTATIONS[name])]
    for arrival, least in (("known", 0.95), ("first", 0.6), ("new", 0.85)):
        caught = [outcome for outcome in chosen if getattr(outcome, arrival) != MISSED]
        assert len(caught) / len(chosen) >= least, arrival
    for base in NEWEST:
        assert {getattr(outcomes[f"unchanged-{base}"], arrival) for arrival in ARRIVALS} == {MISSED}


@pytest.mark.parametrize("name", SAMPLE)
def test_rule_names_what_arrived(name: str, arrived: tuple[Project, Run]) -> None:
    """The line of the rule, and the row that it has of the corruption."""
    project, run = arrived
    suite, rule, said = SAMPLE[name]
    if suite == STRUCTURE:
        assert f" structure · {rule} · " in run.output
        rows = project.query(
            f"select sample from composite_index.index_gates where expectation = '{rule}' and not success"
        )
    else:
        rows = project.query(
            f"select detail from composite_index_internal.int_index__{suite[:-1] if suite == OBSERVATIONS else suite}"
            f"_violations where rule = '{rule}' and index_id = '{name}'"
        )
        assert any(f"({bound}{rule}, {rule})" in run.output for bound in ("max_", "max_first_"))
    assert any(said in detail for (detail,) in rows), (rows, said)


def test_what_is_unchanged_is_not_named(arrived: tuple[Project, Run]) -> None:
    """The new periods of good inputs arrive in the same build, and no line is about them."""
    _, run = arrived
    assert run.exit_code == 1
    lines = [line for line in run.output.splitlines() if line.startswith(("FAILED", "WARNING"))]
    assert len(lines) >= len({rule for _, rule, _ in SAMPLE.values()})
    assert not [line for line in lines if "unchanged-" in line]


@pytest.mark.skipif(not LONG_TESTS, reason="takes minutes; make test-long")
def test_corruptions_meet_their_rules(tmp_path: Path) -> None:
    """All, in each arrival: what is committed."""
    found = apply_all(tmp_path, [*MUTATIONS.values(), *unchanged()])
    assert {outcome.id: outcome for outcome in found} == committed()


def test_page_has_the_arrivals() -> None:
    """docs/reliability.md shows what is committed."""
    assert tables() in PAGE.read_text(encoding="utf-8")
