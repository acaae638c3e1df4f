{#
    The columns of int_index__points that a framework may leave without content, and what they are there: null where no
    indicator is kept, 0 where no method makes anything else. They are not stored then: at millions of rows a column takes as
    long to write whatever is in it.
#}
{% macro columns_that_may_be_left_out() %}
    {% set no_double = 'cast(null as ' ~ composite_index.type_double() ~ ')' %}
    {{ return({
        'value': no_double,
        'treated_value': no_double,
        'treatment': 'cast(null as ' ~ dbt.type_string() ~ ')',
        'imputed_indicators': 'cast(0 as ' ~ dbt.type_int() ~ ')',
        'undefined_children': 'cast(0 as ' ~ dbt.type_int() ~ ')',
    }) }}
{% endmacro %}

{# The columns of int_index__points that this build stores; all where the framework is not known. #}
{% macro stored_columns_of_points() %}
    {% set left_out = [] %}
    {% if not composite_index.has_rows(
        'int_index__nodes', 'is_indicator and ' ~ composite_index.is_level_of('score_levels', 'level')
    ) %}
        {% do left_out.extend(['value', 'treated_value', 'treatment']) %}
    {% endif %}
    {% if not composite_index.has_rows('int_index__nodes', 'imputation is not null') %}
        {% do left_out.append('imputed_indicators') %}
    {% endif %}
    {% if not composite_index.has_rows('int_index__nodes', "aggregation <> 'arithmetic'") %}
        {% do left_out.append('undefined_children') %}
    {% endif %}
    {{ return([
        'edition_key', 'unit_key', 'node_key', 'value', 'treated_value', 'treatment', 'score', 'coverage',
        'indicators_with_score', 'imputed_indicators', 'undefined_children', 'weight_used', 'final_weight_used',
    ] | reject('in', left_out) | list) }}
{% endmacro %}

{#
    A query: the rows of int_index__points with all columns. `relation`: the computed table or the published one. `stored_in`: a
    table of the same columns, where that one is not there yet.
#}
{% macro points_in_full(relation, stored_in=none) -%}
    {%- set stored = composite_index.columns_of_table(stored_in or relation) -%}
    {%- set columns = ['*'] -%}
    {%- for column, otherwise in composite_index.columns_that_may_be_left_out().items()
        if stored and column not in stored -%}
        {%- do columns.append(otherwise ~ ' as ' ~ column) -%}
    {%- endfor -%}
    select {{ columns | join(', ') }} from {{ relation }}
{%- endmacro %}

{# The names of a table's columns; none where they are not known: nothing is run, or given rows of a unit test stand for it. #}
{% macro columns_of_table(relation) %}
    {% if not composite_index.is_running() or model.resource_type == 'unit_test' %}
        {{ return([]) }}
    {% endif %}
    {{ return(adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list) }}
{% endmacro %}
