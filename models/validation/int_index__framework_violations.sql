{%- set shown = {
    'missing_weights': ['weight'],
    'negative_weight': ['weight'],
    'weights_without_share': ['weight'],
    'weights_gap': [],
    'shares_out_of_range': ['max_missing_share', 'min_coverage', 'screen_availability', 'screen_nonzero'],
    'disordered_bounds': ['value_min', 'value_max', 'value_step', 'scale_lower', 'scale_upper'],
    'disordered_goalposts': ['transformation', 'lower', 'upper'],
    'winsorising_out_of_range': ['winsorise_lower', 'winsorise_upper', 'winsorise_points'],
    'missing_parameters': ['normalisation', 'transformation', 'target', 'reference_unit', 'sd'],
    'undefined_aggregations': ['aggregation', 'exponent', 'missing_rule'],
} -%}

with

profile as (

    select
        *,
        case when weight < 0 then 1 else 0 end as negative_weight
    from {{ ref('composite_index', 'int_index__framework_profile') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

-- each row of the framework that is wrong, told by the place of the row and the cells that the rule is about
checked as (
    {% for rule, columns in shown.items() %}
    select
        '{{ rule }}' as rule,
        {{ composite_index.qualified('nodes', ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id']) }},
        {% if rule == 'weights_gap' -%}
        'the weights of its children add up to ' || cast(profile.weights_sum as {{ dbt.type_string() }})
        || ' and not to ' || cast(profile.declared_weights_sum as {{ dbt.type_string() }})
        {%- else -%}
        {%- for column in columns -%}
        '{{ ', ' if not loop.first }}{{ column }} = '
        || coalesce(cast(nodes.{{ column }} as {{ dbt.type_string() }}), 'blank')
        {%- if not loop.last %}
        || {% endif -%}
        {%- endfor -%}
        {%- endif %} as cells,
        nodes.parent_id,
        nodes.input_file,
        nodes.input_row
    from nodes
    inner join profile
        on {{ composite_index.same_node('nodes', 'profile') }}
    where profile.{{ rule }} > {{ '1e-9' if rule == 'weights_gap' else '0' }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

violations as (

    {{ composite_index.first_violations('checked', 'node_id') }}

),

final as (

    select
        rule,
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        violation,
        violations,
        concat(
            index_id, ' ', period, ' ', cohort_id, ', ',
            case when parent_id is null then '' else parent_id || '/' end, node_id, ': ', cells,
            {{ composite_index.shown_place() }}
        ) as detail
    from violations

)

select * from final
