{#
    Text or number as a finite double, or null where it is none.
    NaN and infinities are refused too: they would pass through sums and comparisons unseen.
#}
{% macro try_double(expression) %}
    {{ return(adapter.dispatch('try_double', 'composite_index')(expression)) }}
{% endmacro %}

{% macro duckdb__try_double(expression) -%}
    case when isfinite(try_cast({{ expression }} as double)) then try_cast({{ expression }} as double) end
{%- endmacro %}
