{# This project's min-max: the worst town scores a tenth of the scale, because even it is worth something. #}
{% macro default__normalise_min_max() -%}
    {{ composite_index.rescale('0.1 + 0.9 * (value - worst) / nullif(best - worst, 0)') }}
{%- endmacro %}
