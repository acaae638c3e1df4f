{#
    TOPSIS: the closeness to the ideal, d- / (d+ + d-) on the node's scale. d+ and d- are a unit's distances from the best
    and the worst score of each child: the root of the sum of (w (best - score))^2, with w the child's share of the weight. Best
    and worst are of the cohort in the period, of all periods, or of the period that `statistics_period` names. Children
    without a score are left out, and the others share their weight. Undefined where all units are equal.
    The method compares units, so it is a query and not an expression (see the macro `aggregate`).
    Source: Hwang and Yoon, Multiple Attribute Decision Making (1981). They normalise by `vector`; any method will do.
#}
{% macro default__aggregate_topsis(children) -%}
    with

    compared as (

        select
            children.*,
            nodes.node_id
        from {{ children }} as children
        inner join {{ ref('composite_index', 'int_index__nodes') }} as nodes
            on children.child_key = nodes.node_key
        where children.aggregation = 'topsis'

    ),

    extremes as (

        select
            sources.node_key,
            compared.node_id,
            max(compared.score) as best,
            min(compared.score) as worst,
            {{ composite_index.is_same('max(compared.score)', 'min(compared.score)') }} as is_constant
        from compared
        inner join sources_of_parents as sources
            on compared.node_key = sources.source_key
        group by sources.node_key, compared.node_id

    ),

    distances as (

        select
            compared.node_key,
            compared.unit_key,
            compared.scale_lower,
            compared.scale_upper,
            sqrt(sum(case when is_constant then 0.0 else power(compared.weight * (extremes.best - compared.score), 2) end))
                as from_best,
            sqrt(sum(case when is_constant then 0.0 else power(compared.weight * (compared.score - extremes.worst), 2) end))
                as from_worst
        from compared
        inner join extremes
            on
                compared.node_key = extremes.node_key
                and compared.node_id = extremes.node_id
        where compared.score is not null
        group by
            compared.node_key,
            compared.unit_key,
            compared.scale_lower,
            compared.scale_upper

    )

    select
        node_key,
        unit_key,
        scale_lower + (scale_upper - scale_lower) * (from_worst / nullif(from_best + from_worst, 0)) as score
    from distances
{%- endmacro %}
