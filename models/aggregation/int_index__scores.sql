{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}
{%- set other_methods = composite_index.aggregation_methods() | reject('equalto', 'arithmetic') | list -%}
{%- set of_parent = keys + [
    'unit_id', 'node_id', 'parent_id', 'level', 'parent_weight', 'aggregation', 'exponent', 'missing_rule', 'min_coverage',
    'coverage_basis', 'scale_lower', 'scale_upper', 'round_digits', 'round_mode', 'round_scope',
] -%}

with

normalised as (

    select * from {{ ref('composite_index', 'int_index__normalised') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

indicators as (

    select
        {{ composite_index.qualified('normalised', keys) }},
        normalised.unit_id,
        normalised.node_id,
        nodes.parent_id,
        nodes.level,
        nodes.weight,
        normalised.value,
        normalised.treated_value,
        normalised.treatment,
        case when normalised.is_imputed then 1 else 0 end as imputed_indicators,
        case
            when nodes.round_scope = 'parent' then {{ composite_index.round_score('normalised.score', 'nodes') }}
            else normalised.score
        end as score,
        case when normalised.score is null then 0.0 else 1.0 end as coverage,
        1 as indicators,
        case when normalised.score is null then 0 else 1 end as indicators_with_score,
        0 as undefined_children
    from normalised
    inner join nodes
        on {{ composite_index.same_node('normalised', 'nodes') }}

),

{%- for level in range(composite_index.max_depth(), -1, -1) %}
{%- if not loop.first %}

children_of_{{ level }} as (

    select
        {{ composite_index.qualified('parent', keys) }},
        child.unit_id,
        parent.node_id,
        parent.parent_id,
        parent.level,
        parent.weight as parent_weight,
        parent.aggregation,
        parent.exponent,
        parent.missing_rule,
        parent.min_coverage,
        parent.coverage_basis,
        parent.scale_lower,
        parent.scale_upper,
        parent.round_digits,
        parent.round_mode,
        parent.round_scope,
        child.node_id as child_id,
        child.weight,
        child.score as own_score,
        case when parent.missing_rule = 'zero' then coalesce(child.score, 0.0) else child.score end as score,
        -- a child that fell below its own minimum brings nothing up, whatever it had below it
        case when child.score is null then 0.0 else child.coverage end as coverage,
        child.indicators,
        case when child.score is null then 0 else child.imputed_indicators end as imputed_indicators,
        case when child.score is null then 0 else child.indicators_with_score end as indicators_with_score
    from level_{{ level + 1 }} as child
    inner join nodes as parent
        on
            {{ composite_index.same_edition('child', 'parent') }}
            and child.parent_id = parent.node_id

),

-- most parents are arithmetic: they are kept from the work of the other means
aggregated_{{ level }} as (
    {% for methods in [['arithmetic'], other_methods] if methods %}
    select
        {{ of_parent | join(', ') }},
        {%- if methods | length == 1 %}
        {{ composite_index.aggregate(methods[0]) }} as mean_score,
        {%- else %}
        case aggregation
            {%- for method in methods if method != 'copeland' %}
            when '{{ method }}' then {{ composite_index.aggregate(method) }}
            {%- endfor %}
        end as mean_score,
        {%- endif %}
        sum(weight * coverage) / nullif(sum(weight), 0) as coverage,
        sum(indicators) as indicators,
        sum(imputed_indicators) as imputed_indicators,
        sum(indicators_with_score) as indicators_with_score,
        count(*) as children,
        count(own_score) as children_with_score,
        sum(case when {{ composite_index.undefined_child() }} then 1 else 0 end) as undefined_children
    from children_of_{{ level }}
    where aggregation {{ "=" if methods | length == 1 else "<>" }} 'arithmetic'
    group by {{ of_parent | join(', ') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

copeland_{{ level }} as (

    {{ composite_index.copeland('children_of_' ~ level) }}

),

covered_{{ level }} as (

    select
        *,
        -- the tolerance is for shares such as 0.1 + 0.2 against 0.3
        case coverage_basis
            when 'count' then cast(indicators_with_score as {{ composite_index.type_double() }}) / indicators
            when 'children' then cast(children_with_score as {{ composite_index.type_double() }}) / children
            else coverage
        end >= min_coverage - 1e-12
        and not (missing_rule = 'require_all' and children_with_score < children) as is_covered
    from aggregated_{{ level }}

),

judged_{{ level }} as (

    select
        covered.*,
        case
            when not covered.is_covered or covered.undefined_children > 0 then null
            when covered.aggregation <> 'copeland' then covered.mean_score
            -- a unit without rivals has no duels
            when covered.children_with_score > 0 then coalesce(copeland.score, 0.0)
        end as judged_score
    from covered_{{ level }} as covered
    left join copeland_{{ level }} as copeland
        on
            {{ composite_index.same_node('covered', 'copeland') }}
            and covered.unit_id = copeland.unit_id

),
{%- endif %}

level_{{ level }} as (

    select * from indicators
    where level = {{ level }}
    {%- if not loop.first %}
    union all
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        unit_id,
        node_id,
        parent_id,
        level,
        parent_weight as weight,
        null as value,
        null as treated_value,
        null as treatment,
        imputed_indicators,
        case
            when round_scope = 'parent' then {{ composite_index.round_score('judged_score', 'judged_' ~ level) }}
            else judged_score
        end as score,
        coverage,
        indicators,
        indicators_with_score,
        -- where there is no score anyway there is nothing to define
        case when is_covered then undefined_children else 0 end as undefined_children
    from judged_{{ level }}
    {%- endif %}

),
{%- endfor %}

final as (
    {% for level in range(0, composite_index.max_depth() + 1) %}
    select * from level_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

select * from final
