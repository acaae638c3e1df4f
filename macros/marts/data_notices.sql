{#
    A row per edition: what the framework says of its data on the row of the index itself, for every row that is
    published of the edition. `nodes`: the relation of `int_index__nodes`.
#}
{% macro data_notices(nodes) -%}
    select
        edition_key,
        index_id,
        scenario_id,
        period,
        cohort_id,
        data_notice
    from {{ nodes }}
    where parent_id is null
{%- endmacro %}
