{#- where nothing is suspected the observations are not even looked at -#}
{%- set has_suspected = composite_index.has_rows('int_index__suspected_indices') -%}

-- the tests of these rows read the series too, and hold back only what lies downstream of both
-- depends_on: {{ ref('composite_index', 'int_index__series') }}

with

observations as (

    select * from {{ ref('composite_index', 'int_index__observations') }}

),

suspected as (

    select * from {{ ref('composite_index', 'int_index__suspected_indices') }}

),

final as (

    select observations.*
    from observations
    inner join suspected
        on coalesce(observations.index_id, '') = coalesce(suspected.index_id, '')
    {%- if not has_suspected %}
    where false
    {%- endif %}

)

select * from final
