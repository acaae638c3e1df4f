{#
    All structural rules of one model: keys, references, known words. Fails with the rows that break them. Each row has
    the rule, its severity, its advice, the cells for a message and the row's place. A rule that says `severity:
    warning` only warns.
    `rules`: see macro broken_rule. `input`: the variable of an input; its columns are then checked too. `of`: the
    relation, for a published model. dbt looks up `model` by its bare name and in a host's own project first, which may
    have another model of that name.
#}
{% test structure(model, rules=[], input=none, of=none) %}
{{ config(error_if="> 0 and min(severity) = 'critical'") }}
{%- set all_rules = [] %}
{%- if input %}
    {%- for name, rule in composite_index.column_rules().items() %}
        {%- do all_rules.append(dict(
            rule,
            rule=input | replace('input_', '') ~ '_' ~ name,
            query='unknown_input_columns',
            input=input,
            show=['column_name', 'did_you_mean', 'input_file', 'input_row']
        )) %}
    {%- endfor %}
{%- endif %}
{%- for rule in all_rules + rules %}
{%- set columns = composite_index.shown_columns(rule) %}
select
    {{ loop.index }} as place,
    '{{ rule.rule }}' as rule,
    '{{ rule.severity or 'critical' }}' as severity,
    {{ composite_index.text_literal(rule.advice | trim) }} as advice,
    {{ composite_index.shown_cells(columns | reject('in', ['did_you_mean', 'input_file', 'input_row'])) }} as shown,
    {{ 'did_you_mean' if rule.to or 'did_you_mean' in columns else composite_index.no_text() }} as did_you_mean,
    {{ 'input_file' if 'input_file' in columns else composite_index.no_text() }} as input_file,
    cast({{ 'input_row' if 'input_row' in columns else 'null' }} as {{ dbt.type_bigint() }}) as input_row
from (
    {{- composite_index.broken_rule(of or model, rule) }}
) as {{ rule.rule }}
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
