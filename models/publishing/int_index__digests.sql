{%- set relations = composite_index.digested_relations() -%}

{% for name in relations %}
select
    '{{ relations[name].kind }}' as kind,
    '{{ name }}' as table_name,
    {{ composite_index.digest(relations[name].relation, relations[name].columns) }} as digest
{{ 'union all' if not loop.last }}
{% endfor %}
