"""Run a Great Expectations suite on a profile table and give one row per expectation.

A gate is a dbt Python model that calls `run_suite`. The suite judges a small profile table that SQL computes (a
row per index, scenario, period, cohort and node), so that its cost does not grow with the data; the offending rows
it reports come from a table of violations, also computed in SQL.
"""

from __future__ import annotations

import json
import logging
import os
from importlib import resources
from typing import Any

import pandas as pd

# Set before the import: Great Expectations reads it then, and a gate must not call home.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

# Its progress notes would stand in the middle of dbt's lines.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

PROFILE_KEYS = ["index_id", "scenario_id", "period", "cohort_id", "node_id"]
RESULT_COLUMNS = [
    "suite",
    "expectation",
    "column_name",
    "severity",
    "success",
    "unexpected_count",
    "sample",
    "advice",
]
SAMPLE_ROWS = 3


def load_suite(name: str) -> dict[str, Any]:
    """Read the suite `name` from the package's `suites` folder.

    Raises ValueError, naming the file, where it is missing, no JSON, or without expectations: a gate that checks
    nothing must not pass.
    """
    path = resources.files("composite_index") / "suites" / f"{name}.json"
    try:
        suite = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"{path}: there is no such suite") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}, line {error.lineno}: not JSON ({error.msg})") from None
    if not suite.get("expectations"):
        raise ValueError(f"{path}: the suite has no expectations")
    return suite


def run_suite(name: str, profile: pd.DataFrame, violations: pd.DataFrame) -> pd.DataFrame:
    """Validate `profile` with the suite `name`.

    profile: a row per PROFILE_KEYS, the columns that the suite's expectations name.
    violations: PROFILE_KEYS, `rule`, `violations` (how many rows of the rule there are at the node) and `detail`
    (a sentence on one of them); an expectation's meta names the rule that explains it.

    Returns RESULT_COLUMNS, a row per expectation in the suite's order. `unexpected_count` counts offending data
    rows where a rule explains the expectation, else rows of the profile. An expectation that raised is a failure.
    """
    suite = load_suite(name)
    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            analytics_enabled=False,
            progress_bars={"globally": False},
        ),
    )
    batch = (
        context.data_sources.add_pandas("profile")
        .add_dataframe_asset("profile")
        .add_batch_definition_whole_dataframe("profile")
        .get_batch({"dataframe": profile})
    )
    expectations = [
        # Great Expectations returns results in its own order; the id tells which is which
        {**expectation, "meta": {**expectation.get("meta", {}), "order": order}}
        for order, expectation in enumerate(suite["expectations"])
    ]
    outcome = batch.validate(
        gx.ExpectationSuite(name=name, expectations=expectations),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": PROFILE_KEYS},
    )
    results = sorted(outcome.results, key=lambda result: result.expectation_config.meta["order"])
    if len(results) != len(expectations):
        raise ValueError(f"suite {name}: {len(expectations)} expectations gave {len(results)} results")
    rows = [_result_row(name, result.to_json_dict(), violations) for result in results]
    return pd.DataFrame(rows, columns=RESULT_COLUMNS)


def _result_row(suite: str, result: dict[str, Any], violations: pd.DataFrame) -> list[Any]:
    config = result["expectation_config"]
    kwargs, meta = config["kwargs"], config.get("meta") or {}
    details = result.get("result") or {}
    columns = [str(kwargs[key]) for key in ("column", "column_A", "column_B") if key in kwargs]
    count, sample = 0, ""
    if not result["success"]:
        failures = details.get("unexpected_index_list") or []
        count = int(details.get("unexpected_count") or 1)
        sample = _first_rows(failures, details)
        error = _raised(result.get("exception_info") or {})
        if error:
            sample = f"could not be evaluated: {error}"
        elif meta.get("rule"):
            count, sample = _explain(failures, violations[violations["rule"] == meta["rule"]], count, sample)
    return [
        suite,
        config["type"],
        ", ".join(columns),
        str(config.get("severity") or "critical"),
        bool(result["success"]),
        count,
        sample,
        str(meta.get("advice", "")),
    ]


def _first_rows(failures: list[dict[str, Any]], details: dict[str, Any]) -> str:
    if not failures:
        return f"observed {details['observed_value']}" if "observed_value" in details else ""
    rows = []
    for failure in failures[:SAMPLE_ROWS]:
        place = " ".join(str(failure[key]) for key in ("index_id", "period", "cohort_id", "node_id"))
        values = ", ".join(f"{key} = {value}" for key, value in failure.items() if key not in PROFILE_KEYS)
        rows.append(f"{place}: {values}")
    return "; ".join(rows)


def _explain(failures: list[dict[str, Any]], violations: pd.DataFrame, count: int, sample: str) -> tuple[int, str]:
    """Count and first rows of the violations at the nodes that failed; what the profile says where there are none."""
    if not failures or violations.empty:
        return count, sample
    nodes = pd.DataFrame(failures)[PROFILE_KEYS].drop_duplicates()
    found = violations.merge(nodes, on=PROFILE_KEYS)
    if found.empty:
        return count, sample
    total = int(found.drop_duplicates(PROFILE_KEYS)["violations"].sum())
    first = found.sort_values([*PROFILE_KEYS, "violation"])["detail"].head(SAMPLE_ROWS)
    more = f"; and {total - len(first)} more" if total > len(first) else ""
    return total, "; ".join(first) + more


def _raised(info: dict[str, Any]) -> str:
    """The message of an expectation that raised, or ''. The record is flat or nested by metric."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((str(e["exception_message"]) for e in entries if e and e.get("raised_exception")), "")
