with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}
    where score is not null

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where level = 0

),

groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}
    where is_cohort

),

tiers as (

    select * from {{ ref('composite_index', 'stg_index__tiers') }}

),

-- tiers that name the cohort replace the tiers for all cohorts
candidates as (

    select
        nodes.edition_key,
        tiers.tier_id,
        tiers.sort_order,
        tiers.basis,
        tiers.bound,
        rank() over (
            partition by nodes.edition_key
            order by case when tiers.cohort_id is not null then 0 else 1 end
        ) as precedence
    from nodes
    inner join tiers
        on
            nodes.index_id = tiers.index_id
            and (tiers.cohort_id is null or nodes.cohort_id = tiers.cohort_id)

),

-- units of one rank are in one tier, so the best score of the rank decides
judged as (

    select
        ranks.edition_key,
        ranks.unit_key,
        ranks.percentile,
        max({{ composite_index.compared_score('ranks', 'nodes') }}) over (
            partition by ranks.edition_key, ranks.rank
        ) as compared_score,
        max(abs(ranks.score)) over (partition by ranks.edition_key) as magnitude
    from ranks
    inner join nodes
        on ranks.node_key = nodes.node_key
    inner join groups
        on ranks.group_key = groups.group_key

),

reached as (

    select
        judged.edition_key,
        judged.unit_key,
        candidates.tier_id,
        row_number() over (
            partition by judged.edition_key, judged.unit_key
            order by candidates.sort_order, candidates.tier_id
        ) as choice
    from judged
    inner join candidates
        on judged.edition_key = candidates.edition_key
    where
        candidates.precedence = 1
        and {{ composite_index.in_tier(
            'candidates.basis', 'candidates.bound', 'judged.compared_score', 'judged.percentile', 'judged.magnitude'
        ) }}

),

final as (

    select
        edition_key,
        unit_key,
        tier_id
    from reached
    where choice = 1

)

select * from final
