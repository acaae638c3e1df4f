{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}
{%- set rules = composite_index.change_rules() -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

edition_units as (

    select * from {{ ref('composite_index', 'int_index__edition_units') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

bounds as (

    select * from {{ ref('composite_index', 'int_index__bounds') }}

),

neighbours as (

    {{ composite_index.neighbouring_nodes() }}

),

statistics as (

    select
        statistics.*,
        {%- for rule in rules if rule != 'emptied_values' %}
        bounds.max_{{ rule }},
        {%- endfor %}
        neighbours.edition_key,
        neighbours.compared_period
    from {{ ref('composite_index', 'int_index__change_statistics') }} as statistics
    inner join neighbours
        on statistics.node_key = neighbours.node_key
    inner join bounds
        on {{ composite_index.same_node('statistics', 'bounds') }}

),

changes as (

    {{ composite_index.value_changes(ref('composite_index', 'int_index__denominated')) }}

),

compared as (

    select
        statistics.*,
        changes.unit_key,
        changes.value,
        changes.compared_value,
        changes.is_sampled,
        abs(
            case
                when not statistics.is_factor then changes.usual_value - changes.compared_usual_value
                when changes.usual_value > 0 and changes.compared_usual_value > 0
                    then ln(changes.usual_value) - ln(changes.compared_usual_value)
            end
            - statistics.median_change
        ) / nullif(statistics.usual_distance, 0) as distance
    from changes
    inner join statistics
        on changes.node_key = statistics.node_key

),

-- the few rows that some rule shows, so that all rows are gone through once
flagged as (

    select *
    from compared
    where
        ({{ rules.values() | map(attribute='where') | join(') or (') }})

),

-- a unit has the values of the period before for all indicators, where other units have new ones
stale_units as (

    select
        edition_key,
        unit_key,
        min(compared_period) as compared_period
    from compared
    where is_sampled and is_continuous and equal_share <= 0.6
    group by edition_key, unit_key
    having count(*) >= 3 and count(*) = sum(case when value = compared_value then 1 else 0 end)

),

found as (

    {%- for name, rule in rules.items() %}
    select
        '{{ name }}' as rule,
        node_key,
        unit_key,
        {{ rule.moved or '0' }} as moved,
        concat(
            ', ', node_id, ': ', coalesce({{ composite_index.shown_double('value') }}, 'no value'),
            case
                when value = compared_value then ' as'
                else ' was ' || {{ composite_index.shown_double('compared_value') }}
            end,
            ' in ', compared_period
        ) as happened,
        {{ rule.besides or composite_index.no_text() }} as besides
    from flagged
    where {{ rule.where }}
    union all
    {%- endfor %}
    select
        'stale_units' as rule,
        nodes.node_key,
        stale_units.unit_key,
        0 as moved,
        concat(': all its values are those of ', stale_units.compared_period) as happened,
        {{ composite_index.no_text() }} as besides
    from stale_units
    inner join nodes
        on stale_units.edition_key = nodes.edition_key
    where nodes.level = 0
    union all
    {{ composite_index.moved_tiers() }}

),

final as (

    select
        found.rule,
        {{ composite_index.qualified('nodes', keys) }},
        units.unit_id,
        cast(found.moved as {{ composite_index.type_double() }}) as moved,
        found.happened,
        found.besides
    from found
    inner join nodes
        on found.node_key = nodes.node_key
    inner join units
        on found.unit_key = units.unit_key

)

select * from final
