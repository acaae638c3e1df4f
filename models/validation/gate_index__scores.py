def model(dbt, session):
    """Judge the profile of scores and ranks by the suite `scores` and a host's own; a row per expectation."""
    try:
        from composite_index.gates import run_gate
    except ModuleNotFoundError as missing:
        return session.sql(
            f"""
            select
                'scores' as suite, 'suites_can_be_run' as expectation, '' as column_name, 'critical' as severity,
                false as success, 0 as unexpected_count,
                'the Python that runs dbt has no module {missing.name}' as sample,
                'Install the package composite-index there: make wheel writes it.' as advice
            """
        )

    # dbt finds a call of config.get only where it stands by itself
    meta = dbt.config.get("meta")
    return run_gate(
        "scores",
        dbt.ref("composite_index", "int_index__score_profile").df(),
        dbt.ref("composite_index", "int_index__score_violations").df(),
        meta["suite_paths"],
    )
