{#
    A query: the tiers of an index, or of one of its cohorts, as one text, so that they are compared and shown as a parameter of
    the index. `tiers`: the relation.
#}
{% macro tiers_as_text(tiers) -%}
    select
        index_id,
        cohort_id,
        {{ composite_index.joined_text('tier', "', '", 'order by sort_order, tier') }} as tiers
    from (
        select
            index_id,
            cohort_id,
            sort_order,
            concat(tier_id, ' ', basis, coalesce(' ' || {{ composite_index.shown_double('bound') }}, '')) as tier
        from {{ tiers }}
    ) as told_tiers
    group by index_id, cohort_id
{%- endmacro %}

{#
    The joins of nodes with `tiers_as_text`, as `of_cohort` and `of_all`: only the node of the index has tiers, those of its
    cohort, else those of all. `nodes`, `tiers`: relations.
#}
{% macro join_tiers(nodes='nodes', tiers='tiers') -%}
    left join {{ tiers }} as of_cohort
        on
            {{ nodes }}.parent_id is null
            and {{ composite_index.same_key(nodes, 'of_cohort', ['index_id', 'cohort_id']) }}
    left join {{ tiers }} as of_all
        on
            {{ nodes }}.parent_id is null
            and {{ nodes }}.index_id = of_all.index_id
            and of_all.cohort_id is null
{%- endmacro %}
