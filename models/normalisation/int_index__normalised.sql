with

treated as (

    select * from {{ ref('composite_index', 'int_index__treated') }}

),

statistics as (

    select * from {{ ref('composite_index', 'int_index__statistics') }}

),

value_ranks as (

    select * from {{ ref('composite_index', 'int_index__value_ranks') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

-- the columns of a method that are equal for all units; the macro `normalise` lists them
parameters as (

    select
        {{ composite_index.normalisation_parameters() }}
    from nodes
    inner join statistics
        on nodes.node_key = statistics.node_key

),

-- all columns of a method, in one row
measured as (

    select
        treated.edition_key,
        treated.unit_key,
        treated.value as raw_value,
        -- the name that methods read it by
        treated.treated_value as value,
        treated.is_imputed,
        treated.treatment,
        value_ranks.value_rank,
        value_ranks.value_rank_average,
        value_ranks.ranked_values,
        parameters.*
    from treated
    inner join parameters
        on treated.node_key = parameters.node_key
    left join value_ranks
        on
            treated.node_key = value_ranks.node_key
            and treated.unit_key = value_ranks.unit_key

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        raw_value as value,
        value as treated_value,
        is_imputed,
        treatment,
        case normalisation
            {%- for method in composite_index.normalisations() %}
            when '{{ method }}' then {{ composite_index.normalise(method) }}
            {%- endfor %}
        end as score
    from measured

)

select * from final
