{#- what only some frameworks need, and no unit test gives -#}
{%- if model.resource_type != 'unit_test' -%}
{%- set needed_by_some = [
    ref('composite_index', 'stg_index__groups'),
    ref('composite_index', 'stg_index__overrides'),
    ref('composite_index', 'int_index__periods'),
    ref('composite_index', 'int_index__units'),
    ref('composite_index', 'int_index__weights'),
    ref('composite_index', 'int_index__screened'),
    ref('composite_index', 'int_index__weights_from_data'),
] -%}
{%- endif -%}
{#- Levels and aggregations that no node has are left out: to plan them took a reader of the bundled index 2.5 s, not
    0.5 s, and two models read this one (docs/decisions/0002). -#}
{%- set methods = composite_index.aggregations() -%}
{%- set depth = composite_index.tree_depth() -%}
{%- set comparing = composite_index.words_in_use(
    'aggregation', composite_index.methods_that(methods, 'compares_units')
) -%}
{%- set zero = 'cast(0 as ' ~ composite_index.type_double() ~ ')' -%}
{%- set one = 'cast(1 as ' ~ composite_index.type_double() ~ ')' -%}
{%- set parents = composite_index.parents_in_use() -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

{%- if parents.normalised or comparing %}

sources_of_parents as (

    {{ composite_index.statistics_sources('not nodes.is_indicator') }}

),
{%- endif %}

{%- if parents.filled %}

members as (

    {{ composite_index.members_of_groupings() }}

),
{%- endif %}

{%- if parents.filled or parents.overridden %}

included_units as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where is_included

),
{%- endif %}

{%- if parents.overridden %}

overridden_scores as (

    {{ composite_index.overridden_scores() }}

),
{%- endif %}

{{- composite_index.own_weights(parents) }}

{%- for level in range(depth, -1, -1) %}
{%- if not loop.first %}

{{ composite_index.aggregated_parents(level, depth, parents) }},

{%- if level in parents.normalised %}

{{ composite_index.normalised_parents(level, needs_ranks=level in parents.ranked) }},
{%- endif %}
{%- endif %}

{#- a level above it may fill what is missing -#}
{%- set is_filled = (level - 1) in parents.filled %}
{%- set is_overridden = level in parents.overridden %}

{{ 'computed_' if is_overridden else 'own_' if is_filled }}level_{{ level }} as (

    select
        nodes.edition_key,
        normalised.unit_key,
        nodes.node_key,
        nodes.parent_key,
        nodes.weight,
        normalised.value,
        normalised.treated_value,
        normalised.treatment,
        cast(null as {{ composite_index.type_double() }}) as aggregated_score,
        case
            when nodes.round_scope = 'parent' then {{ composite_index.round_score('normalised.score', 'nodes') }}
            else normalised.score
        end as score,
        case when normalised.score is null then {{ zero }} else {{ one }} end as coverage,
        case when normalised.is_imputed then 1 else 0 end as imputed_indicators,
        case when normalised.score is null then 0 else 1 end as indicators_with_score,
        0 as undefined_children,
        0 as children_with_score,
        cast(null as {{ composite_index.type_double() }}) as weight_with_score
    from {{ ref('composite_index', 'int_index__normalised') }} as normalised
    inner join nodes
        on normalised.node_key = nodes.node_key
    where
        nodes.level = {{ level }}
        and {{ composite_index.is_of_batch('normalised.unit_key') }}
    {%- if not loop.first %}
    union all
    {%- set parent_score = 'aggregated_score' %}
    {%- if level in parents.normalised %}
    {%- set parent_score -%}
    case when covered.normalisation is null then covered.aggregated_score else normalised.score end
    {%- endset %}
    {%- endif %}
    select
        covered.edition_key,
        covered.unit_key,
        covered.node_key,
        covered.parent_key,
        covered.weight,
        null as value,
        null as treated_value,
        null as treatment,
        case when covered.normalisation is not null then covered.aggregated_score end as aggregated_score,
        case
            when covered.round_scope = 'parent'
                then {{ composite_index.round_score('(' ~ parent_score ~ ')', 'covered') }}
            else {{ parent_score }}
        end as score,
        covered.coverage,
        covered.imputed_indicators,
        covered.indicators_with_score,
        -- a node below its min_coverage has no score anyway
        case when covered.is_covered then covered.undefined_children else 0 end as undefined_children,
        covered.children_with_score,
        covered.weight_with_score
    from covered_{{ level }} as covered
    {%- if level in parents.normalised %}
    left join normalised_{{ level }} as normalised
        on
            covered.node_key = normalised.node_key
            and covered.unit_key = normalised.unit_key
    {%- endif %}
    {%- endif %}

),

{%- if is_overridden %}

{{ 'own_' if is_filled }}level_{{ level }} as (

    {{ composite_index.overridden_nodes(level) }}

),
{%- endif %}

{%- if is_filled %}

level_{{ level }} as (

    {{ composite_index.filled_children(level) }}

),
{%- endif %}
{%- endfor %}

final as (
    {% for level in composite_index.kept_levels(depth) %}
    select
        edition_key,
        unit_key,
        node_key,
        {{ level }} as level,
        value,
        treated_value,
        treatment,
        aggregated_score,
        score,
        coverage,
        imputed_indicators,
        indicators_with_score,
        undefined_children,
        children_with_score,
        weight_with_score
    from level_{{ level }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

)

select * from final
