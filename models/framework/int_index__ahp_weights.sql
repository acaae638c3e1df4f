{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'parent_id', 'expert_id'] -%}
{%- set key_list = keys | join(', ') -%}
{%- set qualified_keys = composite_index.qualified('judges', keys) -%}
{%- set squarings = 7 -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__framework') }}
    where parent_id is not null

),

comparisons as (

    select
        index_id,
        coalesce(expert_id, 'all') as expert_id,
        node_id,
        compared_node_id,
        ratio
    from {{ ref('composite_index', 'stg_index__comparisons') }}
    where ratio > 0

),

-- each comparison in both directions
directed as (

    select
        index_id,
        expert_id,
        node_id as row_id,
        compared_node_id as col_id,
        ratio
    from comparisons
    union all
    select
        index_id,
        expert_id,
        compared_node_id as row_id,
        node_id as col_id,
        1.0 / ratio as ratio
    from comparisons

),

-- the experts who compare children of a parent
judges as (

    select distinct
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.parent_id,
        directed.expert_id
    from nodes
    inner join directed
        on
            nodes.index_id = directed.index_id
            and nodes.node_id = directed.row_id

),

cells as (

    select
        judges.index_id,
        judges.scenario_id,
        judges.period,
        judges.cohort_id,
        judges.parent_id,
        judges.expert_id,
        one.node_id as row_id,
        other.node_id as col_id,
        case when one.node_id = other.node_id then 1.0 else directed.ratio end as ratio,
        count(*) over (partition by {{ qualified_keys }}, one.node_id) as compared
    from judges
    inner join nodes as one
        on
            {{ composite_index.same_edition('judges', 'one') }}
            and judges.parent_id = one.parent_id
    inner join nodes as other
        on
            {{ composite_index.same_edition('judges', 'other') }}
            and judges.parent_id = other.parent_id
    left join directed
        on
            judges.index_id = directed.index_id
            and judges.expert_id = directed.expert_id
            and one.node_id = directed.row_id
            and other.node_id = directed.col_id

),

-- the matrix is divided by its size, so that squaring does not change a matrix of consistent comparisons
power_0 as (

    select
        {{ key_list }},
        row_id,
        col_id,
        ratio / cast(compared as {{ composite_index.type_double() }}) as entry
    from cells

),

{%- for step in range(1, squarings + 1) %}

power_{{ step }} as (

    {{ composite_index.matrix_square('power_' ~ (step - 1), keys) }}

),
{%- endfor %}

priorities as (

    select
        {{ key_list }},
        row_id,
        sum(entry) / sum(sum(entry)) over (partition by {{ key_list }}) as weight
    from power_{{ squarings }}
    group by {{ key_list }}, row_id

),

-- the eigenvalue by row; the mean follows below
stretched as (

    select
        {{ composite_index.qualified('cells', keys) }},
        cells.row_id as node_id,
        own.weight,
        max(cells.compared) as compared,
        sum(cells.ratio * other.weight) / nullif(own.weight, 0) as eigenvalue,
        sum(case when cells.ratio is null then 1 else 0 end) as missing_comparisons,
        min(case when cells.ratio is null then cells.col_id end) as first_missing
    from cells
    inner join priorities as own
        on
            {{ composite_index.same_key('cells', 'own', keys) }}
            and cells.row_id = own.row_id
    inner join priorities as other
        on
            {{ composite_index.same_key('cells', 'other', keys) }}
            and cells.col_id = other.row_id
    group by
        {{ composite_index.qualified('cells', keys) }},
        cells.row_id,
        own.weight

),

measured as (

    select
        *,
        (avg(eigenvalue) over (partition by {{ key_list }}) - compared) / nullif(compared - 1, 0) as consistency_index
    from stretched

),

final as (

    select
        {{ key_list }},
        node_id,
        weight,
        compared,
        -- two nodes have one comparison, which cannot contradict another
        case
            when compared <= 2 then 0.0
            else consistency_index / {{ composite_index.random_consistency_index('compared') }}
        end as consistency_ratio,
        missing_comparisons,
        first_missing
    from measured

)

select * from final
