{#
    How many different keys there are in a group that holds none but those of one block, as an aggregate.
    `key`: a whole number. `block`: how many follow each other in a block, 60 at most. DuckDB sets a bit for each, because
    a set of keys for each group takes long.
#}
{% macro count_of_keys(key, block) -%}
    {{ adapter.dispatch('count_of_keys', 'composite_index')(key, block) }}
{%- endmacro %}

{% macro default__count_of_keys(key, block) -%}
    count(distinct {{ key }})
{%- endmacro %}

{% macro duckdb__count_of_keys(key, block) -%}
    bit_count(bit_or(cast(1 as bigint) << ({{ key }} % {{ block }})))
{%- endmacro %}
