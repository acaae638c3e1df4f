{{ config(materialized='incremental', full_refresh=false, on_schema_change='fail') }}

-- This creates the table and keeps its rows. The macro `report_run` writes the row at the end of a run, as in index_gates.
select
    cast(null as {{ dbt.type_string() }}) as run_id,
    cast(null as {{ dbt.type_timestamp() }}) as started_at,
    cast(null as {{ dbt.type_timestamp() }}) as ended_at,
    cast(null as {{ dbt.type_string() }}) as outcome,
    cast(null as {{ dbt.type_string() }}) as version_id,
    cast(null as {{ dbt.type_string() }}) as package_version,
    cast(null as {{ dbt.type_string() }}) as dbt_version,
    cast(null as {{ dbt.type_string() }}) as engine,
    cast(null as {{ dbt.type_string() }}) as engine_version,
    cast(null as {{ dbt.type_string() }}) as source_commit,
    cast(null as {{ dbt.type_string() }}) as inputs,
    cast(null as {{ dbt.type_string() }}) as tables,
    cast(null as {{ dbt.type_string() }}) as gates
where false
