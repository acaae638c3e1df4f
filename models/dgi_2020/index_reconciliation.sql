{{ composite_index.after_gate('gate_index__scores') }}

with

figures as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figures') }}

),

computed_figures as (

    select * from {{ ref('composite_index', 'int_dgi_2020__figures_of_units') }}
    union all
    select * from {{ ref('composite_index', 'int_dgi_2020__figures_of_counts') }}
    union all
    select * from {{ ref('composite_index', 'int_dgi_2020__figures_of_groups') }}

),

notices as (

    select
        index_id,
        max(data_notice) as data_notice
    from {{ ref('composite_index', 'index_nodes') }}
    group by index_id

),

compared as (

    select
        figures.*,
        computed_figures.computed,
        computed_figures.computed_text,
        notices.data_notice,
        cast(figures.digits as {{ dbt.type_int() }}) as round_digits,
        'half_up' as round_mode
    from figures
    -- a figure that no index has is missed
    left join computed_figures
        on figures.figure_id = computed_figures.figure_id
    left join notices
        on figures.index_id = notices.index_id

),

-- as it would be printed: with as many decimals, halves away from zero
rounded as (

    select
        *,
        {{ composite_index.round_to(composite_index.round_score('computed', 'compared'), 9) }} as printed
    from compared

),

judged as (

    select
        *,
        case operator
            when '=' then printed = low
            when 'between' then printed >= low and printed <= high
            when '>=' then printed >= low
            when '<=' then printed <= high
            when '>' then printed > low
            else computed_text = expected
        end as is_reproduced,
        coalesce(computed_text = instead, printed >= instead_low and printed <= instead_high) as is_instead
    from rounded

),

final as (

    select
        figure_id,
        printed_in,
        index_id,
        group_id,
        node_id,
        statistic,
        unit_id,
        tier_id,
        as_printed,
        standing,
        case when operator = '=' then low end as published,
        low as published_low,
        high as published_high,
        expected as published_text,
        computed,
        computed_text,
        -- rounded, because the double of a printed 0.1 is not exactly 0.1
        {%- set difference %}
            case
                when operator = '=' then computed - low
                when printed < low then computed - low
                when printed > high then computed - high
                when operator in ('between', '>=', '<=', '>') then 0.0 * computed
            end
        {%- endset %}
        {{ composite_index.round_to(difference | trim, 9) }} as difference,
        case
            when coalesce(is_reproduced, false) then 'reproduced'
            -- a contradiction counts only if the computed figure agrees with what the report prints elsewhere
            when standing = 'contradicted' and coalesce(is_instead, false) then 'contradicted'
            else 'missed'
        end as status,
        contradicted_by,
        rule,
        case
            when coalesce(is_reproduced, false) then note
            when standing = 'contradicted' and coalesce(is_instead, false) then rule
            when computed is null and computed_text is null then 'No index has this figure.'
            else 'The computed figure differs.'
        end as explanation,
        data_notice
    from judged

)

select * from final
