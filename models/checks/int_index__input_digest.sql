{#- the inputs of all results, as staging read them -#}
{%- set read = [
    'stg_index__observations', 'stg_index__framework', 'stg_index__units', 'stg_index__groups', 'stg_index__tiers',
    'stg_index__lookups', 'stg_index__overrides', 'stg_index__weights', 'stg_index__comparisons', 'stg_index__bounds',
] -%}
{#- counts of the profiles, and places: they change with a macro or a setting that the fingerprint does not see -#}
{%- set computed = [
    'int_index__framework_profile', 'int_index__observation_profile', 'int_index__quarantine_profile',
    'int_index__treated_profile', 'int_index__score_profile', 'int_index__rank_profile', 'int_index__ranks',
] -%}
{#- moving a row changes nothing -#}
{%- set origin = ['input_file', 'input_row'] -%}

select
    concat_ws(
        ' ',
        '{{ composite_index.build_fingerprint() }}'
        {%- for name in read + computed -%}
        {%- set relation = ref('composite_index', name) -%}
        {%- set columns = [] -%}
        {%- for column in adapter.get_columns_in_relation(relation) if composite_index.is_running() -%}
            {#- the last digits of a sum depend on the order of its terms, and rounding would only move the edge -#}
            {%- if column.name not in origin and (name in read or not column.is_float()) -%}
                {%- do columns.append(adapter.quote(column.name)) -%}
            {%- endif -%}
        {%- endfor -%}
        ,
        {{ composite_index.digest(relation, columns) }}
        {%- endfor %}
    ) as input_digest
