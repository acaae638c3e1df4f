with

indicator_values as (

    select * from {{ ref('int_index__values') }}

),

statistics as (

    select * from {{ ref('int_index__statistics') }}

),

nodes as (

    select * from {{ ref('int_index__nodes') }}

),

-- one row has all that a method may read (see the macro `normalise`)
parameters as (

    select
        indicator_values.index_id,
        indicator_values.scenario_id,
        indicator_values.period,
        indicator_values.cohort_id,
        indicator_values.unit_id,
        indicator_values.node_id,
        indicator_values.value,
        statistics.minimum,
        statistics.maximum,
        nodes.normalisation,
        nodes.direction,
        nodes.lower,
        nodes.upper,
        nodes.clip,
        nodes.scale_lower,
        nodes.scale_upper
    from indicator_values
    inner join statistics
        on {{ composite_index.same_node('indicator_values', 'statistics') }}
    inner join nodes
        on {{ composite_index.same_node('indicator_values', 'nodes') }}

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        node_id,
        value,
        case normalisation
            {%- for method in composite_index.normalisation_methods() %}
            when '{{ method }}' then {{ composite_index.normalise(method) }}
            {%- endfor %}
        end as score
    from parameters

)

select * from final
