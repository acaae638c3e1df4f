{#
    The units of an index whose codes or names differ only by what a reader hardly sees, or of long names by one letter where
    the engine can tell: a unit that is there twice. `similar_unit` and `similar_name` are those of the other one. An index of
    more than 10,000 units is left out, because to fold names takes longer than all else there.
#}
{% macro similar_units() %}
select
    units.*,
    pairs.similar_unit,
    pairs.similar_name
from {{ composite_index.looked_at('stg_index__units') }} as units
inner join (
    select
        one.index_id,
        one.unit_id,
        min(other.unit_id) as similar_unit,
        min(other.name) as similar_name
    from ({{ composite_index.keyed_names() }}) as one
    inner join ({{ composite_index.keyed_names() }}) as other
        on
            one.index_id = other.index_id
            and one.name_of = other.name_of
            and one.shared = other.shared
    where
        one.name < other.name
        and one.unit_id <> other.unit_id
        and (
            one.folded = other.folded
            -- no more than one letter is wrong, left out, added or swapped with the next, and no other name tells them apart
            or (
                {{ composite_index.similarity('one.folded', 'other.folded') }}
                > 1 - 1.5 / greatest(length(one.folded), length(other.folded))
                and coalesce(one.other_name = other.other_name, true)
            )
        )
    group by one.index_id, one.unit_id
) as pairs
    on
        units.index_id = pairs.index_id
        and units.unit_id = pairs.unit_id
{% endmacro %}

{#
    A query: the codes and names of units, folded, with what two that are alike share: all of it, or, of names of ten letters
    and more without digits, their first or last three letters. Shorter names, such as those of cities in pinyin, often differ
    by one letter.
#}
{% macro keyed_names() %}
    select
        named.index_id,
        named.unit_id,
        named.name_of,
        named.name,
        named.other_name,
        named.folded,
        case keys.kind
            when 'all' then named.folded
            when 'first' then substring(named.folded, 1, 3)
            else substring(named.folded, length(named.folded) - 2, 3)
        end as shared
    from (
        {%- for column in ['unit_id', 'label_en', 'label_zh'] %}
        select
            units.index_id,
            units.unit_id,
            '{{ column }}' as name_of,
            units.{{ column }} as name,
            units.{{ 'label_zh' if column == 'label_en' else 'label_en' }} as other_name,
            {{ composite_index.folded_name('units.' ~ column, with_signs=column == 'unit_id') }} as folded,
            sizes.units as units_of_index
        from {{ composite_index.looked_at('stg_index__units') }} as units
        inner join (
            select
                index_id,
                count(*) as units
            from {{ composite_index.looked_at('stg_index__units') }}
            group by index_id
            having count(*) <= 10000
        ) as sizes
            on units.index_id = sizes.index_id
        where units.{{ column }} is not null
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as named
    cross join (
        select 'all' as kind
        union all
        select 'first' as kind
        union all
        select 'last' as kind
    ) as keys
    where
        keys.kind = 'all'
        or (
            named.name_of <> 'unit_id'
            and named.units_of_index <= 1000
            and length(named.folded) >= 10
            and translate(named.folded, '0123456789', '') = named.folded
        )
{% endmacro %}

{# The units with a name that was read in a wrong encoding. #}
{% macro units_with_garbled_labels() %}
select *
from {{ composite_index.looked_at('stg_index__units') }}
where
    {{ composite_index.is_garbled('label_en') }}
    or {{ composite_index.is_garbled('label_zh') }}
{% endmacro %}
