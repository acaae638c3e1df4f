{#
    Condition: a unit belongs to its index in a period, by its first and last period. `unit`: the alias of the relation
    with the unit's first_order and last_order. `period_order`: the column.
#}
{% macro is_present(unit, period_order) -%}
    ({{ unit }}.first_order is null or {{ period_order }} >= {{ unit }}.first_order)
        and ({{ unit }}.last_order is null or {{ period_order }} <= {{ unit }}.last_order)
{%- endmacro %}
