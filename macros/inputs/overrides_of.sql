{#
    A query: the overrides of one kind, a row for each period that they are for. `kind`: observation, score or inclusion.
#}
{% macro overrides_of(kind) -%}
    select
        overrides.index_id,
        periods.period,
        overrides.unit_id,
        overrides.node_id,
        overrides.value,
        {{ composite_index.clean_number('overrides.value') }} as number,
        overrides.reason,
        overrides.input_file,
        overrides.input_row
    from {{ ref('composite_index', 'stg_index__overrides') }} as overrides
    inner join {{ ref('composite_index', 'int_index__periods') }} as periods
        on
            overrides.index_id = periods.index_id
            and (overrides.period is null or overrides.period = periods.period)
    where
        overrides.override = '{{ kind }}'
        and periods.is_observed
{%- endmacro %}

{#
    A query: the overrides of one kind by unit and node, for units that belong to the index in the period; an inclusion is one of
    the index itself. `columns`: what it gives beside edition_key and unit_key. `condition`: on the alias `overrides`.
#}
{% macro overrides_of_units(kind, columns=[], condition='true') -%}
    select
        nodes.edition_key,
        units.unit_key
        {%- for column in columns %},
        {{ column }}
        {%- endfor %}
    from (
        {{ composite_index.overrides_of(kind) | indent(8) }}
    ) as overrides
    inner join {{ ref('composite_index', 'int_index__units') }} as units
        on
            overrides.index_id = units.index_id
            and overrides.unit_id = units.unit_id
    inner join {{ ref('composite_index', 'int_index__nodes') }} as nodes
        on
            units.index_id = nodes.index_id
            and units.cohort_id = nodes.cohort_id
            and overrides.period = nodes.period
            and (overrides.node_id = nodes.node_id or (overrides.node_id is null and nodes.level = 0))
            and {{ composite_index.is_present('units', 'nodes.period_order') }}
    where
        {{ composite_index.takes_part('units') }}
        and {{ condition }}
{%- endmacro %}

{# A query: the units that the publisher includes or excludes, by edition. `inclusion`: include or exclude. #}
{% macro units_by_inclusion(inclusion, columns=[]) -%}
    {{ composite_index.overrides_of_units('inclusion', columns, "overrides.value = '" ~ inclusion ~ "'") }}
{%- endmacro %}

{# A query: the scores that the publisher decided, by unit and node. #}
{% macro overridden_scores() -%}
    {{ composite_index.overrides_of_units('score', [
        'nodes.node_key', 'nodes.parent_key', 'nodes.level', 'nodes.weight', 'overrides.number as score',
        'overrides.reason',
    ]) }}
{%- endmacro %}

{#
    A query: the observations that do not count, because an override replaces them or excludes the unit from the period.
    Reads `overrides`, the overrides of observations.
#}
{% macro replaced_observations() -%}
    select
        index_id,
        period,
        unit_id,
        node_id
    from overrides
    union
    select
        exclusions.index_id,
        exclusions.period,
        exclusions.unit_id,
        framework.node_id
    from (
        {{ composite_index.overrides_of('inclusion') | indent(8) }}
    ) as exclusions
    inner join {{ ref('composite_index', 'stg_index__framework') }} as framework
        on exclusions.index_id = framework.index_id
    where exclusions.value = 'exclude'
{%- endmacro %}
