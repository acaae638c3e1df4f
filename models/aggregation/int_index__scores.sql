{%- set methods_in_use = composite_index.words_in_use('aggregation', composite_index.aggregation_methods()) -%}
{%- set other_methods = methods_in_use | reject('equalto', 'arithmetic') | list -%}
{%- set duels = 'coalesce(copeland.score, 0.0)' if 'copeland' in methods_in_use else 'null' -%}
{%- set condition_of_duels = 'on covered.node_key = copeland.node_key and covered.unit_key = copeland.unit_key' -%}
{%- set methods_by_cost = [
    ['arithmetic'] if 'arithmetic' in methods_in_use or not other_methods else [], other_methods,
] -%}
{#- a key more for each row is work, so that the rule is one only where a mean hangs on it -#}
{%- set shared = ['missing_rule'] if composite_index.words_in_use('missing_rule', ['share_equally']) else [] -%}
{%- set depth = composite_index.tree_depth() -%}
{%- set has_imputations = composite_index.has_rows('int_index__nodes', 'imputation is not null') -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

{%- for level in range(depth, -1, -1) %}

indicators_{{ level }} as (

    select
        nodes.edition_key,
        normalised.unit_key,
        nodes.node_key,
        nodes.parent_key,
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
        case when normalised.score is null then 0 else 1 end as indicators_with_score
    from {{ ref('composite_index', 'int_index__normalised') }} as normalised
    inner join nodes
        on normalised.node_key = nodes.node_key
    where
        nodes.level = {{ level }}
        and {{ composite_index.is_of_batch('normalised.unit_key') }}

),
{%- if not loop.first %}

children_of_{{ level }} as (

    select
        child.unit_key,
        parent.node_key,
        parent.aggregation,
        parent.exponent,
        parent.missing_rule,
        parent.scale_lower,
        parent.scale_upper,
        child.node_key as child_key,
        child.weight,
        child.score as own_score,
        {% if composite_index.words_in_use('missing_rule', ['zero']) -%}
        case when parent.missing_rule = 'zero' then coalesce(child.score, 0.0) else child.score end as score,
        {%- else -%}
        child.score,
        {%- endif %}
        -- a child that fell below its own minimum brings nothing up, whatever it had below it
        case when child.score is null then 0.0 else child.coverage end as coverage,
        case when child.score is null then 0 else child.imputed_indicators end as imputed_indicators,
        case when child.score is null then 0 else child.indicators_with_score end as indicators_with_score
    from level_{{ level + 1 }} as child
    inner join nodes as parent
        on child.parent_key = parent.node_key

),

-- most parents are arithmetic: they are kept from the work of the other means
aggregated_{{ level }} as (
    {% for methods in methods_by_cost if methods %}
    {%- set of_parent = ['unit_key', 'node_key'] + shared + (
        [] if methods == ['arithmetic'] else ['aggregation', 'exponent', 'scale_lower', 'scale_upper']
    ) %}
    select
        unit_key,
        node_key,
        {%- if methods == ['arithmetic'] %}
        {{ composite_index.aggregate(methods[0]) }} as mean_score,
        0 as undefined_children,
        {%- else %}
        case
            {%- for method in methods if method != 'copeland' %}
            when aggregation = '{{ method }}' then {{ composite_index.aggregate(method) }}
            {%- endfor %}
            -- duels are no mean
            when aggregation = 'copeland' then cast(null as {{ composite_index.type_double() }})
        end as mean_score,
        sum(case when {{ composite_index.undefined_child() }} then 1 else 0 end) as undefined_children,
        {%- endif %}
        {%- if level == depth - 1 %}
        -- the children are indicators all, which are covered or not: the same sums, so that they are computed once
        sum(case when own_score is not null then weight end) as weight_covered,
        {{ 'sum(imputed_indicators)' if has_imputations else '0' }} as imputed_indicators,
        count(own_score) as indicators_with_score,
        {%- else %}
        sum(weight * coverage) as weight_covered,
        {{ 'sum(imputed_indicators)' if has_imputations else '0' }} as imputed_indicators,
        sum(indicators_with_score) as indicators_with_score,
        {%- endif %}
        count(own_score) as children_with_score,
        sum(case when own_score is not null then weight end) as weight_with_score
    from children_of_{{ level }}
    where aggregation {{ "=" if methods == ['arithmetic'] else "<>" }} 'arithmetic'
    group by {{ of_parent | join(', ') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

{%- if 'copeland' in methods_in_use %}

copeland_{{ level }} as (

    {{ composite_index.copeland('children_of_' ~ level) }}

),
{%- endif %}

-- what the framework says of all children, whether they have a score or not
covered_{{ level }} as (

    select
        aggregated.*,
        nodes.edition_key,
        nodes.parent_key,
        nodes.weight,
        nodes.aggregation,
        nodes.round_digits,
        nodes.round_mode,
        nodes.round_scope,
        aggregated.weight_covered / nullif(nodes.children_weight, 0) as coverage,
        -- the tolerance is for shares such as 0.1 + 0.2 against 0.3
        case nodes.coverage_basis
            when 'count'
                then cast(aggregated.indicators_with_score as {{ composite_index.type_double() }}) / nodes.indicators
            when 'children'
                then cast(aggregated.children_with_score as {{ composite_index.type_double() }}) / nodes.children
            else aggregated.weight_covered / nullif(nodes.children_weight, 0)
        end >= nodes.min_coverage - 1e-12
        and not (nodes.missing_rule = 'require_all' and aggregated.children_with_score < nodes.children) as is_covered
    from aggregated_{{ level }} as aggregated
    inner join nodes
        on aggregated.node_key = nodes.node_key

),

judged_{{ level }} as (

    select
        covered.*,
        -- under copeland a unit without rivals has no duels
        case
            when not covered.is_covered or covered.undefined_children > 0 then null
            when covered.aggregation <> 'copeland' then covered.mean_score
            when covered.children_with_score > 0 then {{ duels }}
        end as judged_score
    from covered_{{ level }} as covered
    {{ 'left join copeland_' ~ level ~ ' as copeland ' ~ condition_of_duels if 'copeland' in methods_in_use }}

),
{%- endif %}

level_{{ level }} as (

    select
        edition_key,
        unit_key,
        node_key,
        parent_key,
        weight,
        value,
        treated_value,
        treatment,
        score,
        coverage,
        imputed_indicators,
        indicators_with_score,
        0 as undefined_children,
        0 as children_with_score,
        cast(null as {{ composite_index.type_double() }}) as weight_with_score
    from indicators_{{ level }}
    {%- if not loop.first %}
    union all
    select
        edition_key,
        unit_key,
        node_key,
        parent_key,
        weight,
        null as value,
        null as treated_value,
        null as treatment,
        case
            when round_scope = 'parent' then {{ composite_index.round_score('judged_score', 'judged_' ~ level) }}
            else judged_score
        end as score,
        coverage,
        imputed_indicators,
        indicators_with_score,
        -- where there is no score anyway there is nothing to define
        case when is_covered then undefined_children else 0 end as undefined_children,
        children_with_score,
        weight_with_score
    from judged_{{ level }}
    {%- endif %}

),
{%- endfor %}

final as (
    {% for level in composite_index.kept_levels(depth) %}
    select
        edition_key,
        unit_key,
        node_key,
        value,
        treated_value,
        treatment,
        score,
        coverage,
        cast(imputed_indicators as {{ dbt.type_int() }}) as imputed_indicators,
        cast(indicators_with_score as {{ dbt.type_int() }}) as indicators_with_score,
        cast(undefined_children as {{ dbt.type_int() }}) as undefined_children,
        cast(children_with_score as {{ dbt.type_int() }}) as children_with_score,
        weight_with_score
    from level_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

select * from final
