{%- set hair -%}
{{ composite_index.noise() }} * greatest(abs(nodes.scale_lower), abs(nodes.scale_upper))
{%- endset -%}
-- each place reads the points by the model's name, because DuckDB would keep in memory a query name that is used twice
with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

screened as (

    select * from {{ ref('composite_index', 'int_index__screened') }}

),

-- the editions that include no unit
left_out as (

    select
        edition_key,
        max(case when is_included then 1 else 0 end) as has_included
    from screened
    group by edition_key
    having max(case when is_included then 1 else 0 end) = 0

),

-- the children for which the mean is not defined
children_of_undefined as (

    select
        undefined.node_key,
        undefined.unit_key,
        nodes.aggregation,
        nodes.aggregation_scale_lower as scale_lower,
        nodes.aggregation_scale_upper as scale_upper,
        children.node_key as child_key,
        children.node_id as child_id,
        scores.score,
        scores.value
    from {{ ref('composite_index', 'int_index__points') }} as undefined
    inner join nodes
        on undefined.node_key = nodes.node_key
    inner join nodes as children
        on undefined.node_key = children.parent_key
    inner join {{ ref('composite_index', 'int_index__points') }} as scores
        on
            children.node_key = scores.node_key
            and undefined.unit_key = scores.unit_key
    where undefined.undefined_children > 0

),

-- the indices whose units all have the same score
equal as (

    select scores.node_key
    from {{ ref('composite_index', 'int_index__points') }} as scores
    inner join nodes
        on scores.node_key = nodes.node_key
    where nodes.level = 0
    group by scores.node_key
    having
        count(scores.score) > 1
        and {{ composite_index.is_same('min(scores.score)', 'max(scores.score)') }}

),

checked as (

    select
        scores.node_key,
        scores.unit_key,
        -1 as child_key,
        cast(null as {{ dbt.type_string() }}) as child_id,
        scores.score,
        scores.value,
        scores.coverage,
        cast(null as {{ dbt.type_string() }}) as reason,
        case
            when scores.score is null then 'unscored'
            when scores.score between nodes.scale_lower - {{ hair }} and nodes.scale_upper + {{ hair }} then null
            when nodes.normalisation = 'goalposts' and not nodes.clip then 'beyond_goalposts'
            when scores.score < nodes.scale_lower then 'below_scale'
            else 'above_scale'
        end as rule
    from {{ ref('composite_index', 'int_index__points') }} as scores
    inner join nodes
        on scores.node_key = nodes.node_key
    union all
    select
        node_key,
        unit_key,
        child_key,
        child_id,
        score,
        value,
        null as coverage,
        null as reason,
        'undefined' as rule
    from children_of_undefined
    where {{ composite_index.undefined_child() }}
    union all
    select
        scores.node_key,
        scores.unit_key,
        -1 as child_key,
        null as child_id,
        scores.aggregated_score as score,
        null as value,
        null as coverage,
        null as reason,
        case when scores.aggregated_score is null then 'undefined' else 'unnormalised' end as rule
    from {{ ref('composite_index', 'int_index__points') }} as scores
    inner join nodes
        on scores.node_key = nodes.node_key
    where
        scores.score is null
        and (
            scores.aggregated_score is not null
            -- a method that compares units is not defined where all are equal
            or (scores.undefined_children > 0 and nodes.aggregation in ({{ composite_index.quoted(
                composite_index.methods_that(composite_index.aggregations(), 'compares_units')) }}))
        )
    union all
    select
        scores.node_key,
        scores.unit_key,
        -1 as child_key,
        null as child_id,
        scores.score,
        null as value,
        null as coverage,
        null as reason,
        'equal' as rule
    from {{ ref('composite_index', 'int_index__points') }} as scores
    inner join equal
        on scores.node_key = equal.node_key
    where scores.score is not null
    union all
    select
        nodes.node_key,
        screened.unit_key,
        -1 as child_key,
        null as child_id,
        null as score,
        null as value,
        null as coverage,
        screened.reason,
        'unscored' as rule
    from left_out
    inner join screened
        on left_out.edition_key = screened.edition_key
    inner join nodes
        on
            left_out.edition_key = nodes.edition_key
            and nodes.level = 0

),

violations as (

    {{ composite_index.first_violations('checked', order_by='unit_key, child_key', keys=['node_key']) }}

),

final as (

    select
        violations.rule,
        {{ composite_index.qualified('nodes', ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id']) }},
        units.unit_id,
        violations.violation,
        violations.violations,
        concat(
            nodes.index_id, ' ', nodes.period, ', unit ', units.unit_id,
            case when units.unit_label = '' then '' else ' ' || units.unit_label end, ', ', nodes.node_id, ': ',
            {{ composite_index.shown_score_fault() }}
        ) as detail
    from violations
    inner join nodes
        on violations.node_key = nodes.node_key
    inner join units
        on violations.unit_key = units.unit_key

)

select * from final
