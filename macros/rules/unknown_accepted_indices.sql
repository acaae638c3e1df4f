{#
    The names in the variable accept_drift that are neither an index of the framework nor `all`, each with the most
    similar index.
#}
{% macro unknown_accepted_indices() %}
with

named as (
    {% for name in composite_index.list_of_names('accept_drift') if name != 'all' %}
    select {{ composite_index.text_literal(name) }} as accept_drift
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select cast(null as {{ dbt.type_string() }}) as accept_drift
    where false
    {%- endfor %}

),

indices as (

    select distinct index_id
    from {{ composite_index.looked_at('stg_index__framework') }}

),

likened as (

    select
        named.accept_drift,
        indices.index_id,
        {{ composite_index.similarity('indices.index_id', 'named.accept_drift') }} as likeness
    from named
    cross join indices

),

nearest as (

    select
        *,
        row_number() over (partition by accept_drift order by likeness desc, index_id) as place
    from likened
    where likeness >= 0.6

)

select
    named.accept_drift,
    nearest.index_id as did_you_mean
from named
left join nearest
    on
        named.accept_drift = nearest.accept_drift
        and nearest.place = 1
where
    named.accept_drift not in (
        select index_id
        from indices
        where index_id is not null
    )
{% endmacro %}
