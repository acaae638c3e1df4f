{#
    A tier agrees with its rule. Fails with the rows whose tier is not the first, in order, that they reach.
    `tier`, `score`, `percentile`: the columns; rows without a tier are left out. `tiers`: the relation with tier_id,
    sort_order, basis and bound, as input_tiers; `tiers_where`: the rows of it that are the rule. `show`: further
    columns.
#}
{% test tier_follows_rule(model, tier, score, percentile, tiers, tiers_where='true', show=[]) %}
{%- set shown = (show + [tier]) | unique %}
with

rules as (

    select
        tier_id,
        basis,
        cast(sort_order as {{ composite_index.type_double() }}) as sort_order,
        cast(bound as {{ composite_index.type_double() }}) as bound
    from {{ tiers }}
    where {{ tiers_where }}

),

shown as (

    select * from {{ model }}

),

judged as (

    select
        shown.*,
        rules.tier_id as tier_by_rule,
        row_number() over (
            partition by {{ composite_index.qualified('shown', show) }}
            order by rules.sort_order
        ) as choice
    from shown
    inner join rules
        on {{ composite_index.in_tier('rules.basis', 'rules.bound', 'shown.' ~ score, 'shown.' ~ percentile) }}
    where shown.{{ tier }} is not null

)

select
    {{ shown | join(', ') }},
    {{ score }},
    {{ percentile }},
    tier_by_rule
from judged
where choice = 1 and {{ tier }} <> tier_by_rule
order by {{ show | join(', ') }}
{% endtest %}
