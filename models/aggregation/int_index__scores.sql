{#- Levels and aggregations that no node has are left out: to plan them took a reader of the bundled index 2.5 s, not
    0.5 s, and three models read this one (docs/decisions/0002). -#}
{%- set methods = composite_index.aggregations() -%}
{%- set in_use = composite_index.words_in_use('aggregation', methods) -%}
{%- set comparing = composite_index.methods_that(methods, 'compares_units') | select('in', in_use) | list -%}
{%- set other_means = in_use | reject('equalto', 'arithmetic') | list -%}
{%- set no_mean = 'cast(null as ' ~ composite_index.type_double() ~ ')' -%}
{%- set depth = composite_index.tree_depth() -%}
{#- a text in the key is slow, so the rule is in it only if the mean depends on it -#}
{%- set shares_equally = composite_index.words_in_use('missing_rule', ['share_equally']) -%}
{%- set zero = 'cast(0 as ' ~ composite_index.type_double() ~ ')' -%}
{%- set one = 'cast(1 as ' ~ composite_index.type_double() ~ ')' -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

{%- for level in range(depth, -1, -1) %}
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
        case when parent.missing_rule = 'zero' then coalesce(child.score, 0.0) else child.score end as score,
        -- a child without a score brings nothing up, even if some nodes below it have one
        case when child.score is null then {{ zero }} else child.coverage end as coverage,
        case when child.score is null then 0 else child.imputed_indicators end as imputed_indicators,
        case when child.score is null then 0 else child.indicators_with_score end as indicators_with_score
    from level_{{ level + 1 }} as child
    inner join nodes as parent
        on child.parent_key = parent.node_key

),

-- most parents are arithmetic, so they have a branch that skips the work of the other means
aggregated_{{ level }} as (
    {% if 'arithmetic' in in_use or not in_use %}
    select
        unit_key,
        node_key,
        {{ composite_index.aggregate('arithmetic') }} as mean_score,
        0 as undefined_children,
        {{ composite_index.sums_of_children(of_indicators=level == depth - 1) }}
    from children_of_{{ level }}
    where aggregation = 'arithmetic'
    group by unit_key, node_key{{ ', missing_rule' if shares_equally }}
    {{- '\n    union all' if other_means }}
    {%- endif %}
    {%- if other_means %}
    select
        unit_key,
        node_key,
        case
            {%- for method in other_means %}
            when aggregation = '{{ method }}'
                then {{ no_mean if method in comparing else composite_index.aggregate(method) }}
            {%- endfor %}
        end as mean_score,
        sum(case when {{ composite_index.undefined_child() }} then 1 else 0 end) as undefined_children,
        {{ composite_index.sums_of_children(of_indicators=level == depth - 1) }}
    from children_of_{{ level }}
    where aggregation <> 'arithmetic'
    group by unit_key, node_key, missing_rule, aggregation, exponent, scale_lower, scale_upper
    {%- endif %}

),

{%- if comparing %}

-- methods whose scores depend on the scores of other units
compared_{{ level }} as (
    {% for method in comparing %}
    select * from (
        {{ composite_index.aggregate(method, 'children_of_' ~ level) | indent(8) }}
    ) as of_{{ method }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

),
{%- endif %}

-- coverage is a share of all children, so it needs the framework
covered_{{ level }} as (

    select
        aggregated.*,
        nodes.edition_key,
        nodes.parent_key,
        nodes.weight,
        nodes.round_digits,
        nodes.round_mode,
        nodes.round_scope,
        {%- if comparing %}
        case
            when nodes.aggregation not in ({{ composite_index.quoted(comparing) }}) then aggregated.mean_score
            when aggregated.children_with_score > 0 then compared.score
        end as parent_score,
        {%- else %}
        aggregated.mean_score as parent_score,
        {%- endif %}
        aggregated.weight_covered / nullif(nodes.children_weight, 0) as coverage,
        -- the tolerance lets 0.1 + 0.2 reach 0.3
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
    {%- if comparing %}
    left join compared_{{ level }} as compared
        on
            aggregated.node_key = compared.node_key
            and aggregated.unit_key = compared.unit_key
    {%- endif %}

),
{%- endif %}

level_{{ level }} as (

    select
        nodes.edition_key,
        normalised.unit_key,
        nodes.node_key,
        nodes.parent_key,
        nodes.weight,
        normalised.value,
        normalised.treated_value,
        normalised.treatment,
        case
            when nodes.round_scope = 'parent' then {{ composite_index.round_score('normalised.score', 'nodes') }}
            else normalised.score
        end as score,
        case when normalised.score is null then {{ zero }} else {{ one }} end as coverage,
        case when normalised.is_imputed then 1 else 0 end as imputed_indicators,
        case when normalised.score is null then 0 else 1 end as indicators_with_score,
        0 as undefined_children,
        0 as children_with_score,
        cast(null as {{ composite_index.type_double() }}) as weight_with_score
    from {{ ref('composite_index', 'int_index__normalised') }} as normalised
    inner join nodes
        on normalised.node_key = nodes.node_key
    where
        nodes.level = {{ level }}
        and {{ composite_index.is_of_batch('normalised.unit_key') }}
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
            when not is_covered or undefined_children > 0 then null
            when round_scope = 'parent' then {{ composite_index.round_score('parent_score', 'covered_' ~ level) }}
            else parent_score
        end as score,
        coverage,
        imputed_indicators,
        indicators_with_score,
        -- a node below its min_coverage has no score anyway
        case when is_covered then undefined_children else 0 end as undefined_children,
        children_with_score,
        weight_with_score
    from covered_{{ level }}
    {%- endif %}

),
{%- endfor %}

final as (
    {% for level in composite_index.kept_levels(depth) %}
    select
        edition_key,
        unit_key,
        node_key,
        {{ level }} as level,
        value,
        treated_value,
        treatment,
        score,
        coverage,
        imputed_indicators,
        indicators_with_score,
        undefined_children,
        children_with_score,
        weight_with_score
    from level_{{ level }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

)

select * from final
