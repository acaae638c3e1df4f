with

judged as (

    select * from {{ ref('composite_index', 'int_index__judged_observations') }}

),

final as (

    select
        index_id,
        period,
        unit_id,
        node_id,
        value,
        value_text,
        is_blank,
        source,
        note,
        input_file,
        input_row
    from judged
    where rule is null

)

select * from final
