"""Corruptions of the catalogue meet the rule that they met when docs/reliability.md was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from composite_index_gates.suite_files import GATES
from conftest import LONG_TESTS
from mutations import Outcome, builders, catalogue, changes_a_score, committed, fingerprint, tables

# The catalogue is frozen: who adds an entry writes the new hash here, and takes none away.
FROZEN = "06e35f69eb8c9d822b5814a3106c6868baed066daad6d707657d05507c6a4f41"
MUTATIONS = {mutation["id"]: mutation for mutation in catalogue()}


def sample() -> list[str]:
    """Return the first corruption that each gate stops or reports, the first that is missed, and all of the reader's.

    `make test-long` applies all. Each rule of a suite has a test of its own elsewhere; the reader needs no build.
    """
    found: dict[str, str] = {}
    for name, outcome in committed().items():
        suite = outcome.rule.split(" · ")[0]
        gate = next((gate for gate, suites in GATES.items() if suite in suites), suite)
        found.setdefault(name if suite == "files" else f"{outcome.outcome} {gate}", name)
    return list(found.values())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Outcome]]:
    """Return what applies a corruption to the good inputs of its base and builds."""
    yield from builders(tmp_path_factory.mktemp("mutations"))


def test_catalogue_is_frozen() -> None:
    """At least sixty corruptions, each with an outcome, and none has gone since."""
    assert fingerprint() == FROZEN
    assert len(MUTATIONS) >= 60
    assert list(committed()) == list(MUTATIONS)


def test_nine_of_ten_that_change_a_score_are_caught() -> None:
    """By a rule with a name, and what is not stopped is at least told."""
    outcomes = [outcome for name, outcome in committed().items() if changes_a_score(outcome, MUTATIONS[name])]
    stopped = [outcome for outcome in outcomes if outcome.outcome == "stopped"]
    assert len(stopped) / len(outcomes) >= 0.9
    assert all(outcome.rule for outcome in outcomes if outcome.outcome != "missed")


@pytest.mark.parametrize("name", MUTATIONS if LONG_TESTS else sample())
def test_corruption_meets_its_rule(name: str, run: Callable[..., Outcome]) -> None:
    """Applied alone to good inputs that are published: outcome, rule and change of scores are as committed.

    What the scores of a stopped build would be takes a second build, which `make test-long` makes.
    """
    expected = committed()[name]
    found = run(MUTATIONS[name], past_the_gates=LONG_TESTS or expected.outcome != "stopped")
    told = ("outcome", "rule", "first_build", "first_rule")
    assert {key: getattr(found, key) for key in told} == {key: getattr(expected, key) for key in told}
    if found.change:
        assert changes_a_score(found, MUTATIONS[name]) == changes_a_score(expected, MUTATIONS[name])
    if found.outcome == "stopped":
        # never published, and not always one number: of two values in one cell either may come first
        return
    try:
        assert float(found.change) == pytest.approx(float(expected.change), abs=0.002)
    except ValueError:
        assert found.change == expected.change


def test_page_has_the_outcomes() -> None:
    """docs/reliability.md shows what is committed."""
    from mutations import PAGE

    assert tables(catalogue(), committed()) in PAGE.read_text(encoding="utf-8")
