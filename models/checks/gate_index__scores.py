def model(dbt, session):
    """Judge treated values, scores, ranks, and what has changed since they were published; a row per expectation."""
    try:
        from composite_index_gates.runner import gate_runner

        run_gate = gate_runner()
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

    # dbt finds a ref or config.get only as a call of its own
    tables = {
        "treated": (
            dbt.ref("composite_index", "int_index__treated_profile"),
            dbt.ref("composite_index", "int_index__treated_violations"),
        ),
        "scores": (
            dbt.ref("composite_index", "int_index__score_profile"),
            dbt.ref("composite_index", "int_index__score_violations"),
        ),
        "ranks": (
            dbt.ref("composite_index", "int_index__rank_profile"),
            dbt.ref("composite_index", "int_index__rank_violations"),
        ),
        "drift": (
            dbt.ref("composite_index", "int_index__drift_profile"),
            dbt.ref("composite_index", "int_index__drift_violations"),
        ),
    }
    meta = dbt.config.get("meta")
    frames = {name: (profile.df(), violations.df()) for name, (profile, violations) in tables.items()}
    return run_gate("scores", frames, meta["suite_paths"])
