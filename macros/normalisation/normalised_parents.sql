{#
    Common table expressions; the last is `normalised_<level>`: node_key, unit_key and score of the parents of a level that
    normalise their own score over the cohort. The formulas are those of indicators (macro `normalise`); the value is the
    aggregated score.
    Reads `nodes`, `sources_of_parents`, and `covered_<level>` with the column aggregated_score.
    `needs_ranks`: whether a parent of the level needs them.
#}
{% macro normalised_parents(level, needs_ranks) -%}
{%- set pool = ['index_id', 'scenario_id', 'cohort_id', 'node_id', 'pool_period'] -%}
statistics_{{ level }} as (

    select
        sources.node_key,
        {{ composite_index.statistics_of('covered.aggregated_score') }},
        {%- if composite_index.words_in_use(
            'normalisation', composite_index.methods_that(composite_index.normalisations(), 'needs_median')) %}
        {{ composite_index.median('covered.aggregated_score') }} as cohort_median,
        {%- else %}
        cast(null as {{ composite_index.type_double() }}) as cohort_median,
        {%- endif %}
        max(case when units.unit_id = sources.reference_unit then covered.aggregated_score end) as reference_value
    from covered_{{ level }} as covered
    inner join sources_of_parents as sources
        on covered.node_key = sources.source_key
    inner join {{ ref('composite_index', 'int_index__units') }} as units
        on covered.unit_key = units.unit_key
    group by sources.node_key

),

parameters_{{ level }} as (

    select
        {{ composite_index.normalisation_parameters() }}
    from nodes
    inner join statistics_{{ level }} as statistics
        on nodes.node_key = statistics.node_key

),

{%- if needs_ranks %}

pooled_{{ level }} as (

    select
        covered.unit_key,
        covered.node_key,
        covered.aggregated_score,
        {{ composite_index.qualified('nodes', ['index_id', 'scenario_id', 'cohort_id', 'node_id']) }},
        nodes.direction * covered.aggregated_score as oriented_score,
        coalesce(nodes.statistics_period, nodes.period) as pool_period
    from covered_{{ level }} as covered
    inner join nodes
        on covered.node_key = nodes.node_key
    where
        nodes.normalisation in ({{ composite_index.quoted(composite_index.methods_that_may_need_ranks()) }})
        and covered.aggregated_score is not null

),

beside_magnitude_{{ level }} as (

    {{ composite_index.beside_aggregates('pooled_' ~ level, pool, {'magnitude': 'max(abs(aggregated_score))'}) }}

),

{{ composite_index.ranked_in_pools(
    'ranked_' ~ level, 'beside_magnitude_' ~ level, pool, ['oriented_score'], 'unit_key',
    {'value_rank': 'rank', 'tied_values': 'tied', 'ranked_values': 'pool_size'}, magnitude='magnitude'
) }},
{%- endif %}

beside_parameters_{{ level }} as (

    select
        covered.unit_key,
        covered.aggregated_score as value,
        {%- if needs_ranks %}
        ranked.value_rank,
        ranked.value_rank + cast(ranked.tied_values - 1 as {{ composite_index.type_double() }}) / 2 as value_rank_average,
        ranked.ranked_values,
        {%- else %}
        cast(null as {{ composite_index.type_double() }}) as value_rank,
        cast(null as {{ composite_index.type_double() }}) as value_rank_average,
        cast(null as {{ composite_index.type_double() }}) as ranked_values,
        {%- endif %}
        {{ composite_index.is_same('parameters.target', 'parameters.worst') }} as target_is_worst,
        {{ composite_index.is_same('parameters.reference_value', 'parameters.worst') }} as reference_is_worst,
        parameters.minimum as lowest_value,
        parameters.*
    from covered_{{ level }} as covered
    inner join parameters_{{ level }} as parameters
        on covered.node_key = parameters.node_key
    {%- if needs_ranks %}
    left join ranked_{{ level }} as ranked
        on
            covered.node_key = ranked.node_key
            and covered.unit_key = ranked.unit_key
    {%- endif %}

),

normalised_{{ level }} as (

    select
        unit_key,
        node_key,
        case
            {%- for method, entry in composite_index.normalisations().items() %}
            {%- if entry.get('undefined_where') %}
            when normalisation = '{{ method }}' and ({{ entry.undefined_where }}) then null
            {%- endif %}
            when normalisation = '{{ method }}' then {{ composite_index.normalise(method) }}
            {%- endfor %}
        end as score
    from beside_parameters_{{ level }}

)
{%- endmacro %}
