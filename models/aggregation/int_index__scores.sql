{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}

with

normalised as (

    select * from {{ ref('int_index__normalised') }}

),

nodes as (

    select * from {{ ref('int_index__nodes') }}

),

indicators as (

    select
        {%- for key in keys %}
        normalised.{{ key }},
        {%- endfor %}
        normalised.unit_id,
        normalised.node_id,
        nodes.parent_id,
        nodes.level,
        nodes.weight,
        normalised.value,
        normalised.score,
        case when normalised.score is null then 0.0 else 1.0 end as coverage,
        1 as indicators,
        case when normalised.score is null then 0 else 1 end as indicators_with_score
    from normalised
    inner join nodes
        on {{ composite_index.same_node('normalised', 'nodes') }}

),

{%- for level in range(composite_index.max_depth(), -1, -1) %}
{%- if not loop.first %}

aggregated_{{ level }} as (

    select
        {%- for key in keys %}
        parent.{{ key }},
        {%- endfor %}
        child.unit_id,
        parent.node_id,
        parent.parent_id,
        parent.level,
        parent.weight,
        parent.min_coverage,
        case parent.aggregation
            {%- for method in composite_index.aggregation_methods() %}
            when '{{ method }}' then {{ composite_index.aggregate(method) }}
            {%- endfor %}
        end as score,
        -- a child that fell below its own minimum brings nothing up, whatever it had below it
        sum(child.weight * case when child.score is null then 0.0 else child.coverage end)
        / nullif(sum(child.weight), 0) as coverage,
        sum(child.indicators) as indicators,
        sum(case when child.score is null then 0 else child.indicators_with_score end) as indicators_with_score
    from level_{{ level + 1 }} as child
    inner join nodes as parent
        on
            {{ composite_index.same_edition('child', 'parent') }}
            and child.parent_id = parent.node_id
    group by
        {%- for key in keys %}
        parent.{{ key }},
        {%- endfor %}
        child.unit_id,
        parent.node_id,
        parent.parent_id,
        parent.level,
        parent.weight,
        parent.min_coverage,
        parent.aggregation

),
{%- endif %}

level_{{ level }} as (

    select * from indicators
    where level = {{ level }}
    {%- if not loop.first %}
    union all
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        unit_id,
        node_id,
        parent_id,
        level,
        weight,
        null as value,
        -- the tolerance is for shares such as 0.1 + 0.2 against 0.3
        case when coverage >= min_coverage - 1e-12 then score end as score,
        coverage,
        indicators,
        indicators_with_score
    from aggregated_{{ level }}
    {%- endif %}

),
{%- endfor %}

final as (
    {% for level in range(0, composite_index.max_depth() + 1) %}
    select * from level_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

select * from final
