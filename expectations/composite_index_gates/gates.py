"""Run Great Expectations suites on small profile tables and give one row per expectation.

A gate is a dbt Python model that calls `run_gate`; GATES lists its suites. A suite judges the profile with its name: a
table that SQL computes with a row per index, scenario, period, cohort and node (and group, or comparison), so its cost
does not grow with the data. The offending rows that it reports come from a table of violations, also computed in SQL.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from composite_index_gates.suite_files import GATES, SuiteError, load_suite, shown, suites_of

# Set before the import, because Great Expectations reads it then: a gate must not send usage data.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


@contextmanager
def _without(*modules: str) -> Iterator[None]:
    """Hide these modules from imports in this block, unless they are imported already."""
    hidden = [module for module in modules if module not in sys.modules]
    # None makes an import of the name fail
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for module in hidden:
            del sys.modules[module]


# Great Expectations imports the client of Spark Connect. If the client's packages are missing and Python was started
# with -c, the client takes it for a run of doctests and ends Python as a success.
with _without("pyspark.sql.connect.dataframe", "pyspark.sql.connect.session"):
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.registry import list_registered_expectation_implementations

# Its progress notes would appear in the middle of dbt's lines.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

PROFILE_KEYS = ["index_id", "scenario_id", "period", "cohort_id", "node_id"]
# Additional keys of some profiles.
MORE_KEYS = ["group_id", "comparison"]
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


def run_gate(
    gate: str, tables: Mapping[str, tuple[Any, pd.DataFrame]], folders: Iterable[str | Path] = ()
) -> pd.DataFrame:
    """Judge each profile of the gate by its suite and by the suites in `folders` that name it.

    tables: profile and violations by the profile's name, as `run_suite` takes them. Spark judges a profile that is a
    frame of Spark. Result as in `run_suite`. A suite that cannot be judged becomes a row with a critical failure: the
    other suites are still judged, and the report shows the message instead of a traceback.
    """
    try:
        suites = suites_of(gate, folders)
        rows: list[list[Any]] = []
    except SuiteError as error:
        suites = suites_of(gate)
        rows = [_unreadable(gate, error)]
    for name in GATES[gate]:
        profile, violations = tables[name]
        validate = _validator(profile)
        for suite in suites:
            if suite.profile != name:
                continue
            try:
                if isinstance(suite.content, SuiteError):
                    raise suite.content
                results = validate(suite.name, suite.file, suite.content)
                rows += [_result_row(suite.name, result, violations) for result in results]
            except SuiteError as error:
                rows.append(_unreadable(suite.name, error))
    return pd.DataFrame(rows, columns=RESULT_COLUMNS)


def _unreadable(suite: str, error: SuiteError) -> list[Any]:
    return [suite, "suite_is_readable", "", "critical", False, 0, str(error), ""]


def run_suite(
    name: str, profile: pd.DataFrame, violations: pd.DataFrame, folders: Iterable[str | Path] = ()
) -> pd.DataFrame:
    """Validate `profile` with the suite `name` alone.

    profile: a row per PROFILE_KEYS and those of MORE_KEYS that it has, with the columns that the expectations name.
    violations: the same keys, `rule`, `violation` (number of the row), `violations` (number of the rule's rows at the
    node) and `detail` (a sentence about a row). An expectation's meta names the rule that explains it.

    Returns RESULT_COLUMNS, a row per expectation in the suite's order. `unexpected_count` counts offending data
    rows if a rule explains the expectation, else rows of the profile. An expectation that raised is a failure.
    Raises SuiteError if the suite cannot be judged.
    """
    results = _validator(profile)(name, name, load_suite(name, folders))
    return pd.DataFrame([_result_row(name, result, violations) for result in results], columns=RESULT_COLUMNS)


def _validator(profile: Any) -> Any:
    """Make a function of a suite's name, file and content that returns the result of each of its expectations."""
    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            analytics_enabled=False,
            progress_bars={"globally": False},
        ),
    )
    sources = context.data_sources
    batch = (
        (sources.add_pandas("profile") if isinstance(profile, pd.DataFrame) else sources.add_spark("profile"))
        .add_dataframe_asset("profile")
        .add_batch_definition_whole_dataframe("profile")
        .get_batch({"dataframe": profile})
    )

    def validate(name: str, file: Any, suite: dict[str, Any]) -> list[dict[str, Any]]:
        expectations = [
            _expectation(file, order, declared, list(profile.columns))
            for order, declared in enumerate(suite["expectations"])
        ]
        outcome = batch.validate(
            gx.ExpectationSuite(name=name, expectations=expectations),
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": _keys(profile.columns)},
        )
        results = sorted(outcome.results, key=lambda result: result.expectation_config.meta["order"])
        if len(results) != len(expectations):
            raise ValueError(f"suite {name}: {len(expectations)} expectations gave {len(results)} results")
        return [result.to_json_dict() for result in results]

    return validate


