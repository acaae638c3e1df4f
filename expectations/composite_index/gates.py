"""Run Great Expectations suites on small profile tables and give one row per expectation.

A gate is a dbt Python model that calls `run_gate`; each has the suites that GATES lists. A suite judges the profile
that has its name: a table that SQL computes with a row per index, scenario, period, cohort and node (and group, or
comparison), so that its cost does not grow with the data. The offending rows that it reports come from a table of
violations, also computed in SQL.

A suite for each profile is in this package. A project may keep suites of its own in folders: a file of that name takes
the place of the package's, any other says with `"profile"` what it judges.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from composite_index.imports import without
from composite_index.runner import project_folder

# Set before the import: Great Expectations reads it then, and a gate must not call home.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

# It imports the client of Spark Connect too, which ends a Python that was started with -c as a success where packages
# are missing: it takes it for a run of doctests.
with without("pyspark.sql.connect.dataframe", "pyspark.sql.connect.session"):
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.registry import list_registered_expectation_implementations

# Its progress notes would stand in the middle of dbt's lines.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

# What is judged before anything is computed, and before anything is published. The names of profiles and suites.
GATES = {
    "observations": ("framework", "observations", "quarantine"),
    "scores": ("treated", "scores", "ranks", "drift"),
}
PROFILES = tuple(profile for profiles in GATES.values() for profile in profiles)
PROFILE_KEYS = ["index_id", "scenario_id", "period", "cohort_id", "node_id"]
# Keys that some profiles have besides.
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


class SuiteError(ValueError):
    """A suite cannot be judged; the message is one line that names the file and says what to do."""


def load_suite(name: str, folders: Iterable[str | Path] = ()) -> dict[str, Any]:
    """Read the suite `name`: from the first of `folders` that has it, else from the package.

    Raises SuiteError where it is missing, no JSON, or without expectations: a gate that checks nothing must not pass.
    """
    own = next((file for file in suite_files(folders) if file.stem == name), None)
    return _read(own or resources.files("composite_index") / "suites" / f"{name}.json")


def suite_files(folders: Iterable[str | Path] | str | None) -> list[Path]:
    """List the suites in `folders` (or one folder, or none), relative to the project's; of two with one name the first.

    Raises SuiteError where a folder is missing or holds none, as a misspelt one would.
    """
    found: dict[str, Path] = {}
    project = project_folder()
    for folder in [folders] if isinstance(folders, str) else folders or []:
        if not (project / folder).is_dir():
            raise SuiteError(f"{folder}: there is no such folder in {project}. Correct the variable suite_paths.")
        files = sorted((project / folder).glob("*.json"))
        if not files:
            raise SuiteError(f"{folder}: no suite (*.json) is in this folder. Correct the variable suite_paths.")
        for file in files:
            found.setdefault(file.stem, file)
    return list(found.values())


def _shown(path: Any) -> str:
    """A file as a message names it: short where it lies in the project."""
    return str(path).removeprefix(f"{project_folder()}{os.sep}")


def _read(path: Any) -> dict[str, Any]:
    try:
        suite = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SuiteError(f"{_shown(path)}: there is no such suite") from None
    except json.JSONDecodeError as error:
        raise SuiteError(f"{_shown(path)}, line {error.lineno}: not JSON ({error.msg})") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{_shown(path)}: not UTF-8. Save the file in this encoding.") from None
    if not isinstance(suite, dict) or not isinstance(suite.get("expectations"), list) or not suite["expectations"]:
        raise SuiteError(f'{_shown(path)}: the suite has no expectations. List them under "expectations".')
    return suite


def _profile_of(path: Path, suite: dict[str, Any]) -> str:
    """The profile that a suite of a project's own judges: what it says, or the one that it is named after."""
    profile = suite.get("profile", path.stem)
    if profile not in PROFILES or (path.stem in PROFILES and profile != path.stem):
        names = " or ".join(f'"profile": "{name}"' for name in ([path.stem] if path.stem in PROFILES else PROFILES))
        said = f"{profile!r} is not its profile" if "profile" in suite else "it does not say which profile it judges"
        raise SuiteError(f"{_shown(path)}: {said}. Write {names}.")
    return profile


