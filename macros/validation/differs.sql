{# Whether two numbers differ by more than the noise of computing them again, or only one of them is null. #}
{% macro differs(one, other) -%}
    case
        when {{ one }} is null or {{ other }} is null then ({{ one }} is null) <> ({{ other }} is null)
        else not {{ composite_index.is_same(one, other) }}
    end
{%- endmacro %}
