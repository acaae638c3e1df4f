with

judged as (

    select * from {{ ref('composite_index', 'int_index__judged_observations') }}
    where rule is not null

),

indicator_values as (

    select * from {{ ref('composite_index', 'int_index__values') }}
    -- duplicates are rows of the inputs, counted there
    where is_quarantined and rule <> 'duplicate'

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

final as (

    select
        index_id,
        period,
        unit_id,
        node_id,
        value_text,
        rule,
        case rule
            when 'incomplete_key' then 'index_id, period, unit_id or node_id is blank'
            when 'unknown_unit' then 'the unit is not among the units of the index'
            when 'not_of_the_period' then 'the unit is not one of the index in this period'
            when 'unknown_indicator' then 'node_id is no indicator of the unit''s cohort in this period, and no denominator'
            when 'duplicate' then 'several rows give the unit a value of the indicator in this period'
        end as reason,
        input_file,
        input_row
    from judged
    union all
    select
        indicator_values.index_id,
        indicator_values.period,
        indicator_values.unit_id,
        indicator_values.node_id,
        indicator_values.value_text,
        indicator_values.rule,
        {{ composite_index.value_reason('indicator_values.rule') }} as reason,
        indicator_values.input_file,
        indicator_values.input_row
    from indicator_values
    inner join nodes
        on {{ composite_index.same_node('indicator_values', 'nodes') }}
    -- a value is of one scenario's framework as of another's
    where indicator_values.scenario_id = 'baseline'

)

select * from final
