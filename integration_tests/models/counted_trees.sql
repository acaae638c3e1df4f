-- Trees per street, counted by the towns themselves: the second relation of the observations.
{%- set counts = {'ash': 11, 'birch': 5, 'cedar': 20, 'dale': 14, 'elm': 8, 'fern': 23, 'glen': 9, 'heath': 6} %}

{%- for town, trees in counts.items() %}
select
    'livable_towns' as index_id,
    '2025' as period,
    '{{ town }}' as unit_id,
    'trees' as node_id,
    {{ trees }} as value
{{ 'union all' if not loop.last }}
{%- endfor %}
