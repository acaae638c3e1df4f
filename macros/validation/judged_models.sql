{#
    The models that tell one input of the gates from another: the profiles and violations, and the ranks, in which units
    that change places show. Drift is left out, because it is another as soon as the marts are published; it follows from
    these and from what was published.
#}
{% macro judged_models() %}
    {{ return([
        'int_index__framework_profile', 'int_index__framework_violations',
        'int_index__observation_profile', 'int_index__observation_violations',
        'int_index__quarantine_profile', 'int_index__quarantine_violations',
        'int_index__treated_profile', 'int_index__treated_violations',
        'int_index__score_profile', 'int_index__score_violations',
        'int_index__rank_profile', 'int_index__rank_violations',
        'int_index__ranks',
    ]) }}
{% endmacro %}

{# One text for what the gates judge now. `relations`: those of judged_models, in their order. #}
{% macro judged_digest(relations) -%}
    {%- for relation in relations -%}
        {{ composite_index.digest(relation) }}{{ ' || ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