def _keys(profile: Iterable[str]) -> list[str]:
    return [*PROFILE_KEYS, *(key for key in MORE_KEYS if key in profile)]


def _expectation(file: Any, order: int, declared: Any, columns: list[str]) -> Any:
    """Make one expectation. Great Expectations would silently drop one that it cannot make."""
    place = f"{shown(file)}, expectation {order + 1}"
    if not isinstance(declared, dict) or not declared.get("type"):
        raise SuiteError(f'{place}: it has no "type". Name an expectation of Great Expectations.')
    place += f" ({declared['type']})"
    known = list_registered_expectation_implementations()
    if declared["type"] not in known:
        raise SuiteError(f"{place}: Great Expectations has no such expectation{_nearest(declared['type'], known)}.")
    kwargs = declared.get("kwargs") or {}
    named = [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
    for column in named:
        if column not in columns:
            meant = _nearest(str(column), columns)
            raise SuiteError(f"{place}: the profile has no column {column}{meant}. It has {', '.join(columns)}.")
    try:
        # results come back in another order; the number identifies each
        meta = {**declared.get("meta", {}), "order": order}
        return ExpectationConfiguration(**{**declared, "meta": meta}).to_domain_obj()
    except Exception as error:  # of several kinds, none of them public
        raise SuiteError(f"{place}: {' '.join(str(error).split())}. Correct its kwargs or severity.") from None


def _nearest(name: str, names: list[str]) -> str:
    match = get_close_matches(name, names, n=1)
    return f" (did you mean {match[0]}?)" if match else ""


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
    # engines return the rows of a table in different orders
    failures = sorted(failures, key=lambda failure: [str(failure.get(key)) for key in _keys(failure)])
    for failure in failures[:SAMPLE_ROWS]:
        places = [failure.get(key) for key in _keys(failure) if key != "scenario_id"]
        values = ", ".join(f"{key} = {value}" for key, value in failure.items() if key not in _keys(failure))
        rows.append(f"{' '.join(str(place) for place in places if not pd.isna(place))}: {values}")
    more = f"; and {len(failures) - len(rows)} more" if len(failures) > len(rows) else ""
    return "; ".join(rows) + more


def _explain(failures: list[dict[str, Any]], violations: pd.DataFrame, count: int, sample: str) -> tuple[int, str]:
    """Count the violations at the nodes that failed and take the first rows; without any, take the profile's rows."""
    if not failures or violations.empty:
        return count, sample
    keys = [key for key in _keys(failures[0]) if key in violations]
    # a blank key of a profile is null in one frame and None in the other
    nodes = pd.DataFrame(failures)[keys].drop_duplicates().astype(object)
    found = (
        violations.astype(dict.fromkeys(keys, object))
        .fillna(dict.fromkeys(keys, ""))
        .merge(nodes.fillna(dict.fromkeys(keys, "")), on=keys)
    )
    if found.empty:
        return count, sample
    total = int(found.drop_duplicates(keys)["violations"].sum())
    first = found.sort_values([*keys, "violation"])["detail"].head(SAMPLE_ROWS)
    more = f"; and {total - len(first)} more" if total > len(first) else ""
    return total, "; ".join(first) + more


def _raised(info: dict[str, Any]) -> str:
    """The message of an expectation that raised, or ''. The record is flat or nested by metric."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((str(e["exception_message"]) for e in entries if e and e.get("raised_exception")), "")
