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

-- the siblings whose weights do not add up, each with its weight
siblings as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.parent_id as node_id,
        {%- set own_weight = "nodes.node_id || ' ' || " ~ composite_index.shown_double('nodes.weight') %}
        {{ composite_index.joined_text(own_weight, "', '", 'order by nodes.node_id') }} as weights
    from nodes
    inner join profile
        on
            {{ composite_index.same_edition('nodes', 'profile') }}
            and nodes.parent_id = profile.node_id
    where profile.weights_gap > 1e-9 and nodes.weight is not null
    group by nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.parent_id

),

-- each wrong row of the framework, with its place and the cells of the rule
checked as (
    {% for rule in composite_index.framework_rules() %}
    select
        '{{ rule }}' as rule,
        {{ composite_index.qualified('nodes', ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id']) }},
        {{ composite_index.framework_cells(rule) }} as cells,
        nodes.parent_id,
        nodes.input_file,
        nodes.input_row
    from nodes
    inner join profile
        on {{ composite_index.same_node('nodes', 'profile') }}
    {%- if rule == 'weights_gap' %}
    inner join siblings
        on {{ composite_index.same_node('nodes', 'siblings') }}
    {%- endif %}
    -- sums of doubles may differ in their last digits
    where profile.{{ rule }} > 1e-9
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
