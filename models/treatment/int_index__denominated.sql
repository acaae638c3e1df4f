{%- set has_denominators = composite_index.has_rows('int_index__nodes', 'denominator is not null') -%}
{%- set denominated_value -%}
case
            when nodes.denominator is null then indicator_values.value
            else indicator_values.value / nullif(denominators.value / nodes.denominator_scale, 0)
        end
{%- endset -%}
{%- set joins -%}
    inner join nodes
        on indicator_values.node_key = nodes.node_key
    left join denominators
        on
            indicator_values.unit_key = denominators.unit_key
            and indicator_values.node_key = denominators.node_key
{%- endset -%}
{{ composite_index.after_gate('gate_index__observations') }}

with

indicator_values as (

    select * from {{ ref('composite_index', 'int_index__values') }}

),

denominators as (

    select * from {{ ref('composite_index', 'int_index__denominators') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

final as (

    select
        indicator_values.edition_key,
        indicator_values.unit_key,
        indicator_values.node_key,
        indicator_values.value as raw_value,
        {{ denominated_value if has_denominators else 'indicator_values.value' }} as value
    from indicator_values
    {{ joins if has_denominators }}

)

select * from final
