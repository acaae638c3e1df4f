-- depends_on: {{ ref('composite_index', 'int_index__suspected_observations') }}

with

judged as (

    select * from {{ ref('composite_index', 'int_index__observations') }}
    where rule is not null

),

given as (

    select
        unit_key,
        node_key,
        cast(rule as {{ dbt.type_string() }}) as rule
    from {{ ref('composite_index', 'int_index__values') }}
    -- duplicates are rows of the inputs, so they are counted there
    where {{ composite_index.is_set_aside('rule') }} and rule <> 'duplicate'

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

observations as (

    select * from {{ ref('composite_index', 'int_index__observations') }}

),

set_aside as (

    select
        nodes.index_id,
        nodes.period,
        units.unit_id,
        nodes.node_id,
        given.rule,
        nodes.denominator,
        nodes.transformation,
        nodes.normalisation,
        nodes.value_min,
        nodes.value_max,
        nodes.value_step
    from given
    inner join nodes
        on given.node_key = nodes.node_key
    inner join units
        on given.unit_key = units.unit_key
    -- a value belongs to every scenario's framework
    where nodes.scenario_id = 'baseline'

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
            when 'unknown_indicator'
                then 'node_id is no indicator of the unit''s cohort in this period, and no denominator'
            when 'duplicate' then 'several rows give the unit a value of the indicator in this period'
        end as reason,
        input_file,
        input_row
    from judged
    union all
    select
        set_aside.index_id,
        set_aside.period,
        set_aside.unit_id,
        set_aside.node_id,
        observations.value_text,
        set_aside.rule,
        {{ composite_index.value_reason('set_aside.rule') }} as reason,
        observations.input_file,
        observations.input_row
    from set_aside
    inner join observations
        on
            set_aside.index_id = observations.index_id
            and set_aside.period = observations.period
            and set_aside.unit_id = observations.unit_id
            and set_aside.node_id = observations.node_id

)

select * from final
