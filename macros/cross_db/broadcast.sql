{#
    A hint after `select`: these relations are small, so send them to the rows of the others. Spark overestimates the
    result of several joins of the framework; the other engines need no hint. `names`: aliases of the query's relations.
#}
{% macro broadcast(names) -%}
    {{ return(adapter.dispatch('broadcast', 'composite_index')(names)) }}
{%- endmacro %}

{% macro default__broadcast(names) -%}
    {{ return('') }}
{%- endmacro %}

{% macro spark__broadcast(names) -%}
    {{ return('/*+ broadcast(' ~ names | join(', ') ~ ') */') }}
{%- endmacro %}
