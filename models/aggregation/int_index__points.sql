{%- set keys = ['index_id', 'scenario_id', 'period', 'unit_id'] -%}

with

scores as (

    select * from {{ ref('int_index__scores') }}

),

-- a child's share of its parent's score; the weights are those that the parent's mean has used
used as (

    select
        *,
        case
            when score is null then 0.0
            else
                coalesce(
                    weight / nullif(
                        sum(case when score is not null then weight end) over (
                            partition by {{ keys | join(', ') }}, parent_id
                        ), 0
                    ), 0.0
                )
        end as weight_used
    from scores

),

level_0 as (

    select
        *,
        weight_used as final_weight_used
    from used
    where level = 0

),

{%- for level in range(1, composite_index.max_depth() + 1) %}

level_{{ level }} as (

    select
        child.*,
        parent.final_weight_used * child.weight_used as final_weight_used
    from used as child
    inner join level_{{ level - 1 }} as parent
        on
            {{ composite_index.same_key('child', 'parent', keys) }}
            and child.parent_id = parent.node_id
    where child.level = {{ level }}

),
{%- endfor %}

levels as (
    {% for level in range(0, composite_index.max_depth() + 1) %}
    select * from level_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        *,
        score * final_weight_used as points
    from levels

)

select * from final
