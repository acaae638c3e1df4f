def model(dbt, session):
    """Judge the framework, the raw values and what was set aside; a row per expectation."""
    try:
        from composite_index_gates.runner import gate_runner

        run_gate = gate_runner()
    except ModuleNotFoundError as missing:
        return session.sql(
            f"""
            select
                'observations' as suite, 'suites_can_be_run' as expectation, '' as column_name, 'critical' as severity,
                false as success, 0 as unexpected_count,
                'the Python that runs dbt has no module {missing.name}' as sample,
                'Install the package composite-index there: make wheel writes it.' as advice
            """
        )

    # nothing is read from it, but the sooner it starts the better
    dbt.ref("composite_index", "gate_index__runner")
    # dbt finds a ref or config.get only as a call of its own
    tables = {
        "framework": (
            dbt.ref("composite_index", "int_index__framework_profile"),
            dbt.ref("composite_index", "int_index__framework_violations"),
        ),
        "observations": (
            dbt.ref("composite_index", "int_index__observation_profile"),
            dbt.ref("composite_index", "int_index__observation_violations"),
        ),
        "quarantine": (
            dbt.ref("composite_index", "int_index__quarantine_profile"),
            dbt.ref("composite_index", "int_index__quarantine_violations"),
        ),
    }
    meta = dbt.config.get("meta")
    frames = {name: (profile.df(), violations.df()) for name, (profile, violations) in tables.items()}
    return run_gate("observations", frames, meta["suite_paths"])
