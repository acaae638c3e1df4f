{#- what only some frameworks need, and no unit test gives -#}
{%- if model.resource_type != 'unit_test' -%}
{%- set needed_by_some = [
    ref('composite_index', 'stg_index__groups'),
    ref('composite_index', 'int_index__units'),
    ref('composite_index', 'int_index__weights'),
    ref('composite_index', 'int_index__screened'),
    ref('composite_index', 'int_index__weights_from_data'),
] -%}
{%- endif -%}
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
{%- set parents = composite_index.parents_in_use() -%}
{%- set with_sums = composite_index.words_in_use('aggregation', composite_index.methods_that(methods, 'is_sum')) -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

{%- if parents.normalised or comparing %}

sources_of_parents as (

    {{ composite_index.statistics_sources('not nodes.is_indicator') }}

),
{%- endif %}

{%- if parents.filled %}

members as (

    {{ composite_index.members_of_groupings() }}

),

included_units as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where is_included

),
{%- endif %}

{%- if parents.from_data %}

weights_from_data as (

    select * from {{ ref('composite_index', 'int_index__weights_from_data') }}

),
{%- endif %}

{%- if parents.weighted %}

weights_of_units as (

    {{ composite_index.weights_of_units() }}

),
{%- endif %}

{%- for level in range(depth, -1, -1) %}
{%- if not loop.first %}

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
        {{ 'coalesce(weights_of_units.weight, child.weight) as weight' if level in parents.weighted else 'child.weight' }},
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
    {%- if level in parents.weighted %}
    left join weights_of_units
        on
            child.node_key = weights_of_units.node_key
            and child.unit_key = weights_of_units.unit_key
    {%- endif %}

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
    {{- ', missing_rule' if shares_equally or parents.exact }}{{ ', round_mode' if parents.exact }}
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

),

{%- if level in parents.normalised %}

{{ composite_index.normalised_parents(level, needs_ranks=level in parents.ranked) }},
{%- endif %}
{%- endif %}

{#- a level above it may fill what is missing -#}
{%- set is_filled = (level - 1) in parents.filled %}

{{ 'own_' if is_filled }}level_{{ level }} as (

    select
        nodes.edition_key,
        normalised.unit_key,
        nodes.node_key,
        nodes.parent_key,
        {{ 'coalesce(weights_from_data.weight, nodes.weight) as weight' if (level - 1) in parents.from_data else 'nodes.weight' }},
        normalised.value,
        normalised.treated_value,
        normalised.treatment,
        cast(null as {{ composite_index.type_double() }}) as aggregated_score,
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
    {%- if (level - 1) in parents.from_data %}
    left join weights_from_data
        on normalised.node_key = weights_from_data.node_key
    {%- endif %}
    where
        nodes.level = {{ level }}
        and {{ composite_index.is_of_batch('normalised.unit_key') }}
    {%- if not loop.first %}
    union all
    {%- set parent_score = 'aggregated_score' %}
    {%- if level in parents.normalised %}
    {%- set parent_score -%}
    case when covered.normalisation is null then covered.aggregated_score else normalised.score end
    {%- endset %}
    {%- endif %}
    select
        covered.edition_key,
        covered.unit_key,
        covered.node_key,
        covered.parent_key,
        covered.weight,
        null as value,
        null as treated_value,
        null as treatment,
        case when covered.normalisation is not null then covered.aggregated_score end as aggregated_score,
        case
            when covered.round_scope = 'parent' then {{ composite_index.round_score('(' ~ parent_score ~ ')', 'covered') }}
            else {{ parent_score }}
        end as score,
        covered.coverage,
        covered.imputed_indicators,
        covered.indicators_with_score,
        -- a node below its min_coverage has no score anyway
        case when covered.is_covered then covered.undefined_children else 0 end as undefined_children,
        covered.children_with_score,
        covered.weight_with_score
    from covered_{{ level }} as covered
    {%- if level in parents.normalised %}
    left join normalised_{{ level }} as normalised
        on
            covered.node_key = normalised.node_key
            and covered.unit_key = normalised.unit_key
    {%- endif %}
    {%- endif %}

),

{%- if is_filled %}

level_{{ level }} as (

    {{ composite_index.filled_children(level) }}

),
{%- endif %}
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
        aggregated_score,
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
