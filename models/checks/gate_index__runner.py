def model(dbt, session):
    """Start the process that imports Great Expectations while the models before the first gate are built."""
    try:
        from composite_index_gates.runner import close_event_loop, spare_collector, start, versions
    except ModuleNotFoundError:  # the gate says what is to be installed
        return session.sql(
            """
            select
                cast(null as varchar) as python, cast(null as varchar) as great_expectations,
                false as has_own_process
            """
        )

    close_event_loop()
    spare_collector()
    found = {name: f"'{version}'" if version else "null" for name, version in versions().items()}
    return session.sql(
        f"""
        select
            cast({found["python"]} as varchar) as python,
            cast({found["great_expectations"]} as varchar) as great_expectations,
            {"true" if start() else "false"} as has_own_process
        """
    )
