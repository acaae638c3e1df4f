{{ config(enabled=composite_index.variable('recompute') == 'touched') }}

{%- set edition = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}
{%- set has_lookups = composite_index.has_rows('int_index__nodes', "normalisation = 'lookup'") -%}
{%- set framework = composite_index.built('int_index__framework') -%}
{%- set declared_columns = adapter.get_columns_in_relation(framework) | map(attribute='name')
    | reject('in', ['input_file', 'input_row', 'period_order']) | list if framework else ['node_id'] -%}
{%- set inputs_of_indices = {
    'lookups': ['node_id', 'category', 'value'],
    'bounds': ['node_id', 'measure', 'bound'],
    'comparisons': ['expert_id', 'node_id', 'compared_node_id', 'ratio'],
} -%}
{#- the digests of another run than the last that published are of other inputs than what is published -#}
{%- set is_kept = composite_index.is_running() and not flags.FULL_REFRESH -%}
{%- set published = load_relation(composite_index.published_before('int_index__editions')) if is_kept else none -%}
{%- set runs = composite_index.mart_relation('int_index__published') if published else none -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

declared as (

    select * from {{ ref('composite_index', 'int_index__framework') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

groups as (

    select * from {{ ref('composite_index', 'stg_index__groups') }}

),

weights as (

    select * from {{ ref('composite_index', 'stg_index__weights') }}

),

-- sums of hashes: whatever the order of the rows, and a row that is there twice is another sum
of_nodes as (

    select
        nodes.edition_key,
        {{ composite_index.qualified('nodes', edition) }},
        sum(cast(hash(
            {{ composite_index.qualified('declared', declared_columns) }}
        ) as hugeint)) as digest
    from nodes
    inner join declared
        on {{ composite_index.same_node('nodes', 'declared') }}
    group by all

),

observed as (

    select
        observations.index_id,
        observations.period,
        units.cohort_id,
        count(*) as observations,
        sum(cast(hash(
            observations.unit_id, observations.node_id, observations.value, observations.is_blank
            {{- ', observations.value_text' if has_lookups }}
        ) as hugeint)) as digest
    from {{ ref('composite_index', 'int_index__observations') }} as observations
    left join {{ ref('composite_index', 'int_index__units') }} as units
        on
            observations.index_id = units.index_id
            and observations.unit_id = units.unit_id
    group by all

),

of_units as (

    select
        index_id,
        cohort_id,
        sum(cast(hash(
            unit_id, label_en, label_zh, inclusion, first_period, last_period
        ) as hugeint)) as digest
    from units
    group by all

),

of_groups as (

    select
        groups.index_id,
        units.cohort_id,
        sum(cast(hash(groups.group_id, groups.unit_id, groups.grouping_id) as hugeint)) as digest
    from groups
    inner join units
        on
            groups.index_id = units.index_id
            and groups.unit_id = units.unit_id
    group by all

),

-- of all periods and cohorts where none is named
of_weights as (

    select
        nodes.edition_key,
        sum(cast(hash(weights.method, weights.expert_id, weights.node_id, weights.weight) as hugeint)) as digest
    from nodes
    inner join weights
        on
            nodes.index_id = weights.index_id
            and (weights.period is null or nodes.period = weights.period)
            and (weights.cohort_id is null or nodes.cohort_id = weights.cohort_id)
    where nodes.level = 0
    group by all

),

-- what is of an index as a whole
of_indices as (

    select
        index_id,
        sum(cast(digest as hugeint)) as digest
    from (
        {%- for input, columns in inputs_of_indices.items() %}
        select
            index_id,
            hash('{{ input }}', {{ columns | join(', ') }}) as digest
        from {{ ref('composite_index', 'stg_index__' ~ input) }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as hashed
    group by all

),

digested as (

    select
        of_nodes.edition_key,
        {{ composite_index.qualified('of_nodes', edition) }},
        coalesce(observed.observations, 0) as observations,
        md5(concat_ws(
            ' ', '{{ composite_index.build_fingerprint() }}', version(), of_nodes.digest,
            coalesce(observed.observations, 0), coalesce(observed.digest, 0), coalesce(of_units.digest, 0),
            coalesce(of_groups.digest, 0), coalesce(of_weights.digest, 0), coalesce(of_indices.digest, 0)
        )) as digest
    from of_nodes
    left join observed
        on
            of_nodes.index_id = observed.index_id
            and of_nodes.period = observed.period
            and of_nodes.cohort_id = observed.cohort_id
    left join of_units
        on
            of_nodes.index_id = of_units.index_id
            and of_nodes.cohort_id = of_units.cohort_id
    left join of_groups
        on
            of_nodes.index_id = of_groups.index_id
            and of_nodes.cohort_id = of_groups.cohort_id
    left join of_weights
        on of_nodes.edition_key = of_weights.edition_key
    left join of_indices
        on of_nodes.index_id = of_indices.index_id

),

published as (
    {% if runs %}
    select editions.*
    from {{ published }} as editions
    inner join {{ runs }} as runs
        on
            editions.run_id = runs.run_id
            and runs.computed_table = 'int_index__editions'
    {%- else %}
    select * from digested
    where false
    {%- endif %}

),

-- observations of no edition: the checks that name them look at all that an index has
strays as (

    select count(*) as strays
    from observed
    left join of_nodes
        on
            observed.index_id = of_nodes.index_id
            and observed.period = of_nodes.period
            and observed.cohort_id = of_nodes.cohort_id
    where of_nodes.edition_key is null

),

changed as (

    select
        digested.*,
        strays.strays > 0 or published.digest is null or published.digest <> digested.digest as is_changed
    from digested
    cross join strays
    left join published
        on {{ composite_index.same_edition('digested', 'published') }}

),

index_nodes as (

    select * from nodes
    where level = 0

),

-- what an edition takes from other periods of its index, scenario and cohort: statistics, and values for missing ones
dependencies as (

    select distinct
        nodes.edition_key,
        source.edition_key as source_key
    from nodes
    inner join index_nodes as source
        on
            {{ composite_index.same_key('nodes', 'source', ['index_id', 'scenario_id', 'cohort_id']) }}
            and nodes.edition_key <> source.edition_key
            and (
                nodes.statistics_period in ('all', source.period)
                or nodes.imputation in ('constant', 'linear', 'linear_constant')
                or (nodes.imputation = 'last_value' and source.period_order < nodes.period_order)
            )

),

affected as (

    with recursive reached as (

        select edition_key from changed
        where is_changed
        union
        select dependencies.edition_key
        from dependencies
        inner join reached
            on dependencies.source_key = reached.edition_key

    )

    select * from reached

),

-- the gates have something to judge in every build
judged as (

    select edition_key from affected
    union all
    (
        select edition_key from changed
        where not exists (select 1 from affected)
        order by observations, edition_key
        limit 1
    )

),

-- and what these are computed from
needed as (

    with recursive reached as (

        select edition_key from judged
        union
        select dependencies.source_key as edition_key
        from dependencies
        inner join reached
            on dependencies.edition_key = reached.edition_key

    )

    select * from reached

),

final as (

    select
        changed.edition_key,
        {{ composite_index.qualified('changed', edition) }},
        cast(changed.observations as {{ dbt.type_bigint() }}) as observations,
        changed.digest,
        changed.is_changed,
        needed.edition_key is not null as is_touched,
        '{{ invocation_id }}' as run_id
    from changed
    left join needed
        on changed.edition_key = needed.edition_key

)

select * from final
