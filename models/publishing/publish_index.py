def model(dbt, session):
    """Publish the tables of this build as one new version; a row about the run that did it."""
    from composite_index.publishing.publish import publish

    digests = dbt.ref("composite_index", "int_index__digests").df()
    return publish(session, f"{dbt.this.schema}.publication_plan", digests)
