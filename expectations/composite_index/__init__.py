"""The part of the composite_index dbt package that is not SQL: the runner of the Great Expectations suites."""
