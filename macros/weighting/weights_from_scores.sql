{#
    Common table expressions; the last is `weights_from_scores`: a row per child and method, with parent_key, node_key, method,
    weight (a share of the parent's weight; null where the method is not defined), loading and explained_share.
    Reads `siblings`, a row per child and unit: parent_key, node_key, edition_key and unit_key of the score, score, height
    (the score as a share of the way on its scale; null without a scale) and entropy_offset.
    `methods`: names of `weightings_from_data`.
#}
{% macro weights_from_scores(methods) -%}
{%- set double = composite_index.type_double() -%}
{%- set separating = ['entropy', 'standard_deviation'] | select('in', methods) | list -%}
{%- set correlating = ['critic', 'pca'] | select('in', methods) | list -%}
{%- if separating %}
{{- composite_index.separating_measures() }},

{% endif %}
{%- if correlating %}
{{- composite_index.correlations_of_siblings() }},

{% endif %}
{%- if 'pca' in methods %}
{{- composite_index.principal_components() }},

{% endif %}
{{- '' }}measures_of_siblings as (
    {% for method, measure in {'entropy': 'divergence', 'standard_deviation': 'standard_deviation'}.items()
        if method in methods %}
    select
        parent_key,
        node_key,
        '{{ method }}' as method,
        -- slightly below 0 is the float noise of a constant
        case when {{ measure }} < 1e-12 then 0.0 else {{ measure }} end as measure,
        cast(null as {{ double }}) as loading,
        cast(null as {{ double }}) as explained_share
    from separating
    union all
    {%- endfor %}
    {%- if 'critic' in methods %}
    select
        parent_key,
        row_id as node_key,
        'critic' as method,
        max(case when row_id = col_id then standard_deviation end)
        * sum(case when correlation > 1 - {{ composite_index.noise() }} then 0.0 else 1 - correlation end) as measure,
        null as loading,
        null as explained_share
    from correlations
    group by parent_key, row_id
    having count(correlation) = count(*)
    union all
    {%- endif %}
    {%- if 'pca' in methods %}
    select
        parent_key,
        node_key,
        'pca' as method,
        loading * loading as measure,
        loading,
        explained_share
    from principal_components
    union all
    {%- endif %}
    select
        cast(null as {{ dbt.type_int() }}) as parent_key,
        cast(null as {{ dbt.type_int() }}) as node_key,
        cast(null as {{ dbt.type_string() }}) as method,
        cast(null as {{ double }}) as measure,
        cast(null as {{ double }}) as loading,
        cast(null as {{ double }}) as explained_share
    where false

),

weights_from_scores as (

    select
        parent_key,
        node_key,
        method,
        case
            when count(*) over (partition by parent_key, method) = count(measure) over (partition by parent_key, method)
                then measure / nullif(sum(measure) over (partition by parent_key, method), 0)
        end as weight,
        loading,
        explained_share
    from measures_of_siblings

)
{%- endmacro %}

{# A score as a share of the way on its node's scale; null without a scale. Entropy needs a scale with a lower end. #}
{% macro height_on_scale(score) -%}
    case when nodes.has_scale then ({{ score }} - nodes.scale_lower) / (nodes.scale_upper - nodes.scale_lower) end
{%- endmacro %}
