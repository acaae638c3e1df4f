{#
    A query: the nodes of a level, where a child without a score under the missing rule `group_mean` gets the mean score of
    the unit's group in the period. The parent's `imputation_grouping` names the grouping. Such a child has a row even if the
    unit has no value below it. Its coverage is 0, because no value of the unit reached it.
    Source: Sustainable Development Report 2023, methodology: regional averages for missing goals.
    Reads `nodes`, `members`, `included_units`, and `own_level_<level>`.
#}
{% macro filled_children(level) -%}
    {%- set counts = ['imputed_indicators', 'indicators_with_score', 'undefined_children', 'children_with_score'] -%}
    {%- set double = composite_index.type_double() -%}
    select own.*
    from own_level_{{ level }} as own
    inner join nodes
        on own.node_key = nodes.node_key
    where coalesce(nodes.parent_missing_rule, '') <> 'group_mean'
    union all
    select
        nodes.edition_key,
        places.unit_key,
        nodes.node_key,
        nodes.parent_key,
        nodes.weight,
        own.value,
        own.treated_value,
        case when own.score is null and groups.mean_score is not null then 'group_mean' else own.treatment end as treatment,
        own.aggregated_score,
        coalesce(own.score, groups.mean_score) as score,
        coalesce(own.coverage, 0) as coverage,
        {%- for count in counts %}
        coalesce(own.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        own.weight_with_score
    from (
        select
            nodes.node_key,
            included.unit_key,
            members.group_id
        from nodes
        inner join nodes as parents
            on nodes.parent_key = parents.node_key
        inner join included_units as included
            on nodes.edition_key = included.edition_key
        left join members
            on
                nodes.index_id = members.index_id
                and parents.imputation_grouping = members.grouping_id
                and included.unit_key = members.unit_key
        where
            nodes.level = {{ level }}
            and nodes.parent_missing_rule = 'group_mean'
    ) as places
    inner join nodes
        on places.node_key = nodes.node_key
    left join own_level_{{ level }} as own
        on
            places.node_key = own.node_key
            and places.unit_key = own.unit_key
    left join (
        select
            own.node_key,
            members.group_id,
            cast(avg(own.score) as {{ double }}) as mean_score
        from own_level_{{ level }} as own
        inner join nodes
            on own.node_key = nodes.node_key
        inner join nodes as parents
            on nodes.parent_key = parents.node_key
        inner join members
            on
                nodes.index_id = members.index_id
                and parents.imputation_grouping = members.grouping_id
                and own.unit_key = members.unit_key
        where nodes.parent_missing_rule = 'group_mean'
        group by own.node_key, members.group_id
    ) as groups
        on
            places.node_key = groups.node_key
            and places.group_id = groups.group_id
{%- endmacro %}

{# A query: the groups of each unit in groupings that do not overlap: index_id, grouping_id, group_id and unit_key. #}
{% macro members_of_groupings() -%}
    select
        groups.index_id,
        groups.grouping_id,
        groups.group_id,
        units.unit_key
    from {{ ref('composite_index', 'stg_index__groups') }} as groups
    inner join {{ ref('composite_index', 'int_index__units') }} as units
        on
            groups.index_id = units.index_id
            and groups.unit_id = units.unit_id
    where groups.grouping_id is not null
{%- endmacro %}
