def model(dbt, session):
    """Run the suite `scores` on the profile of scores and ranks; a row per expectation."""
    from composite_index.gates import run_suite

    return run_suite(
        "scores",
        dbt.ref("composite_index", "int_index__score_profile").df(),
        dbt.ref("composite_index", "int_index__score_violations").df(),
    )
