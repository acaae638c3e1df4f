{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}

with

nodes as (

    {{ composite_index.published(
        'index_nodes', composite_index.text_columns(keys + composite_index.scoring_parameters())
    ) }}

),

published_tiers as (

    {{ composite_index.published('index_tiers', dict(
        composite_index.text_columns(['index_id', 'cohort_id', 'tier_id', 'basis']),
        sort_order=dbt.type_int(),
        bound=composite_index.type_double()
    )) }}

),

tiers as (

    {{ composite_index.tiers_as_text('published_tiers') }}

),

final as (

    select
        nodes.*,
        coalesce(of_cohort.tiers, of_all.tiers) as tiers
    from nodes
    {{ composite_index.join_tiers() }}

)

select * from final
