{#
    The score of a parent from the scores of its children, under the aggregation that the framework names.

    A method is a macro `default__aggregate_<method>` in its own file and an entry of `aggregations`, which says what it needs.
    It is an aggregate expression over the columns of the relation `children` of `int_index__scores`, a row per parent and child:

    score            of the child; null where it has none (0 under the rule `zero`)
    weight           of the child as declared
    exponent, missing_rule, round_mode, children_weight    of the parent
    scale_lower, scale_upper         of the parent, or of its children if it normalises its own score

    It is null where nothing has a score (under the rule `zero` nothing is missing).

    A method that compares units is a query instead. Its macro gets that relation as `children`, which then also has
    node_key, child_key and unit_key. The query gives node_key, unit_key and score. It may read `sources_of_parents`
    (macro `statistics_sources`).

    A project overrides or adds a method through dbt's dispatch search order.
#}
{% macro aggregate(method, children=none) -%}
    {#- dbt parses a call of adapter.dispatch before it runs and takes constant names only -#}
    {%- set dispatch = adapter.dispatch -%}
    {%- if children -%}
        {{ dispatch('aggregate_' ~ method, 'composite_index')(children) }}
    {%- else -%}
        {{ dispatch('aggregate_' ~ method, 'composite_index')() }}
    {%- endif -%}
{%- endmacro %}
