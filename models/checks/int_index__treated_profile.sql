with

treated as (

    select * from {{ ref('composite_index', 'int_index__treated') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where is_indicator

),

statistics as (

    select * from {{ ref('composite_index', 'int_index__statistics') }}

),

bounds as (

    select * from {{ ref('composite_index', 'int_index__bounds') }}

),

goalposts as (

    select
        node_key,
        {{ composite_index.transform('lower', 'transformation') }} as lower,
        {{ composite_index.transform('upper', 'transformation') }} as upper
    from nodes
    where normalisation = 'goalposts'

),

profile as (

    select
        treated.node_key,
        cast(count(treated.treated_value) as {{ composite_index.type_double() }}) as present_values,
        sum(case when treated.value is not null and treated.treated_value is null then 1 else 0 end) as lost_values,
        sum(case when treated.is_imputed then 1 else 0 end) as imputed_values,
        sum(
            case
                when goalposts.node_key is null then null
                when treated.treated_value < goalposts.lower or treated.treated_value > goalposts.upper then 1
                else 0
            end
        ) as values_beyond_goalposts,
        min(treated.treated_value) as minimum,
        max(treated.treated_value) as maximum,
        avg(treated.treated_value) as mean,
        {{ composite_index.spread('treated.treated_value') }} as sd
    from treated
    left join goalposts
        on treated.node_key = goalposts.node_key
    group by treated.node_key

),

-- the units that are not screened out, with or without a value
sizes as (

    select
        edition_key,
        count(*) as units
    from {{ ref('composite_index', 'int_index__screened') }}
    where is_included
    group by edition_key

),

counted as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        cast(sizes.units as {{ composite_index.type_double() }}) as units,
        coalesce(profile.present_values, 0) as present_values,
        -- without its denominator a value is missing; the suite `observations` judges that
        case when nodes.denominator is null then coalesce(profile.lost_values, 0) else 0 end as lost_values,
        coalesce(profile.imputed_values, 0) as imputed_values,
        profile.values_beyond_goalposts,
        -- as a share of the way between the goalposts, or from the worst value to the target
        case
            when nodes.normalisation in ({{ composite_index.quoted(
                composite_index.methods_that(composite_index.normalisations(), 'needs', 'upper')) }})
                then
                    {{ composite_index.transform('nodes.upper', 'nodes.transformation') }}
                    - {{ composite_index.transform('nodes.lower', 'nodes.transformation') }}
            when nodes.normalisation in ({{ composite_index.quoted(
                composite_index.methods_that(composite_index.normalisations(), 'needs', 'target')) }})
                then abs(
                    {{ composite_index.transform('nodes.target', 'nodes.transformation') }}
                    - case when nodes.direction < 0 then profile.maximum else profile.minimum end
                )
        end as width,
        profile.minimum,
        profile.maximum,
        profile.mean,
        profile.sd,
        case
            when
                nodes.normalisation in ({{ composite_index.quoted(
                    composite_index.methods_that(composite_index.normalisations(), 'constant_undefined')) }})
                and statistics.minimum = statistics.maximum
                then 1
            else 0
        end as constant_values
    from nodes
    inner join sizes
        on nodes.edition_key = sizes.edition_key
    left join profile
        on nodes.node_key = profile.node_key
    left join statistics
        on nodes.node_key = statistics.node_key

),

-- how far out the farthest value lies, as a share of the largest possible distance: 1 if all others are equal
measured as (

    select
        *,
        case
            when present_values >= 8
                then
                    greatest(maximum - mean, mean - minimum) / nullif(sd, 0)
                    * sqrt(present_values) / (present_values - 1)
        end as farthest
    from counted

),

final as (

    select
        measured.index_id,
        measured.scenario_id,
        measured.period,
        measured.cohort_id,
        measured.node_id,
        cast(measured.units as {{ dbt.type_bigint() }}) as units,
        cast(measured.present_values as {{ dbt.type_bigint() }}) as present_values,
        cast(measured.lost_values as {{ dbt.type_bigint() }}) as lost_values,
        cast(measured.imputed_values as {{ dbt.type_bigint() }}) as imputed_values,
        measured.imputed_values / measured.units as imputed_share,
        bounds.max_imputed_share,
        -- most of a few values may lie there by chance
        case when measured.present_values >= 8 then measured.values_beyond_goalposts / measured.present_values end
            as beyond_goalposts_share,
        case
            when measured.present_values >= 8 and measured.minimum < measured.maximum
                then (measured.maximum - measured.minimum) / nullif(measured.width, 0)
        end as reached_share,
        bounds.max_beyond_goalposts_share,
        measured.minimum,
        measured.maximum,
        measured.mean,
        measured.sd,
        cast(measured.constant_values as {{ dbt.type_bigint() }}) as constant_values,
        -- if all others are equal, as in yes or no with one yes, the farthest value squeezes nothing together
        -- rounded, because the last digits of a deviation depend on the order of the values
        {%- set dominance = 'case when measured.farthest < 1 - 1e-9 then measured.farthest end' %}
        {{ composite_index.round_to(dominance, 9) }} as dominance,
        bounds.max_dominance
    from measured
    inner join bounds
        on {{ composite_index.same_node('measured', 'bounds') }}

)

select * from final
