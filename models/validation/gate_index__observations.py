def model(dbt, session):
    """Run the suite `observations` on the profile of the raw values; a row per expectation."""
    from composite_index.gates import run_suite

    return run_suite(
        "observations",
        dbt.ref("composite_index", "int_index__observation_profile").df(),
        dbt.ref("composite_index", "int_index__observation_violations").df(),
    )
