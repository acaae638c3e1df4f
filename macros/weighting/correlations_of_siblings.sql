{#
    Common table expressions; the last is `correlations`: a row per pair of children of a node (row_id, col_id), over the units
    with a score at every child, with Pearson's correlation and the standard deviation of the first. The correlation is null
    where one of the two is constant. Reads `siblings` (see `weights_from_scores`).
    CRITIC weighs a child by its standard deviation times the sum of 1 - correlation over its siblings.
    Source: Diakoulaki, Mavrotas and Papayannakis, Determining objective weights: the CRITIC method (1995).
#}
{% macro correlations_of_siblings() -%}
numbers_of_siblings as (

    select
        parent_key,
        count(distinct node_key) as siblings
    from siblings
    group by parent_key

),

complete as (

    select
        siblings.parent_key,
        siblings.edition_key,
        siblings.unit_key
    from siblings
    inner join numbers_of_siblings as numbers
        on siblings.parent_key = numbers.parent_key
    group by siblings.parent_key, siblings.edition_key, siblings.unit_key, numbers.siblings
    having count(siblings.score) = numbers.siblings

),

complete_scores as (

    select
        siblings.parent_key,
        siblings.node_key,
        siblings.edition_key,
        siblings.unit_key,
        siblings.score
    from siblings
    inner join complete
        on
            siblings.parent_key = complete.parent_key
            and siblings.edition_key = complete.edition_key
            and siblings.unit_key = complete.unit_key

),

correlations as (

    select
        one.parent_key,
        one.node_key as row_id,
        other.node_key as col_id,
        {{ composite_index.spread('one.score') }} as standard_deviation,
        case
            when one.node_key = other.node_key and {{ composite_index.spread('one.score') }} > 0 then 1.0
            when {{ composite_index.spread('one.score') }} > 0 and {{ composite_index.spread('other.score') }} > 0
                then corr(one.score, other.score)
        end as correlation
    from complete_scores as one
    inner join complete_scores as other
        on
            one.parent_key = other.parent_key
            and one.edition_key = other.edition_key
            and one.unit_key = other.unit_key
    group by one.parent_key, one.node_key, other.node_key

)
{%- endmacro %}
