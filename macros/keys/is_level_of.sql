{#
    Whether a variable such as `score_levels: [0, 1]` lists a level. Without the variable every level counts.
    0 is the index itself. `variable`: its name. `level`: the column.
#}
{% macro is_level_of(variable, level) -%}
    {%- set levels = composite_index.variable(variable) -%}
    {%- if levels is none -%}
        true
    {%- else -%}
        {{ level }} in ({{ levels | map('int') | join(', ') }})
    {%- endif -%}
{%- endmacro %}
