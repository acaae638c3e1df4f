{{ config(materialized='publication') }}

{%- set run = composite_index.about_run() if composite_index.is_running() else {} -%}
{%- do run.update({'outcome': 'published', 'ended_at': composite_index.now()}) -%}

with

digests as (

    select * from {{ ref('composite_index', 'int_index__digests') }}

),

gates as (

    select
        suite,
        sum(case when success then 1 else 0 end) as passed,
        count(*) as judged
    from {{ ref('composite_index', 'gate_index__recorded') }}
    group by suite

),

pairs as (

    select
        kind,
        table_name as name,
        digest as said
    from digests
    union all
    select
        'gate' as kind,
        suite as name,
        concat(passed, ' of ', judged) as said
    from gates

),

-- JSON: the names are the package's own, so nothing in them needs an escape
told as (

    select
        kind,
        concat('{', {{ composite_index.joined_text("concat('\"', name, '\": \"', said, '\"')", "', '", 'order by name') }}, '}') as told
    from pairs
    group by kind

),

final as (

    select
        {{ composite_index.run_as_columns(run, {
            'inputs': "(select told from told where kind = 'input')",
            'tables': "(select told from told where kind = 'published')",
            'gates': "(select told from told where kind = 'gate')",
        }) }},
        cast(null as {{ dbt.type_string() }}) as problem

)

select * from final
