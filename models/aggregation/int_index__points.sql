{%- set levels = composite_index.kept_levels(composite_index.tree_depth()) -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

included as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where is_included

),

kept_nodes as (

    select
        edition_key,
        node_key,
        count(*) over (partition by edition_key) as nodes_of_edition
    from nodes
    where level <= {{ levels | last }}

),

editions as (

    select
        edition_key,
        max(nodes_of_edition) as nodes_of_edition
    from kept_nodes
    group by edition_key

),

-- a node below which a unit has no value at all has no row yet; few units have one
counted as (

    select
        edition_key,
        unit_key,
        count(*) as nodes_with_row
    from {{ ref('composite_index', 'int_index__scores') }}
    group by edition_key, unit_key

),

incomplete as (

    select
        included.edition_key,
        included.unit_key
    from included
    inner join editions
        on included.edition_key = editions.edition_key
    left join counted
        on
            included.edition_key = counted.edition_key
            and included.unit_key = counted.unit_key
    where coalesce(counted.nodes_with_row, 0) < editions.nodes_of_edition

),

rows_of_incomplete as (

    select
        computed.unit_key,
        computed.node_key
    from {{ ref('composite_index', 'int_index__scores') }} as computed
    inner join incomplete
        on
            computed.edition_key = incomplete.edition_key
            and computed.unit_key = incomplete.unit_key

),

absent as (

    select
        incomplete.edition_key,
        incomplete.unit_key,
        kept_nodes.node_key
    from incomplete
    inner join kept_nodes
        on incomplete.edition_key = kept_nodes.edition_key
    left join rows_of_incomplete
        on
            incomplete.unit_key = rows_of_incomplete.unit_key
            and kept_nodes.node_key = rows_of_incomplete.node_key
    where rows_of_incomplete.node_key is null

),

{%- for level in levels %}

-- the scores by their name at each level: under one name DuckDB would keep all of them in memory
scores_{{ level }} as (

    select * from {{ ref('composite_index', 'int_index__scores') }}
    union all
    select
        edition_key,
        unit_key,
        node_key,
        null as value,
        null as treated_value,
        null as treatment,
        null as score,
        0.0 as coverage,
        0 as imputed_indicators,
        0 as indicators_with_score,
        0 as undefined_children,
        0 as children_with_score,
        null as weight_with_score
    from absent

),

declared_{{ level }} as (

    select
        scores.*,
        nodes.parent_key,
        nodes.weight,
        nodes.children,
        nodes.children_weight,
        nodes.aggregation,
        nodes.missing_rule,
        {{ composite_index.round_score('scores.score', 'nodes') }} as shown_score,
        nodes.rank_rounded
    from scores_{{ level }} as scores
    inner join nodes
        on scores.node_key = nodes.node_key
    where nodes.level = {{ level }}

),

{% if level == 0 %}
level_0 as (

    select
        *,
        case when score is null then 0.0 else 1.0 end as weight_used,
        case when score is null then 0.0 else 1.0 end as final_weight_used
    from declared_0

),
{% else %}
-- a child's share of its parent's score; the weights are those that the parent's mean has used
used_{{ level }} as (

    select
        child.*,
        parent.aggregation as parent_aggregation,
        parent.final_weight_used as parent_weight_used,
        coalesce(
            case
                when child.score is null then 0.0
                when parent.missing_rule = 'zero' then child.weight / nullif(parent.children_weight, 0)
                when parent.missing_rule = 'share_equally'
                    then
                        (
                            child.weight
                            + (parent.children_weight - parent.weight_with_score) / parent.children_with_score
                        ) / nullif(parent.children_weight, 0)
                else child.weight / nullif(parent.weight_with_score, 0)
            end,
            0.0
        ) as weight_used
    from declared_{{ level }} as child
    inner join level_{{ level - 1 }} as parent
        on
            child.unit_key = parent.unit_key
            and child.parent_key = parent.node_key

),

level_{{ level }} as (

    select
        edition_key,
        unit_key,
        node_key,
        value,
        treated_value,
        treatment,
        score,
        coverage,
        imputed_indicators,
        indicators_with_score,
        undefined_children,
        children_with_score,
        weight_with_score,
        parent_key,
        weight,
        children,
        children_weight,
        aggregation,
        missing_rule,
        shown_score,
        rank_rounded,
        weight_used,
        -- only under arithmetic means is a score a sum of its parts
        case when parent_aggregation = 'arithmetic' then parent_weight_used * weight_used end as final_weight_used
    from used_{{ level }}

),
{% endif %}
{%- endfor %}

final as (
    {% for level in levels if composite_index.is_published_level(level) %}
    select
        edition_key,
        unit_key,
        node_key,
        value,
        treated_value,
        treatment,
        score,
        shown_score,
        case when rank_rounded then shown_score else score end as compared_score,
        coverage,
        indicators_with_score,
        imputed_indicators,
        undefined_children,
        weight_used,
        final_weight_used,
        score * final_weight_used as points
    from level_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

select * from final
