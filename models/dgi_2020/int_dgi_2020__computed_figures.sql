{{ config(enabled=project_name == 'composite_index') }}

with

figures as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figures') }}

),

collected as (

    select * from {{ ref('composite_index', 'int_dgi_2020__figures_of_units') }}
    union all
    select * from {{ ref('composite_index', 'int_dgi_2020__figures_of_counts') }}
    union all
    select * from {{ ref('composite_index', 'int_dgi_2020__figures_of_groups') }}

),

final as (

    select
        figures.figure_id,
        collected.computed,
        collected.computed_text
    from figures
    left join collected
        on figures.figure_id = collected.figure_id

)

select * from final
