{%- set keys = ['index_id', 'scenario_id', 'period', 'unit_id'] -%}
{%- set siblings = (keys + ['parent_id']) | join(', ') -%}

with

scores as (

    select * from {{ ref('composite_index', 'int_index__scores') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

declared as (

    select
        scores.*,
        parent.aggregation as parent_aggregation,
        parent.missing_rule as parent_missing_rule,
        {{ composite_index.round_score('scores.score', 'nodes') }} as shown_score,
        nodes.rank_rounded
    from scores
    inner join nodes
        on {{ composite_index.same_node('scores', 'nodes') }}
    left join nodes as parent
        on
            {{ composite_index.same_edition('scores', 'parent') }}
            and scores.parent_id = parent.node_id

),

family as (

    select
        *,
        sum(weight) over (partition by {{ siblings }}) as weight_of_all,
        sum(case when score is not null then weight end) over (partition by {{ siblings }}) as weight_of_present,
        count(score) over (partition by {{ siblings }}) as present
    from declared

),

-- a child's share of its parent's score; the weights are those that the parent's mean has used
used as (

    select
        *,
        coalesce(
            case
                when score is null then 0.0
                when parent_missing_rule = 'zero' then weight / nullif(weight_of_all, 0)
                when parent_missing_rule = 'share_equally'
                    then (weight + (weight_of_all - weight_of_present) / present) / nullif(weight_of_all, 0)
                else weight / nullif(weight_of_present, 0)
            end,
            0.0
        ) as weight_used
    from family

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
        -- only under arithmetic means is a score a sum of its parts
        case
            when child.parent_aggregation = 'arithmetic' then parent.final_weight_used * child.weight_used
        end as final_weight_used
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
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        node_id,
        parent_id,
        level,
        weight,
        value,
        treated_value,
        treatment,
        score,
        shown_score,
        case when rank_rounded then shown_score else score end as compared_score,
        coverage,
        indicators,
        indicators_with_score,
        imputed_indicators,
        undefined_children,
        weight_used,
        final_weight_used,
        score * final_weight_used as points
    from levels

)

select * from final
