{#
    A hint after `select`: these relations are small, and go to where the rows of the others are. Spark takes what several joins
    of the framework make for larger than it is; the other engines need no hint. `names`: aliases of the query's relations.
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
