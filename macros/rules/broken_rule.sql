{#
    A query of the rows that break a rule of the test `structure`, with the columns of `shown_columns`. A rule has one
    of:
      holds       an expression that each row must meet; null breaks it
      unique      the columns of a key: each once, and not blank, except for columns in may_be_blank
      one_of      the list of words that `column` may have, see macro known_words
      to          the relation where the key `columns` must exist; to_columns, to_where: see macro unknown_references
      query       the macro that gives the rows, see macro query_of_rule
    `where`: the rows that the rule is for. `model`: the tested relation.
#}
{% macro broken_rule(model, rule) %}
{%- set where = rule.where or 'true' %}
{%- if rule.query is defined %}
{{ composite_index.query_of_rule(rule) }}
{%- elif rule.holds is defined %}
select *
from {{ model }}
where
    ({{ where }})
    and not coalesce({{ rule.holds }}, false)
{%- elif rule.unique is defined %}
select *
from (
    select
        *,
        count(*) over (partition by {{ rule.unique | join(', ') }}) as copies
    from {{ model }}
    where {{ where }}
) as counted
where
    copies > 1
    {%- for column in rule.unique if column not in (rule.may_be_blank or []) %}
    or {{ column }} is null
    {%- endfor %}
{%- elif rule.one_of is defined %}
{%- set words = composite_index.known_words(rule.one_of) %}
select
    *,
    {{ composite_index.text_literal(words | join(', ')) }} as supported
from {{ model }}
where
    ({{ where }})
    and coalesce({{ rule.column }} not in ({{ composite_index.quoted(words) }}), true)
{%- else %}
{{ composite_index.unknown_references(
    model, where, rule.columns, rule.to, rule.to_columns or rule.columns, rule.to_where or 'true',
    (rule.columns + rule.show) | unique | list
) }}
{%- endif %}
{% endmacro %}
