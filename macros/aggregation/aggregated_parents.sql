{#
    Common table expressions; the last is `covered_<level>`: the parents of a level, with the score that their aggregation gives
    (`aggregated_score`) from `level_<level + 1>`. It is null below min_coverage and min_children, and where the mean is not
    defined. Reads `nodes`, and `weights_of_units` and `sources_of_parents` where a parent needs them.
    `depth`: the level of the deepest node. `parents`: what parents ask for (`parents_in_use`).
#}
{% macro aggregated_parents(level, depth, parents) -%}
{%- set methods = composite_index.aggregations() -%}
{%- set in_use = composite_index.words_in_use('aggregation', methods) -%}
{%- set comparing = composite_index.methods_that(methods, 'compares_units') | select('in', in_use) | list -%}
{%- set other_means = in_use | reject('equalto', 'arithmetic') | list -%}
{%- set no_mean = 'cast(null as ' ~ composite_index.type_double() ~ ')' -%}
{#- a text in the key is slow, so the rule is in it only if the mean depends on it -#}
{%- set shares_equally = composite_index.words_in_use('missing_rule', ['share_equally']) -%}
{%- set zero = 'cast(0 as ' ~ composite_index.type_double() ~ ')' -%}
children_of_{{ level }} as (

    select
        child.unit_key,
        parent.node_key,
        parent.aggregation,
        parent.exponent,
        parent.missing_rule,
        parent.round_mode,
        parent.aggregation_scale_lower as scale_lower,
        parent.aggregation_scale_upper as scale_upper,
        parent.children_weight,
        child.node_key as child_key,
        {{ composite_index.own_weight(level, parents, 'child.weight') }} as weight,
        child.score as own_score,
        case
            {%- if level in parents.floored %}
            when child.score < parent.geometric_floor then parent.geometric_floor
            {%- endif %}
            when parent.missing_rule = 'zero' then coalesce(child.score, 0.0)
            else child.score
        end as score,
        -- a child without a score brings nothing up, even if some nodes below it have one
        case when child.score is null then {{ zero }} else child.coverage end as coverage,
        case when child.score is null then 0 else child.imputed_indicators end as imputed_indicators,
        case when child.score is null then 0 else child.indicators_with_score end as indicators_with_score
    from level_{{ level + 1 }} as child
    inner join nodes as parent
        on child.parent_key = parent.node_key
    {{- composite_index.join_own_weights(level, parents, 'child.node_key', 'child.unit_key') }}

),

-- most parents are arithmetic, so they have a branch that skips the work of the other means
aggregated_{{ level }} as (
    {% if 'arithmetic' in in_use or not in_use %}
    select
        unit_key,
        node_key,
        {{ composite_index.aggregate('arithmetic') }} as mean_score,
        0 as undefined_children,
        {{ composite_index.sums_of_children(of_indicators=level == depth - 1, filled=level in parents.filled) }}
    from children_of_{{ level }}
    where aggregation = 'arithmetic'
    group by unit_key, node_key
    {{- ', missing_rule' if shares_equally or parents.exact }}{{ ', round_mode, children_weight' if parents.exact }}
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
        {{ composite_index.sums_of_children(of_indicators=level == depth - 1, filled=level in parents.filled) }}
    from children_of_{{ level }}
    where aggregation <> 'arithmetic'
    group by
        unit_key, node_key, missing_rule, aggregation, exponent, round_mode, scale_lower, scale_upper, children_weight
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
measured_{{ level }} as (

    select
        aggregated.unit_key,
        aggregated.node_key,
        aggregated.weight_covered,
        aggregated.imputed_indicators,
        aggregated.indicators_with_score,
        aggregated.children_with_score,
        aggregated.weight_with_score,
        {%- if comparing %}
        -- a method that compares units is not defined where all are equal
        case
            when
                nodes.aggregation in ({{ composite_index.quoted(comparing) }})
                and aggregated.children_with_score > 0
                and compared.score is null
                then 1
            else aggregated.undefined_children
        end as undefined_children,
        {%- else %}
        aggregated.undefined_children,
        {%- endif %}
        nodes.edition_key,
        nodes.parent_key,
        nodes.weight,
        nodes.normalisation,
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
        and not (nodes.missing_rule = 'require_all' and aggregated.children_with_score < nodes.children)
        and aggregated.children_with_score >= coalesce(nodes.min_children, 0)
        -- what is missing from a sum of parts with different scales cannot be made up from the others
        and not (
            coalesce(nodes.is_sum_of_scales, false)
            and nodes.missing_rule in ('renormalise', 'share_equally')
            and aggregated.children_with_score < nodes.children
        )
        -- a unit without any score of its own below the node does not get one from its group
        and not (nodes.missing_rule = 'group_mean' and aggregated.children_with_score = 0) as is_covered
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

covered_{{ level }} as (

    select
        *,
        case when is_covered and undefined_children = 0 then parent_score end as aggregated_score
    from measured_{{ level }}

)
{%- endmacro %}
