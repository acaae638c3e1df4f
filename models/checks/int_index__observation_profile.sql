{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}
{%- set findings = ['copied_units', 'total_units', 'mixed_values', 'lone_zeros'] -%}
-- depends_on: {{ ref('composite_index', 'int_index__suspected_observations') }}

with

given as (

    select * from {{ ref('composite_index', 'int_index__values') }}

),

edition_units as (

    select * from {{ ref('composite_index', 'int_index__edition_units') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

bounds as (

    select * from {{ ref('composite_index', 'int_index__bounds') }}

),

-- what needs no bound of the framework to stand out
findings as (

    select
        {{ keys | join(', ') }},
        {%- for rule in findings %}
        cast(sum(case when rule = '{{ rule }}' then 1 else 0 end) as {{ composite_index.type_double() }}) as {{ rule }},
        {%- endfor %}
        max(share) as copied_share
    from {{ ref('composite_index', 'int_index__value_findings') }}
    group by {{ keys | join(', ') }}

),

sizes as (

    select
        edition_key,
        count(*) as units
    from edition_units
    group by edition_key

),

profile as (

    select
        node_key,
        count(value) as present_values,
        -- a value that is set aside breaks no other rule
        sum(case when {{ composite_index.is_set_aside('rule') }} then 1 else 0 end) as quarantined_values,
        sum(case when rule = 'missing' then 0 else 1 end) as given_values,
        {%- for rule in ['unreadable', 'untransformable', 'undenominated', 'off_step'] %}
        sum(case when rule = '{{ rule }}' and not {{ composite_index.is_set_aside('rule') }} then 1 else 0 end)
            as {{ rule }}_values,
        {%- endfor %}
        min(value) as minimum,
        max(value) as maximum
    from given
    group by node_key

),

-- a value that nobody gives has no row, so the count starts from all units
counted as (

    select
        nodes.*,
        sizes.units,
        cast(sizes.units as {{ composite_index.type_double() }}) as number_of_units,
        coalesce(profile.present_values, 0) as present_values,
        coalesce(profile.quarantined_values, 0) as quarantined_values,
        sizes.units - coalesce(profile.given_values, 0) as missing_values,
        {%- for rule in ['unreadable', 'untransformable', 'undenominated', 'off_step'] %}
        coalesce(profile.{{ rule }}_values, 0) as {{ rule }}_values,
        {%- endfor %}
        profile.minimum,
        profile.maximum
    from nodes
    inner join sizes
        on nodes.edition_key = sizes.edition_key
    left join profile
        on nodes.node_key = profile.node_key
    where nodes.is_indicator

),

marked as (

    {{ composite_index.marked_indicators('given', 'counted') }}

),

marks as (

    select
        given.node_key,
        count(*) as missing_marks
    from given
    inner join marked
        on given.node_key = marked.node_key
    where {{ composite_index.is_missing_mark_beside('given.value', 'marked') }}
    group by given.node_key

),

judged as (

    select
        counted.*,
        marks.missing_marks,
        marked.lowest_unmarked,
        marked.highest_unmarked,
        marked.unmarked_values
    from counted
    left join marked
        on counted.node_key = marked.node_key
    left join marks
        on counted.node_key = marks.node_key

),

final as (

    select
        {{ composite_index.qualified('judged', keys) }},
        cast(judged.units as {{ dbt.type_bigint() }}) as units,
        cast(judged.present_values as {{ dbt.type_bigint() }}) as present_values,
        cast(judged.missing_values as {{ dbt.type_bigint() }}) as missing_values,
        judged.missing_values / judged.number_of_units as missing_share,
        judged.max_missing_share,
        {%- for rule in ['unreadable', 'untransformable', 'undenominated', 'off_step', 'quarantined'] %}
        cast(judged.{{ rule }}_values as {{ dbt.type_bigint() }}) as {{ rule }}_values,
        {%- endfor %}
        judged.minimum,
        judged.value_min,
        judged.maximum,
        judged.value_max,
        cast(coalesce(judged.missing_marks, 0) as {{ dbt.type_bigint() }}) as missing_marks,
        judged.lowest_unmarked,
        judged.highest_unmarked,
        {%- for measure in ['copied_share'] + findings %}
        findings.{{ measure }},
        bounds.max_{{ measure }},
        {%- endfor %}
        cast(judged.unmarked_values as {{ dbt.type_bigint() }}) as unmarked_values
    from judged
    left join findings
        on {{ composite_index.same_node('judged', 'findings') }}
    left join bounds
        on {{ composite_index.same_node('judged', 'bounds') }}

)

select * from final
