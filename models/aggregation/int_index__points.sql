{%- set levels = composite_index.kept_levels(composite_index.tree_depth()) -%}

with

scores as (

    select * from {{ ref('composite_index', 'int_index__scores') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

included as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where
        is_included
        and {{ composite_index.is_of_batch('unit_key') }}
        and {{ composite_index.is_touched() }}

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
    from scores
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
    from scores as computed
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

-- what all children of a node share, and whether points add up from it to the index: every mean above it is arithmetic
declared_0 as (

    select
        edition_key,
        node_key,
        parent_key,
        weight,
        aggregation,
        cast(null as {{ dbt.type_string() }}) as parent_missing_rule,
        cast(null as {{ composite_index.type_double() }}) as siblings_weight,
        true as is_additive
    from nodes
    where level = 0

),

{%- for level in levels[1:] %}

declared_{{ level }} as (

    select
        nodes.edition_key,
        nodes.node_key,
        nodes.parent_key,
        nodes.weight,
        nodes.aggregation,
        parents.missing_rule as parent_missing_rule,
        parents.children_weight as siblings_weight,
        above.is_additive and above.aggregation = 'arithmetic' as is_additive
    from nodes
    inner join declared_{{ level - 1 }} as above
        on nodes.parent_key = above.node_key
    inner join nodes as parents
        on nodes.parent_key = parents.node_key
    where nodes.level = {{ level }}

),
{%- endfor %}

declared as (
    {% for level in levels %}
    select
        *,
        {{ level }} as level
    from declared_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

-- the weights of the nodes that others lie below, as their own parents' means have used them
parents_0 as (

    select
        {{ composite_index.broadcast(['declared']) }}
        child.unit_key,
        child.node_key,
        child.children_with_score,
        child.weight_with_score,
        case when child.score is null then 0.0 else 1.0 end as final_weight_used
    from scores as child
    inner join declared
        on child.node_key = declared.node_key
    where declared.level = 0

),

{%- for level in levels[1:-1] %}

parents_{{ level }} as (

    select
        {{ composite_index.broadcast(['declared']) }}
        child.unit_key,
        child.node_key,
        child.children_with_score,
        child.weight_with_score,
        {{ composite_index.weight_used() }} * parent.final_weight_used as final_weight_used
    from scores as child
    inner join declared
        on child.node_key = declared.node_key
    inner join parents_{{ level - 1 }} as parent
        on
            child.unit_key = parent.unit_key
            and declared.parent_key = parent.node_key
    where
        declared.level = {{ level }}
        and declared.aggregation is not null

),
{%- endfor %}

parents as (

    select * from parents_0
    {%- for level in levels[1:-1] %}
    union all
    select * from parents_{{ level }}
    {%- endfor %}

),

weighted as (

    select
        {{ composite_index.broadcast(['declared']) }}
        child.*,
        case when child.score is null then 0.0 else 1.0 end as weight_used,
        case when child.score is null then 0.0 else 1.0 end as product_of_weights
    from scores as child
    inner join declared
        on child.node_key = declared.node_key
    where declared.level = 0
    union all
    select
        {{ composite_index.broadcast(['declared']) }}
        child.*,
        {{ composite_index.weight_used() }} as weight_used,
        {{ composite_index.weight_used() }} * parent.final_weight_used as product_of_weights
    from scores as child
    inner join declared
        on child.node_key = declared.node_key
    inner join parents as parent
        on
            child.unit_key = parent.unit_key
            and declared.parent_key = parent.node_key
    where {{ composite_index.is_level_of('score_levels', 'declared.level') }}
    union all
    -- every node that is kept has a row for every unit that is included
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
        null as weight_with_score,
        0.0 as weight_used,
        0.0 as product_of_weights
    from absent

),

final as (

    select
        {{ composite_index.broadcast(['declared']) }}
        weighted.edition_key,
        weighted.unit_key,
        weighted.node_key,
        weighted.value,
        weighted.treated_value,
        weighted.treatment,
        weighted.score,
        weighted.coverage,
        weighted.indicators_with_score,
        weighted.imputed_indicators,
        weighted.undefined_children,
        weighted.weight_used,
        -- only under arithmetic means is a score a sum of its parts
        case when declared.is_additive then weighted.product_of_weights end as final_weight_used
    from weighted
    inner join declared
        on weighted.node_key = declared.node_key
    where {{ composite_index.is_level_of('score_levels', 'declared.level') }}

),

every_edition as (

    select * from final
    {{ composite_index.and_untouched(
        'int_index__points', ['edition_key', 'unit_key', 'node_key'], in_batches=true, in_full=true
    ) }}

)

select {{ composite_index.stored_columns_of_points() | join(', ') }}
from every_edition
