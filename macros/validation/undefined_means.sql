{#
    Two columns of the profile of scores: the units for which a node's mean is not defined. They stop the build, or are left
    without that score if the build sets such rows aside.
#}
{% macro undefined_means(units) -%}
    {%- set counted = 'cast(' ~ units ~ ' as ' ~ dbt.type_bigint() ~ ')' -%}
    {%- set nothing = 'cast(0 as ' ~ dbt.type_bigint() ~ ')' -%}
    {{ nothing if composite_index.is_quarantining() else counted }} as undefined_means,
        {{ counted if composite_index.is_quarantining() else nothing }} as quarantined_means
{%- endmacro %}
