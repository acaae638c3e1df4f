{#
    Weights that replace a child's weight in the nodes: of one unit, or from the data. Three parts of a query that reads `nodes`:
    its common table expressions, the child's weight, and the joins that the weight needs. `parents`: what parents ask for
    (`parents_in_use`). `level`: the level of the parent. `node_key`, `unit_key`, `weight`: columns of the child.
#}
{% macro own_weights(parents) -%}
{%- if parents.from_data %}

weights_from_data as (

    select * from {{ ref('composite_index', 'int_index__weights_from_data') }}

),
{%- endif %}
{%- if parents.weighted %}

weights_of_units as (

    {{ composite_index.weights_of_units() }}

),
{%- endif %}
{%- endmacro %}

{% macro own_weight(level, parents, weight) -%}
    {%- set found = [] -%}
    {%- if level in parents.weighted -%}{%- do found.append('weights_of_units.weight') -%}{%- endif -%}
    {%- if level in parents.from_data -%}{%- do found.append('weights_from_data.weight') -%}{%- endif -%}
    {{ 'coalesce(' ~ (found + [weight]) | join(', ') ~ ')' if found else weight }}
{%- endmacro %}

{% macro join_own_weights(level, parents, node_key, unit_key) -%}
    {%- if level in parents.from_data %}
    left join weights_from_data
        on {{ node_key }} = weights_from_data.node_key
    {%- endif %}
    {%- if level in parents.weighted %}
    left join weights_of_units
        on
            {{ node_key }} = weights_of_units.node_key
            and {{ unit_key }} = weights_of_units.unit_key
    {%- endif %}
{%- endmacro %}
