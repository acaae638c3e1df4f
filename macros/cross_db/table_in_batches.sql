{#
    A DuckDB table that is filled in batches of units. DuckDB keeps all groups of an aggregate in memory, so fewer units
    at a time need less memory, and the time stays the same. The model's query selects the units of the current batch
    (`is_of_batch`). The variable `units_per_batch` sets their number. A build with at most that many units is one query,
    and so is one whose methods compare units.
#}
{% materialization table_in_batches, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set batches = composite_index.batches() -%}
    {{ drop_relation_if_exists(load_cached_relation(intermediate_relation)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {#- left over from a build that failed -#}
    {% do run_query(composite_index.no_batch()) %}
    {#- one query of many units spills what it cannot keep -#}
    {% set usual = run_query("select current_setting('memory_limit')").columns[0].values()[0] %}
    {% set memory_limit = composite_index.memory_of_one_query(batches, usual) %}
    {% if memory_limit %}
        {% do run_query("set memory_limit = '" ~ memory_limit ~ "'") %}
    {% endif %}
    {% for first, last in batches %}
        {% if last is not none %}
            {% do run_query('set variable first_of_batch = ' ~ first ~ '; set variable last_of_batch = ' ~ last) %}
        {% endif %}
        {% call statement('main') -%}
            {%- if loop.first %}
                {{ create_table_as(False, intermediate_relation, compiled_code) }}
            {%- else %}
                insert into {{ intermediate_relation }}
                {{ compiled_code }}
            {%- endif %}
        {%- endcall %}
    {% endfor %}
    {% do run_query(composite_index.no_batch()) %}
    {% if memory_limit %}
        {% do run_query("set memory_limit = '" ~ usual ~ "'") %}
    {% endif %}

    {{ drop_relation_if_exists(existing_relation) }}
    {{ adapter.rename_relation(intermediate_relation, target_relation) }}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro no_batch() -%}
    reset variable first_of_batch; reset variable last_of_batch
{%- endmacro %}

{# The first and last unit key of each batch; none and none if there is one batch. #}
{% macro batches() %}
    {% set size = composite_index.units_at_a_time('units_per_batch') %}
    {% set units = composite_index.built('int_index__screened') %}
    {% if not units or composite_index.units_are_compared() %}
        {{ return([(none, none)]) }}
    {% endif %}
    {% set last = composite_index.rows_once('select max(unit_key) from ' ~ units)[0][0] | int(0) %}
    {% if last <= size %}
        {{ return([(none, none)]) }}
    {% endif %}
    {% set found = [] %}
    {% for first in range(1, last + 1, size) %}
        {% do found.append((first, first + size - 1)) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#
    How much memory DuckDB may keep where units that would be batches are one query, because scores depend on other units'.
    None where nothing would be split, and where DuckDB may keep no more as it is. `usual`: its setting, such as 18.6 GiB.
#}
{% macro memory_of_one_query(batches, usual) %}
    {% set units = composite_index.built('int_index__screened') %}
    {% set is_large = 'TiB' in usual or ('GiB' in usual and usual.split(' ')[0] | float > 2.3) %}
    {% if units and is_large and batches | length == 1 %}
        {% set last = composite_index.rows_once('select max(unit_key) from ' ~ units)[0][0] | int(0) %}
        {% if last > composite_index.units_at_a_time('units_per_batch') %}
            {{ return('2500MB') }}
        {% endif %}
    {% endif %}
    {{ return(none) }}
{% endmacro %}

{# Condition: a unit belongs to the current batch, if the table is filled in batches. `unit_key`: the column. #}
{% macro is_of_batch(unit_key) -%}
    {{ adapter.dispatch('is_of_batch', 'composite_index')(unit_key) }}
{%- endmacro %}

{% macro default__is_of_batch(unit_key) -%}
    true
{%- endmacro %}

{% macro duckdb__is_of_batch(unit_key) -%}
    {{ unit_key }} between coalesce(getvariable('first_of_batch'), 0)
    and coalesce(getvariable('last_of_batch'), 2147483647)
{%- endmacro %}