def run_gate(
    gate: str, tables: Mapping[str, tuple[Any, pd.DataFrame]], folders: Iterable[str | Path] = ()
) -> pd.DataFrame:
    """Judge each profile of the gate by its suite and by those in `folders` that name it.

    tables: profile and violations by the profile's name, as `run_suite` takes them; a profile may be a frame of Spark,
    which Spark judges. Result as in `run_suite`. A suite that cannot be judged is a row too, a critical failure: the
    others are judged all the same, and its message stands in a report and not at the end of a traceback.
    """
    rows: list[list[Any]] = []
    own: list[tuple[Path, dict[str, Any] | SuiteError, str]] = []
    try:
        for file in suite_files(folders):
            try:
                suite = _read(file)
                own.append((file, suite, _profile_of(file, suite)))
            except SuiteError as error:
                # whose it is nobody knows, so that each gate has to fail
                own.append((file, error, file.stem if file.stem in PROFILES else GATES[gate][-1]))
    except SuiteError as error:
        rows.append(_unreadable(gate, error))
    for name in GATES[gate]:
        files = [(file, suite) for file, suite, profile in own if profile == name]
        if not any(file.stem == name for file, _ in files):
            file = resources.files("composite_index") / "suites" / f"{name}.json"
            files.insert(0, (file, _read(file)))
        profile, violations = tables[name]
        validate = _validator(profile)
        for file, suite in files:
            stem = Path(str(file)).stem
            try:
                if isinstance(suite, SuiteError):
                    raise suite
                rows += [_result_row(stem, result, violations) for result in validate(stem, file, suite)]
            except SuiteError as error:
                rows.append(_unreadable(stem, error))
    return pd.DataFrame(rows, columns=RESULT_COLUMNS)


def _unreadable(suite: str, error: SuiteError) -> list[Any]:
    return [suite, "suite_is_readable", "", "critical", False, 0, str(error), ""]


def run_suite(
    name: str, profile: pd.DataFrame, violations: pd.DataFrame, folders: Iterable[str | Path] = ()
) -> pd.DataFrame:
    """Validate `profile` with the suite `name` alone.

    profile: a row per PROFILE_KEYS and those of MORE_KEYS that it has, the columns that the suite's expectations name.
    violations: the same keys, `rule`, `violation` (number of the row), `violations` (how many rows of the rule there
    are at the node) and `detail` (a sentence on one of them); an expectation's meta names the rule that explains it.

    Returns RESULT_COLUMNS, a row per expectation in the suite's order. `unexpected_count` counts offending data
    rows where a rule explains the expectation, else rows of the profile. An expectation that raised is a failure.
    Raises SuiteError where the suite cannot be judged.
    """
    results = _validator(profile)(name, name, load_suite(name, folders))
    return pd.DataFrame([_result_row(name, result, violations) for result in results], columns=RESULT_COLUMNS)


def _validator(profile: Any) -> Any:
    """Make a function of a suite's name, file and content that gives the result of each of its expectations."""
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
    """Make one expectation; one that cannot be made Great Expectations would leave out of the suite without a word."""
    place = f"{_shown(file)}, expectation {order + 1}"
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
        # results come back in an order of their own; the number tells which is which
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
    # engines give the rows of a table in orders of their own
    failures = sorted(failures, key=lambda failure: [str(failure.get(key)) for key in _keys(failure)])
    for failure in failures[:SAMPLE_ROWS]:
        places = [failure.get(key) for key in _keys(failure) if key != "scenario_id"]
        values = ", ".join(f"{key} = {value}" for key, value in failure.items() if key not in _keys(failure))
        rows.append(f"{' '.join(str(place) for place in places if not pd.isna(place))}: {values}")
    more = f"; and {len(failures) - len(rows)} more" if len(failures) > len(rows) else ""
    return "; ".join(rows) + more


def _explain(failures: list[dict[str, Any]], violations: pd.DataFrame, count: int, sample: str) -> tuple[int, str]:
    """Count and first rows of the violations at the nodes that failed; what the profile says where there are none."""
    if not failures or violations.empty:
        return count, sample
    keys = [key for key in _keys(failures[0]) if key in violations]
    # a key that a profile leaves blank is null in one frame and None in the other
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
