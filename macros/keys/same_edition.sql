{#
    Join condition: both sides belong to one edition, that is one index, scenario, period and cohort.
    `left`, `right`: the aliases.
#}
{% macro same_edition(left, right) -%}
    {{ composite_index.same_key(left, right, ['index_id', 'scenario_id', 'period', 'cohort_id']) }}
{%- endmacro %}

{# Join condition: both sides belong to one node of one edition. #}
{% macro same_node(left, right) -%}
    {{ composite_index.same_key(left, right, ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id']) }}
{%- endmacro %}

{# Join condition: the columns are equal on both sides. #}
{% macro same_key(left, right, columns) -%}
    {%- for column in columns -%}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
