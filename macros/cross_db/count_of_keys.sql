{#
    An aggregate: the number of different keys in a group whose keys all lie in one block.
    `key`: a whole number. `block`: the number of keys in a block, 60 at most. DuckDB sets one bit per key, because
    a set of keys for each group is slow.
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
